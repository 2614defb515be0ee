"""Quiet on purpose: maintenance windows, silences, and sources that should not be quiet."""

import pytest

from irsim.commands import Acknowledge, Classify, EndMaintenance, EndSilence, Maintain, Silence
from irsim.events.live import DeliveryReceived, SilenceConfirmed, SourceFailed, SourceHeard, SourceSilent
from tests.board.desk import kinds
from tests.board.live import Watch, firing


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_what_fires_in_a_window_is_recorded_and_nothing_more(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "2h", services=("api",)))
    said = watch.says("1m", firing(severity="critical"), firing("b", "critical", "db"))
    assert kinds(said).count("incident.detected") == 1
    assert (watch.of().window, watch.of().incident) == ("MW-1", "")
    assert (watch.of("b").window, watch.of("b").incident) == ("", "INC-1")
    watch.do("2m", Maintain("More", "1h", services=("db",)))
    watch.to("1h")
    assert all(getattr(record.body, "alert", "") != "AL-1" for record in watch.records("alert.unhandled"))
    assert not [record for record in watch.records("component.changed") if getattr(record.body, "alert", "") == "AL-1"]


def test_what_still_fires_at_the_end_of_a_window_is_news(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "2h", services=("api",)))
    watch.says("1m", firing("a", "critical"), firing("b", "critical"), firing("c", "critical"))
    watch.ends("1h", "c")
    watch.to("2h")
    assert kinds([record.body for record in watch.ledger.records if record.at == 7_200_000])[:2] == [
        "maintenance.ended",
        "alert.surfaced",
    ]
    assert [watch.of(key).incident for key in "abc"] == ["INC-1", "INC-1", ""]
    assert watch.incident.since == 7_200_000
    watch.to("2h5m")
    assert [getattr(record.body, "alert", "") for record in watch.records("alert.unhandled")] == ["AL-1", "AL-2"]


def test_a_window_is_for_labels_too_and_begins_when_it_says(watch: Watch) -> None:
    watch.do("0s", Maintain("Old disk", "1h", "30m", (), {"disk": "old", "host": "web-1"}))
    labels = {"disk": "old", "host": "web-1", "job": "node"}
    watch.fires("29m", "a", severity="critical", service="x", labels=labels)
    watch.fires("31m", "b", severity="critical", service="y", labels=labels)
    watch.fires("32m", "c", severity="critical", service="z", labels={"disk": "old"})
    assert [bool(watch.of(key).window) for key in "abc"] == [False, True, False]


def test_a_silence_that_is_ended_early_is_over(watch: Watch) -> None:
    watch.fires("1s", severity="low")
    watch.do("1m", Silence("AL-1", "2h", "Known"))
    watch.enter("2m", SilenceConfirmed("AL-1", "s-1"))
    assert kinds(watch.do("5m", EndSilence("AL-1", "Not known after all")))[:2] == ["silence.ended", "alert.surfaced"]
    assert watch.of().silence == "s-1"
    watch.enter("6m", SilenceConfirmed("AL-1", "s-1", "no answer", ended=True))
    assert (watch.of().silence, watch.of().unsilenced) == ("s-1", "no answer")
    watch.enter("7m", SilenceConfirmed("AL-1", ended=True))
    assert (watch.of().silence, watch.of().unsilenced) == ("", "")
    assert watch.refused("8m", EndSilence("AL-1"))[0] == "AL-1 is not silenced"
    watch.to("3h")
    assert len(watch.records("alert.surfaced")) == 1


def test_a_window_that_ends_early_is_over(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "2h", services=("api",)))
    watch.fires("1m", severity="critical")
    said = kinds(watch.do("5m", EndMaintenance("MW-1", "Done")))
    assert said[:3] == ["maintenance.ended", "alert.surfaced", "incident.detected"]
    assert watch.refused("6m", EndMaintenance("MW-1"))[0] == "MW-1 ended at 09:05:00"
    watch.to("3h")
    assert len(watch.records("maintenance.ended")) == 1


def test_what_another_window_still_expects_stays_quiet(watch: Watch) -> None:
    watch.do("0s", Maintain("New tables", "1h", services=("api",)))
    watch.do("0s", Maintain("New network", "2h", services=("api", "db")))
    watch.fires("1m", severity="critical")
    watch.to("1h30m")
    assert not watch.board.incidents
    watch.to("2h")
    assert watch.of().incident == "INC-1"


