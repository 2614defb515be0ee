"""Commands of a process without the desk: put before whoever has it; what came of them is read in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.events.base import Event
from irsim.live.store.base import Away
from irsim.session.protocol import Accepted, NotAccepted

if TYPE_CHECKING:
    from irsim.events.inputs import CommandSubmitted
    from irsim.live.store.base import Store
    from irsim.session.ledger import Ledger

ANSWER = 20.0
"""Seconds for which a command waits for whoever has the desk."""

AGAIN = 0.5
"""Seconds until what may be before the desk is put there again: it carries out an id once."""

Result = Accepted | NotAccepted

_NOBODY = Refused("nobody has the duty desk just now", "it is carried out as soon as somebody has; look at the board")
_UNKNOWN = Refused(
    "the store went away while it was written, and nobody knows yet whether it was",
    "look at the board once the store is back, before you give it again",
)


class Petitions:
    """Those of one process."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger
        self._waiting: dict[str, list[asyncio.Future[Result]]] = {}
        """who waits for what came of a command, by its id; more than one after a line broke"""

    async def tell(self, body: Event, by: str) -> None:
        """Put a fact before the desk, durably. Raises Away."""
        await asyncio.to_thread(self._store.ask, by, msgspec.json.encode(body))

    async def put(self, body: CommandSubmitted, by: str) -> Result:
        """What came of a command, by whoever has the desk. Raises Away where nothing of it can be in the store."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(body.id, []).append(answer)
        asked = False
        try:
            async with asyncio.timeout(ANSWER):
                await self._asked(body, by)
                asked = True
                return await answer
        except TimeoutError:
            known = self._ledger.results.get(body.id)  # nothing follows it in the log, and nothing may
            return known or NotAccepted(NEVER, _NOBODY if asked else _UNKNOWN)
        finally:
            waiting = self._waiting[body.id]
            waiting.remove(answer)
            if not waiting:
                del self._waiting[body.id]

    async def _asked(self, body: CommandSubmitted, by: str) -> None:
        doubted = False
        while True:
            try:
                await self.tell(body, by)
                return
            except Away as away:
                if away.untouched and not doubted:
                    raise
                doubted = True
            await asyncio.sleep(AGAIN)

    def answer(self, results: Mapping[str, Result], last: int) -> None:
        """Tell those who wait, of the `results` in a log that ends with record `last`: a refusal is a record of its own
        behind its command, so that nothing is told before something follows."""
        for command_id, waiting in self._waiting.items():
            result = results.get(command_id)
            if result is None or result.seq >= last:
                continue
            for each in waiting:
                if not each.done():
                    each.set_result(result)


def unknown() -> NotAccepted:
    """What is said of a command that may be in the log, or not."""
    return NotAccepted(NEVER, _UNKNOWN)
