"""The outgoing heartbeat: a call to a service of others while all is well. Where it stays away, they raise the
alarm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from irsim.live.config.secrets import Hidden

PATIENCE = 10.0
"""Seconds in which the call must be answered."""


async def beat(url: Hidden, every: int, well: Callable[[], bool], said: Callable[[str], None]) -> None:
    """Call `url` every so many ms while `well`; for ever. `said` is told when calls begin to fail, and when they work
    again; never the address, which is a secret."""
    fault = ""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            if well():
                now = await called(session, url)
                if now != fault:
                    said(f"The outgoing heartbeat fails: {now}." if now else "The outgoing heartbeat works again.")
                    fault = now
            await asyncio.sleep(every / 1000)


async def called(session: aiohttp.ClientSession, url: Hidden) -> str:
    """Call it once: why it failed; empty where it did not."""
    try:
        async with session.get(url.reveal(), allow_redirects=False) as answer:
            return "" if answer.status < 300 else f"it was answered with {answer.status}"
    except TimeoutError:
        return f"nobody answered within {PATIENCE:g} seconds"
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return type(error).__name__  # what it says may hold the address
