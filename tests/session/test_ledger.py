"""The ledger: one way in, records in a chain, reactions behind their cause, one act for one command id."""

import pytest

from irsim.commands import Acknowledge, Declare, Note
from irsim.events import kind_of
from irsim.events.base import Event
from irsim.events.incident import IncidentAcknowledged, IncidentDetected
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SessionPaused
from irsim.log.records import GENESIS, Record, digest_of, unseal
from irsim.log.writing import MemorySink
from irsim.session.ledger import Ledger
from irsim.session.protocol import Accepted, NotAccepted
from tests.board.desk import Desk, opening, without_pages


class Watched(MemorySink):
    """Notes how much was durable when."""

    def __init__(self) -> None:
        super().__init__()
        self.durable: list[int] = []

    def sync(self) -> None:
        self.durable.append(len(self.lines))


@pytest.fixture
def ledger() -> Ledger:
    ledger = Ledger(Watched(), opening())
    ledger.open()
    return ledger


def kinds(ledger: Ledger, since: int = 1) -> list[str]:
    return [kind_of(record.body) for record in ledger.records[since:]]


def test_a_command_its_events_and_their_reactions_follow_each_other_with_their_causes(ledger: Ledger) -> None:
    outcome = ledger.input_now(CommandSubmitted("a", Declare(title="Down", severity="SEV-5")), "ic:Ana", 5)
    assert outcome == Accepted(1)
    found = [(r.seq, r.at, r.by, r.cause, kind_of(r.body)) for r in ledger.records[1:]]
    assert found[:3] == [
        (1, 5, "ic:Ana", -1, "command.submitted"),
        (2, 5, "ic:Ana", 1, "incident.detected"),
        (3, 5, "ic:Ana", 1, "incident.declared"),
    ]
    assert {(by, cause) for _, _, by, cause, _ in found[3:]} <= {("desk", 2), ("desk", 3)}
    ledger.input_now(CommandSubmitted("b", Declare(title="Worse", severity="SEV-3")), "ic", 6)
    sources = {r.seq: kind_of(r.body) for r in ledger.records}
    clocks = [(r.by, sources[r.cause], r.body) for r in ledger.records if kind_of(r.body) == "clock.started"]
    assert {(by, source) for by, source, _ in clocks} == {("desk", "incident.detected"), ("desk", "incident.declared")}


def test_a_refused_command_is_on_the_record_and_nothing_else_happens(ledger: Ledger) -> None:
    outcome = ledger.input_now(CommandSubmitted("a", Acknowledge("INC-1")), "ic", 5)
    assert isinstance(outcome, NotAccepted)
    assert outcome.seq == 1
    assert kinds(ledger) == ["command.submitted", "command.refused"]
    assert (ledger.records[2].by, ledger.records[2].cause) == ("desk", 1)
    assert ledger.board.refused == 1
    assert not ledger.board.incidents


def test_a_command_id_submitted_twice_is_one_act(ledger: Ledger) -> None:
    first = ledger.input_now(CommandSubmitted("a", Declare(title="Down")), "ic", 5)
    count = len(ledger.records)
    assert ledger.input_now(CommandSubmitted("a", Declare(title="Down")), "ic", 9) is first
    refused = ledger.input_now(CommandSubmitted("b", Note("INC-9", "x")), "ic", 9)
    assert ledger.input_now(CommandSubmitted("b", Note("INC-1", "x")), "ic", 9) is refused
    assert len(ledger.records) == count + 2
    assert list(ledger.board.incidents) == ["INC-1"]


def test_an_input_is_durable_before_it_is_applied(ledger: Ledger) -> None:
    sink = ledger.sink
    assert isinstance(sink, Watched)
    seen: list[tuple[int, list[int]]] = []
    ledger.listen([CommandSubmitted, SessionPaused], lambda record: seen.append((record.seq, list(sink.durable))))
    ledger.input_now(CommandSubmitted("a", Declare(title="Down", severity="SEV-5")), "ic", 5)
    ledger.input_now(SessionPaused(), "facilitator", 6)
    pause = ledger.records[-1].seq
    assert seen == [(1, [1, 2]), (pause, [1, 2, pause + 1])]
    assert ledger.board.paused


def test_listeners_of_a_kind_hear_of_it_when_its_reactions_are_in_and_those_to_all_in_order(ledger: Ledger) -> None:
    everything: list[int] = []
    detected: list[tuple[Record, int]] = []
    ledger.listen_to_all(lambda record: everything.append(record.seq))
    ledger.listen([IncidentDetected, IncidentAcknowledged], lambda r: detected.append((r, len(ledger.records))))
    ledger.input_now(CommandSubmitted("a", Declare(title="Down")), "ic", 5)
    assert everything == list(range(1, len(ledger.records)))
    ((record, count),) = detected
    assert kind_of(ledger.records[count - 1].body) == "clock.started"
    assert record.seq < count - 1


def test_every_line_is_joined_to_the_one_before_and_reads_back_as_it_was() -> None:
    desk = Desk()
    desk.declare("1m")
    desk.update("5m")
    desk.to("3h")
    sink = desk.ledger.sink
    assert isinstance(sink, MemorySink)
    previous = GENESIS
    for line, record in zip(sink.lines, desk.ledger.records, strict=True):
        assert unseal(line) == record
        assert record.digest == digest_of(line[:-1], previous)
        previous = record.digest
    assert desk.ledger.head == previous


def test_every_event_has_a_cause_before_it() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.declare("1m")
    desk.update("5m")
    desk.to("3h")
    for record in desk.ledger.records:
        assert -1 <= record.cause < record.seq
        if record.by == "desk":
            assert record.cause >= 0


def test_the_desk_takes_what_fell_due_off_the_agenda() -> None:
    desk = Desk(without_pages())
    desk.alert("0s")
    assert desk.board.next_reminder() == 12 * 60_000
    before: list[Event] = [record.body for record in desk.ledger.records]
    desk.ledger.look(12 * 60_000 - 1)
    assert [record.body for record in desk.ledger.records] == before
    desk.ledger.look(12 * 60_000)
    assert kind_of(desk.ledger.records[-1].body) == "clock.warned"
    assert desk.board.next_reminder() == 15 * 60_000
