"""`irsim serve` with 1,000 open incidents and 100 alerts a second, and a terminal of 120x40 in its room: what each
costs. Goal: 5 % of a core for the terminal. And how late the board is: from POST to a terminal's board (goal: two
seconds), and from a command at one terminal to another's board (goal: one second for 99 of 100).

The incidents are declared beforehand, in all severities, each of an alert and taken on, ten minutes ago. Alerts come as
Alertmanager's webhooks, ten a second with ten alerts each: five go on, three are new, two are over; they name the
incidents' services. Two more terminals, without screens, tell the times: what a screen would be told. For
the second half of the time somebody gives a command every second, which is told at once. After that nothing is sent,
and the shares of a core are measured again: idle.

`--quick` measures for 10 s with 200 incidents.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlsplit

import msgspec

from irsim.commands import Acknowledge, Command, Declare, Say
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.inputs import CommandSubmitted
from irsim.events.live import DeliveryReceived
from irsim.events.signals import Signal
from irsim.live.config.loading import load_configuration
from irsim.live.engine import LiveEngine
from irsim.live.loading import load
from irsim.live.opening import open_live
from irsim.live.places import address_of
from irsim.live.sources import read
from irsim.live.sources.own import write_signals
from irsim.live.store.opening import open_store
from irsim.log.records import Record
from irsim.plan import load_plan
from irsim.session.protocol import NotAccepted
from served import Irsim, cpu_seconds, firing, joined, peak, until, webhook
from terminals import OnTerminal

GOAL = 0.05
"""Of a core, for the terminal."""

LATE, SEEN = 2.0, 1.0
"""Seconds from POST to the board, and from a command to another's board."""

WEBHOOKS = 10
"""A second; each has ten alerts."""

SETTLE = 5.0
"""Seconds of load before anything is measured."""


def fill(room: Irsim, incidents: int) -> None:
    """Open the store of an installation with so many open incidents."""
    config = load_configuration(room.config)
    text, world = config.plan_text(), config.load_world()
    began = datetime.now(UTC) - timedelta(minutes=10)
    store = open_store(address_of(config))
    loaded = load(store, "fill", lambda: open_live(load_plan(text), text, world, began), lambda _: None)
    store.take_desk("fill")
    ledger, severities = loaded.ledger, list(loaded.ledger.board.rules.severities)
    engine = LiveEngine(ledger, lambda source, form, body, received: read(form, body, received=received))
    engine.leading = True
    engine.start()
    numbers = itertools.count(1)

    def enter(body: Event, by: str) -> None:
        result = ledger.apply_input(ledger.write(body, by, ledger.board.at))
        if isinstance(result, NotAccepted):
            raise SystemExit(f"{body}: {result.refused}")

    def give(command: Command) -> None:
        enter(CommandSubmitted(f"fill-{next(numbers)}", command), "incident_commander")

    for number in range(incidents):
        # One in a hundred is of the gravest kind: a night with a thousand such would be no night.
        severity = severities[0] if number % 100 == 0 else severities[1 + number % (len(severities) - 1)]
        sign = Signal(f"sign-{number}", "firing", "It is slow", severity="low", service=f"service-{number}")
        enter(DeliveryReceived(number + 1, "fill", "signals", write_signals([sign]).decode(), 0), "source:fill")
        alert = next(reversed(ledger.board.alerts))
        give(Declare("", f"Service {number} is slow", alerts=(alert,), severity=severity))
        give(Acknowledge(next(reversed(ledger.board.incidents))))
    loaded.sink.sync()
    store.close()


def told(number: int) -> dict[str, Any]:
    """An alert about one of the incidents' services."""
    name = f"service-{number * 7 % 1_000}"
    return firing(f"Latency{number % 10}", service=name, severity="low", instance=f"host-{number}")


def webhooks() -> Iterator[tuple[str, bytes]]:
    """One after the other, each with the host of one alert that is new."""
    holding: deque[int] = deque(maxlen=500)
    numbers = itertools.count()
    while True:
        new = [next(numbers) for _ in range(3)]
        on = [holding[-1 - each] for each in range(5) if each < len(holding)]
        over = [holding.popleft() for _ in range(2) if len(holding) > 100]
        holding.extend(new)
        alerts = [*(told(each) for each in (*new, *on)), *({**told(each), "status": "resolved"} for each in over)]
        for each in alerts:
            each["fingerprint"] = f"{abs(hash(each['labels']['instance'])):016x}"
        whole = webhook(*alerts)
        for alert in whole["alerts"]:
            del alert["number"]
        yield f"host-{new[0]}", msgspec.json.encode(whole)


class Sending:
    """Sends webhooks at an even pace over one connection; when each was sent is kept by its first new alert."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._host, self._port = at.hostname, at.port
        self.sent: dict[str, float] = {}
        self.refused = 0

    async def run(self) -> None:
        """Until it is cancelled."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        begun = time.monotonic()
        for number, (name, body) in enumerate(webhooks()):
            await asyncio.sleep(max(0.0, begun + number / WEBHOOKS - time.monotonic()))
            self.sent[name] = time.monotonic()
            head = (
                f"POST /in/alertmanager HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            self.refused += b" 200 " not in answer.partition(b"\r\n")[0]
            length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)


