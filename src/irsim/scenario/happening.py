"""What happens in a scenario: triggers, and the injects, faults and decisions that hang on them."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from irsim.plan.fields import Anchor, ByShape, Duration, EventPattern, IfMap, IfPlain, Many, Name, Span
from irsim.scenario.world import Bend, Quantity
from irsim.words.documents import Model


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
    fallback: Name | None = None
    """the channel by which it comes instead, where its own is down or silent"""
    fallback_after: Duration = 0
    """how much later it then comes"""


class AlertText(Model):
    """An alert that a source reports, as opposed to one that a metric's monitor fires."""

    monitor: Name
    service: Name
    title: str
    text: str = ""
    value: Quantity | None = None
    resolves: Duration | None = None
    """clears by itself after this"""


class AutomationText(Model):
    """Something that a monitor or source does by itself, and reports."""

    source: str
    """the tool that did it: EDR, WAF"""
    text: str
    """what it did, as it says it"""
    service: Name | None = None
    category: Name | None = None
    """of the incident to which it belongs, where the service does not tell"""
    step: Name | None = None
    """the playbook step that it fulfils; the action's own where left out"""
    action: Name | None = None
    """the action of the world that it took, which has its effect"""


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


class Handout(Model):
    """A file that comes with an inject: a log excerpt, a screenshot, a letter. One of `file` and `text`."""

    id: Name
    title: str
    """what it is, as players read it"""
    file: str | None = None
    """path of the file, relative to the scenario and within its folder; one that ends in `.j2` is filled in"""
    text: str | None = None
    """what it says, over the cast"""
    name: Annotated[str, Field(pattern=r"^[\w][\w .()+-]{0,99}$")] | None = None
    """the file's name as players see it; that of `file` where left out"""

    @model_validator(mode="after")
    def _one_source(self) -> "Handout":
        if (self.file is None) == (self.text is None):
            raise ValueError("needs exactly one of 'file' and 'text'")
        return self


class Inject(Trigger):
    """Something the scenario does to the team. Exactly one of message, alert, automation, hold, advance."""

    id: Name
    title: str
    """for the trainer"""
    thread: str = ""
    message: Message | None = None
    alert: AlertText | None = None
    automation: AutomationText | None = None
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
    handouts: list[Handout] = []
    """files that come with it"""

    @field_validator("truth", mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value

    @model_validator(mode="after")
    def _one_content(self) -> "Inject":
        contents = ("message", "alert", "automation", "hold", "advance")
        if sum(getattr(self, name) is not None for name in contents) != 1:
            raise ValueError("needs exactly one of 'message', 'alert', 'automation', 'hold' and 'advance'")
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


class Outage(Trigger):
    """Channels work worse from its trigger on, until something ends it or its time is over."""

    id: Name
    channels: Annotated[list[Name], Many, Field(min_length=1)]
    state: Literal["slow", "silent", "down"]
    lag: Span = 300_000
    """slow: how much later everything comes"""
    loss: Annotated[int, Field(ge=1, le=100)] = 100
    """silent: percent that nobody gets"""
    lasts: Span | None = None
    ended_by: list[Ending] = []
    """any of these ends it: an action, a list of actions that are all needed, or an event pattern"""
    says: str = ""
    """down: the error that the sender sees"""
    probe: Literal["", "works", "fails"] = ""
    """what a test message shows, where that is not what is so"""
    receipts: bool = False
    """silent: the sending tool says that everything arrived"""
    announced: Duration | None = None
    """so long after it began it becomes known to everyone"""
    announces: str = ""
    """what becomes known, as a provider would say it"""
    well: bool = False
    """what becomes known is that the channel works, although it does not"""
    why: str = ""

    @model_validator(mode="after")
    def _fits(self) -> "Outage":
        for name, states in (("says", "down"), ("receipts", "silent")):
            if getattr(self, name) and self.state != states:
                raise ValueError(f"'{name}' goes with state: {states}; leave it out, or change the state")
        if (self.announces or self.well) and self.announced is None:
            raise ValueError("'announced' is missing: how long after its begin this becomes known; add it, as 10m")
        return self


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
