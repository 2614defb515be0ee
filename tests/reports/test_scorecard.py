"""The scorecard as text: calm, aligned, within its width, and never a sign without its word."""

import pytest

from irsim.reports.columns import ASCII, width_of
from irsim.reports.scorecard import scorecard_text
from tests.reports.story import Story, card_of, claim, whole_story

VERDICTS = ("met", "late", "partly", "missed", "wrong", "not exercised", "not rated")


@pytest.fixture(scope="module")
def text() -> str:
    return scorecard_text(card_of(whole_story(), [claim(verdict) for verdict in VERDICTS]))


def test_score_and_coverage_are_two_figures(text: str) -> None:
    assert "Score     72.5 of 100" in text
    assert "Coverage  85 %" in text


def test_each_claim_has_sign_word_points_and_rule(text: str) -> None:
    assert "    ✔ met             10/10  A claim that is met" in text
    assert "    ✘ missed           0/10  A claim that is missed" in text
    assert "    ‼ wrong           -4/10  A claim that is wrong" in text
    assert "    ○ not exercised    0/10  A claim that is not exercised" in text
    assert text.count("Rule: classify as SEV-1, within 10m") == len(VERDICTS)
    assert "incident commander · T+00:09:00, due T+00:14:00 · records 3, 4" in text


def test_only_what_was_missed_says_why(text: str) -> None:
    assert text.count("Why:  Severity decides who is woken.") == 4


def test_claims_stand_under_their_objective_and_none_is_lost() -> None:
    claims = [claim("met"), claim("late", objective="nowhere", title="A stray claim")]
    text = scorecard_text(card_of(whole_story(), claims))
    assert text.index("  Detect and classify\n") < text.index("A claim that is met") < text.index("A stray claim")
    assert "  nowhere\n" in text


def test_times_clocks_seats_and_head(text: str) -> None:
    assert "assigned SEV-2, in truth SEV-1" in text
    assert "detection to acknowledgement            4m" in text
    assert "detection to resolution                 never" in text
    assert "3 met, 1 late, 2 overdue, 1 waived" in text
    assert "communications lead     simulated" in text
    assert whole_story().records[-1].digest in text


@pytest.mark.parametrize("width", [20, 60, 72, 80, 100, 160])
@pytest.mark.parametrize("hostile", ["", "長い題名" * 300, "a\u0301" * 400, "x" * 100_000, "w " * 4_000])
def test_no_line_is_wider_than_asked(width: int, hostile: str) -> None:
    claims = [claim(verdict, title=hostile or "T", rule=hostile, why=hostile, role=hostile) for verdict in VERDICTS]
    story = whole_story(hostile)
    text = scorecard_text(card_of(story, claims, codename=hostile, seats={hostile: hostile}), width)
    assert max(width_of(line) for line in text.split("\n")) <= max(width, 60)


def test_no_escape_sequence_gets_through() -> None:
    nasty = "\x1b[31mred\x1b]0;title\x07\u202eevil\x9b2J\r\n"
    claims = [claim(verdict, title=nasty, rule=nasty, why=nasty, objective=nasty) for verdict in VERDICTS]
    text = scorecard_text(card_of(whole_story(nasty), claims, codename=nasty, assist=nasty, head=nasty))
    assert not set(text) & set("\x1b\x07\x9b\r\u202e")


def test_plain_signs_where_the_terminal_has_no_other() -> None:
    text = scorecard_text(card_of(whole_story(), [claim(verdict) for verdict in VERDICTS]), ascii_only=True)
    assert text.isascii()
    assert "+ met" in text
    assert len({ASCII[sign] for sign in "✔◐◔✘‼○◌"}) == 7


def test_a_session_without_anything_is_said_to_be_so() -> None:
    empty = card_of(Story(), [], score=None, coverage=0.0, objectives=[], roles=[], ended_at=-1, closed=False, seats={})
    text = scorecard_text(empty)
    assert "none: nothing that counts was exercised" in text
    assert "not yet: this is the score so far" in text
    assert "Nothing was expected in this session." in text
    assert "No incident was played or recorded." in text


def test_almost_all_is_not_all() -> None:
    assert "99.9 of 100" in scorecard_text(card_of(whole_story(), [], score=99.9))
