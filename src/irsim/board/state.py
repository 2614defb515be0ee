"""What the board holds: plain Structs, filled by the fold and by nothing else. All times are ms since the start."""

from typing import Literal

from msgspec import Struct, field

from irsim.events.facilitation import ClaimOverridden, InjectAdded, InjectEdited
from irsim.events.incident import ImpactAssessed

NEVER = -1
"""An instant that has not come."""


class Alert(Struct):
    """An alert and what became of it."""

    id: str
    monitor: str
    title: str
    severity: str
    service: str
    category: str
    text: str
    metric: str
    unit: str
    value: int
    fired_at: int
    seq: int
    resolved_at: int = NEVER
    triaged_at: int = NEVER
    worst: str = ""
    """the strictest severity that its sender raised it to; empty where it was never raised"""
    finding: str = ""
    incident: str = ""
    dismissed: str = ""
    dismissed_as: str = ""
    """its severity when it was dismissed, or dismissed last"""
    came_from: str = ""
    """the incident that it belonged to before, where it was moved"""
    exercise: bool = False
    """it belongs to an exercise, though the session is live"""

    key: str = ""
    """the sender's own for it, within its source"""
    source: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    links: dict[str, str] = {}
    since: int | None = None
    """when the condition began, where the sender says so; below 0 it is before the session"""
    count: int = 1
    """how often its sender has said that it holds"""
    last_at: int = NEVER
    """when its sender last said that"""
    turned_at: int = NEVER
    """when it last began to hold, or ended"""
    returns: list[int] = []
    """when it held again after it was over, since it last kept quiet"""
    flapping: bool = False
    kept_quiet: bool = False
    """it began to hold, or became worse, while it was kept quiet, and nobody was told since"""
    window: str = ""
    """the maintenance window in which it fired"""
    silenced_until: int = NEVER
    silenced: str = ""
    """why nobody wanted more of it"""
    silence: str = ""
    """the source's own id of the silence there, where it took it"""
    unsilenced: str = ""
    """why the source did not take it"""
    again: str = ""
    """an earlier alert of the same key"""

    @property
    def holds(self) -> bool:
        """Whether it is neither over nor a false alarm."""
        return self.resolved_at == NEVER and not self.dismissed


class Incident(Struct):
    """Every field of the plan's two incident interfaces, and the marks that clocks and metrics need."""

    id: str
    title: str
    severity: str
    category: str
    track: str
    status: str
    means: str
    phase: str
    detected_by: str
    since: int
    seq: int
    description: str = ""
    subcategory: str = ""
    services: list[str] = []
    affected_customers: int = 0
    affected_users: int = 0
    tags: list[str] = []
    personal_data: bool | None = None
    data_compromised: bool | None = None
    reported_to_authorities: bool = False
    data_kinds: list[str] = []
    """kinds of data of the plan that are or may be affected, in the plan's order"""
    alerts: list[str] = []
    declared_at: int = NEVER
    acknowledged_at: int = NEVER
    acknowledged_by: str = ""
    """who took it on, as the record says"""
    classified_at: int = NEVER
    contained_at: int = NEVER
    resolved_at: int = NEVER
    closed_at: int = NEVER
    aware_at: int = NEVER
    assigned: dict[str, str] = {}
    impact: ImpactAssessed | None = None
    """the latest assessment"""
    assessed_at: int = NEVER
    steps: dict[str, str] = {}
    """step to done or skipped"""
    shown: dict[str, str] = {}
    """step to the first kind of event that shows it done, whether or not it is in the incident's playbooks"""
    automations: list[str] = []
    """what sources did about it by themselves"""
    followed: list[str] = []
    """playbooks that the team chose, beside those that it has by itself"""
    phases: list[str] = []
    """phases whose steps were all dealt with"""
    checks: dict[str, bool] = {}
    evidence: list[str] = []
    findings: list[str] = []
    cause: str = ""
    whys: list[str] = []
    approach: str = ""
    holds: list[str] = []
    """the ids of its legal holds, lifted ones too"""
    watch: "Watch | None" = None
    """the watch after recovery, the latest one"""
    escalated_to: list[str] = []
    notified: str = ""
    """the severity at which the whole team was notified; empty again once it is too low for that"""
    handovers: list["Handover"] = []
    review: str = ""
    review_at: int = NEVER
    """when the post-mortem begins, where it was given as an instant"""
    attendees: list[str] = []
    """groups of the plan that the post-mortem is for"""
    lessons: list["Lesson"] = []
    proposals: list["Proposal"] = []
    """thresholds that are to be changed"""
    satisfaction: list[int] = []
    """scores from 1 to 5"""
    merged_into: str = ""
    dismissed: str = ""
    timeline: list[int] = []
    marks: dict[str, int] = {}
    """clock rule to the instant of its first start event, whether or not it ran"""
    stops: dict[str, list[tuple[int, int]]] = {}
    """clock rule to the (instant, seq) of each of its stop events, whether or not it ran"""
    stated: str = ""
    """the first severity, where a person gave one"""
    suggested: str = ""
    """the strictest severity that its alerts suggest"""
    alerted_at: int = NEVER
    """when the last of its alerts fired"""
    opened_at: int = NEVER
    """when the team could first know of it, which may be later than `since`"""
    alerting: bool = False
    """whether a metric is past its threshold, by an alert that is neither resolved nor dismissed"""
    spared: dict[str, str] = {}
    """clock rule to the severity at which its clock stands as by an earlier version of the plan"""
    holding: dict[str, int] = {}
    """clock rule with a `for` to the instant since which its condition has held"""
    page_state: str = ""
    """what the status page shows of it"""
    determined: dict[str, bool] = {}
    """determination of the plan to what was found"""
    facts: dict[str, str] = {}
    """the fact sheet: fact of the plan to what is known"""
    bridge: str = ""
    """the bridge of the plan on which the team meets"""
    joining: str = ""
    """its name, and how one gets in"""
    document: str = ""
    """where the team writes down what it does"""
    split_from: str = ""
    """the incident of which it was a part"""
    touched_at: int = NEVER
    """when a person last did something about it"""
    returned_at: int = NEVER
    """when it last asked for somebody, because nobody touched it"""
    proposed_at: int = NEVER
    """since when all of its alerts are over, which makes it a case for resolving"""

    @property
    def open(self) -> bool:
        """Whether work goes on."""
        return self.closed_at == NEVER and not self.merged_into

    @property
    def response_time(self) -> int:
        """From detection to the acknowledgement (ms); 0 until then."""
        return max(0, self.acknowledged_at - self.since) if self.acknowledged_at != NEVER else 0

    @property
    def resolution_time(self) -> int:
        """From detection to the resolution (ms); 0 until then."""
        return max(0, self.resolved_at - self.since) if self.resolved_at != NEVER else 0


