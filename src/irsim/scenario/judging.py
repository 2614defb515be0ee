"""What a scenario judges: objectives, expectations, harms, and the truth that only control knows."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from irsim.plan.fields import Anchor, ByShape, Duration, EventPattern, IfMap, IfPlain, Many, Name, Offset
from irsim.words.documents import Model

Sign = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,63}(@[A-Za-z][A-Za-z0-9_.\-]{0,63})?$")]
"""An inject, or a monitor, or a monitor at one service: `error-rate@api`."""


class Objective(Model):
    """What the exercise trains."""

    id: Name
    label: str
    capability: str = ""
    """the core capability that it exercises, for the report's table; the label where left out"""
    target: str = ""
    """what the organisation wants to be able to do, and how well: the capability target of the evaluation guide"""


class By(Model):
    """A limit for an expectation: `within` of `after` (an inject, an event pattern, or the start)."""

    within: Duration
    after: Anchor | None = None


Limit = Annotated[Annotated[Duration, IfPlain] | Annotated[By, IfMap], ByShape]
"""A duration from the start, or `{within: ..., after: ...}`."""


class Expectation(Model):
    """Who should do what, with which values, by when, for which objective, for how many points."""

    id: Name
    title: str
    objective: Name
    role: Name
    points: Annotated[int, Field(ge=1, le=100)]
    as_: Annotated[Name | None, Field(alias="as")] = None
    """only what this role did counts; whoever did it, where left out"""
    does: EventPattern | None = None
    any_of: list[EventPattern] = []
    """equivalent ways"""
    at_least: Annotated[int, Field(ge=1, le=50)] = 1
    """how many such events are needed; fewer are partly right"""
    values: dict[str, Any] = {}
    """fields that should have these values: right fields count in part"""
    contains: list[str] = []
    """phrase lists of the plan of which each must occur in the text: counts like a field"""
    by: Limit | None = None
    """from the start, or from an anchor"""
    clock: Name | None = None
    """instead of `does` and `by`: this clock of the plan, judged by the true severity from the first sign"""
    incident: Name | None = None
    """the incident of the truth that it is about; any where left out"""
    needs: Annotated[list[Anchor], Many] = []
    """exercised only if this inject came, or this event happened"""
    unless: Annotated[list[Anchor], Many] = []
    """not exercised if this happened"""
    wrong: list[EventPattern] = []
    """doing this instead is wrong, whatever came later"""
    costs: Annotated[int, Field(ge=0, le=100)] = 0
    """points lost when wrong"""
    judge: Literal["rules", "evaluator"] = "rules"
    key_points: list[str] = []
    late_share: Annotated[int, Field(ge=0, le=100)] = 50
    why: str = ""
    """for the debrief: why it matters, and what would have counted"""

    @model_validator(mode="after")
    def _one_way(self) -> "Expectation":
        ways = [bool(self.does), bool(self.any_of), bool(self.clock), self.judge == "evaluator"]
        if sum(ways) != 1:
            raise ValueError("needs exactly one of 'does', 'any_of', 'clock' and 'judge: evaluator'")
        if self.as_ and not (self.does or self.any_of):
            raise ValueError("'as' says who must have done it; give it with 'does' or 'any_of'")
        return self


class Harm(Model):
    """What makes things worse: a decoy followed, a promise that cannot be kept."""

    id: Name
    title: str
    objective: Name
    role: Name
    any_of: Annotated[list[EventPattern], Field(min_length=1)]
    before: Annotated[list[Anchor], Many] = []
    """only if none of these came first"""
    incident: Name | None = None
    """the incident of the truth that it must be done to; any where left out"""
    until: Duration | None = None
    costs: Annotated[int, Field(ge=1, le=100)]
    why: str = ""


class TrueIncident(Model):
    """What really happens."""

    id: Name
    title: str
    severity: str
    category: str
    personal_data: bool = False
    services: list[Name] = []
    onset: Offset = 0
    """when it began, before or after T+0"""
    signs: list[Sign]
    """injects and monitors (as monitor@service) that are signs of it; the first one delivered starts its clocks"""
    faults: list[Name] = []
    """contained when all of these have ended"""
    cause: str = ""


class Truth(Model):
    """What only control knows."""

    incidents: list[TrueIncident]
    story: str = ""
