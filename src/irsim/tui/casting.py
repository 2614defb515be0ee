"""A cast of the room: drawn without a terminal as the drill went, and written as an asciicast (version 2) that
terminals play. The same recording, size and speed give the same bytes.

The format: https://docs.asciinema.org/manual/asciicast/v2/
"""

from __future__ import annotations

import asyncio
import json
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, cast

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.screen import Screen

from irsim.log.reading import Recording
from irsim.session.replaying import audience_named
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.launch import Launcher
from irsim.tui.replay.replay import Replay
from irsim.tui.replay.seat import ReplaySeat
from irsim.tui.replay.table import ReplayTable
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from irsim.tui.table import Table
from irsim.tui.terminal import Terminal
from irsim.words.clean import clean_title

BEAT = 1_000
"""Milliseconds of the cast after which the clocks are drawn anew, and nothing else may have happened."""

CALM = 10_000
"""Milliseconds of the exercise between two such frames, at least: at real time nobody counts seconds."""

GRAIN = 250
"""Milliseconds of the cast into which what happens is gathered: more frames than four a second cannot be read."""

WHOLE = 50
"""Frames after which everything is drawn, so that a player can begin there."""

LOOKS = 12
"""Times that the screen is looked at until it stands still."""

OFF_STAGE = 2_000
"""Milliseconds of the cast that a gap takes in which the exercise moved on off stage."""

IDLE = 2.0
"""Seconds that a player need not wait any longer, where nothing happens."""


class _Cast(Replay):
    """A replay that is paced as the room was: it shows the pace of then, and stands still when the room did."""

    @property
    def paused(self) -> bool:
        """Whether the room stood still."""
        return self.seat.board.paused if self.seat is not None else True

    @property
    def speed(self) -> int:
        """The pace of then, in hundredths of real time."""
        return self.seat.board.pace or self.recording.opened.pace or 100


class _CastSeat(ReplaySeat):
    """What could be done then is shown as it was, although nobody does it any more."""

    ask = Seat.ask


class _CastRoom(Room):
    """The room, without what somebody at a key would open."""

    def discuss(self) -> None:
        """It was talked over."""


class _CastApp(IrsimApp):
    """The app with that room and nothing beneath it."""

    def __init__(self, replay: Replay) -> None:
        super().__init__(cast(Launcher, None), Settings(local_time=False), Terminal(False, "full"))
        self.table_of = ReplayTable(replay)
        self.table_of.sitting.notice = ""
        self.replay = replay

    def get_default_screen(self) -> Screen[Any]:
        """Nothing beneath."""
        return Screen(id="_default")

    def open_first(self) -> None:
        """Straight to the room."""
        self.push_screen(_CastRoom(cast(Table, self.table_of)))


