"""Amber Ferry with four teams: which channels carry, what a receipt is worth, and what opens the vault."""

from collections.abc import Mapping
from typing import TypeVar

import pytest

from irsim.commands import Probe
from irsim.events.alerts import AlertFired
from irsim.events.channels import ChannelProbed, UpdateBounced, UpdateConfirmed, UpdateDelivered
from irsim.events.communication import UpdateSent
from irsim.events.session import InjectDelivered
from irsim.events.work import PageAcknowledged, PageMissed
from irsim.events.world import FaultEnded, FaultStarted, MessageDelivered, MessageRead, ServiceChanged
from irsim.scenario.script import Scripted, command_from
from irsim.scoring.scorecard import Claim
from irsim.session.ledger import Ledger
from irsim.words.quantities import parse_quantity
from tests.drills import played
from tests.scenarios.teams import TeamTests, came, card, drilled, loaded

SECOND = 1000
MINUTE = 60 * SECOND
NAME = "communication-breakdown"
Line = tuple[float, str, Mapping[str, object]]
Body = TypeVar("Body")
TAKEN_ON: Line = (2, "acknowledge", {"incident": "INC-1"})


def doing(*lines: Line) -> Ledger:
    """A team that takes the incident on, and then does only this, at these minutes."""
    script = [
        Scripted(int(minute * MINUTE), "technical_lead", command_from(do, dict(given)), 0)
        for minute, do, given in (TAKEN_ON, *lines)
    ]
    return played(loaded(NAME), script)[0]


def acting(*actions: tuple[float, str]) -> Ledger:
    return doing(*((minute, "act", {"action": action}) for minute, action in actions))


def telling(minute: float, channel: str, audience: str = "customers") -> Line:
    told = {"incident": "INC-1", "audience": audience, "channel": channel, "text": "We know of it.", "confirm": True}
    return minute, "update", told


def bodies(ledger: Ledger, *kinds: type[Body]) -> list[Body]:
    return [record.body for record in ledger.records if isinstance(record.body, kinds)]


def injects(ledger: Ledger) -> set[str]:
    return {record.body.inject for record in ledger.records if isinstance(record.body, InjectDelivered)}


def begun(ledger: Ledger) -> set[str]:
    return {record.body.fault for record in ledger.records if isinstance(record.body, FaultStarted)}


def ended_at(ledger: Ledger, fault: str) -> float:
    """The minute at which a fault ended."""
    return next(r.at for r in ledger.records if isinstance(r.body, FaultEnded) and r.body.fault == fault) / MINUTE


def metric(ledger: Ledger, service: str, name: str, minute: int) -> int:
    """A metric's value at a minute, in its unit."""
    value, at = ledger.board.services[service].baselines[name], minute * MINUTE
    for record in ledger.records:
        body = record.body
        if isinstance(body, ServiceChanged) and (body.service, body.metric) == (service, name) and body.t0 <= at:
            risen = 0 if at >= body.t1 else (body.v1 - body.v0) * (at - body.t0) // (body.t1 - body.t0)
            value = body.v1 if at >= body.t1 else body.v0 + risen
    return value


def the_claim(team: str, expectation: str) -> Claim:
    return next(claim for claim in card(NAME, team).claims if claim.id == expectation)


def probed(ledger: Ledger, channel: str) -> list[bool]:
    return [body.works for body in bodies(ledger, ChannelProbed) if body.channel == channel]


