"""What only the process with the duty desk does, beside looking at the clock: each a task that goes on until the desk
is given up. One that breaks is said, and begun again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from irsim.live.store.base import Away, Overtaken
from irsim.words.mistakes import place_of

AGAIN = 5.0
"""Seconds until a duty that broke is begun again."""

Duty = Callable[[], Awaitable[None]]


class Duties:
    """The running ones. `take_up` within the loop, once the desk is taken; `lay_down` before it is given up."""

    def __init__(self, said: Callable[[str], None]) -> None:
        self._said = said
        self._duties: dict[str, Duty] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, name: str, duty: Duty) -> None:
        """One more, for the next time that the desk is taken; `name` is for people."""
        self._duties[name] = duty

    def take_up(self) -> None:
        """Begin with all of them."""
        self._tasks = [asyncio.create_task(self._keep(name, duty)) for name, duty in self._duties.items()]

    async def lay_down(self) -> None:
        """End all of them."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _keep(self, name: str, duty: Duty) -> None:
        while True:
            try:
                await duty()
                return
            except asyncio.CancelledError:
                raise
            except Overtaken:  # the desk is another's: they do it
                return
            except Away as away:
                self._said(f"{name} waits for the store, which is away: {away}")
            except Exception as mistake:  # one of ours, or the world's: the others go on, and so does this one
                self._said(f"{name} broke ({place_of(mistake)}); it begins again in {AGAIN:g} seconds.")
            await asyncio.sleep(AGAIN)
