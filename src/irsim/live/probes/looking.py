"""One look at one thing: what came back, how long it took. Never raises for what the other side does."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from irsim.live.config.probes import Probe
from irsim.live.config.serve import address_of
from irsim.words.clean import clean_title

BODY = 256 * 1024
"""Bytes of an answer that are read."""

HOPS = 5
"""Redirects that are followed, where any are allowed."""

RESOLVERS = 4
"""Threads for resolving names. Apart from the others: a name server that hangs must not hold up the store."""

_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Look:
    """What was seen at `at` (Unix ms). `why` is empty where all was well; `took` (ms) is -1 without an answer.

    `left` is how long (ms) the certificate is valid, None where none was seen.
    """

    at: int
    why: str = ""
    took: int = -1
    left: int | None = None


class Names(AbstractResolver):
    """Resolves names through the system, in threads of its own."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(RESOLVERS, "irsim-names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """As aiohttp asks. Raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._pool, _resolved, host, port, family)
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=kind, proto=0, flags=int(socket.AI_NUMERICHOST)
            )
            for kind, address in found
        ]

    async def addresses(self, host: str) -> list[str]:
        """The addresses of a name, in order. Raises OSError."""
        return sorted({each["host"] for each in await self.resolve(host)})

    async def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _resolved(host: str, port: int, family: int) -> list[tuple[int, str]]:
    found = socket.getaddrinfo(host, port or None, family=family, type=socket.SOCK_STREAM)
    return [(kind, str(address[0])) for kind, _, _, _, address in found if kind in (socket.AF_INET, socket.AF_INET6)]


async def look(probe: Probe, names: Names, now: Callable[[], int]) -> Look:
    """Look once, within the probe's timeout; `now` gives Unix ms."""
    at, begun = now(), time.monotonic()
    try:
        async with asyncio.timeout(probe.timeout / 1000):
            why, left = await _LOOKS[probe.kind](probe, names)
    except TimeoutError:
        return Look(at, f"no answer within {probe.timeout / 1000:g} s")
    except ssl.SSLCertVerificationError as error:  # aiohttp's own wraps the one that says why
        inner = getattr(error, "certificate_error", error)
        return Look(at, f"its certificate is not valid: {_short(getattr(inner, 'verify_message', '') or str(inner))}")
    except (OSError, aiohttp.ClientError, ssl.SSLError, ValueError) as error:
        return Look(at, _reason(error))
    return Look(at, why, round((time.monotonic() - begun) * 1000), left)


def _reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror) or isinstance(getattr(error, "os_error", None), socket.gaierror):
        return "its name does not resolve"
    if isinstance(error, ConnectionRefusedError) or isinstance(
        getattr(error, "os_error", None), ConnectionRefusedError
    ):
        return "it refuses the connection"
    if isinstance(error, aiohttp.ServerDisconnectedError | ConnectionResetError | asyncio.IncompleteReadError):
        return "it closed the connection before it answered"
    return _short(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _short(text: str) -> str:
    return clean_title(str(text), 160)


@lru_cache(maxsize=64)
def _trust(ca_file: str) -> ssl.SSLContext:
    """Verifies chain and name. Raises OSError where the file is none."""
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


async def _http(probe: Probe, names: Names) -> tuple[str, int | None]:
    url = probe.target
    allowed = {host.lower() for host in probe.redirects}
    # A connection of its own for each look: what is measured is what somebody who comes anew would see.
    connector = aiohttp.TCPConnector(
        resolver=_Kept(names), use_dns_cache=False, force_close=True, ssl=_trust(probe.ca_file)
    )
    headers = {"Accept-Encoding": "identity", "User-Agent": "irsim-probe"}
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, headers=headers
    ) as session:
        for _ in range(HOPS + 1):
            async with session.get(url, allow_redirects=False) as answer:
                onward = answer.headers.get("Location", "")
                if allowed and answer.status in _REDIRECTS and onward and answer.status not in probe.status:
                    url = urljoin(url, onward)
                    parts = urlsplit(url)
                    host = (parts.hostname or "").lower()
                    if parts.scheme not in ("http", "https") or host not in allowed:
                        return f"it sends on to {_short(host)}, where it may not be followed", None
                    if urlsplit(probe.target).scheme == "https" and parts.scheme == "http":
                        return "it sends on to an address without TLS", None
                    continue
                body = await _body(answer)
                if answer.status not in probe.status:
                    wanted = ", ".join(str(each) for each in probe.status[:4])
                    return f"it answers {answer.status} in place of {wanted}", None
                if probe.contains and probe.contains.encode() not in body:
                    return "its answer does not contain what it should", None
                return "", None
    return f"it sends on more than {HOPS} times", None


class _Kept(AbstractResolver):
    """The resolver that all share: closing a connector must not close it."""

    def __init__(self, names: Names) -> None:
        self._names = names

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return await self._names.resolve(host, port, family)

    async def close(self) -> None:
        """Nothing: it is not ours."""


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    while len(body) < BODY and (chunk := await answer.content.read(BODY - len(body))):
        body += chunk
    return bytes(body)


async def _connected(
    probe: Probe, names: Names, context: ssl.SSLContext | None, server_name: str | None
) -> asyncio.StreamWriter:
    """A connection to the first address that takes one. Raises OSError."""
    host, port = address_of(probe.target)
    refused: OSError | None = None
    for address in await names.addresses(host):
        try:
            _, writer = await asyncio.open_connection(address, port, ssl=context, server_hostname=server_name)
        except ssl.SSLError:
            raise
        except OSError as error:
            refused = error
            continue
        return writer
    raise refused or OSError("its name leads to no address")


async def _tcp(probe: Probe, names: Names) -> tuple[str, int | None]:
    writer = await _connected(probe, names, None, None)
    await _closed(writer)
    return "", None


async def _tls(probe: Probe, names: Names) -> tuple[str, int | None]:
    host, _ = address_of(probe.target)
    writer = await _connected(probe, names, _trust(probe.ca_file), probe.server_name or host)
    tls = writer.get_extra_info("ssl_object")
    certificate = tls.getpeercert() if tls is not None else None
    await _closed(writer)
    if not certificate:
        return "it shows no certificate", None
    until = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return "", int((until - time.time()) * 1000)


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Close without waiting for the other side's good manners."""
    with suppress(OSError):
        writer.transport.abort()
        await asyncio.sleep(0)


async def _dns(probe: Probe, names: Names) -> tuple[str, int | None]:
    found = await names.addresses(probe.target)
    if not found:
        return "its name leads to no address", None
    strange = [each for each in found if probe.addresses and each not in probe.addresses]
    if strange:
        return f"its name leads to {', '.join(strange[:3])}, which is not expected", None
    return "", None


_LOOKS = {"http": _http, "tcp": _tcp, "tls": _tls, "dns": _dns}
