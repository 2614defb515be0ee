"""Work on an incident: escalation, technical actions, playbook steps, evidence, causes, checks."""

from irsim.events.base import Event


class PageSent(Event, frozen=True, tag="page.sent"):
    """A contact of the plan is paged; `answer_by` (ms) is when the page counts as missed.

    `follows` is the page after which it comes in a chain, `rule` the plan's rule by which the desk sent it, `alert`
    the alert that it is about. `out_of_hours`: the plan does not let one call them now. `via` is the
    channel by which it goes, empty for one that cannot fail.
    """

    page: str
    contact: str
    incident: str = ""
    answer_by: int = 0
    reason: str = ""
    follows: str = ""
    alert: str = ""
    rule: str = ""
    out_of_hours: bool = False
    via: str = ""


class PageAcknowledged(Event, frozen=True, tag="page.acknowledged"):
    """The contact answered, and what they said."""

    page: str
    contact: str
    incident: str = ""
    text: str = ""


class PageMissed(Event, frozen=True, tag="page.missed"):
    """No answer in time."""

    page: str
    contact: str
    incident: str = ""


class PageExhausted(Event, frozen=True, tag="page.exhausted"):
    """Everybody after whom nobody comes was paged as often as the plan says, and nobody answered."""

    page: str
    incident: str = ""
    alert: str = ""
    contacts: tuple[str, ...] = ()


class TeamNotified(Event, frozen=True, tag="team.notified"):
    """The whole team at once, for the incident is this severe: every role, and the contacts that are paged with it."""

    incident: str
    severity: str
    roles: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


class IncidentEscalated(Event, frozen=True, tag="incident.escalated"):
    """The incident is raised to a contact or level of the plan."""

    incident: str
    to: str
    reason: str = ""


class ResourceRequested(Event, frozen=True, tag="resource.requested"):
    """People, spend or a vendor asked for."""

    request: str
    incident: str
    what: str
    amount: int = 0
    resource: str = ""


class ResourceAuthorised(Event, frozen=True, tag="resource.authorised"):
    """Granted; by the word of `contact`, where the plan asks for one."""

    request: str
    incident: str
    contact: str = ""


class ResourceDeclined(Event, frozen=True, tag="resource.declined"):
    """Turned down."""

    request: str
    incident: str
    reason: str


class ActionTaken(Event, frozen=True, tag="action.taken"):
    """A technical action on the world was started."""

    action: str
    incident: str = ""
    label: str = ""


class ActionCompleted(Event, frozen=True, tag="action.completed"):
    """It has taken effect; `result` is what the person at the keyboard sees."""

    action: str
    incident: str = ""
    result: str = ""


class AutomationReported(Event, frozen=True, tag="automation.reported"):
    """A monitor or source says that it has done something by itself.

    `service` and `category` say what it is about; `step` is the playbook step that it fulfils, `action` the action of
    the world that it took. `incident` is empty where the source knows of none.
    """

    automation: str
    source: str
    text: str
    service: str = ""
    category: str = ""
    incident: str = ""
    step: str = ""
    action: str = ""


class AutomationAttached(Event, frozen=True, tag="automation.attached"):
    """What was done automatically belongs to this incident."""

    automation: str
    incident: str


class StepCompleted(Event, frozen=True, tag="step.completed"):
    """A playbook step is done, by somebody who says so or, where `through` names an event, by that."""

    incident: str
    playbook: str
    step: str
    phase: str = "immediate"
    through: str = ""


class StepSkipped(Event, frozen=True, tag="step.skipped"):
    """A playbook step is left out on purpose."""

    incident: str
    playbook: str
    step: str
    reason: str = ""
    phase: str = "immediate"


class PhaseCompleted(Event, frozen=True, tag="phase.completed"):
    """Every step of a phase that the incident's playbooks hold is done or left out."""

    incident: str
    phase: str


class PlaybookOpened(Event, frozen=True, tag="playbook.opened"):
    """The team follows a further playbook, beside those that the incident has by itself."""

    incident: str
    playbook: str
    reason: str = ""


class EvidenceCollected(Event, frozen=True, tag="evidence.collected"):
    """Something kept for later: what, from where, its sha256 where it is a file, who collected and who holds it.

    `evidence_kind` is the plan's. `file` is the name of a file that lies beside the recording, under its sha256.
    `occurred` (ms) is when it was collected, where that was before it was recorded.
    """

    evidence: str
    incident: str
    what: str
    source: str = ""
    sha256: str = ""
    holder: str = ""
    evidence_kind: str = ""
    collector: str = ""
    file: str = ""
    occurred: int | None = None


class EvidenceTransferred(Event, frozen=True, tag="evidence.transferred"):
    """Custody passes on."""

    evidence: str
    incident: str
    holder: str
    reason: str = ""


class HoldPlaced(Event, frozen=True, tag="hold.placed"):
    """A legal hold: nothing within `scope` may be deleted."""

    incident: str
    scope: str
    hold: str = ""


class HoldLifted(Event, frozen=True, tag="hold.lifted"):
    """A legal hold is over."""

    hold: str
    incident: str
    reason: str = ""


class FindingRecorded(Event, frozen=True, tag="finding.recorded"):
    """Something found out, and how sure it is: low, medium or high. `occurred` (ms) is when, where it is told late."""

    incident: str
    text: str
    confidence: str = ""
    occurred: int | None = None


class CauseRecorded(Event, frozen=True, tag="cause.recorded"):
    """The root cause, with the chain of whys that led to it."""

    incident: str
    cause: str
    whys: tuple[str, ...] = ()


class ApproachChosen(Event, frozen=True, tag="approach.chosen"):
    """How to recover: rollback, fix_forward or workaround."""

    incident: str
    approach: str
    reason: str = ""


class CheckPassed(Event, frozen=True, tag="check.passed"):
    """A criterion of the plan was checked and holds."""

    incident: str
    check: str
    note: str = ""


class CheckFailed(Event, frozen=True, tag="check.failed"):
    """A criterion of the plan was checked and does not hold."""

    incident: str
    check: str
    note: str = ""
