"""What the team knows of its channels: from what bounced, what arrived, what was tested and what became public.

How a channel really works is not here: only control knows, and no seat's board may.
"""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.state import NEVER, Update
from irsim.events import channels
from irsim.log.records import Record


@on(channels.UpdateBounced)
def _bounced(board: Board, body: channels.UpdateBounced, record: Record) -> None:
    update = board.updates[body.update]
    update.bounced_at, update.bounced = record.at, body.reason
    learn(board, body.channel, False, record.at, f"{body.update} was refused")
    if update.sent_at != NEVER:
        _take_back(board, update)
    for clock in board.running.get(body.incident, ()):
        if not clock.announced and not clock.in_time(record.at):
            board.remind(record.at, "due", clock.id)


def _take_back(board: Board, update: Update) -> None:
    """It had left, and reached nobody after all: clocks that it stopped run on, or were stopped by the next update.

    A cadence goes on from it: its next interval has begun. So does a promise.
    """
    about = board.incidents[update.incident]
    for (incident, rule), clocks in board.runs.items():
        known = board.rules.clocks.get(rule)
        if incident != about.id or known is None or known.cadence or known.per != "incident":
            continue
        stops = [stop for stop in about.stops.get(rule, ()) if stop[1] != update.sent_by]
        if rule in about.stops:
            about.stops[rule] = stops
        for clock in clocks:
            if clock.stopped_by == update.sent_by:
                later = [stop for stop in stops if stop[0] >= max(clock.since, clock.not_before)]
                clock.stopped_at, clock.stopped_by = later[0] if later else (NEVER, NEVER)
                if clock.running and clock not in board.running.setdefault(incident, []):
                    board.running[incident].append(clock)
                    board.remind(max(board.at, clock.due + (not clock.strict)), "due", clock.id)


@on(channels.UpdateDelivered)
def _delivered(board: Board, body: channels.UpdateDelivered, record: Record) -> None:
    update = board.updates[body.update]
    update.delivered_at, update.reached, update.of = record.at, body.reached, body.of
    if body.reached:
        learn(board, body.channel, True, record.at, f"{body.update} was delivered")


@on(channels.UpdateConfirmed)
def _confirmed(board: Board, body: channels.UpdateConfirmed, record: Record) -> None:
    update = board.updates[body.update]
    update.confirmed_by = [*update.confirmed_by, body.by]
    update.confirmed_at = record.at if update.confirmed_at == NEVER else update.confirmed_at
    learn(board, body.channel, True, record.at, f"{body.update} was confirmed")


@on(channels.PageBounced)
def _page(board: Board, body: channels.PageBounced, record: Record) -> None:
    board.pages[body.page].bounced = body.reason or "refused"
    learn(board, body.channel, False, record.at, f"{body.page} was refused")


@on(channels.ProbeSent)
def _probe(board: Board, body: channels.ProbeSent, record: Record) -> None:
    board.probes += 1
    if body.channel in board.channels:
        board.channels[body.channel].asked_at = record.at


@on(channels.ChannelProbed)
def _probed(board: Board, body: channels.ChannelProbed, record: Record) -> None:
    if body.channel in board.channels:
        board.channels[body.channel].asked_at = NEVER
    learn(board, body.channel, body.works, record.at, body.detail or "tested", probed=True)


@on(channels.ChannelReported)
def _reported(board: Board, body: channels.ChannelReported, record: Record) -> None:
    learn(board, body.channel, body.works, record.at, body.text or "reported")


def learn(board: Board, channel: str, works: bool, at: int, why: str, *, probed: bool = False) -> None:
    """From `at` (ms) on the team has reason to think that a channel works, or does not."""
    known = board.channels.get(channel)
    if known is not None:
        known.works, known.since, known.why, known.probed = works, at, why, probed
