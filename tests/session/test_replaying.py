"""A recording as one moves about in it: at any place the board is the fold of what lies before it, and no more."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Note, Observe
from irsim.events import CONTROL, kind_of
from irsim.events.incident import IncidentAcknowledged
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.scenario.script import read_script
from irsim.session import replaying
from irsim.session.protocol import FACILITATOR
from irsim.session.replaying import MARK_KINDS, TABLE, Reel, audience_named, marks_of, seats_of, seen_by
from irsim.session.seeking import aim, parse_seek
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND
from irsim.words.faults import BadInput
from tests.drills import DATA, played, small, the_plan

ROLES = tuple(role.id for role in the_plan().roles)
SEATS = ((), ROLES, ("technical_lead",), ("communications_lead",))
CLOSE = 23
"""Records between two snapshots here, so that a small drill has many."""


@cache
def records() -> tuple[Record, ...]:
    """A small drill, played by its script."""
    ledger, _ = played(small(), read_script(DATA / "small-script.yaml"))
    return tuple(ledger.records)


@cache
def warmed(seats: tuple[str, ...]) -> Reel:
    """Its reel for some seats, with snapshots that are close together."""
    reel = Reel(records(), seats)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "NEAR", CLOSE)
        patch.setattr(replaying, "FAR", CLOSE)
        reel.warm(lambda record, board: kind_of(record.body) == "note.added")
    return reel


def held(board: Board) -> dict[str, Any]:
    """All that a board holds, but for the desk's agenda and what never changes."""
    return {name: value for name, value in vars(board).items() if name not in ("rules", "opened", "_agenda")}


def folded(seen: list[Record], place: int) -> Board:
    opened = seen[0].body
    assert isinstance(opened, SessionOpened)
    board = Board(opened)
    for record in seen[:place]:
        apply(board, record)
    return board


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(SEATS), st.lists(st.integers(-5, 1_000), min_size=1, max_size=6), st.sampled_from([0, 10, 500]))
def test_wherever_one_goes_and_in_whatever_order_the_board_is_the_fold_of_what_lies_before(
    seats: tuple[str, ...], places: list[int], worth: int
) -> None:
    reel = warmed(seats)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "WORTH", worth)
        for place in places:
            reel.seek(place)
            assert 1 <= reel.place <= reel.count
            assert reel.place == max(1, min(reel.count, place))
    assert held(reel.board) == held(folded(seen_by(records(), seats), reel.place))
    # what stands in several places of a board is one thing, also after a snapshot was restored
    board = reel.board
    assert all(board.active[name] is board.incidents[name] for name in board.active)
    assert all(clock is board.clocks[clock.id] for runs in board.runs.values() for clock in runs)
    assert all(clock is board.clocks[clock.id] for clocks in board.running.values() for clock in clocks)


@pytest.mark.parametrize("seats", SEATS[1:])
def test_a_players_view_holds_no_record_of_control_and_nothing_that_lies_ahead(seats: tuple[str, ...]) -> None:
    reel = warmed(seats)
    assert 0 < reel.count < len(records())
    assert not [record for record in reel.records if record.body.seen_by == CONTROL]
    assert not [mark for mark in reel.marks if mark.kind in ("inject", "bookmark")]
    for record in reel.records:
        assert not record.digest
        if kind_of(record.body) == "service.changed":
            assert record.body.t1 <= record.at  # type: ignore[attr-defined]
    first = reel.board.opened
    assert not first.scenario
    assert not first.world
    assert not first.seed


def test_marks_are_what_the_facilitator_sees_coming_what_was_carried_out_and_what_was_missed() -> None:
    reel = warmed(())
    for kind in MARK_KINDS:
        there = [mark for mark in reel.marks if mark.kind == kind]
        assert all(reel.at(mark.place) == mark.at for mark in there)
        if not there:
            assert kind == "bookmark"
            assert reel.mark_from(1, kind, 1) is None
            continue
        assert reel.mark_from(0, kind, 1) == there[0]
        assert reel.mark_from(there[0].place, kind, 1) == (there[1] if len(there) > 1 else None)
        assert reel.mark_from(there[-1].place, kind, 1) is None
        assert reel.mark_from(reel.count + 1, kind, -1) == there[-1]
        assert reel.mark_from(reel.count + 1, kind, -10_000) == there[0]
        assert reel.mark_from(0, kind, 10_000) == there[-1]
    assert reel.mark_from(0, None, 1) == reel.marks[0]


def test_what_was_refused_or_is_controls_own_is_no_decision_and_simulated_seats_decide_once_at_an_instant() -> None:
    bodies = [
        ("incident_commander", CommandSubmitted("a", Note("INC-1", "One.")), -1),
        ("incident_commander", CommandSubmitted("b", Note("INC-9", "Two.")), -1),
        ("desk", CommandRefused("there is no INC-9"), 1),
        ("evaluator", CommandSubmitted("c", Observe("Well done.")), -1),
        ("sim:technical_lead", IncidentAcknowledged("INC-1"), -1),
        ("sim:technical_lead", IncidentAcknowledged("INC-2"), -1),
    ]
    made = [Record(seq, 1_000, by, cause, body) for seq, (by, body, cause) in enumerate(bodies)]
    assert [(mark.place, mark.kind) for mark in marks_of(made)] == [(1, "decision"), (5, "decision")]


