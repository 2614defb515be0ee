"""The report of an exercise that somebody facilitated: what she did, who sat where, what participants wrote, and whose
judgement each claim is."""

import pytest

from irsim.commands.debriefing import Corrective
from irsim.events import facilitation as acts
from irsim.events.after import ActionItemOpened, FeedbackGiven, ObservationMade, QuestionnaireFilled
from irsim.events.session import (
    InjectSkipped,
    SeatLeft,
    SeatTaken,
    SessionClosed,
    SessionEnded,
    SessionPaused,
    SessionReopened,
    SessionResumed,
)
from irsim.events.world import DecisionStated
from irsim.reports.account.source import read_source
from irsim.reports.after_action import after_action_report
from irsim.reports.scored import scored
from irsim.scoring.scorecard import Claim
from irsim.words.durations import MINUTE
from tests.reports.story import COMMANDER, LEAD, Story, card_of, claim, opened
from tests.reports.test_after_action import section

EVALUATOR = "evaluator:Eva"


def played() -> Story:
    """An hour with a facilitator and an evaluator, on two days."""
    story = Story(opened(held="2026-11-16T13:00:00+00:00"))
    add = story.add
    for role, name, proof in (
        ("facilitator", "Fay", "token facilitator:fay"),
        ("evaluator", "Eva", "token evaluator:eva"),
        ("technical_lead", "Ana", "account ana"),
        ("incident_commander", "", "this terminal"),
    ):
        add(0, "engine", SeatTaken(role, name, proof))
    add(2 * MINUTE, "facilitator:Fay", acts.InjectCalled("hint"))
    add(3 * MINUTE, "facilitator:Fay", SessionPaused("a question"))
    add(3 * MINUTE, "facilitator:Fay", SessionResumed())
    added = acts.InjectAdded(
        "AH-1", "A journalist calls", 5 * MINUTE, channel="mail", expects="Send them to the press line"
    )
    add(4 * MINUTE, "facilitator:Fay", added)
    add(5 * MINUTE, "facilitator:Fay", acts.InjectEdited("hint", text="Look again"))
    add(6 * MINUTE, "facilitator:Fay", acts.InjectDelayed("hint", 20 * MINUTE))
    said = add(7 * MINUTE, LEAD, DecisionStated("We revoke all tokens now", 6 * MINUTE, "technical_lead"))
    judged = acts.StatementJudged(said.seq, 6 * MINUTE, "c-met", "revoke", "technical_lead", "they named the door")
    add(8 * MINUTE, "facilitator:Fay", judged)
    add(8 * MINUTE, "facilitator:Fay", acts.MemoAdded("they are tired, skip the second call"))
    add(9 * MINUTE, EVALUATOR, acts.KeyPointTicked("c-met", 1))
    add(10 * MINUTE, EVALUATOR, ObservationMade("Everybody repeated the order", "detect", "", "S", "strength"))
    add(11 * MINUTE, EVALUATOR, ObservationMade("Nobody watched the clock", "detect", "", "", "area"))
    add(12 * MINUTE, "facilitator:Fay", InjectSkipped("hint", "left out by the facilitator: time"))
    add(12 * MINUTE, "facilitator:Fay", acts.SeatHanded("communications_lead", "simulated"))
    add(13 * MINUTE, "engine", SeatLeft("technical_lead", "Ana", "account ana"))
    add(14 * MINUTE, "facilitator:Fay", acts.SessionAdjourned("monday", "it is late"))
    add(14 * MINUTE, "engine", SessionReopened(held="2026-11-18T13:00:00+00:00"))
    add(15 * MINUTE, "facilitator:Fay", acts.BookmarkSet("the turn"))
    add(20 * MINUTE, "facilitator:Fay", acts.SeatHanded("communications_lead", "people"))
    return story


def ended() -> Story:
    story = played()
    add = story.add
    add(60 * MINUTE, "facilitator:Fay", SessionEnded("stopped by the facilitator"))
    add(60 * MINUTE, EVALUATOR, ObservationMade("", "detect", "", "M"))
    add(60 * MINUTE, EVALUATOR, acts.ClaimOverridden("c-missed", "met", "they did it by telephone"))
    add(60 * MINUTE, COMMANDER, FeedbackGiven("Calm", "strength"))
    fix = Corrective("Write the list of doors", "high", "Ana", "2026-12-01")
    add(
        60 * MINUTE,
        LEAD,
        QuestionnaireFilled({"structured": 4, "plausible": 5}, ("Calm",), ("Clocks",), (fix,), ("Annex 3",)),
    )
    add(60 * MINUTE, COMMANDER, QuestionnaireFilled({"structured": 3}, ("The briefing",)))
    item = ActionItemOpened(
        "AI-1", "", "Buy a clock", "Facilities", "high", "2026-12-24", "It hangs", objective="detect",
        issue="Nobody watched the clock", element="equipment", person="Bo", start_date="2026-12-01",
    )  # fmt: skip
    add(60 * MINUTE, "facilitator:Fay", item)
    add(60 * MINUTE, "engine", SessionClosed())
    return story


CLAIMS: list[Claim] = [
    claim("met", basis="facilitator", recorded_late=True),
    claim("met", id="c-missed", basis="evaluator", overridden="they did it by telephone", was="missed"),
]


@pytest.fixture(scope="module")
def report() -> str:
    story = ended()
    return after_action_report(story.recording(), card_of(story, CLAIMS))


