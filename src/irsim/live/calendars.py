"""Fetches calendar feeds: from a file, or over HTTP from the address that is configured and from nowhere else. What was
read last is kept, so that a feed that is away changes nothing."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from irsim.live.config.outbound import host_of, web_address
from irsim.plan.duty_feed import SIZE_LIMIT
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

    from irsim.live.config.feeds import Feed
    from irsim.live.config.outbound import Outbound

TAG_LIMIT = 200
"""Characters of the mark by which a server knows what it sent."""


class NotRead(Exception):
    """A feed could not be read: a sentence, without its address, which may be a secret."""


class Calendar:
    """One feed. `kept` is the folder in which its last good version is kept; none where it is None."""

    def __init__(
        self, name: str, feed: Feed, folder: Path, outbound: Outbound | None = None, kept: Path | None = None
    ) -> None:
        """`folder` is that of the configuration."""
        self.name = name
        self.feed = feed
        self._folder = folder
        self._outbound = outbound
        self._kept = None if kept is None else kept / f"{name}.ics"
        self._tag = ""

    async def read(self) -> bytes | None:
        """What it holds now; None where that is what was read before. Raises NotRead."""
        if self.feed.file:
            place = self._folder / os.path.expanduser(self.feed.file)
            return await asyncio.to_thread(_of_file, place)
        url = self._address()
        from aiohttp import ClientError, ClientSession, ClientTimeout  # only who has a feed waits for it

        try:
            timeout = ClientTimeout(total=self.feed.timeout / 1000)
            async with ClientSession(timeout=timeout, trust_env=False, auto_decompress=False) as session:
                return await self._get(session, url)
        except TimeoutError:
            raise NotRead(f"it did not answer within {self.feed.timeout // 1000} seconds") from None
        except (ClientError, OSError, ValueError) as error:
            raise NotRead(f"it cannot be reached ({type(error).__name__})") from None

    async def _get(self, session: ClientSession, url: str) -> bytes | None:
        headers = {"Accept": "text/calendar", "Accept-Encoding": "identity"}
        if self._tag:
            headers["If-None-Match"] = self._tag
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status == 304 and self._tag:
                return None
            if 300 <= response.status < 400:
                raise NotRead("it sends us on to another address; configure that one")
            if response.status != 200:
                raise NotRead(f"it answers with status {response.status}")
            body = await _bounded(response)
            tag = response.headers.get("ETag", "")
            self._tag = tag if len(tag) <= TAG_LIMIT and tag.isprintable() and tag.isascii() else ""
            return body

    def _address(self) -> str:
        url = self.feed.url
        if self.feed.secret_url is not None:
            try:
                url = web_address(self.feed.secret_url.read(f"feeds.{self.name}.secret_url", self._folder).reveal())
            except BadInput as bad:
                raise NotRead(bad.faults[0].message) from None
            except ValueError as fault:
                raise NotRead(str(fault)) from None
        if self._outbound is not None and self._outbound.hosts and not self._outbound.allows(host_of(url)):
            raise NotRead("its host is not in outbound.hosts; add it there")
        return url

    def forget(self) -> None:
        """What was sent last is no good: ask for the whole again."""
        self._tag = ""

    def keep(self, text: bytes) -> None:
        """A good version. Blocks; where it cannot be kept, the next start begins without it."""
        if self._kept is None:
            return
        with suppress(OSError):
            self._kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile(dir=self._kept.parent, prefix=f".{self.name}", delete=False) as file:
                file.write(text)
            os.replace(file.name, self._kept)

    def last(self) -> bytes | None:
        """The last good version, as far as one was kept. Blocks."""
        try:
            return None if self._kept is None else _of_file(self._kept)
        except NotRead:
            return None


async def _bounded(response: ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > SIZE_LIMIT:
            raise NotRead(f"it is longer than {SIZE_LIMIT:,} bytes; export fewer months")
    return bytes(body)


def _of_file(place: Path) -> bytes:
    try:
        # A pipe without a writer would block for ever.
        with open(place, "rb", opener=lambda at, flags: os.open(at, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            text = file.read(SIZE_LIMIT + 1) or b""
    except OSError as error:
        raise NotRead(f"its file cannot be read: {(error.strerror or 'it is out of reach').lower()}") from None
    if len(text) > SIZE_LIMIT:
        raise NotRead(f"it is longer than {SIZE_LIMIT:,} bytes; export fewer months")
    return text
