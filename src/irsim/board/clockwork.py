"""Clocks after an event: begun, re-aimed, waived, and the next interval of a cadence. Pure."""

from irsim.board.board import Board
from irsim.board.conditions import held_long_enough, holds
from irsim.board.fold.base import subject_of
from irsim.board.instants import stamp
from irsim.board.state import NEVER, Clock, Incident
from irsim.events import kind_of
from irsim.events.alerts import AlertAttached
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockReaimed, ClockStarted, ClockWaived
from irsim.events.live import PlanAdopted
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.events.work import PageSent
from irsim.plan.models import ClockRule
from irsim.words.calendar import PROMISED
from irsim.words.conditions import in_words
from irsim.words.durations import parse_duration

CONDITION_GONE = "its condition no longer holds"
NOT_AT = "does not apply at"
KEPT = "kept by the off-stage shift"
ENDED = "the incident is"
"""How the reasons begin for which a clock is waived and may begin anew, once the reason is gone."""

TOLD_IN_TIME = "the update before it was in time after all"
"""Why an interval is waived that began at a missed due, where the update turns out to have been told of before it."""


def run(board: Board, about: Incident, event: Event, at: int, already: list[Event]) -> list[Event]:
    """The clocks that `event` stops or starts, beside what follows from it `already`. `at` (ms) is when it counts."""
    follows: list[Event] = []
    tag = kind_of(event)
    stopping = board.rules.stopping.get(tag, ())
    kept = {rule.id: rule for rule, pattern in stopping if rule.cadence and pattern.fields_fit(event)}
    for rule in kept.values():  # once, though several of its patterns may fit
        follows += _after_stop(board, about, rule, at)
    for rule, pattern, _ in board.rules.starting.get(tag, ()):
        if pattern.fields_fit(event) and not _begins([*already, *follows], rule, about):
            follows += _start(board, rule, about) if rule.per == "incident" else _for_subject(board, rule, event, at)
    return follows


def _begins(follows: list[Event], rule: ClockRule, about: Incident) -> bool:
    """Whether the clock is among what follows already: what changed the facts may be its start as well."""
    return any(
        isinstance(event, ClockStarted) and event.clock == rule.id and event.incident == about.id for event in follows
    )


def _of_rule(board: Board, about: Incident, rule: ClockRule) -> list[Clock]:
    return board.runs.get((about.id, rule.id), [])


def _start(board: Board, rule: ClockRule, about: Incident, now: int = NEVER) -> list[Event]:
    """The first running of an incident's clock, from its mark, where its condition and severity allow.

    One that was waived because they did not runs anew from where it was; a cadence not from before the last update.
    """
    since = board.rules.begins(rule, about.marks)
    if since == NEVER or about.means in rule.until or not holds(board, rule, about):
        return []
    if not held_long_enough(rule, about, max(now, board.at)):
        return []
    if rule.for_:
        if not rule.cadence and any(instant >= about.holding[rule.id] for instant, _ in about.stops.get(rule.id, ())):
            return []  # it was done while the condition had not yet held so long
        since = max(since, about.holding[rule.id] + rule.for_)
    runs = _of_rule(board, about, rule)
    if runs:
        if runs[-1].running and (rule.also or rule.latest):
            return _re_aim(board, rule, about, runs[-1], "another start of it came")
        if rule.latest and runs[-1].stopped_at != NEVER and since > runs[-1].stopped_at:
            return _begun(board, rule, about, since)
        if not runs[-1].waived.startswith((CONDITION_GONE, NOT_AT)):
            return []
        since = runs[-1].since
    if rule.cadence and rule.id in about.stops:
        since = max(since, about.stops[rule.id][-1][0])
    return _begun(board, rule, about, since)


def _begun(board: Board, rule: ClockRule, about: Incident, since: int) -> list[Event]:
    due = board.rules.aim(rule, about.severity, since, about.marks)
    if due is None:
        return []
    count = len(_of_rule(board, about, rule))
    name = f"{about.id}/{rule.id}" + (f"/{count + 1}" if count else "")
    opens = board.rules.earliest_stop(rule, since) if rule.not_before is not None else 0
    started = ClockStarted(name, rule.id, since, due, about.id, strict=rule.under is not None, not_before=opens)
    return [started, *_not_in_gap(board, name, rule, due)]


