"""Reading what senders send: pure, bounded, one file a sender. Most senders need a mapping only, and no code."""

from irsim.live.sources import alertmanager, alertmanager_api, generic, own, pagerduty
from irsim.live.sources.mapping import SHIPPED, Mapping, load_mapping, shipped_mapping
from irsim.live.sources.reading import Reading, Unreadable

__all__ = ["FORMATS", "SHIPPED", "Mapping", "Reading", "Unreadable", "load_mapping", "read", "shipped_mapping"]

ALERTMANAGER, ALERTMANAGER_API, PAGERDUTY, GENERIC = "alertmanager", "alertmanager-api", "pagerduty", "generic"

FORMATS = (ALERTMANAGER, ALERTMANAGER_API, PAGERDUTY, own.HEARTBEAT, *SHIPPED)
"""The formats that a source can have."""


def read(format: str, body: bytes, mapping: Mapping | None = None, *, received: int) -> Reading:
    """What a delivery says. `mapping` takes the place of the one that ships for a format that is read by one;
    `received` is Unix ms. Raises Unreadable, whatever the body is."""
    if format == ALERTMANAGER:
        return alertmanager.read(body)
    if format == ALERTMANAGER_API:
        return alertmanager_api.read(body, received)
    if format == PAGERDUTY:
        return pagerduty.read(body)
    if format == own.HEARTBEAT:
        return own.read_heartbeat(body)
    if format == own.SIGNALS:
        return own.read_signals(body)
    if format in SHIPPED:
        return generic.read(body, mapping or shipped_mapping(format))
    raise Unreadable(f"no format is called '{format}'; use one of: {', '.join(FORMATS)}")
