"""Lines fit their width whatever they hold, and what matters most goes last."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from irsim.tui.lines import Cell, bar, cut, lay, sparkline, wrapped
from irsim.words.clean import clean, clean_title

texts = st.text(max_size=60).map(clean_title)
cells = st.builds(
    Cell, texts, st.just(""), st.integers(0, 20), st.booleans(), st.booleans(), st.integers(0, 4)
)  # fmt: skip


@given(st.lists(cells, max_size=8), st.integers(0, 150))
def test_a_line_is_exactly_as_wide_as_its_room(row: list[Cell], width: int) -> None:
    assert cell_len("".join(span.text for span in lay(row, width))) == width


def test_the_clock_is_the_last_to_go_and_the_title_the_first_to_shrink() -> None:
    row = [
        Cell("INC-1"),
        Cell("investigating", drop=2),
        Cell("Contact lists exported", flex=True),
        Cell("03:10", width=6),
    ]
    wide = "".join(span.text for span in lay(row, 60))
    assert "investigating" in wide
    assert "Contact lists exported" in wide
    narrow = "".join(span.text for span in lay(row, 24))
    assert "03:10" in narrow
    assert "investigating" not in narrow
    assert "…" in narrow


@given(st.text(max_size=400).map(clean), st.integers(1, 80), st.integers(0, 5))
def test_wrapped_lines_fit_and_are_no_more_than_asked_for(text: str, width: int, limit: int) -> None:
    lines = wrapped(text, width, limit)
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert not limit or len(lines) <= limit


@given(st.text(alphabet="abc de", max_size=200), st.integers(5, 40))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width)).split()) == "".join(text.split())


def test_cut_marks_what_is_missing() -> None:
    assert cut("responsible", 6) == "respo…"
    assert cut("wide 漢字", 7) == "wide…  "
    assert cut("ok", 4) == "ok  "


@given(st.floats(-1, 2), st.integers(0, 30))
def test_a_bar_is_as_wide_as_asked(share: float, width: int) -> None:
    assert len("".join(bar(share, width))) == width


@given(st.lists(st.integers(-(10**9), 10**9), max_size=60), st.integers(1, 40))
def test_a_sparkline_has_one_block_a_value(values: list[int], width: int) -> None:
    assert len(sparkline(values, width)) == min(len(values), width)


def test_a_sparkline_rises_with_its_values() -> None:
    assert sparkline([0, 50, 100], 3) == "▁▄█"
    assert sparkline([7, 7, 7], 3, low=7) == "▁▁▁"
