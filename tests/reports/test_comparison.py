"""Comparisons and trends as text: within the width, hostile names cleaned, readable without UTF-8."""

import pytest

from irsim.reports.comparison import claim_words, clock_words, comparison_text, took_words
from irsim.reports.trend import course, trends_csv, trends_text
from irsim.scoring.comparing import (
    ClaimCell,
    ClaimRow,
    ClockCell,
    ClockRow,
    Column,
    Comparison,
    CountRow,
    TimeRow,
    TotalRow,
)
from irsim.scoring.trends import Medians, Trend, TrendRow

HOSTILE = "\x1b]0;x\x07\x1b[31m=cmd \u202egnp.exe\x9b2J " + "Ω" * 200 + "\nScores"


def comparison(columns: int) -> Comparison:
    several = range(columns)
    return Comparison(
        scenario=HOSTILE,
        codename=HOSTILE,
        columns=[
            Column("ABCDEFGH"[n], HOSTILE, HOSTILE, [None, 61.5][n % 2], 90.0, True, -1, "ab" * 32, "bare")
            for n in several
        ],
        differences=[HOSTILE, "Assist level: guided in A, bare in B."],
        forks=[HOSTILE],
        objectives=[TotalRow("o", HOSTILE, [12.5 * n for n in several])],
        roles=[TotalRow("r", HOSTILE, [None for _ in several])],
        claims=[
            ClaimRow("c", HOSTILE, "o", "r", False, [ClaimCell("not exercised", 0, 8, -1) for _ in several], False),
            ClaimRow("h", HOSTILE, "o", "r", True, [None, *(ClaimCell("wrong", -6, 0, 1) for _ in several[1:])], True),
        ],
        clocks=[ClockRow("k", HOSTILE, "i", HOSTILE, [ClockCell(5, 1, 0, 0, 1) for _ in several], True)],
        times=[TimeRow("i", HOSTILE, "detect", [-1 if n else 90_000 for n in several], True)],
        counts=[CountRow("commands", "commands", [1_000 * n for n in several], True)],
    )


@pytest.mark.parametrize("columns", [2, 3, 8])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_it_keeps_to_the_width_and_says_what_differs_before_any_table(columns: int, width: int) -> None:
    text = comparison_text(comparison(columns), width)
    lines = text.split("\n")
    assert max(map(len, lines)) <= width
    assert not set("\x1b\x07\x9b\u202e") & set(text)
    assert lines.index("Scores") > next(n for n, line in enumerate(lines) if "Assist level" in line)


def test_without_utf8_everything_is_ascii_but_what_people_wrote() -> None:
    text = comparison_text(comparison(3), ascii_only=True)
    assert set(text.replace("Ω", "")) <= {chr(code) for code in range(32, 127)} | {"\n"}


def test_cells_in_words() -> None:
    assert claim_words(ClaimCell("late", 4, 8, 0), harm=False) == "◐ late 4/8"
    assert claim_words(None, harm=True) == "not done"
    assert clock_words(ClockCell(1, 0, 0, 0, 0, 372_000, 900_000)) == "✔ 6m12s of 15m"
    assert clock_words(ClockCell(0, 0, 1, 0, 0)) == "▲ overdue"
    assert clock_words(ClockCell(5, 1, 0, 0, 0)) == "5 met, 1 late"
    assert clock_words(ClockCell(0, 0, 0, 1, 0, 5, 9)) == "○ waived"
    assert clock_words(None) == "did not run"
    assert (took_words(-1), took_words(61_000)) == ("never", "1m1s")


def trend(rows: int, objectives: int) -> Trend:
    labels = {f"o{n}": HOSTILE for n in range(objectives)}
    return Trend(
        HOSTILE,
        HOSTILE,
        rows,
        labels,
        [TrendRow(n + 1, HOSTILE, "", n * 9.1, 50.0, dict.fromkeys(labels, n * 9.1), "d") for n in range(rows)],
        Medians(40.0, rows, 50.0, dict.fromkeys(labels)),
        [HOSTILE],
    )


@pytest.mark.parametrize("objectives", [0, 2, 9])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_a_trend_keeps_to_the_width(objectives: int, width: int) -> None:
    text = trends_text([trend(3, objectives)], width)
    assert max(len(line) for line in text.split("\n")) <= width
    assert not set("\x1b\x07\x9b\u202e") & set(text)
    assert set(trends_text([trend(3, 2)], ascii_only=True).replace("Ω", "")) <= {chr(c) for c in range(32, 127)} | {
        "\n"
    }


def test_a_course_is_on_a_scale_of_its_own_from_nought_to_a_hundred() -> None:
    assert course([0, 12.4, 12.5, 50, None, 100]) == "▁▁▂▅ █"


def test_a_sheet_has_a_row_a_figure() -> None:
    text = trends_csv([trend(2, 1)])
    assert text.count("\r\n") == 1 + 3 * 3
    assert "\x1b" not in text
