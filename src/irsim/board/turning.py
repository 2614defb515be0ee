"""An alert's life, one step after another: the fold takes each, and `signals` goes through them in thought for a
delivery that says several things of the same alert."""

from irsim.board.state import NEVER, Alert
from irsim.events.alerts import AlertFired
from irsim.events.live import AlertReturned, AlertUpdated
from irsim.plan.models.detection import mildness


def begun(body: AlertFired, at: int, seq: int) -> Alert:
    """It fires at `at` (ms)."""
    return Alert(
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
        at,
        seq,
        exercise=body.exercise,
        key=body.key,
        source=body.source,
        labels=dict(body.labels),
        annotations=dict(body.annotations),
        links=dict(body.links),
        since=body.since,
        last_at=at,
        turned_at=at,
        window=body.window,
        again=body.again,
    )


def repeat(alert: Alert, at: int) -> None:
    """Its sender says again that it holds."""
    alert.count += 1
    alert.last_at = at


def update(alert: Alert, body: AlertUpdated, at: int) -> None:
    """Its sender says something else of it."""
    if not body.in_return:
        repeat(alert, at)
    if body.severity is not None and worse(body.severity, alert.worst or alert.severity):
        alert.worst, alert.triaged_at = body.severity, NEVER  # what somebody looked at was less than this
        alert.flapping, alert.returns = False, []
    for name in CHANGEABLE:
        value = getattr(body, name)
        if value is not None:
            setattr(alert, name, dict(value) if isinstance(value, dict) else value)


def worse(one: str, other: str) -> bool:
    """Whether an alert severity is stricter than another."""
    return mildness(one) < mildness(other)


CHANGEABLE = ("severity", "title", "text", "labels", "annotations", "links", "since")


def dismiss(alert: Alert, reason: str, at: int) -> None:
    """Somebody says at `at` (ms) that it is a false alarm, as it stands."""
    alert.dismissed, alert.dismissed_as, alert.triaged_at = reason, alert.severity, at


def outgrown(alert: Alert) -> bool:
    """Whether it was dismissed as less than it is now: nobody has said of this that it is a false alarm."""
    return bool(alert.dismissed and alert.dismissed_as) and worse(alert.severity, alert.dismissed_as)


def unjudged(alert: Alert) -> None:
    """It is for people to look at again, as when it began."""
    alert.dismissed, alert.triaged_at = "", NEVER
    alert.flapping, alert.returns = False, []


def end(alert: Alert, at: int) -> None:
    """It is over."""
    alert.resolved_at = alert.turned_at = at


def come_back(alert: Alert, body: AlertReturned, at: int) -> None:
    """It holds again. `turns` says how many of its returns still count, this one too."""
    repeat(alert, at)
    alert.resolved_at, alert.turned_at = NEVER, at
    alert.returns = [*alert.returns, at][-body.turns :]
    alert.flapping = body.flapping
    if body.since is not None:
        alert.since = body.since
