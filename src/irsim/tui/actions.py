"""The one registry of what can be done in the room: keys, footer, help, palette, `irsim keys` and the docs read it.

Who owns an action is the plan's to say; whether it makes sense now is asked of `decide`, with a command as it would be
given. No textual here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.tui.action_table import ACTIONS
from irsim.tui.control_keys import CONTROL
from irsim.tui.registry import GROUPS, Action, shown_key

if TYPE_CHECKING:
    from irsim.board.decide import Refused
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat

SHARED = (
    "pause", "slower", "faster", "jump", "end", "leave", "console", "open", "filter", "copy", "theme", "mouse",
    "palette", "help",
)  # fmt: skip
"""Actions of the room that the facilitator's console has too, with the same keys."""

EVERY: tuple[Action, ...] = (*ACTIONS, *CONTROL)
"""The room's actions, then those of the facilitator's console."""

BY_ID: dict[str, Action] = {action.id: action for action in EVERY}

KEYS: dict[str, tuple[str, ...]] = {action.id: action.keys for action in EVERY}
"""The keys that actions have where the settings say nothing else."""

_CONTROLS = frozenset((*SHARED, *(action.id for action in CONTROL)))


def together(one: str, other: str) -> bool:
    """Whether two actions are on the same screen, where one key cannot stand for both."""
    own = {action.id for action in CONTROL}
    return (one in _CONTROLS and other in _CONTROLS) or (one not in own and other not in own)


FOOTER = (
    "acknowledge", "classify", "assign", "escalate", "act", "step", "update", "notice", "evidence", "resolve", "say",
)  # fmt: skip
"""The footer of a wide terminal, in the order of a response."""

FOOTER_LIVE = (
    "acknowledge", "classify", "attach", "silence", "page", "escalate", "step", "update", "notice", "resolve", "note",
)  # fmt: skip
"""The same on real incidents: the deeds themselves are done elsewhere, and noted here."""


def footer(seat: Seat) -> tuple[str, ...]:
    """The footer of a wide terminal in this room."""
    return FOOTER_LIVE if seat.board.live else FOOTER


def offered(action: Action, seat: Seat) -> bool:
    """Whether there is such an action at all in this room: in live nobody moves time, and what the world of a drill has
    to offer (technical actions, handouts) is there only where the setting has it."""
    board = seat.board
    if not board.live:
        return not action.live
    if action.id in ("act", "handout"):
        return bool(board.opened.setting.actions if action.id == "act" else board.handouts)
    return not action.drill


def refusal(action: Action, seat: Seat, focus: Focus) -> Refused | None:
    """Why an action is out of place now, in the rules' own words; None where it makes sense."""
    if action.drill and seat.board.live:
        from irsim.session.rights import may_steer

        return may_steer(seat.kind, seat.facilitated, live=True)
    if action.do and seat.kind in ("screen", "observer"):
        return _anything(seat)  # who only watches does nothing
    if action.probe is None and action.id != "waiting":
        if action.do and seat.ended:
            from irsim.commands import COMMANDS

            return None if COMMANDS[action.do].after_end else _anything(seat)
        return None
    if action.probe is None:
        return _nothing_waits(seat, focus)
    command = action.probe(seat, focus)
    refused = seat.ask(command) if command is not None else None
    if refused is not None and action.id == "acknowledge" and seat.board.live and not seat.board.active:
        return _begin_with_an_alert(seat) or refused
    return refused


def _anything(seat: Seat) -> Refused | None:
    """Why nothing at all can be done from here; None where something can."""
    from irsim.commands import Say

    return seat.ask(Say("anything"))


def _begin_with_an_alert(seat: Seat) -> Refused | None:
    """Where there is nothing to take on but new alerts: how one takes on one of them."""
    from irsim.board.decide import Refused
    from irsim.board.state import NEVER

    new = (each for each in seat.board.alerts.values() if each.holds and not each.incident)
    if any(each.triaged_at == NEVER and not each.dismissed for each in new):
        return Refused("no incident is open", "2 shows the alerts, and there this key takes one on")
    return None


def _nothing_waits(seat: Seat, focus: Focus) -> Refused | None:
    """Unless a message, a decision or a discussion does."""
    from irsim.board.decide import Refused

    message = seat.board.messages.get(focus.message)
    if seat.waiting() or seat.discussion is not None or (message is not None and message.answered_at < 0):
        return None
    return Refused("nothing waits for an answer", "select a message in the feed to answer it all the same")


def sensible(seat: Seat, focus: Focus, limit: int) -> list[Action]:
    """The actions that make sense now, the most urgent first: what the next step of a response usually is."""
    about = seat.incident(focus.incident)
    order: list[str] = []
    if seat.waiting():
        order.append("waiting")
    if about is None or not about.open:
        order += ["acknowledge", "declare", "say", "act"]
    elif about.acknowledged_at < 0:
        order += ["acknowledge", "classify", "dismiss", "assign", "say"]
    elif about.classified_at < 0:
        order += ["classify", "assign", "act", "escalate", "update", "say"]
    elif about.means in ("resolved", "reviewing"):
        order += ["watch", "verdict", "check", "review", "end-watch", "cause", "progress", "close", "improve"]
    else:
        order += ["act", "update", "escalate", "step", "say", "check", "resolve", "notice", "evidence"]
    order += [name for name in footer(seat) if name not in order]
    if seat.board.live:
        order = _in_live(seat, focus, order)
    wanted = (BY_ID[name] for name in dict.fromkeys(order))
    return [each for each in wanted if offered(each, seat) and refusal(each, seat, focus) is None][:limit]


def _in_live(seat: Seat, focus: Focus, order: list[str]) -> list[str]:
    """What a real alert asks for where the cursor stands on one; what all its alerts are over for may be resolved."""
    about = seat.incident(focus.incident)
    if focus.alert in seat.board.alerts:
        return [name for name in order if name == "waiting"] + ["acknowledge", "attach", "silence", "dismiss", *order]
    if about is not None and about.open and about.proposed_at >= 0:
        return [name for name in order if name == "waiting"] + ["resolve", *order]
    return order


__all__ = [
    "ACTIONS",
    "BY_ID",
    "CONTROL",
    "EVERY",
    "FOOTER",
    "FOOTER_LIVE",
    "GROUPS",
    "KEYS",
    "SHARED",
    "Action",
    "footer",
    "offered",
    "refusal",
    "sensible",
    "shown_key",
    "together",
]