class Watching:
    """When a terminal's board had what another one sent or gave."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self.given: dict[str, float] = {}
        self.alerts: list[float] = []
        self.commands: list[float] = []

    def hear(self, records: list[Record]) -> None:
        """What is new on the board."""
        now = time.monotonic()
        for record in records:
            body: Event = record.body
            if isinstance(body, AlertFired) and body.labels.get("instance") in self._sending.sent:
                self.alerts.append(now - self._sending.sent[body.labels["instance"]])
            elif isinstance(body, CommandSubmitted) and getattr(body.command, "text", "") in self.given:
                self.commands.append(now - self.given[getattr(body.command, "text", "")])

    def begin(self) -> None:
        """What came so far does not count."""
        self.alerts.clear()
        self.commands.clear()


class Costs:
    """Shares of a core since it was made."""

    def __init__(self, **used: Callable[[], float]) -> None:
        self._used = used
        self._before = {name: each() for name, each in used.items()}
        self._begun = time.monotonic()

    def shares(self) -> dict[str, float]:
        """By name."""
        seconds = time.monotonic() - self._begun
        return {name: (each() - self._before[name]) / seconds for name, each in self._used.items()}


def percentiles(found: list[float]) -> tuple[float, float]:
    """p50 and p99."""
    cuts = quantiles(found, n=100) if len(found) > 1 else [found[0]] * 99 if found else [float("inf")] * 99
    return cuts[49], cuts[98]


async def reading_along(screen: OnTerminal) -> None:
    """What the terminal writes is read, as a person's terminal would."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(screen.master, ready.set)
    try:
        while True:
            await ready.wait()
            ready.clear()
            screen.read(0)
            await asyncio.sleep(0.005)
    finally:
        loop.remove_reader(screen.master)


async def giving(seat: Any, watching: Watching) -> None:
    """A command a second at one terminal."""
    for number in itertools.count():
        text = f"still at it {number}"
        watching.given[text] = time.monotonic()
        await seat.submit(Say(text))
        await asyncio.sleep(1 - (time.monotonic() - watching.given[text]) % 1)


async def measure(room: Irsim, screen: OnTerminal, incidents: int, seconds: float, idle: float) -> bool:
    """Print what it costs and how late it is; whether the goals were met."""
    sending = Sending(room.url)
    watching = Watching(sending)
    used = {"the terminal": screen.cpu_seconds, "serve": lambda: cpu_seconds(room.pid)}
    async with joined(room.socket, "giver") as giver, joined(room.socket, "watcher") as watcher:
        await until(lambda: len(watcher.board.incidents) >= incidents <= len(giver.board.incidents), "the board", 60)
        open_ones = sum(each.open for each in watcher.board.incidents.values())
        watcher.listen(watching.hear)
        tasks = [asyncio.create_task(reading_along(screen))]
        load = [asyncio.create_task(sending.run())]
        await asyncio.sleep(SETTLE)
        costs, written = Costs(**used), screen.written
        await asyncio.sleep(seconds)
        shares, written = costs.shares(), screen.written - written
        load.append(asyncio.create_task(giving(giver, watching)))
        watching.begin()
        costs = Costs(**used)
        await asyncio.sleep(seconds)
        busy = costs.shares()
        for task in load:
            task.cancel()
        await asyncio.gather(*load, return_exceptions=True)
        await asyncio.sleep(3)
        alerts, commands = percentiles(watching.alerts), percentiles(watching.commands)
        costs = Costs(**used)
        await asyncio.sleep(idle)
        calm = costs.shares()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    print(f"{open_ones:,} open incidents, 100 alerts a second for {seconds:g} s, {sending.refused} refused")
    share, drawn = shares["the terminal"], written / seconds / 1e3
    print(f"the terminal: {share:.1%} of a core, {share / GOAL:.2f} of the limit; {drawn:.1f} kB/s drawn")
    print(f"and while somebody gives a command every second: {busy['the terminal']:.1%}")
    print(f"serve: {shares['serve']:.1%} of a core, {peak(room.pid):.0f} MB")
    print(
        f"from POST to a board: p50 {alerts[0] * 1e3:.0f} ms, p99 {alerts[1] * 1e3:.0f} ms, "
        f"{alerts[1] / LATE:.2f} of the limit (n={len(watching.alerts)})"
    )
    print(
        f"from a command to another board: p50 {commands[0] * 1e3:.0f} ms, p99 {commands[1] * 1e3:.0f} ms, "
        f"{commands[1] / SEEN:.2f} of the limit (n={len(watching.commands)})"
    )
    print(f"with nothing sent: the terminal {calm['the terminal']:.1%}, serve {calm['serve']:.1%} of a core")
    return share < GOAL and alerts[1] < LATE and commands[1] < SEEN and not sending.refused


def main() -> int:
    """Print what was found; the exit code is 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--incidents", type=int, default=1_000)
    options = parser.parse_args()
    seconds, incidents = (10.0, 200) if options.quick else (options.seconds, options.incidents)
    with tempfile.TemporaryDirectory() as folder:
        room = Irsim(Path(folder))
        fill(room, incidents)
        room.start()
        screen = None
        try:
            room.well()
            screen = OnTerminal(room.irsim("live"), env=room.env)
            screen.until("INC-", 60)
            screen.watch(2)
            met = asyncio.run(measure(room, screen, incidents, seconds, 5.0 if options.quick else 20.0))
        finally:
            if screen is not None:
                screen.end()
            room.kill()
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
