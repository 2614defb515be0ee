"""What can be done in a replay: the registry of its keys, in the manner of `actions`. Footer, help, palette,
`irsim keys` and the docs read it. Acts of the room are none of it; what only looks is shared with the room, keys and
all.
"""

from __future__ import annotations

from irsim.tui.actions import ACTIONS, BY_ID
from irsim.tui.registry import Action

REPLAY: tuple[Action, ...] = (
    Action("replay-play", "Play or stand still", "Play", ("space",), "Let it go on, or stand still.", "replay", "room"),
    Action(
        "replay-faster",
        "Faster",
        "Faster",
        ("plus", "equals_sign", "greater_than_sign"),
        "1x to 600x real time.",
        "replay",
        "room",
    ),
    Action("replay-slower", "Slower", "Slower", ("minus", "less_than_sign"), "Down to 1x.", "replay", "room"),
    Action(
        "replay-next",
        "Next event",
        "Step",
        ("right", "l"),
        "On to the next line of the feed; held down, by more and more of them.",
        "replay",
        "room",
    ),
    Action(
        "replay-back", "Event before", "Back", ("left", "h"), "Back to the line of the feed before.", "replay", "room"
    ),
    Action("replay-record", "Next record", "Record", ("full_stop",), "One record on, told or not.", "replay", "room"),
    Action(
        "replay-record-back",
        "Record before",
        "Record back",
        ("comma",),
        "One record back, told or not.",
        "replay",
        "room",
    ),
    Action("replay-inject", "Next inject", "Inject", ("i",), "To the next inject that came.", "replay", "room"),
    Action("replay-inject-back", "Inject before", "Inject back", ("I",), "To the inject before.", "replay", "room"),
    Action(
        "replay-decision", "Next decision", "Decision", ("d",), "To the next thing that the team did.", "replay", "room"
    ),
    Action("replay-decision-back", "Decision before", "Decision back", ("D",), "To the one before.", "replay", "room"),
    Action(
        "replay-overdue", "Next overdue", "Overdue", ("o",), "To the next deadline that was missed.", "replay", "room"
    ),
    Action("replay-overdue-back", "Overdue before", "Overdue back", ("O",), "To the one before.", "replay", "room"),
    Action("replay-bookmark", "Next bookmark", "Bookmark", ("b",), "To the facilitator's next one.", "replay", "room"),
    Action("replay-bookmark-back", "Bookmark before", "Bookmark back", ("B",), "To the one before.", "replay", "room"),
    Action(
        "replay-mark",
        "Next mark",
        "Mark",
        ("right_square_bracket",),
        "To the next mark on the bar, of whatever kind.",
        "replay",
        "room",
    ),
    Action(
        "replay-mark-back", "Mark before", "Mark back", ("left_square_bracket",), "To the one before.", "replay", "room"
    ),
    Action(
        "replay-seek",
        "Go to",
        "Go to",
        ("colon", "g"),
        "+5m, -30s, T+00:12:00, T+12:00, 45m, 09:47, 2026-11-16T09:47 or #1204, a record's number.",
        "replay",
        "room",
    ),
    Action("replay-begin", "To the beginning", "Begin", ("home",), "The first record.", "replay", "room"),
    Action("replay-end", "To the end", "End", ("end",), "The last record.", "replay", "room"),
    Action(
        "replay-view",
        "Whose view",
        "View",
        ("v",),
        "As the facilitator saw it, or the table, or one role, who never sees what was hidden from them.",
        "replay",
        "room",
    ),
    Action(
        "replay-fork",
        "Fork from here",
        "Fork",
        ("f",),
        "Try it again from this moment, in a recording of its own; this one stays as it is.",
        "replay",
        "room",
    ),
    Action("replay-leave", "Leave the replay", "Leave", ("q",), "Back to where one came from.", "replay", "room"),
)
"""In the order in which help shows them."""

LOOKING = ("open", "filter", "search", "plot", "handout", "copy", "theme", "mouse", "palette", "help")
"""Actions of the room that only look."""

REPLAY_BY_ID: dict[str, Action] = {action.id: action for action in REPLAY}

OFFERED: tuple[Action, ...] = (*REPLAY, *(BY_ID[name] for name in LOOKING))
"""Everything that can be done in a replay."""

FOOTER = (
    ("replay-play",), ("replay-back", "replay-next"), ("replay-inject-back", "replay-inject"),
    ("replay-decision-back", "replay-decision"), ("replay-overdue-back", "replay-overdue"),
    ("replay-bookmark-back", "replay-bookmark"), ("replay-seek",), ("replay-view",), ("replay-fork",),
    ("replay-leave",),
)  # fmt: skip
"""The footer: keys that belong together, with the word of the last one's action. Help stands at its end."""

SHORTER = (
    ("replay-play",), ("replay-back", "replay-next"),
    ("replay-mark-back", "replay-mark"), ("replay-seek",), ("replay-view",), ("replay-fork",), ("replay-leave",),
)  # fmt: skip
"""The same where there is less room."""

INSIDE = (("replay-fork",), ("replay-leave",))
"""The footer of a screen within the replay: of an incident, of a plot."""

_TAKEN = {key for action in OFFERED for key in action.keys} | {"1", "2", "3", "4", "5", "0", "k", "j", "enter"}

ACTING: tuple[str, ...] = tuple(
    sorted({key for action in ACTIONS if action.id not in LOOKING for key in action.keys} - _TAKEN)
)
"""Keys that do something in the room, and here say that this is a replay."""