Verdict = Literal["running", "met", "late", "overdue", "waived"]


class Clock(Struct):
    """One running of a plan's clock."""

    id: str
    rule: str
    incident: str
    subject: str
    since: int
    due: int
    strict: bool
    seq: int
    stopped_at: int = NEVER
    stopped_by: int = NEVER
    waived: str = ""
    warned: bool = False
    announced: bool = False
    re_aimed: int = 0
    not_before: int = 0
    """a stop counts from this instant on"""

    @property
    def running(self) -> bool:
        """Neither stopped nor waived."""
        return self.stopped_at == NEVER and not self.waived

    def in_time(self, instant: int) -> bool:
        """Whether a stop at `instant` counts."""
        return instant < self.due if self.strict else instant <= self.due

    def verdict(self, now: int) -> Verdict:
        """Derived, never stored: late is a stop after the due instant, overdue has not stopped at all."""
        if self.waived:
            return "waived"
        if self.stopped_at != NEVER:
            return "met" if self.in_time(self.stopped_at) else "late"
        return "running" if self.in_time(now) else "overdue"


class SubjectRequest(Struct):
    """A person's request about their own data, and how far it is."""

    id: str
    incident: str
    right: str
    person: str
    received_at: int
    seq: int
    message: str = ""
    verified: bool | None = None
    """whether they are who they say; None where nobody has checked"""
    answered_at: int = NEVER
    outcome: str = ""


class Automation(Struct):
    """Something that a source did by itself."""

    id: str
    source: str
    text: str
    service: str
    category: str
    step: str
    action: str
    at: int
    seq: int
    incident: str = ""


class OnCall(Struct):
    """Who stands behind a contact of the plan, by a rota: nobody, where `person` is empty."""

    contact: str
    person: str
    since: int
    until: int = NEVER
    rota: str = ""
    was: str = ""
    """who had the duty before"""


class Page(Struct):
    """A page and its answer."""

    id: str
    contact: str
    incident: str
    sent_at: int
    answer_by: int
    seq: int
    reason: str = ""
    acknowledged_at: int = NEVER
    missed_at: int = NEVER
    text: str = ""
    follows: str = ""
    alert: str = ""
    rule: str = ""
    out_of_hours: bool = False
    via: str = ""
    """the channel by which it went; empty for one that cannot fail"""
    bounced: str = ""
    """why it was refused, where it was"""
    person: str = ""
    """who was on call behind the contact, where a rota says"""


