"""The components of the status page: worse by themselves when monitoring says so, better only when people do.

An alert on a component's service holds it down until a person says otherwise: by setting the component's level, by
posting that the alert's incident is over (any incident, for an alert that has cleared and belongs to none), or by
dismissing the alert as a false alarm. That an alert clears improves nothing by itself (Incident Response Operations,
status page management: automated updates from monitoring, regular ones by people).
"""

from irsim.board.board import Board
from irsim.board.exercise import hidden_from_public, is_exercise
from irsim.board.merging import survivor
from irsim.board.state import NEVER, Alert, Component
from irsim.events.base import Event
from irsim.events.communication import ComponentChanged, StatuspagePosted


def on_alert(board: Board, alert: Alert, incident: str) -> list[Event]:
    """The components that an alert, which is in the fold already, makes worse; `incident` is the one that it joins."""
    rules = board.rules
    follows: list[Event] = []
    if alert.exercise and not is_exercise(board):
        return []  # the page of a live session is for what is real
    for name in rules.components_on.get(alert.service, ()):
        at_worst = rules.level_of(alert.monitor, alert.severity, alert.category)
        part = board.components.get(name)
        if (
            part is None
            or alert.service not in board.services
            or rules.levels.index(at_worst) <= rules.levels.index(part.level)
        ):
            continue
        level = at_worst if rules.components[name].worst == "any" else standing(board, part)
        if rules.levels.index(level) > rules.levels.index(part.level):
            follows.append(ComponentChanged(name, level, part.level, alert.id, "", incident))
    return follows


def on_post(board: Board, posted: StatuspagePosted) -> list[Event]:
    """What a person's post, which is in the fold already, makes of the components."""
    follows: list[Event] = []
    if hidden_from_public(board, posted.incident):
        return []
    for name, part in board.components.items():
        if name == posted.component:
            level = posted.level
        elif posted.state == board.rules.page_over:
            level = _no_worse(board, part)
        else:
            continue
        if level != part.level:
            follows.append(ComponentChanged(name, level, part.level, "", posted.update, posted.incident))
    return follows


def on_false_alarm(board: Board, alert: str = "", incident: str = "") -> list[Event]:
    """The components that only a false alarm held down, which is in the fold already."""
    return [
        ComponentChanged(name, level, part.level, alert, "", incident)
        for name, part in board.components.items()
        if (level := _no_worse(board, part)) != part.level
    ]


def standing(board: Board, part: Component) -> str:
    """The level that is left of what people and monitoring said: the worst that nobody has taken back."""
    rules = board.rules
    rule = rules.components[part.id]
    by_service = dict.fromkeys((name for name in rule.services if name in board.services), 0)
    for name in part.alerts:
        alert = board.alerts[name]
        if not _taken_back(board, alert) and (is_exercise(board) or not alert.exercise):
            level = rules.levels.index(rules.level_of(alert.monitor, alert.severity, alert.category))
            by_service[alert.service] = max(by_service[alert.service], level)
    found = max if rule.worst == "any" else min
    said = 0 if part.said_at == NEVER or _over(board, part.said_for, part.said_at) else rules.levels.index(part.said)
    return rules.levels[max(said, found(by_service.values(), default=0))]


def _no_worse(board: Board, part: Component) -> str:
    """What stands now, if it is better: who takes something back makes nothing worse."""
    return min(standing(board, part), part.level, key=board.rules.levels.index)


def _taken_back(board: Board, alert: Alert) -> bool:
    """A false alarm, a sign of what is over, or one of nothing in particular that had cleared when people said so."""
    if alert.dismissed or alert.incident:
        return bool(alert.dismissed) or _over(board, alert.incident, alert.seq)
    return alert.resolved_at != NEVER and alert.resolved_at <= board.last_over_at


def _over(board: Board, incident: str, since: int) -> bool:
    """Whether people have said of the incident, after record `since`, that it is over, or that it was a false alarm."""
    about = survivor(board, incident)
    return about is not None and (bool(about.dismissed) or board.over_on_page.get(about.id, NEVER) >= since)
