"""One request: read within bounds, known for its source's, looked at, made durable, answered. In this order, so that
nothing of a body is read before its sender is known, and nothing is promised before it is kept."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from irsim.live.config.secrets import Hidden
from irsim.live.config.serve import Limits
from irsim.live.config.sources import ALERTMANAGER, ALERTMANAGER_API, PAGERDUTY, Source
from irsim.live.receiver.answers import Answer, Sent, refused
from irsim.live.receiver.gates import Gate
from irsim.live.receiver.intake import Intake
from irsim.live.receiver.metrics import Counts
from irsim.live.receiver.rates import Rate
from irsim.live.receiver.refusals import Refusal
from irsim.live.sounding import MARK
from irsim.live.sources import Reading, Unreadable, pagerduty
from irsim.live.sources.glance import ordinary
from irsim.live.sources.own import HEARTBEAT
from irsim.live.store.base import Away, Delivery

API, EVENTS = "/api/v2/alerts", "/v2/enqueue"
"""Where Prometheus and PagerDuty's clients send to."""

LARGE = 64 * 1024
"""Bytes from which on a body is read in a thread, so that the others are served meanwhile."""

SOON, LATER = 1, 5
"""Seconds after which a sender may come again: it was too fast; the store is away."""

IN_ADDRESSES = frozenset(
    ("token", "access_token", "secret", "key", "api_key", "apikey", "auth", "password", "signature", "routing_key")
)
"""What senders are told to put into an address elsewhere; there it ends up in the logs of every proxy."""

TRY = "X-Irsim-Try"
"""The header of a request that only asks whether its sender would be let in: nothing of it is kept or counts."""

Read = Callable[[str, bytes, int], Reading]
"""Source, body and Unix ms to what the delivery says. Raises Unreadable."""

OK = Answer(200, b'{"status":"ok"}')


@dataclass(frozen=True)
class Way:
    """A source with what is asked of it."""

    source: Source
    gate: Gate
    rate: Rate

    @property
    def overload(self) -> int:
        """The status that this sender tries again after: Alertmanager and Prometheus do so after 5xx alone."""
        return 503 if self.source.format in (ALERTMANAGER, ALERTMANAGER_API) else 429


@dataclass(frozen=True)
class Trouble:
    """Why a source's last request was not taken, for people. `at` is Unix ms."""

    code: int
    sentence: str
    at: int


