"""Bodies as senders send them, written after their documentation; each test bends one."""

import json
from typing import Any

NOW = 1_747_451_600_000
"""2025-05-17T03:13:20Z, in Unix ms."""

BEGAN = 1_747_451_520_000
"""2025-05-17T03:12:00Z"""


def sent(value: Any) -> bytes:
    """As it goes over the wire."""
    return json.dumps(value).encode()


def alert(status: str | None = "firing", **changes: Any) -> dict[str, Any]:
    """One alert of Alertmanager's webhook."""
    return {
        "status": status,
        "labels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "critical", "instance": "web-1"},
        "annotations": {
            "summary": "Checkout answers one request in ten with an error",
            "description": "Error rate 11 % over five minutes.",
            "runbook_url": "https://wiki.example.org/runbooks/checkout",
            "dashboard_url": "https://grafana.example.org/d/checkout",
        },
        "startsAt": "2025-05-17T03:12:00.000Z",
        "endsAt": "2025-05-17T03:13:00.000Z" if status == "resolved" else "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example.org/graph?g0.expr=errors",
        "fingerprint": "1a2b3c4d5e6f7a8b",
    } | changes


def group(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A group of Alertmanager's webhook, version 4."""
    return {
        "version": "4",
        "groupKey": '{}:{alertname="HighErrorRate"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "irsim",
        "groupLabels": {"alertname": "HighErrorRate"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.org",
        "alerts": list(alerts),
    } | changes


def trigger(**changes: Any) -> dict[str, Any]:
    """A triggering event of PagerDuty's Events API v2."""
    return {
        "routing_key": "R0123456789ABCDEF0123456789ABCDE",
        "event_action": "trigger",
        "dedup_key": "disk/db-1",
        "client": "Nagios",
        "client_url": "https://nagios.example.org/db-1",
        "links": [{"href": "https://wiki.example.org/disk", "text": "Runbook"}, {"href": "https://x.example.org"}],
        "payload": {
            "summary": "DISK CRITICAL on db-1",
            "source": "db-1.example.org",
            "severity": "critical",
            "timestamp": "2025-05-17T05:12:00.000+02:00",
            "component": "postgres",
            "group": "prod-data",
            "class": "disk",
            "custom_details": {"free": "1 %", "load": 0.7},
        },
    } | changes
