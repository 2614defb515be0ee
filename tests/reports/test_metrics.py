"""The metrics as text, CSV and rows: within 80 columns, never a mean without its n, and no cell that is a formula."""

import csv
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.reports import measuring
from irsim.reports.after_action import after_action_report
from irsim.reports.columns import width_of
from irsim.reports.metrics import Measured, metrics_text
from irsim.reports.scorecard import scorecard_text
from irsim.reports.sheet import FORMULAS, HEADS, guarded, metrics_csv
from irsim.scoring.measures import measures, sample_of
from irsim.scoring.scorecard import Measures
from irsim.scoring.spread import Share, Spread
from tests.reports.story import card_of, claim, whole_story

NASTY = "=HYPERLINK(1)\x1b[31m\u202e\nnext"


@pytest.fixture(scope="module")
def found() -> Measures:
    return measures([sample_of(whole_story().records)])


def entry(found: Measures, path: str = "kite.jsonl") -> Measured:
    return Measured(path, "Paper Kite", "2026-11-16", found)


def test_each_line_of_times_has_its_n(found: Measures) -> None:
    text = metrics_text([entry(found)], found)
    assert text.startswith("Metrics of 1 recording, 1 incident\n")
    assert "detection to acknowledgement               1 of 1       4m       4m       4m\n" in text
    assert "detection to resolution                    0 of 1        -        -        -\n" in text
    assert "severity assigned wrongly           1 too mild, 0 too strict; judged 1 by\n" in text
    assert "false positives, alerts             1 of 2 dismissed (50 %)\n" in text


def test_security_metrics_name_source_and_figure_or_why_there_is_none(found: Measures) -> None:
    text = metrics_text([entry(found)], found)
    assert "      Account lockouts                          not measured\n" in text
    assert "        Source: Sign-in service. Not implemented; relies on password reset.\n" in text
    assert "      Data loss incidents                       1 incident\n" in text


def test_several_recordings_have_a_line_each_and_one_has_none(found: Measures) -> None:
    both = metrics_text([entry(found, "a.jsonl"), entry(found, "b.jsonl")], found)
    assert "  a.jsonl, 2026-11-16, 1 incident\n    4m (1)          4m (1)" in both
    assert "  b.jsonl, 2026-11-16, 1 incident\n" in both
    assert "each recording, mean" not in metrics_text([entry(found)], found)


def hostile(found: Measures) -> Measures:
    """The same with something nasty and long wherever a plan's words go, and figures as large as they come."""
    label = NASTY + "長" * 300
    security = [
        msgspec.structs.replace(each, label=label, source=label, note=label, unit=label, group=label)
        for each in found.security
    ]
    services = [msgspec.structs.replace(each, label=label, down=10**13, lasting=True) for each in found.services]
    updates = [msgspec.structs.replace(each, label=label) for each in found.updates]
    huge = Spread(10**6, 10**14, 10**14, 10**14)
    return msgspec.structs.replace(
        found,
        security=security,
        services=services,
        updates=updates,
        revenue=huge,
        customers=huge,
        times=dict.fromkeys(found.times, huge),
    )


def test_no_line_is_wider_than_80_columns_and_nothing_gets_through(found: Measures) -> None:
    bad = hostile(found)
    text = metrics_text([entry(bad, NASTY * 20), entry(bad)], bad)
    assert max(width_of(line) for line in text.split("\n")) <= 80
    assert not set(text) & set("\x1b\u202e")
    assert metrics_text([entry(found)], found, ascii_only=True).isascii()


def test_scorecard_and_report_have_a_section_of_metrics(found: Measures) -> None:
    story = whole_story()
    card = card_of(story, [claim("met")], measures=found)
    assert "\nMetrics\n" in scorecard_text(card, 80)
    assert "\nMetrics\n" not in scorecard_text(card_of(story, [claim("met")]), 80), "an older card has none"
    report = after_action_report(story.recording(), card)
    assert "### Metrics\n" in report
    assert "| Authentication | Account lockouts | not measured | Sign-in service |" in report
    bad = after_action_report(story.recording(), card_of(story, [], measures=hostile(found)))
    assert not set(bad) & set("\x1b\u202e")


@pytest.mark.parametrize(
    ("milliseconds", "shown"), [(0, "0.0"), (2_592_000, "43.2"), (60_000, "1.0"), (62_999, "1.0"), (63_000, "1.1")]
)
def test_minutes(milliseconds: int, shown: str) -> None:
    assert measuring.minutes(milliseconds) == shown


@pytest.mark.parametrize(
    ("ppm", "shown"), [(1_000_000, "100 %"), (999_999, "99.9999 %"), (999_000, "99.9 %"), (0, "0 %"), (None, "-")]
)
def test_only_what_was_never_down_has_a_hundred(ppm: int | None, shown: str) -> None:
    assert measuring.percent(ppm) == shown


def test_times_by_their_two_largest_units() -> None:
    assert [measuring.brief(each) for each in (15_000, 57_810_000, 90_150_000)] == ["15s", "16h3m", "1d1h"]


def test_a_share_of_nothing_says_so() -> None:
    assert measuring.share(Share(0, 0), "dismissed") == "none"
    assert measuring.share(Share(2, 8), "dismissed") == "2 of 8 dismissed (25 %)"


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_sheet_has_a_row_a_figure_for_each_recording_and_for_all(found: Measures) -> None:
    rows = read(metrics_csv([entry(found)], found))
    assert tuple(rows[0]) == HEADS
    acknowledged = [row for row in rows if row["metric"] == "detection to acknowledgement"]
    assert [(row["recording"], row["n"], row["mean"], row["p90"], row["unit"]) for row in acknowledged] == [
        ("kite.jsonl", "1", "240000", "240000", "ms"),
        ("all recordings", "1", "240000", "240000", "ms"),
    ]
    (lockouts, _) = [row for row in rows if row["metric"] == "Account lockouts"]
    assert lockouts["value"] == ""
    assert "not measured: not implemented" in lockouts["note"]


def test_no_cell_of_a_hostile_plan_is_a_formula(found: Measures) -> None:
    rows = read(metrics_csv([entry(hostile(found), "=cmd|' /C calc'!A0")], found))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(FORMULAS)]
    assert rows[0]["recording"] == "'=cmd|' /C calc'!A0"
    assert any(cell.startswith("'=HYPERLINK(1)") for cell in cells)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\x1b=1", "\u200b=1", "\ufeff+1"]
)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(cell: str) -> None:
    assert str(guarded(cell)).startswith("'")


@given(st.text())
def test_no_text_becomes_a_formula(cell: str) -> None:
    shown = guarded(cell)
    assert isinstance(shown, str)
    assert not shown.startswith(FORMULAS)
    assert not shown.lstrip().startswith(FORMULAS)


@pytest.mark.parametrize(("cell", "shown"), [(-5, -5), (None, ""), ("API", "API"), ("a = b", "a = b")])
def test_other_cells_stay(cell: str | int | None, shown: str | int) -> None:
    assert guarded(cell) == shown
