"""What an impact assessment suggests: the strictest severity, a category, and every reason."""

import msgspec
import pytest

from irsim.board.suggesting import suggest, suggested_for
from irsim.commands import Amend, Assess
from irsim.plan import default_plan_text
from tests.board.desk import Desk


def assessed(**fields: object) -> Desk:
    desk = Desk()
    desk.declare("1m", "SEV-3", "operational")
    desk.do("2m", Assess("INC-1", **fields))  # type: ignore[arg-type]
    return desk


@pytest.mark.parametrize(
    ("fields", "severity", "category"),
    [
        ({"functionality_loss": "complete"}, "SEV-1", "outage"),
        ({"functionality_loss": "complete", "customer_impact": "none"}, "SEV-3", "outage"),
        ({"functionality_loss": "partial", "customer_impact": "degraded"}, "SEV-2", "outage"),
        ({"functionality_loss": "partial", "customer_impact": "none"}, "SEV-3", "outage"),
        ({"customer_impact": "unavailable"}, "SEV-2", "outage"),
        ({"data_compromised": True}, "SEV-1", "data"),
        ({"revenue": 1}, "SEV-1", ""),
        ({"customers": 99}, "", ""),
        ({"customers": 100}, "SEV-2", ""),
        ({"customers": 1000}, "SEV-1", ""),
        ({"regulatory": True}, "SEV-2", ""),
        ({"brand": "high"}, "SEV-2", ""),
        ({"resources": 5}, "SEV-2", ""),
        ({"users": 1}, "SEV-3", ""),
        ({"users": 2}, "", ""),
        ({"customer_impact": "none"}, "SEV-4", ""),
        ({}, "", ""),
    ],
)
def test_by_the_definitions_of_the_severities(fields: dict[str, object], severity: str, category: str) -> None:
    desk = assessed(**fields)
    suggested = suggested_for(desk.board, desk.incident)
    assert (suggested.severity, suggested.category) == (severity, category)
    assert bool(suggested.for_severity) == bool(severity)


def test_the_strictest_counts_and_each_reason_for_it_is_given() -> None:
    desk = assessed(data_compromised=True, revenue=500, customer_impact="degraded")
    suggested = suggested_for(desk.board, desk.incident)
    assert suggested.severity == "SEV-1"
    assert len(suggested.for_severity) == 2
    assert "Customers notice that it is degraded" in [rule.because for rule in suggested.rules]


def test_a_security_alert_makes_it_a_security_incident_before_the_data_do() -> None:
    desk = Desk()
    desk.alert("0m", "high", "api", "security")
    desk.declare("1m", "SEV-3", "operational")
    desk.do("2m", Assess("INC-1", data_compromised=True))
    assert suggested_for(desk.board, desk.incident).category == "data"
    desk.board.incidents["INC-1"].alerts.append("AL-1")
    assert suggested_for(desk.board, desk.incident).category == "security"


def test_without_an_assessment_nothing_is_suggested_and_another_plan_suggests_its_own() -> None:
    desk = Desk()
    desk.declare("1m")
    assert suggested_for(desk.board, desk.incident).severity == ""
    rules = desk.board.rules
    assert suggest(rules, {"functionality_loss": "complete", "customer_impact": ""}).severity == "SEV-1"
    text = default_plan_text().replace("customers: {at_least: 100}", "customers: {at_least: 7}")
    other = Desk(text)
    other.declare("1m", "SEV-3", "operational")
    other.do("2m", Assess("INC-1", customers=8))
    assert suggested_for(other.board, other.incident).severity == "SEV-2"


def test_kinds_of_data_are_the_plans_and_stay_until_others_are_named() -> None:
    desk = assessed(data_kinds=("card", "EU-personal"))
    assert desk.incident.data_kinds == ["eu-personal", "card"]
    desk.do("3m", Assess("INC-1", users=4))
    assert desk.incident.data_kinds == ["eu-personal", "card"]
    desk.do("4m", Amend("INC-1", data_kinds=()))
    assert desk.incident.data_kinds == []
    reason, hint = desk.refused("5m", Assess("INC-1", data_kinds=("cards",)))
    assert (reason, hint) == ("there is no kind of data 'cards'", "did you mean 'card'?")
    assert msgspec.json.encode(desk.incident)
