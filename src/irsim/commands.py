"""What a person asks for. One Struct a command; its docstring and field descriptions are the documentation.

`do` names the command in scripts, typed lines and recordings. A command is an input: it is recorded as it was
submitted, and the rules in `board/` decide what follows.
"""

import typing
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

Words = Annotated[str, Meta(description="free text")]
Names = tuple[str, ...]


def _of(text: str) -> Meta:
    return Meta(description=text)


class Command(Struct, frozen=True, omit_defaults=True, tag_field="do"):
    """A request by a person. `incident` is its INC id where it is about one."""

    after_end: ClassVar[bool] = False


class Declare(Command, frozen=True, tag="declare"):
    """Say that this is an incident: a new one from alerts or a report, or confirm one that was detected."""

    incident: Annotated[str, _of("the detected incident to confirm; empty opens a new one")] = ""
    title: Annotated[str, _of("one line that says what is wrong")] = ""
    description: Words = ""
    alerts: Annotated[Names, _of("alerts that are signs of it, as AL-1")] = ()
    messages: Annotated[Names, _of("messages that reported it, as MSG-1")] = ()
    services: Annotated[Names, _of("affected services")] = ()
    severity: Annotated[str, _of("a first severity; the plan's provisional one where empty")] = ""
    category: Annotated[str, _of("a first category")] = ""


class Acknowledge(Command, frozen=True, tag="acknowledge"):
    """Take an incident on: somebody is working on it now."""

    incident: str


class Classify(Command, frozen=True, tag="classify"):
    """Set severity, category and whether personal data are involved."""

    incident: str
    severity: Annotated[str, _of("a severity of the plan, or its alias")]
    category: Annotated[str, _of("a category of the plan")]
    subcategory: Annotated[str, _of("security incidents: breach, attack, misconfiguration, human_error, other")] = ""
    personal_data: Annotated[bool | None, _of("are personal data involved; leave out while unknown")] = None
    track: Annotated[str, _of("operational or security; the category's own where empty")] = ""
    reason: Words = ""


class Assess(Command, frozen=True, tag="assess"):
    """Record the impact: technical, business, operational."""

    incident: str
    systems: Annotated[Names, _of("affected systems")] = ()
    users: Annotated[int, _of("affected users")] = 0
    customers: Annotated[int, _of("affected customers")] = 0
    data_compromised: Annotated[bool | None, _of("are data compromised")] = None
    functionality_loss: Annotated[str, _of("partial or complete")] = ""
    revenue: Annotated[int, _of("estimated revenue impact, whole dollars")] = 0
    customer_impact: Annotated[str, _of("none, degraded or unavailable")] = ""
    brand: Annotated[str, _of("low, medium or high")] = ""
    regulatory: Annotated[bool | None, _of("does it require a notification")] = None
    resources: Annotated[int, _of("additional people needed")] = 0


class Amend(Command, frozen=True, tag="amend"):
    """Correct or add facts of an incident; what is left out stays."""

    incident: str
    title: str | None = None
    description: str | None = None
    services: Names | None = None
    affected_customers: int | None = None
    affected_users: int | None = None
    tags: Names | None = None
    personal_data: bool | None = None
    data_compromised: bool | None = None
    reported_to_authorities: bool | None = None


class Assign(Command, frozen=True, tag="assign"):
    """Give a role, or a person in it, the incident or a part in it."""

    incident: str
    role: Annotated[str, _of("a role of the plan")]
    name: Annotated[str, _of("who, where it matters")] = ""


class Escalate(Command, frozen=True, tag="escalate"):
    """Raise the incident to a contact of the plan, who is paged."""

    incident: str
    to: Annotated[str, _of("a contact of the plan")]
    reason: Words = ""


class Page(Command, frozen=True, tag="page"):
    """Page a contact of the plan."""

    contact: Annotated[str, _of("a contact of the plan")]
    incident: str = ""
    reason: Words = ""


