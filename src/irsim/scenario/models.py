"""A scenario and its world as a trainer writes them. See docs/scenario-format.md for the same with examples."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from irsim.plan.fields import Anchor, ByShape, Duration, EventPattern, IfMap, IfPlain, Many, Name, Offset, Span
from irsim.plan.models import Monitor
from irsim.words.documents import Model
from irsim.words.quantities import Unit


def _as_quantity(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("this is not a value; write it with its unit, as 5 %, 200 ms or 104/s")
    return str(value)


Quantity = Annotated[str, BeforeValidator(_as_quantity)]
"""A metric's value as it is written; the metric's unit says what fits."""

Sign = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,63}(@[A-Za-z][A-Za-z0-9_.\-]{0,63})?$")]
"""An inject, or a monitor, or a monitor at one service: `error-rate@api`."""

# ---------------------------------------------------------------- world


class Metric(Model):
    """A metric of a service: its unit, its calm value, and what it cannot leave."""

    unit: Unit
    baseline: Quantity
    floor: Quantity = "0"
    ceiling: Quantity | None = None
    label: str = ""


class Service(Model):
    """A part of the organisation's system."""

    id: Name
    label: str
    depends_on: list[Name] = []
    metrics: dict[Name, Metric] = {}


class Bend(Model):
    """A push on a metric: `add` reached over `over` after `after`, kept for `lasts` (for good where left out), and
    let go over `fades`."""

    service: Name | None = None
    """the fault's own service where left out"""
    metric: Name
    add: Quantity
    after: Duration = 0
    over: Duration = 0
    lasts: Duration | None = None
    fades: Duration = 0


class Action(Model):
    """A technical action that can be taken: right, useless or harmful."""

    id: Name
    label: str
    role: Name
    meaning: str = ""
    """what it does, as an engineer would say it before doing it"""
    takes: Duration = 0
    """from the command to the effect"""
    result: str = ""
    """what the person at the keyboard sees when it has taken effect; Jinja2 over the cast"""
    step: Name | None = None
    """the playbook step that it fulfils"""
    bends: list[Bend] = []
    """what it does to metrics, beyond ending faults"""
    once: bool = True
    """taking it again changes nothing"""


class Replies(Model):
    """How a contact answers pages: never, or after about `after` with a spread, and what they say."""

    after: Duration = 150_000
    """median"""
    spread: Annotated[int, Field(ge=0, le=200)] = 67
    """sigma of the lognormal, in hundredths"""
    never: Annotated[int, Field(ge=0, le=100)] = 3
    """percent of pages that are never answered"""
    says: str = ""


class WorldContact(Model):
    """Who stands behind a contact of the plan."""

    person: str = ""
    """an entry of the cast; drawn where left out"""
    replies: Replies = Replies()


class Channel(Model):
    """A way messages go: how long it takes, how many are lost, how many read it."""

    id: Name
    label: str
    delay: Duration = 0
    loss: Annotated[int, Field(ge=0, le=100)] = 0
    """percent"""
    readers: Annotated[int, Field(ge=0)] = 0
    """people who read a post within the hour"""
    public: bool = False


class World(Model):
    """The organisation that the scenario happens to."""

    id: Name
    title: str
    description: str = ""
    services: Annotated[list[Service], Field(min_length=1)]
    actions: list[Action] = []
    contacts: dict[Name, WorldContact] = {}
    channels: list[Channel] = []
    monitors: list[Monitor] = []
    """further ones, beside the plan's"""
    cast: dict[Name, str] = {}
    facts: dict[Name, str | int] = {}
    """figures for texts: `{{ facts.mailboxes }}`"""


# ---------------------------------------------------------------- scenario


class MetricCondition(Model):
    """A metric crosses a value."""

    service: Name
    metric: Name
    above: Quantity | None = None
    below: Quantity | None = None


