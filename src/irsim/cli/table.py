"""A terminal without screens: the feed at the pace, and commands typed as lines."""

import asyncio
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from irsim.board.actors import EVALUATOR, FACILITATOR, owner_of
from irsim.board.decide import Refused
from irsim.cli.actions import UNTYPED, describe_command, plan_names
from irsim.cli.output import Printer
from irsim.commands import COMMANDS, Feedback
from irsim.drill.engine import DrillEngine
from irsim.reports.telling.handouts import file_words
from irsim.scenario.handouts import READABLE
from irsim.scenario.lines import ALIASES, parse_line
from irsim.session.attaching import attached, wants_file
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.pace import parse_pace
from irsim.session.protocol import NotAccepted
from irsim.tui.saving import saved
from irsim.words.clean import clean_title
from irsim.words.durations import format_instant, format_left, parse_duration, parse_instant
from irsim.words.faults import BadInput, nearest, sentence

ROOM = {
    "help": "help [COMMAND]: what can be typed, or what one command wants",
    "status": "status: incidents, clocks and what waits for an answer",
    "actions": "actions: the technical actions of this world, for `act`",
    "plan": "plan [SECTION]: the plan's names, for audiences, templates, contacts and so on",
    "handout": "handout [ID [PATH]]: what was handed out; read one, or save it at a path of this machine",
    "pause": "pause: stop every clock, inject and timer",
    "resume": "resume: go on",
    "pace": "pace 4: times real time; pace max: as fast as it can, to the end",
    "jump": "jump 12m: be at that time at once; jump +12m: so much later; jump: at the next thing that is planned",
    "finish": "finish: end the exercise now and see the score",
    "quit": "quit: leave; the recording stays open and can be resumed",
}

FIRST_SECONDS = 5_000
"""Milliseconds of session time within which a room is newly opened and greets; later it shows where it stands."""


def sit_down(ledger: Ledger, engine: DrillEngine, path: Path, at: int, speed: int, printer: Printer) -> int:
    """Run the room until its world ends or people leave; the exit code."""
    return asyncio.run(_Table(ledger, engine, path, at, speed, printer).run())


