"""Logs that are read for as long as the desk is held: collected, held against the rules, kept."""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from irsim.live.config.logs import Lines, LogSource
from irsim.live.logs.detecting import Detector, warm
from irsim.live.logs.following import Follower, place_bytes
from irsim.live.logs.keep import Keep
from irsim.live.logs.lines import Line, read_line
from irsim.live.logs.receiving import Syslog
from irsim.live.store.base import Away
from irsim.live.telling import Failed, Heard, Report, Tell, Teller, ended
from irsim.plan.models import Plan

SOURCE = "logs"
"""The source whose alerts they are."""

LOOK = 0.5
"""Seconds between two looks at a file that had nothing new."""

BATCH = 1_000
"""Lines of a receiver that are kept in one go."""

STATE = 5.0
"""Seconds between two notes of the detector's state."""

TIDY = 60.0
"""Seconds between two looks at what is too old or too large."""

HEARD = 10_000
"""How often (ms) at most a log is said to be heard."""

WARM = 50_000
"""Lines that windows go on with after a restart."""

STATE_NAME = "detector"


def unix_ms() -> int:
    """The time of day."""
    return time.time_ns() // 1_000_000


async def run(
    logs: Sequence[LogSource],
    plan: Plan,
    keep: Keep,
    tell: Tell,
    report: Report,
    *,
    lines: Lines | None = None,
    folder: Path = Path(),
    now: Callable[[], int] = unix_ms,
    open_keys: Collection[str] = (),
    ready: Callable[[dict[str, int]], None] | None = None,
) -> None:
    """Read until cancelled. `folder` is that of the configuration; `ready` hears the ports that syslog listens on.
    `open_keys` are its alerts on the board: those of rules that are no more are over.

    After a restart files go on where they were left, windows with the lines that are kept, and alerts where they stood.
    """
    if not logs:
        return
    collector = _Collector(plan, keep, Teller(SOURCE, tell), report, now)
    await collector.begin(open_keys, {log.name: _labels(log) for log in logs})
    receivers: dict[str, Syslog] = {}
    try:
        for log in logs:
            if log.listen:
                receivers[log.name] = syslog = Syslog(log.listen)
                try:
                    await syslog.open()
                except OSError as error:
                    del receivers[log.name]
                    await report(Failed(log.name, f"{log.listen} cannot be listened on: {error.strerror or error}"))
        if ready is not None:
            ready({name: syslog.port for name, syslog in receivers.items()})
        async with asyncio.TaskGroup() as tasks:
            for log in logs:
                if log.file:
                    tasks.create_task(collector.follow(log, folder / Path(log.file).expanduser()))
                elif log.name in receivers:
                    tasks.create_task(collector.receive(log, receivers[log.name]))
            tasks.create_task(collector.tend(lines or Lines()))
    finally:
        for syslog in receivers.values():
            await syslog.close()


def _labels(log: LogSource) -> dict[str, str]:
    """What every line of a log is given."""
    return {**log.labels, "service": log.service} if log.service else dict(log.labels)


