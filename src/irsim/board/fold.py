"""The fold: one function a kind, each filling the board from what happened. Nothing else changes a board."""

from collections.abc import Callable
from typing import Any

import msgspec

from irsim.board.board import Board
from irsim.board.state import (
    NEVER,
    Alert,
    Clock,
    Decision,
    Discussion,
    Evidence,
    Impact,
    Incident,
    Message,
    Page,
    Request,
    Update,
)
from irsim.events import KINDS, after, alerts, clocks, communication, incident, inputs, session, work, world
from irsim.events.base import Event
from irsim.log.records import Record

Fold = Callable[[Board, Any, Record], None]

_FOLDS: dict[type[Event], Fold] = {}

ABOUT_INCIDENTS = frozenset(kind for kind in KINDS.values() if "incident" in kind.__struct_fields__)
"""Kinds that name an incident. Most records do not, and looking for the field costs more than this."""


def _on(kind: type[Event]) -> Callable[[Fold], Fold]:
    def keep(function: Fold) -> Fold:
        _FOLDS[kind] = function
        return function

    return keep


def apply(board: Board, record: Record) -> None:
    """Bring `board` up to `record`, which must be the next one."""
    body = record.body
    kind = type(body)
    board.at = record.at
    board.seq = record.seq
    if kind in _FOLDS:
        _FOLDS[kind](board, body, record)
    if kind in ABOUT_INCIDENTS:
        about = board.incidents.get(body.incident)  # type: ignore[attr-defined]
        if about is not None:
            about.timeline.append(record.seq)
            _stop_and_mark(board, body, record, about)


def occurred(event: Event, at: int) -> int:
    """When it happened, for clocks: an update when it was commanded, awareness and detection when they were."""
    if type(event) is communication.UpdateSent:
        return event.queued_at
    if type(event) is incident.AwarenessRecorded or type(event) is incident.IncidentDetected:
        return event.since
    return at


def _stop_and_mark(board: Board, body: Event, record: Record, about: Incident) -> None:
    kind = str(body.__struct_config__.tag)
    stopping = board.rules.stopping.get(kind)
    if stopping:
        instant = occurred(body, record.at)
        running = board.running.get(about.id, ())
        for rule, pattern in stopping:
            if not pattern.fields_fit(body):
                continue
            if rule.per == "incident":
                about.stops.setdefault(rule.id, []).append((instant, record.seq))
            for clock in running:
                subject = getattr(body, "page", "") if rule.per == "page" else ""
                if clock.rule == rule.id and clock.subject == subject and clock.running and instant >= clock.since:
                    clock.stopped_at = instant
                    clock.stopped_by = record.seq
        board.running[about.id] = [clock for clock in running if clock.running]
    for rule, pattern in board.rules.starting.get(kind, ()):
        if rule.per == "incident" and rule.id not in about.marks and pattern.fields_fit(body):
            about.marks[rule.id] = occurred(body, record.at)


# ------------------------------------------------------------------ session


@_on(session.SeatTaken)
def _seat_taken(board: Board, body: session.SeatTaken, _: Record) -> None:
    board.seats[body.role] = "people"
    board.sitting.setdefault(body.role, []).append(body.name)


@_on(session.SeatLeft)
def _seat_left(board: Board, body: session.SeatLeft, _: Record) -> None:
    sitting = board.sitting.setdefault(body.role, [])
    if body.name in sitting:
        sitting.remove(body.name)
    if not sitting:
        board.seats[body.role] = "empty"


@_on(session.SessionPaused)
def _paused(board: Board, _: session.SessionPaused, __: Record) -> None:
    board.paused = True


@_on(session.SessionResumed)
def _resumed(board: Board, _: session.SessionResumed, __: Record) -> None:
    board.paused = False


@_on(session.SessionPaced)
def _paced(board: Board, body: session.SessionPaced, _: Record) -> None:
    board.pace = body.pace


@_on(session.SessionEnded)
def _ended(board: Board, _: session.SessionEnded, record: Record) -> None:
    board.ended_at = record.at


@_on(session.SessionClosed)
def _closed(board: Board, _: session.SessionClosed, __: Record) -> None:
    board.closed = True


@_on(session.PartOpened)
def _part(board: Board, body: session.PartOpened, _: Record) -> None:
    board.part = body.part
    board.off_stage_until = NEVER


