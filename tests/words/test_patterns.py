"""Event patterns: a kind, and fields that fit."""

import pytest

from irsim.events.communication import UpdateSent
from irsim.events.incident import IncidentAmended, IncidentClassified
from irsim.words.patterns import pattern

CLASSIFIED = IncidentClassified("INC-1", "SEV-1", "security", "security", personal_data=True)
SENT = UpdateSent("UPD-1", "INC-1", "customers", "mail", fields={"symptom": "slow"}, flags=("blame", "promise"))


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        ({}, True),
        ({"severity": "SEV-1"}, True),
        ({"severity": ["SEV-2", "SEV-1"]}, True),
        ({"severity": "SEV-2"}, False),
        ({"severity": "SEV-1", "category": "outage"}, False),
        ({"personal_data": True}, True),
        ({"personal_data": 1}, False),
        ({"personal_data": "true"}, False),
        ({"reason": "*"}, False),
        ({"severity": "*"}, True),
        ({"nothing": "*"}, False),
        ({"nothing": None}, True),
    ],
)
def test_an_event_fits_where_every_named_field_does(where: dict[str, object], fits: bool) -> None:
    assert pattern("incident.classified", where).matches(CLASSIFIED) is fits


def test_another_kind_never_fits() -> None:
    assert not pattern("incident.amended").matches(CLASSIFIED)


def test_a_dotted_field_looks_into_maps_and_a_list_fits_by_any_item() -> None:
    assert pattern("update.sent", {"fields.symptom": "slow"}).matches(SENT)
    assert not pattern("update.sent", {"fields.cause": "*"}).matches(SENT)
    assert pattern("update.sent", {"flags": "promise"}).matches(SENT)
    assert not pattern("update.sent", {"flags": "guess"}).matches(SENT)


def test_false_is_not_zero_and_unknown_is_neither() -> None:
    amended = IncidentAmended("INC-1", affected_users=0)
    assert not pattern("incident.amended", {"affected_users": False}).matches(amended)
    assert not pattern("incident.amended", {"personal_data": False}).matches(amended)
    assert pattern("incident.amended", {"personal_data": None}).matches(amended)


def test_a_pattern_says_itself() -> None:
    said = str(pattern("incident.classified", {"severity": ["SEV-1", "SEV-2"], "personal_data": True}))
    assert said == "incident.classified (severity=SEV-1|SEV-2, personal_data=True)"