class Request(Command, frozen=True, tag="request"):
    """Ask for people, spend or a vendor."""

    incident: str
    what: Annotated[str, _of("what is needed, in a few words")]
    amount: Annotated[int, _of("whole dollars or head count")] = 0


class Authorise(Command, frozen=True, tag="authorise"):
    """Grant a request."""

    request: Annotated[str, _of("the request, as REQ-1")]


class Act(Command, frozen=True, tag="act"):
    """Take a technical action on the world."""

    action: Annotated[str, _of("an action of the world; `irsim actions` lists them")]
    incident: str = ""


class Step(Command, frozen=True, tag="step"):
    """Mark a playbook step as done, or leave it out with a reason."""

    incident: str
    step: Annotated[str, _of("a step of the category's playbook")]
    skip: Annotated[bool, _of("leave it out on purpose")] = False
    reason: Words = ""


class Contain(Command, frozen=True, tag="contain"):
    """Declare that the damage has stopped spreading."""

    incident: str
    reason: Annotated[str, _of("what shows it")] = ""


class SetStatus(Command, frozen=True, tag="status"):
    """Move the incident to another status of its track."""

    incident: str
    status: Annotated[str, _of("a status of the track")]
    reason: Words = ""


class SendUpdate(Command, frozen=True, tag="update"):
    """Tell an audience something; it leaves after the plan's recall time."""

    incident: str
    audience: Annotated[str, _of("an audience of the plan")]
    channel: Annotated[str, _of("a channel of the world")]
    template: Annotated[str, _of("a message template of the plan; empty for free text")] = ""
    fields: Annotated[dict[str, str], _of("the template's fields")] = {}
    text: Annotated[str, _of("free text, beside or instead of a template")] = ""
    state: Annotated[str, _of("what the status page shows; the template's own where empty")] = ""


class Recall(Command, frozen=True, tag="recall"):
    """Take back an update that has not left yet."""

    update: Annotated[str, _of("the update, as UPD-1")]


class Aware(Command, frozen=True, tag="aware"):
    """Record when the organisation became aware that personal data were compromised."""

    incident: str
    at: Annotated[str, _of("when, as T+00:40:00 or 40m; now where empty")] = ""
    basis: Annotated[str, _of("what made it reasonably certain")] = ""


class Notice(Command, frozen=True, tag="notice"):
    """File a notice with an authority, a controller or another party that is owed one."""

    incident: str
    regime: Annotated[str, _of("the legal regime, as in the plan's notices")]
    recipient: Annotated[str, _of("to whom")] = ""
    fields: Annotated[dict[str, str], _of("the content that the plan asks for")] = {}


class Evidence(Command, frozen=True, tag="evidence"):
    """Keep something: what it is, from where, its hash, who holds it."""

    incident: str
    what: Annotated[str, _of("what was kept")]
    source: Annotated[str, _of("where it comes from")] = ""
    sha256: Annotated[str, _of("hash of the file, where it is one")] = ""
    holder: Annotated[str, _of("who holds it")] = ""


class Transfer(Command, frozen=True, tag="transfer"):
    """Pass evidence on; the chain of custody keeps it."""

    evidence: Annotated[str, _of("the evidence, as EV-1")]
    holder: Annotated[str, _of("who holds it now")]
    reason: Words = ""


class LegalHold(Command, frozen=True, tag="legal-hold"):
    """Order that nothing within a scope is deleted."""

    incident: str
    scope: Annotated[str, _of("what must be kept")]


class Finding(Command, frozen=True, tag="finding"):
    """Record what was found out, and how sure it is."""

    incident: str
    text: Words
    confidence: Annotated[str, _of("low, medium or high")] = ""


class Cause(Command, frozen=True, tag="cause"):
    """Record the root cause and the whys that led there."""

    incident: str
    cause: Annotated[str, _of("the root cause")]
    whys: Annotated[Names, _of("the answers to why, first to last")] = ()


class Recover(Command, frozen=True, tag="recover"):
    """Choose how to recover."""

    incident: str
    approach: Annotated[str, _of("an approach of the plan: rollback, fix_forward or workaround")]
    reason: Words = ""


