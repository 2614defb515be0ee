"""Alertmanager's webhook, version 4: what `webhook_configs` posts.

Each alert is taken by its own `status`. The one of the group is computed after truncation (`max_alerts`) and may say
"resolved" while alerts that were cut off still fire; it is not looked at. A truncated group closes nothing.
https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from typing import Any

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.sources.reading import Faults, Reading, Unfit, Unreadable, as_object, gather, kind, parse, quoted
from irsim.live.sources.values import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
    digest_of,
    key_of,
    labels_of,
    links_of,
    moment,
    text_of,
)

VERSION = "4"


def read(body: bytes) -> Reading:
    """The alerts of a group. Raises Unreadable."""
    said = Faults()
    whole = parse(body, said)
    if not isinstance(whole, dict):
        raise Unreadable(
            f"the body is {kind(whole)}; Alertmanager's webhook sends an object with 'version' and 'alerts'"
        )
    version = whole.get("version")
    if version != VERSION:
        cure = 'this looks like Grafana, set format = "grafana"' if version == "1" else f"'{VERSION}' is read here"
        raise Unreadable(f"the 'version' is {quoted(version)}; {cure}")
    alerts = whole.get("alerts")
    if not isinstance(alerts, list):
        raise Unreadable(f"'alerts' is {kind(alerts)}; Alertmanager's webhook sends a list")
    manager = whole.get("externalURL")

    def one(item: Any) -> Signal:
        alert = as_object(item)
        state = alert.get("status")
        if state not in (FIRING, RESOLVED):
            raise Unfit(f"its 'status' is {quoted(state)} and not 'firing' or 'resolved'")
        return signal_of(alert, state, manager, said)

    return gather(alerts, one, said, _left_out(whole.get("truncatedAlerts"), said))


def _left_out(count: Any, said: Faults) -> int:
    if count is None:
        return 0
    if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
        return min(count, 10**9)
    said.add(f"'truncatedAlerts' is {quoted(count)} and no number; nothing is closed, for alerts may be missing")
    return 1


def signal_of(alert: dict[str, Any], state: str, manager: Any, said: Faults) -> Signal:
    """An alert in Alertmanager's form: labels and annotations by the conventions of Prometheus. Raises Unfit."""
    labels = labels_of(alert.get("labels"), said)
    annotations = labels_of(alert.get("annotations"), said, "annotations")
    key = key_of(alert.get("fingerprint") or "")
    if not key and not labels:
        raise Unfit("it has neither 'fingerprint' nor 'labels'")
    name = labels.get("alertname", "")
    title = annotations.get("summary") or annotations.get("title") or name or key
    return Signal(
        key=key or digest_of(labels),
        state=state,
        title=text_of(title, TITLE_LIMIT),
        text=text_of(annotations.get("description") or annotations.get("message"), TEXT_LIMIT),
        severity=labels.get("severity", "")[:WORD_LIMIT],
        service=labels.get("service", "")[:WORD_LIMIT],
        category=labels.get("category", "")[:WORD_LIMIT],
        labels=labels,
        annotations=annotations,
        links=links_of(
            {
                "runbook": annotations.get("runbook_url") or annotations.get("runbook"),
                "dashboard": annotations.get("dashboard_url") or annotations.get("dashboard"),
                "source": alert.get("generatorURL"),
                "alertmanager": manager,
            }
        ),
        since=moment(alert.get("startsAt"), said, "startsAt"),
        until=moment(alert.get("endsAt"), said, "endsAt") if state == RESOLVED else -1,
        monitor=name[:WORD_LIMIT],
    )
