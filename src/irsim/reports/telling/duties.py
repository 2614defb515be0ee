"""Findings of law, the fact sheet, requests of data subjects."""

from irsim.board.instants import stamp
from irsim.events import duties as events
from irsim.reports.plain import listed, one_line
from irsim.reports.telling.base import Teller, Told, tells
from irsim.words.clean import clean_title


def _id(name: str) -> str:
    return clean_title(name, 20)


@tells(events.DeterminationMade)
def _determined(body: events.DeterminationMade, t: Teller) -> Told:
    found = "holds" if body.holds else "does not hold"
    then = "" if body.since == t.record.at else f", from {stamp(t.board, body.since)}"
    text = f"{_id(body.incident)} {t.names.determination(body.determination)} {found}{then}, found{t.by}"
    return Told("finding", text, one_line(body.reason, 400), "notice" if body.holds else "calm")


@tells(events.FactsRecorded)
def _facts(body: events.FactsRecorded, t: Teller) -> Told:
    lines = [t.names.fact(name) for name in list(body.fields)[:6]]
    more = f" and {len(body.fields) - 6} more" if len(body.fields) > 6 else ""
    return Told("facts", f"{_id(body.incident)} fact sheet{t.by}: {listed(lines)}{more}")


@tells(events.SubjectRequestReceived)
def _received(body: events.SubjectRequestReceived, t: Teller) -> Told:
    came = f", came at {stamp(t.board, body.since)}" if body.since != t.record.at else ""
    text = f"{_id(body.request)} {one_line(body.person, 60)} asks about their data: {t.names.right(body.right)}{came}"
    return Told("request", text, urgency="notice")


@tells(events.SubjectRequestVerified)
def _verified(body: events.SubjectRequestVerified, t: Teller) -> Told:
    said = "is who they say" if body.holds else "could not be confirmed"
    return Told("request", f"{_id(body.request)} the person {said}, checked{t.by}: {one_line(body.how, 200)}")


@tells(events.SubjectRequestAnswered)
def _answered(body: events.SubjectRequestAnswered, t: Teller) -> Told:
    text = f"{_id(body.request)} {one_line(body.outcome, 20)}{t.by}"
    return Told("request", text, one_line(body.text, 400))
