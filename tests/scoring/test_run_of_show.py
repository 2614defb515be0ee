"""The run of show: what stands where and why, how far behind plan the room is, what to skip."""

from typing import Any

from irsim.board.state import NEVER
from irsim.commands import Act, AdHoc, Answer, Decide, Delay, Discuss, Edit, Fire, Override, Proceed, Skip, Tick
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken
from irsim.log.writing import MemorySink
from irsim.scenario.library import Loaded, parse_scenario
from irsim.scoring.run_of_show import RunOfShow, run_of_show
from irsim.session.ledger import Ledger
from irsim.words.durations import MINUTE, parse_duration
from tests.drills import DATA, begin
from tests.tui.backstage import SHOW, show

DECISION = """decisions:
  - id: kiosk
    {}
    to: incident_commander
    question: Does the kiosk stay open?
    alternatives: [{{id: open, text: Stay open.}}, {{id: shut, text: Shut it.}}]
    open_for: 10m
    default: shut
"""


def with_decision(begins: str) -> Loaded:
    """The drill with one decision, which begins like that."""
    world = (DATA / "small-world.yaml").read_text(encoding="utf-8")
    text = SHOW.read_text(encoding="utf-8") + DECISION.format(begins)
    return parse_scenario(text, world)


class Show:
    """The drill, driven by hand; `with_her` has a facilitator at her own terminal, `deciding` one decision more."""

    def __init__(self, *, with_her: bool = False, deciding: bool = False, begins: str = "at: 12m") -> None:
        loaded = with_decision(begins) if deciding else show()
        made: tuple[Ledger, DrillEngine] = begin(loaded, MemorySink(), "people")
        self.ledger, self.engine = made
        self.given = 0
        if with_her:
            self.ledger.input_now(SeatTaken("facilitator", "Kim", "token guest:kim"), "facilitator", 0)

    def at(self, when: str) -> RunOfShow:
        """Go there, and look."""
        to = parse_duration(when)
        while not self.engine.advance(to):
            pass
        return run_of_show(self.ledger.records, to)

    def do(self, when: str, command: Any, by: str = "facilitator") -> RunOfShow:
        """Give a command then, and look."""
        self.at(when)
        self.given += 1
        self.ledger.input_now(CommandSubmitted(f"t-{self.given}", command), by, parse_duration(when))
        assert not self.ledger.board.refused, self.ledger.records[-1].body
        return self.at(when)


def stands(shown: RunOfShow, name: str) -> tuple[str, str]:
    item = shown.item(name)
    assert item is not None
    return item.state, item.why


def test_what_comes_what_waits_and_why() -> None:
    shown = Show().at("1m")
    assert stands(shown, "seen") == ("coming", "comes at T+00:02:00")
    assert stands(shown, "echo") == ("waiting", "2m after the answer one: not so far")
    state, why = stands(shown, "slow")
    assert state == "coming"  # as the metric goes
    assert why.startswith("comes at T+00:03:2")
    slow = shown.item("slow")
    assert slow is not None
    assert slow.conditions[0].words == "30s after response time of API is above 4 s (now 200 ms)"
    assert not slow.conditions[0].holds
    praise = shown.item("praise")
    assert praise is not None
    assert (praise.state, praise.planned, praise.comes) == ("waiting", 30 * MINUTE, 30 * MINUTE)
    assert praise.why == "would come at T+00:30:00, but will be left out: it needs 'Close the door' done"
    assert stands(shown, "still-open")[1] == "20m after the inject 'Somebody is seen': not so far"


def test_the_metrics_crossing_is_that_of_the_engine() -> None:
    drill = Show()
    foreseen = drill.at("90s").item("slow")
    came = drill.at("4m").item("slow")
    assert foreseen is not None
    assert came is not None
    assert came.state == "delivered"
    assert came.at == foreseen.comes


