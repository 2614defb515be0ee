"""Working incidents from a shell: the room's own commands, given at the process that serves, with the rules'
answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from irsim.board.decide import Refused
from irsim.board.keeping import version
from irsim.board.state import NEVER, Incident
from irsim.cli.output import show
from irsim.commands import Command
from irsim.live.config.loading import load_configuration
from irsim.live.places import socket_of
from irsim.reports.names import Names
from irsim.reports.plain import one_line, span
from irsim.session import wire
from irsim.session.addresses import Address, answers
from irsim.session.admission import own_account
from irsim.session.protocol import OBSERVER, PLAYERS, NotAccepted
from irsim.session.remote import LetGo, RemoteSession
from irsim.session.ways import Way, knock, new_key
from irsim.tui.seat import Seat
from irsim.words.faults import BadInput, sentence

PATIENCE = 30.0
"""Seconds in which the board must have come."""

REFUSED = 1
"""Exit code of a command that the rules do not let through; 2 is nobody who serves, or bad input."""

T = TypeVar("T")


@asynccontextmanager
async def at_the_room(config_file: Path | None, kind: str = PLAYERS) -> AsyncIterator[Seat]:
    """A seat whose board is up to date, for a moment: nobody is on record as having come. Raises BadInput."""
    way = _way(config_file, kind)
    welcome = await asyncio.to_thread(knock, way)
    session = RemoteSession(way, welcome)
    seat = Seat(session, welcome.seats, session.opened, kind)
    tasks = [asyncio.create_task(session.run()), asyncio.create_task(seat.follow())]
    try:
        async with asyncio.timeout(PATIENCE):
            while (last := session.current) is None or seat.board.seq < last:
                if tasks[0].done():
                    tasks[0].result()
                await asyncio.sleep(0.01)
        yield seat
    except LetGo as fault:
        raise BadInput.one(str(way.address), 0, str(fault)) from None
    except TimeoutError:
        raise BadInput.one(str(way.address), 0, "does not tell its board; look at `irsim live status`") from None
    finally:
        session.leave()
        await session.left()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _way(config_file: Path | None, kind: str) -> Way:
    path = socket_of(load_configuration(config_file))
    if not answers(path):  # nothing is there, or what somebody left who was killed
        raise BadInput.one(
            "irsim serve", 0, "does not run here for this configuration; start it, or open `irsim live`, which does"
        )
    hello = wire.Hello(wire.VERSION, kind, new_key(), (), own_account(), "", boards=version(), visit=True)
    return Way(Address(path), hello)


def look(config_file: Path | None, told: Callable[[Seat], Awaitable[T]]) -> T:
    """What `told` makes of the room's board. Raises BadInput."""

    async def do() -> T:
        async with at_the_room(config_file, OBSERVER) as seat:
            return await told(seat)

    return asyncio.run(do())


def give(config_file: Path | None, make: Callable[[Seat], Command | Refused], *, as_json: bool) -> int:
    """Give a command, unless `make` refuses already, and say what came of it; the exit code. Raises BadInput."""

    async def do() -> int:
        async with at_the_room(config_file) as seat:
            command = make(seat)
            known = set(seat.board.incidents)
            result = command if isinstance(command, Refused) else await seat.submit(command)
            if isinstance(result, Refused | NotAccepted):
                refused = result.refused if isinstance(result, NotAccepted) else result
                if as_json:
                    show(json.dumps({"accepted": False, "reason": refused.reason, "hint": refused.hint}))
                else:
                    show(sentence(f"{refused.reason}; {refused.hint}" if refused.hint else refused.reason))
                return REFUSED
            about = str(getattr(command, "incident", "") or "").upper()
            about = about or next((each for each in seat.board.incidents if each not in known), "")
            incident = seat.board.incidents.get(about)
            if as_json:
                found = None if incident is None else told_of(seat, incident)
                show(json.dumps({"accepted": True, "record": result.seq, "incident": found}))
            else:
                show(f"Record {result.seq}." if incident is None else f"Record {result.seq}. {line_of(seat, incident)}")
            return 0

    return asyncio.run(do())


def give_line(config_file: Path | None, line: str, *, as_json: bool) -> int:
    """Give a command as it is typed in a room; the exit code. Raises BadInput."""
    from irsim.scenario.lines import parse_line

    def make(seat: Seat) -> Command:
        opened = [about.id for about in seat.board.open_incidents()]
        try:
            return parse_line(line, opened[0] if len(opened) == 1 else "")[1]
        except ValueError as error:
            raise BadInput.one("the line", 0, str(error)) from None

    return give(config_file, make, as_json=as_json)


def told_of(seat: Seat, about: Incident) -> dict[str, Any]:
    """An incident as JSON. Instants are Unix ms; -1 and null are none."""
    starts = int(seat.board.rules.moment(0).timestamp() * 1000)
    clock, now = seat.next_clock_of(about.id), now_of(seat)

    def unix(at: int) -> int:
        return at if at == NEVER else at + starts

    return {
        "id": about.id,
        "title": one_line(about.title, 300),
        "severity": about.severity,
        "category": about.category,
        "status": about.status,
        "open": about.open,
        "services": list(about.services),
        "alerts": list(about.alerts),
        "since": unix(about.since),
        "acknowledged": unix(about.acknowledged_at),
        "resolved": unix(about.resolved_at),
        "closed": unix(about.closed_at),
        "assigned": dict(about.assigned),
        "next_clock": None
        if clock is None
        else {"clock": clock.rule, "due": unix(clock.due), "overdue": not clock.in_time(now)},
    }


def line_of(seat: Seat, about: Incident) -> str:
    """An incident as one line."""
    clock, now = seat.next_clock_of(about.id), now_of(seat)
    due = ""
    if clock is not None:
        left = clock.due - now
        name = " ".join(part for part in (clock.subject, Names(seat.board).clock_rule(clock.rule)) if part)
        due = f"; {name} {'in ' + span(left) if left > 0 else 'overdue by ' + span(-left)}"
    age = span(max(0, now - about.since))
    return f"{about.id} {about.severity} {about.status}, since {age}: {title_of(about)}{due}"


def title_of(about: Incident) -> str:
    """What an incident is called, on one line."""
    return one_line(about.title, 80)


def now_of(seat: Seat) -> int:
    """Now (ms), never before what is on the board: the room's last word may be a moment old."""
    return max(seat.now, seat.board.at)


def list_incidents(config_file: Path | None, *, everything: bool, as_json: bool) -> int:
    """Open incidents, or all that the board holds; the exit code."""

    async def told(seat: Seat) -> tuple[list[dict[str, Any]], list[str]]:
        found = [seat.board.incidents[name] for name in seat.incidents()]
        found = [about for about in found if everything or about.open]
        return [told_of(seat, about) for about in found], [line_of(seat, about) for about in found]

    objects, lines = look(config_file, told)
    if as_json:
        show(json.dumps(objects, indent=2))
    else:
        show("\n".join(lines) or "No incident is open.")
    return 0