@_on(session.TimeAdvanced)
def _advanced(board: Board, body: session.TimeAdvanced, _: Record) -> None:
    board.off_stage_until = body.to
    board.exercised = body.exercised


@_on(session.DiscussionOpened)
def _discussion(board: Board, body: session.DiscussionOpened, record: Record) -> None:
    until = record.at + (body.length if body.clocks == "running" else 0)
    board.discussion = Discussion(body.discussion, body.questions, body.clocks, until)


@_on(session.DiscussionClosed)
def _discussed(board: Board, _: session.DiscussionClosed, __: Record) -> None:
    board.discussion = None


@_on(inputs.CommandSubmitted)
def _command(board: Board, body: inputs.CommandSubmitted, _: Record) -> None:
    board.command_ids.add(body.id)


@_on(inputs.CommandRefused)
def _refused(board: Board, _: inputs.CommandRefused, __: Record) -> None:
    board.refused += 1


# ------------------------------------------------------------------ world


@_on(world.ServiceChanged)
def _service(board: Board, body: world.ServiceChanged, _: Record) -> None:
    service = board.services.get(body.service)
    if service is not None:
        service.metrics[body.metric] = (body.t0, body.v0, body.t1, body.v1)


@_on(world.MessageDelivered)
def _message(board: Board, body: world.MessageDelivered, record: Record) -> None:
    board.messages[body.message] = Message(
        body.message,
        body.channel,
        body.sender,
        body.title,
        body.text,
        body.to,
        {stance.id: stance.text for stance in body.stances},
        body.answer_by,
        record.at,
        record.seq,
    )


@_on(world.MessageAnswered)
def _answered(board: Board, body: world.MessageAnswered, record: Record) -> None:
    message = board.messages.get(body.message)
    if message is not None:  # a seat's board lacks what was sent to other seats only
        message.answered_at = record.at
        message.stance = body.stance


@_on(world.MessageRead)
def _read(board: Board, body: world.MessageRead, _: Record) -> None:
    board.updates[body.update].readers = body.readers


@_on(world.DecisionOffered)
def _offered(board: Board, body: world.DecisionOffered, record: Record) -> None:
    choices = {stance.id: stance.text for stance in body.alternatives}
    board.decisions[body.decision] = Decision(
        body.decision, body.question, choices, body.to, record.at, body.closes, record.seq
    )


@_on(world.DecisionTaken)
def _taken(board: Board, body: world.DecisionTaken, record: Record) -> None:
    decision = board.decisions.get(body.decision)
    if decision is not None:  # a seat's board lacks what was put to other seats only
        decision.choice, decision.taken_at = body.choice, record.at


@_on(world.DecisionLapsed)
def _lapsed(board: Board, body: world.DecisionLapsed, record: Record) -> None:
    decision = board.decisions.get(body.decision)
    if decision is not None:
        decision.choice, decision.lapsed_at = body.choice, record.at


# ------------------------------------------------------------------ alerts


@_on(alerts.AlertFired)
def _fired(board: Board, body: alerts.AlertFired, record: Record) -> None:
    board.alerts[body.alert] = Alert(
        body.alert,
        body.monitor,
        body.title,
        body.severity,
        body.service,
        body.category,
        body.text,
        body.metric,
        body.unit,
        body.value,
        record.at,
        record.seq,
    )


@_on(alerts.AlertResolved)
def _alert_resolved(board: Board, body: alerts.AlertResolved, record: Record) -> None:
    board.alerts[body.alert].resolved_at = record.at