class TestAmberFerry(TeamTests):
    scenario = NAME

    def test_silence_reads_as_health_for_one_alert_fires_and_then_none(self) -> None:
        silent = drilled(self.scenario, "silent")
        alerts = [(r.at, r.body.monitor) for r in silent.records if isinstance(r.body, AlertFired)]
        assert alerts == [(90 * SECOND, "token-refresh")]
        assert metric(silent, "support-desk", "tickets", 10) == 0
        assert metric(silent, "alert-delivery", "heartbeat_age", 60) > parse_quantity("55 m", "ms")

    def test_nobody_on_call_hears_the_pager_and_both_hear_the_telephone(self) -> None:
        silent = drilled(self.scenario, "silent")
        missed = {body.contact for body in bodies(silent, PageMissed)}
        assert {"primary-on-call", "secondary-on-call"} <= missed
        assert not bodies(silent, PageAcknowledged)
        rung = doing(
            (3, "page", {"contact": "primary-on-call", "incident": "INC-1"}),
            (4, "page", {"contact": "primary-on-call", "incident": "INC-1", "via": "phone"}),
        )
        answered = [body.page for body in bodies(rung, PageAcknowledged)]
        assert [rung.board.pages[page].via for page in answered] == ["phone"]

    def test_chat_ticks_and_delivers_nothing_and_then_throws_people_out(self) -> None:
        talking = doing(telling(4, "slack", "team"), telling(12, "slack", "team"))
        assert len(bodies(talking, UpdateSent)) == len(bodies(talking, UpdateBounced)) == 1
        assert not bodies(talking, UpdateDelivered, UpdateConfirmed, MessageRead)
        assert "nobody-read" in injects(talking)

    def test_the_text_gateway_says_delivered_and_nobody_confirms(self) -> None:
        texting = doing(telling(4, "sms", "team"), (5, "probe", {"channel": "sms"}))
        receipt = bodies(texting, UpdateDelivered)[0]
        assert receipt.reached == receipt.of == 60
        assert not bodies(texting, UpdateConfirmed)
        assert probed(texting, "sms") == [False]
        assert "texts-vanished" in injects(texting)

    def test_the_status_page_says_published_before_it_says_forbidden(self) -> None:
        posting = doing(telling(8, "status_page"), (9, "probe", {"channel": "status_page"}), telling(25, "status_page"))
        assert probed(posting, "status_page") == [True]
        assert len(bodies(posting, UpdateSent)) == len(bodies(posting, UpdateBounced)) == 1
        assert not bodies(posting, MessageRead)
        assert "nobody-says-anything" in injects(posting)

    @pytest.mark.parametrize("channel", ["fallback_page", "outside_mail", "social"])
    def test_what_needs_nothing_of_ours_reaches_customers(self, channel: str) -> None:
        told = doing(telling(10, channel))
        assert bodies(told, MessageRead)
        assert "nobody-says-anything" not in injects(told)

    def test_mail_comes_twenty_five_minutes_late_and_the_question_after_the_post(self) -> None:
        silent = drilled(self.scenario, "silent")
        at = {r.body.title: r.at for r in silent.records if isinstance(r.body, MessageDelivered)}
        assert at["May I say 20:00?"] > at["Back by 20:00!"] + 15 * MINUTE
        assert at["LATE: check 'prod-alert-router', last ping 18:32:58"] > 29 * MINUTE

    def test_the_vault_opens_for_three_parts_and_somebody_at_the_console(self) -> None:
        steps = [(10, "use-break-glass-accounts"), (20, "call-key-holders"), (41, "unseal-vault")]
        assert ended_at(acting(*steps), "sealed") == 49
        for left_out in range(3):
            tried = acting(*(step for n, step in enumerate(steps) if n != left_out))
            assert ended_at(tried, "sealed") == 122
            assert "keys-gone" in injects(tried)
        assert "parts-missing" in injects(acting(steps[0], steps[2]))
        assert "address-only" in injects(acting(steps[1], steps[2]))

    def test_the_first_green_is_one_of_five(self) -> None:
        opened = [(10, "use-break-glass-accounts"), (20, "call-key-holders"), (41, "unseal-vault")]
        script = (*((m, "act", {"action": a}) for m, a in opened), (60, "probe", {"channel": "pager"}))
        green = doing(*script, (61, "probe", {"channel": "slack"}), telling(65, "status_page"))
        assert "first-green" in injects(green)
        assert "mute-all-night" in injects(green)
        assert (probed(green, "slack"), probed(green, "pager")) == ([True], [False])
        assert bodies(green, UpdateBounced)

    def test_a_token_asked_for_before_the_vault_is_open_is_none(self) -> None:
        early = acting(
            (5, "renew-machine-tokens"),
            (10, "use-break-glass-accounts"),
            (20, "call-key-holders"),
            (41, "unseal-vault"),
        )
        assert ended_at(early, "machines-refused") == 122

    def test_one_node_taken_out_is_containment_and_needs_a_way_in(self) -> None:
        assert ended_at(acting((5, "use-break-glass-accounts"), (12, "drain-sign-in-node")), "keyless-node") == 15
        outside = acting((12, "drain-sign-in-node"))
        assert metric(outside, "identity", "refresh_errors", 30) > parse_quantity("35 %", "ppm")
        assert the_claim("perfect", "contained").verdict == "met"

    def test_with_the_vault_shut_the_last_keys_run_out(self) -> None:
        assert "keys-run-out" in begun(drilled(self.scenario, "silent"))
        assert "keys-run-out" not in begun(drilled(self.scenario, "perfect"))

    def test_the_confirmed_message_counts_and_not_the_sent_one(self) -> None:
        """The lazy team reports to the team and writes to the nine, by chat and by mail, and nobody confirms it."""
        lazy = drilled(self.scenario, "lazy")
        sent = [b for b in bodies(lazy, UpdateSent) if b.audience == "affected-customers"]
        assert [(b.channel, b.confirm) for b in sent] == [("mail", True)]
        assert the_claim("lazy", "clause-met").verdict == "missed"
        assert the_claim("lazy", "team-heard").verdict != "met"
        assert "clause-missed" in came(self.scenario, "lazy")

    def test_a_test_made_before_the_first_green_says_nothing_of_it(self) -> None:
        """The perfect team had made seven tests by then, and makes four more."""
        perfect = drilled(self.scenario, "perfect")
        claim = the_claim("perfect", "back-tested")
        green = next(
            r.at for r in perfect.records if isinstance(r.body, InjectDelivered) and r.body.inject == "first-green"
        )
        evidence = [perfect.records[seq] for seq in claim.evidence]
        assert all(r.at > green for r in evidence if isinstance(r.body, ChannelProbed))
        assert command_from("probe", {"channel": "pager"}) == Probe("pager")

    def test_a_promise_that_nobody_corrects_comes_due(self) -> None:
        assert {"still-no-correction", "eta-passes"} <= came(self.scenario, "silent")
        assert not {"still-no-correction", "eta-passes"} & came(self.scenario, "perfect")

    def test_the_video_room_asks_for_a_sign_in_and_the_telephone_bridge_does_not(self) -> None:
        assert "video-room" in injects(doing((6, "bridge", {"incident": "INC-1", "bridge": "video-bridge"})))
        rung = doing((6, "bridge", {"incident": "INC-1", "bridge": "phone-bridge"}), telling(7, "bridge", "team"))
        assert not {"video-room", "five-rooms"} & injects(rung)
        assert bodies(rung, UpdateConfirmed)
