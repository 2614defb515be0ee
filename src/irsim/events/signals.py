"""What a source says of one alert, read from its wire format, before the plan says what it means here."""

from msgspec import Struct

FIRING, RESOLVED, TAKEN = "firing", "resolved", "acknowledged"
"""What a signal can say: the condition holds, is over, or somebody has taken it on at the sender's end."""


ITSELF = "irsim"
"""The source of what irsim says of itself: sources that keep silent, gaps in rotas."""


class Signal(Struct, frozen=True, omit_defaults=True):
    """One alert of a delivery. Text is as it came (uncleaned, but cut to a sane length).

    `key` is the sender's own for the alert, within its source. `severity` is the sender's word; the plan maps it.
    `since` and `until` are Unix times in ms, -1 where the sender does not say. `links` holds addresses by what they
    lead to: runbook, dashboard, source, silence. `monitor` is the check or rule that fired, where it has a name.
    """

    key: str
    state: str
    title: str
    text: str = ""
    severity: str = ""
    service: str = ""
    category: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    links: dict[str, str] = {}
    since: int = -1
    until: int = -1
    monitor: str = ""
