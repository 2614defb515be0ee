"""Claims go by when something was said at the table, not by when the scribe entered it."""

import pytest

from irsim.commands import Acknowledge, Classify, Command, Note, SendUpdate
from irsim.events.communication import UpdateQueued, UpdateSent
from irsim.events.incident import IncidentAcknowledged, IncidentClassified, IncidentDeclared, NoteAdded
from irsim.events.inputs import CommandSubmitted
from irsim.words.durations import MINUTE, parse_duration

from .telling import Telling, expected

CLASSIFIED = IncidentClassified("INC-1", "SEV-1", "outage", "operational")


def said(told: Telling, when: str, said: str, command: Command) -> int:
    """A command that is entered at `when` and was said at `said`; its seq."""
    body = CommandSubmitted(f"c{len(told.records)}", command, said=parse_duration(said))
    return told.at(when, body, by="incident_commander")


@pytest.mark.parametrize(
    ("instant", "verdict", "points"), [("10m", "met", 10.0), ("10m1ms", "late", 5.0), ("14m", "late", 5.0)]
)
def test_a_deed_that_was_said_in_time_is_met_however_late_it_was_entered(
    instant: str, verdict: str, points: float
) -> None:
    """Given an expectation by 10m, entered at 14m."""
    told = Telling()
    told.outage("4m")
    told.at("14m", CLASSIFIED, cause=said(told, "14m", instant, Classify("INC-1", "SEV-1", "outage")))
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.at) == (verdict, points, parse_duration(instant))


@pytest.mark.parametrize(("instant", "verdict"), [("18m59s", "met"), ("19m", "late")])
def test_a_clock_of_the_truth_stops_when_it_was_said(instant: str, verdict: str) -> None:
    """Given a SEV-1 whose first sign comes at 4m, a respond clock of under 15m, acknowledged in the log at 25m."""
    told = Telling(expected(does=None, by=None, clock="respond", incident="outage", title="Respond"))
    told.outage("4m")
    told.at("25m", IncidentAcknowledged("INC-1"), cause=said(told, "25m", instant, Acknowledge("INC-1")))
    claim = told.ended().claim()
    assert (claim.verdict, claim.at) == (verdict, parse_duration(instant))
    assert f"done at T+00:{instant[:2]}" in claim.rule


def test_a_cadence_runs_from_what_was_said_and_is_kept_by_what_was_said() -> None:
    told = Telling(expected(does=None, by=None, clock="internal-update", incident="outage", title="Tell"))
    told.outage("4m")
    told.at("15m", IncidentDeclared("INC-1"), cause=said(told, "15m", "10m", Note("INC-1", "It is one.")))
    command = said(told, "45m", "39m", SendUpdate("INC-1", "team", "slack", text="Word"))
    queued = told.at("45m", UpdateQueued("UPD-1", "INC-1", "team", "slack", text="Word"), cause=command)
    told.at("46m", UpdateSent("UPD-1", "INC-1", "team", "slack", text="Word", queued_at=39 * MINUTE), cause=queued)
    claim = told.ended().claim()
    assert (claim.verdict, claim.due, claim.at) == ("met", 40 * MINUTE, 39 * MINUTE)


def test_a_harm_came_before_or_after_by_when_it_was_said() -> None:
    harm = {
        "id": "blurted",
        "title": "Spoke too soon",
        "objective": "detection",
        "role": "incident_commander",
        "costs": 3,
        "any_of": [{"event": "note.added"}],
        "before": [{"event": "incident.classified"}],
    }
    for instant, harms in (("6m", 1), ("8m", 0)):
        told = Telling(harms=[harm])
        told.outage("4m")
        told.classified("7m")
        told.at("9m", NoteAdded("INC-1", "Hm."), cause=said(told, "9m", instant, Note("INC-1", "Hm.")))
        assert sum(claim.harm for claim in told.ended().score().claims) == harms


def test_times_to_acknowledge_are_counted_to_when_it_was_said() -> None:
    told = Telling()
    told.outage("4m")
    told.at("14m", IncidentAcknowledged("INC-1"), cause=said(told, "14m", "6m", Acknowledge("INC-1")))
    card = told.ended().score()
    assert next(times for times in card.metrics.incidents if times.truth == "outage").acknowledge == 2 * MINUTE
