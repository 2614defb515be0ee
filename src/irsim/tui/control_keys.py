"""What facilitator and evaluator can do, each at a terminal of their own: keys of the console and of the evaluation.

They are part of the registry (`actions`); what the console shares with the room is named there. No textual here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.tui.registry import Action

if TYPE_CHECKING:
    from irsim.commands import Command
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat


def _fire(_: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Fire

    return Fire(focus.inject) if focus.inject else None


def _skip(_: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Skip

    return Skip(focus.inject) if focus.inject else None


def _later(_: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Delay

    return Delay(focus.inject, "+5m") if focus.inject else None


def _edit(_: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Edit

    return Edit(focus.inject, subject="…") if focus.inject else None


CONTROL: tuple[Action, ...] = (
    Action(
        "fire",
        "Fire now",
        "Fire",
        ("f",),
        "Deliver the selected inject now, whatever it waits for; asks once.",
        "show",
        "room",
        "fire",
        _fire,
    ),
    Action(
        "script",
        "Act out a call",
        "Act out",
        ("c",),
        "The script of a call that you act, large; say there that it was delivered.",
        "show",
        "room",
    ),
    Action(
        "skip",
        "Skip",
        "Skip",
        ("s",),
        "Leave the selected inject out, with a reason if you like.",
        "show",
        "form",
        "skip",
        _skip,
    ),
    Action(
        "delay",
        "Delay",
        "Delay",
        ("d",),
        "Let the selected inject come later: in 2, 5, 10 minutes, or at a time.",
        "show",
        "room",
        "delay",
        _later,
    ),
    Action(
        "edit",
        "Edit before delivery",
        "Edit",
        ("e",),
        "Change the words, the sender, the channel or the seats of the selected inject.",
        "show",
        "form",
        "edit",
        _edit,
    ),
    Action(
        "inject",
        "Add an inject",
        "Add",
        ("i",),
        "A message, an alert or a metric that the scenario does not have, with the reaction that you expect.",
        "show",
        "form",
        "inject",
    ),
    Action(
        "talk",
        "Hold or release",
        "Hold",
        ("h",),
        "Hold the exercise for a discussion with a time box; while one is open, end it.",
        "show",
        "room",
    ),
    Action(
        "hand",
        "Hand a seat over",
        "Seat",
        ("H",),
        "Let a simulated responder play a seat, or give it back to people.",
        "show",
        "form",
        "hand",
    ),
    Action(
        "adjourn",
        "Adjourn",
        "Adjourn",
        ("Q",),
        "Close the room for today; the exercise goes on from here another day, on the same recording.",
        "show",
        "form",
        "adjourn",
    ),
    Action(
        "ratings",
        "The evaluation",
        "Evaluation",
        ("V",),
        "Objectives with their ratings, claims, and what was observed; again to come back.",
        "judge",
        "room",
    ),
    Action(
        "observe",
        "Record an observation",
        "Observe",
        ("o",),
        "What you see, at exercise time, against the current objective: rated P, S, M or U, strength or area.",
        "judge",
        "form",
        "observe",
    ),
    Action(
        "adjudicate",
        "Judge what was said",
        "Judge",
        ("a",),
        "It meets an expectation, triggers an action of the world, or has no effect.",
        "judge",
        "form",
        "adjudicate",
    ),
    Action(
        "tick",
        "Tick key points",
        "Tick",
        ("t",),
        "The key points of the selected expectation that were heard.",
        "judge",
        "form",
        "tick",
    ),
    Action(
        "override",
        "Override a claim",
        "Override",
        ("r",),
        "Your verdict in the place of the rules', with the reason; it is shown as yours.",
        "judge",
        "form",
        "override",
    ),
    Action("bookmark", "Bookmark", "Bookmark", ("b",), "Mark this moment for the debrief, at once.", "judge", "room"),
    Action(
        "bookmark-named",
        "Bookmark with a word",
        "Name it",
        ("m",),
        "Mark this moment for the debrief, with a word on why.",
        "judge",
        "form",
        "bookmark",
    ),
    Action(
        "memo",
        "Private note",
        "Note",
        ("n",),
        "A line that only facilitator and evaluator read.",
        "judge",
        "form",
        "memo",
    ),
)

FOOTER_CONSOLE = (
    "script", "fire", "skip", "delay", "edit", "inject", "talk", "adjudicate", "observe", "bookmark", "jump",
)  # fmt: skip
"""The console's footer, in the order in which it is needed; help stands at its end."""

FOOTER_EVALUATION = ("observe", "tick", "override", "adjudicate", "bookmark", "memo")
"""The evaluation's."""
