"""By when: deadlines and cadences."""

from typing import Annotated, Any, Literal

from irsim.plan.fields import ByShape, Duration, IfMap, IfPlain, Many, Name, PatternField, PeriodField
from irsim.plan.models.classification import Means
from irsim.words.documents import Model

Limit = Annotated[Annotated[dict[str, PeriodField], IfMap] | Annotated[PeriodField, IfPlain], ByShape]
"""A period, or one for each severity."""


class ClockRule(Model):
    """A deadline. One of `under` (a stop at the due instant is late) and `within` (it counts)."""

    id: Name
    label: str
    per: Literal["incident", "page"] = "incident"
    when: dict[str, Any] = {}
    """fields of the incident that must fit, for the clock to run at all"""
    starts: Annotated[list[PatternField], Many]
    stops: Annotated[list[PatternField], Many]
    under: Limit | None = None
    within: Limit | None = None
    cadence: bool = False
    """a new one begins at each stop, and at each missed due, while the incident is active"""
    until: list[Means] = []
    """ends without verdict when the incident's status means this"""
    severities: list[str] = []
    """only for these; with a map, the severities in it"""
    owner: Name
    basis: str
    legal: bool = False
    extension: bool = False
    """ours, not in the documents that the plan carries out"""
    warn: Duration | None = None
    """how long before it is due the desk says so; a fifth of the period where left out"""
