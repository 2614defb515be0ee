"""Every screen and dialog as it looks, at the sizes at which it looks different; the files are in `snapshots/`.

`IRSIM_SNAPSHOTS=accept pytest tests/tui/test_snapshots.py` keeps what is shown now; read the diff before.
"""

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from irsim.commands import Command, Request
from irsim.scenario.library import Loaded, find_scenario, load_scenario
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.protocol import Accepted
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.hold import Hold
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.forms import Focus
from irsim.tui.launch import Debriefing, Wish
from irsim.tui.screens.briefing import BriefingScreen
from irsim.tui.screens.console import Console
from irsim.tui.screens.crash import CrashApp
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.evaluating import Evaluating
from irsim.tui.screens.help import HelpScreen
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from irsim.tui.tabs import TABS
from irsim.tui.terminal import Terminal
from tests.drills import DATA, SCRIPTS, played, small, the_plan
from tests.tui.front import BROKEN, CLOSED, KITE, OPEN, RUNNING, TIN, TORN, Desk, at_home
from tests.tui.house import NoLauncher, settle, shown, until
from tests.tui.snapshot import Snapshots
from tests.tui.stage import STILL, StillApp, on_stage, staged

NARROW, MIDDLE, WIDE = (80, 24), (120, 40), (160, 50)
SIZES = (NARROW, MIDDLE, WIDE)

BUSY = "52m"
"""Two incidents' worth of alerts, clocks that run and were met, messages that wait, updates that were sent."""

LAW = "1h10m"
"""The legal clocks run, some content of their notices is known, and a person has asked about their own data."""

WATCHED = "3d23h43m30s"
"""The incident is over but for the watch: three of its four metrics have a verdict."""

LEARNT = "9d4h20m"
"""After the post-mortem: lessons, a threshold, follow-ups that are on their way."""

Shoot = Callable[[Snapshots], Coroutine[Any, Any, None]]


def photographed(test: Shoot) -> Callable[[], None]:
    """A test that takes pictures."""

    @functools.wraps(test)
    def run() -> None:
        pictures = Snapshots()
        asyncio.run(test(pictures))
        pictures.verify()

    del run.__wrapped__  # pytest would take the pictures for a fixture
    return run


@pytest.fixture(autouse=True)
def standing_still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing blinks, glides, or tells where and when it is."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("irsim.tui.screens.home.__version__", "0.0")
    monkeypatch.setattr(App, "animation_level", "none", raising=False)
    for kind in (Input, TextArea):
        monkeypatch.setattr(kind, "_restart_blink", lambda _: None)
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _: None)
    monkeypatch.setattr(TextArea, "_toggle_cursor_blink_visible", lambda _: None)
    yield
    monkeypatch.undo()
    time.tzset()


@functools.cache
def kite() -> Loaded:
    """The drill that ships."""
    return load_scenario(find_scenario("data-breach"), the_plan())


def script(name: str = "perfect") -> list[Any]:
    """A team's decisions in it."""
    return read_script(SCRIPTS / "data-breach" / f"{name}.yaml")


@asynccontextmanager
async def room(
    size: tuple[int, int] = MIDDLE, at: str = BUSY, team: str = "perfect", **options: Any
) -> AsyncIterator[tuple[Pilot[Any], StillApp, Seat]]:
    """The shipped drill at an instant."""
    async with on_stage(staged(kite(), script(team), at), size, **options) as (pilot, app, seat):
        yield pilot, app, seat


async def resized(pilot: Pilot[Any], size: tuple[int, int]) -> None:
    """Another size, drawn."""
    if pilot.app.size != size:
        await pilot.resize_terminal(*size)
        await settle(pilot)


