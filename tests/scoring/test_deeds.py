"""Expectations by deed: met, late, partly, missed, and by when."""

import pytest

from irsim.events.communication import UpdateQueued, UpdateSent
from irsim.events.incident import IncidentClassified
from irsim.events.roles import DeviationRecorded
from irsim.events.work import PageSent
from irsim.reports.scorecard import scorecard_text
from irsim.words.durations import MINUTE

from .telling import Telling, expected

WITHIN = {"within": "10m", "after": "page-from-siem"}


def test_in_time_is_met_and_names_its_evidence_rule_and_instants() -> None:
    told = Telling(expected(by=WITHIN))
    inject = told.outage("4m")
    classified = told.classified("8m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.possible) == ("met", 10.0, 10.0)
    assert claim.evidence == [inject, classified]
    assert (claim.at, claim.due) == (8 * MINUTE, 14 * MINUTE)
    assert claim.rule == "Classify as SEV-1, within 10m of T+00:04:00; done at T+00:08:00"
    assert claim.why == "Severity decides who is woken."


@pytest.mark.parametrize(
    ("when", "verdict", "points"),
    [
        ("14m", "met", 10.0),
        ("14m1ms", "late", 5.0),
        ("24m", "late", 5.0),
        ("24m1ms", "late", 0.0),
    ],
)
def test_the_due_instant_counts_and_late_is_worth_half_until_twice_the_limit(
    when: str, verdict: str, points: float
) -> None:
    told = Telling(expected(by=WITHIN))
    told.outage("4m")
    told.classified(when)
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == (verdict, points)


def test_a_scenario_says_what_late_is_worth() -> None:
    told = Telling(expected(late_share=80))
    told.outage()
    told.classified("12m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("late", 8.0)
    assert "late: worth 80 %" in claim.rule


def test_after_twice_the_limit_the_rule_says_that_it_is_worth_nothing() -> None:
    told = Telling(expected())
    told.outage()
    told.classified("30m")
    assert "after twice the limit, T+00:20:00: worth nothing" in told.ended().claim().rule


def test_what_was_never_done_is_missed_and_says_what_would_have_counted() -> None:
    told = Telling(expected(does={"event": "incident.classified", "where": {"severity": ["SEV-1", "SEV-2"]}}))
    told.outage()
    told.classified("5m", "SEV-4")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.at, claim.evidence) == ("missed", 0.0, -1, [])
    assert "what counts: incident.classified with severity SEV-1 or SEV-2" in claim.rule


def test_right_fields_count_in_part() -> None:
    told = Telling(expected(values={"severity": "SEV-1", "category": ["security", "data"]}))
    told.outage()
    told.classified("5m", "SEV-1", "outage")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("partly", 5.0)
    assert "category was outage, wanted security or data" in claim.rule


def test_partly_and_late_multiply() -> None:
    told = Telling(expected(values={"severity": "SEV-1", "category": "data"}))
    told.outage()
    told.classified("15m", "SEV-1", "outage")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("partly", 2.5)


def test_none_right_is_missed_with_the_evidence_named() -> None:
    told = Telling(expected(values={"severity": "SEV-1"}))
    told.outage()
    classified = told.classified("5m", "SEV-3")
    claim = told.ended().claim()
    assert (claim.verdict, claim.evidence) == ("missed", [classified])
    assert "severity was SEV-3, wanted SEV-1" in claim.rule


def test_of_several_the_one_that_yields_most_counts_and_of_equals_the_earliest() -> None:
    told = Telling(expected(values={"severity": "SEV-1"}))
    told.outage()
    told.classified("5m", "SEV-3")
    better = told.classified("6m", "SEV-1")
    told.classified("7m", "SEV-1")
    assert told.ended().claim().evidence == [better]


def test_a_right_answer_that_is_late_beats_a_wrong_one_in_time() -> None:
    told = Telling(expected(values={"severity": "SEV-1"}))
    told.outage()
    told.classified("5m", "SEV-3")
    told.classified("12m", "SEV-1")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("late", 5.0)


def test_phrase_lists_count_like_fields_and_an_update_counts_when_it_was_commanded() -> None:
    told = Telling(
        expected(does={"event": "update.sent"}, values={"audience": "customers"}, contains=["regret", "next_step"])
    )
    told.outage()
    told.update("10m", flags=("regret",))
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.at) == ("partly", 6.67, 10 * MINUTE)
    assert "no words of the list 'next_step'" in claim.rule


@pytest.mark.parametrize(("pages", "verdict", "points"), [(0, "missed", 0.0), (1, "partly", 5.0), (2, "met", 10.0)])
def test_fewer_than_at_least_are_partly_right(pages: int, verdict: str, points: float) -> None:
    told = Telling(expected(does={"event": "page.sent"}, at_least=2))
    told.outage()
    for number in range(pages):
        told.at(f"{5 + number}m", PageSent(f"PG-{number + 1}", "on-call", "INC-1"))
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, len(claim.evidence)) == (verdict, points, pages)


