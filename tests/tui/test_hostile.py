"""Text from outside at its worst, in every place where a scenario, a plan or a team can put text: each screen and
dialog is drawn, nothing breaks, nothing of it reaches the terminal as a control, and none of it becomes a link.

And hands at their worst: whole books pasted, any size of terminal, any key in any order.
"""

import asyncio
import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from irsim.commands import COMMANDS
from irsim.drill.engine import DrillEngine
from irsim.log.reading import read_recording
from irsim.log.writing import FileSink
from irsim.scenario.library import Loaded, load_scenario
from irsim.scenario.script import Scripted, read_script
from irsim.scoring.score import score
from irsim.session.derive import verify
from irsim.tui import reading
from irsim.tui.actions import ACTIONS
from irsim.tui.announce import announce
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.dialogs.choice import ChoiceField
from irsim.tui.dialogs.form import LONGEST, FormDialog
from irsim.tui.dialogs.hold import Hold
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.forms import Focus
from irsim.tui.launch import Briefing, Debriefing, DrillBrief, RecordingBrief, RoleBrief, Wish
from irsim.tui.screens.briefing import BriefingScreen
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.help import HelpScreen
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.screens.opening import show_faults
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.room import Room
from irsim.tui.tabs import TABS
from irsim.words.faults import BadInput
from tests.drills import DATA, played, the_plan
from tests.hosts import host_of
from tests.tui.front import Desk, at_home
from tests.tui.house import NoLauncher, settle, shown, until
from tests.tui.stage import on_stage, staged

EVIL = (
    "\x1b[31mred\x1b[0m \x1b]0;owned\x07 \x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b2J \x00\x08\x7f "
    "\u202egnp.exe\u202c \u2066x\u2069 z\u200bw\u200dj [@click=app.quit]x[/] [bold red]b[/] [/] "
    "[link=http://e.example]l[/link] "
    "日本語のテキスト 👩‍👩‍👧‍👦 e" + "\u0301" * 40 + " line one\nline two\r\nEXERCISE over\u2028last"
)
"""Escape sequences, OSC, C1, bidi, zero width, markup, wide characters, stacked marks and lines."""

LONG = EVIL + " " + "x" * 10_000

SIZES = ((80, 24), (120, 40))


def hostile_drill(folder: Path) -> Loaded:
    """The small drill, and every text of it hostile."""
    scenario = yaml.safe_load((DATA / "small.yaml").read_text("utf-8"))
    world = yaml.safe_load((DATA / "small-world.yaml").read_text("utf-8"))
    evil = EVIL.replace("{", "(").replace("}", ")")
    scenario |= {"title": evil, "codename": evil, "summary": LONG, "briefing": LONG, "discussion": [evil, LONG]}
    for each in scenario["objectives"]:
        each["label"] = evil
    scenario["truth"]["incidents"][0]["title"] = evil
    scenario["faults"][0]["why"] = LONG
    for inject in scenario["injects"]:
        inject["title"] = evil
        for part in ("alert", "message"):
            for name in ("title", "text", "from", "subject"):
                if name in inject.get(part, {}):
                    inject[part][name] = LONG if name == "text" else evil
        for answer in inject.get("message", {}).get("answers", ()):
            answer["text"] = evil
    scenario["injects"].append({
        "id": "talk", "at": "12m", "title": evil,
        "hold": {"for": "5m", "clocks": "running", "questions": [evil, LONG]},
    })  # fmt: skip
    for decision in scenario["decisions"]:
        decision["question"] = LONG
        for each in decision["alternatives"]:
            each["text"] = evil
    for kind in ("expectations", "harms"):
        for each in scenario[kind]:
            each |= {"title": evil, "why": LONG}
    world["title"] = evil
    for kind in ("services", "actions", "channels"):
        for each in world[kind]:
            each["label"] = evil
    for each in world["actions"]:
        if "result" in each:
            each["result"] = LONG
    world["contacts"]["primary-on-call"]["replies"]["says"] = evil
    for name, content in (("small.yaml", scenario), ("small-world.yaml", world)):
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=False), "utf-8")
    return load_scenario(folder / "small.yaml", the_plan())


