"""Lines of logs, as a room answers for them: what somebody looks for, what was found, what was kept as evidence. The
host answers; the words of a query are read here. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from irsim.board.board import Board
from irsim.board.state import NEVER
from irsim.session.bounds import text_within, within
from irsim.session.searching import instant, words_of
from irsim.words.faults import nearest

MOST = 500
"""Lines that one answer holds."""

KEPT_MOST = 5_000
"""Lines that are kept as one piece of evidence."""

LONGEST = 300
"""Characters of a query."""

FIELDS = ("source", "level", "since", "until")

HINT = "source:auth level:error since:2h until:14:05 words"


class LogLine(Struct, frozen=True, omit_defaults=True):
    """A line that is kept, by its `number`. `at` is Unix ms. All of it is text from outside."""

    number: int
    at: int
    text: str
    source: str = ""
    host: str = ""
    program: str = ""
    level: str = ""
    fields: dict[str, str] = {}


class LinesWanted(Struct, frozen=True, omit_defaults=True):
    """What is looked for; an empty field leaves everything in. Each word of `text` must occur, or begin one that does.
    `level` is the mildest that counts. `since` (in) and `until` (out) are Unix ms. `after` asks for lines that were
    kept after the one of this number; `before` is instant and number of the last line of the page before."""

    text: str = ""
    source: str = ""
    level: str = ""
    since: int = 0
    until: int | None = None
    after: int = NEVER
    before: tuple[int, int] | None = None
    limit: int = 100

    @property
    def bounded(self) -> LinesWanted:
        """The same within what a host answers."""
        return msgspec.structs.replace(
            self,
            text=text_within(self.text, LONGEST),
            source=text_within(self.source, LONGEST),
            level=text_within(self.level, 40),
            since=within(self.since),
            until=None if self.until is None else within(self.until),
            after=within(self.after, NEVER),
            before=None if self.before is None else (within(self.before[0]), within(self.before[1])),
            limit=max(1, min(self.limit, MOST)),
        )


class LinesFound(Struct, frozen=True, omit_defaults=True):
    """Lines that fit, the newest first, and whether older ones do; the names of the `sources` that are read."""

    lines: tuple[LogLine, ...] = ()
    more: bool = False
    sources: tuple[str, ...] = ()


class LinesKept(Struct, frozen=True, omit_defaults=True):
    """Lines that lie in a file where the room is hosted: its name and sha256, how many they are, in bytes too, the
    instants (Unix ms) of the first and the last, and where they come from."""

    name: str
    sha256: str
    count: int
    size: int
    first: int
    last: int
    sources: tuple[str, ...] = ()


def parse_lines_query(written: str, board: Board, now: int) -> LinesWanted:
    """What somebody wants who writes `source:auth level:error since:2h words` at `now` (session ms). Raises ValueError:
    one sentence with the cure."""
    if len(written) > LONGEST:
        raise ValueError(f"a query has at most {LONGEST} characters; leave some words out")
    words = words_of(written)
    given: dict[str, str] = {}
    text: list[str] = []
    for word in words:
        name, colon, value = word.partition(":")
        name = name.lower()
        if not colon or not re.fullmatch(r"[a-z]+", name) or value.startswith("//"):
            text.append(word.strip('"'))
        elif name not in FIELDS:
            raise ValueError(f"there is no '{name[:20]}:' to search by; {nearest(name[:20], FIELDS)}")
        elif name in given:
            raise ValueError(f"'{name}:' stands there twice; leave one of them out")
        elif not value.strip('"'):
            raise ValueError(f"'{name}:' has no value; write it as in {HINT}")
        else:
            given[name] = value.strip('"')
    since, until = _unix(given, "since", board, now), _unix(given, "until", board, now)
    if since is not None and until is not None and since >= until:
        raise ValueError("'since:' lies behind 'until:'; exchange them")
    return LinesWanted(
        " ".join(filter(None, text)), given.get("source", ""), given.get("level", "").lower(), since or 0, until
    )


def _unix(given: Mapping[str, str], name: str, board: Board, now: int) -> int | None:
    if name not in given:
        return None
    return board.rules.starts_unix + instant(given[name], board, now, end=name == "until")
