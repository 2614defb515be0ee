"""What sources say: fired, repeated, changed, over, back again, flapping; each alert once, in whatever order."""

import pytest

from irsim.commands import Acknowledge, AnswerPage, Attach, Classify, Declare, Dismiss, Merge, Resolve, Silence, Triage
from irsim.commands.triage import Split
from irsim.events.alerts import AlertFired
from irsim.events.live import AlertRepeated, AlertReturned, AlertUpdated, PlanAdopted
from irsim.events.signals import TAKEN, Signal
from irsim.plan import default_plan_text, load_plan
from irsim.words.faults import BadInput
from tests.board.desk import kinds
from tests.board.live import AM, Watch, firing, over

START = 1_794_819_600_000
"""Monday at nine, as Unix time in ms."""


def resolved(watch: Watch, when: str) -> None:
    """The first incident is over for people; at SEV-5 the plan asks for no checks."""
    watch.do(when, Classify("INC-1", "SEV-5", "outage"))
    watch.do(when, Resolve("INC-1"))


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_several_alerts_of_one_delivery_have_ids_of_their_own(watch: Watch) -> None:
    assert kinds(watch.says("1s", firing("a"), firing("b"), firing("c"))) == ["alert.fired"] * 3
    assert [watch.of(key).id for key in "abc"] == ["AL-1", "AL-2", "AL-3"]


def test_what_only_goes_on_is_one_record_and_counts(watch: Watch) -> None:
    watch.says("1s", firing("a"), firing("b"))
    assert watch.says("1m", firing("b"), firing("a")) == [AlertRepeated(("AL-2", "AL-1"))]
    assert (watch.of("a").count, watch.of("a").last_at, watch.of("a").fired_at) == (2, 60_000, 1_000)


def test_a_key_is_the_senders_own(watch: Watch) -> None:
    watch.fires("1s", "a", source=AM)
    watch.fires("2s", "a", source="pager")
    assert len(watch.board.alerts) == 2
    watch.ends("3s", "a", source="pager")
    assert watch.of("a", AM).resolved_at < 0


def test_an_exercise_ends_no_real_alert(watch: Watch) -> None:
    watch.fires("1s")
    assert kinds(watch.says("2s", over(), exercise=True)) == []
    assert kinds(watch.says("3s", firing(), exercise=True)) == ["alert.fired"]
    assert watch.of().exercise is False
    assert len(watch.board.alerts) == 2


def test_what_is_said_anew_is_said_and_the_rest_stays(watch: Watch) -> None:
    watch.fires("1s", annotations={"value": "5"}, labels={"host": "web-1"})
    said = watch.says("2s", firing(annotations={"value": "6"}, labels={"host": "web-1"}, severity="critical"))
    assert said[0] == AlertUpdated("AL-1", "critical", annotations={"value": "6"})
    assert (watch.of().severity, watch.of().labels, watch.of().count) == ("critical", {"host": "web-1"}, 2)


def test_an_alert_that_becomes_critical_opens_an_incident(watch: Watch) -> None:
    watch.fires("1s", severity="warning")
    assert not watch.board.incidents
    assert "incident.detected" in kinds(watch.says("9m", firing(severity="critical")))
    assert watch.incident.since == 9 * 60_000, "it is an incident from then on"


