"""Who may know what: a control fact never reaches a player's stream, nor the bytes in which it would travel."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Answer, Decide, Observe, SendUpdate
from irsim.drill.engine import DrillEngine
from irsim.events import CONTROL, EVERYONE, KINDS, as_seen, fields_of, for_players, kind_of, seen_by_seat
from irsim.events.alerts import AlertFired
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SessionOpened
from irsim.events.world import MessageDelivered, ServiceChanged
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.scenario.library import load_scenario
from irsim.scenario.script import Scripted
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.play import play
from tests.drills import opened, small, the_plan

MARK = b"quokka"
"""Every text below that only control may know bears it."""

WORLD = """
id: quokka-world
title: A quokka of a world
services:
  - {id: api, label: API, metrics: {error_rate: {unit: ppm, baseline: 0.2 %, ceiling: 100 %}}}
actions:
  - {id: close-door, label: Close the door, role: technical_lead, takes: 1m, result: It is closed.}
contacts:
  primary-on-call: {replies: {after: 2m, spread: 30, never: 0, says: On my way.}}
channels:
  - {id: mail, label: Mail, delay: 5s}
  - {id: fax, label: Fax, loss: 100}
  - {id: slack, label: Chat}
  - {id: status_page, label: Status page, public: true, readers: 100}
facts: {secret: quokka}
"""

SCENARIO = """
id: quokka-breach
title: The quokka breach
codename: HERON
family: data-breach
difficulty: introductory
summary: A quokka got in.
briefing: You run a small shop.
starts: 2026-11-16T09:00:00+00:00
duration: 1h
world: world.yaml
objectives: [{id: triage, label: Detect and triage}]
truth:
  incidents:
    - {id: quokka-theft, title: A quokka takes data, severity: SEV-1, category: security, signs: [quokka-seen]}
faults:
  - id: quokka-fault
    at: 1m
    service: api
    bends: [{metric: error_rate, add: 12 %, over: 4m}]
    ended_by: [close-door]
    why: The quokka opened it.
outages:
  - {id: quokka-silence, at: 10m, channels: slack, state: silent, why: A quokka sits on the line.}
injects:
  - id: quokka-seen
    at: 2m
    title: The quokka is seen
    alert: {monitor: unauthorized-access, service: api, title: A login}
  - id: quokka-decoy
    at: 3m
    decoy: true
    title: A quokka of a decoy
    alert: {monitor: suspicious-activity, service: api, title: A scan}
  - id: quokka-ask
    at: 4m
    title: The quokka asks
    message:
      channel: mail
      from: The boss
      to: legal_compliance
      subject: Wombat
      text: For wombats only.
      answers: [{id: wait, text: We wait.}]
  - id: quokka-fax
    at: 4m
    title: A lost fax
    message: {channel: fax, from: A quokka, subject: Lost quokka, text: Quokka}
  - id: quokka-not
    at: 20m
    unless: [{event: incident.detected}]
    title: Not needed
    message: {channel: slack, from: quokka, subject: quokka, text: quokka}
decisions:
  - id: police
    at: 5m
    question: Do we call the wombat police?
    to: legal_compliance
    alternatives: [{id: now, text: Now}, {id: later, text: Later}]
expectations:
  - id: quokka-ack
    title: Own the quokka
    objective: triage
    role: incident_commander
    points: 4
    clock: respond
    incident: quokka-theft
    why: A quokka needs an owner.
harms:
  - id: quokka-harm
    title: Feed the quokka
    objective: triage
    role: communications_lead
    any_of: [{event: update.recalled}]
    costs: 3
    why: Quokkas bite.