class Message(Struct):
    """A message that came in."""

    id: str
    channel: str
    sender: str
    title: str
    text: str
    to: tuple[str, ...]
    stances: dict[str, str]
    answer_by: int
    delivered_at: int
    seq: int
    answered_at: int = NEVER
    stance: str = ""


class Handout(Struct):
    """A handout that was given, to the roles in `to` (all, where empty), and what it came with."""

    id: str
    title: str
    name: str
    sha256: str
    size: int
    media: str
    to: tuple[str, ...]
    message: str
    alert: str
    given_at: int


class Decision(Struct):
    """A decision that was put to the team."""

    id: str
    question: str
    alternatives: dict[str, str]
    to: tuple[str, ...]
    offered_at: int
    closes: int
    seq: int
    choice: str = ""
    taken_at: int = NEVER
    lapsed_at: int = NEVER


class Update(Struct):
    """What the team tells an audience."""

    id: str
    incident: str
    audience: str
    channel: str
    template: str
    fields: dict[str, str]
    text: str
    queued_at: int
    leaves: int
    seq: int
    by: str
    state: str = ""
    sent_at: int = NEVER
    sent_by: int = NEVER
    """the record by which it left"""
    recalled: bool = False
    number: int = 0
    flags: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    readers: int = 0
    component: str = ""
    level: str = ""
    confirm: bool = False
    """those whom it reaches are asked to confirm it"""
    unsaid: tuple[str, ...] = ()
    """phrase lists that the plan asks for and of which nothing occurs"""
    beside: str = ""
    """the update with which it went to a further audience"""
    bounced_at: int = NEVER
    bounced: str = ""
    """why it was refused, where it was"""
    delivered_at: int = NEVER
    reached: int = 0
    of: int = 0
    """what the sending tool says: so many of so many"""
    confirmed_at: int = NEVER
    confirmed_by: list[str] = []


class Notification(Struct):
    """What was to reach somebody by a way of the configuration, and what became of it."""

    id: str
    about: str
    """the page, the update, or the incident of which the whole team is told"""
    way: str
    to: str
    key: str
    queued_at: int
    seq: int
    attempts: int = 0
    attempted_at: int = NEVER
    again: bool = False
    """the last attempt may have been a repetition"""
    confirmed_at: int = NEVER
    proof: str = ""
    failed_at: int = NEVER
    """of the last attempt that failed"""
    reason: str = ""
    final: bool = False
    withheld: bool = False
    unsure: bool = False
    """nobody knows whether the last attempt arrived"""
    next_at: int = NEVER
    then: str = ""
    """the way that was tried next"""

    @property
    def open(self) -> bool:
        """Whether it is still to be delivered."""
        return self.confirmed_at == NEVER and not self.final


class Channel(Struct):
    """A way that messages go, as far as the team knows: `works` is None where nothing has shown it either way."""

    id: str
    label: str
    public: bool = False
    works: bool | None = None
    since: int = NEVER
    why: str = ""
    """what shows it"""
    asked_at: int = NEVER
    """when a test message went out that has shown nothing yet"""
    probed: bool = False
    """the last thing known of it was found by a test message"""


class Custody(Struct):
    """From `at` (ms) on `holder` holds it; `reason` and `by` say why, and who recorded it."""

    at: int
    holder: str
    reason: str = ""
    by: str = ""


class Evidence(Struct):
    """Something kept, and the chain of its holders. `file` lies beside the recording, under its sha256."""

    id: str
    incident: str
    what: str
    source: str
    sha256: str
    custody: list[Custody]
    kind: str = ""
    collector: str = ""
    file: str = ""
    collected_at: int = 0
    recorded_at: int = 0


class Hold(Struct):
    """A legal hold: nothing within `scope` may be deleted, until it is lifted."""

    id: str
    incident: str
    scope: str
    placed_at: int
    by: str
    lifted_at: int = NEVER
    lifted: str = ""
    """why it was lifted"""


class MetricVerdict(Struct):
    """What was said of a metric of the watch, the last time."""

    at: int
    holds: bool
    note: str = ""


class Watch(Struct):
    """The watch after recovery: not to end well before `until` (ms), and to end by `at_most` (ms)."""

    since: int
    until: int
    at_most: int
    verdicts: dict[str, MetricVerdict] = {}
    ended_at: int = NEVER
    verdict: str = ""
    """held or failed, once it has ended"""
    note: str = ""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at == NEVER


class Lesson(Struct):
    """A lesson and the section of the plan that it changes; `seq` is its record."""

    seq: int
    text: str
    kind: str
    section: str = ""
    change: str = ""


