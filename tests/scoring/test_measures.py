"""The metrics of both plans, told by hand: times, downtime against 99.9 %, quality, and the security metrics."""

import msgspec
import pytest

from irsim.events.after import SatisfactionGiven
from irsim.events.alerts import AlertDismissed, AlertFired, AlertResolved
from irsim.events.incident import ImpactAssessed, IncidentAmended, IncidentDismissed, IncidentMerged
from irsim.events.session import ServiceBrief, SessionOpened, Setting
from irsim.events.work import AutomationReported, PageAcknowledged, PageMissed, PageSent, StepCompleted
from irsim.plan import default_plan_text
from irsim.reports.verdicts import TIMES as LABELS
from irsim.scenario.script import read_script
from irsim.scoring.measures import TIMES, measures, sample_of
from irsim.scoring.scorecard import Accuracy, Measures, SecurityFigure, ServiceLevel
from irsim.scoring.spread import Share, Spread
from irsim.words.durations import DAY, MINUTE, SECOND
from tests.drills import DATA, played, small

from .telling import Telling


def measured(told: Telling) -> Measures:
    """The metrics of one session."""
    found = told.score().measures
    assert found is not None
    return found


def fired(
    told: Telling, when: str, alert: str, monitor: str = "error-rate", service: str = "api", metric: str = "error_rate"
) -> None:
    """An alert of a metric, which clears by itself one day."""
    told.at(when, AlertFired(alert, monitor, "Something", "high", service, "", "", metric, "ppm", 60_000))


def reopened(**changes: object) -> Telling:
    """A session whose first record says something else."""
    told = Telling()
    first = told.records.pop().body
    assert isinstance(first, SessionOpened)
    told.at("0s", msgspec.structs.replace(first, **changes))
    return told


def service(told: Telling, name: str = "api") -> ServiceLevel:
    return next(each for each in measured(told).services if each.service == name)


def security(told: Telling, name: str) -> SecurityFigure:
    return next(each for each in measured(told).security if each.id == name)


def test_a_worked_example_by_hand() -> None:
    """An outage with its onset at -2m: detected 4m, acknowledged 6m, a step at 9m, declared 10m, resolved 64m. The API
    is down from 3m to 57m."""
    told = Telling()
    fired(told, "3m", "AL-9")
    called = told.inject("4m", "page-from-siem")
    sign = AlertFired("AL-1", "unauthorized-access", "A new sign-in", "critical", "api", "security")
    told.at("4m", sign, cause=called)
    told.detected("4m", "INC-1", "AL-1", services=("api",))
    told.attached("4m", "AL-1")
    told.attached("4m", "AL-9")
    told.acknowledged("6m")
    told.at("9m", StepCompleted("INC-1", "containment", "isolate-compromised-systems"))
    told.declared("10m")
    told.classified("11m", "SEV-2")
    told.at("12m", ImpactAssessed("INC-1", customers=900, revenue=5_000))
    told.at("40m", ImpactAssessed("INC-1", customers=1_200, revenue=12_000))
    told.at("57m", AlertResolved("AL-9"))
    told.status("64m", "resolved")
    told.at("70m", SatisfactionGiven("INC-1", 4))
    told.at("70m", SatisfactionGiven("INC-1", 5))
    found = measured(told.ended())
    assert found.incidents == 2, "the outage, and the leak that nobody noticed"
    assert found.times["detect"] == Spread(1, 6 * MINUTE, 6 * MINUTE, 6 * MINUTE)
    assert found.times["acknowledge"] == Spread(1, 2 * MINUTE, 2 * MINUTE, 2 * MINUTE)
    assert found.times["respond"] == Spread(1, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE)
    assert found.times["resolve"] == Spread(1, 60 * MINUTE, 60 * MINUTE, 60 * MINUTE)
    assert found.downtime == Spread(1, 54 * MINUTE, 54 * MINUTE, 54 * MINUTE)
    assert found.customers == Spread(1, 1_200, 1_200, 1_200), "the latest assessment counts"
    assert found.revenue.mean == 12_000
    assert found.severity == Accuracy(1, 0, 1, 0, 1), "truly SEV-1, so SEV-2 is too mild"
    assert found.satisfaction == Spread(2, 450, 450, 500)
    api = service(told)
    assert (api.down, api.budget, api.period) == (54 * MINUTE, 2_592 * SECOND, 30 * DAY), "43.2 minutes of 30 days"
    assert api.availability == 998_750, "1 - 54 of 43,200 minutes"
    assert not api.lasting


