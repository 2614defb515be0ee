"""Pages, actions, steps, evidence, causes, checks."""

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.fold.channels import learn
from irsim.board.state import (
    Automation,
    Custody,
    Evidence,
    Hold,
    Page,
    Request,
)
from irsim.events import work
from irsim.log.records import Record


@on(work.PageSent)
def _page(board: Board, body: work.PageSent, record: Record) -> None:
    board.pages[body.page] = Page(
        body.page,
        body.contact,
        body.incident,
        record.at,
        body.answer_by,
        record.seq,
        body.reason,
        follows=body.follows,
        alert=body.alert,
        rule=body.rule,
        out_of_hours=body.out_of_hours,
        via=body.via,
        person=board.on_call[body.contact].person if body.contact in board.on_call else "",
    )
    if body.answer_by:
        board.remind(body.answer_by, "page", body.page)


@on(work.PageAcknowledged)
def _page_answered(board: Board, body: work.PageAcknowledged, record: Record) -> None:
    page = board.pages[body.page]
    page.acknowledged_at, page.text = record.at, body.text
    learn(board, page.via, True, record.at, f"{page.id} was answered")


@on(work.PageMissed)
def _page_missed(board: Board, body: work.PageMissed, record: Record) -> None:
    board.pages[body.page].missed_at = record.at


@on(work.TeamNotified)
def _notified(board: Board, body: work.TeamNotified, _: Record) -> None:
    board.incidents[body.incident].notified = body.severity


@on(work.IncidentEscalated)
def _escalated(board: Board, body: work.IncidentEscalated, _: Record) -> None:
    board.incidents[body.incident].escalated_to.append(body.to)


@on(work.ResourceRequested)
def _requested(board: Board, body: work.ResourceRequested, record: Record) -> None:
    asked_at = instant_of(board, record)
    board.requests[body.request] = Request(
        body.request, body.incident, body.what, body.amount, asked_at, resource=body.resource, asked_by=record.by
    )


@on(work.ResourceAuthorised)
def _authorised(board: Board, body: work.ResourceAuthorised, record: Record) -> None:
    request = board.requests[body.request]
    request.authorised_at, request.authorised_by = instant_of(board, record), record.by
    request.contact = body.contact


@on(work.ResourceDeclined)
def _declined(board: Board, body: work.ResourceDeclined, record: Record) -> None:
    request = board.requests[body.request]
    request.declined_at, request.declined_by = instant_of(board, record), record.by
    request.reason = body.reason


@on(work.ActionTaken)
def _action(board: Board, body: work.ActionTaken, record: Record) -> None:
    board.actions.setdefault(body.action, []).append(instant_of(board, record))


@on(work.ActionCompleted)
def _completed(board: Board, body: work.ActionCompleted, _: Record) -> None:
    board.completed.add(body.action)


@on(work.StepCompleted)
def _step(board: Board, body: work.StepCompleted, _: Record) -> None:
    board.incidents[body.incident].steps[body.step] = "done"


@on(work.StepSkipped)
def _skipped(board: Board, body: work.StepSkipped, _: Record) -> None:
    board.incidents[body.incident].steps[body.step] = "skipped"


@on(work.AutomationReported)
def _automation(board: Board, body: work.AutomationReported, record: Record) -> None:
    board.automations[body.automation] = Automation(
        body.automation,
        body.source,
        body.text,
        body.service,
        body.category,
        body.step,
        body.action,
        record.at,
        record.seq,
    )
    if body.action:
        board.actions.setdefault(body.action, []).append(record.at)


@on(work.AutomationAttached)
def _automation_of(board: Board, body: work.AutomationAttached, _: Record) -> None:
    done, about = board.automations[body.automation], board.incidents[body.incident]
    done.incident = about.id
    about.automations.append(done.id)
    if done.step:
        about.shown.setdefault(done.step, "automation.attached")


@on(work.PhaseCompleted)
def _phase(board: Board, body: work.PhaseCompleted, _: Record) -> None:
    board.incidents[body.incident].phases.append(body.phase)


@on(work.PlaybookOpened)
def _opened(board: Board, body: work.PlaybookOpened, _: Record) -> None:
    board.incidents[body.incident].followed.append(body.playbook)


@on(work.EvidenceCollected)
def _evidence(board: Board, body: work.EvidenceCollected, record: Record) -> None:
    since = instant_of(board, record) if body.occurred is None else body.occurred
    collector = body.collector or record.by
    board.evidence[body.evidence] = Evidence(
        body.evidence,
        body.incident,
        body.what,
        body.source,
        body.sha256,
        [Custody(since, body.holder or collector, "collected", record.by)],
        body.evidence_kind,
        collector,
        body.file,
        since,
        record.at,
    )
    board.incidents[body.incident].evidence.append(body.evidence)


@on(work.EvidenceTransferred)
def _transferred(board: Board, body: work.EvidenceTransferred, record: Record) -> None:
    link = Custody(instant_of(board, record), body.holder, body.reason, record.by)
    board.evidence[body.evidence].custody.append(link)


@on(work.HoldPlaced)
def _hold(board: Board, body: work.HoldPlaced, record: Record) -> None:
    name = body.hold or board.next_id("LH", board.holds)
    board.holds[name] = Hold(name, body.incident, body.scope, instant_of(board, record), record.by)
    board.incidents[body.incident].holds.append(name)


@on(work.HoldLifted)
def _lifted(board: Board, body: work.HoldLifted, record: Record) -> None:
    hold = board.holds[body.hold]
    hold.lifted_at, hold.lifted = instant_of(board, record), body.reason


@on(work.FindingRecorded)
def _finding(board: Board, body: work.FindingRecorded, _: Record) -> None:
    board.incidents[body.incident].findings.append(body.text)


@on(work.CauseRecorded)
def _cause(board: Board, body: work.CauseRecorded, _: Record) -> None:
    about = board.incidents[body.incident]
    about.cause, about.whys = body.cause, list(body.whys)


@on(work.ApproachChosen)
def _approach(board: Board, body: work.ApproachChosen, _: Record) -> None:
    board.incidents[body.incident].approach = body.approach


@on(work.CheckPassed)
def _passed(board: Board, body: work.CheckPassed, _: Record) -> None:
    board.incidents[body.incident].checks[body.check] = True


@on(work.CheckFailed)
def _failed(board: Board, body: work.CheckFailed, _: Record) -> None:
    board.incidents[body.incident].checks[body.check] = False