class Trigger(Model):
    """When something happens: exactly one of `at`, `after`, `when`."""

    at: Duration | None = None
    after: Annotated[list[Anchor], Many] | None = None
    """ids of injects, or event patterns: the first of them"""
    delay: Duration = 0
    when: MetricCondition | None = None
    unless: Annotated[list[Anchor], Many] = []
    """checked when it is due: an inject's id (delivered before) or an event that has happened"""
    needs: Annotated[list[Anchor], Many] = []
    """checked when it is due: all of these must have happened"""

    @model_validator(mode="after")
    def _one_trigger(self) -> "Trigger":
        given = [name for name in ("at", "after", "when") if getattr(self, name) is not None]
        if len(given) != 1:
            has = f", has {' and '.join(given)}" if given else ""
            raise ValueError(f"needs exactly one of 'at', 'after' and 'when'{has}")
        if self.delay and self.at is not None:
            raise ValueError("'delay' goes with 'after' or 'when'; add it to 'at' instead")
        return self


class StanceText(Model):
    """One way to answer, or one alternative."""

    id: Name
    text: str
    why: str = ""
    """for the debrief: what speaks for and against it"""


class Message(Model):
    """Something that reaches the players on a channel."""

    channel: Name
    sender: Annotated[str, Field(alias="from")]
    to: Annotated[list[Name], Many] = []
    """roles; everyone where left out"""
    subject: str
    text: str
    answers: list[StanceText] = []
    answer_within: Duration = 0


class AlertText(Model):
    """An alert that a source reports, as opposed to one that a metric's monitor fires."""

    monitor: Name
    service: Name
    title: str
    text: str = ""
    value: Quantity | None = None
    resolves: Duration | None = None
    """clears by itself after this"""


class Hold(Model):
    """Discussion: `stopped` is a pause of the room, `running` lets engine time pass while injects wait."""

    for_: Annotated[Span, Field(alias="for")]
    clocks: Literal["stopped", "running"] = "stopped"
    questions: list[str]


class Advance(Model):
    """Move on to a later time, off stage."""

    to: Duration
    summary: str
    part: Name | None = None


class Repeat(Model):
    """Come again: `every` so often, `times` more."""

    every: Span
    times: Annotated[int, Field(ge=1, le=500)]


class Inject(Trigger):
    """Something the scenario does to the team. Exactly one of message, alert, hold, advance."""

    id: Name
    title: str
    """for the trainer"""
    thread: str = ""
    message: Message | None = None
    alert: AlertText | None = None
    hold: Hold | None = None
    advance: Advance | None = None
    truth: Literal["true", "false", "partial"] = "true"
    decoy: bool = False
    optional: bool = False
    """may be skipped when time is short"""
    repeat: Repeat | None = None
    delivery: Literal["engine", "facilitator"] = "engine"
    expects: str = ""
    """the expected reaction, for the run of show"""
    why: str = ""
    """for the debrief: why this happened"""
    questions: list[str] = []

    @field_validator("truth", mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one_content(self) -> "Inject":
        given = [n for n in ("message", "alert", "hold", "advance") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError("needs exactly one of 'message', 'alert', 'hold' and 'advance'")
        return self


class Spread(Model):
    """How a fault travels to the services that depend on its own: `share` percent of each bend a hop."""

    delay: Duration = 120_000
    share: Annotated[int, Field(ge=1, le=100)] = 50
    hops: Annotated[int, Field(ge=1, le=10)] = 1
    metrics: list[Name] = []
    """only these; all that the next service has too, where empty"""


Ending = Annotated[Annotated[list[Name], Many, IfPlain] | Annotated[EventPattern, IfMap], ByShape]
"""An action, actions that are all needed, or an event pattern."""


class FaultRule(Trigger):
    """Something that is wrong with a service, until an action (or a group of actions, or an event) ends it."""

    id: Name
    service: Name
    bends: list[Bend] = []
    spreads: Spread | None = None
    ended_by: list[Ending] = []
    """any of these ends it: an action, a list of actions that are all needed, or an event pattern"""
    recovers: Duration = 60_000
    """how long the metrics take to come back"""
    why: str = ""


class DecisionRule(Trigger):
    """A decision that is put to the team."""

    id: Name
    question: str
    to: Annotated[list[Name], Many] = []
    alternatives: Annotated[list[StanceText], Field(min_length=2)]
    open_for: Duration = 0
    """0 stays open"""
    default: Name | None = None
    """what happens by itself when nobody decides"""
    why: str = ""


class Objective(Model):
    """What the exercise trains."""

    id: Name
    label: str


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