def test_a_worse_alert_raises_the_incident_that_it_is_a_sign_of(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical", "db"), firing("b", "info"), firing("c", "info"))
    watch.do("5s", Attach("AL-2", "INC-1"))
    watch.do("5s", Attach("AL-3", "INC-1"))
    watch.do("6s", Split("INC-1", ("AL-2", "AL-3")))
    assert watch.board.incidents["INC-2"].severity == "SEV-4"
    assert kinds(watch.says("7s", firing("b", "critical")))[0] == "alert.updated"
    assert watch.board.incidents["INC-2"].severity == "SEV-1"
    assert watch.clock("respond", "INC-2").due == watch.board.incidents["INC-2"].since + 15 * 60_000


@pytest.mark.parametrize(
    ("word", "severity"),
    [("page", "critical"), ("P1", "critical"), ("Error", "high"), ("WARN", "medium"), ("info", "low"),
     ("odd", "medium"), ("", "medium"), ("high", "high")],
)  # fmt: skip
def test_the_plan_says_what_a_word_means(watch: Watch, word: str, severity: str) -> None:
    assert watch.fires("1s", severity=word).severity == severity


def test_labels_say_what_the_sender_has_no_field_for(watch: Watch) -> None:
    labels = {"severity": "critical", "job": "node", "app": "api", "alertname": "UnauthorizedAccessToDb"}
    annotations = {"runbook_url": "https://wiki/run", "dashboard": "javascript:alert(1)"}
    watch.fires("1s", severity="", service="", labels=labels, annotations=annotations, links={"source": "http://am"})
    alert = watch.of()
    assert (alert.severity, alert.service, alert.category) == ("critical", "api", "security")
    assert alert.links == {"source": "http://am", "runbook": "https://wiki/run"}


def test_a_senders_name_of_a_service_is_ours() -> None:
    watch = Watch(default_plan_text().replace("  services: {}", "  services: {Checkout-API: api}"))
    assert watch.fires("1s", service="checkout-api").service == "api"


def test_over_is_over_and_what_is_unknown_stays_so(watch: Watch) -> None:
    assert watch.ends("1s", "nobody") == []
    watch.fires("2s")
    assert kinds(watch.ends("3s")) == ["alert.resolved"]
    assert watch.ends("4s") == [], "it is over already"


def test_a_truncated_group_closes_nothing(watch: Watch) -> None:
    watch.fires("1s", "a")
    assert watch.says("2s", over("a"), firing("b"), truncated=True)[0] == AlertFired(
        "AL-2", "", "Alert b", "medium", "api", key="b", source=AM
    )
    assert watch.of("a").resolved_at < 0


def test_an_end_from_before_it_began_comes_late_and_counts_for_nothing(watch: Watch) -> None:
    watch.fires("1m", since=START + 10_000)
    assert watch.ends("2m", until=START + 9_000) == []
    assert kinds(watch.ends("3m", until=START + 11_000)) == ["alert.resolved"]


def test_an_end_that_nobody_heard_of_does_not_end_what_came_after_it(watch: Watch) -> None:
    watch.fires("1m", since=START + 10_000)
    assert watch.says("3m", firing(since=START + 120_000)) == [AlertUpdated("AL-1", since=120_000)]
    assert watch.ends("4m", until=START + 60_000) == []
    assert watch.of().resolved_at < 0


@pytest.mark.parametrize("unix", [-1, -62_135_596_800_000, 10**18, START - 200 * 365 * 86_400_000])
def test_a_time_that_cannot_be_is_none(watch: Watch, unix: int) -> None:
    assert watch.fires("1s", since=unix).since is None


def test_what_comes_back_soon_is_the_same_alert(watch: Watch) -> None:
    watch.fires("1s", since=START)
    watch.ends("5m")
    assert watch.says("10m", firing(since=START + 590_000)) == [AlertReturned("AL-1", 1, since=590_000)]
    assert (watch.of().resolved_at, watch.of().since, len(watch.board.alerts)) == (-1, 590_000, 1)


def test_what_comes_back_late_is_another_alert(watch: Watch) -> None:
    watch.fires("1s")
    watch.ends("5m")
    watch.fires("35m")
    assert (watch.of().id, watch.of().again) == ("AL-2", "AL-1")


def test_what_comes_back_after_people_said_it_is_over_is_another_incident(watch: Watch) -> None:
    watch.fires("1s", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    watch.ends("2m")
    resolved(watch, "3m")
    watch.fires("4m", severity="critical")
    assert (watch.of().id, watch.of().again, watch.of().incident) == ("AL-2", "AL-1", "INC-2")


def test_a_false_alarm_that_comes_back_soon_stays_one(watch: Watch) -> None:
    watch.fires("1s", severity="warning")
    watch.do("1m", Dismiss("Known", "AL-1"))
    watch.ends("2m")
    assert kinds(watch.says("3m", firing(severity="warning"))) == ["alert.returned"]
    assert watch.of().dismissed == "Known"


def test_a_false_alarm_that_becomes_worse_than_what_was_dismissed_is_triaged_and_paged(watch: Watch) -> None:
    watch.fires("1s", severity="warning")
    watch.do("1m", Dismiss("Known", "AL-1"))
    assert not watch.records("page.sent")
    said = kinds(watch.says("30m", firing(severity="critical")))
    assert said[:3] == ["alert.updated", "alert.surfaced", "incident.detected"]
    assert (watch.of().dismissed, watch.of().triaged_at, watch.of().incident) == ("", -1, "INC-1")
    watch.to("1h")
    assert watch.records("page.sent"), "the plan pages for a critical alert that nobody handles"


def test_a_false_alarm_is_news_again_only_above_what_it_was_when_it_was_dismissed(watch: Watch) -> None:
    watch.fires("1s", severity="critical")
    watch.says("1m", firing(severity="high"))
    watch.do("2m", Dismiss("Known", "AL-1"))
    watch.says("3m", firing(severity="info"))
    assert "alert.surfaced" not in kinds(watch.says("4m", firing(severity="high")))
    assert watch.of().dismissed == "Known"
    assert "alert.surfaced" in kinds(watch.says("5m", firing(severity="critical"))), "it was as bad before, not then"
    watch.do("6m", Dismiss("Known, too", "AL-1"))
    assert "alert.surfaced" not in kinds(watch.says("7m", firing(severity="critical", text="It goes on.")))


def test_a_false_alarm_of_an_open_incident_that_becomes_worse_is_a_sign_again(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b"))
    watch.do("2m", Dismiss("Known", "AL-2"))
    watch.ends("3m")
    assert watch.incident.proposed_at > 0
    watch.says("4m", firing("b", "critical"))
    assert (watch.of("b").dismissed, watch.of("b").incident, watch.incident.proposed_at) == ("", "INC-1", -1)


def test_a_false_alarm_that_becomes_worse_while_it_is_silenced_waits_for_the_end_of_the_silence(watch: Watch) -> None:
    watch.fires("1s")
    watch.do("1m", Silence("AL-1", "1h", "A known test"))
    watch.do("2m", Dismiss("Known", "AL-1"))
    watch.says("3m", firing(severity="critical"))
    assert not watch.board.incidents
    watch.to("2h")
    assert watch.of().incident == "INC-1"


def test_who_comes_and_goes_too_often_flaps_until_it_has_settled(watch: Watch) -> None:
    watch.fires("0s", severity="high")
    for minute in range(1, 5):
        watch.ends(f"{2 * minute - 1}m")
        watch.fires(f"{2 * minute}m", severity="high")
    assert watch.of().flapping
    assert watch.of().count == 5
    assert kinds(watch.says("9m", firing(severity="medium"))) == ["alert.updated"], "no news, and no incident"
    watch.to("37m")
    assert not watch.records("alert.unhandled") or watch.records("alert.unhandled")[0].at < 8 * 60_000
    assert not watch.records("alert.settled")
    watch.to("39m")
    assert [record.at for record in watch.records("alert.settled")] == [38 * 60_000]


def test_what_flaps_and_gets_worse_is_news_at_once_and_pages(watch: Watch) -> None:
    watch.fires("0s", severity="low")
    for minute in range(1, 5):
        watch.ends(f"{2 * minute - 1}m")
        watch.fires(f"{2 * minute}m", severity="low")
    assert watch.of().flapping
    assert "incident.detected" in kinds(watch.says("9m", firing(severity="critical")))
    assert not watch.of().flapping
    watch.to("15m")
    assert [page.incident for page in watch.board.pages.values()][:1] == ["INC-1"]


def test_what_gets_worse_after_somebody_looked_at_it_pages(watch: Watch) -> None:
    watch.fires("0s", severity="medium")
    watch.do("1m", Triage("AL-1", "Known"))
    watch.fires("10m", severity="critical")
    watch.to("16m")
    assert watch.board.pages
    watch.do("17m", Triage("AL-1", "Known, and worse"))
    watch.fires("18m", severity="medium")
    watch.fires("19m", severity="critical")
    assert watch.of().triaged_at == 17 * 60_000, "no worse than what was looked at"


def test_a_second_alert_without_an_incident_pages_too_and_a_storm_is_one_page(watch: Watch) -> None:
    watch.fires("0s", key="a", severity="high", service="one", monitor="Slow")
    watch.to("5m")
    watch.do("6m", AnswerPage("PG-1"))
    watch.do("7m", Triage("AL-1"))
    watch.ends("9m", key="a")
    watch.fires("10m", key="b", severity="high", service="two", monitor="Full")
    watch.to("15m")
    assert [page.alert for page in watch.board.pages.values()] == ["AL-1", "AL-2"]
    watch.fires("15m10s", key="c", severity="high", service="three", monitor="Full")
    watch.to("21m")
    assert not [page for page in watch.board.pages.values() if page.alert == "AL-3" and not page.follows]


def test_what_comes_and_goes_slowly_pages_for_its_open_incident(watch: Watch) -> None:
    for again in range(6):
        watch.fires(f"{10 * again}m", severity="critical")
        watch.ends(f"{10 * again + 4}m")
    watch.to("61m")
    assert watch.incident.acknowledged_at < 0
    assert watch.board.pages


def test_an_incident_that_its_alerts_raise_is_left_alone_for_no_longer_than_its_severity_allows(watch: Watch) -> None:
    watch.fires("0s", severity="low")
    watch.do("1m", Declare(alerts=("AL-1",)))
    watch.do("2m", Acknowledge("INC-1"))
    watch.fires("3m", severity="critical")
    assert watch.incident.severity == "SEV-1"
    allowed = watch.board.rules.plan.intake.untouched["SEV-1"]
    watch.to("40m")
    assert watch.records("incident.returned")[0].at <= 3 * 60_000 + allowed


@pytest.mark.parametrize("holds", [True, False])
def test_somebody_is_paged_for_what_flaps_before_anybody_has_seen_it_and_only_once(watch: Watch, holds: bool) -> None:
    watch.fires("0s", severity="critical")
    for again in range(1, 6):
        watch.ends(f"{20 * again - 10}s")
        watch.fires(f"{20 * again}s", severity="critical")
    if not holds:
        watch.ends("2m")
    assert watch.of().flapping
    watch.to("5m")
    assert [(page.rule, page.incident) for page in watch.board.pages.values()] == [("unhandled-alert", "INC-1")]
    for again in range(20):
        watch.ends(f"{6 + again}m")
        watch.fires(f"{6 + again}m", severity="critical")
    watch.to("30m")
    assert len(watch.records("alert.unhandled")) == 1, "its comings and goings are no news"


def test_a_flapping_alert_that_somebody_has_taken_on_pages_nobody(watch: Watch) -> None:
    watch.fires("0s", severity="critical")
    for again in range(1, 6):
        watch.ends(f"{20 * again - 10}s")
        watch.fires(f"{20 * again}s", severity="critical")
    watch.do("3m", Acknowledge("INC-1"))
    watch.to("30m")
    assert not watch.records("alert.unhandled")


def test_a_flapping_alert_that_keeps_quiet_settles_and_its_incident_may_be_over(watch: Watch) -> None:
    watch.fires("0s", severity="critical")
    watch.do("1s", Acknowledge("INC-1"))
    for minute in range(1, 5):
        watch.ends(f"{2 * minute - 1}m")
        watch.fires(f"{2 * minute}m", severity="critical")
    proposed = len(watch.records("resolution.proposed"))
    watch.ends("9m")
    assert len(watch.records("resolution.proposed")) == proposed, "it flaps: nobody knows"
    watch.to("40m")
    assert [record.at for record in watch.records("alert.settled")] == [39 * 60_000]
    assert len(watch.records("resolution.proposed")) == proposed + 1


def test_what_was_taken_on_at_the_sender_is_looked_at(watch: Watch) -> None:
    watch.fires("1s", severity="critical")
    taken = Signal("a", TAKEN, "Alert a")
    assert kinds(watch.says("2s", taken))[0] == "alert.triaged"
    assert watch.says("3s", taken) == [], "they have it still"
    assert watch.says("4s", Signal("b", TAKEN, "Alert b")) == [], "nothing is open under that key"
    assert watch.ledger.records[-1].by != "incident_commander"
    watch.to("10m")
    assert not watch.records("alert.unhandled"), "somebody has it"


def test_one_delivery_may_say_several_things_of_one_alert(watch: Watch) -> None:
    said = watch.says("1s", firing(), firing(), over(), firing(), firing(severity="critical"), over("b"), firing("b"))
    wanted = ["alert.fired", "alert.resolved", "alert.returned", "alert.updated", "alert.fired", "alert.repeated"]
    assert [kind for kind in kinds(said) if kind in wanted] == wanted
    assert (watch.of("a").resolved_at, watch.of("a").severity, watch.of("b").id) == (-1, "critical", "AL-2")


# incidents


def test_an_incident_whose_alerts_are_over_is_a_case_for_resolving_and_not_resolved(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b", "critical"))
    watch.do("2s", Acknowledge("INC-1"))
    assert "resolution.proposed" not in kinds(watch.ends("1m", "a"))
    assert "resolution.proposed" in kinds(watch.ends("2m", "b"))
    assert watch.incident.proposed_at == 120_000
    assert watch.incident.means == "working"
    watch.fires("3m", "b", severity="critical")
    assert watch.incident.proposed_at < 0, "withdrawn: one holds again"
    assert "resolution.proposed" in kinds(watch.ends("4m", "b"))


def test_what_is_left_once_a_false_alarm_is_out_may_be_over(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b", "critical"))
    watch.ends("1m", "a")
    assert "resolution.proposed" in kinds(watch.do("2m", Dismiss("Not it", "AL-2")))


def test_false_alarms_alone_are_no_case_for_resolving(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"))
    watch.do("1m", Dismiss("Not it", "AL-1"))
    assert watch.ends("2m", "a") != []
    assert not watch.records("resolution.proposed")


def test_alerts_join_by_the_labels_that_they_share(watch: Watch) -> None:
    disk, other = {"alertname": "DiskFull", "cluster": "eu"}, {"alertname": "DiskFull", "cluster": "us"}
    watch.fires("1s", "a", severity="critical", service="db", labels=disk)
    watch.fires("2s", "b", service="x", labels=disk)
    watch.fires("3s", "c", service="y", labels=other)
    watch.fires("4s", "d", service="z", labels={"alertname": "DiskFull"})
    assert [watch.of(key).incident for key in "abcd"] == ["INC-1", "INC-1", "", ""]


def test_an_alert_takes_its_labels_along(watch: Watch) -> None:
    disk = {"alertname": "DiskFull", "cluster": "eu"}
    watch.says("1s", firing("a", "critical", "api"), firing("b", "info", "api", labels=disk))
    watch.do("2s", Split("INC-1", ("AL-2",), "The disk"))
    assert watch.board.incidents["INC-2"].split_from == "INC-1"
    watch.fires("3s", "c", service="x", labels=disk)
    assert watch.of("c").incident == "INC-2"
    watch.do("4s", Merge("INC-2", "INC-1"))
    watch.fires("5s", "d", service="y", labels=disk)
    assert watch.of("d").incident == "INC-1"


def test_a_part_that_was_looked_after_begins_anew_from_the_split(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b", "critical"))
    watch.do("1m", Acknowledge("INC-1"))
    watch.do("3h", Split("INC-1", ("AL-2",)))
    assert watch.board.incidents["INC-2"].since == 3 * 3_600_000
    assert watch.board.incidents["INC-2"].title == "Alert b"


def test_a_dismissed_alert_that_is_a_sign_after_all_is_no_false_alarm(watch: Watch) -> None:
    watch.says("1s", firing("a", "critical"), firing("b", "warning", "db"))
    watch.do("1m", Dismiss("Known", "AL-2"))
    watch.do("2m", Attach("AL-2", "INC-1"))
    assert watch.of("b").dismissed == ""


def test_an_incident_that_nobody_touches_asks_for_somebody_again(watch: Watch) -> None:
    watch.fires("0s", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    watch.do("2m", Classify("INC-1", "SEV-1", "outage"))
    watch.do("10m", Triage("AL-1", "The database"))
    watch.to("24m")
    assert not watch.records("incident.returned")
    watch.to("25m")
    assert [record.at for record in watch.records("incident.returned")] == [25 * 60_000]
    paged = [record.body for record in watch.records("page.sent") if record.at == 25 * 60_000]
    assert [getattr(page, "contact", "") for page in paged] == ["primary-on-call"]
    watch.to("40m")
    assert [record.at // 60_000 for record in watch.records("incident.returned")] == [25, 40], "it goes on asking"
    resolved(watch, "41m")
    watch.to("3h")
    assert len(watch.records("incident.returned")) == 2


def test_what_a_source_says_is_no_touch(watch: Watch) -> None:
    watch.fires("0s", severity="critical")
    watch.do("1m", Acknowledge("INC-1"))
    watch.fires("10m", severity="critical")
    watch.to("16m")
    assert [record.at // 60_000 for record in watch.records("incident.returned")] == [16]


def test_ids_are_never_given_twice(watch: Watch) -> None:
    watch.fires("1s", "a")
    watch.board.gone["AL"] = 7
    assert watch.board.next_id("AL", watch.board.alerts) == "AL-9"
    assert watch.fires("2s", "b").id == "AL-9"


def test_an_incident_that_people_say_is_over_takes_no_alerts(watch: Watch) -> None:
    watch.fires("0s", severity="critical", service="x")
    watch.do("1m", Acknowledge("INC-1"))
    resolved(watch, "2m")
    watch.fires("4m", "b", severity="critical", service="x")
    assert watch.of("b").incident == "INC-2"


def test_another_plan_lets_other_labels_be_shared(watch: Watch) -> None:
    labels = {"alertname": "DiskFull", "team": "data"}
    watch.fires("1s", "a", severity="critical", service="x", labels=labels)
    joins = "    - {same: [label:alertname, label:cluster], within: 2h}\n"
    assert joins in default_plan_text()
    watch.enter("2s", PlanAdopted(default_plan_text().replace(joins, "    - {same: label:team, within: 2h}\n")))
    watch.fires("3s", "b", service="y", labels={"team": "data"})
    assert watch.of("b").incident == "INC-1"


def test_a_plan_without_flapping_takes_every_return_for_a_new_alert() -> None:
    plan = default_plan_text()
    watch = Watch(plan.replace("  flapping: {turns: 4, within: 30m, quiet: 30m}\n", ""))
    watch.fires("1s")
    watch.ends("2s")
    assert watch.fires("3s").again == "AL-1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("same: service, within", "same: servise, within", "'servise' is nothing to share"),
        ("label:alertname, label:cluster", "label:alertname, 'label:'", "'label:' is nothing to share"),
        ("untouched: {SEV-1: 15m", "untouched: {SEV-0: 15m", "no severity is called 'SEV-0'"),
        ("{category: security, labels: {team: security}}", "{category: safety, labels: {team: security}}", "'safety'"),
        ("{category: security, labels: {team: security}}", "{category: security}", "every alert would fit"),
        ("    fatal: critical", "    fatal: deadly", "intake.severities.fatal"),
        ("flapping: {turns: 4", "flapping: {turns: 0", "intake.flapping.turns"),
    ],
)
def test_a_slip_in_the_intake_is_said(old: str, new: str, said: str) -> None:
    text = default_plan_text()
    assert text.count(old) == 1, old
    with pytest.raises(BadInput) as raised:
        load_plan(text.replace(old, new))
    assert said in str(raised.value)
