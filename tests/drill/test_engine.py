"""What the engine does with a scenario: faults, injects, holds, advances, decisions, people outside."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from irsim.commands import Command
from irsim.drill.engine import DrillEngine
from irsim.events import KINDS
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken
from irsim.log.writing import MemorySink
from irsim.scenario.library import load_scenario
from irsim.scenario.script import command_from
from irsim.session.ledger import Ledger
from irsim.words.durations import parse_duration
from irsim.words.faults import BadInput
from tests.drills import DATA, begin, small, the_plan


class Drill:
    """A drill of the small shop with some sections replaced, driven by hand."""

    def __init__(self, folder: Path, world: dict[str, Any] | None = None, **sections: Any) -> None:
        document = yaml.safe_load((DATA / "small.yaml").read_text(encoding="utf-8"))
        document["starts"] = "2026-11-16T09:00:00+00:00"
        document["injects"] = [_chat("quiet", at="59m")]
        document["faults"], document["decisions"], document["harms"] = [], [], []
        document["truth"] = {"incidents": []}
        document["expectations"] = [
            {
                "id": "any",
                "title": "Any",
                "objective": "triage",
                "role": "technical_lead",
                "points": 1,
                "does": {"event": "note.added"},
            }
        ]
        document.update(sections)
        shop = yaml.safe_load((DATA / "small-world.yaml").read_text(encoding="utf-8"))
        shop.update(world or {})
        (folder / "small-world.yaml").write_text(yaml.safe_dump(shop), encoding="utf-8")
        (folder / "drill.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        loaded = load_scenario(folder / "drill.yaml", the_plan())
        self.ledger: Ledger
        self.engine: DrillEngine
        self.ledger, self.engine = begin(loaded, MemorySink())

    def to(self, at: str) -> "Drill":
        self.engine.advance(parse_duration(at))
        return self

    def give(self, at: str, do: str, by: str = "technical_lead", **values: Any) -> Any:
        self.to(at)
        command: Command = command_from(do, values)
        submitted = CommandSubmitted(f"{do}-{len(self.ledger.records)}", command)
        return self.ledger.input_now(submitted, by, parse_duration(at))

    def value(self, service: str, metric: str) -> int:
        return self.ledger.board.value(service, metric, self.engine.now)

    def bodies(self, kind: str) -> list[Any]:
        return [record.body for record in self.ledger.records if isinstance(record.body, KINDS[kind])]

    def when(self, kind: str, **fields: Any) -> list[int]:
        """Seconds at which events of this kind with these fields happened."""
        return [
            record.at // 1000
            for record in self.ledger.records
            if isinstance(record.body, KINDS[kind]) and all(getattr(record.body, n) == v for n, v in fields.items())
        ]


def _chat(id: str, **trigger: Any) -> dict[str, Any]:
    message = {"channel": "slack", "from": "Watch", "to": "technical_lead", "subject": id, "text": "Look."}
    return {"id": id, "title": id, "message": message, **trigger}


def _fault(**fields: Any) -> dict[str, Any]:
    bends = [{"metric": "cpu_usage", "add": "55 %", "over": "2m"}]
    return {"id": "hot", "service": "db", "at": "5m", "bends": bends, "ended_by": ["close-door"], **fields}


class TestFaults:
    def test_a_fault_bends_its_service_and_travels_to_those_that_depend_on_it(self, tmp_path: Path) -> None:
        spreads = {"delay": "3m", "share": 50}
        drill = Drill(tmp_path, faults=[_fault(spreads=spreads)]).to("30m")
        assert drill.value("db", "cpu_usage") == 950_000
        assert drill.value("api", "cpu_usage") == 300_000 + 275_000
        assert drill.when("service.changed", service="api")[0] == 8 * 60
        assert drill.when("alert.fired", service="db", metric="cpu_usage") == [420]

    def test_it_ends_with_its_action_and_the_metrics_come_back_and_the_alert_clears(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, faults=[_fault(recovers="1m")])
        drill.give("10m", "act", action="close-door")
        drill.to("30m")
        assert drill.when("fault.ended", fault="hot") == [660]
        assert drill.when("alert.resolved") != []
        assert drill.value("db", "cpu_usage") == 400_000

    def test_a_group_of_actions_is_needed_whole(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, faults=[_fault(ended_by=[["close-door", "restart-api"]])])
        drill.give("10m", "act", action="close-door")
        assert drill.to("20m").when("fault.ended") == []
        drill.give("20m", "act", action="restart-api")
        assert drill.to("30m").when("fault.ended") == [20 * 60 + 30]

    def test_an_event_can_end_it_too(self, tmp_path: Path) -> None:
        ends = [{"event": "note.added", "where": {"text": "enough"}}]
        drill = Drill(tmp_path, faults=[_fault(ended_by=ends)])
        drill.give("9m", "declare", title="Hot")
        drill.give("10m", "note", incident="INC-1", text="enough")
        assert drill.when("fault.ended") == [600]

    def test_what_was_prevented_for_good_does_not_start_and_a_restart_prevents_nothing(self, tmp_path: Path) -> None:
        early = Drill(tmp_path, faults=[_fault()])
        early.give("1m", "act", action="close-door")
        assert early.to("30m").when("fault.started") == []
        restarted = Drill(tmp_path, faults=[_fault(ended_by=["restart-api"])])
        restarted.give("1m", "act", action="restart-api")
        assert restarted.to("30m").when("fault.started") == [300]

    def test_an_action_that_lasts_changes_nothing_when_taken_again(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path)
        drill.give("1m", "act", action="close-door")
        drill.give("5m", "act", action="close-door")
        results = [body.result for body in drill.to("9m").bodies("action.completed")]
        assert results[0].startswith("The door is closed")
        assert results[1] == "It was done already: nothing changes."

    def test_a_harmful_action_bends_metrics_for_a_while(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path)
        drill.give("1m", "act", action="restart-api")
        assert drill.to("2m").value("api", "error_rate") == 202_000
        assert drill.to("4m").value("api", "error_rate") == 2_000


class TestInjects:
    def test_after_waits_for_the_first_of_its_anchors_and_its_delay(self, tmp_path: Path) -> None:
        noted = {"event": "note.added"}
        injects = [_chat("first", at="10m"), _chat("second", after=["first", noted], delay="2m")]
        drill = Drill(tmp_path, injects=injects).to("20m")
        assert drill.when("inject.delivered", inject="second") == [720]

    def test_unless_is_checked_when_it_is_due(self, tmp_path: Path) -> None:
        taken = {"event": "action.taken", "where": {"action": "close-door"}}
        drill = Drill(tmp_path, injects=[_chat("consequence", at="10m", unless=taken)])
        drill.give("9m", "act", action="close-door")
        drill.to("20m")
        assert drill.when("inject.delivered") == []
        assert drill.when("inject.skipped", inject="consequence") == [600]

    def test_needs_asks_for_all_that_must_have_come(self, tmp_path: Path) -> None:
        injects = [
            _chat("early", at="5m", needs=["late"]),
            _chat("late", at="6m"),
            _chat("after-all", at="7m", needs=["late"]),
        ]
        drill = Drill(tmp_path, injects=injects).to("20m")
        assert drill.when("inject.skipped", inject="early") == [300]
        assert drill.when("inject.delivered", inject="after-all") == [420]

    def test_when_a_metric_crosses(self, tmp_path: Path) -> None:
        when = {"service": "db", "metric": "cpu_usage", "above": "80 %"}
        drill = Drill(tmp_path, faults=[_fault()], injects=[_chat("hot-already", when=when, delay="1m")]).to("20m")
        (at,) = drill.when("inject.delivered")
        assert at == 300 + 120 * 40 // 55 + 60

    def test_repeat_comes_again_so_many_times(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, injects=[_chat("drip", at="5m", repeat={"every": "2m", "times": 3})]).to("30m")
        assert drill.when("inject.delivered", inject="drip") == [300, 420, 540, 660]

    def test_a_message_takes_its_channels_time_and_a_lossy_channel_loses_some(self, tmp_path: Path) -> None:
        channels = [{"id": "slack", "label": "Chat", "loss": 50}, {"id": "mail", "label": "Mail", "delay": "90s"}]
        mail = {**_chat("letter", at="5m")}
        mail["message"] = {**mail["message"], "channel": "mail"}
        drips = _chat("drip", at="6m", repeat={"every": "10s", "times": 39})
        drill = Drill(tmp_path, world={"channels": channels}, injects=[mail, drips]).to("50m")
        assert drill.when("message.delivered", channel="mail") == [390]
        lost, came = len(drill.when("message.lost")), len(drill.when("message.delivered", channel="slack"))
        assert lost + came == 40
        assert 8 <= lost <= 32


class TestHolds:
    def hold(self, clocks: str) -> dict[str, Any]:
        return {
            "id": "talk",
            "title": "Talk",
            "at": "10m",
            "hold": {"for": "8m", "clocks": clocks, "questions": ["Why?"]},
        }

    def test_with_running_clocks_injects_wait_and_come_in_their_order(self, tmp_path: Path) -> None:
        injects = [self.hold("running"), _chat("one", at="12m"), _chat("two", at="13m"), _chat("three", at="19m")]
        drill = Drill(tmp_path, injects=injects).to("30m")
        assert drill.when("message.delivered", title="one") == [18 * 60]
        assert drill.when("message.delivered", title="two") == [18 * 60]
        assert drill.when("message.delivered", title="three") == [19 * 60]
        titles = [body.title for body in drill.bodies("message.delivered")]
        assert titles == ["one", "two", "three"]

    def test_proceed_ends_the_discussion_before_its_time(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, injects=[self.hold("running"), _chat("one", at="12m")])
        drill.give("14m", "proceed", by="facilitator")
        assert drill.to("30m").when("message.delivered", title="one") == [14 * 60]
        assert drill.when("discussion.closed") == [14 * 60]

    def test_with_stopped_clocks_no_engine_time_passes(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, injects=[self.hold("stopped"), _chat("one", at="12m")]).to("30m")
        assert drill.when("message.delivered", title="one") == [720]
        assert drill.when("discussion.opened") == [600]
        assert drill.when("discussion.closed") == []


class TestAdvance:
    @pytest.fixture
    def drill(self, tmp_path: Path) -> Drill:
        alarm = {"monitor": "unauthorized-access", "service": "api", "title": "Login"}
        return Drill(
            tmp_path,
            duration="3d",
            parts=[{"id": "one", "title": "One"}, {"id": "two", "title": "Two", "exercised": ["gdpr-33"]}],
            injects=[
                {"id": "login", "title": "Login", "at": "1m", "alert": alarm},
                {
                    "id": "on",
                    "title": "On",
                    "at": "30m",
                    "advance": {"to": "2d", "summary": "Two days on.", "part": "two"},
                },
            ],
        )

    def test_in_the_gap_commands_are_refused_and_cadences_are_kept_off_stage(self, drill: Drill) -> None:
        drill.give("5m", "acknowledge", by="incident_commander", incident="INC-1")
        drill.give("6m", "classify", incident="INC-1", severity="SEV-1", category="security", personal_data=True)
        drill.give("7m", "aware", by="legal_compliance", incident="INC-1")
        refused = drill.give("40m", "note", incident="INC-1", text="hello")
        assert "off-stage" in refused.refused.reason
        assert drill.to("1d").when("clock.overdue") == []
        waived = {body.id: body.reason for body in drill.bodies("clock.waived")}
        assert waived["INC-1/contain"].startswith("not exercised")
        assert waived["INC-1/internal-update"].startswith("kept by the off-stage shift")
        assert "INC-1/gdpr-33" not in waived
        drill.to("2d")
        assert drill.when("part.opened", part="two") == [2 * 86_400]
        assert drill.when("clock.started", clock="internal-update")[-1] == 2 * 86_400
        accepted = drill.give("2d", "note", incident="INC-1", text="hello")
        assert type(accepted).__name__ == "Accepted"


class TestPeopleOutside:
    def test_a_contact_who_never_answers_is_followed_by_the_next(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path, contacts={"primary-on-call": {"never": 100}})
        drill.give("5m", "declare", title="Something")
        drill.give("6m", "page", contact="primary-on-call", incident="INC-1")
        drill.to("30m")
        assert drill.when("page.missed", contact="primary-on-call") == [11 * 60]
        assert drill.when("page.sent", contact="secondary-on-call") == [11 * 60]

    def test_a_business_hours_contact_does_not_answer_at_night(self, tmp_path: Path) -> None:
        night = Drill(tmp_path, starts="2026-11-16T02:00:00+00:00", contacts={"cto": {"never": 0}})
        night.give("5m", "page", contact="cto")
        assert night.to("50m").when("page.acknowledged") == []
        day = Drill(tmp_path, contacts={"cto": {"never": 0}})
        day.give("5m", "page", contact="cto")
        assert len(day.to("50m").when("page.acknowledged")) == 1

    def test_a_post_on_a_public_channel_is_read(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path)
        drill.give("5m", "declare", title="Something")
        drill.give(
            "6m", "update", incident="INC-1", audience="customers", channel="status_page", text="We look into it."
        )
        readers = [body.readers for body in drill.to("50m").bodies("message.read")]
        assert len(readers) == 1
        assert 55 <= readers[0] <= 95

    def test_an_update_can_be_recalled_for_ten_seconds(self, tmp_path: Path) -> None:
        drill = Drill(tmp_path)
        drill.give("5m", "declare", title="Something")
        text = "We look into it."
        drill.give("6m", "update", incident="INC-1", audience="team", channel="slack", text=text)
        drill.give("6m9s", "recall", update="UPD-1")
        drill.give("7m", "update", incident="INC-1", audience="team", channel="slack", text=text)
        too_late = drill.give("8m", "recall", update="UPD-2")
        assert "left at" in too_late.refused.reason
        assert drill.when("update.sent") == [430]


def test_a_decision_lapses_into_its_default_and_one_taken_does_not(tmp_path: Path) -> None:
    choices = [{"id": "left", "text": "Left"}, {"id": "right", "text": "Right"}]
    rule = {
        "id": "way",
        "at": "5m",
        "question": "Which way?",
        "alternatives": choices,
        "open_for": "5m",
        "default": "right",
    }
    lapsed = Drill(tmp_path, decisions=[rule]).to("30m")
    assert lapsed.when("decision.lapsed", choice="right") == [600]
    taken = Drill(tmp_path, decisions=[rule])
    taken.give("6m", "decide", decision="way", choice="left")
    assert taken.to("30m").when("decision.lapsed") == []


def test_the_end_comes_before_anything_else_at_its_instant(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[_chat("late", after="quiet", delay="1m"), _chat("quiet", at="59m")]).to("1h")
    assert drill.when("session.ended") == [3600]
    assert drill.when("inject.delivered", inject="late") == []
    assert drill.engine.ended


def test_a_responder_whose_seat_was_taken_while_it_thought_does_not_act() -> None:
    ledger, engine = begin(small(), MemorySink(), "simulated")
    at = 120_000
    while not any(record.by == "sim:incident_commander" for record in ledger.records):
        at += 1_000
        engine.advance(at)
    ledger.input_now(SeatTaken("incident_commander", "Eva"), "facilitator", at)
    count = len(ledger.records)
    engine.advance(3_600_000)
    assert not [record for record in ledger.records[count:] if record.by == "sim:incident_commander"]


class TestAutomation:
    def test_what_a_source_did_has_the_effect_of_its_action_and_joins_the_incident(self, tmp_path: Path) -> None:
        reported = {
            "id": "edr",
            "title": "EDR isolates",
            "at": "10m",
            "automation": {"source": "EDR", "service": "api", "text": "Closed the door of api", "action": "close-door"},
        }
        drill = Drill(tmp_path, injects=[_chat("quiet", at="59m"), reported])
        drill.give("1m", "declare", title="The door is open", severity="SEV-1", category="security", services=["api"])
        drill.to("11m")
        board = drill.ledger.board
        assert "close-door" in board.completed
        assert board.incidents["INC-1"].automations == ["AU-1"]
        step = board.opened.setting.actions["close-door"].step
        assert board.incidents["INC-1"].steps[step] == "done"
        by = [record.by for record in drill.ledger.records if isinstance(record.body, KINDS["automation.reported"])]
        assert by == ["source:EDR"]
        refused = drill.give("12m", "step", incident="INC-1", step=step)
        assert "is done already by EDR" in refused.refused.reason

    def test_one_that_names_no_incident_by_anything_is_a_mistake(self, tmp_path: Path) -> None:
        reported = {"id": "edr", "title": "EDR", "at": "10m", "automation": {"source": "EDR", "text": "Done"}}
        with pytest.raises(BadInput, match="belongs to no incident; add a 'service' or a 'category'"):
            Drill(tmp_path, injects=[reported])
