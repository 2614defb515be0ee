"""Whom the plan has told, when, through whom and with which words; promises that become clocks; bridges."""

from typing import Any

import pytest
from msgspec.structs import replace

from irsim.commands import Amend, Assess, Bridge, Page, Probe, Recall, SendUpdate
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.channels import ChannelProbed, ChannelReported, UpdateBounced, UpdateConfirmed, UpdateDelivered
from irsim.events.communication import BridgeOpened, ContactBypassed, UpdateQueued, UpdateSent
from irsim.events.session import ChannelBrief
from irsim.events.work import PageAcknowledged
from irsim.plan import default_plan_text
from tests.board.desk import Desk, without_pages

INSIDE = ("internal-update", "engineering-update", "management-update")
SORRY = "We are sorry. The next update comes at ten."


def declared(severity: str = "SEV-1", category: str = "outage", plan: str = "") -> Desk:
    desk = Desk(plan or without_pages())
    desk.declare("0m", severity, category)
    return desk


def told(audience: str, channel: str = "mail", text: str = SORRY, **fields: Any) -> SendUpdate:
    return SendUpdate("INC-1", audience, channel, text=text, **fields)


def sitrep(audience: str, **fields: Any) -> SendUpdate:
    said = {"conditions": "Slow", "actions": "Ana rolls back", "needs": "Nothing", "next_update_by": "30m"}
    return SendUpdate("INC-1", audience, "slack", "internal-sitrep", said, **fields)


def to_customers(within: str = "30m") -> SendUpdate:
    said = {"changed": "Half is back", "data_safety": "not yet known", "next_update_by": within}
    return SendUpdate("INC-1", "customers", "status_page", "customer-update", said)


class TestWhoIsToldWhen:
    def test_three_groups_inside_hear_every_half_hour_and_each_has_its_clock(self) -> None:
        desk = declared()
        desk.do("10m", sitrep("team"))
        desk.to("31m")
        verdicts = {rule: desk.runs(rule)[0][2] for rule in INSIDE}
        assert verdicts == {
            "internal-update": "met",
            "engineering-update": "overdue",
            "management-update": "overdue",
        }

    def test_one_message_can_go_to_all_three(self) -> None:
        desk = declared()
        desk.do("10m", sitrep("team", also=("engineering", "management")))
        desk.to("11m")
        assert [desk.runs(rule)[0][2] for rule in INSIDE] == ["met", "met", "met"]
        assert [(u.audience, u.beside, u.number) for u in desk.board.updates.values()] == [
            ("team", "", 1),
            ("engineering", "UPD-1", 1),
            ("management", "UPD-1", 1),
        ]

    def test_who_is_not_reached_by_that_channel_is_told_by_their_own(self) -> None:
        desk = declared()
        desk.do("10m", told("management", "phone", also=("engineering",)))
        assert [update.channel for update in desk.board.updates.values()] == ["phone", "slack"]

    def test_it_is_recalled_for_all_of_them(self) -> None:
        desk = declared()
        desk.do("10m", sitrep("team", also=("engineering", "management")))
        desk.do("10m5s", Recall("UPD-1"))
        desk.to("20m")
        assert [update.recalled for update in desk.board.updates.values()] == [True] * 3

    @pytest.mark.parametrize(("severity", "due"), [("SEV-1", "1h"), ("SEV-2", "1d"), ("SEV-4", "1d")])
    def test_all_employees_hear_hourly_at_the_top_and_daily_otherwise(self, severity: str, due: str) -> None:
        desk = declared(severity)
        assert desk.runs("employees-update") == [("0s", due, "running")]
        desk.do("30m", told("employees", "mail"))
        desk.to("31m")
        assert [verdict for *_, verdict in desk.runs("employees-update")] == ["met", "running"]

    def test_nobody_need_hear_of_what_is_for_information_only(self) -> None:
        desk = declared("SEV-5")
        assert not any(desk.runs(rule) for rule in (*INSIDE, "employees-update", "customer-update"))


