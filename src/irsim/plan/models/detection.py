"""How incidents are found: monitors, and what the machine may do."""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator

from irsim.plan.fields import AsWritten, Duration, Many, Name, Span
from irsim.words.documents import Model
from irsim.words.quantities import Unit, parse_quantity

AlertSeverity = Literal["critical", "high", "medium", "low"]

ALERT_SEVERITIES: tuple[str, ...] = get_args(AlertSeverity)
"""The strictest first."""


def mildness(severity: str) -> int:
    """The place of an alert severity among them, 0 for the strictest; beyond the last for a word that is none."""
    return ALERT_SEVERITIES.index(severity) if severity in ALERT_SEVERITIES else len(ALERT_SEVERITIES)


BY_LABEL = "label:"
"""Before the name of a label, among what alerts may share."""


class Join(Model):
    """An alert joins an open incident that shares its `same`, if that saw its last alert within `within`."""

    same: Annotated[list[str], Many, Field(min_length=1, max_length=10)]
    """`service`, `category` or `label:NAME`; of several all are shared, the labels with one and the same alert"""
    within: Duration

    @field_validator("same")
    @classmethod
    def _known(cls, same: list[str]) -> list[str]:
        for name in same:
            if name not in ("service", "category") and (not name.startswith(BY_LABEL) or name == BY_LABEL):
                raise ValueError(f"'{name[:40]}' is nothing to share; write service, category or label:NAME")
        return same

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that are shared."""
        return tuple(name.removeprefix(BY_LABEL) for name in self.same if name.startswith(BY_LABEL))


class Alerting(Model):
    """What monitoring may do by itself."""

    opens: list[AlertSeverity] = []
    """an alert of these severities opens a detected incident, unless it joins one"""
    joins: list[Join] = []
    suggests: dict[AlertSeverity, str]
    """alert severity to provisional incident severity"""
    provisional: str
    """the severity of an incident without alerts, until it is classified"""
    category: str
    """the category of an incident whose alerts name none"""


class Monitor(Model):
    """Watches a metric against a threshold on a grid, or names a kind of event that a source reports."""

    id: Name
    label: str
    severity: AlertSeverity
    metric: str = ""
    unit: Unit = "count"
    above: Annotated[int | None, AsWritten] = None
    below: Annotated[int | None, AsWritten] = None
    every: Span = 30_000
    for_: Annotated[Duration, Field(alias="for")] = 0
    """how long the condition must hold before it fires"""
    category: str = ""
    source: str = ""
    """tools that report it"""
    text: str = ""
    """what to look at first, below what our own eyes report"""
    services: list[str] = []
    """only these services; all that have the metric, where empty"""

    @field_validator("above", "below", mode="before")
    @classmethod
    def _threshold(cls, written: Any, info: Any) -> Any:
        if written is not None and "unit" not in info.data:
            return 0  # the unit is the mistake, and nobody knows what fits it
        return None if written is None else parse_quantity(written, info.data.get("unit", "count"))

    def watches(self, service: str, metric: str) -> bool:
        """Whether it holds this metric of this service against its threshold."""
        return self.metric == metric != "" and (not self.services or service in self.services)
