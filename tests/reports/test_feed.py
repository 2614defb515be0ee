"""The feed: each record as one calm line, and never more than a reader can take."""

from collections.abc import Callable

import pytest
from msgspec import structs

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Assess, Classify, Follow
from irsim.events import KINDS
from irsim.events.clocks import ClockOverdue
from irsim.events.communication import UpdateQueued
from irsim.events.session import DiscussionOpened, SessionReopened
from irsim.events.work import AutomationReported
from irsim.events.world import MessageDelivered, ServiceChanged, Stance
from irsim.reports.feed import KIND_WIDTH, FeedLine, feed_line
from irsim.reports.telling import SILENT, TELLS, tell
from irsim.words.durations import MINUTE
from tests.board.desk import Desk
from tests.reports.story import COMMANDER, Story, opened, whole_story


def feed_of(story: Story) -> list[FeedLine]:
    """Every line, each told on the board as it stood then."""
    board = Board(opened())
    lines = []
    for record in story.records:
        apply(board, record)
        line = feed_line(record, board)
        if line is not None:
            lines.append(line)
    return lines


@pytest.fixture(scope="module")
def lines() -> list[FeedLine]:
    return feed_of(whole_story())


@pytest.fixture
def line_about(lines: list[FeedLine]) -> Callable[[str], FeedLine]:
    return lambda words: next(line for line in lines if words in line.text)


def test_every_kind_is_told_or_left_out_on_purpose() -> None:
    assert set(KINDS.values()) == set(TELLS) | SILENT
    assert not set(TELLS) & SILENT


def test_kind_words_are_short(lines: list[FeedLine]) -> None:
    assert all(0 < len(line.kind) <= KIND_WIDTH and " " not in line.kind for line in lines)


def test_a_drill_begins_with_its_name_and_briefing(lines: list[FeedLine]) -> None:
    assert lines[0].stamp == "T+00:00:00"
    assert lines[0].text.startswith("EXERCISE Paper Kite: begins at Mon 16 Nov 2026 09:00:00 UTC")
    assert "\n    A quiet morning.\n    The second shift is ill." in lines[0].text


def test_live_is_said_to_be_live() -> None:
    first = opened(scenario="", setting=opened().setting.__class__(scenario="", codename=""))
    line = feed_line(Story(first).records[0], Board(first))
    assert line is not None
    assert line.text.startswith("LIVE")


def test_a_day_on_which_it_goes_on_is_said_in_full() -> None:
    story = Story()
    story.add(0, "facilitator", SessionReopened(held="2026-11-22T08:40:00+00:00"))
    told = tell(story.records[-1], story.board)
    assert told is not None
    assert "is taken up again on 2026-11-22" in told.text
    assert "…" not in told.text


def test_nobody_reads_the_courses_of_metrics() -> None:
    story = Story()
    record = story.add(1_000, "engine", ServiceChanged("api", "error_rate", 0, 0, 10, 10))
    assert feed_line(record, story.board) is None


def test_an_alert_names_service_and_value(line_about: Callable[[str], FeedLine]) -> None:
    line = line_about("AL-1 critical")
    assert line.text == "AL-1 critical: Error rate, API, error rate 12 %"
    assert (line.kind, line.urgency) == ("alert", "urgent")


def test_a_message_says_how_to_answer(line_about: Callable[[str], FeedLine]) -> None:
    line = line_about("MSG-1 from")
    assert line.kind == "mail"
    assert line.urgency == "notice"
    assert line.text.split("\n") == [
        "MSG-1 from CEO to incident commander (Mail): Tell me it is one customer",
        "    The press",
        "    is calling.",
        "    Answer by T+00:40:00 with one of:",
        "      answer MSG-1 stance=facts   Only what we know",
        "      answer MSG-1 stance=calm   It is one customer",
    ]


def test_a_decision_says_how_to_choose(line_about: Callable[[str], FeedLine]) -> None:
    text = line_about("Do we talk to the press?").text
    assert "decide tell-press choice=later   Later" in text
    assert "until T+01:00:00" in text


def test_a_discussion_shows_its_questions() -> None:
    story = Story()
    record = story.add(0, "engine", DiscussionOpened("talk", ("Who knows?", "Who should?"), "stopped", 8 * MINUTE))
    line = feed_line(record, story.board)
    assert line is not None
    assert line.kind == "hold"
    assert line.text == (
        "discussion for 8m; the clocks stand still; it may end before its time\n    1. Who knows?\n    2. Who should?"
    )


def test_a_refusal_says_what_to_do(line_about: Callable[[str], FeedLine]) -> None:
    line = line_about("criteria for SEV-2")
    assert line.kind == "refused"
    assert line.text == "the plan's criteria for SEV-2 are not met. What to do: record the root cause"


