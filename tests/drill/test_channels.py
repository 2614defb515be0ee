"""Channels that fail: what is refused, lost, late, looks well and is not, and how a team can find out."""

from pathlib import Path
from typing import Any

from irsim.events import CONTROL
from irsim.events.channels import ChannelChanged, UpdateBounced
from irsim.events.communication import UpdateSent
from irsim.session.seats import reduced
from irsim.words.durations import MINUTE
from tests.drill.test_engine import Drill
from tests.drills import the_plan

WAYS: dict[str, Any] = {
    "channels": [
        {"id": "slack", "label": "Chat", "readers": 60, "receipts": True},
        {"id": "mail", "label": "Mail", "delay": "5s", "readers": 400, "receipts": True},
        {"id": "phone", "label": "Phone"},
        {"id": "status_page", "label": "Status page", "public": True, "readers": 100},
    ],
    "confirms": {"team": {"after": "4m", "spread": 0, "never": 0, "who": "{{ boss.name }}", "says": "Read."}},
}


def _outage(**fields: Any) -> dict[str, Any]:
    return {"id": "cut", "at": "5m", "channels": "slack", "state": "down", **fields}


def _told(drill: Drill, at: str, channel: str = "slack", **fields: Any) -> Any:
    fields = {"audience": "team", "text": "Hello", **fields}
    return drill.give(at, "update", by="communications_lead", incident="INC-1", channel=channel, **fields)


def _room(folder: Path, *outages: dict[str, Any], world: dict[str, Any] | None = None, **sections: Any) -> Drill:
    drill = Drill(folder, {**WAYS, **(world or {})}, outages=list(outages), **sections)
    drill.give("1m", "declare", by="incident_commander", title="Slow", severity="SEV-1", services=["api"])
    return drill


def _message(channel: str, **fields: Any) -> dict[str, Any]:
    message = {"channel": channel, "from": "The boss", "subject": "Well?", "text": "Tell me.", **fields}
    return {"id": "ask", "at": "10m", "title": "The boss asks", "message": message}


def _kinds(drill: Drill, *kinds: str) -> list[tuple[str, int]]:
    """What of these kinds happened, at which second."""
    found = [(kind, at) for kind in kinds for at in drill.when(kind)]
    return sorted(found, key=lambda each: each[1])