def test_any_of_several_ways_counts() -> None:
    ways = [{"event": "incident.declared"}, {"event": "incident.acknowledged"}]
    told = Telling(expected(does=None, any_of=ways))
    told.outage()
    told.acknowledged("7m")
    assert told.ended().claim().verdict == "met"


def test_without_a_limit_it_is_due_when_the_session_ends() -> None:
    told = Telling(expected(by=None))
    told.outage()
    assert told.claim().verdict == "not exercised"
    assert told.ended().claim().verdict == "missed"


def test_without_a_limit_what_is_done_is_met_at_any_time() -> None:
    told = Telling(expected(by=None))
    told.outage()
    told.classified("1h59m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.due) == ("met", -1)


def test_a_limit_may_run_from_an_event() -> None:
    told = Telling(expected(by={"within": "5m", "after": {"event": "incident.declared"}}))
    told.outage()
    told.declared("6m")
    told.classified("11m1s")
    claim = told.ended().claim()
    assert (claim.verdict, claim.due) == ("late", 11 * MINUTE)


def test_a_limit_without_an_anchor_runs_from_the_start() -> None:
    told = Telling(expected(by={"within": "5m"}))
    told.outage()
    told.classified("5m")
    assert told.ended().claim().verdict == "met"


def test_a_classification_that_stands_since_before_the_anchor_counts() -> None:
    told = Telling(expected(by={"within": "10m", "after": "mail-from-customer"}))
    told.outage()
    told.classified("5m")
    told.inject("6m", "mail-from-customer")
    assert told.ended().claim().verdict == "met"


def test_an_update_from_before_the_anchor_is_no_answer_to_it() -> None:
    told = Telling(expected(does={"event": "update.sent"}, by={"within": "10m", "after": "mail-from-customer"}))
    told.outage()
    told.update("5m")
    told.inject("6m", "mail-from-customer")
    assert told.ended().claim().verdict == "missed"


def test_an_expectation_about_a_true_incident_ignores_what_was_done_on_another() -> None:
    told = Telling(expected(incident="outage"))
    told.outage()
    told.detected("5m", "INC-2", category="data", services=("mail",))
    told.classified("6m", incident="INC-2")
    assert told.ended().claim().verdict == "missed"


def test_texts_name_the_cast() -> None:
    told = Telling(expected(title="Call {{ customer.name }} back", why="{{ broken"))
    claim = told.ended().claim()
    assert claim.title == "Call Fjord Ltd back"
    assert claim.rule.startswith("Call Fjord Ltd back, by T+00:10:00; not done")
    assert claim.why == "{{ broken"


def test_what_people_typed_is_quoted_and_never_filled_in() -> None:
    told = Telling(expected(does={"event": "update.sent"}, values={"text": "Nothing"}))
    told.outage()
    told.update("5m")
    assert "text was Word, wanted Nothing" in told.ended().claim().rule


class TestWhoMustHaveDoneIt:
    ONLY = expected(**{"as": "incident_commander"})

    def test_what_another_role_did_does_not_count_and_the_rule_says_who_did_it(self) -> None:
        told = Telling(self.ONLY)
        told.outage()
        told.at("6m", IncidentClassified("INC-1", "SEV-1", "outage", "operational"), by="technical_lead:Ana")
        claim = told.ended().claim()
        assert (claim.verdict, claim.points) == ("missed", 0.0)
        assert "technical lead did it at T+00:06:00, and only the incident commander counts" in claim.rule

    @pytest.mark.parametrize("by", ["incident_commander", "incident_commander:Bo", "sim:incident_commander"])
    def test_the_role_itself_counts_by_whatever_name(self, by: str) -> None:
        told = Telling(self.ONLY)
        told.outage()
        told.at("6m", IncidentClassified("INC-1", "SEV-1", "outage", "operational"), by=by)
        assert told.ended().claim().verdict == "met"

    def test_what_the_desk_carries_out_is_done_by_whoever_commanded_it(self) -> None:
        for by, verdict in (("communications_lead", "met"), ("technical_lead", "missed")):
            told = Telling(expected(does={"event": "update.sent"}, **{"as": "communications_lead"}))
            told.outage()
            queued = told.at("5m", UpdateQueued("UPD-1", "INC-1", "customers", "slack", text="Word"), by=by)
            sent = UpdateSent("UPD-1", "INC-1", "customers", "slack", text="Word", queued_at=5 * MINUTE)
            told.at("5m10s", sent, by="desk", cause=queued)
            assert told.ended().claim().verdict == verdict

    def test_a_deviation_costs_nothing_and_stands_on_the_scorecard(self) -> None:
        told = Telling(expected())
        told.outage()
        told.classified("6m")
        seq = told.at("6m", DeviationRecorded("INC-1", "classify", "technical_lead", "incident_commander"))
        card = told.ended().score()
        assert card.score == 100
        assert [(each.seq, each.role, each.owner) for each in card.deviations] == [
            (seq, "technical_lead", "incident_commander")
        ]
        text = scorecard_text(card)
        assert "Deviations from roles" in text
        assert "technical lead: 'classify' on INC-1, which is the incident commander's" in text
