"""The mappings that ship, on bodies as their senders send them: firing, again, resolved."""

from typing import Any

import pytest

from irsim.events.signals import FIRING, RESOLVED, TAKEN, Signal
from irsim.live.sources import Reading, Unreadable, read
from tests.live.sources.bodies import BEGAN, NOW, alert, group, sent


def one(format: str, body: Any) -> Signal:
    reading = read(format, sent(body), received=NOW)
    assert reading.faults == ()
    (signal,) = reading.signals
    return signal


# irsim's own JSON


def test_generic_json_in_full() -> None:
    body = {
        "key": "backup-db-1",
        "state": "firing",
        "title": "The backup of db-1 failed",
        "text": "Exit status 3",
        "severity": "high",
        "service": "database",
        "category": "outage",
        "monitor": "nightly-backup",
        "since": "2025-05-17T03:12:00Z",
        "labels": {"host": "db-1"},
        "annotations": {"size": 12},
        "links": {"runbook": "https://wiki.example.org/backup", "dashboard": "ftp://x"},
    }
    wanted = Signal(
        "backup-db-1",
        FIRING,
        "The backup of db-1 failed",
        "Exit status 3",
        "high",
        "database",
        "outage",
        {"host": "db-1"},
        {"size": "12"},
        {"runbook": "https://wiki.example.org/backup"},
        BEGAN,
        -1,
        "nightly-backup",
    )
    assert one("generic", body) == wanted
    assert one("generic", [body]) == wanted
    assert one("generic", {"alerts": [body]}) == wanted
    over = one("generic", body | {"state": "resolved", "until": BEGAN // 1000 + 60})
    assert (over.key, over.state, over.until) == ("backup-db-1", RESOLVED, BEGAN + 60_000)


def test_the_least_that_generic_json_needs_is_a_title() -> None:
    first, second = (one("generic", {"title": "Something burns", "status": status}) for status in ("", "ok"))
    assert (first.state, second.state) == (FIRING, RESOLVED)
    assert first.key == second.key != ""
    with pytest.raises(Unreadable):
        read("generic", b'"Something burns"', received=NOW)
    assert "neither a key nor a title" in read("generic", b"{}", received=NOW).faults[0]


# Grafana


def grafana(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    extra = {"version": "1", "orgId": 1, "title": "[FIRING:1] HighErrorRate", "state": "alerting", "message": "..."}
    return group(*alerts, **extra) | changes


def test_grafana_is_read_like_alertmanager_with_its_own_links() -> None:
    ours = {
        "silenceURL": "https://g.example.org/silence",
        "panelURL": "https://g.example.org/p",
        "valueString": "[ A=11 ]",
    }
    signal = one("grafana", grafana(alert(**ours)))
    same = read("alertmanager", sent(group(alert())), received=NOW).signals[0]
    for name in ("key", "state", "title", "text", "severity", "service", "labels", "since", "until", "monitor"):
        assert getattr(signal, name) == getattr(same, name), name
    assert signal.links["silence"] == "https://g.example.org/silence"
    assert signal.links["dashboard"] == "https://g.example.org/p"
    assert signal.annotations["values"] == "[ A=11 ]"
    over = one("grafana", grafana(alert("resolved")))
    assert (over.state, over.until) == (RESOLVED, BEGAN + 60_000)


def test_a_truncated_group_of_grafana_closes_nothing() -> None:
    reading = read("grafana", sent(grafana(alert("resolved"), truncatedAlerts=2, status="resolved")), received=NOW)
    assert (reading.signals, reading.truncated, len(reading.withheld)) == ((), 2, 1)


def test_alertmanager_at_grafanas_door_is_refused_with_the_version() -> None:
    with pytest.raises(Unreadable, match="'version' is '4' and not '1'"):
        read("grafana", sent(group(alert())), received=NOW)


# Sentry

EVENT = {
    "action": "triggered",
    "installation": {"uuid": "a8e5d37a-696c-4c54-adb5-b3f28d64c7de"},
    "data": {
        "event": {
            "event_id": "e4874d664c3540c1a32eab185f12c5ab",
            "issue_id": "1170820242",
            "title": "ReferenceError: heck is not defined",
            "culprit": "?(<anonymous>)",
            "level": "error",
            "datetime": "2025-05-17T03:12:00.000000Z",
            "timestamp": 1747451520.0,
            "project": 1,
            "environment": "production",
            "release": None,
            "tags": [["browser", "Chrome 75"], ["level", "error"]],
            "web_url": "https://sentry.io/organizations/test-org/issues/1170820242/events/e48/",
        },
        "triggered_rule": "Very Important Alert Rule!",
    },
    "actor": {"type": "application", "id": "sentry", "name": "Sentry"},
}


def issue(action: str) -> dict[str, Any]:
    told = {"id": "1170820242", "shortId": "WEB-1", "title": "ReferenceError: heck is not defined", "level": "error"}
    return {"action": action, "installation": {"uuid": "a8"}, "data": {"issue": told | {"project": {"slug": "web"}}}}


def test_a_sentry_issue_alert_fires_and_the_resolved_issue_ends_it() -> None:
    fired = one("sentry", EVENT)
    assert (fired.key, fired.state, fired.severity) == ("issue-1170820242", FIRING, "error")
    assert (fired.monitor, fired.since) == ("Very Important Alert Rule!", BEGAN)
    assert fired.labels == {"environment": "production", "project": "1", "browser": "Chrome 75", "level": "error"}
    assert fired.links["source"].startswith("https://sentry.io/")
    assert (one("sentry", issue("resolved")).key, one("sentry", issue("resolved")).state) == (fired.key, RESOLVED)
    assert one("sentry", issue("assigned")).state == TAKEN


@pytest.mark.parametrize("action", ["created", "ignored", "archived", "unresolved", "of-next-year"])
def test_what_else_happens_to_a_sentry_issue_is_no_alert(action: str) -> None:
    assert read("sentry", sent(issue(action)), received=NOW) == Reading(())


@pytest.mark.parametrize(("action", "state"), [("critical", FIRING), ("warning", FIRING), ("resolved", RESOLVED)])
def test_a_sentry_metric_alert(action: str, state: str) -> None:
    metric = {
        "id": "4",
        "identifier": "4",
        "title": "Too many errors",
        "alert_rule": {"name": "Too many errors", "environment": None},
        "date_started": "2025-05-17T03:12:00Z",
        "date_closed": None,
        "projects": ["backend"],
    }
    data = {"metric_alert": metric, "description_title": "Critical: Too many errors", "web_url": "https://sentry.io/a"}
    signal = one("sentry", {"action": action, "data": data | {"description_text": "1000 events in 10 minutes"}})
    assert (signal.key, signal.state, signal.service) == ("metric-4", state, "backend")
    assert (signal.title, signal.severity, signal.since) == ("Too many errors", action, BEGAN)


def test_what_sentry_sends_besides_is_no_mistake() -> None:
    installed = {"action": "created", "data": {"installation": {"uuid": "a"}}}
    assert read("sentry", sent(installed), received=NOW) == Reading(())
    with pytest.raises(Unreadable, match="mapping 'sentry' does not fit"):
        read("sentry", b'{"action":"created","data":{"seer":{}}}', received=NOW)


# Datadog


@pytest.mark.parametrize(
    ("transition", "state"),
    [
        ("Triggered", FIRING),
        ("Re-Triggered", FIRING),
        ("Warn", FIRING),
        ("No Data", FIRING),
        ("Re-No Data", FIRING),
        ("Renotify", FIRING),
        ("Recovered", RESOLVED),
    ],
)
def test_a_datadog_monitor(transition: str, state: str) -> None:
    signal = one(
        "datadog",
        {
            "key": "9bd4ac313a4d1e8fae2482df7b77628",
            "transition": transition,
            "priority": "P2",
            "type": "error",
            "alert_title": "High load",
            "title": "[Triggered on {host:web-1}] High load",
            "text": "Load over 8",
            "status": "system.load.1 over host:web-1 was > 8",
            "host": "web-1",
            "service": "",
            "tags": "env:prod,team:sre",
            "scope": "host:web-1",
            "metric": "system.load.1",
            "query": "avg(last_5m):...",
            "monitor": "1234",
            "date": "1747451520000",
            "link": "https://app.datadoghq.com/event/event?id=1",
            "snapshot": "https://p.datadoghq.com/snapshot.png",
        },
    )
    assert (signal.key, signal.state, signal.severity) == ("9bd4ac313a4d1e8fae2482df7b77628", state, "P2")
    assert (signal.title, signal.monitor, signal.since) == ("High load", "High load", BEGAN)
    assert signal.until == (BEGAN if state == RESOLVED else -1)
    assert signal.labels["env"] == "prod"
    assert signal.labels["host"] == "web-1"
    assert signal.links["source"].startswith("https://app.datadoghq.com/")


def test_a_datadog_transition_that_nobody_knows_is_a_fault_and_not_an_alert() -> None:
    reading = read("datadog", sent({"key": "a", "transition": "Sideways", "title": "x"}), received=NOW)
    assert reading.signals == ()
    assert "'sideways'" in reading.faults[0]
    with pytest.raises(Unreadable, match="'key' is missing and not there"):
        read("datadog", sent({"body": "the default payload", "title": "x"}), received=NOW)


# New Relic


@pytest.mark.parametrize(
    ("state", "told"),
    [("CREATED", FIRING), ("ACTIVATED", FIRING), ("ACKNOWLEDGED", TAKEN), ("CLOSED", RESOLVED)],
)
def test_a_new_relic_issue(state: str, told: str) -> None:
    signal = one(
        "new-relic",
        {
            "id": "8b9f2c5a-0b1e-4f6a-9d6e-1c2d3e4f5a6b",
            "issueUrl": "https://radar-api.service.newrelic.com/accounts/1/issues/8b9f",
            "title": "checkout query result is > 5.0 on 'Error percentage'",
            "priority": "CRITICAL",
            "impactedEntities": ["checkout", "payments"],
            "totalIncidents": 1,
            "state": state,
            "trigger": "STATE_CHANGE",
            "isCorrelated": False,
            "createdAt": BEGAN,
            "updatedAt": BEGAN + 60_000,
            "sources": ["newrelic"],
            "alertPolicyNames": ["Golden signals"],
            "alertConditionNames": ["Error percentage"],
            "workflowName": "To irsim",
        },
    )
    assert (signal.key, signal.state) == ("8b9f2c5a-0b1e-4f6a-9d6e-1c2d3e4f5a6b", told)
    assert (signal.severity, signal.service, signal.monitor) == ("CRITICAL", "checkout", "Error percentage")
    assert (signal.since, signal.until) == (BEGAN, BEGAN + 60_000 if told == RESOLVED else -1)
    assert signal.labels == {
        "policy": "Golden signals",
        "workflow": "To irsim",
        "condition": "Error percentage",
    }


# Opsgenie and CloudEvents


@pytest.mark.parametrize(
    ("action", "state"), [("Create", FIRING), ("Acknowledge", TAKEN), ("UnAcknowledge", FIRING), ("Close", RESOLVED)]
)
def test_an_opsgenie_alert(action: str, state: str) -> None:
    told = {
        "alertId": "052652ac",
        "alias": "disk/db-1",
        "message": "Disk full",
        "priority": "P1",
        "tags": ["OverwriteQuietHours", "env:prod"],
        "entity": "db-1",
        "details": {"service": "database", "runbook": "https://wiki.example.org/disk"},
        "createdAt": BEGAN,
        "updatedAt": BEGAN * 1_000_000,
    }
    signal = one("opsgenie", {"action": action, "alert": told, "integrationName": "Nagios"})
    assert (signal.key, signal.state, signal.severity, signal.service) == ("disk/db-1", state, "P1", "database")
    assert (signal.since, signal.links) == (BEGAN, {"runbook": "https://wiki.example.org/disk"})
    assert signal.labels["env"] == "prod"


def test_what_else_happens_to_an_opsgenie_alert_is_no_news() -> None:
    assert read("opsgenie", sent({"action": "AddNote", "alert": {"alias": "a"}}), received=NOW) == Reading(())


def test_a_cloud_event_goes_by_source_and_subject_and_not_by_its_id() -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/sensors", "type": "org.example.heat", "subject": "hall-3"}
    full = event | {"time": "2025-05-17T03:12:00Z", "data": {"severity": "high", "summary": "Hall 3 is hot"}}
    signal = one("cloudevents", full)
    assert (signal.key, signal.title, signal.severity) == ("hall-3 of /sensors", "Hall 3 is hot", "high")
    assert signal.since == BEGAN
    over = one("cloudevents", [full | {"id": "2", "data": {"state": "resolved"}}])
    assert (over.key, over.state, over.until) == (signal.key, RESOLVED, BEGAN)