class TestWhatTheTeamSends:
    def test_on_a_channel_that_works_it_is_sent_delivered_read_and_confirmed(self, tmp_path: Path) -> None:
        drill = _room(tmp_path)
        _told(drill, "10m", confirm=True)
        drill.to("40m")
        assert _kinds(
            drill, "update.queued", "update.sent", "update.delivered", "update.confirmed", "message.read"
        ) == [
            ("update.queued", 600),
            ("update.sent", 610),
            ("update.delivered", 610),
            ("update.confirmed", 610 + 240),
            ("message.read", 610 + 1200),
        ]
        update = drill.ledger.board.updates["UPD-1"]
        assert (update.reached, update.of) == (60, 60)
        assert update.confirmed_by == [drill.ledger.board.opened.cast["boss"]["name"]]
        assert drill.ledger.board.channels["slack"].works is True

    def test_without_being_asked_nobody_confirms(self, tmp_path: Path) -> None:
        drill = _room(tmp_path)
        _told(drill, "10m")
        assert drill.to("50m").when("update.confirmed") == []

    def test_a_channel_that_is_down_refuses_it_with_an_error_and_no_clock_stops(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(says="503 from {{ boss.first }}'s chat"))
        _told(drill, "10m")
        drill.to("20m")
        (bounced,) = drill.bodies("update.bounced")
        assert bounced.reason == f"503 from {drill.ledger.board.opened.cast['boss']['first']}'s chat"
        assert drill.when("update.bounced") == [610], "when it should have left"
        assert drill.bodies("update.sent") == drill.bodies("update.delivered") == []
        assert drill.ledger.board.channels["slack"].works is False
        clock = drill.ledger.board.clocks["INC-1/internal-update"]
        assert clock.running
        assert drill.to("32m").when("clock.overdue", id=clock.id) == [31 * 60], "nobody was told"

    def test_it_goes_by_the_state_when_it_leaves_not_when_it_was_commanded(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(at="10m5s"))
        _told(drill, "10m")
        assert drill.to("20m").when("update.bounced") == [610]

    def test_what_was_recalled_is_not_refused(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage())
        _told(drill, "10m")
        drill.give("10m3s", "recall", by="communications_lead", update="UPD-1")
        assert drill.to("20m").when("update.bounced") == []

    def test_a_refused_update_cannot_be_recalled(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage())
        _told(drill, "10m")
        drill.give("12m", "recall", by="communications_lead", update="UPD-1")
        assert drill.bodies("command.refused")[-1].hint == "send it by another channel"

    def test_a_silent_channel_looks_as_if_it_had_sent_it_and_reaches_nobody(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent"))
        _told(drill, "10m", confirm=True)
        drill.to("59m")
        assert drill.when("update.sent") == drill.when("update.lost") == [610]
        assert _kinds(drill, "update.bounced", "update.delivered", "update.confirmed", "message.read") == []

    def test_a_tool_may_say_that_it_arrived_when_it_did_not(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent", receipts=True))
        _told(drill, "10m", confirm=True)
        drill.to("59m")
        assert drill.bodies("update.delivered")[0].reached == 60
        assert _kinds(drill, "update.confirmed", "message.read") == []

    def test_a_part_of_them_may_be_reached(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent", loss=75))
        _told(drill, "10m")
        (delivered,) = drill.to("59m").bodies("update.delivered")
        assert (delivered.reached, delivered.of) == (15, 60)
        assert drill.bodies("message.read")[0].readers <= 15
        assert drill.bodies("update.lost") == []

    def test_a_slow_channel_is_late_with_everything(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="slow", lag="7m"))
        _told(drill, "10m", confirm=True)
        drill.to("59m")
        assert drill.when("update.delivered") == [610 + 420]
        assert drill.when("update.confirmed") == [610 + 420 + 240 + 420], "the answer is late as well"
        assert drill.when("message.read") == [610 + 420 + 1200]

    def test_a_confirmation_takes_the_same_way_back(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(at="12m"))
        _told(drill, "10m", confirm=True)
        assert drill.to("59m").when("update.confirmed") == []

    def test_a_refused_post_changes_no_status_page(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(channels="status_page"))
        _told(drill, "10m", "status_page", audience="customers", state="investigating")
        assert drill.to("20m").bodies("statuspage.posted") == []


class TestWhatComesIn:
    def test_a_message_over_a_dead_channel_is_lost(self, tmp_path: Path) -> None:
        for state in ("down", "silent"):
            drill = _room(tmp_path, _outage(state=state), injects=[_message("slack")])
            assert drill.to("59m").when("message.lost") == [600]
            assert drill.bodies("message.delivered") == []

    def test_or_comes_by_its_fallback(self, tmp_path: Path) -> None:
        asks = _message("slack", fallback="phone", fallback_after="2m", answer_within="5m")
        drill = _room(tmp_path, _outage(), injects=[asks])
        drill.to("59m")
        (message,) = drill.bodies("message.delivered")
        assert (message.message, message.channel, message.answer_by) == ("MSG-1", "phone", 17 * MINUTE)
        assert drill.when("message.delivered") == [720]

    def test_a_fallback_is_not_needed_where_the_channel_works(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, injects=[_message("slack", fallback="phone")])
        assert [m.channel for m in drill.to("59m").bodies("message.delivered")] == ["slack"]

    def test_a_slow_channel_brings_it_late(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="slow", lag="7m"), injects=[_message("slack")])
        assert drill.to("59m").when("message.delivered") == [1020]


class TestPages:
    def test_a_page_is_never_answered_while_its_channel_is_down_unless_it_goes_by_another(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage())
        drill.give("10m", "page", by="incident_commander", contact="primary-on-call", via="slack")
        drill.to("14m59s")
        first = next(page.page for page in drill.bodies("page.sent") if page.via == "slack")
        assert drill.when("page.bounced", page=first) == [600]
        assert drill.when("page.acknowledged", page=first) == []
        assert drill.to("15m").when("page.missed", page=first) == [900]
        drill.give("20m", "page", by="incident_commander", contact="primary-on-call", via="phone")
        again = [page.page for page in drill.bodies("page.sent") if page.via == "phone"]
        assert drill.to("40m").when("page.acknowledged", page=again[0]) != []

    def test_over_a_silent_channel_it_rings_nowhere_and_nobody_is_told(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent"))
        drill.give("10m", "page", by="incident_commander", contact="primary-on-call", via="slack")
        drill.to("20m")
        (lost,) = drill.bodies("page.lost")
        assert drill.when("page.lost") == [600]
        assert drill.when("page.acknowledged", page=lost.page) == drill.when("page.bounced") == []


class TestTestMessages:
    def _probe(self, drill: Drill, at: str = "10m") -> tuple[bool, int]:
        drill.give(at, "probe", by="communications_lead", channel="slack")
        drill.to("30m")
        return drill.bodies("channel.probed")[0].works, drill.when("channel.probed")[0]

    def test_a_test_message_shows_that_a_channel_works(self, tmp_path: Path) -> None:
        drill = _room(tmp_path)
        assert self._probe(drill) == (True, 620)
        assert drill.ledger.board.channels["slack"].works is True

    def test_or_is_refused_at_once(self, tmp_path: Path) -> None:
        assert self._probe(_room(tmp_path, _outage())) == (False, 605)

    def test_or_is_not_answered(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent"))
        assert self._probe(drill) == (False, 720)
        assert "no answer" in drill.ledger.board.channels["slack"].why

    def test_or_shows_what_is_not_so(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent", probe="works"))
        assert self._probe(drill) == (True, 620)
        _told(drill, "31m", confirm=True)
        assert drill.to("59m").when("update.confirmed") == [], "the message that is confirmed counts"

    def test_one_test_at_a_time(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent"))
        drill.give("10m", "probe", by="communications_lead", channel="slack")
        drill.give("11m", "probe", by="communications_lead", channel="slack")
        assert drill.bodies("command.refused")[-1].reason == "Chat is being tested already"
        drill.give("13m", "probe", by="communications_lead", channel="slack")
        assert len(drill.bodies("probe.sent")) == 2


class TestOutages:
    def _turns(self, drill: Drill) -> list[tuple[int, str]]:
        return [(r.at // 1000, r.body.state) for r in drill.ledger.records if isinstance(r.body, ChannelChanged)]

    def test_one_ends_when_its_time_is_over(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(lasts="10m"))
        assert self._turns(drill.to("30m")) == [(300, "down"), (900, "up")]

    def test_or_when_an_action_or_an_event_ends_it(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(ended_by=["close-door"]))
        drill.give("10m", "act", action="close-door")
        assert self._turns(drill.to("30m")) == [(300, "down"), (660, "up")]
        ends = [{"event": "note.added", "where": {"text": "enough"}}]
        other = _room(tmp_path, _outage(ended_by=ends))
        other.give("10m", "note", incident="INC-1", text="enough")
        assert self._turns(other.to("30m")) == [(300, "down"), (600, "up")]

    def test_one_that_was_prevented_for_good_does_not_begin(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(ended_by=["close-door"]))
        drill.give("2m", "act", action="close-door")
        assert self._turns(drill.to("30m")) == []

    def test_of_several_the_worst_counts(self, tmp_path: Path) -> None:
        slow = _outage(id="late", at="4m", state="slow", lasts="20m")
        drill = _room(tmp_path, slow, _outage(lasts="10m"))
        assert self._turns(drill.to("30m")) == [(240, "slow"), (300, "down"), (900, "slow"), (1440, "up")]

    def test_a_channel_that_leans_on_a_service_goes_with_it(self, tmp_path: Path) -> None:
        leans = {"service": "api", "metric": "error_rate", "above": "40 %", "says": "Sign-in failed."}
        channels = [{**WAYS["channels"][0], "depends_on": [leans]}, *WAYS["channels"][1:]]
        bend = {"metric": "error_rate", "add": "60 %", "over": "2m"}
        fault = {"id": "hot", "service": "api", "at": "5m", "bends": [bend], "ended_by": ["close-door"]}
        drill = _room(tmp_path, world={"channels": channels}, faults=[fault])
        _told(drill, "10m")
        drill.give("15m", "act", action="close-door")
        drill.to("30m")
        assert drill.bodies("update.bounced")[0].reason == "Sign-in failed."
        (down, up) = self._turns(drill)
        assert down[1] == "down"
        assert 300 < down[0] < 420
        assert up[1] == "up"
        assert up[0] > 960

    def test_it_may_become_known_and_what_becomes_known_may_be_wrong(self, tmp_path: Path) -> None:
        says = {"announced": "10m", "announces": "{{ boss.first }}'s chat: all systems operational", "well": True}
        drill = _room(tmp_path, _outage(state="silent", **says)).to("30m")
        assert drill.when("channel.reported") == [900]
        known = drill.ledger.board.channels["slack"]
        assert known.works is True
        assert "all systems operational" in known.why


class TestWhatIsKnown:
    def test_a_players_stream_holds_nothing_of_a_silent_loss(self, tmp_path: Path) -> None:
        drill = _room(
            tmp_path, _outage(state="silent", why="The quokka ate it."), injects=[_message("slack", fallback="phone")]
        )
        drill.give("8m", "page", by="incident_commander", contact="primary-on-call", via="slack")
        _told(drill, "10m", confirm=True)
        drill.to("59m")
        lost = {"channel.changed", "update.lost", "page.lost", "message.lost"}
        records = drill.ledger.records
        kinds = {str(record.body.__struct_config__.tag) for record in records}
        assert lost <= kinds, "there is something to hide"
        for role in the_plan().roles:
            seen = [shown for record in records if (shown := reduced(record, records, (role.id,)))]
            assert not lost & {str(r.body.__struct_config__.tag) for r in seen}
            assert not [r for r in seen if r.body.seen_by == CONTROL]
            assert "quokka" not in str(seen)
            hidden = {record.seq for record in records} - {record.seq for record in seen}
            assert not [record for record in seen if record.cause in hidden]

    def test_the_board_of_control_knows_no_more_of_a_channel_than_the_team(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(state="silent"))
        _told(drill, "10m")
        known = drill.to("59m").ledger.board.channels["slack"]
        assert (known.works, known.why) == (None, "")

    def test_the_same_seed_gives_the_same_drill(self, tmp_path: Path) -> None:
        def heads() -> str:
            drill = _room(tmp_path, _outage(state="silent", loss=40))
            for minute in (10, 20, 30):
                _told(drill, f"{minute}m", confirm=True)
            return drill.to("59m").ledger.head

        assert heads() == heads()

    def test_a_refusal_comes_before_anything_else_knows_that_it_left(self, tmp_path: Path) -> None:
        drill = _room(tmp_path, _outage(lasts="6m"))
        _told(drill, "10m")
        _told(drill, "12m")
        drill.to("20m")
        found = [type(r.body) for r in drill.ledger.records if isinstance(r.body, UpdateBounced | UpdateSent)]
        assert found == [UpdateBounced, UpdateSent]
        assert drill.bodies("update.sent")[0].number == 1, "what was refused is not counted"
