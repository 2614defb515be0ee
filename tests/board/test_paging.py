"""Whom the desk pages by itself: alerts that nobody handles, the whole team, and the chain until nobody is left."""

import pytest

from irsim.commands import Acknowledge, Attach, Classify, Declare, Dismiss, Merge, Page, Triage
from irsim.events.alerts import AlertResolved
from irsim.events.session import TimeAdvanced
from irsim.events.work import PageAcknowledged, PageExhausted, PageSent, TeamNotified
from irsim.plan import default_plan_text
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, at_text, without_pages

PLAN = default_plan_text()


def pages(desk: Desk) -> list[tuple[str, str, str]]:
    """When, who, about which incident."""
    sent = [record for record in desk.records("page.sent") if isinstance(record.body, PageSent)]
    return [(at_text(r.at), r.body.contact, r.body.incident) for r in sent if isinstance(r.body, PageSent)]


def team(desk: Desk) -> list[tuple[str, str]]:
    """When the whole team was notified, and of which severity."""
    return [(at_text(r.at), r.body.severity) for r in desk.records("team.notified") if isinstance(r.body, TeamNotified)]


class TestUnhandledAlerts:
    def test_a_high_alert_that_nobody_handles_pages_the_primary_before_there_is_an_incident(self) -> None:
        desk = Desk()
        name = desk.alert("1m", "high")
        desk.to("5m59s")
        assert pages(desk) == []
        desk.to("6m")
        assert pages(desk) == [("6m", "primary-on-call", "")]
        page = desk.board.pages["PG-1"]
        assert (page.alert, page.rule, page.incident) == (name, "unhandled-alert", "")
        assert "unhandled for 5m" in page.reason
        assert desk.records("page.sent")[0].by == "desk"
        assert desk.runs("page-acknowledged", "") == [("6m", "11m", "running")]
        desk.enter("8m", PageAcknowledged("PG-1", "primary-on-call"))
        assert desk.runs("page-acknowledged", "") == [("6m", "11m", "met")]
        assert desk.board.running[""] == []

    @pytest.mark.parametrize("severity", ["medium", "low"])
    def test_a_lesser_alert_pages_nobody(self, severity: str) -> None:
        desk = Desk()
        desk.alert("0s", severity)
        desk.to("2h")
        assert pages(desk) == []

    def test_looked_at_dismissed_or_over_is_handled(self) -> None:
        desk = Desk()
        for when in ("0s", "1s", "2s"):
            desk.alert(when, "high", "")
        desk.do("1m", Triage("AL-1"))
        desk.do("2m", Dismiss("A test", alert="AL-2"))
        desk.enter("3m", AlertResolved("AL-3"))
        desk.to("1h")
        assert pages(desk) == []

    def test_attached_it_is_handled_once_the_incident_is_taken_on(self) -> None:
        desk = Desk(PLAN.replace("    team: true\n", "    pages: [cto]\n"))
        desk.do("0s", Declare(title="Slow", severity="SEV-3"))
        name = desk.alert("1m", "high", "")
        desk.do("2m", Attach(name, "INC-1"))
        desk.to("6m")
        assert pages(desk)[-1] == ("6m", "primary-on-call", "INC-1")
        other = Desk()
        other.do("0s", Declare(title="Slow", severity="SEV-3"))
        other.do("1m", Acknowledge("INC-1"))
        name = other.alert("1m", "high", "")
        other.do("2m", Attach(name, "INC-1"))
        other.to("6m")
        assert pages(other) == []

    def test_an_alert_of_a_merged_incident_is_handled_where_work_goes_on(self) -> None:
        desk = Desk()
        desk.alert("0s", service="api", category="")
        desk.do("1m", Declare(title="The same", severity="SEV-3"))
        desk.do("1m", Acknowledge("INC-2"))
        desk.do("2m", Merge("INC-1", "INC-2"))
        desk.to("10m")
        assert pages(desk) == []

    def test_many_alerts_page_once_in_half_an_hour(self) -> None:
        desk = Desk()
        for minute in range(0, 40, 2):
            desk.alert(f"{minute}m", "high", "")
            for page in list(desk.board.pages.values()):
                if page.acknowledged_at < 0:
                    desk.enter(f"{minute}m", PageAcknowledged(page.id, page.contact))
        desk.to("50m")
        assert [at for at, *_ in pages(desk)] == ["5m", "35m"]

    def test_off_stage_the_shift_has_the_alerts(self) -> None:
        desk = Desk()
        desk.alert("0s", "high")
        desk.enter("1m", TimeAdvanced(parse_duration("1d")))
        desk.to("1h")
        assert pages(desk) == []

    def test_the_chain_ends_when_somebody_looks_at_the_alert(self) -> None:
        desk = Desk()
        desk.alert("0s", "high")
        desk.do("7m", Triage("AL-1"))
        desk.to("2h")
        assert pages(desk) == [("5m", "primary-on-call", "")]


