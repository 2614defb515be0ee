"""What the facilitator does to the run of show: fire, skip, delay, edit, add, hold, hand over."""

from pathlib import Path
from typing import Any

import pytest

from irsim.board.decide import Refused
from irsim.board.fold import instant_of
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken, SessionPaused, SessionReopened, SessionResumed
from irsim.events.work import ActionTaken
from irsim.scenario.script import command_from
from irsim.session.protocol import Accepted, NotAccepted
from tests.drill.test_engine import Drill

MINUTE = 60


def mail(name: str, **rest: Any) -> dict[str, Any]:
    """An inject that is a mail to everyone."""
    message = {"channel": "slack", "from": "Watch", "subject": f"About {name}", "text": "Look."}
    return {"id": name, "title": name, "message": message, **rest}


def by_her(drill: Drill, at: str, do: str, **values: Any) -> Any:
    return drill.give(at, do, "facilitator", **values)


def refused(outcome: Any) -> str:
    assert isinstance(outcome, NotAccepted), outcome
    assert isinstance(outcome.refused, Refused)
    return f"{outcome.refused.reason}; {outcome.refused.hint}"


def test_fire_now_is_now_and_its_own_time_brings_it_no_second_time(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m"), mail("follows", after="late", delay="2m")])
    assert isinstance(by_her(drill, "4m", "fire", inject="late"), Accepted)
    drill.to("59m")
    assert drill.when("inject.delivered", inject="late") == [4 * MINUTE]
    assert drill.when("inject.delivered", inject="follows") == [6 * MINUTE]
    assert drill.when("message.delivered", title="About late") == [4 * MINUTE]


def test_what_is_fired_asks_for_no_condition(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("never", after="quiet", needs=["quiet"]), mail("quiet", at="59m")])
    by_her(drill, "4m", "fire", inject="never")
    assert drill.when("inject.delivered", inject="never") == [4 * MINUTE]


def test_what_repeats_goes_on_repeating_when_it_was_fired_early(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("again", at="30m", repeat={"every": "10m", "times": 2})])
    by_her(drill, "5m", "fire", inject="again")
    drill.to("59m")
    assert drill.when("inject.delivered", inject="again") == [5 * MINUTE, 15 * MINUTE, 25 * MINUTE]