def test_what_came_became_something_and_brings_expectations() -> None:
    drill = Show()
    shown = drill.at("3m")
    seen = shown.item("seen")
    assert seen is not None
    assert (seen.state, seen.at, seen.became) == ("delivered", 2 * MINUTE, (("AL-1", 2 * MINUTE),))
    assert seen.expectations == ("close",)
    assert stands(shown, "still-open") == ("coming", "comes at T+00:22:00")
    shown = drill.do("4m", Act("close-door"), "technical_lead")
    assert shown.expectation("close").state == "met"  # type: ignore[union-attr]
    shown = drill.at("6m")
    told = "would come at T+00:22:00, but will be left out: 'Close the door' done at T+00:05:00"
    assert stands(shown, "still-open") == ("waiting", told)
    assert stands(drill.at("23m"), "still-open")[0] == "skipped"


def test_a_call_that_is_acted_out_waits_for_her_alone() -> None:
    assert stands(Show().at("6m"), "call")[0] == "delivered"
    drill = Show(with_her=True)
    shown = drill.at("6m")
    assert stands(shown, "call") == ("awaiting", "to be acted out since T+00:05:00")
    assert shown.behind(6 * MINUTE) == MINUTE
    words = shown.item("call").words  # type: ignore[union-attr]
    assert words.to == ("incident_commander",)
    assert "{{" not in words.sender + words.text
    shown = drill.do("7m", Fire("call"))
    assert stands(shown, "call")[0] == "delivered"
    assert shown.behind(7 * MINUTE) == 2 * MINUTE
    assert shown.item("call").expectations == ("answer",)  # type: ignore[union-attr]


def test_delayed_skipped_edited_and_added() -> None:
    drill = Show()
    shown = drill.do("1m", Delay("seen", "+5m"))
    assert stands(shown, "seen") == ("coming", "delayed until T+00:07:00")
    assert shown.behind(4 * MINUTE) == 2 * MINUTE
    shown = drill.do("4m", Skip("gossip", "no time"))
    assert stands(shown, "gossip") == ("withdrawn", "left out by the facilitator: no time")
    shown = drill.do("4m", Edit("press", subject="Another question"))
    press = shown.item("press")
    assert press is not None
    assert (press.edited, press.words.subject, press.words.text) == (True, "Another question", "Is it true?")
    extra = AdHoc(
        "A rumour", channel="slack", sender="Watch", subject="Psst", at="+1m",
        expects="Asks who says so", objective="lead", role="incident_commander",
    )  # fmt: skip
    shown = drill.do("4m", extra)
    added = shown.item("ADHOC-1")
    assert added is not None
    assert (added.state, added.comes, added.planned, added.words.subject) == ("coming", 5 * MINUTE, NEVER, "Psst")
    assert added.expectations == ("ADHOC-1-expected",)
    assert shown.expectation("ADHOC-1-expected").state == "ahead"  # type: ignore[union-attr]
    shown = drill.at("5m30s")
    assert stands(shown, "ADHOC-1")[0] == "delivered"
    assert shown.expectation("ADHOC-1-expected").state == "to rate"  # type: ignore[union-attr]


def test_what_is_due_while_the_table_talks_is_held() -> None:
    drill = Show()
    drill.do("4m", Discuss("5m", ("Why?",), "running"))
    assert stands(drill.at("8m30s"), "gossip")[0] == "held"
    shown = drill.do("8m30s", Proceed())
    assert stands(shown, "gossip")[0] == "delivered"


def test_behind_goes_by_the_first_that_should_have_come() -> None:
    drill = Show()
    assert drill.at("1m").behind(MINUTE) == 0
    assert drill.at("3m").behind(3 * MINUTE) == 0
    shown = drill.do("3m", Fire("gossip"))
    assert shown.behind(3 * MINUTE) == -5 * MINUTE
    shown = drill.do("4m", Delay("call", "12m"))
    assert shown.behind(11 * MINUTE) == 6 * MINUTE


def test_optional_injects_that_bring_the_room_back_to_time() -> None:
    shown = Show().at("3m")
    now = 3 * MINUTE
    talk, gossip = shown.item("talk"), shown.item("gossip")
    assert talk is not None
    assert gossip is not None
    assert (shown.saving(talk, now), shown.saving(gossip, now)) == (6 * MINUTE, 7 * MINUTE)
    assert shown.to_skip(now, 0) == []
    assert [each.id for each in shown.to_skip(now, 5 * MINUTE)] == ["gossip"]
    assert [each.id for each in shown.to_skip(now, 12 * MINUTE)] == ["gossip", "talk"]
    assert [each.id for each in shown.to_skip(now, 90 * MINUTE)] == ["gossip", "talk"]