def _re_aim(board: Board, rule: ClockRule, about: Incident, clock: Clock, reason: str) -> list[Event]:
    """The running clock is due at another time, for one of its starts came or its severity changed."""
    since = about.marks[rule.id] if rule.latest and rule.id in about.marks else clock.since
    due = board.rules.aim(rule, about.severity, since, about.marks)
    if due is None or due == clock.due:
        return []
    return [ClockReaimed(clock.id, due, reason), *_not_in_gap(board, clock.id, rule, due)]


def _for_subject(board: Board, rule: ClockRule, event: Event, at: int) -> list[Event]:
    """A clock of a page, a request or a promise, beside the incident that it is about, if it is about one.

    A page goes out when it is recorded, whenever it was said that it should: its answer is the world's.
    """
    about = board.incidents.get(getattr(event, "incident", ""))
    severity = about.severity if about is not None else board.rules.plan.alerting.provisional
    period = board.rules.period(rule, severity)
    if period is None or (about is not None and (about.means in rule.until or not holds(board, rule, about))):
        return []
    since = board.at if rule.per == "page" else at
    if period.unit == PROMISED:
        promised = promise_of(board, event)
        if not promised:
            return []
        due = since + promised
    else:
        due = board.rules.due(rule, period, since)
    incident, subject = "" if about is None else about.id, subject_of(rule, event)
    runs = [clock for clock in board.runs.get((incident, rule.id), ()) if clock.subject == subject]
    name = f"{incident}/{rule.id}/{subject}".lstrip("/") + (f"/{len(runs) + 1}" if runs else "")
    started = ClockStarted(name, rule.id, since, due, incident, subject, rule.under is not None)
    return [started, *_not_in_gap(board, name, rule, due)]


def promise_of(board: Board, event: Event) -> int:
    """How long (ms) until the next message that this one promises; 0 where it promises none."""
    template = board.rules.templates.get(getattr(event, "template", ""))
    written: dict[str, str] = getattr(event, "fields", {})
    for field in template.fields if template is not None else ():
        if field.promises and written.get(field.id, "").strip():
            try:
                return parse_duration(written[field.id])
            except ValueError:
                return 0
    return 0


def held(board: Board, about: Incident, rule: ClockRule, now: int) -> list[Event]:
    """What follows when a condition has held by `now` (ms) as long as its clock asks."""
    return [] if _of_rule(board, about, rule) else _start(board, rule, about, now)


def _not_in_gap(board: Board, name: str, rule: ClockRule, due: int) -> list[Event]:
    """Off stage the shift keeps the cadences, and what falls due there is not exercised unless the part names it."""
    until = board.off_stage_until
    if until == NEVER or rule.id in board.exercised:
        return []
    if rule.cadence:
        return [ClockWaived(name, f"{KEPT} until {stamp(board, until)}")]
    return [ClockWaived(name, "not exercised: falls due off stage")] if due <= until else []


def _next_interval(board: Board, clock: Clock, since: int) -> list[Event]:
    """A cadence is one clock an interval, while the incident is active."""
    rule = board.rules.clocks[clock.rule]
    about = board.incidents.get(clock.incident)
    if not rule.cadence or about is None or not about.open or about.means in rule.until:
        return []
    return _begun(board, rule, about, since)


def _after_stop(board: Board, about: Incident, rule: ClockRule, at: int) -> list[Event]:
    """The interval that follows the one which the last record stopped, with effect from `at` (ms).

    If a missed due was announced in between, and what was said before it is entered only now, the intervals that hang
    on the missed due are waived. An update that counts from later keeps its own.
    """
    runs = _of_rule(board, about, rule)
    if runs and runs[-1].stopped_by == board.seq:
        return _next_interval(board, runs[-1], at)
    hanging = [clock for clock in runs if clock.running and clock.since > at]
    stopped = any(clock.stopped_by == board.seq for clock in runs)
    if not (hanging and stopped) or at < about.stops[rule.id][-1][0]:
        return []
    following = _next_interval(board, hanging[-1], at)
    return [*(ClockWaived(clock.id, TOLD_IN_TIME) for clock in hanging), *following] if following else []