def test_what_happened_on_no_incident_has_no_times() -> None:
    found = measured(Telling().ended())
    assert {name: each.n for name, each in found.times.items()} == dict.fromkeys(TIMES, 0)
    assert found.times["resolve"] == Spread(0)
    assert (found.downtime.n, found.customers.n, found.severity.n) == (0, 0, 0)


def test_every_time_has_a_label() -> None:
    assert list(TIMES) == list(LABELS)


class TestResponse:
    """From detection to the first of: declared, a step of containment, contained."""

    def respond(self, told: Telling) -> int | None:
        return measured(told.ended()).times["respond"].mean

    def test_declaring_is_one(self) -> None:
        told = Telling()
        told.outage()
        told.declared("7m")
        assert self.respond(told) == 3 * MINUTE

    def test_containing_is_one(self) -> None:
        told = Telling()
        told.outage()
        told.status("14m", "contained")
        assert self.respond(told) == 10 * MINUTE

    def test_a_step_of_the_assessment_and_what_automation_did_are_none(self) -> None:
        told = Telling()
        told.outage()
        told.at("5m", StepCompleted("INC-1", "initial_assessment", "evaluate-impact", "assessment"))
        told.at("6m", StepCompleted("INC-1", "containment", "emergency-patch", "immediate", "automation.attached"))
        assert self.respond(told) is None


class TestDowntime:
    """While an alert is open that makes the service's component unavailable."""

    def test_two_alerts_at_once_count_once(self) -> None:
        told = Telling()
        fired(told, "10m", "AL-1")
        fired(told, "20m", "AL-2", "http-5xx", metric="http_5xx")
        told.at("30m", AlertResolved("AL-1"))
        told.at("45m", AlertResolved("AL-2"))
        fired(told, "50m", "AL-3")
        told.at("55m", AlertResolved("AL-3"))
        assert service(told.ended()).down == 40 * MINUTE

    def test_slow_is_not_down(self) -> None:
        told = Telling()
        fired(told, "10m", "AL-1", "response-time", metric="response_time")
        assert service(told.ended()).down == 0

    def test_a_service_that_is_watched_and_never_down_was_there_all_the_time(self) -> None:
        watched = Setting("leak", "HERON", services={"api": ServiceBrief("API", metrics={"error_rate": "ppm"})})
        api = service(reopened(setting=watched).ended())
        assert (api.n, api.down, api.availability) == (1, 0, 1_000_000)

    def test_a_recording_that_is_longer_than_the_window_stands_for_itself(self) -> None:
        told = Telling()
        fired(told, "10m", "AL-1")
        told.at("40m", AlertResolved("AL-1"))
        api = service(told.ended("60d"))
        assert (api.period, api.budget) == (60 * DAY, 2 * 2_592 * SECOND)

    def test_a_false_alarm_is_no_downtime(self) -> None:
        told = Telling()
        fired(told, "10m", "AL-1")
        told.at("40m", AlertDismissed("AL-1", "a load test"))
        assert service(told.ended()).down == 0

    def test_one_that_lasts_counts_up_to_the_end_and_is_said_to(self) -> None:
        told = Telling()
        fired(told, "90m", "AL-1")
        api = service(told.ended("2h"))
        assert (api.down, api.lasting) == (30 * MINUTE, True)

    def test_an_alert_that_nothing_clears_lasts_until_its_incident_is_resolved(self) -> None:
        told = Telling()
        told.at("10m", AlertFired("AL-1", "a-call", "Nobody can sign in", "critical", "api"))
        told.detected("10m", "INC-1", "AL-1")
        told.attached("10m")
        told.status("50m", "resolved")
        api = service(told.ended())
        assert (api.down, api.lasting) == (40 * MINUTE, False)

    def test_a_service_that_is_no_component_s_promises_nothing(self) -> None:
        told = Telling()
        fired(told, "10m", "AL-1", service="mail")
        assert [each.service for each in measured(told.ended()).services] == ["api"]

    def test_a_service_that_no_monitor_watches_is_not_measured(self) -> None:
        api = service(Telling(scenario="").ended())
        assert (api.n, api.availability) == (0, None)

    def test_without_service_levels_nothing_is_reckoned(self) -> None:
        plan = default_plan_text().replace("\nservice_levels:\n  availability: 99.9 %\n  window: 30d\n", "\n")
        assert plan != default_plan_text()
        bare = reopened(plan=plan)
        fired(bare, "10m", "AL-1")
        bare.detected("10m", "INC-1", "AL-1")
        bare.attached("10m")
        found = measured(bare.ended())
        assert (found.services, found.downtime) == ([], Spread(0))