def write_cast(
    recording: Recording,
    *,
    width: int,
    height: int,
    speed: int,
    audience: str,
    progress: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """The lines of the cast of a recording at a size, `speed` in hundredths of real time, as an audience saw it.

    `progress` is told now and then how many of a hundred parts are done. Raises BadInput.
    """
    replay = _Cast(recording)
    wanted = audience_named(audience, replay.roles)
    replay.seat = _CastSeat(cast(Any, replay), recording.opened)
    replay.prepare(wanted)
    replay.turn_to(wanted)
    title = clean_title(recording.opened.setting.codename, 100)
    head = {"version": 2, "width": width, "height": height, "idle_time_limit": IDLE, "title": title}
    head["env"] = {"TERM": "xterm-256color"}
    yield json.dumps(head, ensure_ascii=False)
    steps = list(steps_of(replay, speed))
    frames = asyncio.run(_frames(replay, (width, height), steps, progress))
    for at, text in frames:
        yield json.dumps([at / 1000, "o", text], ensure_ascii=False)


def steps_of(replay: Replay, speed: int) -> Iterator[tuple[int, int]]:
    """The instants (ms of the exercise) that are drawn, each with when the cast comes to it (ms), in order."""
    calendar = _Calendar(replay.gaps, speed)
    beat = max(BEAT, CALM * 100 // speed)
    reel = replay.reel
    happened = {reel.at(place) for place in range(1, reel.count + 1)}
    wanted: dict[int, int] = {}
    for at in sorted(happened):
        into = -(-calendar.cast_at(at) // GRAIN) * GRAIN
        wanted[into] = max(at, wanted.get(into, 0))
    last = max(wanted)
    for into in range(0, last, beat):
        wanted.setdefault(into, calendar.session_at(into))
    reached = 0
    for into in sorted(wanted):
        reached = max(reached, wanted[into])
        yield reached, into


class _Calendar:
    """Between the exercise's time and the cast's: its gaps take a moment."""

    def __init__(self, gaps: Sequence[tuple[int, int]], speed: int) -> None:
        self._speed = speed
        self._turns: list[tuple[int, int]] = [(0, 0)]
        """(exercise, cast) at which the slope changes"""
        for since, until in gaps:
            at = self.cast_at(since)
            self._turns += [(since, at), (until, at + OFF_STAGE)]

    def cast_at(self, at: int) -> int:
        """When the cast comes to an instant of the exercise (both ms)."""
        place = bisect_right(self._turns, (at, 1 << 60)) - 1
        since, into = self._turns[place]
        if place + 1 < len(self._turns) and place % 2:  # within a gap
            until, end = self._turns[place + 1]
            return into + (at - since) * (end - into) // (until - since)
        return into + (at - since) * 100 // self._speed

    def session_at(self, into: int) -> int:
        """The instant of the exercise that the cast shows (both ms); within a gap its end is not shown before."""
        place = bisect_right([each for _, each in self._turns], into) - 1
        since, begun = self._turns[place]
        if place % 2:
            return since
        return since + (into - begun) * self._speed // 100


async def _frames(
    replay: Replay, size: tuple[int, int], steps: Sequence[tuple[int, int]], progress: Callable[[int], None]
) -> list[tuple[int, str]]:
    """When (ms of the cast), and what is written then. Nothing is, where nothing changed."""
    found: list[tuple[int, str]] = []
    shown: list[str] = []
    async with _on_stage(replay, size) as (room, look):
        for number, (at, into) in enumerate(steps):
            replay.go_to(at)
            room.changed()
            room.services.tick()
            room.header.tick()
            lines = await look()
            if lines != shown:
                whole = len(found) % WHOLE == 0
                found.append((into, _drawn(lines, [] if whole else shown, first=not found)))
                shown = lines
            progress(number * 100 // len(steps))
    end = steps[-1][1] if steps else 0
    found.append((end, f"\x1b[{size[1]};1H\x1b[?25h"))
    return found


def _drawn(lines: Sequence[str], before: Sequence[str], *, first: bool) -> str:
    """What brings a terminal from the lines before to these; all of them, where there are none."""
    head = "\x1b[?25l\x1b[2J" if first else ""
    changed = (
        f"\x1b[{row};1H{line}\x1b[0m"
        for row, line in enumerate(lines, 1)
        if len(before) != len(lines) or before[row - 1] != line
    )
    return head + "".join(changed)


@asynccontextmanager
async def _on_stage(replay: Replay, size: tuple[int, int]) -> AsyncIterator[tuple[_CastRoom, Callable[[], Any]]]:
    """The room without a terminal, and a way to look at it once it stands still."""
    app = _CastApp(replay)
    async with app.run_test(size=size, notifications=False) as pilot:

        async def look() -> list[str]:
            await pilot.pause()
            lines = _lines(app, size)
            for _ in range(LOOKS):
                await pilot.pause()
                again = _lines(app, size)
                if again == lines:
                    break
                lines = again
            return lines

        while not isinstance(app.screen, _CastRoom):
            await pilot.pause(0.01)
        yield app.screen, look


def _lines(app: _CastApp, size: tuple[int, int]) -> list[str]:
    """The screen's lines, with their colours."""
    return [_coloured(strip) for strip in app.screen._compositor.render_strips()[: size[1]]]


def _coloured(line: Iterable[Segment]) -> str:
    """A line as a terminal draws it: a style is said where it changes, and not after every word."""
    parts: list[str] = []
    said = ""
    for text, style, control in Segment.simplify(line):
        if control:
            continue
        codes = _codes(style) if style else ""
        if codes != said:
            parts.append(f"\x1b[0;{codes}m" if codes else "\x1b[0m")
            said = codes
        parts.append(text)
    return "".join(parts)


@lru_cache(maxsize=4_096)
def _codes(style: Style) -> str:
    """The codes of a style, as rich writes them before a text."""
    return style.render("x", color_system=ColorSystem.TRUECOLOR).partition("m")[0].removeprefix("\x1b[").rstrip("x")
