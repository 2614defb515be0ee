"""The lanes that the debrief and the report draw: what stands where, and what is left out because nobody was there."""

import pytest

from irsim.events.clocks import ClockStarted, ClockWaived
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.log.records import Record
from irsim.scenario.script import read_script
from irsim.scoring.case import read
from irsim.scoring.lanes import Stretch, Swimlanes
from irsim.scoring.score import score
from irsim.scoring.swimlanes import swimlanes
from irsim.words.durations import DAY, MINUTE
from tests.drills import DATA, played, small
from tests.scoring.telling import Telling, expected


def lanes_of(records: list[Record]) -> Swimlanes:
    return swimlanes(read(records), score(records).claims)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return played(small(), read_script(DATA / "small-script.yaml"))[0].records


def test_whatever_a_claim_rests_on_stands_in_a_lane_with_the_claims_verdict(records: list[Record]) -> None:
    found, claims = lanes_of(records), score(records).claims
    assert any(claim.evidence for claim in claims)
    for claim in claims:
        for seq in claim.evidence:
            mark = found.holding(seq)
            assert mark is not None, (claim.id, seq)
            assert claim.id in mark.claims
            assert mark.verdict


def test_the_lanes_are_room_world_injects_alerts_decisions_seats_and_clocks_in_this_order(
    records: list[Record],
) -> None:
    kinds = list(dict.fromkeys(lane.kind for lane in lanes_of(records).lanes))
    assert kinds == ["room", "world", "injects", "alerts", "decisions", "seat", "clocks"]
    assert len({lane.id for lane in lanes_of(records).lanes}) == len(lanes_of(records).lanes)


def test_what_one_command_came_to_is_one_mark_of_the_seat_that_gave_it(records: list[Record]) -> None:
    found = lanes_of(records)
    marks = [mark for mark in found.marks if mark.lane.startswith("seat:")]
    assert any(len(mark.seqs) > 1 for mark in marks)
    seen = [seq for mark in found.marks for seq in mark.seqs]
    assert len(seen) == len(set(seen))
    for mark in marks:
        assert len({records[seq].cause for seq in mark.seqs}) == 1
        assert not isinstance(records[mark.seq].body, CommandSubmitted)


def test_marks_and_bars_are_told_by_time_and_twice_the_same(records: list[Record]) -> None:
    found = lanes_of(records)
    assert [(m.at, m.seq) for m in found.marks] == sorted((m.at, m.seq) for m in found.marks)
    assert [(b.since, b.seq) for b in found.bars] == sorted((b.since, b.seq) for b in found.bars)
    assert lanes_of(records) == found


def test_every_clock_is_a_bar_with_its_verdict_from_its_start_to_its_stop(records: list[Record]) -> None:
    found, board = lanes_of(records), read(records).board
    bars = {bar.id: bar for bar in found.bars if bar.due >= 0}
    assert set(bars) == set(board.clocks)
    for name, clock in board.clocks.items():
        assert (bars[name].since, bars[name].due) == (clock.since, clock.due)
        assert bars[name].verdict == clock.verdict(records[-1].at)
        assert bars[name].until >= bars[name].since
        if clock.stopped_at >= 0 and not clock.waived:
            assert bars[name].until == max(clock.since, clock.stopped_at)


def test_a_missed_interval_of_a_cadence_ends_where_it_was_due_and_a_waived_clock_where_it_was_waived() -> None:
    told = Telling(expected())
    told.detected("1m")
    for number, since in ((1, 1), (2, 31)):
        body = ClockStarted(f"c{number}", "internal-update", since * MINUTE, (since + 30) * MINUTE, "INC-1")
        told.at(f"{since}m", body)
    told.at("40m", ClockStarted("r", "respond", 40 * MINUTE, 55 * MINUTE, "INC-1"))
    told.at("42m", ClockWaived("r", "no longer asked"))
    told.at("59m", TimeAdvanced(60 * MINUTE))
    bars = {bar.id: bar for bar in lanes_of(told.records).bars}
    assert (bars["c1"].until, bars["c1"].verdict) == (31 * MINUTE, "overdue")
    assert bars["c2"].until == 59 * MINUTE
    assert (bars["r"].until, bars["r"].verdict) == (42 * MINUTE, "waived")


def test_time_off_stage_is_between_two_stretches_that_have_their_parts_titles() -> None:
    told = Telling(expected())
    told.at("0s", PartOpened("day", "The day"))
    told.at("30m", TimeAdvanced(3 * DAY))
    told.at("3d", PartOpened("week", "The week after"))
    told.at("3d5m", TimeAdvanced(3 * DAY + 6 * MINUTE))
    found = lanes_of(told.records)
    assert found.stretches[:2] == (
        Stretch(0, 30 * MINUTE, "The day"),
        Stretch(3 * DAY, 3 * DAY + 5 * MINUTE, "The week after"),
    )


def test_a_fault_is_a_bar_of_the_world_and_lasts_until_something_ended_it(records: list[Record]) -> None:
    faults = [bar for bar in lanes_of(records).bars if bar.lane == "world"]
    assert faults
    assert {bar.verdict for bar in faults} <= {"over", "lasting"}
    assert all(bar.due < 0 for bar in faults)
