"""Twelve terminals in one room, each giving a command a second: is any lost, does any happen twice, and how long is it
from the key until every other terminal's screen is told? The limit is a quarter of a second for 99 of 100.

The host is a process of its own, as `irsim drill --host` starts it; the terminals are sessions and seats of this one.
`--seconds 300` for five minutes, `--terminals 12`. The exit code is 1 where something was lost, came twice, or is late.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from statistics import quantiles

from irsim.commands import Say
from irsim.events.inputs import CommandSubmitted
from irsim.log.reading import read_recording
from irsim.log.records import Record
from irsim.session import wire
from irsim.session.addresses import parse_address
from irsim.session.protocol import Accepted
from irsim.session.remote import RemoteSession
from irsim.session.ways import Way, knock, new_key
from irsim.tui.seat import Seat

LIMIT = 0.250
"""Seconds: what somebody does and somebody else sees is felt as at once below it."""

IRSIM = [sys.executable, "-c", "from irsim.cli import main; main()"]


class Measured:
    """When each command was given, and when each terminal was told of it."""

    def __init__(self) -> None:
        self.given: dict[str, tuple[int, float]] = {}
        self.told: list[float] = []
        self.heard: Counter[tuple[str, int]] = Counter()

    def hear(self, terminal: int, records: list[Record]) -> None:
        """A screen is told of what is new."""
        now = time.monotonic()
        for record in records:
            if isinstance(record.body, CommandSubmitted):
                name = record.body.id.partition("-")[2]
                giver, since = self.given.get(name, (-1, 0.0))
                if giver < 0:
                    continue
                self.heard[name, terminal] += 1
                if giver != terminal:
                    self.told.append(now - since)


async def terminal(number: int, way: Way, seconds: float, measured: Measured, ready: asyncio.Barrier) -> int:
    """One terminal: it reads along and gives a command a second; how many were accepted."""
    session = RemoteSession(way, await asyncio.to_thread(knock, way))
    seat = Seat(session, way.hello.seats, session.opened)
    seat.listen(lambda records: measured.hear(number, records))
    tasks = [asyncio.create_task(session.run()), asyncio.create_task(seat.follow())]
    while seat.board.seq < 0:
        await asyncio.sleep(0.05)
    await ready.wait()
    await asyncio.sleep(number / 12)
    accepted, begun = 0, time.monotonic()
    for turn in range(int(seconds)):
        await asyncio.sleep(max(0.0, begun + turn - time.monotonic()))
        name = f"{number}-{turn}"
        measured.given[name] = number, time.monotonic()
        result = await session.submit(Say(f"turn {turn} of terminal {number}"), way.hello.seats[0], name)
        accepted += isinstance(result, Accepted)
    await ready.wait()
    await asyncio.sleep(1.0)
    session.leave()
    await session.left()
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return accepted


async def measure(address: str, terminals: int, seconds: float) -> tuple[int, Measured]:
    """All of them at once."""
    measured, ready = Measured(), asyncio.Barrier(terminals)
    roles = ("incident_commander", "technical_lead", "communications_lead", "legal_compliance")
    ways = [
        Way(
            parse_address(address),
            wire.Hello(wire.VERSION, "players", new_key(), (roles[number % len(roles)],), f"person {number}"),
        )
        for number in range(terminals)
    ]
    played = await asyncio.gather(*(terminal(number, way, seconds, measured, ready) for number, way in enumerate(ways)))
    return sum(played), measured


def main() -> int:
    """Print what was found; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--terminals", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recording, address = Path(folder) / "room.jsonl", f"{folder}/room.sock"
        command = [*IRSIM, "drill", "data-breach", "--host", address, "--record", str(recording), "--pace", "1"]
        host = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=dict(os.environ))
        try:
            while not Path(address).exists():
                if host.poll() is not None:
                    raise SystemExit("the host ended")
                time.sleep(0.1)
            time.sleep(1)
            accepted, measured = asyncio.run(measure(address, options.terminals, options.seconds))
        finally:
            host.terminate()
            host.wait(20)
        records = read_recording(recording).records
    wanted = options.terminals * int(options.seconds)
    names = [r.body.id.partition("-")[2] for r in records if isinstance(r.body, CommandSubmitted)]
    expected = wanted * options.terminals
    lost = wanted - len(set(names)) + (expected - len(measured.heard))
    twice = len(names) - len(set(names)) + sum(count - 1 for count in measured.heard.values())
    cuts = quantiles(measured.told, n=100)
    p50, p99 = cuts[49], cuts[98]
    print(f"{options.terminals} terminals, {int(options.seconds)} s: {wanted} commands given, {accepted} accepted")
    print(f"lost {lost}, twice {twice}")
    print(f"from the key to another screen: p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, n={len(measured.told)}")
    print(f"the limit is {LIMIT * 1000:.0f} ms: p99 is {p99 / LIMIT:.2f} of it")
    return 0 if not lost and not twice and p99 < LIMIT and accepted == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