class Proposal(Struct):
    """Another threshold for a monitor; `written` as it was given, `value` in the monitor's unit."""

    seq: int
    monitor: str
    side: str
    written: str
    value: int
    reason: str = ""


class Request(Struct):
    """People, spend or a vendor asked for."""

    id: str
    incident: str
    what: str
    amount: int
    requested_at: int
    authorised_at: int = NEVER
    resource: str = ""
    asked_by: str = ""
    authorised_by: str = ""
    contact: str = ""
    """whose word it was granted by, where the plan asks for one"""
    declined_at: int = NEVER
    declined_by: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        """Neither granted nor declined."""
        return self.authorised_at == NEVER and self.declined_at == NEVER


class Handover(Struct):
    """A role that was passed on."""

    at: int
    role: str
    name: str
    summary: str
    was: str
    by: str


class Service(Struct):
    """A service: for each metric the straight line it is on, as (t0, v0, t1, v1)."""

    id: str
    label: str
    metrics: dict[str, tuple[int, int, int, int]] = {}
    units: dict[str, str] = {}
    baselines: dict[str, int] = {}


class Turn(Struct):
    """A component of the status page came to another level, by an alert or by people."""

    at: int
    level: str
    alert: str = ""
    update: str = ""


class Component(Struct):
    """A component of the status page, and what holds it down: its alerts since people last set its level."""

    id: str
    level: str
    turns: list[Turn] = []
    alerts: list[str] = []
    said: str = ""
    """the level that people set last"""
    said_for: str = ""
    """the incident with which they did"""
    said_at: int = NEVER
    """the record in which they did"""


class Window(Struct):
    """A maintenance window: what fires in it is expected."""

    id: str
    begins: int
    ends: int
    reason: str
    services: tuple[str, ...]
    labels: dict[str, str]
    by: str
    planned_at: int
    seq: int
    ended_at: int = NEVER
    ended: str = ""
    """why it ended before its time"""

    def covers(self, alert: Alert) -> bool:
        """Whether it is an alert of a service, or bears all the labels, that the window is for."""
        if alert.service and alert.service in self.services:
            return True
        return bool(self.labels) and all(alert.labels.get(name) == value for name, value in self.labels.items())

    def runs(self, at: int) -> bool:
        """Whether it has begun and is not over at `at` (ms)."""
        return self.begins <= at < self.ends and (self.ended_at == NEVER or at < self.ended_at)


class Source(Struct):
    """A source of alerts, as the session knows it."""

    id: str
    heard_at: int = NEVER
    """when it last said anything"""
    deliveries: int = 0
    silent_since: int = NEVER
    """since when it should have said something; NEVER while it does"""
    every: int = 0
    """how often it should (ms)"""
    fault: str = ""
    """what went wrong last; empty once it was heard after that"""
    fault_at: int = NEVER
    unread: int = 0
    """deliveries, or parts of them, that could not be read"""


class Discussion(Struct):
    """A hold of the facilitator's."""

    id: str
    questions: tuple[str, ...]
    clocks: str
    until: int
    length: int = 0
    """of its time box (ms)"""


def value_at(segment: tuple[int, int, int, int], at: int) -> int:
    """The metric's integer value at `at`: floor division along the line, flat before and after it."""
    t0, v0, t1, v1 = segment
    if at >= t1:
        return v1
    if at <= t0:
        return v0
    return v0 + (v1 - v0) * (at - t0) // (t1 - t0)


class Statement(Struct):
    """What somebody said at the table: the instant (ms) at which it was said, and what control made of it."""

    text: str
    said_at: int
    role: str = ""
    judged: bool = False


class Show(Struct):
    """The run of show as control knows it; on a player's board it stays empty, but for what was said."""

    delivered: dict[str, int] = field(default_factory=dict)
    """inject to the instant (ms) at which it last came"""
    skipped: dict[str, str] = field(default_factory=dict)
    """inject to why it did not come"""
    withdrawn: set[str] = field(default_factory=set)
    """injects that the facilitator left out"""
    delayed: dict[str, int] = field(default_factory=dict)
    """inject to the instant (ms) before which it does not come"""
    edited: dict[str, InjectEdited] = field(default_factory=dict)
    added: dict[str, InjectAdded] = field(default_factory=dict)
    awaiting: dict[str, int] = field(default_factory=dict)
    """inject that is to be acted out to the instant (ms) at which it was due"""
    ticked: dict[str, set[int]] = field(default_factory=dict)
    """expectation to the numbers of its key points that were heard"""
    statements: dict[int, Statement] = field(default_factory=dict)
    """what was said at the table, by the seq of its record"""
    overrides: dict[str, ClaimOverridden] = field(default_factory=dict)
    talks: int = 0
    """discussions so far"""