class TestQuality:
    """False positives, severity, pages, updates, automation."""

    def test_an_alert_is_a_false_positive_by_itself_or_with_its_incident(self) -> None:
        told = Telling()
        for number in range(1, 5):
            fired(told, "5m", f"AL-{number}")
        told.detected("6m", "INC-1", "AL-1")
        told.attached("6m", "AL-1")
        told.detected("7m", "INC-2", "AL-2")
        told.attached("7m", "AL-2", "INC-2")
        told.at("8m", IncidentDismissed("INC-1", "a drill of the data centre"))
        told.at("9m", AlertDismissed("AL-3", "a load test"))
        found = measured(told.ended())
        assert (found.false_alerts, found.false_incidents) == (Share(2, 4), Share(1, 2))

    def test_a_merged_incident_is_not_counted_twice(self) -> None:
        told = Telling()
        told.detected("5m", "INC-1")
        told.detected("6m", "INC-2")
        told.at("6m", ImpactAssessed("INC-1", customers=3))
        told.at("7m", ImpactAssessed("INC-2", customers=7))
        told.at("8m", IncidentMerged("INC-2", "INC-1"))
        found = measured(told.ended())
        assert (found.false_incidents.of, found.downtime.n, found.customers) == (1, 1, Spread(1, 7, 7, 7))

    @pytest.mark.parametrize(("said", "off"), [("SEV-1", (1, 0, 0)), ("SEV-3", (0, 1, 0))])
    def test_the_assigned_severity_is_held_against_the_true_one(self, said: str, off: tuple[int, int, int]) -> None:
        told = Telling()
        told.outage()
        told.classified("5m", said)
        found = measured(told.ended()).severity
        assert (found.right, found.too_mild, found.too_strict) == off
        assert (found.n, found.by_truth) == (1, 1)

    def test_where_no_truth_is_known_the_first_severity_is_held_against_the_last(self) -> None:
        told = Telling(scenario="")
        told.detected("5m", "INC-1")
        told.classified("6m", "SEV-1")
        told.classified("60m", "SEV-3")
        told.detected("70m", "INC-2")
        assert measured(told.ended()).severity == Accuracy(1, 0, 0, 1, 0), (
            "too strict at first; INC-2 was not classified"
        )

    def test_pages_their_answers_and_those_that_were_missed(self) -> None:
        told = Telling()
        for number, minute in enumerate((1, 2, 3), 1):
            told.at(f"{minute}m", PageSent(f"PG-{number}", "cto", answer_by=(minute + 5) * MINUTE))
        told.at("3m", PageAcknowledged("PG-1", "cto"))
        told.at("6m", PageAcknowledged("PG-2", "cto"))
        told.at("8m", PageMissed("PG-3", "cto"))
        found = measured(told.ended())
        assert found.page_answers == Spread(2, 3 * MINUTE, 3 * MINUTE, 4 * MINUTE)
        assert found.pages_missed == Share(1, 3)

    def test_what_sources_did_by_themselves_is_counted(self) -> None:
        told = Telling()
        told.at("5m", AutomationReported("AUT-1", "WAF", "Blocked an address"))
        assert measured(told.ended()).automated == 1