class _Collector:
    def __init__(self, plan: Plan, keep: Keep, teller: Teller, report: Report, now: Callable[[], int]) -> None:
        self._plan = plan
        self._keep = keep
        self._teller = teller
        self._report = report
        self._now = now
        self._detector = Detector(plan)
        self._lock = asyncio.Lock()
        self._failed: dict[str, str] = {}
        self._heard: dict[str, int] = {}
        self._noted = 0.0

    async def begin(self, open_keys: Collection[str], labels: Mapping[str, dict[str, str]]) -> None:
        """Take up what was kept; `labels` are those of each log by its name."""
        now = self._now()
        lines = await asyncio.to_thread(self._keep.since, now - self._detector.reach, WARM)
        warm(self._detector, lines, now, labels)
        self._detector.restore(await asyncio.to_thread(self._keep.place, STATE_NAME))
        await self._teller.say(ended(set(open_keys) - self._detector.open_keys))

    async def take(self, log: LogSource, raw: Sequence[bytes], places: dict[str, bytes]) -> None:
        """Lines of a log: told first, then kept together with the place after them. Raises Away."""
        now = self._now()
        labels = _labels(log)
        async with self._lock:
            lines: list[Line] = []
            signals = {}
            for number, each in enumerate(raw, 1):
                line = read_line(each, log.format, log.name, now)
                if line is not None:
                    lines.append(line)
                    signals.update({signal.key: signal for signal in self._detector.hear(line, now, labels)})
                if not number % 256:
                    await asyncio.sleep(0)  # the board must not wait for a busy log
            if not await self._teller.say(signals.values()):
                raise Away("alerts of log lines cannot be told")
            await self._note(lines, places, bool(signals))
        if lines and now - self._heard.get(log.name, 0) >= HEARD:
            self._heard[log.name] = now
            await self._report(Heard(log.name, now))

    async def _note(self, lines: Sequence[Line], places: dict[str, bytes], turned: bool) -> None:
        if turned or time.monotonic() - self._noted >= STATE:
            places = {**places, STATE_NAME: self._detector.keep()}
            self._noted = time.monotonic()
        if lines or places:
            await asyncio.to_thread(self._keep.add, lines, places)

    async def follow(self, log: LogSource, path: Path) -> None:
        """One file, for good."""
        name = f"file:{log.name}"
        follower = Follower(path, await asyncio.to_thread(self._keep.place, name))
        try:
            while True:
                try:
                    piece = await asyncio.to_thread(follower.read)
                except OSError as error:
                    await self._fails(log.name, f"{log.file} cannot be read: {error.strerror or error}")
                    follower.close()
                    await asyncio.sleep(10 * LOOK)
                    continue
                if piece is None:
                    await asyncio.sleep(LOOK)
                    continue
                self._failed.pop(log.name, None)
                await self._taken(log, piece.lines, {name: place_bytes(piece.place)})
        finally:
            follower.close()

    async def receive(self, log: LogSource, syslog: Syslog) -> None:
        """One receiver, for good."""
        lost = 0
        while True:
            raw = [await syslog.lines.get()]
            while len(raw) < BATCH and not syslog.lines.empty():
                raw.append(syslog.lines.get_nowait())
            await self._taken(log, raw, {})
            if syslog.lost > lost:
                await self._fails(log.name, "lines came faster than they could be kept, and some were lost")
                lost = syslog.lost
            elif syslog.lines.empty():
                self._failed.pop(log.name, None)

    async def _taken(self, log: LogSource, raw: Sequence[bytes], places: dict[str, bytes]) -> None:
        """Until it is: what was heard by the rules already is told with the same key."""
        try:
            await self.take(log, raw, places)
            return
        except Away as away:
            await self._fails(log.name, str(away))
        while True:
            await asyncio.sleep(2 * LOOK)
            try:
                async with self._lock:
                    if await self._teller.say(()):
                        now = self._now()
                        lines = [line for each in raw if (line := read_line(each, log.format, log.name, now))]
                        await self._note(lines, places, True)
                        return
            except Away:
                continue

    async def _fails(self, source: str, reason: str) -> None:
        """Said once, until it works again."""
        if self._failed.get(source) != reason:
            self._failed[source] = reason
            await self._report(Failed(source, reason))

    async def tend(self, lines: Lines) -> None:
        """Say which alerts are over, and let go of what is too old."""
        tidied = 0.0
        while True:
            async with self._lock:
                over = self._detector.quiet(self._now())
                told = await self._teller.say(over)
                if over and told:
                    await self._quietly(self._keep.add, (), {STATE_NAME: self._detector.keep()})
            if time.monotonic() - tidied >= TIDY:
                tidied = time.monotonic()
                await self._quietly(self._keep.retain, lines.age, lines.megabytes * 1_000_000)
            await asyncio.sleep(2 * LOOK)

    async def _quietly(self, do: Callable[..., object], *values: object) -> None:
        try:
            await asyncio.to_thread(do, *values)
        except Away as away:
            await self._fails(SOURCE, str(away))
