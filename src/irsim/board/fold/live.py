"""Real alerts and where they come from: what goes on, returns and settles, windows, silences, sources."""

from irsim.board import turning
from irsim.board.archiving import drop_alert, drop_incident, drop_windows
from irsim.board.board import Board
from irsim.board.fold.alerts import fired_again, reconsidered, still_alerting
from irsim.board.fold.base import on
from irsim.board.joining import keep_alike
from irsim.board.patience import watch_untouched
from irsim.board.quiet import SETTLES, SILENCED, WINDOW
from irsim.board.state import NEVER, Source, Window
from irsim.events import live
from irsim.log.records import Record


@on(live.AlertRepeated)
def _repeated(board: Board, body: live.AlertRepeated, record: Record) -> None:
    for name in body.alerts:
        turning.repeat(board.alerts[name], record.at)


@on(live.AlertUpdated)
def _updated(board: Board, body: live.AlertUpdated, record: Record) -> None:
    alert = board.alerts[body.alert]
    if body.labels is not None:
        keep_alike(board, alert, alert.incident, -1)
    turning.update(alert, body, record.at)
    if body.labels is not None:
        keep_alike(board, alert, alert.incident, 1)
    if body.severity is not None:
        reconsidered(board, alert.incident, record.at)
        fired_again(board, alert, record.at)


@on(live.AlertReturned)
def _returned(board: Board, body: live.AlertReturned, record: Record) -> None:
    alert = board.alerts[body.alert]
    turning.come_back(alert, body, record.at)
    about = board.incidents.get(alert.incident)
    if about is not None:
        about.alerted_at = max(about.alerted_at, record.at)
        if not alert.dismissed:
            about.proposed_at = NEVER
    still_alerting(board, alert.incident, record.at)
    _settles(board, body.alert, record.at)
    fired_again(board, alert, record.at)


def _settles(board: Board, name: str, at: int) -> None:
    """The desk looks whether it has settled, once it has kept quiet for long enough."""
    flapping = board.rules.plan.intake.flapping
    if flapping is not None and board.alerts[name].flapping:
        board.remind(at + flapping.quiet, SETTLES, name)


@on(live.AlertSettled)
def _settled(board: Board, body: live.AlertSettled, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.flapping, alert.returns = False, []
    if alert.holds:
        fired_again(board, alert, record.at)


@on(live.AlertSurfaced)
def _surfaced(board: Board, body: live.AlertSurfaced, record: Record) -> None:
    alert, outgrown = board.alerts[body.alert], turning.outgrown(board.alerts[body.alert])
    if outgrown:
        turning.unjudged(alert)
    fired_again(board, alert, record.at)
    about = board.incidents.get(alert.incident)
    if outgrown and about is not None:
        about.proposed_at = NEVER
        still_alerting(board, about.id, record.at)


@on(live.ResolutionProposed)
def _proposed(board: Board, body: live.ResolutionProposed, record: Record) -> None:
    board.incidents[body.incident].proposed_at = record.at


@on(live.IncidentReturned)
def _asks_again(board: Board, body: live.IncidentReturned, record: Record) -> None:
    about = board.incidents[body.incident]
    about.returned_at = record.at
    watch_untouched(board, about, record.at)


@on(live.IncidentSplit)
def _split(board: Board, body: live.IncidentSplit, record: Record) -> None:
    into = board.incidents[body.into]
    into.split_from = body.incident
    into.timeline.append(record.seq)


@on(live.MaintenancePlanned)
def _planned(board: Board, body: live.MaintenancePlanned, record: Record) -> None:
    drop_windows(board, record.at)
    board.windows[body.window] = Window(
        body.window,
        body.begins,
        body.ends,
        body.reason,
        body.services,
        dict(body.labels),
        record.by,
        record.at,
        record.seq,
    )
    board.standing.append(body.window)
    board.remind(body.ends, WINDOW, body.window)


@on(live.MaintenanceEnded)
def _over(board: Board, body: live.MaintenanceEnded, record: Record) -> None:
    window = board.windows[body.window]
    window.ended_at, window.ended = record.at, body.reason
    if body.window in board.standing:
        board.standing.remove(body.window)


@on(live.AlertSilenced)
def _silenced(board: Board, body: live.AlertSilenced, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.silenced_until, alert.silenced = body.until, body.reason
    alert.silence = alert.unsilenced = ""
    alert.kept_quiet = alert.holds
    board.remind(body.until, SILENCED, body.alert)


@on(live.SilenceConfirmed)
def _confirmed(board: Board, body: live.SilenceConfirmed, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.unsilenced = body.fault
    if not (body.ended and body.fault):  # it goes on there, by the id that is known
        alert.silence = body.silence


@on(live.SilenceEnded)
def _wanted_again(board: Board, body: live.SilenceEnded, record: Record) -> None:
    board.alerts[body.alert].silenced_until = NEVER


@on(live.IncidentArchived)
def _archived(board: Board, body: live.IncidentArchived, record: Record) -> None:
    about = board.incidents.get(body.incident)
    if about is not None:
        drop_incident(board, about)


@on(live.AlertsArchived)
def _let_go(board: Board, body: live.AlertsArchived, record: Record) -> None:
    for name in body.alerts:
        if name in board.alerts:
            drop_alert(board, board.alerts[name])


def _source(board: Board, name: str) -> Source:
    return board.sources.setdefault(name, Source(name))


@on(live.DeliveryReceived)
def _delivered(board: Board, body: live.DeliveryReceived, record: Record) -> None:
    source = _source(board, body.source)
    source.deliveries += 1
    if body.exercise:
        return  # whoever practises is not the sender
    # When it came, not when the desk took it: while nobody has the desk receivers go on.
    source.heard_at, source.fault = max(source.heard_at, 0, min(record.at, body.received)), ""


@on(live.DeliveryUnread)
def _unread(board: Board, body: live.DeliveryUnread, record: Record) -> None:
    source = _source(board, body.source)
    source.unread += 1
    source.fault, source.fault_at = body.reason, record.at


@on(live.SourceHeard)
def _heard(board: Board, body: live.SourceHeard, record: Record) -> None:
    source = _source(board, body.source)
    source.heard_at, source.silent_since, source.fault = record.at, NEVER, ""


@on(live.SourceSilent)
def _silent(board: Board, body: live.SourceSilent, record: Record) -> None:
    source = _source(board, body.source)
    source.silent_since, source.every = body.since, body.every


@on(live.SourceFailed)
def _failed(board: Board, body: live.SourceFailed, record: Record) -> None:
    source = _source(board, body.source)
    source.fault, source.fault_at = body.reason, record.at
