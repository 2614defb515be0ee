"""Another version of the plan while incidents are open: what the desk is reminded of goes by it from then on, and
deadlines that stand stay as they are."""

from irsim.board.archiving import remember_since
from irsim.board.board import Board
from irsim.board.conditions import holds
from irsim.board.fold.alerts import as_fired
from irsim.board.fold.base import watch_conditions
from irsim.board.paging import UNHANDLED
from irsim.board.patience import patience
from irsim.board.quiet import SETTLES, UNTOUCHED
from irsim.board.rules import Rules
from irsim.board.state import NEVER, Alert, Incident
from irsim.plan.models import ClockRule


def set_anew(board: Board, before: Rules, at: int) -> None:
    """The rules of the board are other ones than `before` from `at` (ms) on. Only the fold calls this.

    What is due by them already is looked at in the next millisecond: the desk takes what is up to now off the agenda.
    """
    soonest = at + 1
    for about in board.active.values():
        for rule in board.rules.plan.clocks:
            if _stands(board, about, rule, at):
                about.spared[rule.id] = about.severity
        watch_conditions(board, about, at)
        for rule in board.rules.lasting:
            if rule.id in about.holding:
                board.remind(max(soonest, about.holding[rule.id] + rule.for_), "held", f"{about.id}/{rule.id}")
        if allowed := patience(board, about):
            touched = max(about.touched_at, about.acknowledged_at, about.returned_at)
            board.remind(max(soonest, touched + allowed), UNTOUCHED, about.id)
    for clock in [clock for clocks in board.running.values() for clock in clocks]:
        warn = board.rules.warn_at(board.rules.clocks.get(clock.rule), clock.since, clock.due)
        if clock.running and not clock.warned and max(soonest, warn) < clock.due:
            board.remind(max(soonest, warn), "warn", clock.id)
    _of_alerts(board, before, soonest)
    if before.plan.intake.archive_after != board.rules.plan.intake.archive_after:
        for about in board.incidents.values():
            if about.closed_at != NEVER:
                remember_since(board, about.id, about.closed_at, soonest)
        for alert in board.alerts.values():
            if alert.resolved_at != NEVER and alert.incident not in board.incidents:
                remember_since(board, alert.id, alert.resolved_at, soonest)


def _stands(board: Board, about: Incident, rule: ClockRule, at: int) -> bool:
    """Whether the plan would have a clock of the incident due at another time than it is, or one due in the past of
    which nobody knew: neither is for a plan that came later to say."""
    if rule.per != "incident" or not board.rules.binds(rule) or not holds(board, rule, about):
        return False
    since = board.rules.begins(rule, about.marks)
    runs = board.runs.get((about.id, rule.id), ())
    if since == NEVER:
        return False
    if runs and runs[-1].running:
        began = about.marks[rule.id] if rule.latest and rule.id in about.marks else runs[-1].since
        return board.rules.aim(rule, about.severity, began, about.marks) != runs[-1].due
    due = board.rules.aim(rule, about.severity, since, about.marks)
    return due is not None and due <= at


def _of_alerts(board: Board, before: Rules, soonest: int) -> None:
    """When the desk looks whether somebody has handled an alert, and whether one has settled."""
    then, now = before.page_rules, board.rules.page_rules

    def when(at: int, what: str, name: str) -> int:
        rule, alert = what.removeprefix(UNHANDLED), board.alerts.get(name)
        if rule == what:
            return at
        if alert is None or rule not in now or rule not in then:
            return NEVER
        if rule in _for(before, alert) and rule not in _for(board.rules, alert):
            return NEVER
        began = at - max(1, then[rule].unhandled_for)
        return max(soonest, began + max(1, now[rule].unhandled_for))

    board.retime(when)
    flapping = board.rules.plan.intake.flapping
    for alert in board.alerts.values():
        if alert.flapping:
            board.remind(max(soonest, alert.turned_at + (0 if flapping is None else flapping.quiet)), SETTLES, alert.id)
        if not alert.holds or alert.kept_quiet:
            continue
        known = _for(before, alert)
        for rule in _for(board.rules, alert):
            if rule not in known:
                board.remind(
                    max(soonest, alert.turned_at + max(1, now[rule].unhandled_for)), UNHANDLED + rule, alert.id
                )


def _for(rules: Rules, alert: Alert) -> list[str]:
    """The rules that page for an alert as it is now."""
    fired = as_fired(alert)
    fit = (rule.id for rule, pattern in rules.page_rules_on.get("alert.fired", ()) if pattern.fields_fit(fired))
    return list(dict.fromkeys(fit))