def test_what_returns_in_a_window_waits_for_its_end(watch: Watch) -> None:
    watch.fires("0s", severity="warning")
    watch.ends("1m")
    watch.do("2m", Maintain("New tables", "10m", services=("api",)))
    assert kinds(watch.says("3m", firing(severity="critical"))) == ["alert.returned", "alert.updated"]
    watch.to("12m")
    assert watch.of().incident == "INC-1"


def test_what_somebody_has_taken_on_is_no_news_at_the_end_of_a_window(watch: Watch) -> None:
    watch.says("0s", firing("a", "critical"), firing("b", "high", "db"))
    watch.do("1m", Acknowledge("INC-1"))
    watch.do("2m", Maintain("New tables", "10m", services=("api", "db")))
    watch.do("10m", Classify("INC-1", "SEV-1", "outage"))
    watch.to("20m")
    assert [getattr(record.body, "alert", "") for record in watch.records("alert.surfaced")] == ["AL-2"]
    assert [record.at // 60_000 for record in watch.records("alert.unhandled")] == [17], "nobody had looked at it"


def test_a_silenced_alert_pages_nobody_until_it_is_over(watch: Watch) -> None:
    watch.fires("0s", severity="high")
    assert kinds(watch.do("1m", Silence("AL-1", "2h", "Known"))) == ["alert.silenced"]
    assert (watch.of().silenced_until, watch.of().silenced) == (7_260_000, "Known")
    watch.enter("2m", SilenceConfirmed("AL-1", "8f3a"))
    assert watch.of().silence == "8f3a"
    watch.to("2h")
    assert not watch.records("alert.unhandled")
    watch.to("2h6m")
    assert [record.at for record in watch.records("alert.surfaced")] == [7_260_000]
    assert [record.at for record in watch.records("alert.unhandled")] == [7_260_000 + 300_000]


def test_a_silence_holds_for_what_comes_of_the_same_key(watch: Watch) -> None:
    watch.fires("0s", severity="warning")
    watch.do("1m", Silence("AL-1", "2h"))
    watch.ends("2m")
    watch.fires("1h", severity="critical")
    assert (watch.of().id, watch.of().incident, watch.of().silenced_until) == ("AL-2", "", 7_260_000)
    watch.to("2h1m")
    assert watch.of().incident == "INC-1"


def test_nothing_is_heard_is_an_alert_and_no_alerts_is_none(watch: Watch) -> None:
    watch.fires("1s")
    said = kinds(watch.enter("10m", SourceSilent("alertmanager", 1_000, 60_000)))
    assert said == ["source.silent", "alert.fired"]
    silent = watch.of("silent:alertmanager", "irsim")
    assert (silent.severity, silent.title) == ("high", "Nothing is heard from alertmanager since 09:00")
    assert silent.since == 1_000
    assert watch.board.sources["alertmanager"].silent_since == 1_000
    assert kinds(watch.enter("11m", SourceHeard("alertmanager", 1_000))) == ["source.heard", "alert.resolved"]
    assert watch.board.sources["alertmanager"].silent_since < 0


def test_what_went_wrong_with_a_source_is_known_until_it_is_heard(watch: Watch) -> None:
    watch.enter("1m", SourceFailed("alertmanager", "connection refused"))
    assert watch.board.sources["alertmanager"].fault == "connection refused"
    watch.fires("2m")
    assert watch.board.sources["alertmanager"].fault == ""
    assert watch.board.sources["alertmanager"].deliveries == 1


def test_what_an_exercise_sends_does_not_show_that_its_source_is_well(watch: Watch) -> None:
    watch.fires("1m")
    at = watch.to("2m")
    watch.enter("2m", DeliveryReceived(9, "alertmanager", "test", "", at, exercise=True))
    assert watch.board.sources["alertmanager"].heard_at == 60_000


def test_a_drill_may_have_its_windows_too() -> None:
    from tests.board.desk import Desk

    desk = Desk()
    desk.do("0s", Maintain("New tables", "2h", services=("api",)))
    desk.alert("1m", "critical", "api")
    assert not desk.board.incidents
    desk.to("2h")
    assert desk.board.alerts["AL-1"].incident == "INC-1"
