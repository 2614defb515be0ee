"""Storms, history, and what leaves the board after its time."""

import pytest

from irsim.board.history import earlier
from irsim.board.storms import storms
from irsim.commands import (
    Acknowledge,
    Aware,
    Classify,
    Close,
    Declare,
    Dismiss,
    EndMaintenance,
    Maintain,
    Merge,
    Resolve,
)
from irsim.words.durations import DAY
from tests.board.live import Watch, firing


@pytest.fixture
def watch() -> Watch:
    return Watch()


def closed(watch: Watch, when: str, name: str) -> None:
    """Over for good; at SEV-5 the plan asks for no checks."""
    if watch.board.incidents[name].severity != "SEV-5":
        watch.do(when, Classify(name, "SEV-5", "outage"))
    watch.do(when, Resolve(name))
    watch.do(when, Close(name))


# storms


def test_a_storm_is_one_line_with_a_count(watch: Watch) -> None:
    pods = [firing(f"pod-{n}", "warning", "x", title="Pod restarts", monitor="PodRestarts") for n in range(40)]
    watch.says("1s", *pods)
    watch.says("2s", firing("disk", "info", "db"))
    lines = storms(watch.board, watch.now)
    assert [(line.title, line.count, line.holding) for line in lines] == [
        ("Alert disk", 1, 1),
        ("Pod restarts", 40, 40),
    ]
    watch.says("3s", *pods[:10])
    assert storms(watch.board, watch.now)[0].said == 50


def test_what_comes_much_later_or_from_elsewhere_is_another_line(watch: Watch) -> None:
    watch.says("1s", firing("a", service="x", title="Slow"))
    watch.says("9m", firing("b", service="x", title="Slow"))
    watch.says("20m", firing("c", service="x", title="Slow"))
    watch.says("20m", firing("a", service="x", title="Slow"), source="other")
    assert sorted([alert.key for alert in line.alerts] for line in storms(watch.board, watch.now)) == [
        ["a"],
        ["a", "b"],
        ["c"],
    ]


def test_an_incident_is_one_line_under_its_title_and_its_worst_severity(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b", "info"), firing("c", "info"))
    watch.do("2s", Dismiss("Known", "AL-3"))
    [line, other] = storms(watch.board, watch.now)
    assert (line.incident, line.title, line.severity, line.count) == ("INC-1", "Alert a on API", "critical", 2)
    assert (other.count, other.holding) == (1, 0), "a false alarm stands by itself"
    watch.ends("3s", "a")
    assert storms(watch.board, watch.now)[0].severity == "low", "the worst of those that hold"


def test_a_line_says_why_it_is_no_news(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "1h", services=("api",)))
    watch.fires("1s")
    assert storms(watch.board, watch.now)[0].quiet == "expected in MW-1"


# history


def test_earlier_incidents_of_the_same_service_and_how_they_ended(watch: Watch) -> None:
    watch.fires("0s", "a", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    closed(watch, "30m", "INC-1")
    watch.fires("1h", "b", severity="critical")
    watch.do("1h1m", Dismiss("A test", incident="INC-2"))
    watch.fires("2h", "c", severity="critical", service="db")
    watch.fires("5h", "d", severity="critical")
    about = watch.board.incidents["INC-4"]
    told = earlier(watch.board, about)
    assert [(each.incident, each.ended, each.shared, each.why) for each in told] == [
        ("INC-2", "false alarm", ("api",), "A test"),
        ("INC-1", "closed", ("api",), ""),
    ]
    assert told[1].took == 30 * 60_000


def test_the_same_check_on_another_service_is_history_too(watch: Watch) -> None:
    watch.fires("0s", "a", severity="critical", service="x", monitor="DiskFull")
    watch.do("1m", Dismiss("A test", incident="INC-1"))
    watch.fires("3h", "b", severity="critical", service="y", monitor="DiskFull")
    assert earlier(watch.board, watch.board.incidents["INC-2"]) == [], "dismissed with its alerts: nothing that fired"
    watch.fires("6h", "c", severity="critical", service="z", monitor="DiskFull")
    assert [each.shared for each in earlier(watch.board, watch.board.incidents["INC-3"])] == [("DiskFull",)]


# what leaves


def test_a_closed_incident_leaves_after_its_time_with_all_that_is_its_own(watch: Watch) -> None:
    watch.says("0s", firing("a", "critical"), firing("b", "critical", "x"))
    watch.do("1m", Acknowledge("INC-1"))
    watch.do("1m", Acknowledge("INC-2"))
    watch.do("1m", Merge("INC-2", "INC-1"))
    watch.update("2m", "team")
    watch.to("16m")
    watch.ends("20m", "a")
    closed(watch, "1h", "INC-1")
    watch.to("29d")
    assert "INC-1" in watch.board.incidents
    watch.to(f"{30 * DAY + 3_600_000}ms")
    board = watch.board
    assert [record.body.incident for record in watch.records("incident.archived")] == ["INC-2", "INC-1"]  # type: ignore[attr-defined]
    assert not board.incidents
    assert not board.clocks
    assert not board.pages
    assert not board.updates
    assert list(board.alerts) == ["AL-2"], "it holds still"
    assert board.alerts["AL-2"].incident == ""
    watch.do(f"{watch.now + 1000}ms", Declare(title="Another"))
    assert list(board.incidents) == ["INC-3"]
    assert watch.fires(f"{watch.now + 1000}ms", "a").id == "AL-3"


def test_an_alert_of_nothing_leaves_once_it_has_long_been_over(watch: Watch) -> None:
    watch.says("0s", firing("a"), firing("b"))
    watch.ends("1h", "a")
    watch.to("40d")
    assert list(watch.board.alerts) == ["AL-2"]
    assert watch.fires(f"{watch.now}ms", "a").id == "AL-3"


def test_what_the_law_still_asks_for_stays(watch: Watch) -> None:
    watch.fires("0s", "a", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    watch.do("2m", Classify("INC-1", "SEV-5", "outage", personal_data=True))
    watch.do("2m", Aware("INC-1"))
    closed(watch, "1h", "INC-1")
    watch.to("31d")
    assert watch.board.running["INC-1"], "the authority is not told"
    assert "INC-1" in watch.board.incidents


def test_a_window_that_has_been_over_for_the_plans_time_leaves_once_nothing_names_it(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "2h", services=("api",)))
    watch.fires("1h", "a")
    watch.do("1h", Maintain("New disk", "1h", services=("db",)))
    watch.do("1h", Maintain("Called off", "60d", "1h", (), {"host": "mail-1"}))
    watch.do("1h1m", EndMaintenance("MW-3"))
    watch.do("20d", Maintain("More tables", "1h", services=("api",)))
    watch.ends("41d", "a")
    watch.do("50d", Maintain("Once more", "1h", services=("api",)))
    assert list(watch.board.windows) == ["MW-1", "MW-4", "MW-5"], "an alert of the board fired in the first"
    watch.to("75d")
    watch.do("75d", Maintain("The last", "1h", services=("api",)))
    assert list(watch.board.windows) == ["MW-5", "MW-6"], "and no number is given twice"