def test_skipped_never_comes_and_the_log_says_why(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m"), mail("follows", after="late")])
    by_her(drill, "4m", "skip", inject="late", reason="time is short")
    drill.to("59m")
    assert drill.when("inject.delivered") == []
    assert [body.reason for body in drill.bodies("inject.skipped")] == ["left out by the facilitator: time is short"]
    assert "came" not in refused(by_her(drill, "59m", "skip", inject="late"))
    assert isinstance(by_her(drill, "59m", "fire", inject="late"), Accepted)
    assert drill.when("inject.delivered", inject="late") == [59 * MINUTE]


def test_delayed_comes_then_and_delayed_again_later_still(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m"), mail("free", after="late")])
    by_her(drill, "4m", "delay", inject="late", until="+5m")
    by_her(drill, "31m", "delay", inject="late", until="T+00:40:00")
    drill.to("59m")
    assert drill.when("inject.delivered", inject="late") == [40 * MINUTE]
    assert drill.when("inject.delivered", inject="free") == [40 * MINUTE]


def test_a_delay_that_is_none_is_refused(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m")])
    assert "does not come before T+00:30:00 anyway" in refused(by_her(drill, "4m", "delay", inject="late", until="20m"))
    assert "it is T+00:04:00 already" in refused(by_her(drill, "4m", "delay", inject="late", until="2m"))
    assert "the exercise ends" in refused(by_her(drill, "4m", "delay", inject="late", until="2h"))
    assert "T+00:50:00" in refused(by_her(drill, "4m", "delay", inject="late", until="soon"))


def test_edited_words_are_what_the_seats_read(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m")], cast={"thief": "person"})
    by_her(drill, "4m", "edit", inject="late", subject="Another matter", to=["technical_lead"])
    drill.to("31m")
    (body,) = drill.bodies("message.delivered")
    assert (body.title, body.text, body.to) == ("Another matter", "Look.", ("technical_lead",))
    assert "came at" in refused(by_her(drill, "31m", "edit", inject="late", subject="Too late"))


def test_a_second_edit_adds_to_the_first(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m")])
    by_her(drill, "4m", "edit", inject="late", subject="Another matter", to=["technical_lead"])
    by_her(drill, "5m", "edit", inject="late", text="Look again.")
    drill.to("31m")
    (body,) = drill.bodies("message.delivered")
    assert (body.title, body.text, body.to) == ("Another matter", "Look again.", ("technical_lead",))


def test_an_added_alert_can_be_edited_before_it_comes(tmp_path: Path) -> None:
    drill = Drill(tmp_path).to("4m")
    alarm = {"title": "Alarm", "monitor": "error-rate", "service": "api", "subject": "Errors", "at": "+5m"}
    drill.ledger.input_now(CommandSubmitted("it", command_from("inject", alarm)), "facilitator", 4 * 60_000)
    assert isinstance(by_her(drill, "5m", "edit", inject="ADHOC-1", subject="Many errors"), Accepted)
    drill.to("10m")
    assert "Many errors" in [body.title for body in drill.bodies("alert.fired")]


def test_what_the_engine_left_out_is_not_delayed_but_can_be_fired(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("praise", at="30m", needs=["quiet"]), mail("quiet", at="59m")])
    drill.to("31m")
    assert "skipped already" in refused(by_her(drill, "32m", "delay", inject="praise", until="+5m"))
    by_her(drill, "33m", "fire", inject="praise")
    assert drill.when("inject.delivered", inject="praise") == [33 * MINUTE]


def test_a_delayed_inject_against_which_something_speaks_is_skipped_once(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("praise", at="30m", needs=["quiet"]), mail("quiet", at="59m")])
    by_her(drill, "4m", "delay", inject="praise", until="40m")
    by_her(drill, "31m", "delay", inject="praise", until="45m")
    drill.to("50m")
    assert drill.when("inject.skipped", inject="praise") == [45 * MINUTE]


def test_a_text_that_cannot_be_filled_is_refused_before_anybody_reads_it(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m")])
    assert isinstance(by_her(drill, "4m", "edit", inject="late", text="{{ nobody.name }}"), NotAccepted)


def test_an_added_message_an_alert_and_a_metric_take_place(tmp_path: Path) -> None:
    drill = Drill(tmp_path)
    by_her(drill, "4m", "inject", title="Press calls", channel="slack", sender="A journalist", subject="Comment?")
    by_her(drill, "5m", "inject", title="Alarm", monitor="error-rate", service="api", subject="Errors", value="7 %")
    by_her(
        drill, "6m", "inject", title="Slow", service="api", metric="response_time", value="9 s", over="1m", lasts="5m"
    )
    later = {"title": "Later", "channel": "slack", "sender": "X", "subject": "Y", "at": "+10m"}
    drill.ledger.input_now(CommandSubmitted("later", command_from("inject", later)), "facilitator", 6 * 60_000)
    drill.to("8m")
    assert drill.when("message.delivered", title="Comment?") == [4 * MINUTE]
    alert = next(body for body in drill.bodies("alert.fired") if body.title == "Errors")
    assert (alert.service, alert.value) == ("api", 70_000)
    assert drill.value("api", "response_time") == 9_000
    drill.to("20m")
    assert drill.value("api", "response_time") < 9_000
    assert drill.when("inject.delivered", inject="ADHOC-4") == [16 * MINUTE]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"title": "x"}, "it is not clear what comes"),
        ({"title": "x", "channel": "mail", "metric": "cpu"}, "it is not clear what comes"),
        ({"title": "x", "channel": "mail"}, "a sender is missing"),
        ({"title": "x", "metric": "cpu", "service": "nowhere", "value": "3"}, "there is no service"),
        ({"title": "x", "monitor": "nothing", "service": "api"}, "there is no monitor"),
        ({"title": "x", "channel": "mail", "sender": "a", "subject": "b", "at": "2h"}, "the exercise ends"),
        ({"title": "x", "channel": "mail", "sender": "a", "subject": "b", "objective": "triage"}, "what is expected"),
        ({"title": "x", "channel": "mail", "sender": "a", "subject": "b", "does": "a.b"}, "no kind of event"),
    ],
)
def test_an_added_inject_that_cannot_be_is_refused_with_the_cure(
    tmp_path: Path, values: dict[str, Any], says: str
) -> None:
    drill = Drill(tmp_path).to("4m")
    submitted = CommandSubmitted("it", command_from("inject", values))
    assert says in refused(drill.ledger.input_now(submitted, "facilitator", 4 * 60_000))


def test_a_call_waits_for_the_facilitator_who_acts_it_out(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("call", at="10m", delivery="facilitator")])
    drill.ledger.input_now(SeatTaken("facilitator", "Dana", "token facilitator"), "facilitator", 0)
    drill.to("20m")
    assert drill.when("inject.awaiting") == [10 * MINUTE]
    assert drill.when("inject.delivered") == []
    by_her(drill, "21m", "fire", inject="call")
    assert drill.when("inject.delivered") == [21 * MINUTE]


