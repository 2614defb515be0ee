"""Another version of the plan while incidents are open: deadlines that stand stay, what comes next goes by the new."""

import json
from collections.abc import Callable
from typing import Any

from irsim.commands import Acknowledge, Assess, Classify, Close, Resolve
from irsim.events.base import Event
from irsim.events.live import PlanAdopted
from irsim.plan import default_plan_text, load_plan
from irsim.words.yamltext import read_yaml
from tests.board.desk import at_text
from tests.board.live import Watch, firing

Change = Callable[[dict[str, Any]], object]


def plan(change: Change) -> str:
    """The plan that ships, after a change."""
    data = read_yaml(default_plan_text(), "plan").data
    change(data)
    text = json.dumps(data, indent=1)
    load_plan(text)
    return text


def adopted(watch: Watch, when: str, change: Change) -> list[Event]:
    return watch.enter(when, PlanAdopted(plan(change)), "desk")


def part(data: dict[str, Any], section: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in data[section] if entry["id"] == name)
    return found


def clock(name: str, **values: Any) -> Change:
    return lambda data: part(data, "clocks", name).update(values)


def told(watch: Watch, kind: str) -> list[str]:
    """When each record of a kind was made."""
    return [at_text(record.at) for record in watch.records(kind)]


def test_the_interval_that_runs_ends_when_people_were_told_and_the_next_goes_by_the_new_plan() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    watch.do("0s", Acknowledge("INC-1"))
    watch.update("5m", audience="customers")
    adopted(watch, "30m", clock("customer-update", within={"SEV-1": "20m", "SEV-2": "2h"}))
    watch.says("31m", firing("b", "critical"))  # the facts of the incident are looked at again
    assert watch.runs("customer-update")[-1] == ("5m", "1h5m", "running")
    watch.update("40m", audience="customers")
    watch.to("41m")
    assert watch.runs("customer-update")[-1] == ("40m", "1h", "running")


def test_a_missed_deadline_stays_missed_by_a_plan_that_gives_more_time() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    watch.to("20m")
    adopted(watch, "21m", clock("respond", under={"SEV-1": "1h", "SEV-2": "1h"}))
    watch.says("22m", firing("b", "critical"))
    assert watch.runs("respond") == [("0s", "15m", "overdue")]
    assert watch.announced("respond") == ["15m"]


def test_another_severity_goes_by_the_new_plan() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    adopted(watch, "1m", clock("respond", under={"SEV-1": "5m", "SEV-2": "30m", "SEV-3": "4h"}))
    assert watch.runs("respond") == [("0s", "15m", "running")]
    watch.do("2m", Classify("INC-1", "SEV-2", "outage"))
    assert watch.runs("respond") == [("0s", "30m", "running")]
    watch.do("3m", Classify("INC-1", "SEV-1", "outage"))
    assert watch.runs("respond") == [("0s", "5m", "running")]


def test_a_clock_that_the_new_plan_asks_for_begins_unless_it_were_due_already() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    watch.do("1s", Classify("INC-1", "SEV-3", "outage"))
    assert watch.runs("stabilise")[-1][2] == watch.runs("contain")[-1][2] == "waived"

    def wider(data: dict[str, Any]) -> None:
        for name in ("contain", "stabilise"):
            part(data, "clocks", name)["severities"].append("SEV-3")

    adopted(watch, "1h", wider)
    watch.says("1h1m", firing("b", "critical"))
    assert watch.runs("stabilise")[-1] == ("0s", "2h", "running")
    assert watch.runs("contain")[-1][2] == "waived", "half an hour after the detection is past"
    assert not watch.announced("contain")


def test_the_warning_before_a_deadline_goes_by_the_new_plan() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    adopted(watch, "1m", clock("stabilise", warn="90m"))
    watch.to("2h")
    warned = [at_text(record.at) for record in watch.records("clock.warned") if "stabilise" in record.body.id]  # type: ignore[attr-defined]
    assert warned == ["30m"]


def test_how_long_an_incident_may_go_untouched_is_the_new_plans() -> None:
    for given, asked in (("1h", ["1h", "2h"]), ("4m", ["10m1ms", "14m1ms", "18m1ms"])):
        watch = Watch()
        watch.fires("0s", severity="critical")
        watch.do("0s", Acknowledge("INC-1"))
        adopted(watch, "10m", lambda data, given=given: data["intake"].update(untouched={"SEV-1": given}))  # type: ignore[misc]
        watch.to("2h")
        assert told(watch, "incident.returned")[: len(asked)] == asked


def test_when_somebody_is_paged_for_an_unhandled_alert_is_the_new_plans() -> None:
    for given, paged in (("20m", "20m"), ("1m", "3m1ms")):
        watch = Watch()
        watch.fires("0s", severity="high")
        adopted(watch, "3m", lambda data, given=given: data["pages"][0].update(unhandled_for=given))  # type: ignore[misc]
        watch.to("1h")
        assert told(watch, "alert.unhandled") == [paged]


def test_an_alert_that_only_the_new_plan_pages_for_is_paged_and_one_of_no_rule_any_more_is_not() -> None:
    def only(severity: str) -> Change:
        return lambda data: data["pages"][0]["on"].update(where={"severity": severity})

    watch = Watch()
    watch.fires("0s", severity="warning", service="x")
    adopted(watch, "1h", only("medium"))
    watch.to("2h")
    assert told(watch, "alert.unhandled") == ["1h1ms"]
    watch = Watch()
    watch.fires("0s", severity="high")
    adopted(watch, "1m", only("critical"))
    watch.to("2h")
    assert told(watch, "alert.unhandled") == []


def test_when_a_flapping_alert_has_settled_is_the_new_plans() -> None:
    for given, settled in (("1h", "1h8m"), ("2m", "10m1ms")):
        watch = Watch()
        watch.fires("0s", severity="high")
        for minute in range(1, 5):
            watch.ends(f"{2 * minute - 1}m")
            watch.fires(f"{2 * minute}m", severity="high")
        adopted(watch, "10m", lambda data, given=given: data["intake"]["flapping"].update(quiet=given))  # type: ignore[misc]
        watch.to("3h")
        assert told(watch, "alert.settled") == [settled]


def test_what_is_closed_leaves_the_board_when_the_new_plan_says() -> None:
    for given, left in (("60d", "60d2s"), ("1d", "2d1ms")):
        watch = Watch()
        watch.fires("0s", severity="critical")
        watch.do("1s", Acknowledge("INC-1"))
        watch.do("1s", Classify("INC-1", "SEV-5", "outage"))
        watch.ends("1s")
        watch.do("1s", Resolve("INC-1"))
        watch.do("2s", Close("INC-1"))
        adopted(watch, "2d", lambda data, given=given: data["intake"].update(archive_after=given))  # type: ignore[misc]
        watch.to("90d")
        assert told(watch, "incident.archived") == [left]


def test_how_long_a_condition_has_to_hold_is_the_new_plans() -> None:
    watch = Watch()
    watch.fires("0s", severity="critical")
    watch.do("0s", Classify("INC-1", "SEV-1", "outage"))
    watch.do("0s", Assess("INC-1", customer_impact="degraded"))
    adopted(watch, "2m", clock("customers-told", **{"for": "1h"}))
    watch.to("2h")
    assert watch.runs("customers-told") == [("1h", "1h15m", "overdue")]
