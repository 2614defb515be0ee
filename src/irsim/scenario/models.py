"""A scenario as a trainer writes it. See docs/scenario-format.md for the same with examples."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator

from irsim.plan.fields import Name, Span
from irsim.scenario.happening import (
    Advance,
    AlertText,
    AutomationText,
    DecisionRule,
    FaultRule,
    Handout,
    Hold,
    Inject,
    Message,
    MetricCondition,
    Outage,
    Repeat,
    Spread,
    StanceText,
    Trigger,
)
from irsim.scenario.judging import By, Expectation, Harm, Objective, Sign, TrueIncident, Truth
from irsim.scenario.world import (
    Action,
    Bend,
    Channel,
    Confirming,
    Dependence,
    Metric,
    Quantity,
    Replies,
    Service,
    World,
    WorldContact,
)
from irsim.words.documents import Model


class Part(Model):
    """A part of the exercise; the first is open from the start, others open with an `advance`."""

    id: Name
    title: str
    summary: str = ""
    exercised: list[Name] = []
    """clocks that count although they fall due in the gap before this part"""


class Scenario(Model):
    """The exercise."""

    id: Name
    title: str
    codename: str
    family: Name
    difficulty: Literal["introductory", "intermediate", "advanced"]
    summary: str
    briefing: str
    starts: str
    """calendar time of T+0, ISO 8601 with offset"""
    duration: Span
    pace: Annotated[int, Field(ge=1, le=600)] = 1
    world: str
    """path of the world's file, relative to this one"""
    plan: str = ""
    """path of the response plan's file, relative to this one; the plan that ships where left out"""
    parts: list[Part] = []
    objectives: Annotated[list[Objective], Field(min_length=1)]
    cast: dict[Name, str] = {}
    """name to kind: person, colleague, company, customer, journalist, ip, domain, handle, number"""
    contacts: dict[Name, Replies] = {}
    """how contacts answer in this scenario, where it differs from the world"""
    truth: Truth
    faults: list[FaultRule] = []
    injects: Annotated[list[Inject], Field(min_length=1)]
    decisions: list[DecisionRule] = []
    outages: list[Outage] = []
    """channels that fail"""
    confirms: dict[Name, Confirming] = {}
    """how audiences confirm in this scenario, where it differs from the world"""
    expectations: Annotated[list[Expectation], Field(min_length=1)]
    harms: list[Harm] = []
    discussion: list[str] = []
    """questions for the hot wash"""

    @field_validator("starts")
    @classmethod
    def _instant(cls, written: str) -> str:
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            raise ValueError(f"'{written[:40]}' is no instant; write it as 2026-11-16T09:00:00+00:00") from None
        if moment.tzinfo is None:
            raise ValueError("needs an offset from UTC; write it as 2026-11-16T09:00:00+00:00")
        if not 1990 <= moment.year <= 2200:
            raise ValueError(f"the year {moment.year} is out of reach; write a date from 1990 to 2200")
        return written

    @property
    def at_the_table(self) -> int:
        """How long (ms) it takes in real time, jumps aside: its duration without what passes off stage."""
        gaps = (each.advance.to - each.at for each in self.injects if each.advance is not None and each.at is not None)
        return self.duration - sum(gap for gap in gaps if gap > 0)


__all__ = [
    "Action",
    "Advance",
    "AlertText",
    "AutomationText",
    "Bend",
    "By",
    "Channel",
    "Confirming",
    "DecisionRule",
    "Dependence",
    "Expectation",
    "FaultRule",
    "Handout",
    "Harm",
    "Hold",
    "Inject",
    "Message",
    "Metric",
    "MetricCondition",
    "Objective",
    "Outage",
    "Part",
    "Quantity",
    "Repeat",
    "Replies",
    "Scenario",
    "Service",
    "Sign",
    "Spread",
    "StanceText",
    "Trigger",
    "TrueIncident",
    "Truth",
    "World",
    "WorldContact",
]