@_on(alerts.AlertTriaged)
def _triaged(board: Board, body: alerts.AlertTriaged, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.triaged_at, alert.finding = record.at, body.finding


@_on(alerts.AlertAttached)
def _attached(board: Board, body: alerts.AlertAttached, record: Record) -> None:
    alert, about = board.alerts[body.alert], board.incidents[body.incident]
    if alert.incident == body.incident:
        return
    alert.came_from, alert.incident = alert.incident, body.incident
    about.alerts.append(body.alert)
    about.alerted_at = max(about.alerted_at, alert.fired_at)
    about.suggested = board.rules.strictest([*filter(None, (about.suggested, board.rules.suggested([alert.severity])))])
    if alert.service and alert.service not in about.services:
        about.services.append(alert.service)
    _provisional(board, about)
    before = board.incidents.get(alert.came_from)
    if before is not None:
        before.alerts.remove(alert.id)
        rest = [board.alerts[name] for name in before.alerts]
        before.alerted_at = max((other.fired_at for other in rest), default=NEVER)
        before.suggested = board.rules.suggested([other.severity for other in rest])
        _provisional(board, before)


def _provisional(board: Board, about: Incident) -> None:
    """Until it is classified: the strictest that its alerts and whoever declared it suggest, else the plan's."""
    if about.classified_at == NEVER:
        strictest = board.rules.strictest([*filter(None, (about.stated, about.suggested))])
        about.severity = strictest or board.rules.plan.alerting.provisional


@_on(alerts.AlertDismissed)
def _dismissed(board: Board, body: alerts.AlertDismissed, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.dismissed, alert.triaged_at = body.reason, record.at


# ------------------------------------------------------------------ incidents


@_on(incident.IncidentDetected)
def _detected(board: Board, body: incident.IncidentDetected, record: Record) -> None:
    status = board.rules.meaning(body.track, "detected") or board.rules.tracks[body.track].statuses[0]
    board.incidents[body.incident] = board.active[body.incident] = Incident(
        body.incident,
        body.title,
        body.severity,
        body.category,
        body.track,
        status.id,
        status.means,
        status.phase,
        body.detected_by,
        body.since,
        record.seq,
        services=list(body.services),
        assigned={},
        impact=Impact(),
        stated=body.severity if body.stated else "",
    )


@_on(incident.IncidentDeclared)
def _declared(board: Board, body: incident.IncidentDeclared, record: Record) -> None:
    about = board.incidents[body.incident]
    about.declared_at = record.at
    about.title = body.title or about.title
    about.description = body.description or about.description


@_on(incident.IncidentAcknowledged)
def _acknowledged(board: Board, body: incident.IncidentAcknowledged, record: Record) -> None:
    board.incidents[body.incident].acknowledged_at = record.at


@_on(incident.IncidentAmended)
def _amended(board: Board, body: incident.IncidentAmended, _: Record) -> None:
    about = board.incidents[body.incident]
    for name in body.__struct_fields__[1:]:
        value = getattr(body, name)
        if value is not None:
            setattr(about, name, list(value) if isinstance(value, tuple) else value)


@_on(incident.IncidentClassified)
def _classified(board: Board, body: incident.IncidentClassified, record: Record) -> None:
    about = board.incidents[body.incident]
    about.severity, about.category, about.subcategory = body.severity, body.category, body.subcategory
    about.track = body.track
    if body.personal_data is not None:
        about.personal_data = body.personal_data
    if about.classified_at == NEVER:
        about.classified_at = record.at


@_on(incident.IncidentAssigned)
def _assigned(board: Board, body: incident.IncidentAssigned, _: Record) -> None:
    board.incidents[body.incident].assigned[body.role] = body.name


@_on(incident.IncidentStatusChanged)
def _status(board: Board, body: incident.IncidentStatusChanged, record: Record) -> None:
    about = board.incidents[body.incident]
    about.status, about.means, about.phase = body.status, body.means, body.phase
    if about.contained_at == NEVER and body.means in ("contained", "eradicated", "recovered", "resolved", "closed"):
        about.contained_at = record.at
    if about.resolved_at == NEVER and body.means in ("resolved", "reviewing", "closed"):
        about.resolved_at = record.at
    if body.means == "closed":
        about.closed_at = record.at
        board.active.pop(about.id, None)


@_on(incident.ImpactAssessed)
def _impact(board: Board, body: incident.ImpactAssessed, record: Record) -> None:
    about = board.incidents[body.incident]
    about.impact = Impact(
        body.systems,
        body.users,
        body.customers,
        body.data_compromised,
        body.functionality_loss,
        body.revenue,
        body.customer_impact,
        body.brand,
        body.regulatory,
        body.resources,
        record.at,
    )
    about.affected_users = body.users or about.affected_users
    about.affected_customers = body.customers or about.affected_customers
    if body.data_compromised is not None:
        about.data_compromised = body.data_compromised


@_on(incident.IncidentDismissed)
def _false_alarm(board: Board, body: incident.IncidentDismissed, _: Record) -> None:
    board.incidents[body.incident].dismissed = body.reason


@_on(incident.IncidentMerged)
def _merged(board: Board, body: incident.IncidentMerged, _: Record) -> None:
    board.incidents[body.incident].merged_into = body.into
    board.active.pop(body.incident, None)


@_on(incident.AwarenessRecorded)
def _aware(board: Board, body: incident.AwarenessRecorded, _: Record) -> None:
    board.incidents[body.incident].aware_at = body.since


# ------------------------------------------------------------------ work


@_on(work.PageSent)
def _page(board: Board, body: work.PageSent, record: Record) -> None:
    board.pages[body.page] = Page(
        body.page, body.contact, body.incident, record.at, body.answer_by, record.seq, body.reason
    )
    if body.answer_by:
        board.remind(body.answer_by, "page", body.page)


@_on(work.PageAcknowledged)
def _page_answered(board: Board, body: work.PageAcknowledged, record: Record) -> None:
    page = board.pages[body.page]
    page.acknowledged_at, page.text = record.at, body.text


@_on(work.PageMissed)
def _page_missed(board: Board, body: work.PageMissed, record: Record) -> None:
    board.pages[body.page].missed_at = record.at


@_on(work.IncidentEscalated)
def _escalated(board: Board, body: work.IncidentEscalated, _: Record) -> None:
    board.incidents[body.incident].escalated_to.append(body.to)


@_on(work.ResourceRequested)
def _requested(board: Board, body: work.ResourceRequested, _: Record) -> None:
    board.requests[body.request] = Request(body.request, body.incident, body.what, body.amount)


@_on(work.ResourceAuthorised)
def _authorised(board: Board, body: work.ResourceAuthorised, record: Record) -> None:
    board.requests[body.request].authorised_at = record.at


@_on(work.ActionTaken)
def _action(board: Board, body: work.ActionTaken, record: Record) -> None:
    board.actions.setdefault(body.action, []).append(record.at)


@_on(work.ActionCompleted)
def _completed(board: Board, body: work.ActionCompleted, _: Record) -> None:
    board.completed.add(body.action)


@_on(work.StepCompleted)
def _step(board: Board, body: work.StepCompleted, _: Record) -> None:
    board.incidents[body.incident].steps[body.step] = "done"


@_on(work.StepSkipped)
def _skipped(board: Board, body: work.StepSkipped, _: Record) -> None:
    board.incidents[body.incident].steps[body.step] = "skipped"


@_on(work.EvidenceCollected)
def _evidence(board: Board, body: work.EvidenceCollected, record: Record) -> None:
    custody = [(record.at, body.holder or record.by)]
    board.evidence[body.evidence] = Evidence(body.evidence, body.incident, body.what, body.source, body.sha256, custody)
    board.incidents[body.incident].evidence.append(body.evidence)


@_on(work.EvidenceTransferred)
def _transferred(board: Board, body: work.EvidenceTransferred, record: Record) -> None:
    board.evidence[body.evidence].custody.append((record.at, body.holder))


@_on(work.HoldPlaced)
def _hold(board: Board, body: work.HoldPlaced, _: Record) -> None:
    board.incidents[body.incident].holds.append(body.scope)


@_on(work.FindingRecorded)
def _finding(board: Board, body: work.FindingRecorded, _: Record) -> None:
    board.incidents[body.incident].findings.append(body.text)


@_on(work.CauseRecorded)
def _cause(board: Board, body: work.CauseRecorded, _: Record) -> None:
    about = board.incidents[body.incident]
    about.cause, about.whys = body.cause, list(body.whys)


@_on(work.ApproachChosen)
def _approach(board: Board, body: work.ApproachChosen, _: Record) -> None:
    board.incidents[body.incident].approach = body.approach


@_on(work.CheckPassed)
def _passed(board: Board, body: work.CheckPassed, _: Record) -> None:
    board.incidents[body.incident].checks[body.check] = True


@_on(work.CheckFailed)
def _failed(board: Board, body: work.CheckFailed, _: Record) -> None:
    board.incidents[body.incident].checks[body.check] = False


# ------------------------------------------------------------------ communication


@_on(communication.UpdateQueued)
def _queued(board: Board, body: communication.UpdateQueued, record: Record) -> None:
    board.updates[body.update] = Update(
        body.update,
        body.incident,
        body.audience,
        body.channel,
        body.template,
        body.fields,
        body.text,
        record.at,
        body.leaves,
        record.seq,
        record.by,
        body.state,
        flags=body.flags,
        lacks=body.lacks,
    )
    board.remind(body.leaves, "update", body.update)


@_on(communication.UpdateRecalled)
def _recalled(board: Board, body: communication.UpdateRecalled, record: Record) -> None:
    board.updates[body.update].recalled = True
    for clock in board.running.get(body.incident, ()):
        if not clock.announced and not clock.in_time(record.at):
            board.remind(record.at, "due", clock.id)


@_on(communication.UpdateSent)
def _sent(board: Board, body: communication.UpdateSent, record: Record) -> None:
    update = board.updates[body.update]
    update.sent_at, update.number = record.at, body.number
    told = (update.incident, update.audience)
    board.told[told] = board.told.get(told, 0) + 1


@_on(communication.NoticeFiled)
def _notice(board: Board, body: communication.NoticeFiled, record: Record) -> None:
    board.notices[body.notice] = (body.incident, body.regime)
    if board.rules.notices[body.regime].authority:
        board.incidents[body.incident].reported_to_authorities = True


# ------------------------------------------------------------------ clocks


@_on(clocks.ClockStarted)
def _clock(board: Board, body: clocks.ClockStarted, record: Record) -> None:
    clock = Clock(body.id, body.clock, body.incident, body.subject, body.since, body.due, body.strict, record.seq)
    board.clocks[body.id] = clock
    board.runs.setdefault((body.incident, body.clock), []).append(clock)
    _stopped_already(board, clock)
    if clock.running:
        board.running.setdefault(body.incident, []).append(clock)
        _remind_of(board, clock, record.at, record.at + 1)


def _stopped_already(board: Board, clock: Clock) -> None:
    """A clock that begins to apply late was stopped by what stops it, if that has happened since its start."""
    rule, about = board.rules.clocks.get(clock.rule), board.incidents.get(clock.incident)
    if rule is not None and about is not None and rule.per == "incident" and not rule.cadence:
        for instant, seq in about.stops.get(rule.id, ()):
            if instant >= clock.since:
                clock.stopped_at, clock.stopped_by = instant, seq
                return


def _remind_of(board: Board, clock: Clock, now: int, earliest: int) -> None:
    """A clock is overdue at its due instant if it is strict, and a millisecond later if not.

    One that is overdue when it starts is announced a millisecond after (`earliest`): the desk, which may be the one
    that starts it, takes everything up to now off the agenda when it has looked.
    """
    warn = board.rules.warn_at(board.rules.clocks.get(clock.rule), clock.since, clock.due)
    if warn >= now and warn < clock.due:
        board.remind(warn, "warn", clock.id)
    board.remind(max(earliest, clock.due + (not clock.strict)), "due", clock.id)


@_on(clocks.ClockReaimed)
def _reaimed(board: Board, body: clocks.ClockReaimed, record: Record) -> None:
    clock = board.clocks[body.id]
    clock.due = body.due
    clock.re_aimed += 1
    clock.announced = clock.warned = False
    _remind_of(board, clock, record.at, record.at)


@_on(clocks.ClockWaived)
def _waived(board: Board, body: clocks.ClockWaived, _: Record) -> None:
    clock = board.clocks[body.id]
    clock.waived = body.reason or "waived"
    board.running[clock.incident] = [other for other in board.running.get(clock.incident, ()) if other.running]


@_on(clocks.ClockWarned)
def _warned(board: Board, body: clocks.ClockWarned, _: Record) -> None:
    board.clocks[body.id].warned = True


@_on(clocks.ClockOverdue)
def _overdue(board: Board, body: clocks.ClockOverdue, _: Record) -> None:
    board.clocks[body.id].announced = True


# ------------------------------------------------------------------ after


@_on(after.ReviewScheduled)
def _review(board: Board, body: after.ReviewScheduled, _: Record) -> None:
    board.incidents[body.incident].review = body.when


@_on(after.ReviewHeld)
def _held(board: Board, body: after.ReviewHeld, _: Record) -> None:
    board.incidents[body.incident].review = "held"


@_on(after.ActionItemOpened)
def _item(board: Board, body: after.ActionItemOpened, _: Record) -> None:
    board.items[body.item] = msgspec.structs.asdict(body)