def test_the_facilitation_log_tells_what_she_did_and_keeps_her_notes(report: str) -> None:
    log = section(report, "10. Facilitation log")
    for words in (
        "inject fired by hand | The first hint (hint)",
        "inject added (ad hoc) | A journalist calls (AH-1), due at T+00:05:00; expected: Send them to the press line",
        "inject edited | The first hint (hint): text",
        "inject delayed | The first hint (hint), to T+00:20:00",
        "inject did not come | The first hint (hint): left out by the facilitator: time",
        "statement judged | what was said at T+00:06:00 (record ",
        "meets 'A claim that is met'; sets off Revoke all tokens; because they named the door",
        "key point heard | number 1 of 'A claim that is met'",
        "paused | a question",
        "seat handed over | communications lead: now simulated",
        "adjourned | after monday; it is late",
        "bookmark | the turn",
        "verdict overridden | 'A claim that is met' is met: they did it by telephone",
        "Fay (facilitator)",
        "Left out of this report: 1 private note of the facilitation.",
    ):
        assert words in log
    assert "tired" not in report


def test_a_seat_that_changed_hands_says_from_when_to_when(report: str) -> None:
    seats = section(report, "1. Exercise overview")
    assert "| communications lead | played by people; simulated from T+00:00:00 to T+00:20:00 |" in seats
    assert "| technical lead | played by people |" in seats


def test_participants_stand_there_with_what_was_proven(report: str) -> None:
    people = section(report, "Appendix B")
    assert "| facilitator | Fay | token facilitator:fay | T+00:00:00 | the end | 0 |" in people
    assert "| technical lead | Ana | account ana | T+00:00:00 | T+00:13:00 | 0 |" in people
    assert "| incident commander | no name given | this terminal |" in people
    overview = section(report, "1. Exercise overview")
    assert "| Point of contact | Fay (facilitator) |" in overview
    assert "| Dates | Mon 16 Nov 2026 13:00:00 UTC and Wed 18 Nov 2026 13:00:00 UTC |" in overview


def test_the_evaluators_words_are_strengths_and_areas(report: str) -> None:
    strengths, areas = section(report, "3. Analysis").split("#### Areas for improvement")[:2]
    assert "**Seen by Eva (evaluator)** (S, performed with some challenges)" in strengths
    assert "Observation: Everybody repeated the order" in strengths
    assert "Observation: Nobody watched the clock" in areas
    assert "Basis: evaluator's" in areas


def test_her_last_rating_counts_and_the_rules_stand_beside_it(report: str) -> None:
    row = next(
        line for line in section(report, "3. Analysis").split("\n") if line.startswith("| Detect and classify |")
    )
    assert "| - | - | X | - | evaluator's, T+01:00:00 (record " in row
    assert "; the rules alone: S" in row


def test_each_claim_says_whose_judgement_it_is(report: str) -> None:
    claims = section(report, "Appendix D")
    assert "| facilitator's, recorded late |" in claims
    assert "| evaluator's, overridden: ✘ missed before, because they did it by telephone |" in claims


def test_what_participants_wrote_stands_there_without_their_names(report: str) -> None:
    wash = section(report, "11. Hot wash")
    assert "2 forms; 1 is not at all, 5 is fully." in wash
    assert "| The exercise was well structured and organised | 2 | 3.50 | 3.50 | 3 | 4 |" in wash
    assert "| The scenario was plausible | 1 | 5.00 | 5.00 | 5 | 5 |" in wash
    feedback = wash[wash.index("### Participant feedback") :]
    assert "- The briefing" in feedback
    assert "| Write the list of doors | high | Ana | 2026-12-01 |" in feedback
    assert "technical lead" not in feedback


def test_the_improvement_plan_has_the_columns_of_the_field(report: str) -> None:
    plan = section(report, "Appendix A")
    assert (
        "| AI-1 | Detect and classify | Nobody watched the clock | Buy a clock | equipment | Facilities | Bo "
        "| 2026-12-01 | 2026-12-24 | high | It hangs | pending; opened T+01:00:00 (record "
    ) in plan


def test_what_was_said_stands_with_what_was_made_of_it(report: str) -> None:
    said = section(report, "8. Decisions")
    assert (
        "| meets 'A claim that is met' and sets off Revoke all tokens because they named the door, T+00:08:00" in said
    )


def test_an_end_before_its_time_is_said_at_the_top(report: str) -> None:
    head = report.split("## 1.")[0]
    assert "**The session was ended early.** It ended at T+01:00:00 of T+02:00:00 planned" in head
    assert "(stopped by the facilitator)" in head


def test_an_exercise_that_goes_on_on_another_day_says_so() -> None:
    story = Story(opened())
    story.add(14 * MINUTE, "facilitator:Fay", acts.SessionAdjourned("monday", "it is late"))
    head = after_action_report(story.recording(), card_of(story, [])).split("## 1.")[0]
    assert "**The session has not ended.**" in head
    assert (
        "**Adjourned.** The room was closed at T+00:14:00 after monday: it is late; it goes on on another day." in head
    )


def test_the_json_has_all_of_it() -> None:
    story = ended()
    found = scored(read_source(story.recording(), card_of(story, CLAIMS)))
    assert [each.name for each in found.participants] == ["Fay", "Eva", "Ana", ""]
    assert [(each.rating, each.basis, each.automatic) for each in found.ratings] == [
        ("M", "evaluator", "S"),
        ("", "none", ""),
    ]
    assert found.improvements[0].element == "equipment"
    assert found.feedback[0].spread.mean == 350
    assert not any("tired" in each.text for each in found.facilitation)
    assert [each.sort for each in found.observations] == ["strength", "area", ""]