class Check(Command, frozen=True, tag="check"):
    """Tick a criterion of the plan, or record that it does not hold."""

    incident: str
    check: Annotated[str, _of("a criterion of the plan")]
    holds: bool = True
    note: Words = ""


class Answer(Command, frozen=True, tag="answer"):
    """Answer a message that came in."""

    message: Annotated[str, _of("the message, as MSG-1")]
    stance: Annotated[str, _of("one of the message's stances")] = ""
    text: Words = ""
    fields: Annotated[dict[str, str], _of("typed facts given in the answer")] = {}


class Decide(Command, frozen=True, tag="decide"):
    """Choose one of a decision's alternatives."""

    decision: Annotated[str, _of("the decision")]
    choice: Annotated[str, _of("one of its alternatives")]
    reason: Words = ""


class Note(Command, frozen=True, tag="note"):
    """Write a line for the record."""

    incident: str
    text: Words


class Say(Command, frozen=True, tag="say"):
    """Record what somebody said at the table."""

    text: Words
    at: Annotated[str, _of("when it was said, at most ten minutes back; now where empty")] = ""
    role: Annotated[str, _of("who said it")] = ""


class Triage(Command, frozen=True, tag="triage"):
    """Look at an alert and say what it is."""

    alert: Annotated[str, _of("the alert, as AL-1")]
    finding: Words = ""


class Attach(Command, frozen=True, tag="attach"):
    """An alert is a sign of this incident."""

    alert: Annotated[str, _of("the alert, as AL-1")]
    incident: str


class Dismiss(Command, frozen=True, tag="dismiss"):
    """An alert, or a whole detected incident, is a false alarm: closed in one step with its reason."""

    reason: Words
    alert: Annotated[str, _of("the alert, as AL-1")] = ""
    incident: str = ""


class Merge(Command, frozen=True, tag="merge"):
    """Two incidents are the same thing: work goes on in `into`."""

    incident: str
    into: Annotated[str, _of("the incident that stays")]


class Resolve(Command, frozen=True, tag="resolve"):
    """The incident is over for those it affected."""

    incident: str
    reason: Annotated[str, _of("what shows it")] = ""


class Close(Command, frozen=True, tag="close"):
    """Nothing is left to do."""

    incident: str
    reason: Words = ""


class Review(Command, frozen=True, tag="review"):
    """Schedule the post-mortem, or record that it was held."""

    incident: str
    when: Annotated[str, _of("when it takes place")] = ""
    held: bool = False
    summary: Words = ""


class Improve(Command, frozen=True, tag="improve"):
    """Open an improvement with an owner and a date."""

    after_end: ClassVar[bool] = True

    incident: str
    description: Words
    owner: str = ""
    priority: Annotated[str, _of("high, medium or low")] = "medium"
    due_date: str = ""
    measure: Annotated[str, _of("how success will be measured")] = ""


class Feedback(Command, frozen=True, tag="feedback"):
    """Hot wash: a strength, a gap or a fix, in your own words."""

    after_end: ClassVar[bool] = True

    text: Words
    topic: Annotated[str, _of("strength, gap or fix")] = ""


class Observe(Command, frozen=True, tag="observe"):
    """An evaluator's observation: text, and a rating P, S, M or U of an objective or an expectation."""

    after_end: ClassVar[bool] = True

    text: Words = ""
    objective: str = ""
    expectation: str = ""
    rating: Annotated[str, _of("P, S, M or U")] = ""


class Proceed(Command, frozen=True, tag="proceed"):
    """End the discussion before its time is up."""

    discussion: str = ""


class End(Command, frozen=True, tag="end"):
    """End the exercise now."""

    reason: Words = ""


COMMANDS: dict[str, type[Command]] = {
    str(value.__struct_config__.tag): value
    for value in list(vars().values())
    if isinstance(value, type) and issubclass(value, Command) and value is not Command
}
"""Every command by its `do`."""

AnyCommand = typing.Union[tuple(COMMANDS.values())]  # type: ignore[valid-type]  # noqa: UP007
