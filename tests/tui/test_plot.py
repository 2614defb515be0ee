"""Plots: what stands in the dots, that axes are round numbers in the unit, and the screen over the room."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.tui.plots import BRAILLE, axis, column, plot, time_marks
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.room import Room
from irsim.words.durations import HOUR, MINUTE
from tests.hosts import host_of
from tests.tui.house import RoomApp, in_room, settle, shown, until


def run(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(play)


def dots(rows: list[str]) -> int:
    return sum((ord(each) - BRAILLE).bit_count() for row in rows for each in row if each != " ")


def test_a_flat_line_is_one_row_of_dots() -> None:
    rows = plot([0] * 8, 4, 2, 0, 10)
    assert rows == ["    ", "⣀⣀⣀⣀"]


def test_a_slope_goes_from_corner_to_corner() -> None:
    rows = plot(list(range(8)), 4, 2, 0, 7)
    assert rows[1][0] != " "
    assert rows[0][3] != " "
    assert rows[0][0] == " " == rows[1][3]


def test_neighbours_are_joined_where_the_value_jumps() -> None:
    rows = plot([0, 0, 100, 100], 2, 5, 0, 100)
    assert all(row.strip() for row in rows)


@given(
    st.lists(st.integers(-(10**17), 10**17), max_size=60),
    st.integers(1, 40),
    st.integers(1, 12),
    st.sampled_from(["ms", "ppm", "per_1000s", "count", "bytes", "bytes_per_s", "something"]),
    st.lists(st.integers(0, 10**7), max_size=2),
)
def test_any_values_fit_their_axis_and_every_column_has_a_dot(
    values: list[int], width: int, height: int, unit: str, thresholds: list[int]
) -> None:
    scale = axis(values, thresholds, unit, height)
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in values)
    rows = plot(values, width, height, scale.low, scale.high)
    assert [len(row) for row in rows] == [width] * height
    for at in range(width if values else 0):
        assert any(row[at] != " " for row in rows)
    assert all(0 <= scale.row(value, height) < height for value in values)


@pytest.mark.parametrize(
    ("values", "unit", "labels"),
    [
        ([200, 6200], "ms", ["0", "2 s", "4 s", "6 s"]),
        ([300_000, 940_000], "ppm", ["0", "50 %"]),
        ([710_000, 710_000], "ppm", ["0", "50 %", "100 %"]),
        ([2, 58], "per_1000s", ["0", "100/h", "200/h"]),
        ([0, 0], "count", ["0", "1"]),
        ([1000, 3_200_000], "bytes_per_s", ["0", "1 MB/s", "2 MB/s", "3 MB/s"]),
    ],
)
def test_labels_are_round_numbers_in_the_metrics_unit(values: list[int], unit: str, labels: list[str]) -> None:
    assert [text for _, text in axis(values, [], unit, 9).labels] == labels


def test_a_threshold_that_values_come_near_is_on_the_axis_and_a_far_one_is_not() -> None:
    assert axis([200, 2000], [5000], "ms", 9).high >= 5000
    assert axis([200, 400], [5000], "ms", 9).high < 5000


def test_a_small_change_of_a_high_value_can_be_seen() -> None:
    assert axis([700_000, 760_000], [], "ppm", 9).low > 500_000


def test_time_marks_are_whole_minutes_within_the_window() -> None:
    marks = time_marks(-7 * MINUTE, HOUR, 100)
    assert [at % (10 * MINUTE) for at, _ in marks] == [0] * len(marks)
    assert 3 <= len(marks) <= 8
    assert all(0 <= place < 100 for _, place in marks)
    assert column(HOUR, 0, HOUR, 100) == 99


def plots(app: RoomApp) -> PlotScreen:
    assert isinstance(app.screen, PlotScreen)
    return app.screen


async def opened(pilot: Any, app: RoomApp) -> PlotScreen:
    assert isinstance(app.screen, Room)
    app.push_screen(PlotScreen(app.screen.table, "api"))
    await until(pilot, lambda: isinstance(app.screen, PlotScreen) and app.screen.charts.lines)
    return plots(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
def test_the_metric_in_trouble_is_selected_its_threshold_and_neighbours_are_there(size: tuple[int, int]) -> None:
    async def play() -> None:
        async with in_room(size, at="10m") as (pilot, app, _):
            screen = await opened(pilot, app)
            assert screen.metric in ("response_time", "error_rate")
            lines = [*screen.charts.lines, *screen.side.lines, *screen.keys.lines]
            text = "\n".join("".join(span.text for span in line) for line in lines)
            assert "above 5" in text
            assert "Database" in text
            assert "▲" in text or "■" in text
            assert "esc back" in text

    run(play())


def test_keys_change_the_span_the_metric_and_the_service() -> None:
    async def play() -> None:
        async with in_room((80, 24), at="10m") as (pilot, app, seat):
            screen = await opened(pilot, app)
            metrics = list(seat.board.services["api"].units)
            here = metrics.index(screen.metric)
            await pilot.press("right")
            assert screen.metric == metrics[(here + 1) % len(metrics)]
            await pilot.press("left", "left")
            assert screen.metric == metrics[(here - 1) % len(metrics)]
            await pilot.press("1")
            await settle(pilot)
            assert screen._window.until - screen._window.since == 10 * MINUTE
            await pilot.press("4")
            await settle(pilot)
            assert screen._window.since == 0
            await pilot.press("right_square_bracket")
            await until(pilot, lambda: screen.metric == "cpu_usage")
            assert screen.service == "db"
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Room))

    run(play())


def test_as_many_plots_as_fit_and_one_alone() -> None:
    async def play() -> None:
        async with in_room((160, 50), at="10m") as (pilot, app, _):
            await opened(pilot, app)
            assert shown(app).count("usually") == 3
            await pilot.press("enter")
            await pilot.pause()
            assert shown(app).count("usually") == 1

    run(play())


def test_it_is_live_and_asks_for_the_curve_only_when_it_would_look_different(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with in_room(at="10m") as (pilot, app, seat):
            screen = await opened(pilot, app)
            asked: list[int] = []
            series = seat.session.series

            async def counted(metrics: Any, span: int, points: int) -> Any:
                asked.append(points)
                return await series(metrics, span, points)

            monkeypatch.setattr(seat.session, "series", counted)
            for _ in range(3):
                await screen.ask()
            assert asked == []
            await seat.session.jump(20 * MINUTE)
            await until(pilot, lambda: host_of(seat.session).engine.now >= 20 * MINUTE)
            await screen.ask()
            assert len(asked) == 1
            assert screen._window.until == 20 * MINUTE

    run(play())
