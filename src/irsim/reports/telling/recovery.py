"""The watch after recovery, told."""

from irsim.board.instants import stamp
from irsim.events import recovery as events
from irsim.reports.plain import one_line, span
from irsim.reports.telling.base import Teller, Told, because, tells


def _id(incident: str) -> str:
    return one_line(incident, 40)


@tells(events.WatchStarted)
def _started(body: events.WatchStarted, t: Teller) -> Told:
    text = f"{_id(body.incident)} is being watched{t.by}, until {stamp(t.board, body.until)} at least"
    most = f" and {stamp(t.board, body.at_most)} at most" if body.at_most > body.until else ""
    return Told("watch", text + most, urgency="notice")


@tells(events.WatchJudged)
def _judged(body: events.WatchJudged, t: Teller) -> Told:
    state = "normal" if body.holds else "not normal"
    text = f"{_id(body.incident)} watch{t.by}: {t.names.metric(body.metric)} {state}{because(one_line(body.note, 400))}"
    return Told("watch", text, urgency="calm" if body.holds else "urgent")


@tells(events.WatchEnded)
def _ended(body: events.WatchEnded, t: Teller) -> Told:
    about = t.board.incidents.get(body.incident)
    watch = about.watch if about else None
    after = f" after {span(watch.ended_at - watch.since)}" if watch else ""
    how = "held" if body.verdict == "held" else "failed: the incident is taken up again"
    text = f"{_id(body.incident)} watch ended{t.by}{after}; it {how}{because(one_line(body.note, 400))}"
    return Told("watch", text, urgency="notice" if body.verdict == "held" else "urgent")
