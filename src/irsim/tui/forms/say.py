"""The form for what was said at the table, and what it comes to: the words for the record, and the command they mean.

The words are always recorded. With a match, its command is given as well, dated to when it was said; one that asks for
more than the line told opens its own form next.
"""

from __future__ import annotations

from collections.abc import Mapping

from irsim.commands import Command, Say
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.forms.fields import Field, Focus, Form, Option
from irsim.tui.forms.matching import clear_best, matched, matches
from irsim.tui.forms.special import Match
from irsim.tui.forms.words import SAID, TITLES
from irsim.tui.seat import Seat

NOTED = Option(
    "", "Just note it", "the words are kept as they were said; nothing else follows, and nothing counts against you"
)


def say_form(seat: Seat, focus: Focus, typed: Mapping[str, str]) -> Form:
    """The form as it is with what was `typed` so far: matches are asked for with every word."""
    open_ones = seat.board.open_incidents()
    text = typed.get("text", "")
    about = typed.get("incident", "") or focus.incident
    found = matches(seat, text, about)
    best = clear_best(found)
    offered = [_option(match) for match in found]
    options = [*offered, NOTED] if best else [NOTED, *offered]
    names = Names(seat.board)
    roles = [Option("", "not said"), *(Option(role, names.role(role)) for role in seat.roles)]
    alone = seat.roles[0] if len(seat.roles) == 1 else ""
    fields = [
        Field("text", "In their words", "text", (), text, True, "one decision, as it was said", drives=True),
        Field("match", "Comes to", "choice", tuple(options), best),
        Field("role", "Who said it", "choice", tuple(roles), typed.get("role", alone)),
        Field("said", "When said", "choice", tuple(Option(*each) for each in SAID), typed.get("said", "")),
    ]
    if len(open_ones) > 1:
        named = [Option(each.id, f"{each.id} {each.severity}", one_line(each.title, 80)) for each in open_ones]
        chosen = about if about in {each.id for each in open_ones} else open_ones[0].id
        fields.insert(1, Field("incident", "About", "choice", tuple(named), chosen, drives=True))
    title, send = TITLES["say"]
    return Form("say", title, tuple(fields), send=send)


def _option(match: Match) -> Option:
    if match.refused:
        return Option(match.value, match.label, f"not now: {match.refused}")
    return Option(match.value, match.label, match.help)


def chosen_match(seat: Seat, values: Mapping[str, str]) -> Match | None:
    """What the scribe confirmed. Raises ValueError where it is not open any more."""
    value = values.get("match", "")
    if not value:
        return None
    match = matched(seat, values.get("text", ""), value)
    if match is None:
        raise ValueError("what it was matched to is not open any more; choose again")
    return match


def say_commands(seat: Seat, values: Mapping[str, str]) -> list[Command]:
    """The words, then the command that they mean where the line is enough for it. Raises ValueError with the cure."""
    text, role = values.get("text", "").strip(), values.get("role", "")
    if not text:
        raise ValueError("nothing is written down; write what was said")
    if role and role not in seat.roles:
        called = Names(seat.board).role(role)
        raise ValueError(
            f"the seat of the {called} is not held here; leave open who said it, or name a seat of this table"
        )
    match = chosen_match(seat, values)
    said = Say(text, role=role)
    return [said] if match is None or match.command is None else [said, match.command]
