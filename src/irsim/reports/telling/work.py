"""Work on an incident, told: pages and escalation, technical actions, playbook steps, evidence, causes, checks."""

from irsim.board.instants import stamp
from irsim.events import work as events
from irsim.reports.plain import few_lines, listed, one_line, span
from irsim.reports.telling.base import Teller, Told, Urgency, because, tells
from irsim.words.durations import MINUTE


def _id(id: str) -> str:
    return one_line(id, 40)


def _about(incident: str) -> str:
    return f" about {_id(incident)}" if incident else ""


@tells(events.PageSent)
def _page(body: events.PageSent, t: Teller) -> Told:
    by_when = f", answer expected by {stamp(t.board, body.answer_by)}" if body.answer_by else ""
    reason = because(one_line(body.reason, 400))
    urgency: Urgency = "notice" if body.rule or body.follows else "calm"  # nobody here did it
    off = ", though the plan does not let one call them now" if body.out_of_hours else ""
    return Told(
        "page",
        f"{t.names.contact(body.contact)} paged{_about(body.incident)}{t.by}{off}{by_when}{reason}",
        urgency=urgency,
    )


@tells(events.PageAcknowledged)
def _answered(body: events.PageAcknowledged, t: Teller) -> Told:
    page = t.board.pages.get(body.page)
    after = f" after {span(t.record.at - page.sent_at)}" if page else ""
    called = t.names.contact(body.contact, page.person if page else "")
    for_them = f", answered{t.by}" if t.by else ""
    return Told("page", f"{called} acknowledged{after}{_about(body.incident)}{for_them}", few_lines(body.text))


@tells(events.PageMissed)
def _missed(body: events.PageMissed, t: Teller) -> Told:
    page = t.board.pages.get(body.page)
    called = t.names.contact(body.contact, page.person if page else "")
    late = f", due by {stamp(t.board, page.answer_by)}" if page and t.record.at - page.answer_by >= MINUTE else ""
    return Told("page", f"no answer from {called}{_about(body.incident)}{late}", urgency="urgent")


@tells(events.PageExhausted)
def _exhausted(body: events.PageExhausted, t: Teller) -> Told:
    tried = listed([t.names.contact(contact) for contact in body.contacts])
    about = _about(body.incident or body.alert)
    return Told("page", f"nobody is left to page{about}: no answer from {tried}", urgency="urgent")


@tells(events.TeamNotified)
def _notified(body: events.TeamNotified, t: Teller) -> Told:
    called = [t.names.contact(contact) for contact in body.contacts]
    paged = f"; paged with it: {listed(called)}" if called else ""
    severity = t.names.severity(body.severity)
    text = f"{_id(body.incident)} is {severity}: the whole team, {t.names.roles(body.roles)}{paged}"
    return Told("team", text, urgency="urgent")


@tells(events.IncidentEscalated)
def _escalated(body: events.IncidentEscalated, t: Teller) -> Told:
    text = f"{_id(body.incident)} escalated to {t.names.contact(body.to)}{t.by}{because(one_line(body.reason, 400))}"
    return Told("incident", text, urgency="notice")


@tells(events.ResourceRequested)
def _requested(body: events.ResourceRequested, t: Teller) -> Told:
    kind = t.names.resource(body.resource, body.amount)
    return Told(
        "request",
        f"{_id(body.request)} for {_id(body.incident)}{t.by}: {one_line(body.what)}{f' ({kind})' if kind else ''}; "
        f"'authorise {_id(body.request)}' grants it",
        urgency="notice",
    )


@tells(events.ResourceAuthorised)
def _authorised(body: events.ResourceAuthorised, t: Teller) -> Told:
    asked = t.board.requests.get(body.request)
    word = f" on the word of {t.names.contact(body.contact)}" if body.contact else ""
    return Told("request", f"{_id(body.request)} granted{t.by}{word}{because(one_line(asked.what) if asked else '')}")


@tells(events.ResourceDeclined)
def _declined(body: events.ResourceDeclined, t: Teller) -> Told:
    return Told("request", f"{_id(body.request)} declined{t.by}{because(one_line(body.reason, 400))}", urgency="notice")


@tells(events.ActionTaken)
def _taken(body: events.ActionTaken, t: Teller) -> Told:
    label = one_line(body.label) or t.names.action(body.action)
    about = f" ({_id(body.incident)})" if body.incident else ""
    return Told("action", f"{t.who}: {label}{about}")


@tells(events.ActionCompleted)
def _completed(body: events.ActionCompleted, t: Teller) -> Told:
    return Told("done", t.names.action(body.action), few_lines(body.result))


@tells(events.StepCompleted)
def _step(body: events.StepCompleted, t: Teller) -> Told | None:
    if body.through:
        return None  # what showed it has been told
    return Told("done", f"{_id(body.incident)} playbook{t.by}: {t.names.step(body.playbook, body.step)}")