def test_the_table_is_behind_by_the_wall_clock() -> None:
    shown = Show().at("10m")
    assert shown.pace == 100
    assert shown.lag(10 * MINUTE, 14 * MINUTE) == 4 * MINUTE


def test_expectations_live() -> None:
    drill = Show()
    shown = drill.at("3m")
    assert {each.id: each.state_at(3 * MINUTE) for each in shown.expected} == {
        "ack": "open",
        "close": "open",
        "answer": "ahead",
        "calm": "to rate",
    }
    close = shown.expectation("close")
    assert close is not None
    assert close.due == 22 * MINUTE
    assert close.state_at(23 * MINUTE) == "missed"  # without any record of that
    assert close.counts == "what counts: action.taken with action close-door"
    drill.at("6m")
    message = next(name for name, each in drill.ledger.board.messages.items() if each.stances)
    shown = drill.do("6m", Answer(message, "one"), "incident_commander")
    assert shown.expectation("answer").state == "wrong"  # type: ignore[union-attr]
    assert stands(shown, "echo") == ("coming", "comes at T+00:08:00")
    shown = drill.do("6m", Tick("calm", 2), "evaluator")
    calm = shown.expectation("calm")
    assert calm is not None
    assert (calm.state, sorted(calm.heard), len(calm.key_points)) == ("partly", [2], 2)
    shown = drill.do("6m", Override("answer", "met", "It was a joke"), "evaluator")
    answer = shown.expectation("answer")
    assert answer is not None
    assert (answer.state, answer.claim.was, answer.claim.overridden) == ("met", "wrong", "It was a joke")


def test_nothing_is_open_once_it_is_over() -> None:
    shown = Show().at("60m")
    assert not any(item.open for item in shown.items)
    assert {each.state for each in shown.expected} <= {"missed", "not asked", "to rate", "met"}


def test_decisions_stand_in_the_run_of_show_from_coming_to_lapsed_or_decided() -> None:
    def stands_at(drill: Show, when: str) -> tuple[str, str, str]:
        (each,) = drill.at(when).decisions
        return each.state, each.outcome, each.why

    drill = Show(deciding=True)
    lapses = "it lapses at T+00:22:00, 10m after it was put, then by itself: shut"
    assert stands_at(drill, "1m") == ("coming", "", f"is put to the team at T+00:12:00; {lapses}")
    assert stands_at(drill, "13m") == ("awaiting", "open", f"open since T+00:12:00; {lapses}")
    (each,) = drill.at("13m").decisions
    assert each.ends == 22 * MINUTE
    assert each.words.answers == ("open: Stay open.", "shut (by itself): Shut it.")
    assert len(drill.at("13m").items) == 9  # nothing that could be fired or skipped
    assert stands_at(drill, "23m")[1:] == ("lapsed", "nobody decided until T+00:22:00; by itself: shut")

    drill = Show(deciding=True)
    shown = drill.do("14m", Decide("kiosk", "open"), "incident_commander")
    assert shown.decisions[0].outcome == "decided"
    assert shown.decisions[0].why == "decided at T+00:14:00: open"
    assert shown.decisions[0].words.answers[0] == "open (chosen): Stay open."


def test_decisions_that_hang_on_something_wait_and_say_on_what() -> None:
    drill = Show(deciding=True, begins="after: echo")
    (each,) = drill.at("1m").decisions
    assert (each.state, each.why) == ("waiting", "after the inject 'It comes back': not so far")
    drill = Show(deciding=True, begins="at: 5m\n    needs: [{event: action.completed, where: {action: close-door}}]")
    (each,) = drill.at("1m").decisions
    assert (each.state, each.why) == (
        "waiting",
        "would come at T+00:05:00, but will not be put: it needs 'Close the door' done",
    )
    (each,) = drill.at("6m").decisions
    assert (each.state, each.why) == ("skipped", "it needs 'Close the door' done")
    (each,) = drill.at("2h").decisions
    assert each.why == "the exercise ended before it"