def test_people_are_shown_as_people(lines: list[FeedLine]) -> None:
    texts = "\n".join(line.text for line in lines)
    assert "Ana (technical lead): Revoke all tokens" in texts
    assert "communications lead (simulated)" in texts
    assert "sim:" not in texts
    assert "technical_lead" not in texts


def test_a_clock_says_what_is_due_when_and_whose(line_about: Callable[[str], FeedLine]) -> None:
    line = line_about("INC-1 Respond")
    assert line.kind == "clock"
    assert line.text == "INC-1 Respond: due before T+00:19:00, in 15m, owner incident commander"


def test_a_far_due_has_its_calendar_time(line_about: Callable[[str], FeedLine]) -> None:
    assert "due by T+72:20:00 (Thu 19 Nov 09:20 UTC)" in line_about("GDPR Art. 33 notice to the authority").text


def test_what_stops_a_clock_says_so(line_about: Callable[[str], FeedLine]) -> None:
    assert line_about("acknowledged by").text == (
        "INC-1 acknowledged by incident commander (Respond met after 4m of 15m)"
    )


def test_overdue_in_plain_words() -> None:
    story = whole_story()
    name = next(clock.id for clock in story.board.clocks.values() if clock.rule == "respond")
    line = feed_line(story.add(60 * MINUTE, "desk", ClockOverdue(name)), story.board)
    assert line is not None
    assert (line.kind, line.urgency) == ("overdue", "urgent")
    assert line.text.startswith("INC-1 Respond is overdue: it was due at T+")


@pytest.mark.parametrize(("assist", "said"), [("guided", True), ("standard", True), ("bare", False)])
def test_what_an_update_lacks_is_said_while_it_can_be_recalled_but_not_to_the_bare_table(
    assist: str, said: bool
) -> None:
    board = Board(opened(assist=assist))
    told = {}
    for record in whole_story().records:
        apply(board, record)
        told[record.seq] = (record, feed_line(record, board))
    texts = [line.text for record, line in told.values() if line and isinstance(record.body, UpdateQueued)]
    assert ("The plan asks for what was left empty" in texts[0]) is said
    assert ("The plan rules out: promises" in texts[0]) is said


def test_a_line_can_be_printed(lines: list[FeedLine]) -> None:
    assert str(lines[-1]) == "T+01:00:00 end      the recording is closed; nothing is added to it any more"


def test_a_long_body_is_cut_and_says_so() -> None:
    story = Story()
    bodies = ("word " * 30_000, "\n\n\nx" * 30_000)
    for number, text in enumerate(bodies):
        body = MessageDelivered(f"MSG-{number}", "mail", "CEO", "T" * 100_000, text, (), (Stance("ok", "Fine"),), 0)
        line = feed_line(story.add(0, "engine", body), story.board)
        assert line is not None
        assert len(line.text) < 2_500
        assert line.text.count("\n") < 70
        assert "[cut]" in line.text
        assert "…" in line.text.split("\n")[0]
        assert "answer MSG-" in line.text


def test_an_unknown_author_is_no_harm() -> None:
    story = Story()
    record = story.add(0, "\x1b[31mnobody:\u202eeve", DiscussionOpened("talk", (), "running", 0))
    assert feed_line(record, story.board) is not None
    assert COMMANDER not in str(feed_line(record, story.board))


def test_a_step_that_the_record_ticks_is_no_line_and_what_a_tool_did_is_one() -> None:
    desk = Desk()
    desk.alert("0m", "critical", "api", "security")
    report = AutomationReported("AU-1", "EDR", "Isolated host x", "api", step="isolate-compromised-systems")
    desk.enter("1m", report, "source:EDR")
    desk.do("2m", Follow("INC-1", "ransomware", "A note was found"))
    told = [tell(record, desk.board) for record in desk.ledger.records]
    lines = [each.text for each in told if each is not None]
    assert "EDR: Isolated host x (API)" in lines
    assert any("what EDR did belongs to it; its playbook step 'Isolate " in line for line in lines)
    assert any("follows the playbook 'Ransomware' by incident commander: A note was found" in line for line in lines)
    assert not any("playbook: Isolate" in line for line in lines)


def test_an_assessment_says_what_it_suggests_to_a_guided_table_and_a_choice_against_it_is_told() -> None:
    for assist, advised, told_after in (("guided", True, True), ("standard", False, True), ("bare", False, False)):
        desk = Desk()
        desk.board.opened = structs.replace(desk.board.opened, assist=assist)
        desk.declare("1m", "SEV-2", "outage")
        for command, wanted in (
            (Assess("INC-1", data_compromised=True), advised),
            (Classify("INC-1", "SEV-3", "data"), told_after),
        ):
            before = len(desk.ledger.records)
            desk.do("2m", command)
            told = tell(desk.ledger.records[before + 1], desk.board)
            assert told is not None
            assert ("The impact suggests SEV-1 (critical): data are compromised" in told.body) == wanted, (
                assist,
                command,
            )