def test_steps_go_from_one_line_to_the_next_and_end_at_the_ends() -> None:
    reel = warmed(())
    place, seen = 1, [1]
    while place < reel.count:
        place = reel.stop_from(place, 1)
        seen.append(place)
    assert seen == [*reel.stops, *([reel.count] if reel.stops[-1] != reel.count else [])]
    assert reel.stop_from(1, -1) == 1
    assert reel.stop_from(reel.count, -10_000) == 1
    assert reel.stop_from(seen[3], -1) == seen[2]
    assert reel.stop_from(seen[3], 2) == seen[5]


def test_an_instant_has_all_that_happened_by_then_and_a_number_leads_to_the_last_record_that_one_may_see() -> None:
    reel = warmed(("communications_lead",))
    at = records()[-1].at // 3
    place = reel.place_at(at)
    assert reel.at(place) <= at < reel.at(place + 1)
    assert reel.place_at(-5) == 1
    hidden = next(record.seq for record in records() if record.body.seen_by == CONTROL)
    assert reel.seq(reel.place_of(hidden)) < hidden
    assert reel.seq(reel.place_of(reel.seq(7))) == reel.seq(7)


def test_a_record_that_does_not_fit_ends_the_reel_and_what_is_before_it_can_be_seen() -> None:
    broken = list(records()[:60])
    broken.append(Record(60, broken[-1].at, "desk", -1, IncidentAcknowledged("INC-404")))
    reel = Reel([*broken, *records()[60:70]])

    def watch(record: Record, _: Board) -> bool:
        if record.seq == 60:
            raise KeyError("INC-404")
        return True

    reel.warm(watch)
    assert reel.count == 60
    assert "record 60" in reel.fault
    reel.seek(99)
    assert held(reel.board) == held(folded(broken, 60))


def test_progress_is_told_and_whoever_is_told_may_give_it_up() -> None:
    class Enough(Exception):
        pass

    def stop(_: int) -> None:
        raise Enough

    told: list[int] = []
    reel = Reel(records())
    reel.warm(lambda *_: False, told.append)
    assert told[-1] == reel.count
    with pytest.raises(Enough):
        Reel(records()).warm(lambda *_: False, stop)


def test_an_audience_is_the_facilitator_the_table_or_a_role() -> None:
    opened = records()[0].body
    assert isinstance(opened, SessionOpened)
    assert audience_named("", ROLES) == FACILITATOR
    assert audience_named("Technical Lead", ROLES) == "technical_lead"
    assert seats_of(FACILITATOR, opened, ROLES) == ()
    assert seats_of("technical_lead", opened, ROLES) == ("technical_lead",)
    assert seats_of(TABLE, opened, ROLES) == ROLES  # a script played it, so it is all of them
    with pytest.raises(BadInput, match="technical_lead"):
        audience_named("technical_led", ROLES)


# Where somebody wants to be

BEGIN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
END = 2 * HOUR


def moment(at: int) -> datetime:
    """Calendar time of an instant."""
    return BEGIN + timedelta(milliseconds=at)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("+5m", 35 * MINUTE),
        ("-30s", 29 * MINUTE + 30 * SECOND),
        ("+3d", END),
        ("-1h", 0),
        ("45m", 45 * MINUTE),
        ("T+00:12:00", 12 * MINUTE),
        ("T+01:30", 90 * MINUTE),
        ("T+12:00", 12 * MINUTE),  # twelve hours are not in it
        ("47:12", 47 * MINUTE + 12 * SECOND),
        ("09:47", 47 * MINUTE),
        ("9:47:30", 47 * MINUTE + 30 * SECOND),
        ("2026-11-16T09:47", 47 * MINUTE),
        ("2026-11-16T10:47+01:00", 47 * MINUTE),
        (" 1h30m ", 90 * MINUTE),
    ],
)
def test_where_one_wants_to_be_can_be_written_in_many_ways(written: str, at: int) -> None:
    assert parse_seek(written, 30 * MINUTE, END, moment) == at


def test_a_time_of_day_is_that_of_the_day_one_stands_on_or_the_first_that_comes() -> None:
    assert parse_seek("10:00", DAY + HOUR, 3 * DAY, moment) == DAY + HOUR
    assert parse_seek("08:00", HOUR, 3 * DAY, moment) == 23 * HOUR
    assert parse_seek("T+12:00", 0, 3 * DAY, moment) == 12 * HOUR


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("3h", "it goes to T+02:00:00"),
        ("13:00", "nowhere in it"),
        ("2026-11-17T09:47", "from 2026-11-16T09:00 to 2026-11-16T11:00"),
        ("2026-99-17", "write 2026-11-16T09:47"),
        ("soon", "write +5m"),
        ("#99999", "they go from #0 to"),
        ("#x", "there is no record"),
        ("+", "not a duration"),
    ],
)
def test_what_leads_nowhere_says_what_does(written: str, cure: str) -> None:
    with pytest.raises(ValueError, match=cure.replace("+", r"\+")):
        aim(written, 30 * MINUTE, (*records()[:9], Record(9, END, "desk", -1, records()[0].body)), moment)


def test_a_number_is_a_record_and_nothing_written_is_here() -> None:
    assert aim("#7", 0, records(), moment) == (records()[7].at, 7)
    assert aim("", 1_234, records(), moment) == (1_234, -1)