class TestCustomers:
    def alerting(self, **fields: Any) -> Desk:
        desk = Desk(without_pages())
        desk.enter("0m", AlertFired("AL-1", "error-rate", "Errors", "critical", "api", "", "", "error_rate", "ppm", 9))
        return desk

    def test_they_are_told_once_it_has_been_bad_for_five_minutes(self) -> None:
        desk = self.alerting()
        desk.to("4m59s")
        assert desk.runs("customers-told") == []
        desk.to("5m")
        assert desk.runs("customers-told") == [("5m", "20m", "running")]
        desk.do("12m", told("customers", "status_page"))
        desk.to("13m")
        assert desk.runs("customers-told") == [("5m", "20m", "met")]

    def test_what_was_over_sooner_is_not_for_them(self) -> None:
        desk = self.alerting()
        desk.enter("4m", AlertResolved("AL-1"))
        desk.to("10m")
        assert desk.runs("customers-told") == []

    def test_who_was_told_before_the_five_minutes_were_over_owes_nothing(self) -> None:
        desk = self.alerting()
        desk.do("1m", told("customers", "status_page"))
        desk.to("10m")
        assert desk.runs("customers-told") == []

    def test_what_people_find_of_the_impact_counts_as_well(self) -> None:
        desk = declared()
        desk.do("10m", Assess("INC-1", customer_impact="degraded"))
        desk.to("15m")
        assert desk.runs("customers-told") == [("15m", "30m", "running")]

    def test_compromised_data_need_no_five_minutes(self) -> None:
        desk = declared("SEV-2", "data")
        desk.do("10m", Amend("INC-1", data_compromised=True))
        assert desk.runs("customers-told-data") == [("10m", "1h10m", "running")]
        desk.do("20m", told("affected-customers", "mail"))
        desk.to("21m")
        assert desk.runs("customers-told-data")[0][2] == "met"


class TestPromises:
    def test_a_promised_update_becomes_a_clock_that_the_next_one_to_the_same_people_stops(self) -> None:
        desk = declared()
        desk.do("10m", to_customers("20m"))
        desk.to("11m")
        assert desk.runs("promised-update") == [("10m", "30m", "running")]
        assert desk.clock("promised-update").subject == "customers"
        desk.do("12m", told("affected-customers"))
        desk.to("13m")
        assert desk.runs("promised-update")[0][2] == "running", "others were told"
        desk.do("25m", told("customers", "status_page"))
        desk.to("26m")
        assert desk.runs("promised-update") == [("10m", "30m", "met")]

    def test_one_that_is_kept_too_late_is_late_although_others_were_told_just_then(self) -> None:
        desk = declared()
        desk.do("10m", to_customers("20m"))
        desk.do("29m55s", told("affected-customers"))
        desk.to("30m1s")
        assert desk.announced("promised-update") == ["30m1ms"]

    def test_a_new_promise_takes_the_place_of_the_old_one(self) -> None:
        desk = declared()
        desk.do("10m", to_customers("20m"))
        desk.do("20m", to_customers("1h"))
        desk.to("40m")
        assert desk.runs("promised-update") == [("10m", "30m", "met"), ("20m", "1h20m", "running")]

    def test_inside_the_half_hour_is_the_promise(self) -> None:
        desk = declared()
        desk.do("10m", sitrep("team"))
        desk.to("11m")
        assert desk.runs("promised-update") == []


class TestTheMedia:
    def desk(self, plan: str = "") -> Desk:
        """One whose world has a press channel."""
        desk = Desk(plan or without_pages())
        setting = desk.board.opened.setting
        setting = replace(setting, channels={**setting.channels, "press": ChannelBrief("Press", True)})
        desk.board.opened = replace(desk.board.opened, setting=setting)
        desk.declare("0m", "SEV-1", "outage")
        return desk

    def test_past_the_press_contact_it_is_a_deviation(self) -> None:
        events = self.desk().do("10m", told("media", "press"))
        assert [type(event) for event in events[:2]] == [UpdateQueued, ContactBypassed]
        bypassed = events[1]
        assert isinstance(bypassed, ContactBypassed)
        assert bypassed.contact == "press-contact"

    def test_once_the_press_contact_has_answered_it_is_none(self) -> None:
        desk = self.desk()
        desk.do("5m", Page("press-contact", "INC-1"))
        desk.enter("8m", PageAcknowledged("PG-1", "press-contact", "INC-1"))
        assert not [e for e in desk.do("10m", told("media", "press")) if isinstance(e, ContactBypassed)]

    def test_a_plan_may_refuse_it(self) -> None:
        through = "    through: press-contact\n"
        assert through in without_pages()
        desk = self.desk(without_pages().replace(through, f"{through}    only_through: true\n"))
        reason, hint = desk.refused("10m", told("media", "press"))
        assert "told through Press contact only" in reason
        assert hint == "page press-contact, and wait for the answer"


