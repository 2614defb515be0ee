"""A receiver for a test, and senders that write HTTP byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from irsim.live.config import read_configuration
from irsim.live.receiver.facts import Facts
from irsim.live.receiver.intake import Intake
from irsim.live.receiver.serving import Runner, serve_receiver
from irsim.live.store.base import Away, Delivery

TOKEN = "a-token-that-is-long-enough"
OLD_TOKEN = "the-one-before-it-still-counts"
KEY = "R0UTINGKEY0123456789abcdefABCDEF"
SECRETS = {"TOKEN": TOKEN, "OLD_TOKEN": OLD_TOKEN, "KEY": KEY, "OTHER": "another-secret-of-another-source"}

SOURCES = """
[[sources]]
name = "open"
format = "alertmanager"

[[sources]]
name = "guarded"
format = "alertmanager"
secrets = [{ env = "TOKEN" }, { env = "OLD_TOKEN" }]

[[sources]]
name = "signed"
format = "generic"
sign = "hmac-sha256"
timestamp_header = "X-Timestamp"
secrets = [{ env = "OLD_TOKEN" }, { env = "TOKEN" }]

[[sources]]
name = "pager"
format = "pagerduty"
secrets = [{ env = "KEY" }]

[[sources]]
name = "prometheus"
format = "alertmanager-api"
"""


@dataclass
class Kept:
    """A store in memory."""

    deliveries: list[Delivery] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    away: str = ""

    def put(self, deliveries: Sequence[Delivery]) -> int:
        if self.away:
            raise Away(self.away)
        self.batches.append(len(deliveries))
        new = [each for each in deliveries if not each.once or not self._has(each)]
        self.deliveries += new
        return len(new)

    def _has(self, delivery: Delivery) -> bool:
        return any((each.source, each.once) == (delivery.source, delivery.once) for each in self.deliveries)


@asynccontextmanager
async def receiver(
    kept: Kept | None = None,
    *,
    sources: str = SOURCES,
    serve: str = "",
    limits: str = "",
    facts: Facts | None = None,
    folder: Path | None = None,
    listen: str = "127.0.0.1:0",
) -> AsyncIterator[Runner]:
    text = f'[serve]\nlisten = "{listen}"\n{serve}\n[serve.limits]\n{limits}\n{sources}'
    config = read_configuration(text, folder=folder)
    intake = Intake(kept or Kept(), patience=config.serve.limits.commit / 1000)
    told = facts or Facts(desk="somebody", desk_held=True)
    runner = await serve_receiver(config, intake, lambda: told, env=SECRETS)
    try:
        yield runner
    finally:
        await runner.close(0.2)
        await intake.close()


@dataclass
class Said:
    """An answer."""

    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        answer = json.loads(self.body)
        assert isinstance(answer, dict)
        return answer


async def read_answer(reader: asyncio.StreamReader) -> Said:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    return Said(int(head[0].split()[1]), headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def request(
    path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, method: str = "POST", version: str = "1.1"
) -> bytes:
    given = {
        "Host": "127.0.0.1:9311",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **(headers or {}),
    }
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in given.items() if value)]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


async def raw(runner: Runner, *parts: bytes) -> Said:
    """Write `parts`, and read one answer."""
    reader, writer = await asyncio.open_connection(*runner.address)
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        async with asyncio.timeout(5):
            return await read_answer(reader)
    finally:
        writer.close()


async def send(
    runner: Runner,
    path: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    method: str = "POST",
    version: str = "1.1",
) -> Said:
    return await raw(runner, request(path, body, headers, method, version))


def alerts(count: int = 1, **labels: str) -> bytes:
    """A group of an Alertmanager."""
    return json.dumps(
        {
            "version": "4",
            "groupKey": "{}",
            "truncatedAlerts": 0,
            "status": "firing",
            "receiver": "irsim",
            "alerts": [
                {
                    "status": "firing",
                    "labels": {"alertname": "HighLatency", "instance": str(number), **labels},
                    "annotations": {"summary": "Latency is high"},
                    "startsAt": "2026-11-22T10:00:00Z",
                    "endsAt": "0001-01-01T00:00:00Z",
                    "fingerprint": f"{number:016x}",
                }
                for number in range(count)
            ],
        }
    ).encode()


def event(**changes: object) -> bytes:
    """A trigger of PagerDuty's Events API."""
    payload = {"summary": "Disk is full", "source": "db1", "severity": "critical"}
    whole = {"routing_key": KEY, "event_action": "trigger", "dedup_key": "disk", "payload": payload, **changes}
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()
