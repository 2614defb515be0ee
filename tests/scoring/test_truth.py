"""Which incident of the board stands for which of the truth, and what its first sign was."""

from dataclasses import replace

from irsim.commands import Declare
from irsim.events.incident import IncidentDismissed, IncidentMerged
from irsim.events.world import MessageDelivered, MessageLost, MessageSent
from irsim.scoring.case import read
from irsim.scoring.truth import Realised, realise
from irsim.words.durations import MINUTE

from .telling import Telling


def realised(told: Telling, truth: str = "outage") -> Realised:
    return realise(read(told.records))[truth]


def sign_at(told: Telling, truth: str = "outage") -> int:
    first = realised(told, truth).first_sign
    return first.at if first is not None else -1


def mail(told: Telling, sent: str, delivered: str = "") -> int:
    inject = told.inject(sent, "mail-from-customer")
    told.at(sent, MessageSent("MSG-1", "mail", "somebody"), cause=inject)
    if delivered:
        told.at(delivered, MessageDelivered("MSG-1", "mail", "somebody", "Our lists"), cause=inject)
    return inject


def test_an_attached_alert_that_is_a_sign_makes_it_so() -> None:
    told = Telling()
    told.outage("4m")
    assert realised(told).incidents == ("INC-1",)
    assert realised(told, "exfil").incidents == ()


def test_a_monitor_is_a_sign_on_the_services_of_the_truth_only() -> None:
    told = Telling()
    told.alert("2m", "AL-1", "error-rate", "mail")
    assert sign_at(told) == -1
    told.alert("3m", "AL-2", "error-rate", "api")
    assert sign_at(told) == 3 * MINUTE


def test_a_sign_may_name_monitor_and_service() -> None:
    told = Telling()
    told.alert("2m", "AL-1", "error-rate", "api")
    told.alert("3m", "AL-2", "error-rate", "mail")
    case = read(told.records)
    assert case.loaded is not None
    scenario = case.loaded.scenario
    outage = scenario.truth.incidents[0].model_copy(update={"signs": ["error-rate@mail"]})
    truth = scenario.truth.model_copy(update={"incidents": [outage]})
    loaded = replace(case.loaded, scenario=scenario.model_copy(update={"truth": truth}))
    first = realise(replace(case, loaded=loaded))["outage"].first_sign
    assert first is not None
    assert first.at == 3 * MINUTE


def test_what_a_decoy_makes_a_monitor_say_is_no_sign() -> None:
    told = Telling()
    decoy = told.inject("3m", "false-lead")
    told.alert("3m", "AL-1", "error-rate", "api", cause=decoy)
    assert sign_at(told) == -1


def test_a_message_is_a_sign_from_when_it_reached_somebody() -> None:
    told = Telling()
    mail(told, "6m")
    assert sign_at(told, "exfil") == -1
    told = Telling()
    mail(told, "6m", "9m")
    assert sign_at(told, "exfil") == 9 * MINUTE


def test_a_message_that_was_lost_is_no_sign() -> None:
    told = Telling()
    told.at("6m", MessageLost("MSG-1", "mail"), cause=told.inject("6m", "mail-from-customer"))
    assert sign_at(told, "exfil") == -1


def test_detected_by_a_message_that_is_a_sign() -> None:
    told = Telling()
    mail(told, "6m", "7m")
    told.detected("7m", "INC-1", "MSG-1", category="outage", services=("api",))
    assert realised(told, "exfil").incidents == ("INC-1",)


def test_declared_with_a_message_that_is_a_sign() -> None:
    told = Telling()
    mail(told, "6m", "7m")
    command = told.command("8m", Declare(title="Leak", messages=("MSG-1",)))
    told.detected("8m", "INC-1", "AL-9", category="outage", cause=command)
    assert realised(told, "exfil").incidents == ("INC-1",)


def test_else_the_same_category_and_a_service_in_common() -> None:
    told = Telling()
    told.detected("5m", "INC-1", category="outage", services=("mail",))
    assert realised(told).incidents == ()
    told.detected("6m", "INC-2", category="data", services=("api",))
    assert realised(told).incidents == ()
    told.detected("7m", "INC-3", category="outage", services=("api", "mail"))
    assert realised(told).incidents == ("INC-3",)


def test_an_incident_that_names_no_service_contradicts_nothing() -> None:
    told = Telling()
    told.detected("5m", "INC-1", category="data")
    assert realised(told, "exfil").incidents == ("INC-1",)


def test_likeness_counts_only_where_no_sign_was_used() -> None:
    told = Telling()
    told.outage("4m")
    told.detected("7m", "INC-2", category="outage", services=("api",))
    assert realised(told).incidents == ("INC-1",)


def test_merged_incidents_stand_for_the_same() -> None:
    told = Telling()
    told.outage("4m")
    told.detected("5m", "INC-2", category="data")
    told.attached("6m", "AL-1", "INC-2")
    told.at("6m", IncidentMerged("INC-1", "INC-2"))
    assert realised(told).incidents == ("INC-1", "INC-2")


def test_a_dismissed_incident_still_stands_for_it() -> None:
    told = Telling()
    told.outage("4m")
    told.at("6m", IncidentDismissed("INC-1", "a fluke"))
    assert realised(told).incidents == ("INC-1",)


def test_the_world_contains_when_the_last_fault_ended() -> None:
    told = Telling()
    assert realised(told).contained_at == -1
    told.fault("1m", "20m")
    assert realised(told).contained_at == 20 * MINUTE
