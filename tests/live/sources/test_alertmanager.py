"""Alertmanager's webhook: each alert by its own status, and a truncated group closes nothing."""

from typing import Any

import pytest

from irsim.events.signals import FIRING, RESOLVED
from irsim.live.sources import Unreadable, read
from irsim.live.sources.values import digest_of
from tests.live.sources.bodies import BEGAN, NOW, alert, group, sent


def reading(*alerts: dict[str, Any], **changes: Any) -> Any:
    return read("alertmanager", sent(group(*alerts, **changes)), received=NOW)


def test_an_alert_that_fires_is_read_by_the_conventions_of_prometheus() -> None:
    (signal,) = reading(alert()).signals
    assert (signal.key, signal.state, signal.monitor) == ("1a2b3c4d5e6f7a8b", FIRING, "HighErrorRate")
    assert signal.title == "Checkout answers one request in ten with an error"
    assert signal.text == "Error rate 11 % over five minutes."
    assert (signal.severity, signal.service) == ("critical", "checkout")
    assert signal.labels["instance"] == "web-1"
    assert (signal.since, signal.until) == (BEGAN, -1)
    assert signal.links == {
        "runbook": "https://wiki.example.org/runbooks/checkout",
        "dashboard": "https://grafana.example.org/d/checkout",
        "source": "http://prometheus.example.org/graph?g0.expr=errors",
        "alertmanager": "http://alertmanager.example.org",
    }


def test_each_alert_is_taken_by_its_own_status_and_not_by_the_groups() -> None:
    read_ = reading(alert("resolved"), alert(fingerprint="other"), status="resolved")
    assert [(signal.key, signal.state) for signal in read_.signals] == [
        ("1a2b3c4d5e6f7a8b", RESOLVED),
        ("other", FIRING),
    ]
    assert read_.signals[0].until == BEGAN + 60_000
    assert (read_.faults, read_.truncated) == ((), 0)


def test_a_truncated_group_that_says_resolved_closes_nothing() -> None:
    read_ = reading(alert("resolved"), alert(fingerprint="other"), status="resolved", truncatedAlerts=7)
    assert [signal.key for signal in read_.signals] == ["other"]
    assert [signal.key for signal in read_.withheld] == ["1a2b3c4d5e6f7a8b"]
    assert read_.truncated == 7
    assert "stay open" in read_.faults[0]


@pytest.mark.parametrize("count", ["7", -1, True, 0.5, [], {}])
def test_a_count_of_truncated_alerts_that_is_no_number_closes_nothing_either(count: object) -> None:
    read_ = reading(alert("resolved"), truncatedAlerts=count)
    assert (read_.signals, read_.truncated) == ((), 1)


@pytest.mark.parametrize("version", ["5", 4, None, "1", "\x1b]52;c;", {}])
def test_the_version_is_checked_before_anything_else(version: object) -> None:
    with pytest.raises(Unreadable) as caught:
        read("alertmanager", sent({"version": version, "alerts": "no list"}), received=NOW)
    assert "'version'" in caught.value.reason
    assert "\x1b" not in caught.value.reason


def test_grafana_at_the_wrong_format_is_told_its_own() -> None:
    with pytest.raises(Unreadable, match='format = "grafana"'):
        reading(version="1")


def test_an_alert_without_a_fingerprint_goes_by_its_labels_in_any_order() -> None:
    one, other = alert(fingerprint=""), alert(fingerprint=None)
    other["labels"] = dict(reversed(other["labels"].items())) | {"empty": ""}
    keys = [signal.key for signal in reading(one, other).signals]
    assert keys[0] == keys[1] == digest_of(one["labels"])
    one["labels"]["instance"] = "web-2"
    assert reading(one).signals[0].key != keys[0]


def test_one_bad_alert_of_a_batch_is_a_fault_and_the_others_count() -> None:
    bad = [alert("fireing"), alert(status=None), "no object", {"status": "firing"}]
    read_ = reading(alert(), *bad, alert(fingerprint="last"))  # type: ignore[arg-type]  # it is what is tested
    assert [signal.key for signal in read_.signals] == ["1a2b3c4d5e6f7a8b", "last"]
    assert len(read_.faults) == 4
    assert read_.faults[0] == "alert 2: its 'status' is 'fireing' and not 'firing' or 'resolved'; it is left out"


def test_what_is_wrong_beside_the_alert_is_said_and_the_alert_counts() -> None:
    read_ = reading(alert(startsAt="yesterday", labels=["a"], annotations=3, generatorURL="javascript:alert(1)"))
    (signal,) = read_.signals
    assert (signal.since, signal.labels, signal.annotations) == (-1, {}, {})
    assert "source" not in signal.links
    assert signal.title == signal.key
    assert len(read_.faults) == 3


@pytest.mark.parametrize("alerts", [None, {}, "x", 3])
def test_a_group_without_a_list_of_alerts_is_refused(alerts: object) -> None:
    with pytest.raises(Unreadable, match="'alerts' is"):
        reading(alerts=alerts)
