"""The last records of a log that is kept elsewhere: the newest in memory, older ones fetched when somebody asks."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import overload

from irsim.log.records import Record

Fetch = Callable[[int, int], list[Record]]
"""Records from one number up to and without another."""

CHUNK = 512
"""Records that are fetched at once."""


class Tail(Sequence[Record]):
    """A log's records by their numbers; those before `first` are fetched, and forgotten again."""

    def __init__(self, first: int, fetch: Fetch) -> None:
        self.first = first
        """the number of the oldest record in memory"""
        self._fetch = fetch
        self._records: list[Record] = []
        self._chunk: tuple[int, list[Record]] = (-1, [])

    def __len__(self) -> int:
        return self.first + len(self._records)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        seq = place + len(self) if place < 0 else place
        if not 0 <= seq < len(self):
            raise IndexError(place)
        return self._records[seq - self.first] if seq >= self.first else self._older(seq)

    def _older(self, seq: int) -> Record:
        begin, found = self._chunk
        if not begin <= seq < begin + len(found):
            begin = seq - seq % CHUNK
            found = self._fetch(begin, min(begin + CHUNK, self.first))
            self._chunk = (begin, found)
        return found[seq - begin]

    def __iter__(self) -> Iterator[Record]:
        older = (self._older(seq) for seq in range(self.first))
        return chain(older, self._records)

    def __reversed__(self) -> Iterator[Record]:
        older = (self._older(seq) for seq in range(self.first - 1, -1, -1))
        return chain(reversed(self._records), older)

    def at_hand(self, seq: int) -> bool:
        """Whether a record is in memory, and nobody waits for it."""
        return seq >= self.first

    def append(self, record: Record) -> None:
        """The next one."""
        self._records.append(record)

    def pop(self) -> Record:
        """Take the last one back. It must be in memory."""
        return self._records.pop()

    def trim(self, first: int) -> None:
        """Let go of what is older than record `first`."""
        if first > self.first:
            del self._records[: first - self.first]
            self.first = first