def test_without_a_facilitator_a_call_comes_at_its_time(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("call", at="10m", delivery="facilitator")]).to("20m")
    assert drill.when("inject.delivered") == [10 * MINUTE]


def test_a_facilitator_who_leaves_leaves_no_call_hanging(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("call", at="10m", delivery="facilitator")])
    drill.ledger.input_now(SeatTaken("facilitator", "Dana", "token facilitator"), "facilitator", 0)
    drill.to("20m")
    drill.ledger.input_now(SeatLeft("facilitator", "Dana", "token facilitator"), "facilitator", 20 * 60_000)
    assert drill.when("inject.delivered") == [20 * MINUTE]


def test_calls_wait_over_an_adjournment_for_the_facilitator_who_comes_back(tmp_path: Path) -> None:
    for back, came in ((True, []), (False, [20 * MINUTE])):
        drill = Drill(tmp_path, injects=[mail("call", at="10m", delivery="facilitator")])
        drill.ledger.input_now(SeatTaken("facilitator", "Dana", "token facilitator"), "facilitator", 0)
        by_her(drill, "20m", "adjourn")
        at = 20 * 60_000
        drill.ledger.input_now(SessionPaused("adjourned"), "facilitator", at)
        drill.ledger.input_now(SessionReopened(), "facilitator", at)
        drill.ledger.input_now(SeatLeft("facilitator", "Dana", "token facilitator"), "facilitator", at)
        assert drill.when("inject.delivered") == []
        if back:
            drill.ledger.input_now(SeatTaken("facilitator", "Dana", "token facilitator"), "facilitator", at)
        drill.ledger.input_now(SessionResumed(), "facilitator", at)
        drill.to("30m")
        assert drill.when("inject.delivered") == came


def test_injects_wait_while_the_facilitator_lets_the_table_talk_but_not_what_she_fires(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("one", at="10m"), mail("two", at="50m")])
    by_her(drill, "9m", "discuss", length="8m", questions=["What now?"], clocks="running")
    by_her(drill, "11m", "fire", inject="two")
    drill.to("12m")
    assert drill.when("inject.delivered") == [11 * MINUTE]
    by_her(drill, "13m", "proceed")
    assert drill.when("inject.delivered") == [11 * MINUTE, 13 * MINUTE]
    by_her(drill, "20m", "discuss", length="5m", clocks="running")
    drill.to("30m")
    assert drill.when("discussion.closed") == [13 * MINUTE, 25 * MINUTE]
    assert [body.discussion for body in drill.bodies("discussion.opened")] == ["TALK-1", "TALK-2"]


def test_a_seat_handed_to_a_responder_is_played_from_then_on_and_handed_back_it_stops(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("quiet", at="59m")])
    drill.give("1m", "declare", "technical_lead", title="Something is wrong")
    drill.to("5m")
    assert not [r for r in drill.ledger.records if r.by.startswith("sim:")]
    by_her(drill, "6m", "hand", role="incident_commander", to="simulated")
    drill.to("30m")
    acted = [r.at for r in drill.ledger.records if r.by == "sim:incident_commander"]
    assert acted
    assert min(acted) > 6 * 60_000
    by_her(drill, "30m", "hand", role="incident_commander", to="people")
    drill.to("59m")
    assert max(r.at for r in drill.ledger.records if r.by == "sim:incident_commander") <= 30 * 60_000


def test_a_player_cannot_facilitate(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[mail("late", at="30m")])
    outcome = drill.give("4m", "fire", "incident_commander", inject="late")
    assert "only facilitator and evaluator" in refused(outcome)
    assert drill.when("inject.delivered") == []
    submitted = [r for r in drill.ledger.records if isinstance(r.body, CommandSubmitted)]
    assert len(submitted) == 1


def test_what_is_said_and_adjudicated_acts_on_the_world_and_counts_from_when_it_was_said(tmp_path: Path) -> None:
    drill = Drill(tmp_path)
    drill.give("4m", "say", "technical_lead", text="We lock the door", role="technical_lead")
    (statement,) = drill.ledger.board.show.statements
    by_her(drill, "12m", "adjudicate", statement=statement, action="close-door")
    assert drill.when("action.taken", action="close-door") == [12 * MINUTE]
    (taken,) = [r for r in drill.ledger.records if isinstance(r.body, ActionTaken)]
    assert (taken.at, instant_of(drill.ledger.board, taken)) == (12 * 60_000, 4 * 60_000)
    assert "nothing that was said" in refused(by_her(drill, "13m", "adjudicate", statement=0))
