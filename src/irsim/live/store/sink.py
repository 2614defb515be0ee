"""Where the ledger's lines go in a live session: into the store, many in one transaction. The host's lock sees to it
that one task at a time writes, syncs, withdraws and settles."""

import threading

from irsim.live.store.base import Away, Head, Overtaken, Store
from irsim.log.records import Record


class StoreSink:
    """A `log.writing.Sink` over a store; it begins behind `head`."""

    def __init__(self, store: Store, head: Head) -> None:
        self._store = store
        self._durable = head.seq
        """the last record that is known to be in the store"""
        self._lines: list[bytes] = []
        """what waits, in order"""
        self._tried: list[bytes] = []
        """what a failed sync tried to append: nobody knows whether it is in; empty where nothing is in doubt"""
        self._turn = threading.RLock()

    @property
    def pending(self) -> int:
        """How many lines wait."""
        return len(self._lines)

    @property
    def in_doubt(self) -> bool:
        """Whether nobody knows if what was tried last is in the store."""
        return bool(self._tried)

    @property
    def durable(self) -> int:
        """The number of the last record that is known to be in the store."""
        return self._durable

    def write(self, line: bytes) -> None:
        """Take a line; it leaves with the next sync."""
        self._lines.append(line)

    def flush(self) -> None:
        """Hand it to the store, which makes it durable at once. Raises Away, Overtaken."""
        self.sync()

    def sync(self) -> None:
        """Return once everything taken so far is in the store. Raises Away, Overtaken: then the lines go on waiting,
        and after Away nobody knows whether they are in; `settle_unknown` finds out (and so does the next sync, which
        then raises Overtaken where something that was withdrawn got in)."""
        with self._turn:
            if self._tried and self.settle_unknown():
                raise Overtaken("the log holds a record that was withdrawn; make a new host from the store")
            lines = list(self._lines)
            if not lines:
                return
            try:
                self._store.append(lines, self._durable)
            except Overtaken:
                raise
            except BaseException as error:
                if not (isinstance(error, Away) and error.untouched):
                    self._tried = lines
                raise
            self._durable += len(lines)
            del self._lines[: len(lines)]

    def withdraw(self) -> None:
        """Take back the last line that waits: its command is refused, for it could not be made durable. Where it got in
        nevertheless, `settle_unknown` says so. Call it once for each record that the ledger withdraws, last one first.
        """
        with self._turn:
            self._lines.pop()

    def settle_unknown(self) -> list[bytes]:
        """After a failed sync: look what is in. What is, waits no longer; lines that were withdrawn and yet got in are
        returned, in order, for the ledger to follow. Raises Away, Overtaken (where something else is there instead)."""
        with self._turn:
            if not self._tried:
                return []
            head = self._store.settled_head()
            if head.seq == self._durable:
                self._tried = []
                return []
            stored = list(self._store.read(self._durable + 1))
            if stored != self._tried:
                raise Overtaken("the log holds other records than this process has written")
            kept = min(len(stored), len(self._lines))
            if stored[:kept] != self._lines[:kept]:
                raise Overtaken("the log holds a record that was withdrawn, and something was written in its place")
            del self._lines[:kept]
            self._durable = head.seq
            self._tried = []
            return stored[kept:]

    def moved_to(self, record: Record) -> None:
        """Another process has written up to this record, and this one follows: what is written next comes behind it."""
        with self._turn:
            if self._lines or self._tried:
                raise Overtaken("another process has written, and lines of this one still wait")
            self._durable = record.seq

    def close(self) -> None:
        """Sync; the store stays open. Raises Away, Overtaken."""
        self.sync()
