"""The whole scorecard: sums, coverage, times, clocks, and what holds for any session."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.commands import Note
from irsim.events.alerts import AlertDismissed
from irsim.events.base import Event
from irsim.events.clocks import ClockStarted, ClockWaived
from irsim.events.communication import StatuspagePosted
from irsim.events.incident import (
    AwarenessRecorded,
    IncidentAcknowledged,
    IncidentClassified,
    IncidentDeclared,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.inputs import CommandRefused
from irsim.events.session import InjectDelivered, PartOpened, SessionClosed, TimeAdvanced
from irsim.events.work import PageMissed, PageSent
from irsim.events.world import FaultEnded, FaultStarted
from irsim.scoring.score import score
from irsim.scoring.scorecard import Scorecard
from irsim.scoring.totals import percent
from irsim.words.durations import MINUTE

from .telling import PEOPLE, Telling, expected
from .test_wrong import PROMISE, TELL


def test_what_is_not_exercised_or_not_rated_leaves_the_score_and_lowers_coverage() -> None:
    told = Telling(
        expected(),
        expected(id="never", by={"within": "5m", "after": "mail-from-customer"}),
        expected(id="said", does=None, judge="evaluator", points=20),
    )
    told.outage()
    told.classified("5m")
    card = told.ended().score()
    assert [claim.verdict for claim in card.claims] == ["met", "not exercised", "not rated"]
    assert (card.score, card.coverage) == (100.0, 25.0)
    total = card.objectives[0]
    assert (total.points, total.possible, total.score, total.coverage) == (10.0, 10.0, 100.0, 25.0)


def test_an_objective_of_which_nothing_counted_has_no_score() -> None:
    card = Telling(expected()).score()
    assert (card.score, card.coverage) == (None, 0.0)
    assert {total.id: total.score for total in card.objectives} == {"detection": None, "telling": None}


def test_objectives_and_roles_are_named_by_scenario_and_plan() -> None:
    card = Telling(TELL, expected()).ended().score()
    assert [(total.id, total.label) for total in card.objectives] == [
        ("detection", "Detect and classify"),
        ("telling", "Tell people"),
    ]
    assert [total.id for total in card.roles] == ["incident_commander", "communications_lead"]


@pytest.mark.parametrize(
    ("points", "possible", "share"),
    [(10, 10, 100.0), (9.999, 10, 99.9), (1, 3, 33.3), (-5, 10, 0.0), (0, 0, None), (0, 10, 0.0)],
)
def test_only_all_points_are_a_hundred(points: float, possible: float, share: float | None) -> None:
    assert percent(points, possible) == share


def test_times_of_a_true_incident() -> None:
    told = Telling(expected())
    told.fault("1m")
    told.outage("4m")
    told.acknowledged("6m")
    told.declared("7m")
    told.update("9m", audience="team", name="UPD-1")
    told.update("10m", name="UPD-2")
    told.status("20m", "contained")
    told.at("25m", FaultEnded("bad-deploy", "api"))
    told.status("50m", "resolved")
    times = told.ended().score().metrics.incidents[0]
    assert (times.incident, times.truth, times.assigned_severity, times.true_severity) == (
        "INC-1",
        "outage",
        "SEV-1",
        "SEV-1",
    )
    minutes = [
        times.first_sign,
        times.detect,
        times.acknowledge,
        times.declare,
        times.first_public_update,
        times.contain,
        times.contain_by_world,
        times.resolve,
    ]
    assert [instant // MINUTE for instant in minutes] == [4, 6, 2, 3, 6, 16, 21, 46]


def test_times_of_what_never_happened_are_minus_one() -> None:
    outage, exfil = Telling(expected()).ended().score().metrics.incidents
    assert (outage.incident, outage.first_sign, outage.detect, outage.resolve) == ("", -1, -1, -1)
    assert exfil.truth == "exfil"


def test_an_incident_that_stands_for_nothing_true_is_listed_too() -> None:
    told = Telling(expected())
    told.detected("5m", "INC-1", category="security", services=("mail",))
    told.acknowledged("6m")
    times = told.ended().score().metrics.incidents[-1]
    assert (times.incident, times.truth, times.detect, times.acknowledge) == ("INC-1", "", -1, MINUTE)


def test_the_status_page_is_a_public_update() -> None:
    told = Telling(expected())
    told.outage("4m")
    told.at("7m", StatuspagePosted("INC-1", "investigating"))
    assert told.ended().score().metrics.incidents[0].first_public_update == 3 * MINUTE


def test_counts_over_the_session() -> None:
    told = Telling(expected())
    told.outage("4m")
    told.alert("5m", "AL-2")
    told.at("6m", AlertDismissed("AL-2", "noise"))
    told.at("6m", IncidentDismissed("INC-1", "noise"))
    refused = told.command("7m", Note("INC-9", "x"))
    told.at("7m", CommandRefused("there is none"), cause=refused)
    told.at("7m", PageSent("PG-1", "on-call"))
    told.at("8m", PageMissed("PG-1", "on-call"))
    told.update("9m", audience="team", name="UPD-1")
    told.update("10m", name="UPD-2")
    counted = told.ended().score().metrics
    assert (counted.alerts, counted.alerts_dismissed, counted.false_positives) == (2, 1, 2)
    assert (counted.commands, counted.refused, counted.pages, counted.pages_missed) == (1, 1, 1, 1)
    assert (counted.updates, counted.public_updates) == (2, 1)


def test_clocks_of_the_board_as_they_ended() -> None:
    told = Telling(expected())
    told.outage("4m")
    told.at("4m", ClockStarted("INC-1/respond", "respond", 4 * MINUTE, 19 * MINUTE, "INC-1", strict=True))
    told.at("4m", ClockStarted("INC-1/contain", "contain", 4 * MINUTE, 34 * MINUTE, "INC-1"))
    told.at("4m", ClockStarted("INC-1/gone", "gone", 4 * MINUTE, 34 * MINUTE, "INC-1"))
    told.at("5m", ClockWaived("INC-1/gone", "merged"))
    told.acknowledged("6m")
    card = told.ended().score()
    assert [(clock.rule, clock.verdict) for clock in card.clocks] == [
        ("respond", "met"),
        ("contain", "overdue"),
        ("gone", "waived"),
    ]
    assert (card.clocks[0].label, card.clocks[0].owner) == ("Respond", "incident_commander")
    assert (card.metrics.clocks_met, card.metrics.clocks_overdue, card.metrics.clocks_waived) == (1, 1, 1)


def test_the_card_says_what_it_is_of() -> None:
    told = Telling(expected())
    told.ended()
    told.at("2h", SessionClosed())
    card = told.score()
    assert (card.scenario, card.codename, card.closed, card.ended_at) == ("leak", "HERON", True, 120 * MINUTE)
    assert (card.seats, card.assist, card.head) == (PEOPLE, "standard", told.records[-1].digest)
    assert msgspec.json.decode(msgspec.json.encode(card), type=Scorecard) == card


def test_a_live_store_has_times_and_no_claims() -> None:
    told = Telling(scenario="")
    told.detected("5m")
    told.acknowledged("7m")
    card = told.score()
    assert (card.claims, card.score, card.coverage, card.scenario) == ([], None, 0.0, "leak")
    assert card.metrics.incidents[0].acknowledge == 2 * MINUTE


def test_records_that_do_not_begin_at_the_beginning_are_refused() -> None:
    told = Telling()
    told.outage()
    with pytest.raises(ValueError, match="from its first record on"):
        score(told.records[1:])
    with pytest.raises(ValueError, match="from its first record on"):
        score([])


# ------------------------------------------------------------------ what holds for any session

ANY: list[Event] = [
    InjectDelivered("page-from-siem"),
    InjectDelivered("mail-from-customer"),
    InjectDelivered("false-lead"),
    IncidentDeclared("INC-1"),
    IncidentAcknowledged("INC-1"),
    IncidentAcknowledged("INC-2"),
    IncidentClassified("INC-1", "SEV-1", "outage", "operational"),
    IncidentClassified("INC-1", "SEV-4", "data", "security", personal_data=True),
    IncidentClassified("INC-2", "SEV-2", "data", "security"),
    IncidentStatusChanged("INC-1", "mitigating", "contained", "containment"),
    IncidentStatusChanged("INC-1", "closed", "closed", "recovery"),
    IncidentDismissed("INC-2", "nothing"),
    IncidentMerged("INC-1", "INC-2"),
    IncidentMerged("INC-2", "INC-1"),
    AwarenessRecorded("INC-2", 5 * MINUTE),
    AlertDismissed("AL-1", "noise"),
    FaultStarted("bad-deploy", "api"),
    FaultEnded("bad-deploy", "api"),
    PageSent("PG-1", "on-call", "INC-1"),
    StatuspagePosted("INC-1", "investigating"),
    TimeAdvanced(60 * MINUTE, "Later"),
    PartOpened("week"),
]

ASKED = [
    expected(values={"severity": "SEV-1", "category": "outage"}, incident="outage"),
    expected(id="anchored", by={"within": "10m", "after": "mail-from-customer"}, wrong=[PROMISE["any_of"][0]], costs=7),  # type: ignore[index]
    expected(id="twice", does={"event": "incident.acknowledged"}, at_least=2, objective="telling"),
    expected(id="respond", does=None, by=None, clock="respond", incident="outage", points=3),
    expected(id="contain", does=None, by=None, clock="contain", incident="outage", points=7),
    expected(id="privacy", does=None, by=None, clock="gdpr-33", incident="exfil"),
    expected(id="said", does=None, judge="evaluator", needs=["false-lead"], objective="telling"),
    {**TELL, "contains": ["regret", "next_step"], "at_least": 2},
]

MINUTES = st.integers(1, 120)
ACTS = st.lists(st.tuples(MINUTES, st.sampled_from([*ANY, "promise", "sorry", "P", "U"])), max_size=30)


@settings(max_examples=150, deadline=None)
@given(
    acts=ACTS,
    ends=st.none() | st.just(120),
    seats=st.dictionaries(st.sampled_from(list(PEOPLE)), st.sampled_from(["people", "script", "simulated", "empty"])),
)
def test_whatever_happens_scores_stay_within_bounds(
    acts: list[tuple[int, Event | str]], ends: int | None, seats: dict[str, str]
) -> None:
    harms = [PROMISE, {**PROMISE, "id": "dismiss", "any_of": [{"event": "incident.dismissed"}], "costs": 100}]
    told = Telling(*ASKED, harms=harms, seats=seats)
    told.alert("0s", cause=told.inject("0s", "page-from-siem"))
    told.detected("0s", "INC-1", "AL-1", services=("api",))
    told.attached("0s")
    told.detected("0s", "INC-2", category="data", services=("mail",))
    for number, (minute, act) in enumerate(sorted(acts, key=lambda each: each[0])):
        when = f"{minute}m"
        if act in ("P", "U"):
            told.rated(when, str(act), "said")
        elif isinstance(act, str):
            told.update(when, when, name=f"UPD-{number}", flags=("promises" if act == "promise" else "regret",))
        else:
            told.at(when, act)
    if ends is not None:
        told.ended(f"{ends}m")
    card = told.score()
    sums = [(card.score, card.coverage)]
    sums += [(total.score, total.coverage) for total in [*card.objectives, *card.roles]]
    for share, coverage in sums:
        assert share is None or 0 <= share <= 100
        assert 0 <= coverage <= 100
    seqs = {record.seq for record in told.records}
    for claim in card.claims:
        assert claim.harm or claim.points <= claim.possible
        assert seqs.issuperset(claim.evidence)
        assert claim.rule.startswith(claim.title)
        if claim.verdict in ("met", "late", "partly", "wrong"):
            assert claim.evidence
    assert score(told.records) == card
    assert json.loads(msgspec.json.encode(card))["head"] == told.records[-1].digest