def hostile_script() -> list[Scripted]:
    """A team that types such text, too."""
    lines = [
        {"at": "3m", "do": "acknowledge", "incident": "INC-1"},
        {"at": "4m", "do": "classify", "incident": "INC-1",
         "with": {"severity": "SEV-1", "category": "security", "personal_data": True, "reason": LONG}},
        {"at": "5m", "do": "amend", "incident": "INC-1", "with": {"title": EVIL}},
        {"at": "5m", "do": "note", "incident": "INC-1", "with": {"text": LONG}},
        {"at": "5m", "do": "evidence", "incident": "INC-1", "with": {"what": EVIL, "source": EVIL}},
        {"at": "5m", "do": "finding", "incident": "INC-1", "with": {"text": EVIL}},
        {"at": "6m", "do": "cause", "incident": "INC-1", "with": {"cause": EVIL, "whys": [EVIL, EVIL]}},
        {"at": "6m", "do": "act", "incident": "INC-1", "with": {"action": "close-door"}},
        {"at": "6m", "do": "update", "incident": "INC-1",
         "with": {"audience": "customers", "channel": "status_page", "text": LONG}},
        {"at": "7m", "do": "page", "incident": "INC-1", "with": {"contact": "primary-on-call"}},
        {"at": "8m", "do": "request", "incident": "INC-1", "with": {"what": EVIL}},
    ]  # fmt: skip
    return _read(lines)


def _read(lines: Sequence[object]) -> list[Scripted]:
    """As scripts are read."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.yaml"
        path.write_text(yaml.safe_dump(list(lines), allow_unicode=False), "utf-8")
        return read_script(path)


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The hostile drill."""
    return hostile_drill(tmp_path_factory.mktemp("hostile"))


