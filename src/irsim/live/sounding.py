"""The alerts of an exercise with their times, marked as such, and in the wire formats of senders."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config.sources import ALERTMANAGER, PAGERDUTY
from irsim.live.sources.own import SIGNALS, write_signals
from irsim.live.store.base import Delivery

MARK = "X-Irsim-Exercise"
"""The header that makes a delivery one of an exercise, where its source is for them; its value is the run's id."""

WORD = "EXERCISE"
"""What stands before the title of each alert."""

LABEL = "irsim_exercise"
"""The label that every alert bears; its value is the run's id."""

_PAGERDUTY = {"critical": "critical", "high": "error", "medium": "warning", "low": "info"}


@dataclass(frozen=True)
class Sounding:
    """An alert that begins or ends to hold at `at` (ms from the exercise's start)."""

    at: int
    signal: Signal


def marked(soundings: Iterable[Sounding], run: str) -> list[Sounding]:
    """The same with the mark of an exercise on each, and keys that no real alert has and no other run."""
    found = []
    for each in soundings:
        signal = each.signal
        changed = msgspec.structs.replace(
            signal,
            key=f"{run}/{signal.key}",
            title=f"{WORD}: {signal.title}",
            labels={**signal.labels, LABEL: run},
        )
        found.append(Sounding(each.at, changed))
    return found


def deliveries(
    soundings: Sequence[Sounding], run: str, began: int, source: str = "demo"
) -> Iterator[tuple[int, Delivery]]:
    """What a receiver would have taken in, for a room that has none: (ms from the start, delivery), in order.

    `began` is Unix ms. All of it is an exercise's. A delivery comes once, also when the stream is begun anew.
    """
    ordered = sorted(soundings, key=lambda each: each.at)
    for number, each in enumerate(ordered):
        signal = msgspec.structs.replace(each.signal, since=began + each.at if each.signal.state == FIRING else -1)
        body = write_signals([signal])
        yield (
            each.at,
            Delivery(source, SIGNALS, body, began + each.at, source, exercise=True, once=f"{run}/{number}"),
        )


def bodies(format: str, run: str, signals: Sequence[Signal], now: int, routing_key: str = "") -> list[bytes]:
    """The requests' bodies in which a sender of `format` would report `signals` at `now` (Unix ms)."""
    if format == ALERTMANAGER:
        return [msgspec.json.encode(_alertmanager(run, signals, now))]
    if format == PAGERDUTY:
        return [msgspec.json.encode(_pagerduty(run, signal, now, routing_key)) for signal in signals]
    return [msgspec.json.encode({"alerts": [_generic(signal, now) for signal in signals]})]


def _alertmanager(run: str, signals: Sequence[Signal], now: int) -> dict[str, Any]:
    """Webhook version 4, a group a delivery."""
    alerts = [
        {
            "status": signal.state,
            "labels": _labels(signal),
            "annotations": {"summary": signal.title, **({"description": signal.text} if signal.text else {})},
            "startsAt": _moment(now),
            "endsAt": _moment(now) if signal.state == RESOLVED else "0001-01-01T00:00:00Z",
            "generatorURL": "",
            "fingerprint": sha256(signal.key.encode()).hexdigest()[:16],
        }
        for signal in signals
    ]
    return {
        "version": "4",
        "groupKey": f'{{}}:{{{LABEL}="{run}"}}',
        "truncatedAlerts": 0,
        "status": FIRING if any(signal.state == FIRING for signal in signals) else RESOLVED,
        "receiver": "irsim",
        "groupLabels": {LABEL: run},
        "commonLabels": {LABEL: run},
        "commonAnnotations": {},
        "externalURL": "",
        "alerts": alerts,
    }


def _labels(signal: Signal) -> dict[str, str]:
    named = {
        "alertname": signal.monitor or signal.title,
        "severity": signal.severity,
        "service": signal.service,
        "category": signal.category,
    }
    return {**{name: value for name, value in named.items() if value}, **signal.labels}


def _pagerduty(run: str, signal: Signal, now: int, routing_key: str) -> dict[str, Any]:
    """Events API v2."""
    event: dict[str, Any] = {
        "routing_key": routing_key or run.ljust(32, "0")[:32],
        "event_action": "trigger" if signal.state == FIRING else "resolve",
        "dedup_key": signal.key[:255],
        "client": WORD,
    }
    if signal.state == FIRING:
        event["payload"] = {
            "summary": signal.title[:1024],
            "source": signal.service or "irsim",
            "severity": _PAGERDUTY.get(signal.severity, "warning"),
            "timestamp": _moment(now),
            "component": signal.service,
            "class": signal.monitor,
            "custom_details": {**signal.labels, "text": signal.text, "category": signal.category},
        }
    return event


def _generic(signal: Signal, now: int) -> dict[str, Any]:
    """irsim's own JSON."""
    alert: dict[str, Any] = {
        "key": signal.key,
        "state": signal.state,
        "title": signal.title,
        "text": signal.text,
        "severity": signal.severity,
        "service": signal.service,
        "category": signal.category,
        "monitor": signal.monitor,
        "labels": signal.labels,
        "since" if signal.state == FIRING else "until": _moment(now),
    }
    return {name: value for name, value in alert.items() if value}


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
