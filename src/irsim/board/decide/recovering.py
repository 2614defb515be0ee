"""The watch after recovery: not to end well before its time, nor while a metric has no verdict."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, find, incident, to_status
from irsim.board.instants import stamp
from irsim.board.state import Incident, Watch
from irsim.commands import EndWatch, JudgeMetric, StartWatch
from irsim.events.base import Event
from irsim.events.recovery import WatchEnded, WatchJudged, WatchStarted
from irsim.plan.models import WatchRule
from irsim.words.durations import format_duration

VERDICTS = ("held", "failed")


def watch(board: Board, command: StartWatch, at: int) -> list[Event]:
    """From recovery on; again after one that failed."""
    about, rule = incident(board, command.incident), _rule(board)
    if about.means not in ("recovered", "resolved", "reviewing"):
        raise Refused(f"{about.id} is not recovered", f"resolve {about.id} first: the watch follows recovery")
    if about.watch is not None and about.watch.running:
        until = stamp(board, about.watch.until)
        raise Refused(f"{about.id} is being watched already, until {until} at least", "judge its metrics meanwhile")
    if about.watch is not None and about.watch.verdict == "held":
        raise Refused(f"the watch of {about.id} has ended well", f"close {about.id} when nothing is left to do")
    return [WatchStarted(about.id, at + rule.at_least, at + rule.at_most)]


def verdict(board: Board, command: JudgeMetric, at: int) -> list[Event]:
    """Normal or not; the latest verdict on a metric counts."""
    about, rule = incident(board, command.incident), _rule(board)
    _running(about)
    metric = find({each.id: each for each in rule.metrics}, command.metric, "metric of the watch")
    if not command.holds and not command.note.strip():
        raise Refused("a metric that is not normal needs a note", "say what shows it")
    return [WatchJudged(about.id, metric.id, command.holds, command.note)]


def end_watch(board: Board, command: EndWatch, at: int) -> list[Event]:
    """It held, or it failed: then the incident is taken up again, with the reason."""
    about, rule = incident(board, command.incident), _rule(board)
    running = _running(about)
    if command.verdict not in VERDICTS:
        raise Refused(f"'{command.verdict[:40]}' is no verdict on a watch", "use held or failed")
    labels = {each.id: each.text for each in rule.metrics}
    bad = [name for name in labels if name in running.verdicts and not running.verdicts[name].holds]
    if command.verdict == "failed":
        if not bad:
            raise Refused("no metric is judged to be abnormal", "give the verdict on the metric first")
        reason = command.note.strip() or "; ".join(f"{labels[name]}: {running.verdicts[name].note}" for name in bad)
        moved = to_status(board, about, "working", f"the watch failed: {reason}")
        return [WatchEnded(about.id, "failed", command.note), *moved]
    if bad:
        said = " and ".join(bad)
        raise Refused(
            f"the last verdict on {said} is that it is not normal", "judge it anew, or end the watch as failed"
        )
    if at < running.until:
        least = format_duration(running.until - running.since)
        reason = f"the watch lasts at least {least}, until {stamp(board, running.until)}"
        raise Refused(reason, "end it then, or as failed if a metric is not normal")
    open_ones = [name for name in labels if name not in running.verdicts]
    if open_ones:
        raise Refused(
            f"no verdict is given on {', '.join(open_ones)}", "give a verdict on each metric of the watch first"
        )
    return [WatchEnded(about.id, "held", command.note)]


def _rule(board: Board) -> WatchRule:
    rule = board.rules.plan.watch
    if rule is None:
        raise Refused("the plan asks for no watch", "close the incident when its criteria are met")
    return rule


def _running(about: Incident) -> Watch:
    if about.watch is None or not about.watch.running:
        raise Refused(f"{about.id} is not being watched", f"use 'watch {about.id}' once it is recovered")
    return about.watch


RULES = {"watch": watch, "verdict": verdict, "end-watch": end_watch}
