"""What holds in every room: nothing raises, nothing is corrupted, the fold of a prefix goes on as the fold of all."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.board.board import Board
from irsim.board.decide import Refused, decide
from irsim.board.due import due, next_due
from irsim.board.fold import apply, instant_of
from irsim.board.reacting import react
from irsim.commands import Command
from irsim.events.incident import IncidentStatusChanged
from irsim.events.inputs import CommandSubmitted
from irsim.log.records import Record, unseal
from irsim.log.writing import MemorySink
from tests.board.desk import Desk, encoded
from tests.board.rooms import ROOM, Happening, Spoken

Room = list[tuple[int, Command | Happening | Spoken]]

WIDE = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLOSE = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def lived(room: Room, desk: Desk | None = None) -> Desk:
    """The room, with the desk looking whenever something is due."""
    desk = desk or Desk()
    for number, (wait, item) in enumerate(room):
        at = desk.now + wait
        desk.to(f"{at}ms")
        if isinstance(item, Happening):
            for event in item.events(desk.board, at):
                desk.ledger.enter(event, "engine", at)
        else:
            command, said = (item.command, at - item.back) if isinstance(item, Spoken) else (item, -1)
            submitted = CommandSubmitted(f"c{number}", command, said=said)
            desk.ledger.input_now(submitted, "incident_commander", at)
        desk.to(f"{at}ms")
    return desk


@WIDE
@given(ROOM)
def test_no_sequence_of_commands_corrupts_a_board(room: Room) -> None:
    desk = Desk()
    statuses: dict[str, str] = {}

    def look(record: Record) -> None:
        now = {name: about.status for name, about in desk.board.incidents.items()}
        changed = [name for name, status in now.items() if statuses.get(name, status) != status]
        assert not changed or isinstance(record.body, IncidentStatusChanged), record
        statuses.update(now)

    desk.ledger.listen_to_all(look)
    lived(room, desk)
    board = desk.board
    for clock in board.clocks.values():
        assert clock.due >= clock.since
        assert clock.stopped_at < 0 or clock.stopped_at >= clock.since
    for name, about in board.incidents.items():
        statuses_of_track = [status.id for status in board.rules.tracks[about.track].statuses]
        assert about.status in statuses_of_track
        assert about.severity in board.rules.severities
        assert (name in board.active) is about.open
        assert len(set(about.alerts)) == len(about.alerts)
        assert all(board.alerts[alert].incident == name for alert in about.alerts)
        assert all(clock.running for clock in board.running.get(name, ()))
    running = [clock.id for clocks in board.running.values() for clock in clocks]
    assert sorted(running) == sorted(clock.id for clock in board.clocks.values() if clock.running)
    open_cadences: dict[tuple[str, str], list[str]] = {}
    for clock in board.clocks.values():
        if clock.running and board.rules.clocks[clock.rule].cadence and not clock.announced:
            open_cadences.setdefault((clock.incident, clock.rule), []).append(clock.id)
    assert all(len(names) == 1 for names in open_cadences.values()), "one interval at a time is open"


@WIDE
@given(ROOM, st.data())
def test_the_fold_of_all_is_the_fold_of_a_prefix_and_the_rest(room: Room, data: st.DataObject) -> None:
    desk = lived(room)
    sink = desk.ledger.sink
    assert isinstance(sink, MemorySink)
    records = [unseal(line) for line in sink.lines]
    cut = data.draw(st.integers(0, len(records)))
    whole, halves = Board(desk.board.opened), Board(desk.board.opened)
    for record in records:
        apply(whole, record)
    for record in records[:cut]:
        apply(halves, record)
    for record in records[cut:]:
        apply(halves, record)
    assert encoded(whole) == encoded(halves)
    assert encoded(whole, agenda=False) == encoded(desk.board, agenda=False), "what was lived is what is written"


@CLOSE
@given(ROOM)
def test_deciding_reacting_and_looking_change_nothing(room: Room) -> None:
    desk = Desk()

    def look(record: Record) -> None:
        if record.seq % 4 and not isinstance(record.body, CommandSubmitted):
            return  # encoding is slow; commands and every fourth event will do
        before = encoded(desk.board)
        instant = instant_of(desk.board, record)
        assert react(desk.board, record.body, instant) == react(desk.board, record.body, instant)
        due(desk.board, record.at + 10**6)
        next_due(desk.board)
        if isinstance(record.body, CommandSubmitted):
            decided = decide(desk.board, record.body.command, record.at, record.body.said)
            again = decide(desk.board, record.body.command, record.at, record.body.said)
            if isinstance(decided, Refused) and isinstance(again, Refused):
                assert (decided.reason, decided.hint) == (again.reason, again.hint)
                assert decided.reason
                assert decided.hint, f"{decided.reason}: and then?"
            else:
                assert decided == again
        assert encoded(desk.board) == before

    desk.ledger.listen_to_all(look)
    lived(room, desk)


@CLOSE
@given(ROOM, st.integers(1, 10**8))
def test_a_second_look_at_the_same_instant_finds_nothing(room: Room, later: int) -> None:
    desk = lived(room)
    at = desk.to(f"{desk.now + later}ms")
    count = len(desk.ledger.records)
    desk.ledger.look(at)
    assert len(desk.ledger.records) == count
    assert due(desk.board, at) == []


@CLOSE
@given(ROOM)
def test_the_same_room_writes_the_same_bytes(room: Room) -> None:
    assert lived(room).ledger.head == lived(room).ledger.head