"""

SCRIPT = [
    Scripted(6 * 60_000, "legal_compliance", Answer("MSG-1", "wait", "Not yet."), 0),
    Scripted(7 * 60_000, "legal_compliance", Decide("police", "now"), 0),
    Scripted(8 * 60_000, "evaluator", Observe("The quokka is rated", rating="P"), 0),
    Scripted(9 * 60_000, "evaluator", Observe("The other one too", objective="quokka"), 0),
    Scripted(9 * 60_000, "legal_compliance", Decide("police", "later"), 0),
    Scripted(11 * 60_000, "incident_commander", SendUpdate("INC-1", "team", "slack", text="Hello?", confirm=True), 0),
]


def stream(ledger: Ledger, engine: DrillEngine, *seats: str) -> list[Record]:
    """What the room yields to some seats (control, without any), from opening to closing."""

    async def collect() -> list[Record]:
        host = Host(ledger, engine, at=0, speed=0)
        return [record async for record in host.records(seats)]

    return asyncio.run(collect())


@pytest.fixture(scope="module", params=["simulated", "script"])
def drill(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ledger, DrillEngine]:
    folder: Path = tmp_path_factory.mktemp("scenario")
    (folder / "world.yaml").write_text(WORLD)
    (folder / "scenario.yaml").write_text(SCENARIO)
    loaded = load_scenario(folder / "scenario.yaml", the_plan())
    ledger = Ledger(MemorySink(), opened(loaded, request.param))
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    play(ledger, engine, SCRIPT)
    return ledger, engine


def test_no_control_fact_is_in_the_bytes_of_a_players_stream(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    for seat in the_plan().roles:
        records = stream(ledger, engine, seat.id)
        for record in records:
            assert record.body.seen_by != CONTROL
            assert MARK not in msgspec.json.encode(record).lower(), record.body
        assert len(records) > 10
    control = b"".join(msgspec.json.encode(record) for record in stream(ledger, engine))
    kinds = {kind_of(record.body) for record in ledger.records}
    hidden = {"inject.delivered", "inject.skipped", "fault.started", "message.lost", "observation.made"}
    hidden |= {"channel.changed", "update.lost"}
    assert hidden <= kinds, "the drill has something to hide"
    assert control.count(MARK) > 20


def test_a_message_to_another_seat_is_not_there(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    for seat, expected in (("legal_compliance", True), ("technical_lead", False), ("incident_commander", False)):
        whole = b"".join(msgspec.json.encode(record) for record in stream(ledger, engine, seat))
        assert (b"For wombats only" in whole) is expected
        assert (b"wombat police" in whole) is expected


def test_a_players_board_folds_from_its_stream_alone(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    for seat in the_plan().roles:
        first, *rest = stream(ledger, engine, seat.id)
        assert isinstance(first.body, SessionOpened)
        board = Board(first.body)
        for record in (first, *rest):
            apply(board, record)
        assert board.incidents == ledger.board.incidents
        assert board.clocks == ledger.board.clocks
        assert list(board.alerts) == list(ledger.board.alerts)
        mine = {name for name, m in ledger.board.messages.items() if not m.to or seat.id in m.to}
        assert set(board.messages) == mine


def test_a_refusal_is_seen_by_whoever_may_see_the_command(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    refused = [record for record in ledger.records if isinstance(record.body, CommandRefused)]
    commands = [ledger.records[record.cause].body for record in refused]
    theirs = [isinstance(body, CommandSubmitted) and not isinstance(body.command, Observe) for body in commands]
    assert set(theirs) == {True, False}, "an evaluator's and a player's"
    for seat in the_plan().roles:
        seen = [r.seq for r in stream(ledger, engine, seat.id) if isinstance(r.body, CommandRefused)]
        assert seen == [record.seq for record, one in zip(refused, theirs, strict=True) if one]


def test_an_alert_does_not_say_that_an_inject_brought_it(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    alerts = [r for r in stream(ledger, engine, "technical_lead") if isinstance(r.body, AlertFired)]
    assert len({ledger.records[alert.seq].cause for alert in alerts}) > 1
    assert {alert.cause for alert in alerts} == {-1}


def test_several_seats_together_see_what_any_of_them_sees(drill: tuple[Ledger, DrillEngine]) -> None:
    ledger, engine = drill
    seats = ("technical_lead", "legal_compliance")
    single = {record.seq for seat in seats for record in stream(ledger, engine, seat)}
    assert [record.seq for record in stream(ledger, engine, *seats)] == sorted(single)


@pytest.mark.parametrize(
    ("at", "seen"),
    [
        (10, ServiceChanged("api", "error_rate", 10, 1, 10, 1)),
        (15, ServiceChanged("api", "error_rate", 10, 1, 10, 1)),
        (20, ServiceChanged("api", "error_rate", 10, 1, 20, 9)),
        (9, None),
    ],
)
def test_a_metrics_line_is_seen_without_where_it_is_heading(at: int, seen: ServiceChanged | None) -> None:
    assert as_seen(ServiceChanged("api", "error_rate", 10, 1, 20, 9), at) == seen


def test_the_first_record_is_reduced_to_what_the_board_needs() -> None:
    full = opened(small())
    reduced = for_players(full)
    assert (reduced.scenario, reduced.world, reduced.cast, reduced.seed) == ("", "", {}, "")
    assert reduced.setting.scenario == reduced.setting.codename == "Open Door"
    assert (reduced.plan, reduced.setting.services) == (full.plan, full.setting.services)


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_says_who_may_see_it(kind: str) -> None:
    audience = KINDS[kind].seen_by
    assert audience in (EVERYONE, CONTROL) or audience in fields_of(kind)


def test_an_empty_list_of_seats_means_everyone() -> None:
    for to, seen in (((), True), (("technical_lead",), True), (("legal_compliance",), False)):
        assert seen_by_seat(MessageDelivered("MSG-1", "mail", "a", "b", to=to), "technical_lead") is seen


def test_an_evaluators_command_is_seen_by_whoever_sees_what_comes_of_it() -> None:
    assert not seen_by_seat(CommandSubmitted("a", Observe("Slow", rating="U")), "technical_lead")
    assert seen_by_seat(CommandSubmitted("a", Decide("police", "now")), "technical_lead")
