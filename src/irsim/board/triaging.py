"""What follows from real alerts beside what follows from any: news that was kept quiet, a case for resolving, an
incident that nobody touches, a source that keeps silent. Pure."""

from collections.abc import Callable

from irsim.board import clockwork, components, paging, turning
from irsim.board.archiving import outlived
from irsim.board.board import Board
from irsim.board.instants import shortly
from irsim.board.joining import OVER
from irsim.board.patience import patience
from irsim.board.quiet import ARCHIVED, SETTLES, SILENCED, UNTOUCHED, WINDOW, why_quiet
from irsim.board.signals import Hearing
from irsim.board.state import NEVER, Alert
from irsim.events.base import Event
from irsim.events.live import (
    AlertSettled,
    AlertSurfaced,
    IncidentReturned,
    MaintenanceEnded,
    ResolutionProposed,
    SilenceEnded,
    SourceHeard,
    SourceSilent,
)
from irsim.events.signals import FIRING, ITSELF, RESOLVED, Signal
from irsim.words.durations import format_duration

SILENT = "source-silent"
"""The plan's monitor of sources that keep silent."""


def proposal(board: Board, incident: str) -> list[Event]:
    """All alerts of an incident are over: whether it is resolved is for people to say. Proposed once a time."""
    about = board.active.get(incident)
    if not board.live or about is None or about.proposed_at != NEVER or about.means in OVER:
        return []
    signs = []
    for name in about.alerts:
        alert = board.alerts[name]
        if alert.dismissed:
            continue
        if alert.resolved_at == NEVER or alert.flapping:
            return []
        signs.append(name)
    return [ResolutionProposed(about.id, tuple(signs))] if signs else []


def still_news(board: Board, alert: Alert, at: int) -> bool:
    """Whether it holds and nothing keeps it quiet at `at` (ms)."""
    return alert.holds and not why_quiet(board, alert, at)


def within(board: Board, alert: Alert, event: Event, at: int) -> list[Event]:
    """An alert of an open incident holds again or is worse: what hangs on that."""
    about = board.active.get(alert.incident)
    if about is None:
        return []
    return clockwork.reconsider(board, about, event, at) + components.on_alert(board, alert, about.id)


def after_window(board: Board, ended: MaintenanceEnded, at: int) -> list[Event]:
    """What began to fire in the window, and still does, is news; and what nobody had handled when it began."""
    window = board.windows[ended.window]
    return [
        AlertSurfaced(alert.id, f"{window.id} is over")
        for alert in board.alerts.values()
        if window.covers(alert)
        and still_news(board, alert, at)
        and (alert.kept_quiet or not paging.handled(board, alert))
    ]


def outgrown(board: Board, alert: Alert) -> list[Event]:
    """A false alarm that is worse now than what was dismissed: that has been judged by nobody."""
    if not turning.outgrown(alert):
        return []
    return [AlertSurfaced(alert.id, f"it was dismissed as {alert.dismissed_as}, and is {alert.severity} now")]


def source_silent(board: Board, silent: SourceSilent, at: int) -> list[Event]:
    """That nothing is heard is an alert, where the plan has a monitor for it: no alerts, and nobody who would send
    them, look the same otherwise."""
    monitor = board.rules.monitors.get(SILENT)
    if monitor is None:
        return []
    title = f"Nothing is heard from {silent.source} since {shortly(board, silent.since)}"
    often = f"It should say something every {format_duration(silent.every)}." if silent.every > 0 else ""
    text = " ".join(filter(None, (often, monitor.text)))
    signal = Signal(
        f"silent:{silent.source}",
        FIRING,
        title,
        text,
        monitor.severity,
        category=monitor.category,
        since=board.rules.starts_unix + silent.since,
        monitor=SILENT,
    )
    return Hearing(board, ITSELF, at).take([signal])


def source_heard(board: Board, heard: SourceHeard, at: int) -> list[Event]:
    """It is heard again."""
    return Hearing(board, ITSELF, at).take([Signal(f"silent:{heard.source}", RESOLVED, "")])


def settled(board: Board, name: str, now: int) -> list[Event]:
    """What the desk says of a flapping alert that may have settled."""
    alert, flapping = board.alerts.get(name), board.rules.plan.intake.flapping
    if alert is None or not alert.flapping:
        return []
    if flapping is not None and now - alert.turned_at < flapping.quiet:
        return []
    return [AlertSettled(alert.id)]


def unsilenced(board: Board, name: str, now: int) -> list[Event]:
    """What the desk says of an alert whose silence may be over."""
    alert = board.alerts.get(name)
    if (
        alert is None
        or alert.silenced_until == NEVER
        or alert.silenced_until > now
        or not still_news(board, alert, now)
    ):
        return []
    return [AlertSurfaced(alert.id, "its silence is over")]


def after_silence(board: Board, ended: SilenceEnded, at: int) -> list[Event]:
    """A silence that was ended before its time: what still fires is news."""
    alert = board.alerts[ended.alert]
    return [AlertSurfaced(alert.id, "its silence was ended")] if still_news(board, alert, at) else []


def window_over(board: Board, name: str, now: int) -> list[Event]:
    """What the desk says of a window at its end."""
    window = board.windows.get(name)  # one that was called off long ago may have left
    return [MaintenanceEnded(window.id)] if window is not None and window.ended_at == NEVER else []


def untouched(board: Board, name: str, now: int) -> list[Event]:
    """What the desk says of an incident that nobody may have touched."""
    about = board.incidents.get(name)
    allowed = 0 if about is None else patience(board, about)
    if about is None or not allowed:
        return []
    touched = max(about.touched_at, about.acknowledged_at)
    if now - max(touched, about.returned_at) < allowed:
        return []
    return [IncidentReturned(about.id, now - touched, about.severity)]


AGENDA: dict[str, Callable[[Board, str, int], list[Event]]] = {
    SETTLES: settled,
    WINDOW: window_over,
    SILENCED: unsilenced,
    UNTOUCHED: untouched,
    ARCHIVED: outlived,
}
"""What the desk does about each of these, given its name and the instant (ms)."""
