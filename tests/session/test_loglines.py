"""A query for lines of logs, as people write it."""

import pytest

from irsim.session.loglines import LinesWanted, parse_lines_query
from tests.board.live import Watch

HOUR = 3_600_000


def test_filters_and_words() -> None:
    board = Watch().board
    now, starts = 10 * HOUR, board.rules.starts_unix
    wanted = parse_lines_query('source:auth level:Error since:2h "a: b" http://x failed', board, now)
    assert wanted == LinesWanted("a: b http://x failed", "auth", "error", starts + 8 * HOUR)
    assert parse_lines_query("until:1h", board, now).until == starts + 9 * HOUR
    assert parse_lines_query("  ", board, now) == LinesWanted()


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("sorce:auth", "did you mean 'source'"),
        ("source:a source:b", "stands there twice"),
        ("level:", "has no value"),
        ("since:1h until:2h", "exchange them"),
        ("since:soon", "is no time; write it as 8h"),
        ('"half', "no other one"),
        ("x" * 301, "at most 300"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_cure(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_lines_query(written, Watch().board, 10 * HOUR)


def test_what_a_terminal_asks_is_bounded() -> None:
    wanted = LinesWanted("x" * 1_000, "s" * 1_000, since=-5, until=1 << 80, after=1 << 80, limit=0).bounded
    assert wanted.after < 1 << 62
    assert LinesWanted(before=(1 << 80, -(1 << 80))).bounded.before == (1 << 60, 0)
    assert (len(wanted.text), len(wanted.source), wanted.since, wanted.limit) == (300, 300, 0, 1)
    assert wanted.until is not None
    assert wanted.until < 1 << 62