class TestTheWholeTeam:
    def test_it_is_notified_once_and_anew_when_the_incident_is_raised_again(self) -> None:
        desk = Desk()
        desk.do("0s", Declare(title="Slow", severity="SEV-3"))
        desk.do("1m", Acknowledge("INC-1"))
        assert team(desk) == []
        desk.do("2m", Classify("INC-1", "SEV-2", "outage"))
        desk.do("3m", Classify("INC-1", "SEV-1", "outage"))
        assert team(desk) == [("2m", "SEV-2")], "it is at work already"
        assert pages(desk) == [("2m", "response-team", "INC-1")]
        desk.enter("3m", PageAcknowledged("PG-1", "response-team", "INC-1"))
        desk.do("4m", Classify("INC-1", "SEV-3", "outage"))
        desk.do("5m", Classify("INC-1", "SEV-2", "outage"))
        assert team(desk) == [("2m", "SEV-2"), ("5m", "SEV-2")]
        notified = desk.records("team.notified")[0].body
        assert isinstance(notified, TeamNotified)
        assert notified.roles == tuple(desk.board.rules.roles)
        assert notified.contacts == ("response-team",)

    def test_declared_at_such_a_severity_is_enough(self) -> None:
        desk = Desk()
        desk.do("0s", Declare(title="Down", severity="SEV-1"))
        assert team(desk) == [("0s", "SEV-1")]
        desk.do("1m", Classify("INC-1", "SEV-1", "outage"))
        assert len(team(desk)) == 1

    def test_several_pages_at_once_have_numbers_of_their_own(self) -> None:
        desk = Desk(PLAN.replace("level: management, hours: business", "level: team, hours: business"))
        desk.do("0s", Page("primary-on-call"))
        desk.do("0s", Declare(title="Down", severity="SEV-1"))
        assert [page.contact for page in desk.board.pages.values()] == ["primary-on-call", "cto", "response-team"]

    def test_a_rule_pages_its_contacts_once_for_an_incident(self) -> None:
        desk = Desk(PLAN.replace("    team: true\n", "    pages: [legal-counsel, cto]\n"))
        desk.do("0s", Declare(title="Down", severity="SEV-3"))
        desk.do("1m", Classify("INC-1", "SEV-2", "outage"))
        assert pages(desk) == [("0s", "legal-counsel", "INC-1"), ("0s", "cto", "INC-1")]


class TestTheChain:
    def test_it_is_gone_through_twice_and_then_nobody_is_left(self) -> None:
        desk = Desk()
        desk.do("1m", Page("primary-on-call"))
        desk.to("2h")
        chain = ["primary-on-call", "secondary-on-call", "cto"]
        assert [contact for _, contact, _ in pages(desk)] == chain * 2
        (record,) = desk.records("page.exhausted")
        assert (at_text(record.at), record.by) == ("31m", "desk")
        assert record.body == PageExhausted("PG-6", "", "", tuple(chain))

    def test_who_may_not_be_called_now_is_passed_over(self) -> None:
        desk = Desk(starts="2026-11-15T22:00:00+00:00")
        desk.do("1m", Page("primary-on-call"))
        desk.to("2h")
        assert [c for _, c, _ in pages(desk)] == ["primary-on-call", "secondary-on-call"] * 2
        assert len(desk.records("page.exhausted")) == 1

    def test_a_late_answer_ends_it(self) -> None:
        desk = Desk()
        desk.do("0s", Page("primary-on-call"))
        desk.enter("6m", PageAcknowledged("PG-1", "primary-on-call"))
        desk.to("2h")
        assert [c for _, c, _ in pages(desk)] == ["primary-on-call", "secondary-on-call"]
        assert desk.records("page.exhausted") == []

    def test_somebody_who_is_being_paged_already_is_waited_for(self) -> None:
        desk = Desk()
        desk.do("0s", Page("primary-on-call"))
        desk.do("1m", Page("secondary-on-call"))
        desk.to("5m30s")
        assert [c for _, c, _ in pages(desk)] == ["primary-on-call", "secondary-on-call"]

    def test_a_plan_that_says_nothing_of_repeats_gives_up_in_silence(self) -> None:
        desk = Desk(without_pages())
        desk.do("1m", Page("primary-on-call"))
        desk.to("2h")
        assert len(pages(desk)) == 3
        assert desk.records("page.exhausted") == []
