"""Alertmanager's API v2: a list of alerts, as its senders post it and as `GET /api/v2/alerts` gives it.

What posts to Alertmanager can so post to irsim. There an alert is over when its `endsAt` is past; Prometheus gives
those that fire one in the future, as the time when it may be forgotten. Who polls passes on what has changed
(`difference`).
https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.sources.alertmanager import signal_of
from irsim.live.sources.reading import SIZE_LIMIT, Faults, Reading, Unfit, Unreadable, as_object, gather, kind, parse
from irsim.live.sources.values import digest, digest_of, key_of, labels_of, moment

POLLED_LIMIT = 33_554_432
"""Bytes of an answer that is polled: about 50,000 alerts."""

CHUNK = 500
"""Alerts of one delivery that `difference` makes: about 300 KB."""

_TOLD = ("fingerprint", "labels", "annotations", "startsAt", "generatorURL")


def read(body: bytes, received: int) -> Reading:
    """The alerts of a list. `received` (Unix ms) says whether an `endsAt` is past. Raises Unreadable.

    What is silenced or inhibited at Alertmanager (`status.state` is "suppressed") still holds, and is no news.
    """
    said = Faults()

    def one(item: Any) -> Signal | None:
        alert = as_object(item)
        ends = moment(alert.get("endsAt"), said, "endsAt")
        if not isinstance(alert.get("labels"), dict):
            raise Unfit(f"its 'labels' are {kind(alert.get('labels'))} and not an object")
        over = 0 <= ends <= received
        if _suppressed(alert) and not over:
            return None
        signal = signal_of(alert, RESOLVED if over else FIRING, None, said)
        # Without labels it is what `difference` found gone, when is by our clock: against a start by another one that
        # is ahead it would seem to be an end from before it began.
        return signal if alert["labels"] or not over else replace(signal, until=-1)

    return gather(_alerts(body, said), one, said)


def difference(known: Mapping[str, str], body: bytes, now: int) -> tuple[list[bytes], dict[str, str]]:
    """What is new, changed or gone in `body` (of `GET /api/v2/alerts`) against `known`: bodies to deliver in the
    API's own form, and what is known then.

    `known` holds the keys of the alerts that are open, each with a digest of what was told of it; one whose digest is
    empty is told again. What is gone is over at `now` (Unix ms). Raises Unreadable; also where any alert cannot be
    used, for then nobody knows what is gone.
    """
    said = Faults()
    told: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    alerts = _alerts(body, said, POLLED_LIMIT)
    bad = [
        n for n, each in enumerate(alerts, 1) if not isinstance(each, dict) or not isinstance(each.get("labels"), dict)
    ]
    if bad:
        raise Unreadable(
            f"{len(bad)} of {len(alerts)} alerts of the answer are no objects with 'labels', the first of them is "
            f"number {bad[0]}; check that the address is an Alertmanager"
        )
    for alert in alerts:
        key = key_of(alert.get("fingerprint") or "") or digest_of(labels_of(alert["labels"], said))
        if _suppressed(alert):
            if key in known:
                after[key] = known[key]
            continue
        kept = {name: alert[name] for name in _TOLD if name in alert}
        after[key] = digest(msgspec.json.encode(kept, order="deterministic").decode())
        if known.get(key) != after[key]:
            told.append(kept)
    ended = datetime.fromtimestamp(now // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{now % 1000:03}Z"
    told.extend({"fingerprint": key, "labels": {}, "endsAt": ended} for key in known if key not in after)
    return [msgspec.json.encode(told[n : n + CHUNK]) for n in range(0, len(told), CHUNK)], after


def _alerts(body: bytes, said: Faults, limit: int = SIZE_LIMIT) -> list[Any]:
    alerts = parse(body, said, limit)
    if not isinstance(alerts, list):
        raise Unreadable(f"the body is {kind(alerts)}; Alertmanager's API has a list of alerts")
    return alerts


def _suppressed(alert: dict[str, Any]) -> bool:
    status = alert.get("status")
    return isinstance(status, dict) and status.get("state") == "suppressed"
