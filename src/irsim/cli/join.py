"""`irsim join`: a terminal in a room that is hosted elsewhere on this machine, or on another one."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from getpass import getpass
from pathlib import Path

from irsim.cli.actions import UNTYPED, describe_command
from irsim.cli.joining import joined, way_of
from irsim.cli.output import Printer, show
from irsim.cli.streams import in_terminal
from irsim.commands import COMMANDS
from irsim.log.records import Record
from irsim.scenario.lines import command_named, parse_line
from irsim.session.addresses import the_room
from irsim.session.admission import own_account
from irsim.session.protocol import CONTROLLING, OBSERVER, PLAYERS, SCREEN, Denied, NotAccepted
from irsim.session.remote import LetGo
from irsim.session.ways import knock, look
from irsim.session.wire import Lobby
from irsim.tui.adjourning import adjourned_in
from irsim.tui.launch import JoinWish, Sitting
from irsim.tui.seat import Seat
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, sentence


def wished(
    address: str, seats: tuple[str, ...], kinds: list[str], name: str, token: str, authority: Path | None
) -> JoinWish:
    """What was asked for on the command line. Raises BadInput where that is two things."""
    if len(kinds) + bool(seats) > 1:
        named = " and ".join([f"--{kind}" for kind in kinds] + (["--seat"] if seats else []))
        raise BadInput.one(named, 0, "do not go together; a terminal is one of them")
    return JoinWish(address, kinds[0] if kinds else PLAYERS if seats else "", seats, name, token, authority)


def run_join(wish: JoinWish, *, screens: bool) -> int:
    """Join, in screens or in lines; the exit code. Raises BadInput where the room does not let this terminal in."""
    wish = replace(wish, address=wish.address or str(the_room()))
    if wish.kind:  # who chooses a seat on the screen is asked there
        wish = replace(wish, name=wish.name or own_account())
    if wish.kind in CONTROLLING and not wish.token and in_terminal():
        wish = replace(wish, token=getpass(f"Token of the {wish.kind}: ").strip())
    if wish.kind:
        knock(way_of(wish))
    else:
        lobby = look(way_of(wish))
        if not screens:
            raise BadInput.one(str(wish.address), 0, _choose(lobby))
    if screens:
        from irsim.cli.room import run_room

        return run_room(join=wish)
    return asyncio.run(_in_lines(joined(wish)))


def _choose(lobby: Lobby) -> str:
    seats = ", ".join(place.id for place in lobby.places if place.played == "people")
    return f"has these seats for people: {seats}; give one with --seat, or --observer"


LAST = 5
"""Seconds that what was typed before `quit` may take; a line that is down keeps nobody longer."""


async def _in_lines(sitting: Sitting) -> int:
    """The feed of the seat, and commands typed as lines; until the room is closed, or the input ends with `quit`."""
    session, printer = sitting.session, Printer()
    seat = Seat(session, sitting.roles, session.opened, sitting.kind)
    shown = 0

    def tell(_: object) -> None:
        nonlocal shown
        fresh, shown = seat.told_since(shown)
        for item in fresh:
            printer.line(f"{item.line.stamp}  {item.line.kind:<9} {item.line.text}", item.line.urgency)
        with suppress(OSError):
            sys.stdout.flush()

    lines: asyncio.Queue[str | None] = asyncio.Queue()
    words: list[str] = []

    def hear(records: list[Record]) -> None:
        tell(None)
        if said := adjourned_in(records, seat.known):
            words.append(said)
            lines.put_nowait(None)

    seat.listen(hear)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: lines.put_nowait(None))
    if sitting.kind not in (SCREEN, OBSERVER):
        threading.Thread(target=_read, args=(loop, lines), daemon=True).start()
    given: asyncio.Queue[str] = asyncio.Queue()

    async def give() -> None:
        """One command after the other; while the line is down one waits, and whoever typed it can still leave."""
        while True:
            await _typed(seat, await given.get(), printer)
            given.task_done()

    giving = asyncio.create_task(give())
    following = asyncio.create_task(seat.follow())
    running = asyncio.create_task(session.run())
    broken: asyncio.Task[object] = asyncio.create_task(_broken(running))
    try:
        trouble = ""
        while not (following.done() or broken.done() or giving.done()):
            reading = asyncio.create_task(lines.get())
            await asyncio.wait({following, broken, giving, reading}, timeout=1, return_when=asyncio.FIRST_COMPLETED)
            if session.trouble != trouble:
                trouble = session.trouble
                show(sentence(clean_title(trouble, 200)) if trouble else "Joined again.")
            if not reading.done():
                reading.cancel()
            elif (line := reading.result()) is None:
                break
            elif line.strip() == "quit":
                with suppress(TimeoutError):
                    await asyncio.wait_for(given.join(), LAST)
                break
            elif line.strip():
                given.put_nowait(line.strip())
        if giving.done():
            giving.result()  # a mistake of ours
        if broken.done():
            show(clean_title(str(broken.result()), 300))
            return 2
    finally:
        session.leave()
        await session.left()
        for task in (running, following, broken, giving):
            task.cancel()
        await asyncio.gather(running, following, broken, giving, return_exceptions=True)
    tell(None)
    if session.whole is not None:
        show("The room is closed.")
    elif words:
        show(f"{words[0]} When it goes on, join again with: {sitting.command}")
    else:
        show(f"You left the room; come back with: {sitting.command}")
    return 0


async def _broken(running: asyncio.Task[None]) -> object:
    """Why the room let this terminal go; for ever, where it did not."""
    try:
        await running
    except LetGo as fault:
        return fault
    await asyncio.Event().wait()
    raise AssertionError


TYPED = ("help", "quit", "pause", "resume", "close")
"""What is typed beside commands."""


async def _typed(seat: Seat, line: str, printer: Printer) -> None:
    """One typed line: the room's time, or a command as scripts write it."""
    session = seat.session
    try:
        if line in ("pause", "resume"):
            await (session.pause() if line == "pause" else session.resume())
            return
        if line == "close":
            await session.close()
            return
        if line.split()[0].lower() == "help":
            printer.line(_help(seat, line.split()[1:]))
            return
        opened = [about.id for about in seat.board.open_incidents()]
        by, command = parse_line(line, opened[0] if len(opened) == 1 else "", TYPED)
    except Denied as denied:
        printer.line(sentence(f"{denied.refused.reason}; {denied.refused.hint}"), "notice")
        return
    except ValueError as error:
        printer.line(sentence(str(error)), "notice")
        return
    result = await seat.submit(command, by=by)
    if isinstance(result, NotAccepted):
        if result.seq < 0:  # a refusal on record is in the feed
            printer.line(sentence(f"{result.refused.reason}; {result.refused.hint}"), "notice")
        return
    printer.line(f"accepted as record {result.seq}")
    with suppress(OSError):
        sys.stdout.flush()


def _help(seat: Seat, rest: list[str]) -> str:
    """What can be typed, or what one command wants. Raises ValueError where there is no such command."""
    if not rest:
        commands = ", ".join(do for do in COMMANDS if do not in UNTYPED)
        return f"Commands, explained by `help NAME`:\n  {commands}\n`quit` leaves the room."
    return describe_command(command_named(rest[0], TYPED), seat.board.rules.owners)


def _read(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[str | None]) -> None:
    """An input that ends is no wish to leave: somebody reads along in a pipe."""
    for line in sys.stdin:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lines.put_nowait, line)
