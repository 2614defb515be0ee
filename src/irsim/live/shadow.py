"""A shadow drill: the alerts of a scenario, sent in their time through the real way in of a running irsim.

Each bears the mark of an exercise twice: in a header, which makes the receiver of a source with `exercise = true` take
it as one, and in words that a person reads wherever it may end up. A run has an id of its own in every key, so that
its alerts never are real ones; whatever it opened it withdraws at the end, also when it is broken off.
"""

import asyncio
import hmac
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlsplit

import aiohttp
import msgspec

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config.outbound import Outbound, host_of
from irsim.live.config.secrets import Hidden
from irsim.live.config.serve import is_loopback
from irsim.live.config.sources import ALERTMANAGER, HEADERS, PAGERDUTY, Source
from irsim.live.sounding import MARK, Sounding, bodies
from irsim.session.pace import Pace
from irsim.words.clean import clean_title
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

FORMATS = (ALERTMANAGER, PAGERDUTY, "generic")
"""In which a shadow drill can be sent."""

PATIENCE = 60.0
"""Seconds for which a delivery that is not taken is tried again: a receiver that restarts is back by then."""

WITHDRAWING = 30.0
"""Seconds that withdrawing takes at most, all alerts together."""

STEP = 0.2
"""Seconds between two looks at the clock while nothing is due."""


REACHING = 5.0
"""Seconds in which somebody listens at the receiver's address, or nobody does."""


class Refused(Exception):
    """The receiver does not take it, and would not a second time: one sentence. `perhaps` says that it may have been
    taken all the same."""

    def __init__(self, said: str, *, perhaps: bool) -> None:
        super().__init__(said)
        self.perhaps = perhaps


@dataclass(frozen=True)
class Target:
    """Where a shadow drill goes: the receiver's address, the source as which it comes, and what that must show."""

    url: str
    source: Source
    secret: Hidden | None = None
    cafile: str = ""

    @property
    def address(self) -> str:
        """Where this source's alerts are sent to."""
        return f"{self.url.rstrip('/')}/in/{self.source.name}"


@dataclass
class Course:
    """What became of a run."""

    sent: int = 0
    repeated: int = 0
    opened: dict[str, Signal] = field(default_factory=dict)
    """alerts that hold at the other end, or may"""
    stopped: str = ""
    """why it ended before its time"""


def check_target(target: Target, outbound: Outbound) -> None:
    """Raises BadInput where a shadow drill must not go there."""
    source, host = target.source, host_of(target.url)
    place = f"source {source.name}"
    if not source.exercise:
        message = "takes real alerts; make a source of its own with exercise = true, as [[sources]] name = 'shadow'"
        raise BadInput.one(place, 0, message)
    if source.format not in FORMATS:
        raise BadInput.one(place, 0, f"its format is {source.format}; use one of: {', '.join(FORMATS)}")
    if source.signing not in ("none", "bearer", "hmac-sha256"):
        raise BadInput.one(place, 0, f"is signed as {source.signing}; use bearer or hmac-sha256")
    if source.secrets and target.secret is None:
        raise BadInput.one(place, 0, "has secrets, and none could be read; set them for this account")
    if urlsplit(target.url).scheme not in ("http", "https") or not host:
        raise BadInput.one("--to", 0, "is no web address; write it as http://127.0.0.1:9311")
    if not is_loopback(host) and host not in outbound.hosts:
        raise BadInput.one("--to", 0, f"'{clean_title(host, 80)}' is not in outbound.hosts; add it there")


async def check_receiver(target: Target) -> None:
    """Raises BadInput where nobody listens at the receiver's address: nothing was sent then."""
    parts = urlsplit(target.url)
    try:
        async with asyncio.timeout(REACHING):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
            )
    except (OSError, TimeoutError, ValueError):
        cure = "start `irsim serve` for this configuration, or give the address of one that runs with --to"
        raise BadInput.one(clean_title(target.url, 200), 0, f"nobody takes alerts there; {cure}") from None
    writer.close()