def check_drawn(app: Any) -> None:
    """Nothing on the screen controls a terminal or leads anywhere, and every line is as wide as the screen."""
    width = app.size.width
    for strip in app.screen._compositor.render_strips()[: app.size.height]:
        assert strip.cell_length == width
        for segment in strip:
            bad = [each for each in segment.text if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
            assert not bad, (bad, segment.text)
            assert segment.control is None
            if segment.style is not None:
                assert segment.style.link is None
                assert "app.quit" not in str(segment.style.meta.get("@click", "")), segment.text


async def drawn(pilot: Pilot[Any], sizes: Sequence[tuple[int, int]] = SIZES) -> None:
    """The screen on top at the sizes."""
    for size in sizes:
        if pilot.app.size != size:
            await pilot.resize_terminal(*size)
        await pilot.pause(0.03)
        check_drawn(pilot.app)


async def on_top(pilot: Pilot[Any], kind: type[Any]) -> Any:
    """The screen on top, once it takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and getattr(pilot.app.screen, "ready", True))
    return pilot.app.screen


def test_home_and_briefing_show_hostile_text_as_text() -> None:
    async def play() -> None:
        drills = (
            DrillBrief("data-breach", codename=EVIL, difficulty=EVIL, length=60_000, family=EVIL, summary=LONG),
            DrillBrief(EVIL, fault=LONG),
        )
        kept = (
            RecordingBrief(Path("/tmp/" + "x" * 300 + ".jsonl"), EVIL, EVIL, 60_000, "open", True),
            RecordingBrief(Path("/tmp/y.jsonl"), EVIL, "2026-11-22T00:51:00+00:00", 60_000, "closed", True, 50),
            RecordingBrief(Path("/tmp/z.jsonl"), fault=LONG),
        )
        desk = Desk(drills, kept)
        role = RoleBrief("incident_commander", EVIL, LONG, (EVIL, LONG))
        desk.brief = Briefing(
            "data-breach", EVIL, EVIL, 60_000, 100, EVIL, LONG, EVIL, EVIL, (EVIL, LONG), (role, role), (EVIL,)
        )
        async with at_home(desk) as (pilot, app):
            await drawn(pilot)
            for key in ("v", "down", "down", "up", "up", "up", "question_mark"):
                await pilot.press(key)
                await drawn(pilot, SIZES[:1])
            await pilot.press("escape")
            app.brief(Wish("data-breach", {EVIL: "people"}))
            await until(pilot, lambda: isinstance(app.screen, BriefingScreen) and app.screen.briefing is not None)
            await drawn(pilot)
            show_faults(app, "This cannot be opened", BadInput.one(EVIL, 3, LONG))
            await on_top(pilot, Reader)
            await drawn(pilot)

    asyncio.run(play())


def test_the_room_and_what_opens_from_it_show_hostile_text_as_text(drill: Loaded) -> None:
    async def play() -> None:
        async with on_stage(staged(drill, hostile_script(), "13m"), (80, 24), toasts=True) as (pilot, app, seat):
            await settle(pilot)
            if isinstance(app.screen, Hold):
                await drawn(pilot)
                await pilot.press("escape")
            place = await on_top(pilot, Room)
            assert "INC-1" in seat.board.incidents
            await drawn(pilot)
            for number in "12345":
                await pilot.press(number)
                await drawn(pilot, SIZES[:1])
            announce(app, seat, place.discuss, list(host_of(seat.session).ledger.records))  # the toasts of everything
            await drawn(pilot)
            for item in seat.feed:
                place.read(reading.read_item(seat, item))
                await on_top(pilot, Reader)
                check_drawn(app)
                await pilot.press("escape")
                place = await on_top(pilot, Room)
            for name in seat.board.services:
                app.push_screen(PlotScreen(place.table, name))
                await until(pilot, lambda: isinstance(app.screen, PlotScreen) and app.screen.charts.lines)
                await drawn(pilot)
                await pilot.press("escape")
                await on_top(pilot, Room)
            app.push_screen(IncidentScreen(place.table, "INC-1"))
            await on_top(pilot, IncidentScreen)
            for tab in range(1, len(TABS) + 1):
                await pilot.press(str(tab))
                await drawn(pilot)
            await pilot.press("escape")
            await on_top(pilot, Room)
            for key, kind in (("question_mark", HelpScreen), ("S", Pick), ("q", Pick), ("g", Line), ("colon", Line)):
                await pilot.press(key)
                await on_top(pilot, kind)
                await drawn(pilot)
                await pilot.press("escape")
                await on_top(pilot, Room)
            if seat.waiting():
                await pilot.press("w")
                await until(pilot, lambda: not isinstance(app.screen, Room))
                await drawn(pilot)

    asyncio.run(play())


def test_every_form_shows_hostile_text_as_text(drill: Loaded) -> None:
    async def play() -> None:
        async with on_stage(staged(drill, hostile_script(), "11m"), (80, 24)) as (pilot, app, seat):
            place = await on_top(pilot, Room)
            focus = Focus(
                "INC-1",
                alert=next(iter(seat.board.alerts)),
                message=next(iter(seat.board.messages)),
                decision=next(iter(seat.board.decisions), ""),
                update=next(iter(seat.board.updates)),
            )
            for do in sorted({action.do for action in ACTIONS if action.opens == "form"} | {"answer", "decide", "say"}):
                assert do in COMMANDS or do == "say"
                typed = {"text": LONG, "reason": EVIL, "what": EVIL, "title": EVIL}
                place.fill_in(do, focus, typed=typed)
                dialog = await on_top(pilot, FormDialog)
                await drawn(pilot, SIZES[:1])
                for control in list(dialog._controls.values()):
                    if isinstance(control, ChoiceField):  # the others read the same with the focus
                        control.focus()
                        await pilot.pause()
                        check_drawn(app)
                await pilot.press("escape")
                place = await on_top(pilot, Room)

    asyncio.run(play())


def test_the_debrief_shows_hostile_text_as_text(drill: Loaded) -> None:
    records = played(drill, hostile_script())[0].records

    class Kept(NoLauncher):
        def debrief(self, path: Path) -> Debriefing:
            return Debriefing(path, records, score(records))

    async def play() -> None:
        async with on_stage(staged(drill), (120, 40), launcher=Kept()) as (pilot, app, _):
            app.push_screen(DebriefScreen(Path("/recordings/x.jsonl"), None))
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.pages.story is not None)
            for number in "1234567":
                await pilot.press(number)
                await drawn(pilot)
                assert shown(app).strip()
                await pilot.press("end")
                await drawn(pilot, SIZES[1:])
        async with on_stage(staged(drill, hostile_script(), "2h")) as (pilot, app, _):
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.wash is not None)
            await settle(pilot)
            await drawn(pilot)

    asyncio.run(play())


def test_whole_books_can_be_pasted_into_every_kind_of_field(drill: Loaded) -> None:
    book = (EVIL * 400)[:100_000]

    async def play() -> None:
        async with on_stage(staged(drill, hostile_script(), "11m"), (80, 24)) as (pilot, app, _):
            place = await on_top(pilot, Room)
            for do in ("note", "classify", "evidence", "update", "check"):
                place.fill_in(do, Focus("INC-1"))
                dialog = await on_top(pilot, FormDialog)
                for name, control in list(dialog._controls.items()):
                    assert isinstance(control, Input | TextArea | ChoiceField)
                    control.focus()
                    await pilot.pause()
                    app.post_message(events.Paste(book))
                    await settle(pilot)
                    assert len(dialog.values.get(name, "")) <= LONGEST
                    check_drawn(app)
                await pilot.press("escape")
                place = await on_top(pilot, Room)
            for key in ("colon", "slash"):
                await pilot.press(key)
                await until(pilot, lambda: isinstance(app.focused, Input))
                app.post_message(events.Paste(book))
                await settle(pilot)
                check_drawn(app)
                await pilot.press("escape")
                await on_top(pilot, Room)

    asyncio.run(play())


def test_every_screen_bears_any_size(drill: Loaded) -> None:
    sizes = ((1, 1), (2, 50), (200, 2), (20, 5), (300, 90), (80, 24))

    async def squeezed(pilot: Pilot[Any]) -> None:
        for size in sizes:
            await pilot.resize_terminal(*size)
            await pilot.pause(0.03)
        check_drawn(pilot.app)

    async def play() -> None:
        async with on_stage(staged(drill, hostile_script(), "9m"), (80, 24)) as (pilot, app, _):
            place = await on_top(pilot, Room)
            await squeezed(pilot)
            openings: dict[type[Any], str] = {
                HelpScreen: "question_mark", IncidentScreen: "enter", FormDialog: "u", Pick: "S", Line: "g",
            }  # fmt: skip
            for kind, key in openings.items():
                await pilot.press("0", key)
                await on_top(pilot, kind)
                await squeezed(pilot)
                await pilot.press("escape")
                place = await on_top(pilot, Room)
            app.push_screen(PlotScreen(place.table, "api"))
            await squeezed(pilot)
            app.action_command_palette()
            await squeezed(pilot)
        async with on_stage(staged(drill, hostile_script(), "2h"), (80, 24)) as (pilot, app, _):
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.wash is not None)
            await squeezed(pilot)
        async with at_home(Desk(), (80, 24)) as (pilot, app):
            await squeezed(pilot)
            app.brief(Wish("data-breach"))
            await until(pilot, lambda: isinstance(app.screen, BriefingScreen) and app.screen.briefing is not None)
            await squeezed(pilot)

    asyncio.run(play())


KEYS = [key for action in ACTIONS for key in action.keys] + [
    "up", "down", "left", "right", "tab", "shift+tab", "enter", "enter", "escape", "escape", "escape", "pageup",
    "pagedown", "home", "end", "backspace", "delete", "ctrl+s", "ctrl+home", "ctrl+p", "ctrl+a", "ctrl+k", "f1", "f2",
    "space", *"0123456789", *"kjxyz", "left_square_bracket", "right_square_bracket",
]  # fmt: skip
"""Every key of the registry, those of panels and dialogs, and some letters. Ctrl+q quits, so it is not among them."""


@pytest.mark.parametrize("seed", [1, 2])
def test_no_order_of_keys_breaks_the_room_or_the_recording(drill: Loaded, seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = tmp_path / "monkey.jsonl"

    async def play() -> int:
        sitting = staged(drill, (), "6m", sink=FileSink.create(path), path=path)
        async with on_stage(sitting, (100, 30), settings=Settings(bell="never"), toasts=True) as (pilot, app, seat):
            for number in range(200):
                key = chance.choice(KEYS)
                await pilot.press(key)
                if number % 10 == 0:
                    await settle(pilot)
                    check_drawn(app)
                if not _at_work(app):
                    break
            await settle(pilot)
            assert app.crash is None
            if app.table is not None:
                await app.table.leave()
                app.table = None
            return len(seat.feed)

    asyncio.run(play())
    recording = read_recording(path)
    assert not recording.broken
    verdict = verify(recording, DrillEngine)
    assert verdict.holds, verdict.sentences


def _at_work(app: IrsimApp) -> bool:
    """Whether the monkey still has a room to be in."""
    return app.table is not None and app.is_running