@tells(events.StepSkipped)
def _skipped(body: events.StepSkipped, t: Teller) -> Told:
    reason = f" ({one_line(body.reason, 400)})" if body.reason else ""
    step = t.names.step(body.playbook, body.step)
    return Told("skipped", f"{_id(body.incident)} playbook step left out{t.by}: {step}{reason}")


@tells(events.AutomationReported)
def _automation(body: events.AutomationReported, t: Teller) -> Told:
    where = f" ({t.names.service(body.service)})" if body.service else ""
    return Told("auto", f"{one_line(body.source, 60)}: {one_line(body.text, 400)}{where}", urgency="notice")


@tells(events.AutomationAttached)
def _automation_of(body: events.AutomationAttached, t: Teller) -> Told:
    done = t.board.automations.get(body.automation)
    source = one_line(done.source, 60) if done else _id(body.automation)
    step = t.names.any_step(done.step) if done and done.step else ""
    fulfils = f"; its playbook step '{step}' is done with it" if step else ""
    return Told("auto", f"{_id(body.incident)}: what {source} did belongs to it{fulfils}")


@tells(events.PhaseCompleted)
def _phase(body: events.PhaseCompleted, t: Teller) -> Told:
    return Told("done", f"{_id(body.incident)} playbook: every step of {t.names.phase(body.phase)} is dealt with")


@tells(events.PlaybookOpened)
def _opened(body: events.PlaybookOpened, t: Teller) -> Told:
    book = t.names.playbook(body.playbook)
    reason = because(one_line(body.reason, 400))
    return Told("status", f"{_id(body.incident)} follows the playbook '{book}'{t.by}{reason}", urgency="notice")


@tells(events.EvidenceCollected)
def _evidence(body: events.EvidenceCollected, t: Teller) -> Told:
    source = f" from {one_line(body.source)}" if body.source else ""
    collector = f", collected by {one_line(body.collector, 80)}" if body.collector else ""
    holder = one_line(body.holder or body.collector, 80) or t.who
    digest = f"; sha256 {one_line(body.sha256, 64)}" if body.sha256 else ""
    file = f"; file {one_line(body.file, 80)}" if body.file else ""
    kind = f" ({t.names.evidence_kind(body.evidence_kind)})" if body.evidence_kind else ""
    what = f"{one_line(body.what)}{kind}{source}{collector}, held by {holder}{t.happened(body.occurred)}"
    return Told("evidence", f"{_id(body.evidence)} kept for {_id(body.incident)}{t.by}: {what}{file}{digest}")


@tells(events.EvidenceTransferred)
def _transferred(body: events.EvidenceTransferred, t: Teller) -> Told:
    reason = because(one_line(body.reason, 400))
    return Told("evidence", f"{_id(body.evidence)} passed on to {one_line(body.holder, 80)}{t.by}{reason}")


@tells(events.HoldPlaced)
def _hold(body: events.HoldPlaced, t: Teller) -> Told:
    name = f" {_id(body.hold)}" if body.hold else ""
    text = f"{_id(body.incident)} legal hold{name} placed{t.by}; nothing may be deleted of: {one_line(body.scope, 400)}"
    return Told("evidence", text, urgency="notice")


@tells(events.HoldLifted)
def _lifted(body: events.HoldLifted, t: Teller) -> Told:
    hold = t.board.holds.get(body.hold)
    scope = f" on {one_line(hold.scope, 200)}" if hold else ""
    reason = because(one_line(body.reason, 400))
    return Told("evidence", f"{_id(body.incident)} legal hold {_id(body.hold)}{scope} lifted{t.by}{reason}")


@tells(events.FindingRecorded)
def _finding(body: events.FindingRecorded, t: Teller) -> Told:
    sure = f" ({one_line(body.confidence, 20)} confidence)" if body.confidence else ""
    text = f"{_id(body.incident)}, {t.who}: {one_line(body.text, 1_000)}{sure}{t.happened(body.occurred)}"
    return Told("finding", text)


@tells(events.CauseRecorded)
def _cause(body: events.CauseRecorded, t: Teller) -> Told:
    whys = "\n".join(f"Why {n}: {one_line(why, 400)}" for n, why in enumerate(body.whys[:20], 1))
    return Told("cause", f"{_id(body.incident)} root cause{t.by}: {one_line(body.cause, 600)}", whys)


@tells(events.ApproachChosen)
def _approach(body: events.ApproachChosen, t: Teller) -> Told:
    reason = because(one_line(body.reason, 400))
    return Told("status", f"{_id(body.incident)} recovers by {t.names.approach(body.approach)}{t.by}{reason}")


@tells(events.CheckPassed)
def _passed(body: events.CheckPassed, t: Teller) -> Told:
    note = because(one_line(body.note, 400))
    return Told("check", f"{_id(body.incident)} holds: '{t.names.check(body.check)}'{t.by}{note}")


@tells(events.CheckFailed)
def _failed(body: events.CheckFailed, t: Teller) -> Told:
    note = because(one_line(body.note, 400))
    text = f"{_id(body.incident)} does not hold: '{t.names.check(body.check)}'{t.by}{note}"
    return Told("check", text, urgency="notice")