class TestContent:
    def queued(self, command: SendUpdate) -> UpdateQueued:
        event = declared().do("10m", command)[0]
        assert isinstance(event, UpdateQueued)
        return event

    def test_a_template_says_what_the_plan_asks_for(self) -> None:
        assert self.queued(to_customers()).unsaid == ()

    def test_free_text_to_customers_is_held_against_the_plan_as_well(self) -> None:
        queued = self.queued(told("customers", "status_page", "We promise that it is only one customer."))
        assert queued.unsaid == ("next_step",)
        assert set(queued.flags) == {"promises", "minimising"}

    def test_so_is_free_text_beside_a_template(self) -> None:
        queued = self.queued(replace(to_customers(), text="Our vendor failed us."))
        assert "blame" in queued.flags

    def test_the_team_may_say_what_it_likes(self) -> None:
        assert self.queued(told("team", "slack", "Hello")).unsaid == ()

    def test_what_was_missing_goes_with_it_when_it_leaves(self) -> None:
        desk = declared()
        desk.do("10m", told("customers", "status_page", "Hello"))
        desk.to("11m")
        (sent,) = [r.body for r in desk.ledger.records if isinstance(r.body, UpdateSent)]
        assert sent.unsaid == ("next_step",)


class TestBridges:
    def test_the_team_meets_on_a_bridge_of_the_plan_and_templates_know_it(self) -> None:
        desk = declared()
        (opened, *_) = desk.do("1m", Bridge("INC-1", "phone-bridge", "wiki/INC-1"))
        assert isinstance(opened, BridgeOpened)
        desk.do("2m", sitrep("team"))
        text = desk.board.updates["UPD-1"].text
        assert "Bridge: Emergency phone bridge: number on the back" in text
        assert "Document: wiki/INC-1" in text

    def test_without_one_templates_say_nothing_of_it(self) -> None:
        desk = declared()
        desk.do("2m", sitrep("team"))
        assert "Bridge" not in desk.board.updates["UPD-1"].text

    def test_it_moves_to_another_and_keeps_its_document(self) -> None:
        desk = declared()
        desk.do("1m", Bridge("INC-1", "video-bridge", "wiki/INC-1"))
        desk.do("5m", Bridge("INC-1", "phone-bridge"))
        assert (desk.incident.bridge, desk.incident.document) == ("phone-bridge", "wiki/INC-1")
        assert desk.refused("6m", Bridge("INC-1", "phone-bridge"))[0] == "INC-1 meets there already"


class TestWhatIsKnownOfChannels:
    def test_what_was_refused_stops_no_clock_and_is_known(self) -> None:
        desk = declared()
        desk.do("29m55s", sitrep("team"))
        desk.enter("30m", UpdateBounced("UPD-1", "INC-1", "team", "slack", "Signed out"))
        desk.to("31m")
        assert desk.announced("internal-update") != []
        assert desk.board.updates["UPD-1"].sent_at == -1
        assert desk.board.channels["slack"].works is False

    def test_the_latest_word_counts_and_a_receipt_of_nobody_is_none(self) -> None:
        desk = declared()

        def known() -> tuple[bool | None, str, int]:
            channel = desk.board.channels["slack"]
            return channel.works, channel.why, channel.asked_at

        desk.do("1m", sitrep("team"))
        desk.to("2m")
        desk.enter("3m", UpdateDelivered("UPD-1", "INC-1", "team", "slack", 0, 60))
        assert known() == (None, "", -1)
        desk.enter("4m", UpdateConfirmed("UPD-1", "INC-1", "team", "slack", "Ana"))
        assert known() == (True, "UPD-1 was confirmed", -1)
        desk.do("5m", Probe("slack"))
        assert known()[2] == 300_000
        desk.enter("7m", ChannelProbed("PR-1", "slack", False, "no answer"))
        assert known() == (False, "no answer", -1)
        desk.enter("8m", ChannelReported("slack", True, "All systems operational"))
        assert known() == (True, "All systems operational", -1)

    def test_a_plan_may_count_the_confirmed_message_and_not_the_sent_one(self) -> None:
        text = default_plan_text()
        old = "    stops:\n      event: update.sent\n      where: {audience: management}"
        assert old in text
        desk = declared(plan=text.replace(old, old.replace("update.sent", "update.confirmed")))
        desk.do("5m", told("management", confirm=True))
        desk.to("6m")
        assert desk.runs("management-update")[0][2] == "running"
        desk.enter("9m", UpdateConfirmed("UPD-1", "INC-1", "management", "mail", "Ana"))
        assert [verdict for *_, verdict in desk.runs("management-update")] == ["met", "running"]
        assert desk.runs("management-update")[1][0] == "9m"

    def test_a_test_of_a_channel_takes_its_time(self) -> None:
        desk = declared()
        desk.do("5m", Probe("slack"))
        assert desk.refused("6m", Probe("slack"))[0].endswith("is being tested already")
