"""Looking back from the room: search, an incident's story, the handover, posture and trend, the board of an instant."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from irsim.board.keeping import frozen
from irsim.commands import Acknowledge, Note
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.scoring.over_time import Course
from irsim.tui import saved_searches
from irsim.tui.saved_searches import save_search
from irsim.tui.screens.handing_over import HandoverScreen
from irsim.tui.screens.posture import PostureScreen
from irsim.tui.screens.replay import ReplayScreen
from irsim.tui.screens.replay_inside import ReplayIncident
from irsim.tui.screens.searching import SearchScreen
from irsim.words.durations import DAY, HOUR
from irsim.words.faults import BadInput
from tests.board.live import Watch
from tests.scoring.test_over_time import Log
from tests.tui.house import settle, shown, until
from tests.tui.live_stage import night, on_call

SIZES = ((80, 24), (120, 40))


def played(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test that is a coroutine."""

    @wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))  # type: ignore[arg-type]

    return run


class Back:
    """A store that holds a night, and three months of incidents."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def known_at(self, at: int, progress: Callable[[str], None]) -> Recording:
        """From the fourth record on, as a store gives it: the board before, and the records after it."""
        half = Watch(starts=self.watch.board.opened.starts)
        records = self.watch.ledger.records
        for record in records[1:4]:
            half.ledger.follow(record)
        first = Record(0, records[3].at, "", -1, records[0].body)
        progress("50 %")
        return Recording(Path("store"), [first, *records[4:]], begun=frozen(half.board, agenda=False))

    def course(self, progress: Callable[[str], None]) -> Course:
        """Four incidents a week, ever quicker."""
        log = Log()
        for number in range(48):
            at = (number // 4) * 7 * DAY + (number % 4) * DAY + HOUR
            service = ("api", "db", "api")[number % 3]
            log.incident(f"INC-{number}", at, f"SEV-{1 + number % 3}", service, took=(60 - number) * HOUR // 4)
        progress("100 %")
        return Course(log.records)


def worked() -> Watch:
    """A night in which somebody did something."""
    watch = night()
    name = next(iter(watch.board.active))
    watch.do("6h56m", Acknowledge(name))
    watch.do("6h57m", Note(name, "Moved the grüne logs away"))
    return watch


@pytest.mark.parametrize("size", SIZES)
@played
async def test_search_lists_incidents_and_lines_and_opens_the_story(size: tuple[int, int]) -> None:
    watch = worked()
    async with on_call(watch, size) as (pilot, app, _):
        await pilot.press("backslash")
        await until(pilot, lambda: isinstance(app.screen, SearchScreen) and "Incidents ·" in shown(app))
        assert "words find lines of the log, too" in shown(app)
        await pilot.press(*"grüne", "enter")
        await until(pilot, lambda: "1 incident and" in shown(app))
        page = shown(app)
        assert "note" in page
        assert "INC-" in page
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReplayIncident))
        await settle(pilot)
        page = shown(app)
        assert "AS KNOWN THEN" in page
        assert "grüne logs" in page
        assert "Fork" not in page
        await pilot.press("a")  # nothing is done here
        assert isinstance(app.screen, ReplayIncident)
        await pilot.press("escape")
        assert isinstance(app.screen, SearchScreen)


@played
async def test_a_query_that_cannot_be_read_is_said_in_its_place() -> None:
    async with on_call(worked(), (80, 24)) as (pilot, app, _):
        await pilot.press("backslash")
        await until(pilot, lambda: "Incidents ·" in shown(app))
        await pilot.press(*"severity:SEV-9", "enter")
        await until(pilot, lambda: "the plan has no severity" in shown(app).lower())
        await pilot.press(*(["backspace"] * 14), *"no such words at all", "enter")
        await until(pilot, lambda: "Nothing fits." in shown(app))


@played
async def test_a_search_is_saved_under_a_name_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data" / "searches.json"
    monkeypatch.setattr(saved_searches, "searches_path", lambda: file)
    async with on_call(worked(), (80, 24)) as (pilot, app, _):
        await pilot.press("backslash")
        await until(pilot, lambda: "Incidents ·" in shown(app))
        await pilot.press(*"status:open", "enter")
        await settle(pilot)
        await pilot.press("s", *"still open", "enter")
        await settle(pilot)
        assert saved_searches.saved_searches() == {"still open": "status:open"}
        await pilot.press("f")
        await settle(pilot)
        assert "still open" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SearchScreen))


def test_saved_searches_are_bounded_replaced_taken_away_and_never_crash(tmp_path: Path) -> None:
    file = tmp_path / "searches.json"
    save_search("a", "status:open", file)
    save_search("a", "status:closed", file)
    assert saved_searches.saved_searches(file) == {"a": "status:closed"}
    save_search("a", "", file)
    assert saved_searches.saved_searches(file) == {}
    with pytest.raises(BadInput, match="is empty"):
        save_search(" ", "x", file)
    for number in range(saved_searches.MOST):
        save_search(f"n{number}", "x", file)
    with pytest.raises(BadInput, match="already"):
        save_search("one more", "x", file)
    file.write_text("[]")
    with pytest.raises(BadInput, match="no saved searches"):
        saved_searches.saved_searches(file)


@pytest.mark.parametrize("size", SIZES)
@played
async def test_the_handover_is_read_and_leads_to_its_incidents(size: tuple[int, int]) -> None:
    async with on_call(worked(), size) as (pilot, app, _):
        await pilot.press("apostrophe")
        await until(pilot, lambda: isinstance(app.screen, HandoverScreen) and "Open now ·" in shown(app))
        assert "Clocks that come next" in shown(app) or size == (80, 24)
        await pilot.press("s", *"30m", "enter")
        await until(pilot, lambda: "since 04:2" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: type(app.screen).__name__ == "IncidentScreen")


@pytest.mark.parametrize("size", SIZES)
@played
async def test_posture_and_trend_can_be_read(size: tuple[int, int]) -> None:
    watch = worked()
    async with on_call(watch, size) as (pilot, app, seat):
        assert app.table is not None
        app.table.sitting.back = Back(watch)
        seat.session.at = seat.session._reached = 11 * 7 * DAY  # type: ignore[attr-defined]
        await pilot.press("dollar_sign")
        await until(pilot, lambda: isinstance(app.screen, PostureScreen))
        await settle(pilot)
        page = shown(app)
        for words in (
            "open incident",
            "MTTR",
            "median",
            "n 4",
            "deadlines kept",
            "Services hit most",
            "API",
            "overdue · n",
        ):
            assert words in page, words
        assert any("\u2800" < each < "\u28ff" for each in page) or (size == (80, 24) and " to " in page)
        await pilot.press("right", "3")
        await settle(pilot)
        assert "12 months" in shown(app)


@played
async def test_without_the_store_the_trend_is_not_there_and_says_so() -> None:
    async with on_call(worked(), (80, 24), toasts=True) as (pilot, app, _):
        await pilot.press("dollar_sign")
        await until(pilot, lambda: isinstance(app.screen, PostureScreen))
        assert "cannot be read at this terminal" in shown(app)
        await pilot.press("escape", "underscore")
        await until(pilot, lambda: "does not reach the store" in shown(app))


@pytest.mark.parametrize("size", SIZES)
@played
async def test_the_board_of_an_instant_is_a_replay_that_begins_there(size: tuple[int, int]) -> None:
    watch = worked()
    async with on_call(watch, size) as (pilot, app, _):
        assert app.table is not None
        app.table.sitting.back = Back(watch)
        await pilot.press("underscore", *"04:30", "enter")
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        await settle(pilot)
        assert "AS KNOWN THEN" in shown(app)
        assert "04:30:00" in shown(app)
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        at = 6 * HOUR + 30 * 60_000
        expected = Watch(starts=watch.board.opened.starts)
        for record in watch.ledger.records[1:]:
            if record.at <= at:
                expected.ledger.follow(record)
        assert screen.replay.seat.board.incidents == expected.board.incidents
        await pilot.press("home")
        await settle(pilot)
        assert screen.replay.now == screen.replay.begin > 0
        await pilot.press("q")
        await settle(pilot)
        assert not isinstance(app.screen, ReplayScreen)
