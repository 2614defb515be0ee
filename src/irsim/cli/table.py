"""A terminal without screens: the feed at the pace, and commands typed as lines."""

import asyncio
import shlex
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from irsim.cli.output import Printer
from irsim.commands import COMMANDS
from irsim.drill.engine import DrillEngine
from irsim.log.writing import instant_file
from irsim.scenario.script import parse_line
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.protocol import NotAccepted
from irsim.words.clean import clean, clean_title
from irsim.words.durations import format_instant, format_left, parse_instant
from irsim.words.faults import nearest

ROOM = {
    "help": "help [COMMAND]: what can be typed",
    "actions": "the technical actions of this world",
    "status": "incidents and clocks now",
    "pause": "stop every clock, inject and timer",
    "resume": "go on",
    "pace": "pace X: times real time; pace max",
    "jump": "jump 12m: be at that time at once; jump: at the next inject",
    "finish": "end the exercise now and see the score",
    "quit": "leave; the recording stays open and can be resumed",
}


def sit_down(ledger: Ledger, engine: DrillEngine, path: Path, at: int, speed: int, printer: Printer) -> int:
    """Run the room until its world ends or people leave; the exit code."""
    return asyncio.run(_Table(ledger, engine, path, at, speed, printer).run())


class _Table:
    def __init__(self, ledger: Ledger, engine: DrillEngine, path: Path, at: int, speed: int, printer: Printer) -> None:
        self.ledger = ledger
        self.engine = engine
        self.path = path
        self.printer = printer
        self.host = Host(ledger, engine, at=at, speed=speed, instant=instant_file(path))
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()
        self.typed = len(ledger.results)
        self.left = False

    async def run(self) -> int:
        """Both sides at once: the engine at its pace, and what people type."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: self.lines.put_nowait(None))
        loop.add_signal_handler(signal.SIGINT, lambda: self.lines.put_nowait("quit"))
        threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        self.printer.line(clean(self.ledger.board.opened.setting.briefing))
        self.printer.line("Type `help` for what can be typed, `quit` to leave.")
        running = asyncio.create_task(self.host.run())
        while not running.done() and not self.left:
            reading = asyncio.create_task(self.lines.get())
            await asyncio.wait({running, reading}, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await self._line(reading.result())
            else:
                reading.cancel()
        if self.left:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            self.host.leave()
            print(f"The recording stays open; go on with: irsim drill --resume {self.path}", file=sys.stderr)
            return 0
        await running
        await self._hot_wash()
        self.printer.score(self.ledger.records, self.path)
        return 0

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(self.lines.put_nowait, line)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self.lines.put_nowait, None)

    async def _hot_wash(self) -> None:
        self.printer.line("The exercise is over. What went well, what did not? One line each; an empty line ends it.")
        while True:
            line = await self.lines.get()
            if line is None or not line.strip() or line.strip() == "quit":
                break
            await self._command("feedback text=" + shlex.quote(line.strip()))
        await self.host.close()

    async def _line(self, line: str | None) -> None:
        if line is None:
            self.left = True
            return
        words = line.split()
        if not words:
            return
        word, rest = words[0].lower(), words[1:]
        if word == "quit":
            self.left = True
        elif word == "help":
            self._help(rest)
        elif word == "actions":
            for name, brief in self.ledger.board.opened.setting.actions.items():
                self.printer.line(f"  {name:<28} {clean_title(brief.label)}")
        elif word == "status":
            self._status()
        elif word == "pause":
            await self.host.pause()
        elif word == "resume":
            await self.host.resume()
        elif word in ("pace", "jump"):
            await self._time(word, rest)
        elif word == "finish":
            await self._command("end")
        else:
            await self._command(line)

    async def _time(self, word: str, rest: list[str]) -> None:
        try:
            if word == "pace":
                written = rest[0] if rest else "1"
                await self.host.pace(0 if written == "max" else round(float(written.removesuffix("x")) * 100))
                return
            to = parse_instant(rest[0]) if rest else self.engine.next_stop()
        except ValueError:
            self.printer.line(f"'{rest[0]}' does not fit; type `pace 4`, `pace max`, `jump 12m` or `jump`.", "notice")
            return
        if to <= self.host.now:
            self.printer.line("That time has passed, or nothing more is planned; type `pace max` to run on.", "notice")
            return
        await self.host.jump(to)

    async def _command(self, line: str) -> None:
        try:
            by, command = parse_line(line)
        except ValueError as error:
            self.printer.line(f"{error}.", "notice")
            return
        board = self.ledger.board
        if by and by not in board.rules.roles:
            self.printer.line(f"The plan has no role '{by}'; {nearest(by, board.rules.roles)}.", "notice")
            return
        seated = [role for role, kind in board.seats.items() if kind == "people"]
        owner = board.rules.owners[str(command.__struct_config__.tag)]
        who = by or (seated[0] if len(seated) == 1 else owner)
        self.typed += 1
        result = await self.host.submit(command, who, f"line-{self.typed}", unstated=not by and len(seated) != 1)
        if not isinstance(result, NotAccepted):
            self.printer.line(f"accepted as record {result.seq}")

    def _help(self, rest: list[str]) -> None:
        if rest and rest[0] in COMMANDS:
            from irsim.cli.actions import describe_command

            self.printer.line(describe_command(rest[0], self.ledger.board.rules.owners))
            return
        for text in ROOM.values():
            self.printer.line(f"  {text}")
        self.printer.line("  " + ", ".join(COMMANDS))
        self.printer.line("  `help classify` explains one; `ROLE: command ...` says who acts.")

    def _status(self) -> None:
        board, now = self.ledger.board, self.host.now
        state = "paused" if self.host.paused else "running"
        self.printer.line(f"{format_instant(now)}  {state}  {board.rules.moment(now):%a %d %b %H:%M} UTC")
        for about in board.incidents.values():
            self.printer.line(f"  {about.id} {about.severity} {about.status}  {clean_title(about.title, 70)}")
            for clock in board.clocks.values():
                if clock.incident == about.id and clock.running:
                    label = board.rules.clocks[clock.rule].label
                    left = format_left(clock.due - now)
                    self.printer.line(f"      {left:>8}  {label}", "urgent" if clock.due < now else "calm")
        waiting = [m for m in board.messages.values() if m.stances and m.answered_at < 0]
        for message in waiting:
            self.printer.line(f"  {message.id} waits for an answer: {clean_title(message.title, 70)}")
        for decision in board.decisions.values():
            if not decision.choice and decision.lapsed_at < 0:
                self.printer.line(f"  decision {decision.id} is open: {', '.join(decision.alternatives)}")
