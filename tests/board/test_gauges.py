"""A metric's history: the calm value, then every line that it was on, each until the next one begins."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.gauges import Gauges, Threshold, instants, thresholds
from irsim.events.world import ServiceChanged
from irsim.log.records import Record
from irsim.scenario.library import find_scenario, load_scenario
from tests.drill.test_engine import Drill
from tests.drills import opened, small, the_plan

OPENED = opened(small())
CALM = OPENED.setting.services["api"].baselines["error_rate"]


@st.composite
def told(draw: st.DrawFn) -> list[Record]:
    """Lines of one metric as an engine tells them: each when it begins, several at an instant now and then."""
    records, at = [Record(0, 0, "facilitator", -1, OPENED)], 0
    for _ in range(draw(st.integers(0, 12))):
        at += draw(st.integers(0, 30))
        end = at + draw(st.integers(0, 40))
        begin, aim = draw(st.integers(-50, 50)), draw(st.integers(-50, 50))
        line = ServiceChanged("api", "error_rate", at, begin, end, aim if end > at else begin)
        records.append(Record(len(records), at, "engine", -1, line))
    return records


def folded(records: list[Record]) -> Gauges:
    gauges = Gauges(OPENED)
    for record in records:
        gauges.fold(record)
    return gauges


@given(told(), st.data())
def test_a_reading_is_what_the_board_said_at_that_instant(records: list[Record], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, records[-1].at + 50))
    board = Board(OPENED)
    for record in records:
        if record.at <= at:
            apply(board, record)
    assert folded(records).value("api", "error_rate", at) == board.value("api", "error_rate", at)


@given(told(), st.integers(-500, 400), st.integers(0, 500), st.integers(0, 40))
def test_a_series_is_the_value_at_each_instant(records: list[Record], since: int, span: int, points: int) -> None:
    gauges = folded(records)
    at = instants(since, since + span, points)
    assert gauges.series("api", "error_rate", since, since + span, points) == [
        gauges.value("api", "error_rate", instant) for instant in at
    ]
    assert len(at) == points
    assert at == sorted(at)
    assert not at or at[-1] == since + span
    assert points < 2 or at[0] == since
    gaps = [after - before for before, after in pairwise(at)]
    assert not gaps or max(gaps) - min(gaps) <= 1


@given(told(), st.integers(1, 12))
def test_what_comes_later_does_not_change_what_was(records: list[Record], count: int) -> None:
    until = records[min(count, len(records) - 1)].at
    before = folded([record for record in records if record.at <= until])
    assert before.series("api", "error_rate", -20, until, 50) == folded(records).series(
        "api", "error_rate", -20, until, 50
    )


def test_it_is_calm_before_anything_bent_it_and_before_the_exercise_began() -> None:
    line = ServiceChanged("api", "error_rate", 100, 50, 200, 90)
    gauges = folded([Record(1, 100, "engine", -1, line)])
    assert gauges.series("api", "error_rate", -100, 300, 5) == [CALM, CALM, 50, 90, 90]
    assert gauges.value("api", "error_rate", 99) == CALM


def test_a_line_that_is_told_late_holds_from_its_own_begin() -> None:
    first = Record(1, 100, "engine", -1, ServiceChanged("api", "error_rate", 100, 50, 200, 90))
    late = Record(2, 180, "engine", -1, ServiceChanged("api", "error_rate", 100, 7, 100, 7))
    assert folded([first, late]).value("api", "error_rate", 150) == 7


def test_a_metric_that_is_not_there_is_an_error_and_a_line_of_one_is_passed_over() -> None:
    gauges = folded([Record(1, 5, "engine", -1, ServiceChanged("nobody", "error_rate", 5, 1, 5, 1))])
    with pytest.raises(KeyError):
        gauges.value("nobody", "error_rate", 10)
    assert set(gauges.metrics) == {(s, m) for s, brief in OPENED.setting.services.items() for m in brief.metrics}


def test_thresholds_are_those_at_which_alerts_fire(tmp_path: Path) -> None:
    fault = {"id": "f", "at": "1m", "service": "api", "bends": [{"metric": "error_rate", "add": "90 %", "over": "20m"}]}
    drill = Drill(tmp_path, faults=[fault]).to("30m")
    rules = drill.ledger.board.rules
    limits = thresholds(rules, "api", "error_rate")
    fired = {body.monitor: body.value for body in drill.bodies("alert.fired") if body.metric == "error_rate"}
    assert fired
    assert set(fired) == {limit.monitor for limit in limits}
    for limit in limits:
        assert isinstance(limit, Threshold)
        assert limit.above is not None
        assert fired[limit.monitor] > limit.above
        assert limit.severity == rules.monitors[limit.monitor].severity


def test_a_monitor_of_some_services_has_no_threshold_on_others() -> None:
    rules = Board(opened(load_scenario(find_scenario("data-breach"), the_plan()))).rules
    narrow = [monitor for monitor in rules.plan.monitors if monitor.metric and monitor.services]
    for monitor in narrow:
        assert monitor.id in {limit.monitor for limit in thresholds(rules, monitor.services[0], monitor.metric)}
        assert monitor.id not in {limit.monitor for limit in thresholds(rules, "nowhere", monitor.metric)}
    assert thresholds(rules, "api", "") == []
