"""What reaches players in the scenarios that ship: nothing that only control knows, and nothing that lies ahead."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec
import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.gauges import Gauges
from irsim.events import CONTROL, KINDS, fields_of
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SessionOpened
from irsim.events.world import ServiceChanged
from irsim.log.records import Record
from irsim.scenario.happening import Inject
from irsim.scenario.judging import Expectation, Harm, TrueIncident
from irsim.session.seats import reduced
from tests.drills import the_plan
from tests.scenarios.teams import TEAMS, drilled, loaded

SCENARIOS = ("data-breach", "system-outage")
SEED = "quokka-seed"
ROLES = tuple(role.id for role in the_plan().roles)
SEATS = [*((role,) for role in ROLES), ROLES]


@cache
def control_facts(scenario: str) -> tuple[frozenset[str], frozenset[str]]:
    """Ids and texts that only control may know, less those that stand for something public too.

    An expectation may have the name of the clock that it is about, a fault that of its metric, an inject the subject
    of its message for a title.
    """
    document = loaded(scenario).scenario
    opened = drilled(scenario, "silent", SEED).board.opened
    public = opened.plan + msgspec.json.encode(opened.setting.services).decode()
    public += msgspec.json.encode(opened.setting.actions).decode()
    public += " ".join(name for kind in KINDS for name in fields_of(kind))
    said = {i.message.subject for i in document.injects if i.message} | {
        i.alert.title for i in document.injects if i.alert
    }
    judged: list[Expectation | Harm] = [*document.expectations, *document.harms]
    named: list[Inject | TrueIncident | Expectation | Harm] = [*document.injects, *document.truth.incidents, *judged]
    ids = {item.id for item in named} | {fault.id for fault in document.faults}
    texts = {item.title for item in named} | {fault.why for fault in document.faults}
    texts |= {item.why for item in judged} | {document.title, document.summary}
    texts |= {text for inject in document.injects for text in (inject.why, inject.expects)}
    texts |= {incident.cause for incident in document.truth.incidents}
    hidden = {name for name in ids if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", public)}
    return frozenset(hidden), frozenset(text for text in texts - said if text and text not in public)


@pytest.fixture(params=[(scenario, team) for scenario in SCENARIOS for team in TEAMS], ids="/".join)
def played(request: pytest.FixtureRequest) -> tuple[str, list[Record], Board]:
    scenario, team = request.param
    ledger = drilled(scenario, team, SEED)
    return scenario, ledger.records, ledger.board


def stream(records: list[Record], seats: tuple[str, ...]) -> list[Record]:
    """What these seats are shown."""
    return [seen for record in records if (seen := reduced(record, records, seats)) is not None]


def strings(value: object) -> Iterator[str]:
    """Every string in a tree, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from strings(pair)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def test_there_is_something_to_hide() -> None:
    for scenario in SCENARIOS:
        ids, texts = control_facts(scenario)
        document = loaded(scenario).scenario
        assert {inject.id for inject in document.injects} <= ids
        assert len(ids) > 60
        assert len(texts) > 60


@pytest.mark.parametrize("seats", SEATS, ids=lambda seats: seats[0] if len(seats) == 1 else "all")
def test_players_are_shown_no_control_fact(played: tuple[str, list[Record], Board], seats: tuple[str, ...]) -> None:
    scenario, records, _ = played
    ids, texts = control_facts(scenario)
    first, *rest = shown = stream(records, seats)
    assert isinstance(first.body, SessionOpened)
    assert not any((first.body.scenario, first.body.world, first.body.cast, first.body.seed))
    assert not [record for record in shown if record.body.seen_by == CONTROL or record.digest]
    assert {record.cause for record in shown} <= {-1, *(record.seq for record in shown)}
    said = {text for record in shown for text in strings(msgspec.to_builtins(record))}
    typed = {text for r in rest if isinstance(r.body, CommandSubmitted) for text in strings(msgspec.to_builtins(r))}
    assert sorted((said & ids) - typed) == []
    told, own = "\n".join(said), "\n".join(typed)
    assert [text for text in (*texts, SEED) if text in told and text not in own] == []
    for record in rest:
        if isinstance(record.body, CommandRefused):
            assert any(before.seq == record.cause for before in shown), "the command is theirs to see as well"


@pytest.mark.parametrize("seats", SEATS, ids=lambda seats: seats[0] if len(seats) == 1 else "all")
def test_players_are_shown_no_metric_of_a_later_instant(
    played: tuple[str, list[Record], Board], seats: tuple[str, ...]
) -> None:
    _, records, board = played
    shown = [record for record in stream(records, seats) if isinstance(record.body, ServiceChanged)]
    assert [record.seq for record in shown] == [r.seq for r in records if isinstance(r.body, ServiceChanged)]
    assert any(records[record.seq].body != record.body for record in shown)
    gauges = Gauges(board.opened)
    place = 0
    for record in shown:
        while place <= record.seq:
            gauges.fold(records[place])
            place += 1
        line = record.body
        assert isinstance(line, ServiceChanged)
        assert line.t0 <= line.t1 <= record.at
        assert (line.v0, line.v1) == tuple(gauges.value(line.service, line.metric, at) for at in (line.t0, line.t1))


@pytest.mark.parametrize("seats", SEATS, ids=lambda seats: seats[0] if len(seats) == 1 else "all")
def test_players_fold_the_board_that_control_has_of_what_is_theirs(
    played: tuple[str, list[Record], Board], seats: tuple[str, ...]
) -> None:
    _, records, full = played
    first, *rest = stream(records, seats)
    assert isinstance(first.body, SessionOpened)
    board = Board(first.body)
    for record in (first, *rest):
        apply(board, record)
    assert board.incidents == full.incidents
    assert board.clocks == full.clocks
    assert board.alerts == full.alerts
    assert board.pages == full.pages
    assert board.updates == full.updates
    theirs = {name: m for name, m in full.messages.items() if not m.to or set(seats) & set(m.to)}
    assert board.messages == theirs
    assert board.decisions == {
        name: decision for name, decision in full.decisions.items() if not decision.to or set(seats) & set(decision.to)
    }
    assert (board.ended_at, board.closed, board.part) == (full.ended_at, full.closed, full.part)