class TestSecurityMetrics:
    """Each names its source, a figure, or why there is none."""

    def test_all_thirteen_of_the_document_are_there(self) -> None:
        found = measured(Telling().ended()).security
        assert [each.id for each in found] == [
            "failedAttempts",
            "suspiciousLogins",
            "mfaAdoption",
            "accountLockouts",
            "blockedAttacks",
            "unusualTraffic",
            "ddosIncidents",
            "vulnerabilities",
            "patchesApplied",
            "securityScans",
            "encryptionCoverage",
            "accessViolations",
            "dataLossIncidents",
        ]
        assert all(each.source and (each.figure is not None) != bool(each.unmeasured) for each in found)

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("failedAttempts", "not currently tracked; users contact support"),
            ("mfaAdoption", "planned but not implemented"),
            ("accountLockouts", "not implemented; relies on password reset"),
        ],
    )
    def test_the_document_s_own_reasons(self, name: str, reason: str) -> None:
        figure = security(Telling().ended(), name)
        assert (figure.figure, figure.unmeasured) == (None, reason)

    def test_alerts_of_a_monitor_but_for_false_alarms(self) -> None:
        told = Telling()
        for number, monitor in enumerate(("suspicious-activity", "suspicious-activity", "unauthorized-access"), 1):
            told.alert("5m", f"AL-{number}", monitor)
        told.at("6m", AlertDismissed("AL-2", "the night shift"))
        told.ended()
        assert [security(told, name).figure for name in ("suspiciousLogins", "accessViolations")] == [1, 1]

    def test_incidents_by_their_facts_but_for_false_alarms(self) -> None:
        told = Telling()
        told.detected("5m", "INC-1", category="data")
        told.detected("6m", "INC-2", category="security")
        told.at("7m", IncidentAmended("INC-2", tags=("ddos", "edge")))
        told.detected("8m", "INC-3", category="data")
        told.at("9m", IncidentDismissed("INC-3", "a test"))
        told.ended()
        assert [security(told, name).figure for name in ("dataLossIncidents", "ddosIncidents")] == [1, 1]

    def test_records_that_fit(self) -> None:
        told = Telling()
        told.outage()
        told.at("9m", StepCompleted("INC-1", "containment", "emergency-patch"))
        assert security(told.ended(), "patchesApplied").figure == 1
        assert security(told, "blockedAttacks").figure == 0


def test_over_several_recordings_every_incident_counts_once() -> None:
    """Two incidents of 2m and 4m in one drill, one of 9m in another: the mean is 5m, not that of means (6m)."""
    first, second = Telling(scenario=""), Telling(scenario="")
    for name in ("INC-1", "INC-2"):
        first.detected("0s", name)
    first.acknowledged("2m", "INC-1")
    first.acknowledged("4m", "INC-2")
    second.detected("0s", "INC-1")
    second.acknowledged("9m", "INC-1")
    fired(second, "10m", "AL-1")
    second.at("20m", AlertResolved("AL-1"))
    fired(first, "10m", "AL-1")
    first.at("40m", AlertResolved("AL-1"))
    found = measures([sample_of(told.ended().records) for told in (first, second)])
    assert (found.recordings, found.incidents) == (2, 3)
    assert found.times["acknowledge"] == Spread(3, 5 * MINUTE, 4 * MINUTE, 9 * MINUTE)
    (api,) = found.services
    assert (api.n, api.down, api.period, api.budget) == (2, 40 * MINUTE, 60 * DAY, 2 * 2_592 * SECOND)
    assert {each.recordings for each in found.security if each.figure is not None} == {2}


def test_a_session_can_be_measured_at_every_instant_and_no_service_is_down_longer_than_it_lasted() -> None:
    records = played(small(), read_script(DATA / "small-script.yaml"))[0].records
    for n in range(1, len(records) + 1, 7):
        found = sample_of(records[:n])
        assert all(0 <= each.down <= records[n - 1].at for each in found.services)
        assert all(0 <= down <= records[n - 1].at for down in found.downtimes)
        whole = measures([found])
        assert whole.severity.right + whole.severity.too_mild + whole.severity.too_strict == whole.severity.n
        assert all(each.n <= whole.incidents for each in whole.times.values())


def test_metrics_of_no_recordings_are_empty() -> None:
    found = measures([])
    assert (found.recordings, found.incidents, found.services, found.security) == (0, 0, [], [])
    assert found.false_alerts.percent is None
