"""What is said with a toast, a bell or a dialog: only what needs these seats, and only when it is new."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from irsim.events import alerts, clocks, live, session, work, world
from irsim.reports.feed import MARK
from irsim.reports.names import Names
from irsim.reports.plain import one_line, span

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House
    from irsim.tui.seat import Seat

FRESH = 60_000
"""Milliseconds of session time: what is older went by in a jump, and stands in the feed."""

MOST = 3
"""Toasts at once; more would hide the room, and the feed has them all."""


def announce(app: House, seat: Seat, discuss: Callable[[], None], records: list[Record]) -> None:
    """Say what is new in `records`; a hold opens its questions, a part its summary."""
    names = Names(seat.board)
    said: list[tuple[str, str]] = []
    for record in records:
        body = record.body
        if record.at < seat.now - FRESH or record.seq < seat.known:
            continue
        if isinstance(body, session.DiscussionOpened):
            discuss()
        elif isinstance(body, session.TimeAdvanced):
            said.append((f"Time moves on. {one_line(body.summary, 200)}", "information"))
        elif isinstance(body, world.MessageDelivered) and body.stances:
            said.append(
                (
                    f"{one_line(body.sender, 40)}: {one_line(body.title, 120)} ({app.key_of('waiting')} answers)",
                    "warning",
                )
            )
        elif isinstance(body, world.DecisionOffered):
            said.append((f"Decide: {one_line(body.question, 140)} ({app.key_of('waiting')})", "warning"))
        elif isinstance(body, alerts.AlertFired) and body.severity == "critical" and not body.window:
            mark = MARK if body.exercise else ""
            said.append((f"{mark}{body.alert} critical: {one_line(body.title, 140)}", "error"))
        elif isinstance(body, live.IncidentReturned):
            said.append((f"Nobody has touched {body.incident} for {span(body.untouched)}", "error"))
        elif isinstance(body, live.SourceSilent):
            said.append((f"Nothing is heard from {one_line(body.source, 60)}", "error"))
        elif isinstance(body, live.ResolutionProposed):
            said.append((f"Every alert of {body.incident} is over: resolve it?", "information"))
        elif isinstance(body, clocks.ClockOverdue) and _for_these_seats(seat, body.id):
            said.append((f"Overdue: {names.clock(body.id)}", "error"))
        elif isinstance(body, clocks.ClockWarned) and _for_these_seats(seat, body.id):
            said.append((f"Due soon: {names.clock(body.id)}", "warning"))
        elif isinstance(body, work.PageExhausted):
            about = body.incident or body.alert
            said.append((f"Nobody is left to page{f' about {about}' if about else ''}", "error"))
        elif isinstance(body, work.PageMissed):
            said.append((f"No answer from {names.contact(body.contact)}", "warning"))
    app.unsaid = [*app.unsaid, *said][-MOST:]
    if not isinstance(app.screen, ModalScreen):  # a toast would hide the dialog's buttons; it comes when that closes
        flush(app)
    bell = app.settings.bell
    if (bell == "always" and said) or (bell == "urgent" and any(severity == "error" for _, severity in said)):
        app.bell()


def ring_for_trouble(app: House, seat: Seat) -> None:
    """In live the bell rings when the room is lost or its store is away: who looks elsewhere must know that nothing
    comes any more. It is said in the header, for as long as it lasts."""
    trouble = seat.session.trouble if seat.board.live else ""
    before, app.trouble = app.trouble, trouble
    if trouble and not before and app.settings.bell != "never":
        app.bell()


def _for_these_seats(seat: Seat, name: str) -> bool:
    """Whether somebody here can still do something about a clock: another seat's is in the feed, and a page that is not
    answered is said as that."""
    clock = seat.board.clocks.get(name)
    rule = seat.board.rules.clocks.get(clock.rule) if clock is not None else None
    if rule is None:
        return True
    return rule.per != "page" and (
        rule.owner not in seat.board.rules.roles or rule.owner in (seat.roles or [rule.owner])
    )


def flush(app: House) -> None:
    """Say what was not said yet, because a dialog was open."""
    said, app.unsaid = app.unsaid, []
    for text, severity in said:
        app.notify(text, severity=severity, timeout=app.settings.toasts, markup=False)  # type: ignore[arg-type]