class Receiving:
    """Takes senders' requests. `read` looks at a body of a source; `now` is Unix ms."""

    def __init__(
        self,
        sources: tuple[Source, ...],
        secrets: Mapping[str, tuple[Hidden, ...]],
        limits: Limits,
        intake: Intake,
        read: Read,
        *,
        receiver: str = "",
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._limits = limits
        self._intake = intake
        self._read = read
        self._receiver = receiver
        self._now = now
        self._slow = limits.slow / 1000
        self._held = 0
        self.counts = Counts()
        self.troubles: dict[str, Trouble] = {}
        """by source; gone once it is heard well again"""
        ways = [Way(each, Gate(each, secrets[each.name]), Rate(each.rate or limits.rate)) for each in sources]
        self._ways: dict[str, tuple[Way, ...]] = {}
        for way in ways:
            place = f"/in/{way.source.name}"
            end = {PAGERDUTY: EVENTS, ALERTMANAGER_API: API}.get(way.source.format)
            self._ways[place] = (way,)
            if end is not None:
                self._ways[place + end] = (way,)
                # A key that fits counts for more than a source that asks for none.
                shared = (*self._ways.get(end, ()), way)
                self._ways[end] = tuple(sorted(shared, key=lambda each: each.gate.is_open))

    @property
    def held(self) -> int:
        """Bytes of bodies that are being read, or wait for the store."""
        return self._held

    def knows(self, path: str) -> bool:
        """Whether alerts are sent to this path."""
        return path in self._ways

    async def take(self, request: web.BaseRequest) -> Sent:
        """Answer one request. Raises nothing but what ends a connection."""
        began = time.perf_counter()
        ways = self._ways.get(request.raw_path)
        name = ways[0].source.name if ways is not None and len(ways) == 1 else ""
        try:
            if ways is None:
                ways = self._asked(request.raw_path)
            if request.method != "POST":
                answer = refused(405, "alerts are sent by POST", allow="POST", close=True)
            else:
                body = await self._body(request)
                # From here on the body is held until it is durable, or refused.
                self._held += len(body)
                try:
                    way, answer = await self._taken(ways, request, body)
                    name = way.source.name
                finally:
                    self._held -= len(body)
        except Refusal as refusal:
            answer = self._refused(ways, refusal)
            name = refusal.source or name
            if name and TRY not in request.headers:
                self.troubles[name] = Trouble(refusal.status, refusal.sentence, self._now())
        else:
            if name in self.troubles and TRY not in request.headers:
                del self.troubles[name]
        self.counts.count(name, answer.code, time.perf_counter() - began)
        return Sent(answer)

    def _asked(self, written: str) -> tuple[Way, ...]:
        """The ways of an address with a query. Raises Refusal."""
        path, _, query = written.partition("?")
        if path not in self._ways:
            raise Refusal(404, "there is nothing here; send alerts to /in/ and the name of a source", close=True)
        if any(name.lower() in IN_ADDRESSES for name, _ in parse_qsl(query, keep_blank_values=True)):
            sentence = "a secret in an address ends up in logs; change it, and send it as Authorization: Bearer TOKEN"
            raise Refusal(400, sentence, close=True)
        return self._ways[path]

    async def _body(self, request: web.BaseRequest) -> bytes:
        """The whole body. Raises Refusal where it is too large, too slow, or broken."""
        limit = self._limits.body
        headers = request.headers
        length = headers.get("Content-Length", "")
        if length and int(length) > limit:  # the parser has made sure that it is a number
            raise Refusal(413, f"the body has over {limit:,} bytes; send fewer alerts at a time", close=True)
        content = request.content
        if content.is_eof() and content.exception() is None:
            body = content.read_nowait(-1)
            if len(body) > limit:
                raise Refusal(413, f"the body has over {limit:,} bytes; send fewer alerts at a time", close=True)
            if self._held + len(body) > self._limits.memory:
                raise Refusal(503, "too much comes in at once; come again", again=SOON)
            return body
        if headers.get("Expect", "").lower() == "100-continue" and request.transport is not None:
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._slow):
                while chunk := await content.readany():
                    chunks.append(chunk)
                    size += len(chunk)
                    self._held += len(chunk)
                    if size > limit:
                        raise Refusal(
                            413, f"the body has over {limit:,} bytes; send fewer alerts at a time", close=True
                        )
                    if self._held > self._limits.memory:
                        raise Refusal(503, "too much comes in at once; come again", again=SOON, close=True)
        except TimeoutError:
            raise Refusal(408, f"the body was not here after {self._slow:g} s; send it again", close=True) from None
        except (web.RequestPayloadError, ValueError):
            raise Refusal(400, "the body breaks off, or its parts are not what HTTP asks for", close=True) from None
        finally:
            self._held -= size
        return b"".join(chunks)

    async def _taken(self, ways: tuple[Way, ...], request: web.BaseRequest, body: bytes) -> tuple[Way, Answer]:
        """The source whose request it is, and the answer once it is durable. Raises Refusal."""
        headers = request.headers
        if ways[0].source.format == PAGERDUTY:
            return await self._event(ways, headers, body)
        way, once = self._known(ways, headers, body)
        self._polite(way, headers)
        if TRY in headers:
            return way, OK
        now = self._now()
        faults = await self._looked_at(way, body, now)
        await self._keep(way, body, now, once, exercise=MARK in headers)
        if not faults:
            return way, OK
        counted = self.counts.faults
        counted[way.source.name] = counted.get(way.source.name, 0) + len(faults)
        return way, Answer(200, msgspec.json.encode({"status": "ok", "faults": faults}))

    async def _event(self, ways: tuple[Way, ...], headers: Mapping[str, str], body: bytes) -> tuple[Way, Answer]:
        """An event of PagerDuty's API: its routing key is in it."""
        taken = pagerduty.take(body, token_hex(16))
        if taken.status != 202:
            raise Refusal(taken.status, "the event is invalid", body=taken.answer)
        knowing = [way for way in ways if way.gate.is_open or way.gate.knows(taken.routing_key)]
        if not knowing:
            raise Refusal(400, "the routing key is nobody's", body=pagerduty.refused(["Invalid routing key"]).answer)
        way = knowing[0]
        self._polite(way, headers)
        if TRY in headers:
            return way, OK
        now = self._now()
        await self._looked_at(way, taken.body, now)
        await self._keep(way, taken.body, now, "", exercise=MARK in headers)
        return way, Answer(202, taken.answer)

    def _known(self, ways: tuple[Way, ...], headers: Mapping[str, str], body: bytes) -> tuple[Way, str]:
        """The source whose request it is, and what makes it the same when it comes again. Raises Refusal."""
        now = self._now()
        refusal: Refusal | None = None
        for way in ways:
            try:
                return way, way.gate.let_in(headers, body, now)
            except Refusal as this:
                refusal = refusal or this
        assert refusal is not None
        raise refusal

    def _polite(self, way: Way, headers: Mapping[str, str]) -> None:
        """Raises Refusal where the source is too fast, or its request is none that a sender of alerts makes."""
        if not way.rate.take():
            sentence = "this source sends more than it may; come again, or let its rate be raised"
            raise Refusal(way.overload, sentence, again=SOON, source=way.source.name)
        plain = way.source.format == HEARTBEAT  # its body does not matter
        kind = "" if plain else headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if way.gate.is_open:
            # A page in somebody's browser can reach loopback, too; it says where it comes from, and cannot send JSON.
            if "Origin" in headers:
                raise Refusal(403, "alerts do not come from web pages; give the source a secret", close=True)
            if not kind and not plain:
                raise Refusal(415, "say Content-Type: application/json", source=way.source.name)
        if kind and not kind.endswith(("/json", "+json")):
            raise Refusal(415, "alerts are sent as JSON; say Content-Type: application/json", source=way.source.name)
        if headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refusal(415, "compressed bodies are not taken; send it as it is", source=way.source.name)

    async def _looked_at(self, way: Way, body: bytes, now: int) -> tuple[str, ...]:
        """What cannot be used of a body of which something can. Raises Refusal where nothing can."""
        name = way.source.name
        if ordinary(way.source.format, body):
            return ()
        try:
            if len(body) > LARGE:
                reading = await asyncio.to_thread(self._read, name, body, now)
            else:
                reading = self._read(name, body, now)
        except Unreadable as error:
            raise Refusal(400, error.reason, source=name) from None
        if reading.faults and not reading.signals and not reading.truncated:
            raise Refusal(400, " ".join(f"{fault}." for fault in reading.faults[:3]), source=name)
        return reading.faults

    async def _keep(self, way: Way, body: bytes, now: int, once: str, *, exercise: bool) -> None:
        """Durable on return. It is an exercise where both sides say so: the source that is for them, and the `exercise`
        mark of the sender. A real alert that goes astray to such a source stays real. Raises Refusal."""
        source = way.source
        practised = source.exercise and exercise
        try:
            await self._intake.put(
                Delivery(source.name, source.format, body, now, self._receiver, exercise=practised, once=once)
            )
        except Away as away:
            raise Refusal(503, f"it cannot be kept now: {away}", again=LATER, source=source.name) from None

    def _refused(self, ways: tuple[Way, ...] | None, refusal: Refusal) -> Answer:
        body = refusal.body
        if not body and ways and ways[0].source.format == PAGERDUTY:
            body = pagerduty.refused([refusal.sentence]).answer
        if body:
            return Answer(refusal.status, body, again=refusal.again, close=refusal.close)
        return refused(refusal.status, refusal.sentence, again=refusal.again, close=refusal.close)