class Shadow:
    """One run. `said` gets a line for people whenever something was sent."""

    def __init__(
        self,
        target: Target,
        run: str,
        soundings: Sequence[Sounding],
        length: int,
        *,
        speed: int = 100,
        patience: float = PATIENCE,
        withdrawing: float = WITHDRAWING,
        said: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.target, self.run, self.length, self.speed = target, run, length, speed
        self.soundings = [each for each in soundings if each.at < length]
        self.patience, self.withdrawing = patience, withdrawing
        self.said = said
        self.course = Course()

    async def play(self) -> Course:
        """Send everything in its time, wait for the end, withdraw what still holds. Whatever happens in between, also
        when the task is cancelled, what was opened is withdrawn before this returns or raises."""
        async with self._session() as session:
            try:
                await self._through(session)
            except Refused as refused:
                self.course.stopped = str(refused)
            finally:
                await asyncio.shield(asyncio.ensure_future(self._withdraw(session)))
        return self.course

    async def withdraw(self) -> Course:
        """Resolve every alert that this run can have opened: after a run that was killed."""
        for each in self.soundings:
            self.course.opened[each.signal.key] = each.signal
        async with self._session() as session:
            await self._withdraw(session)
        return self.course

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15), trust_env=False)

    async def _through(self, session: aiohttp.ClientSession) -> None:
        pace = Pace(0, time.monotonic(), self.speed)
        for at, together in _by_instant(self.soundings):
            await self._wait(pace, at)
            fresh = [each.key for each in together if each.state == FIRING and each.key not in self.course.opened]
            for signal in together:  # it may be taken even where no answer comes back
                if signal.state == FIRING:
                    self.course.opened[signal.key] = signal
            try:
                await self._send(session, together, time.monotonic() + self.patience)
            except Refused as refused:
                for key in () if refused.perhaps else fresh:
                    del self.course.opened[key]
                raise
            for signal in together:
                if signal.state == RESOLVED:
                    self.course.opened.pop(signal.key, None)
                words = "fires" if signal.state == FIRING else "clears"
                self.said(f"{format_instant(at)}  {words}  {signal.title}")
        await self._wait(pace, self.length)

    async def _wait(self, pace: Pace, at: int) -> None:
        while pace.speed and (left := pace.wall_at(at) - time.monotonic()) > 0:
            await asyncio.sleep(min(left, STEP))

    async def _withdraw(self, session: aiohttp.ClientSession) -> None:
        """Resolve what holds, all of it in the time for withdrawing; what could not be stays in `opened`."""
        until = time.monotonic() + self.withdrawing
        for key, signal in list(self.course.opened.items()):
            try:
                await self._send(session, [msgspec.structs.replace(signal, state=RESOLVED)], until)
            except Refused as refused:
                self.course.stopped = self.course.stopped or str(refused)
                if time.monotonic() >= until:
                    return
                continue
            del self.course.opened[key]
            self.said(f"withdrawn  {signal.title}")

    async def _send(self, session: aiohttp.ClientSession, signals: Sequence[Signal], until: float) -> None:
        """Raises Refused where it is not taken, now or by `until`."""
        secret = self.target.secret.reveal() if self.target.secret is not None else ""
        now = time.time_ns() // 1_000_000
        for number, body in enumerate(bodies(self.target.source.format, self.run, signals, now, secret)):
            try:
                await self._deliver(session, body, until)
            except Refused as refused:
                refused.perhaps = refused.perhaps or number > 0
                raise

    async def _deliver(self, session: aiohttp.ClientSession, body: bytes, until: float) -> None:
        pause, perhaps, first = 0.5, False, True
        while True:
            try:
                async with session.post(
                    self.target.address, data=body, headers=self._headers(body), allow_redirects=False, ssl=self._tls()
                ) as answer:
                    if answer.status in (200, 202):
                        self.course.sent += 1
                        return
                    words = clean_title((await answer.content.read(400)).decode("utf-8", "replace"), 200)
                    if answer.status != 429 and answer.status < 500:
                        raise Refused(f"{self.target.address} answers {answer.status}: {words}", perhaps=perhaps)
                    perhaps = perhaps or answer.status >= 500
                    why = f"it answers {answer.status}"
                    pause = max(pause, _seconds(answer.headers.get("Retry-After", "")))
            except (aiohttp.ClientError, TimeoutError, OSError) as fault:
                perhaps = perhaps or not isinstance(fault, aiohttp.ClientConnectorError)
                why = f"it cannot be reached ({type(fault).__name__})"
            left = until - time.monotonic()
            if pause >= left:
                raise Refused(f"{self.target.address} takes nothing: {why}", perhaps=perhaps)
            if first:
                self.said(f"{self.target.address} takes nothing now: {why}; it is tried again for {round(left)} s")
                first = False
            self.course.repeated += 1
            await asyncio.sleep(pause)
            pause = min(2 * pause, 10)

    def _headers(self, body: bytes) -> dict[str, str]:
        source, secret = self.target.source, self.target.secret
        headers = {"Content-Type": "application/json", MARK: self.run}
        if source.signing == "none" or secret is None:
            return headers
        name = source.header or HEADERS[source.signing]
        if source.signing == "bearer":
            headers[name] = f"Bearer {secret.reveal()}"
            return headers
        content = body
        if source.timestamp_header:
            stamp = headers[source.timestamp_header] = str(int(time.time()))
            content = f"{stamp}{source.joined_by}".encode() + body
        headers[name] = "sha256=" + hmac.digest(secret.reveal().encode(), content, sha256).hex()
        return headers

    def _tls(self) -> "ssl.SSLContext | bool":
        """Our own certificate is believed where it is the receiver's; any other by the usual authorities."""
        return ssl.create_default_context(cafile=self.target.cafile) if self.target.cafile else True


def _seconds(written: str) -> float:
    return min(float(written), 30.0) if written.isascii() and written.isdigit() else 0.0


def _by_instant(soundings: Sequence[Sounding]) -> list[tuple[int, list[Signal]]]:
    """What changes at one instant leaves together."""
    found: dict[int, list[Signal]] = {}
    for each in sorted(soundings, key=lambda sounding: sounding.at):
        found.setdefault(each.at, []).append(each.signal)
    return list(found.items())
