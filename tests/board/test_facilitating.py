"""Every command of facilitator and evaluator once accepted, with its events, and refused, with what to do instead."""

import pytest

from irsim.board.board import Board
from irsim.board.decide import Refused, decide
from irsim.commands import (
    COMMANDS,
    AdHoc,
    Adjourn,
    Adjudicate,
    Bookmark,
    Command,
    Delay,
    Discuss,
    Edit,
    Fire,
    Hand,
    Memo,
    Observe,
    Override,
    Proceed,
    Say,
    Skip,
    Tick,
)
from irsim.events import kind_of, seen_by_seat
from irsim.events.inputs import CommandSubmitted
from irsim.log.writing import MemorySink
from irsim.words.durations import MINUTE
from tests.drills import begin
from tests.tui.backstage import show

AT = 4 * MINUTE

RUMOUR = AdHoc("A rumour", channel="slack", sender="Watch", subject="Psst")

ACCEPTED: list[tuple[Command, list[str]]] = [
    (Fire("call"), ["inject.called"]),
    (Fire("gossip"), ["inject.called"]),  # left out before, and comes after all
    (Fire("ADHOC-1"), ["inject.called"]),
    (Skip("press", "no time"), ["inject.withdrawn"]),
    (Delay("press", "+5m"), ["inject.delayed"]),
    (Delay("press", "T+00:20:00"), ["inject.delayed"]),
    (Edit("call", subject="How bad is it?"), ["inject.edited"]),
    (Edit("ADHOC-1", text="Psst again"), ["inject.edited"]),
    (RUMOUR, ["inject.added"]),
    (AdHoc("Login", monitor="unauthorized-access", service="api", subject="Again", at="+5m"), ["inject.added"]),
    (AdHoc("Slow", service="api", metric="response_time", value="5 s", over="3m", lasts="10m"), ["inject.added"]),
    (Discuss("8m", ("Why, and how?",), "running"), ["discussion.opened"]),
    (Adjudicate(-1), ["statement.judged"]),
    (Adjudicate(-1, expectation="close"), ["statement.judged"]),
    (Adjudicate(-1, action="close-door"), ["statement.judged", "action.taken"]),
    (Tick("calm", 2), ["key-point.ticked"]),
    (Bookmark(), ["bookmark.set"]),
    (Memo("The lead is tired"), ["memo.added"]),
    (Hand("technical_lead", "simulated"), ["seat.handed"]),
    (Adjourn("until Thursday"), ["session.adjourned"]),
    (Override("close", "met", "They said so"), ["claim.overridden"]),
    (Observe("", "triage", rating="P"), ["observation.made"]),
    (Observe("Somebody looked", "triage", sort="strength"), ["observation.made"]),
    (Override("ADHOC-1-expected", "late", "They said so"), ["claim.overridden"]),
]

REFUSED: list[tuple[Command, str, str]] = [
    (Fire("seen"), "came at T+00:02:00", "add an inject of your own"),
    (Fire("sean"), "no inject", "did you mean 'seen'"),
    (Skip("gossip"), "skipped already", "fire it"),
    (Delay("press", "2m"), "it is T+00:04:00 already", "fire it, or give a later time"),
    (Delay("press", "2h"), "the exercise ends", "give an earlier time"),
    (Edit("call"), "nothing is changed", "give a subject"),
    (Edit("talk", text="x"), "no words to change", "skip it"),
    (AdHoc("Nothing"), "it is not clear what comes", "give a channel"),
    (AdHoc("x", channel="slack", subject="y"), "a sender is missing", "give a sender"),
    (Discuss("9h"), "does not fit", "1m to 4h"),
    (Adjudicate(0), "nothing that was said", "a line that somebody said"),
    (Tick("calm", 3), "no key point 3", "1 to 2"),
    (Tick("close", 1), "has no key points", "observe"),
    (Memo(" "), "the text is missing", "give the text"),
    (Hand("technical_lead", "people"), "played by people already", "leave it"),
    (Observe(""), "nothing is observed", "a text or a rating"),
    (Observe("x", rating="A"), "no rating", "P"),
    (Override("close", "fine", "x"), "no verdict", "met"),
    (Override("close", "", "x"), "has no other verdict", "give a verdict"),
]

UNREFUSED = {Bookmark, Adjourn}
"""Nothing but the end speaks against these."""


@pytest.fixture
def board() -> Board:
    """Four minutes into the drill: an inject came, one was left out, one was added, something was said."""
    ledger, engine = begin(show(), MemorySink(), "people")
    given: list[tuple[int, Command, str]] = [
        (3 * MINUTE, Skip("gossip"), "facilitator"),
        (
            3 * MINUTE,
            AdHoc(
                "More", channel="slack", sender="Watch", subject="Psst", at="+20m",
                expects="Asks who says so", objective="lead", role="incident_commander",
            ),
            "facilitator",
        ),
        (AT, Say("We shut that door", role="technical_lead"), "technical_lead"),
    ]  # fmt: skip
    for number, (at, command, by) in enumerate(given):
        engine.advance(at)
        ledger.input_now(CommandSubmitted(f"t-{number}", command), by, at)
    assert not ledger.board.refused
    return ledger.board


def about(board: Board, command: Command) -> Command:
    """The command, about what was said."""
    if isinstance(command, Adjudicate) and command.statement < 0:
        said = next(iter(board.show.statements))
        return Adjudicate(said, command.expectation, command.action)
    return command


def test_the_lists_leave_no_command_of_control_out() -> None:
    control = {kind for kind in COMMANDS.values() if kind.control}
    assert {type(command) for command, _ in ACCEPTED} == control
    assert {type(command) for command, *_ in REFUSED} | UNREFUSED == control


@pytest.mark.parametrize(("command", "events"), ACCEPTED, ids=lambda value: str(value)[:40])
def test_accepted_of_control_and_of_nobody_else(board: Board, command: Command, events: list[str]) -> None:
    command = about(board, command)
    for by in ("facilitator", "evaluator:Ana"):
        decided = decide(board, command, AT, by=by)
        assert not isinstance(decided, Refused), (decided.reason, decided.hint)
        assert [kind_of(event) for event in decided] == events
    refused = decide(board, command, AT, by="technical_lead")
    assert isinstance(refused, Refused)
    assert refused.reason == "only facilitator and evaluator can do that"
    assert not seen_by_seat(CommandSubmitted("x", command), "technical_lead")


@pytest.mark.parametrize(("command", "reason", "hint"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(board: Board, command: Command, reason: str, hint: str) -> None:
    decided = decide(board, command, AT, by="facilitator")
    assert isinstance(decided, Refused), decided
    assert reason in decided.reason
    assert hint in decided.hint


def test_one_discussion_at_a_time(board: Board) -> None:
    decided = decide(board, Proceed(), AT, by="facilitator")
    assert isinstance(decided, Refused)
    assert decided.reason == "no discussion is open"
