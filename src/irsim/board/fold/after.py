"""The watch, reviews, improvements, lessons, the hot wash and what else is learnt."""

import msgspec

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.state import NEVER, Lesson, MetricVerdict, Proposal, Watch
from irsim.events import after, recovery
from irsim.log.records import Record


@on(recovery.WatchStarted)
def _watch(board: Board, body: recovery.WatchStarted, record: Record) -> None:
    since = instant_of(board, record)
    board.incidents[body.incident].watch = Watch(since, body.until, body.at_most)


@on(recovery.WatchJudged)
def _judged(board: Board, body: recovery.WatchJudged, record: Record) -> None:
    watch = board.incidents[body.incident].watch
    if watch is not None:
        watch.verdicts[body.metric] = MetricVerdict(instant_of(board, record), body.holds, body.note)


@on(recovery.WatchEnded)
def _watch_ended(board: Board, body: recovery.WatchEnded, record: Record) -> None:
    watch = board.incidents[body.incident].watch
    if watch is not None:
        watch.ended_at, watch.verdict, watch.note = instant_of(board, record), body.verdict, body.note


@on(after.ReviewScheduled)
def _review(board: Board, body: after.ReviewScheduled, _: Record) -> None:
    about = board.incidents[body.incident]
    about.review = about.review if about.review == "held" else body.when  # another date makes it no less held
    about.attendees = list(body.attendees)
    about.review_at = NEVER if body.starts is None else body.starts


@on(after.ReviewHeld)
def _held(board: Board, body: after.ReviewHeld, _: Record) -> None:
    about = board.incidents[body.incident]
    about.review = "held"
    about.attendees = list(body.attendees) or about.attendees


@on(after.ActionItemOpened)
def _item(board: Board, body: after.ActionItemOpened, _: Record) -> None:
    board.items[body.item] = {**msgspec.structs.asdict(body), "status": "pending", "note": ""}


@on(after.ActionItemProgressed)
def _progressed(board: Board, body: after.ActionItemProgressed, _: Record) -> None:
    item = board.items.get(body.item)
    if item is not None:
        item["status"], item["note"] = body.status, body.note


@on(after.LessonRecorded)
def _lesson(board: Board, body: after.LessonRecorded, record: Record) -> None:
    about = board.incidents[body.incident]
    about.lessons.append(Lesson(record.seq, body.text, body.lesson_kind, body.section, body.change))


@on(after.ThresholdProposed)
def _threshold(board: Board, body: after.ThresholdProposed, record: Record) -> None:
    about = board.incidents[body.incident]
    about.proposals.append(Proposal(record.seq, body.monitor, body.side, body.written, body.value, body.reason))


@on(after.HotWashOpened)
def _washing(board: Board, body: after.HotWashOpened, _: Record) -> None:
    board.questions = body.questions


@on(after.QuestionnaireFilled)
def _filled(board: Board, body: after.QuestionnaireFilled, record: Record) -> None:
    board.questionnaires[record.seq] = body


@on(after.SatisfactionGiven)
def _satisfaction(board: Board, body: after.SatisfactionGiven, _: Record) -> None:
    board.incidents[body.incident].satisfaction.append(body.score)
