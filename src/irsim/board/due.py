"""`due` and `next_due`: what the duty desk announces, pages and sends at an instant. Pure."""

from irsim.board import triaging
from irsim.board.archiving import together
from irsim.board.board import Board
from irsim.board.clockwork import held
from irsim.board.fold.base import subject_of
from irsim.board.paging import UNHANDLED, unhandled
from irsim.board.state import NEVER, Clock, Update
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockWarned
from irsim.events.communication import StatuspagePosted, UpdateSent
from irsim.events.work import PageMissed


def next_due(board: Board) -> int:
    """When the desk should look again (ms); NEVER where nothing is on the agenda. It may find nothing to do then."""
    return board.next_reminder()


def due(board: Board, now: int) -> list[tuple[Event, int]]:
    """Everything that the desk does at `now`, in the order in which it fell due, each with the seq it follows from."""
    follows: list[tuple[Event, int]] = []
    leaving: dict[tuple[str, str], int] = {}
    # a re-aimed clock may be on the agenda twice
    for what, name in dict.fromkeys((what, name) for _, what, name in board.reminders(now)):
        if what == "update":
            update = board.updates.get(name)
            follows += [(event, update.seq) for event in _leave(board, update, leaving)] if update is not None else []
        elif what == "held":
            incident, _, rule = name.partition("/")
            about, lasting = board.incidents.get(incident), board.rules.clocks.get(rule)
            if about is not None and lasting is not None:
                follows += [(event, about.seq) for event in held(board, about, lasting, now)]
        elif what.startswith(UNHANDLED):
            alert, pages = board.alerts.get(name), board.rules.page_rules.get(what.removeprefix(UNHANDLED))
            if alert is not None and pages is not None:
                follows += [(event, alert.seq) for event in unhandled(board, pages, alert, now)]
        elif what in triaging.AGENDA:
            follows += [(event, board.seq) for event in triaging.AGENDA[what](board, name, now)]
        elif what == "page":
            page = board.pages.get(name)
            if page is not None and page.acknowledged_at == NEVER and page.missed_at == NEVER:
                follows.append((PageMissed(page.id, page.contact, page.incident), page.seq))
        elif name in board.clocks:  # what has left the board may still be on the agenda
            clock = board.clocks[name]
            follows += [(event, clock.seq) for event in _clock(board, clock, what, now)]
    return together(follows)


def _clock(board: Board, clock: Clock, what: str, now: int) -> list[Event]:
    if not clock.running:
        return []
    if what == "warn":
        warn = board.rules.warn_at(board.rules.clocks.get(clock.rule), clock.since, clock.due)
        return [] if clock.warned or now < warn or not clock.in_time(now) else [ClockWarned(clock.id)]
    if clock.announced or clock.in_time(now) or _about_to_stop(board, clock, now):
        return []
    return [ClockOverdue(clock.id)]


def _about_to_stop(board: Board, clock: Clock, now: int) -> bool:
    """An update that was commanded in time and has not left yet: it counts from its command, unless it is recalled."""
    for update in board.updates.values():
        gone = update.sent_at != NEVER or update.recalled or update.bounced_at != NEVER
        if gone or update.incident != clock.incident:
            continue
        sent = _as_sent(update, 0)
        stops = board.rules.stopping.get("update.sent", ())
        counts = clock.since <= update.queued_at and clock.in_time(update.queued_at)
        same = [p for r, p in stops if r.id == clock.rule and subject_of(r, sent) == clock.subject]
        if counts and any(p.matches(sent) for p in same):
            return True
    return False


def _as_sent(update: Update, number: int) -> UpdateSent:
    return UpdateSent(
        update.id,
        update.incident,
        update.audience,
        update.channel,
        update.template,
        update.fields,
        update.text,
        update.queued_at,
        number,
        update.flags,
        update.lacks,
        update.confirm,
        update.unsaid,
    )


def _leave(board: Board, update: Update, leaving: dict[tuple[str, str], int]) -> list[Event]:
    """It leaves; `leaving` counts those to the same audience that leave with it."""
    if update.recalled or update.sent_at != NEVER or update.bounced_at != NEVER:
        return []
    told = (update.incident, update.audience)
    leaving[told] = leaving.get(told, 0) + 1
    number = board.told.get(told, 0) + leaving[told]
    follows: list[Event] = [_as_sent(update, number)]
    if update.state or update.component:
        follows.append(StatuspagePosted(update.incident, update.state, update.id, update.component, update.level))
    return follows
