"""The services panel: which metric it tells, what the plan says about it, in which order; it does not flicker."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest

from irsim.board.gauges import Threshold
from irsim.board.rules import Rules
from irsim.board.state import Service
from irsim.session.host import Host
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.room import Room
from irsim.tui.vitals import Vital, most_telling, vital
from irsim.tui.widgets.services import ServicesPanel
from irsim.words.quantities import parse_quantity
from tests.drills import the_plan
from tests.tui.house import RoomApp, in_room, jump, shown, until

RULES = Rules(the_plan(), datetime(2026, 11, 16, 9, tzinfo=UTC))
API = Service(
    "api",
    "API",
    units={"response_time": "ms", "error_rate": "ppm", "cpu_usage": "ppm", "exports": "count"},
    baselines={"response_time": 200, "error_rate": 2000, "cpu_usage": 300_000, "exports": 0},
)


def run(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(play)


def of(**values: str) -> list[Vital]:
    """The API's metrics: those that are named at a value, the rest as always."""
    return [
        vital(
            RULES,
            API,
            metric,
            parse_quantity(values[metric], unit) if metric in values else API.baselines[metric],  # type: ignore[arg-type]
        )
        for metric, unit in API.units.items()
    ]


def told(found: list[Vital], shown: str = "") -> str:
    best = most_telling(found, shown)
    assert best is not None
    return best.metric


def test_a_calm_service_tells_its_first_metric() -> None:
    assert told(of()) == "response_time"
    assert told(of(), shown="cpu_usage") == "response_time"
    assert most_telling([]) is None


def test_what_crosses_a_threshold_is_told_before_what_strays_further() -> None:
    assert told(of(response_time="5.1 s", exports="4000")) == "response_time"
    assert told(of(response_time="4.9 s", exports="4000")) == "exports"


def test_the_strictest_threshold_wins() -> None:
    found = of(cpu_usage="99 %", error_rate="6 %")
    assert told(found) == "error_rate"
    assert [each.rank for each in found] == [2, 1, 1, 2]


def test_the_shown_metric_stays_unless_another_is_in_clearly_more_trouble() -> None:
    both = of(response_time="7 s", error_rate="12 %")
    first = told(both)
    assert {told(both, shown=each) for each in ("response_time", "error_rate")} == {"response_time", "error_rate"}
    assert told(of(response_time="7 s", error_rate="99 %"), shown="response_time") == "error_rate"
    assert first in ("response_time", "error_rate")


@pytest.mark.parametrize(("value", "crossed"), [("5 s", False), ("5001 ms", True)])
def test_a_threshold_is_crossed_beyond_it(value: str, crossed: bool) -> None:
    found = of(response_time=value)[0]
    assert (found.crossed is not None) == crossed
    assert found.beyond(6000) == crossed


def test_a_value_below_its_threshold_is_in_trouble_too() -> None:
    below = Vital("api", "apdex", "ppm", 700_000, 960_000, Threshold("apdex", "medium", None, 800_000), 0.3)
    assert below.mark == ("■", "notice")
    assert below.beyond(799_999)
    assert not below.beyond(800_000)


def panel(app: RoomApp) -> ServicesPanel:
    assert isinstance(app.screen, Room)
    return app.screen.services


@pytest.mark.parametrize("size", [(120, 40), (160, 50)])
def test_troubled_services_come_first_and_back_to_their_place(size: tuple[int, int]) -> None:
    async def play() -> None:
        async with in_room(size) as (pilot, app, _):
            services = panel(app)
            await until(pilot, lambda: services.shown("api"))
            assert services._order == ["db", "api"]
            await jump(pilot, app, "10m")
            services.tick()
            await until(pilot, lambda: services._order == ["api", "db"])
            found = services.shown("api")
            assert found is not None
            assert found.rank == 1
            assert "in trouble" in str(services.border_title)
            assert any(word in shown(app) for word in ("above 5 s", "above 5 %", ">5 s", ">5 %"))

    run(play())


def test_the_cursor_stays_on_its_service_when_the_order_changes() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, _):
            services = panel(app)
            services.focus()
            await until(pilot, lambda: services.shown("api"))
            assert services.selected == "db"
            await jump(pilot, app, "10m")
            services.tick()
            await until(pilot, lambda: services._order[0] == "api")
            assert services.selected == "db"

    run(play())


def test_the_value_is_what_the_session_reads_on_a_slope_and_stays_on_a_narrow_terminal() -> None:
    async def play() -> None:
        async with in_room((80, 24), at="2m30s") as (pilot, app, seat):
            await pilot.press("4")
            services = panel(app)
            await until(pilot, lambda: services.shown("api"))
            services.tick()
            readings = await seat.session.readings()
            found = services.shown("api")
            assert found is not None
            assert found.value == readings["api", found.metric]
            assert found.value != found.calm
            await until(pilot, lambda: "API" in shown(app))
            await pilot.resize_terminal(44, 24)
            await pilot.pause()
            assert "API" in shown(app)

    run(play())


def test_it_asks_once_a_second_at_most_and_for_series_when_something_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    series = Host.series

    async def counted(self: Host, metrics: Any, span: int, points: int) -> Any:
        asked.append(len(metrics))
        return await series(self, metrics, span, points)

    monkeypatch.setattr(Host, "series", counted)

    async def play() -> None:
        async with in_room() as (pilot, app, _):
            services = panel(app)
            await until(pilot, lambda: services.shown("api"))
            await pilot.pause(0.1)
            asked.clear()
            for _ in range(5):
                await services.read()
            assert asked == []
            await jump(pilot, app, "10m")
            await services.read()
            assert asked

    run(play())


def test_enter_opens_the_plot_of_the_selected_service() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, _):
            panel(app).focus()
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, PlotScreen))
            assert isinstance(app.screen, PlotScreen)
            assert app.screen.service == "api"

    run(play())
