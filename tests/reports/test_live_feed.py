"""What sources and silences come to, as the feed tells it."""

import pytest

from irsim.commands import Acknowledge, Maintain, Silence
from irsim.events.live import DeliveryUnread, SilenceConfirmed, SourceFailed, SourceHeard, SourceSilent
from irsim.reports.feed import feed_line
from tests.board.live import Watch, firing


@pytest.fixture
def told() -> tuple[Watch, list[str]]:
    """A live session, and the lines that its feed gains."""
    watch, lines = Watch(), []

    def keep(record: object) -> None:
        line = feed_line(record, watch.board)  # type: ignore[arg-type]
        if line is not None:
            lines.append(f"{line.kind}: {line.text}")

    watch.ledger.listen_to_all(keep)
    return watch, lines


def test_what_only_goes_on_is_no_line(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    watch.says("1s", firing("a"))
    assert lines == ["alert: AL-1 medium: Alert a, API"]
    watch.says("2s", firing("a"))
    assert len(lines) == 1


def test_an_alert_that_is_worse_is_said(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    watch.says("1s", firing("a"))
    watch.says("2s", firing("a", "critical"))
    assert lines[1] == "alert: AL-1 Alert a is critical now"


def test_an_alert_that_flaps_is_said_once(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    for minute in range(7):
        watch.says(f"{2 * minute}m", firing("a"))
        watch.ends(f"{2 * minute + 1}m", "a")
    assert [line for line in lines if "flaps" in line] == [
        "alert: AL-1 Alert a flaps: it has come back 4 times; its comings and goings are no news"
    ]
    assert sum("has cleared" in line for line in lines) == 4
    assert sum("is back" in line for line in lines) == 3
    watch.to("1h")
    assert lines[-1] == "alert: AL-1 Alert a no longer flaps: it has kept quiet"


def test_windows_and_silences(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    watch.do("0s", Maintain("New tables", "1h", services=("api",), labels={"disk": "old"}))
    assert lines == [
        "quiet: MW-1 maintenance of API, disk=old, 09:00:00 to 10:00:00, planned by incident commander: New tables"
    ]
    watch.fires("1m", "a", severity="high")
    assert lines[-1] == "alert: AL-1 high: Alert a, API, expected in MW-1"
    watch.do("2m", Silence("AL-1", "2h", "Known"))
    assert lines[-1] == "quiet: AL-1 Alert a silenced by incident commander until 11:02:00: Known"
    watch.enter("3m", SilenceConfirmed("AL-1", "8f3a"))
    assert lines[-1] == "quiet: AL-1 Alert a is silenced at its source, too"
    watch.enter("3m", SilenceConfirmed("AL-1", fault="no such matcher"))
    assert lines[-1] == "quiet: AL-1 Alert a is silenced here only: its source did not take it: no such matcher"
    watch.to("1h")
    assert lines[-1] == "quiet: MW-1 is over"
    watch.to("2h2m")
    assert "alert: AL-1 Alert a still holds: its silence is over" in lines


def test_what_asks_for_people(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    watch.fires("0s", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    watch.ends("2m")
    assert lines[-1] == "incident: INC-1 may be resolved: its one alert is over"
    watch.to("16m")
    assert "incident: INC-1 asks for somebody again: nobody has touched it for 15m" in lines


def test_sources(told: tuple[Watch, list[str]]) -> None:
    watch, lines = told
    watch.enter("1s", SourceHeard("am"))
    watch.enter("1m", SourceSilent("am", 1_000, 30_000))
    watch.enter("2m", SourceHeard("am", 1_000))
    watch.enter("3m", SourceFailed("am", "refused"))
    watch.enter("4m", DeliveryUnread(7, "am", "alerts.2 has no\x1b[31m labels"))
    assert [line for line in lines if line.startswith("source")] == [
        "source: am is heard for the first time",
        "source: nothing is heard from am since 09:00:01",
        "source: am is heard again, after silence since 09:00:01",
        "source: am cannot be asked: refused",
        "source: part of what am sent could not be read (delivery 7)\n    alerts.2 has no labels",
    ]