class _Table:
    def __init__(self, ledger: Ledger, engine: DrillEngine, path: Path, at: int, speed: int, printer: Printer) -> None:
        self.ledger = ledger
        self.engine = engine
        self.path = path
        self.printer = printer
        self.host = Host(ledger, engine, at=at, speed=speed, recording=path)
        self.lines: asyncio.Queue[str | None] = asyncio.Queue()
        self.typed = len(ledger.results)
        self.left = False
        self.sure = ""
        """the line that was typed last, where it must be typed twice"""

    async def run(self) -> int:
        """Both sides at once: the engine at its pace, and what people type."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, lambda: self.lines.put_nowait(None))
        loop.add_signal_handler(signal.SIGINT, lambda: self.lines.put_nowait("quit"))
        threading.Thread(target=self._read, args=(loop,), daemon=True).start()
        if self.host.now < FIRST_SECONDS:
            self.printer.line("Type `help` for what can be typed, `quit` to leave.")
        else:
            self._status()
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
        else:
            await running
            self.left = not await self._hot_wash()
        if self.left:
            self.host.leave()
            with suppress(OSError):
                hint = f"{sys.argv[0]} drill --resume {self.path}"
                print(f"The recording stays open; go on with: {hint}", file=sys.stderr)
            return 0
        self.printer.score(self.ledger.records, self.path)
        return 0

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(self.lines.put_nowait, line)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self.lines.put_nowait, None)

    async def _hot_wash(self) -> bool:
        """What was learned, typed in on the spot; False where the terminal went away before it was over."""
        self.printer.line("The exercise is over. What went well, what did not? One line each; an empty line ends it.")
        while True:
            line = await self.lines.get()
            if line is None:
                return False
            if not line.strip() or line.strip() == "quit":
                break
            if line.split()[0].lower() in ROOM:
                self.printer.line("The exercise is over: type what you learned, or an empty line.", "notice")
                continue
            self.typed += 1
            owner = self.ledger.board.rules.owners["feedback"]
            await self.host.submit(Feedback(line.strip()), owner, f"line-{self.typed}", unstated=True)
        await self.host.close()
        return True

    async def _line(self, line: str | None) -> None:
        if line is None:
            self.left = True
            return
        words = line.split()
        if not words:
            return
        word, rest = words[0].lower(), words[1:]
        await self.host.settle()
        if word == "quit":
            self.left = True
        elif word == "help":
            self._help(rest)
        elif word == "actions":
            for name, brief in self.ledger.board.opened.setting.actions.items():
                self.printer.line(f"  {name:<28} {clean_title(brief.label)}")
        elif word == "plan":
            self._plan(rest)
        elif word == "handout":
            await self._handout(rest)
        elif word == "status" and not rest:
            self._status()
        elif word == "pause":
            await self.host.pause()
        elif word == "resume":
            await self.host.resume()
        elif word in ("pace", "jump"):
            await self._time(word, rest)
        elif word == "finish":
            if self._is_sure("finish", "This ends the exercise for good."):
                await self._command("end")
        else:
            await self._command(line)

    def _is_sure(self, line: str, consequence: str) -> bool:
        """What cannot be taken back is typed twice."""
        if self.sure == line:
            return True
        self.sure = line
        self.printer.line(f"{consequence} Type `{line}` once more to do it.", "notice")
        return False

    async def _time(self, word: str, rest: list[str]) -> None:
        try:
            if word == "pace":
                written = rest[0] if rest else "1"
                if written == "max" and not self._is_sure("pace max", "This runs to the end without waiting for you."):
                    return
                await self.host.pace(parse_pace(written))
                return
            to = self._instant(rest[0]) if rest else self.engine.next_stop()
        except ValueError:
            self.printer.line(f"'{rest[0]}' does not fit; type `pace 4`, `pace max`, `jump 12m` or `jump`.", "notice")
            return
        if to < 0 and not rest:
            self.printer.line("Nothing more is planned; type `jump 12m` for a time, or `pace max`.", "notice")
            return
        if to <= self.host.now:
            self.printer.line(
                f"It is {format_instant(self.host.now)} already; give a later time, or `jump +12m`.", "notice"
            )
            return
        await self.host.jump(to)

    def _instant(self, written: str) -> int:
        """`12m` is a time of the exercise, `+12m` is from now."""
        if written.startswith("+"):
            return self.host.now + parse_duration(written[1:])
        return parse_instant(written)

    async def _command(self, line: str) -> None:
        board = self.ledger.board
        opened = [about.id for about in board.open_incidents()]
        try:
            by, command = parse_line(line, opened[0] if len(opened) == 1 else "", ROOM)
        except ValueError as error:
            self.printer.line(sentence(str(error)), "notice")
            return
        if by and by not in [*board.rules.roles, FACILITATOR, EVALUATOR]:
            self.printer.line(sentence(f"the plan has no role '{by}'; {nearest(by, board.rules.roles)}"), "notice")
            return
        seated = [role for role, kind in board.seats.items() if kind == "people"]
        if by in board.rules.roles and by not in seated:
            self.printer.line(f"That seat is {board.seats[by]}; you hold {', '.join(seated)}.", "notice")
            return
        kept = await asyncio.to_thread(attached, command, self.path) if wants_file(command) else command
        if isinstance(kept, Refused):
            self.printer.line(sentence(f"{kept.reason}; {kept.hint}"), "notice")
            return
        command = kept
        owner = owner_of(board, command)
        who = by or (seated[0] if len(seated) == 1 and owner in board.rules.roles else owner)
        self.typed += 1
        result = await self.host.submit(command, who, f"line-{self.typed}", unstated=not by and len(seated) != 1)
        if not isinstance(result, NotAccepted):
            self.printer.line(f"accepted as record {result.seq}")

    def _help(self, rest: list[str]) -> None:
        word = rest[0].lower() if rest else ""
        if word in ROOM and not (word == "status" and len(rest) > 1):
            self.printer.line(f"  {ROOM[word]}")
        if (do := ALIASES.get(word, word)) in COMMANDS:
            self.printer.line(describe_command(do, self.ledger.board.rules.owners))
        elif word and word not in ROOM:
            self.printer.line(sentence(f"there is no command '{word}'; {nearest(word, [*COMMANDS, *ROOM])}"), "notice")
        if word:
            return
        self.printer.line("The room:")
        for text in ROOM.values():
            self.printer.line(f"  {text}")
        self.printer.line("The team's commands, explained by `help NAME`:")
        self.printer.line("  " + ", ".join(do for do in COMMANDS if do not in UNTYPED))
        role = next(iter(self.ledger.board.rules.roles))
        self.printer.line(f'`{role}: act NAME` says who acts. A template\'s fields are typed as FIELD="...".')

    def _plan(self, rest: list[str]) -> None:
        named = plan_names(self.ledger.board)
        wanted = rest[0].lower() if rest else ""
        if wanted and wanted not in named:
            self.printer.line(sentence(f"the plan has no '{wanted}'; {nearest(wanted, named)}"), "notice")
            return
        for section, lines in named.items():
            if wanted in ("", section):
                self.printer.line(f"{section}:")
                for line in lines:
                    self.printer.line(f"  {line}")

    async def _handout(self, rest: list[str]) -> None:
        board = self.ledger.board
        people = tuple(role for role, kind in board.seats.items() if kind == "people")
        given = {name: each for name, each in board.handouts.items() if not each.to or set(each.to) & set(people)}
        if not rest:
            for each in given.values():
                self.printer.line(f"  {each.id:<28} {file_words(each.name, each.size)}: {clean_title(each.title)}")
            if not given:
                self.printer.line("Nothing was handed out yet.", "notice")
            return
        if rest[0] not in given:
            self.printer.line(sentence(f"no handout is called '{rest[0]}'; {nearest(rest[0], given)}"), "notice")
            return
        handout = given[rest[0]]
        try:
            data = await self.host.fetch(handout.sha256, people)
            if len(rest) > 1:
                self.printer.line(f"Saved: {saved(' '.join(rest[1:]), handout.name, data)}")
            elif handout.media in READABLE:
                self.printer.line(data.decode("utf-8", "replace").rstrip())
            else:
                self.printer.line(f"It is no text; type `handout {handout.id} PATH` to save it.", "notice")
        except BadInput as bad:
            self.printer.line(sentence(f"{bad.faults[0].file} {bad.faults[0].message}"), "notice")

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
            late = f", since {format_instant(message.answer_by)} in vain" if 0 < message.answer_by < now else ""
            self.printer.line(f"  {message.id} waits for an answer{late}: {clean_title(message.title, 70)}")
        for decision in board.decisions.values():
            if not decision.choice and decision.lapsed_at < 0:
                self.printer.line(f"  decision {decision.id} is open: {', '.join(decision.alternatives)}")
