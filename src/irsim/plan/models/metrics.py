"""What is measured: how much of the time a service is to be there, and security metrics with where they come from."""

from typing import Annotated, Any

from pydantic import field_validator

from irsim.plan.fields import AsWritten, Condition, Many, Name, PatternField, Span
from irsim.words.documents import Model
from irsim.words.durations import DAY
from irsim.words.quantities import parse_quantity

WHOLE = 1_000_000
"""All of it, in ppm."""


class ServiceLevels(Model):
    """The objective of every service for which a component of the status page stands. What counts as down the status
    page says too: its levels that are `down`, and the alerts that its `follows` lead there."""

    availability: Annotated[int, AsWritten]
    """the share of the window (ppm) that a service is to be there; written 99.9 %"""
    window: Span = 30 * DAY
    """what the share is of: a month"""

    @field_validator("availability", mode="before")
    @classmethod
    def _share(cls, written: Any) -> int:
        share = parse_quantity(written, "ppm")
        if not 0 < share <= WHOLE:
            raise ValueError(f"'{str(written)[:40]}' is no share of the time; write it as 99.9 %")
        return share

    def budget(self, period: int) -> int:
        """How long (ms) a service may be down in `period` (ms): 43.2 minutes of 30 days at 99.9 %."""
        return period * (WHOLE - self.availability) // WHOLE


class Counted(Model):
    """What a security metric counts, one of the three."""

    monitors: list[Name] = []
    """alerts of these monitors, but for false alarms"""
    incidents: Condition = []
    """incidents of which these facts hold at the end, but for false alarms; of several maps any"""
    events: Annotated[list[PatternField], Many] = []
    """each record that fits one of these"""


class SecurityMetric(Model):
    """A metric of the security plan: where its figure comes from, or why there is none."""

    id: Name
    group: str
    label: str
    source: str
    """what counts it, or would"""
    measured_by: Counted | None = None
    unmeasured: str = ""
    """why nothing here can say it"""
    unit: str = ""
    """what the figure counts, as `alerts`"""
    note: str = ""
