"""The duty desk and the plan it goes by, told: who has it, how long nobody had, and what fell due meanwhile."""

from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.events import live as events
from irsim.reports.plain import counted, listed, one_line, span
from irsim.reports.telling.base import Teller, Told, tells

MOMENT = 15_000
"""Milliseconds without a desk that are no absence: a process was started anew, or another one took over at once."""


@tells(events.DeskTaken)
def _taken(body: events.DeskTaken, t: Teller) -> Told:
    holder = one_line(body.holder, 80)
    if body.down_since == NEVER:
        return Told("desk", f"the duty desk is kept by {holder}")
    fallen, away = _fallen(t, body.down_since), t.record.at - body.down_since
    if not fallen and away < MOMENT:
        return Told("desk", f"the duty desk is kept by {holder} now, after {span(away)} without one")
    began, ended = stamp(t.board, body.down_since), stamp(t.board, t.record.at)
    what = f"; {listed(fallen)} fell due meanwhile" if fallen else "; nothing fell due meanwhile"
    text = f"the duty desk was away from {began} to {ended}{what}"
    return Told("desk", text, f"It is kept by {holder} now.", "urgent" if fallen else "notice")


def _fallen(t: Teller, since: int) -> list[str]:
    """What fell due after `since` (ms) and was not announced: `2 clocks`, `1 page`."""
    board, now = t.board, t.record.at
    clocks = sum(since < clock.due <= now for running in board.running.values() for clock in running if clock.running)
    pages = sum(
        since < page.answer_by <= now and page.acknowledged_at == page.missed_at == NEVER
        for page in board.pages.values()
    )
    return [counted(number, what) for number, what in ((clocks, "clock"), (pages, "page")) if number]


@tells(events.PlanAdopted)
def _adopted(_: events.PlanAdopted, t: Teller) -> Told:
    text = "another version of the plan counts from here on; clocks that run keep their dues"
    return Told("plan", text, urgency="notice")
