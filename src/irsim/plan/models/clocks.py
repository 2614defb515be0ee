"""By when: deadlines and cadences."""

from typing import Annotated, Literal

from pydantic import Field

from irsim.plan.fields import ByShape, Condition, Duration, IfMap, IfPlain, Many, Name, PatternField, PeriodField
from irsim.plan.models.classification import Means
from irsim.words.documents import Model

Limit = Annotated[Annotated[dict[str, PeriodField], IfMap] | Annotated[PeriodField, IfPlain], ByShape]
"""A period, or one for each severity."""

Per = Literal["incident", "page", "request", "promise"]
"""What a clock runs for: an incident, a page, a request of a data subject, or a promise to an audience."""

SUBJECTS = {"page": "page", "request": "request", "promise": "audience"}
"""Per what a clock runs to the field of an event that names it."""


class Leg(Model):
    """Another start from which the same deadline runs: of all that have begun, the earliest due counts.

    One that begins only after that due counts from itself (DORA: classified late, four hours from then).
    """

    starts: Annotated[list[PatternField], Many, Field(min_length=1)]
    within: Limit


class ClockRule(Model):
    """A deadline. One of `under` (a stop at the due instant is late) and `within` (it counts)."""

    id: Name
    label: str
    per: Per = "incident"
    when: Condition = []
    """facts of the incident that must hold, for the clock to run at all; of several maps any"""
    for_: Annotated[Duration, Field(alias="for")] = 0
    """how long `when` must have held before the clock starts; once it runs, it stands"""
    needs: list[Name] = []
    """what the organisation must be, by the plan's profile, for the clock to bind it"""
    starts: Annotated[list[PatternField], Many, Field(min_length=1)]
    stops: Annotated[list[PatternField], Many]
    under: Limit | None = None
    within: Limit | None = None
    also: list[Leg] = []
    latest: bool = False
    """it runs from the latest of its starts, not from the first"""
    not_before: PeriodField | None = None
    """what stops it counts only once this much time has passed"""
    calendar: Name | None = None
    """one of the plan's further calendars, whose zone and business days count"""
    cadence: bool = False
    """a new one begins at each stop, and at each missed due, while the incident is active"""
    until: list[Means] = []
    """ends without verdict when the incident's status means this"""
    severities: list[str] = []
    """only for these; with a map, the severities in it"""
    owner: Name
    basis: str
    legal: bool = False
    target: bool = False
    """the due instant is a target of the organisation's own: the law says "without undue delay", or gives none"""
    differs: str = ""
    """where the plan document and the law name different figures: how, and why both stand here"""
    extension: bool = False
    """ours, not in the documents that the plan carries out"""
    warn: Duration | None = None
    """how long before it is due the desk says so; a fifth of the period where left out"""
