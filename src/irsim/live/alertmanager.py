"""A client of Alertmanager's API v2: what fires there is asked for again and again, and silences are passed on.

https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import aiohttp
import msgspec

from irsim.live.config.secrets import Hidden
from irsim.live.sources import ALERTMANAGER_API
from irsim.live.sources.alertmanager_api import POLLED_LIMIT, difference
from irsim.live.sources.reading import Unreadable
from irsim.live.store.base import Away
from irsim.live.telling import Failed, Heard, Report
from irsim.words.clean import clean_title

PATIENCE = 10.0
"""Seconds for one call."""

REASONS = 5
"""Reasons that are said of calls which fail one after another: a reason may hold what differs each time."""

AUTHOR = "irsim"
"""Who made a silence, by which those of ours are found again after a crash."""

Deliver = Callable[[str, str, bytes], Awaitable[None]]
"""Hand over a source, a format and a body, durably. Raises Away."""


_GONE = (b"not found", b"already expired")
"""What version 0.25 says, with status 500, of a silence that is none any more."""


class Refused(OSError):
    """Alertmanager could not be asked, or said no: one sentence."""


class Alertmanager:
    """One Alertmanager. `async with` opens and closes its connections."""

    def __init__(self, url: str, token: Hidden | None = None) -> None:
        self._url = url.rstrip("/") + "/api/v2"
        self._token = token
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Alertmanager":
        headers = {"Authorization": f"Bearer {self._token.reveal()}"} if self._token is not None else {}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        self._session = aiohttp.ClientSession(timeout=timeout, headers=headers, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def alerts(self) -> bytes:
        """The answer to `GET /api/v2/alerts`: what fires, silenced or not. Raises Refused."""
        return await self._call("GET", "/alerts", params={"unprocessed": "false"})

    async def silence(self, labels: Mapping[str, str], until: int, by: str, reason: str) -> str:
        """Silence what has all these labels until `until` (Unix ms); its id there. Raises Refused.

        One of ours for the same labels is prolonged or shortened, so that asking twice makes one silence.
        """
        if not labels:
            raise Refused("the alert has no labels by which it could be silenced there")
        matchers = [
            {"name": name, "value": value, "isRegex": False, "isEqual": True} for name, value in sorted(labels.items())
        ]
        body: dict[str, Any] = {
            "matchers": matchers,
            "startsAt": _written(time.time_ns() // 1_000_000),
            "endsAt": _written(until),
            "createdBy": f"{AUTHOR} ({clean_title(by, 80)})" if by else AUTHOR,
            "comment": clean_title(reason, 500) or "silenced on the board",
        }
        if (before := await self._ours(matchers)) is not None:
            body["id"] = before
        answer = _decoded(await self._call("POST", "/silences", body=body))
        silence = answer.get("silenceID") if isinstance(answer, dict) else None
        if not isinstance(silence, str) or not silence:
            raise Refused("it answered without the id of a silence; check that the address is an Alertmanager")
        return silence[:200]

    async def expire(self, silence: str) -> None:
        """End a silence; one that is over already is none. Raises Refused."""
        if not silence.replace("-", "").isalnum():
            raise Refused("that is no id of a silence")
        await self._call("DELETE", f"/silence/{silence}", gone=True)

    async def _ours(self, matchers: list[dict[str, Any]]) -> str | None:
        """The id of an active silence of ours for exactly these matchers."""
        silences = _decoded(await self._call("GET", "/silences"))
        for each in silences if isinstance(silences, list) else []:
            if not isinstance(each, dict) or not isinstance(each.get("status"), dict):
                continue
            if each["status"].get("state") == "expired" or not str(each.get("createdBy", "")).startswith(AUTHOR):
                continue
            named = [match for match in each.get("matchers") or [] if isinstance(match, dict)]
            found = sorted(
                ({"isEqual": True, **match} for match in named), key=lambda match: str(match.get("name", ""))
            )
            if found == matchers and isinstance(each.get("id"), str):
                return str(each["id"])
        return None

    async def _call(
        self, method: str, path: str, *, params: dict[str, str] | None = None, body: Any = None, gone: bool = False
    ) -> bytes:
        if self._session is None:
            raise Refused("it is not open")
        data = msgspec.json.encode(body) if body is not None else None
        headers = {"Content-Type": "application/json"} if data is not None else None
        try:
            async with self._session.request(
                method, self._url + path, params=params, data=data, headers=headers, allow_redirects=False
            ) as answer:
                said = await _bounded(answer)
                if gone and (answer.status == 404 or any(word in said for word in _GONE)):
                    return b""
                if answer.status != 200:
                    why = clean_title(said[:300].decode("utf-8", "replace")) or "it should answer 200"
                    raise Refused(f"it answered {answer.status}: {why}")
                return said
        except TimeoutError:
            raise Refused(f"no answer within {PATIENCE:g} s") from None
        except aiohttp.ClientError as error:
            raise Refused(clean_title(str(error), 200) or "the connection broke") from None


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    kept = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        kept += chunk
        if len(kept) > POLLED_LIMIT:
            raise Refused(f"it answered with more than {POLLED_LIMIT:,} bytes")
    return bytes(kept)


def _decoded(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise Refused("its answer is no JSON; check that the address is an Alertmanager") from None


def _written(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{at % 1000:03}Z"


@dataclass(frozen=True)
class Polling:
    """What is asked how often (ms): `open_keys` gives the keys of its alerts that are open on the board."""

    source: str
    every: int
    open_keys: Callable[[], Collection[str]]


async def poll(polling: Polling, manager: Alertmanager, deliver: Deliver, report: Report) -> None:
    """Ask until cancelled. A key that is gone from a good answer is over; a failed call closes nothing. Until it works
    again each of its reasons is said once, with how often it has failed by then and why at first."""
    known = dict.fromkeys(polling.open_keys(), "")
    failures, reasons = 0, list[str]()
    while True:
        begun = time.monotonic()
        now = time.time_ns() // 1_000_000
        try:
            bodies, after = await asyncio.to_thread(difference, known, await manager.alerts(), now)
            for body in bodies:
                await deliver(polling.source, ALERTMANAGER_API, body)
            known, failures, reasons = after, 0, []
            await report(Heard(polling.source, now))
        except Away:
            pass  # the store says so itself; all of it is delivered again
        except (Refused, Unreadable) as error:
            failures, reason = failures + 1, str(error)
            if reason not in reasons and len(reasons) < REASONS:
                reasons.append(reason)
                since = "" if failures == 1 else f" ({failures} calls failed in a row, the first: {reasons[0]})"
                await report(Failed(polling.source, reason + since))
        await asyncio.sleep(max(0.0, polling.every / 1000 - (time.monotonic() - begun)))