async def on_top(pilot: Pilot[Any], kind: type[Any]) -> Any:
    """The screen on top, once it is of a kind and takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and getattr(pilot.app.screen, "ready", True))
    return pilot.app.screen


# Before a drill


@photographed
async def test_home(pictures: Snapshots) -> None:
    async with at_home(Desk((KITE,)), NARROW, settings=STILL) as (pilot, _):
        for size in (NARROW, MIDDLE):
            await resized(pilot, size)
            await pictures.take(pilot, "home-empty")
    desk = Desk((KITE, TIN, BROKEN), (OPEN, RUNNING, CLOSED, TORN))
    async with at_home(desk, NARROW, settings=STILL) as (pilot, _):
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "home")
        await pilot.press("question_mark")
        await on_top(pilot, Reader)
        await pictures.take(pilot, "home-help")
        await pilot.press("escape", "v")
        await pictures.take(pilot, "home-revealed")


@photographed
async def test_briefing(pictures: Snapshots) -> None:
    async with at_home(Desk(), NARROW, wish=Wish("data-breach"), settings=STILL) as (pilot, app):
        await until(pilot, lambda: isinstance(app.screen, BriefingScreen) and app.screen.briefing is not None)
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "briefing")


# The room


@photographed
async def test_room_early_and_over(pictures: Snapshots) -> None:
    async with room(at="20s") as (pilot, _, _):
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "room-early")
    async with room(at="1d", team="silent") as (pilot, _, _):
        for size in (NARROW, MIDDLE):
            await resized(pilot, size)
            await pictures.take(pilot, "room-overdue")


@photographed
async def test_room_busy(pictures: Snapshots) -> None:
    async with room() as (pilot, app, _):
        for size in (WIDE, MIDDLE):
            await resized(pilot, size)
            await pictures.take(pilot, "room")
        for theme in ("light", "contrast"):
            app.theme = f"irsim-{theme}"
            await pictures.take(pilot, f"room-{theme}")
        app.theme = "irsim-dark"
        await resized(pilot, NARROW)
        for number, panel in enumerate(("feed", "alerts", "clocks", "services", "playbook"), 1):
            await pilot.press(str(number))
            await pictures.take(pilot, f"room-{panel}")
        await pilot.press("slash", *"export")
        await pictures.take(pilot, "room-filter")


@photographed
async def test_room_on_a_poor_terminal(pictures: Snapshots) -> None:
    async with room(terminal=Terminal(True, "none")) as (pilot, _, _):
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            await pictures.take(pilot, "room-ascii-colourless")
        await pilot.press("c")
        await on_top(pilot, FormDialog)
        await pictures.take(pilot, "classify-ascii-colourless")


@photographed
async def test_room_says_what_is_new(pictures: Snapshots) -> None:
    async with room(NARROW, at="20s", toasts=True) as (pilot, _, _):
        await pilot.press("c")
        await pictures.take(pilot, "room-refusal")


@photographed
async def test_console_and_evaluation(pictures: Snapshots) -> None:
    async with room(NARROW) as (pilot, _, _):
        await pilot.press("f2")
        console = await on_top(pilot, Console)
        await until(pilot, lambda: console.show is not None)
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "console")
        await pilot.press("3", "down")
        await pictures.take(pilot, "console-expectation")
        await pilot.press("V")
        await on_top(pilot, Evaluating)
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            await pictures.take(pilot, "evaluation")
        await pilot.press("o")
        await on_top(pilot, FormDialog)
        await pictures.take(pilot, "observe")


# What opens from it


@photographed
async def test_incident(pictures: Snapshots) -> None:
    async with room(MIDDLE) as (pilot, _, _):
        await pilot.press("enter")
        await on_top(pilot, IncidentScreen)
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            for number, tab in enumerate(TABS, 1):
                await pilot.press(str(number))
                await pictures.take(pilot, f"incident-{tab.id}")


@photographed
async def test_help_palette_and_plot(pictures: Snapshots) -> None:
    async with room(WIDE) as (pilot, app, _):
        await pilot.press("question_mark")
        await on_top(pilot, HelpScreen)
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "help")
        await pilot.press("escape")
        place = await on_top(pilot, Room)
        app.push_screen(PlotScreen(place.table, "support-tool"))
        await until(pilot, lambda: isinstance(app.screen, PlotScreen) and app.screen.charts.lines)
        for size in SIZES:
            await resized(pilot, size)
            await pictures.take(pilot, "plot")


async def pictured(pictures: Snapshots, pilot: Pilot[Any], name: str, *, both: bool = True) -> None:
    """A dialog that is open, at the sizes; then it is closed."""
    for size in (MIDDLE, NARROW) if both else (NARROW,):
        await resized(pilot, size)
        await pictures.take(pilot, name)
    await pilot.press("escape")
    await on_top(pilot, Room)


@photographed
async def test_forms_of_the_first_minutes(pictures: Snapshots) -> None:
    async with room(at="5m10s") as (pilot, _, _):
        for key, name in (("c", "classify"), ("D", "declare"), ("e", "escalate"), ("t", "assign"), ("X", "dismiss")):
            await pilot.press(key)
            await on_top(pilot, FormDialog)
            await pictured(pictures, pilot, name, both=name == "classify")


@photographed
async def test_forms_of_a_busy_hour(pictures: Snapshots) -> None:
    async with room() as (pilot, app, seat):
        place = await on_top(pilot, Room)
        for key, name in (("x", "act"), ("i", "evidence"), ("n", "notice"), ("v", "check"), ("I", "assess")):
            await pilot.press(key)
            await on_top(pilot, FormDialog)
            await pictured(pictures, pilot, name)
        await pilot.press("u")
        dialog = await on_top(pilot, FormDialog)
        for field, value in (("audience", "customers"), ("channel", "status_page"), ("template", "customer-update")):
            choice = dialog._controls[field]
            choice._choose([option.value for option in choice.options].index(value))
            await settle(pilot)
        await pictured(pictures, pilot, "update")
        place.fill_in("resolve", Focus(incident="INC-1"))
        await on_top(pilot, FormDialog)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.query_one("#fault").display)
        await pictured(pictures, pilot, "resolve-refused")
        await pilot.press("d")
        await on_top(pilot, FormDialog)
        await pilot.press(*"we lock the account of support 17")
        await pictured(pictures, pilot, "say")
        message = next(iter(seat.board.messages))
        place.fill_in("answer", Focus(message=message), "stance")
        await on_top(pilot, FormDialog)
        await pictured(pictures, pilot, "answer")
        decision = next(iter(seat.board.decisions))
        place.fill_in("decide", Focus(decision=decision), "choice")
        await on_top(pilot, FormDialog)
        await pictured(pictures, pilot, "decide")


async def each_form(pictures: Snapshots, at: str, forms: Sequence[tuple[str, dict[str, str]]], *given: Command) -> None:
    """Dialogs on the first incident at an instant, with what is chosen in them already, where there is little room."""
    async with room(NARROW, at=at) as (pilot, app, seat):
        for command in given:
            assert isinstance(await seat.submit(command), Accepted)
        await settle(pilot)
        if isinstance(app.screen, Hold):
            await pilot.press("escape")
        place = await on_top(pilot, Room)
        for do, typed in forms:
            place.fill_in(do, Focus(incident="INC-1"), typed=typed)
            await on_top(pilot, FormDialog)
            await pictured(pictures, pilot, f"form-{do}", both=False)


@photographed
async def test_forms_of_what_is_owed(pictures: Snapshots) -> None:
    await each_form(
        pictures,
        LAW,
        (
            ("determine", {"determination": "nis2-significant"}),
            ("facts", {}),
            ("notice", {"regime": "gdpr"}),
            ("subject-request", {}),
            ("verify-identity", {}),
            ("answer-subject", {}),
        ),
    )


@photographed
async def test_forms_of_people_and_ways(pictures: Snapshots) -> None:
    await each_form(
        pictures,
        BUSY,
        (
            ("handover", {}),
            ("request", {"kind": "spend"}),
            ("authorise", {}),
            ("decline", {}),
            ("page", {}),
            ("bridge", {}),
            ("probe", {}),
            ("follow", {}),
        ),
        Request("INC-1", "Two people who know the access logs", 2, "people"),
    )


@photographed
async def test_forms_of_the_investigation(pictures: Snapshots) -> None:
    await each_form(
        pictures,
        BUSY,
        (("transfer", {}), ("legal-hold", {}), ("lift-hold", {}), ("finding", {}), ("cause", {}), ("note", {})),
    )


@photographed
async def test_forms_of_the_watch(pictures: Snapshots) -> None:
    await each_form(pictures, WATCHED, (("verdict", {"metric": "security_alerts"}), ("end-watch", {}), ("watch", {})))


@photographed
async def test_forms_of_learning(pictures: Snapshots) -> None:
    await each_form(
        pictures,
        LEARNT,
        (("review", {}), ("improve", {}), ("progress", {}), ("lesson", {}), ("threshold", {}), ("satisfaction", {})),
    )


@photographed
async def test_incident_that_is_watched_and_learnt_from(pictures: Snapshots) -> None:
    for at, name, tabs in (
        (WATCHED, "watched", ("overview", "playbook", "duties")),
        (LEARNT, "learnt", ("overview", "playbook", "review")),
    ):
        async with room(NARROW, at=at) as (pilot, _, _):
            await on_top(pilot, Room)
            await pilot.press("enter")
            await on_top(pilot, IncidentScreen)
            for number, tab in enumerate(TABS, 1):
                if tab.id in tabs:
                    await pilot.press(str(number))
                    await pictures.take(pilot, f"incident-{name}-{tab.id}")


@photographed
async def test_whom_can_i_reach(pictures: Snapshots) -> None:
    async with room(MIDDLE) as (pilot, _, _):
        await pilot.press("at")
        await on_top(pilot, Reader)
        await pictured(pictures, pilot, "reach")


@photographed
async def test_small_dialogs(pictures: Snapshots) -> None:
    async with room(NARROW, at="36m") as (pilot, _, seat):
        await settle(pilot)
        if not isinstance(pilot.app.screen, Hold):  # the room opens it itself where it knows of it at once
            await pilot.press("w")
        await on_top(pilot, Hold)
        await pictured(pictures, pilot, "hold")
        await resized(pilot, NARROW)
        for key, kind, name in (("S", Pick, "seats"), ("q", Pick, "leave"), ("g", Line, "jump")):
            await pilot.press(key)
            await on_top(pilot, kind)
            await pictured(pictures, pilot, name, both=False)
        await pilot.press("colon", *"classify INC-1 SE")
        await on_top(pilot, Line)
        await pictured(pictures, pilot, "typed", both=False)
        place = await on_top(pilot, Room)
        message = next(number for number in range(place.feed.count()) if place.feed._item(number).message)
        place.feed.select(message)
        place.feed.focus()
        await settle(pilot)
        await pilot.press("enter")
        await on_top(pilot, Reader)
        await pictured(pictures, pilot, "reader")
        assert seat.board.discussion is not None


@photographed
async def test_what_waits(pictures: Snapshots) -> None:
    async with room(NARROW, at="32m", team="silent") as (pilot, _, _):
        await pilot.press("w")
        await on_top(pilot, Pick)
        await pictured(pictures, pilot, "waiting", both=False)
        await pilot.press("semicolon", *"evid")
        await until(pilot, lambda: "Evidence" in shown(pilot.app) or "evidence" in shown(pilot.app))
        await pictures.take(pilot, "palette")


# After it


@photographed
async def test_hot_wash(pictures: Snapshots) -> None:
    sitting = staged(small(), read_script(DATA / "small-script.yaml"), "2h")
    async with on_stage(sitting) as (pilot, app, _):
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.wash is not None)
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            await pictures.take(pilot, "hot-wash")


class Kept(NoLauncher):
    """Holds one recording."""

    def debrief(self, path: Path) -> Debriefing:
        """It."""
        half = read_script(DATA / "small-script.yaml")[:4]
        records = played(small(), half)[0].records
        return Debriefing(path, records, score(records))


@photographed
async def test_debrief(pictures: Snapshots) -> None:
    sitting = staged(small())
    async with on_stage(sitting, launcher=Kept()) as (pilot, app, _):
        app.push_screen(DebriefScreen(Path("/recordings/open-door.jsonl"), None))
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.pages.story is not None)
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            for key, page in zip("123457", ("score", "claims", "timeline", "clocks", "times", "metrics"), strict=True):
                await pilot.press(key)
                await pictures.take(pilot, f"debrief-{page}")
                if page == "timeline":
                    await pilot.press("v")
                    await pictures.take(pilot, "debrief-list")
                    await pilot.press("v")


@photographed
async def test_crash(pictures: Snapshots) -> None:
    recording = Path("/home/somebody/recordings/kite.jsonl")
    details = Path("/home/somebody/.local/state/irsim/log/crash-20261116T090000Z-x.txt")
    command = "irsim drill --resume /home/somebody/recordings/kite.jsonl"
    app = CrashApp(recording, KeyError("no such seat"), details, command)
    async with app.run_test(size=MIDDLE) as pilot:
        for size in (MIDDLE, NARROW):
            await resized(pilot, size)
            await pictures.take(pilot, "crash")


def test_no_picture_is_left_over() -> None:
    """A screen that is gone leaves no file behind."""
    names = {path.name.rpartition("-")[0] for path in (Path(__file__).parent / "snapshots").iterdir()}
    source = Path(__file__).read_text("utf-8")
    known = {name for name in names if any(name.startswith(part) for part in source.replace('f"', '"').split('"'))}
    assert names == known