def after_missing(board: Board, event: ClockOverdue, at: int) -> list[Event]:
    """A cadence goes on with its next interval."""
    clock = board.clocks[event.id]
    return [] if clock.waived else _next_interval(board, clock, clock.due)


def after_attaching(board: Board, about: Incident, event: AlertAttached, at: int) -> list[Event]:
    """The severity may have changed of the incident that it joined, and of the one that it came from."""
    follows = reconsider(board, about, event, at)
    before = board.active.get(board.alerts[event.alert].came_from)
    return follows if before is None else follows + reconsider(board, before, event, at)


def reconsider(board: Board, about: Incident, event: Event, at: int) -> list[Event]:
    """Severity or facts changed: conditional clocks begin or are waived, running ones are re-aimed."""
    follows: list[Event] = []
    for rule in board.rules.plan.clocks:
        if rule.per != "incident" or board.rules.begins(rule, about.marks) == NEVER or not board.rules.binds(rule):
            continue
        applies = bool(rule.for_) or holds(board, rule, about)
        period = board.rules.period(rule, about.severity)
        runs = _of_rule(board, about, rule)
        running = [clock for clock in runs if clock.running]
        spared = about.spared.get(rule.id) == about.severity
        for clock in running:
            if not applies:
                follows.append(ClockWaived(clock.id, f"{CONDITION_GONE}: {_words(rule)}"))
            elif spared:
                continue
            elif period is None:
                follows.append(ClockWaived(clock.id, f"{NOT_AT} {about.severity}"))
            elif clock is runs[-1]:  # an interval that was missed and followed by another stays as it was
                follows += _re_aim(board, rule, about, clock, f"now {about.severity}")
        if not running and not spared:
            follows += _start(board, rule, about)
    return follows


def by_plan(board: Board, adopted: PlanAdopted, at: int) -> list[Event]:
    """Another version of the plan counts: what it asks of open incidents begins, where that is not past."""
    return [event for about in board.active.values() for event in reconsider(board, about, adopted, at)]


def _words(rule: ClockRule) -> str:
    return " or ".join(in_words(condition) for condition in rule.when)


def end_with(board: Board, about: Incident, event: Event, at: int) -> list[Event]:
    """Clocks whose time is over with the incident's status; a false alarm and a merged incident end them all."""
    follows: list[Event] = []
    for clock in board.running.get(about.id, ()):
        rule = board.rules.clocks[clock.rule]
        if about.merged_into:
            follows.append(ClockWaived(clock.id, f"merged into {about.merged_into}"))
        elif about.dismissed:
            follows.append(ClockWaived(clock.id, "false alarm"))
        elif about.means in rule.until or (about.means == "closed" and not rule.legal):
            follows.append(ClockWaived(clock.id, f"{ENDED} {about.status}"))
    return follows


def take_up(board: Board, about: Incident, reason: str, at: int) -> list[Event]:
    """Cadences that were waived for a reason which is gone, from now on."""
    follows: list[Event] = []
    if about.open:
        for rule in board.rules.cadences:
            runs = _of_rule(board, about, rule)
            if runs and runs[-1].waived.startswith(reason) and about.means not in rule.until:
                follows += _begun(board, rule, about, at) if holds(board, rule, about) else []
    return follows


def off_stage(board: Board, advanced: TimeAdvanced, at: int) -> list[Event]:
    """What is overdue already stays so."""
    follows: list[Event] = []
    for clocks in board.running.values():
        for clock in clocks:
            rule = board.rules.clocks[clock.rule]
            if not clock.announced:
                follows += _not_in_gap(board, clock.id, rule, clock.due)
    return follows


def back_on_stage(board: Board, opened: PartOpened, at: int) -> list[Event]:
    """The cadences that the off-stage shift kept begin anew."""
    return [event for about in board.active.values() for event in take_up(board, about, KEPT, at)]


def of_page(board: Board, sent: PageSent, at: int) -> list[Event]:
    """A page may go out before there is an incident; its clock runs all the same."""
    follows: list[Event] = []
    begun: set[str] = set()
    for rule, pattern, _ in board.rules.starting.get("page.sent", ()):
        if rule.per == "page" and pattern.fields_fit(sent) and rule.id not in begun:
            begun.add(rule.id)  # of two patterns that fit, one is enough
            follows += _for_subject(board, rule, sent, at)
    return follows
