"""Searching the log in SQL, over all incidents that ever were."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from irsim.live.store.indexing import as_searched
from irsim.live.store.tables import records, words
from irsim.live.store.transactions import Transactions

TEXT_LIMIT = 500
"""Characters that are searched for: more is a paste by mistake, and more than databases take as a pattern."""


class SqlSearch(Transactions):
    """The part of `Store` that searches."""

    def find(
        self,
        text: str = "",
        *,
        incident: str | Sequence[str] = "",
        kinds: Sequence[str] = (),
        since_at: int | None = None,
        until_at: int | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
        newest_first: bool = True,
    ) -> list[bytes]:
        """See `Store`."""
        wanted = select(records.c.line)
        terms = as_searched(text[:TEXT_LIMIT]).split()
        if terms:
            wanted = wanted.join(words, words.c.seq == records.c.seq)
        for term in terms:
            wanted = wanted.where(words.c.words.contains(term, autoescape=True))
        if incident:
            wanted = _about(wanted, incident)
        if kinds:
            wanted = wanted.where(records.c.kind.in_(list(kinds)))
        if since_at is not None:
            wanted = wanted.where(records.c.at >= since_at)
        if until_at is not None:
            wanted = wanted.where(records.c.at < until_at)
        if before is not None:
            wanted = wanted.where(records.c.seq < before)
        if after is not None:
            wanted = wanted.where(records.c.seq > after)
        number = words.c.seq if terms else records.c.seq  # the narrow table leads, and is left as soon as it is enough
        wanted = wanted.order_by(number.desc() if newest_first else number).limit(limit)
        with self._reading(self._log) as connection:
            return [bytes(row.line) for row in connection.execute(wanted)]

    def lines_of(self, incident: str) -> list[bytes]:
        """See `Store`."""
        wanted = _about(select(records.c.line), incident).order_by(records.c.seq)
        with self._reading(self._log) as connection:
            return [bytes(row.line) for row in connection.execute(wanted)]


def _about(wanted: Select[tuple[bytes]], incident: str | Sequence[str]) -> Select[tuple[bytes]]:
    """What names the incident, or one of several, and what is about its alerts."""
    named = records.c.incident == incident if isinstance(incident, str) else records.c.incident.in_(list(incident))
    alerts = select(records.c.alert).where(named, records.c.alert.is_not(None))
    return wanted.where(or_(named, records.c.alert.in_(alerts)))
