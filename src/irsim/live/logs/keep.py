"""Lines that are kept to be searched: an SQLite file beside the live store, bounded by age and size.

The reader's places and the detector's state are kept in the same transaction as the lines, so that a line is neither
lost nor held against the rules twice after a crash.
"""

import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from irsim.live.logs.lines import Line
from irsim.live.store.base import Away
from irsim.log.attachments import Kept, keep_bytes
from irsim.words.faults import BadInput

CUT = 20
"""A twentieth of the lines goes at once where the file is too large."""

LIMIT = 10_000
"""Lines of one search."""

_SCHEMA = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS lines (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, host TEXT NOT NULL, program TEXT NOT NULL,
    level TEXT NOT NULL, text TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS lines_at ON lines (at);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, fields, host, program, content='lines', content_rowid='number', tokenize="unicode61"
);
CREATE TRIGGER IF NOT EXISTS lines_in AFTER INSERT ON lines BEGIN
    INSERT INTO words(rowid, text, fields, host, program)
    VALUES (new.number, new.text, new.fields, new.host, new.program);
END;
CREATE TRIGGER IF NOT EXISTS lines_out AFTER DELETE ON lines BEGIN
    INSERT INTO words(words, rowid, text, fields, host, program)
    VALUES ('delete', old.number, old.text, old.fields, old.host, old.program);
END;
CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class Found(Struct, frozen=True):
    """A line that is kept, and its number."""

    number: int
    line: Line


class Keep:
    """The file of lines. Threads may use it at once; several processes may read it while one writes."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises BadInput where the file cannot be used."""
        self.path = path
        self._lock = threading.Lock()
        try:
            if read_only:
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
                self._db.execute("SELECT number FROM lines LIMIT 1").fetchall()
            else:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.touch(mode=0o600)
                self._db = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
                self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            cure = "is irsim serve set up to keep lines?" if read_only else "move it away, and a new one is begun"
            raise BadInput.one(str(path), 0, f"holds no lines that can be read ({error}); {cure}") from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise Away(f"log lines cannot be kept: {error}") from None

    def add(self, lines: Iterable[Line], places: Mapping[str, bytes]) -> None:
        """Keep lines together with the places and states that are true after them. Raises Away."""
        with self._transaction() as db:
            db.executemany(
                "INSERT INTO lines (at, source, host, program, level, text, fields) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        line.at, line.source, line.host, line.program, line.level, _sound(line.text),
                        _sound(msgspec.json.encode(line.fields).decode()),
                    )
                    for line in lines
                ],
            )  # fmt: skip
            db.executemany("INSERT OR REPLACE INTO places VALUES (?, ?)", list(places.items()))

    def place(self, name: str) -> bytes:
        """What was kept under this name; empty where nothing was. Raises Away."""
        with self._lock:
            try:
                row = self._db.execute("SELECT value FROM places WHERE name = ?", (name,)).fetchone()
            except sqlite3.Error as error:
                raise Away(f"log lines cannot be read: {error}") from None
        return bytes(row[0]) if row else b""

    def search(
        self,
        text: str = "",
        since: int = 0,
        until: int | None = None,
        source: str = "",
        limit: int = 200,
        *,
        levels: Sequence[str] = (),
        after: int = -1,
        before: tuple[int, int] | None = None,
    ) -> list[Found]:
        """Lines with all these words (or beginnings of words), newest first; times are Unix ms. Raises Away.

        `levels`: one of them, where any are given. `after`: with a higher number. `before`: behind the line of this
        time and number.
        """
        wanted, values = ["at >= ?", "at < ?"], [since, until if until is not None else 2**62]
        if source:
            wanted.append("source = ?")
            values.append(source)  # type: ignore[arg-type]  # sqlite takes either
        if levels:
            wanted.append(f"level IN ({','.join('?' * len(levels))})")
            values += levels  # type: ignore[arg-type]
        if after >= 0:
            wanted.append("number > ?")
            values.append(after)
        if before is not None:
            wanted.append("(at, number) < (?, ?)")
            values += before
        words = " ".join(
            f'"{word}"*' for each in text.split()[:20] if (word := each.replace('"', "").replace("\0", "")[:200])
        )
        if words:
            wanted.append("number IN (SELECT rowid FROM words WHERE words MATCH ?)")
            values.append(words)  # type: ignore[arg-type]
        values.append(min(max(1, limit), LIMIT))
        return self._rows(f"WHERE {' AND '.join(wanted)} ORDER BY at DESC, number DESC LIMIT ?", values)

    def newest(self) -> int:
        """The number of the line that was kept last; 0 where there is none. Raises Away."""
        with self._lock:
            try:
                return int(self._db.execute("SELECT coalesce(max(number), 0) FROM lines").fetchone()[0])
            except sqlite3.Error as error:
                raise Away(f"log lines cannot be read: {error}") from None

    def numbered(self, numbers: Sequence[int]) -> list[Found]:
        """The lines with these numbers, oldest first; those that have gone are left out. Raises Away."""
        found: list[Found] = []
        for start in range(0, len(numbers), 500):
            some = list(numbers[start : start + 500])
            found += self._rows(f"WHERE number IN ({','.join('?' * len(some))})", some)
        return sorted(found, key=lambda each: (each.line.at, each.number))

    def since(self, at: int, limit: int) -> list[Line]:
        """The newest lines since `at` (Unix ms), at most `limit`, oldest first. Raises Away."""
        found = self._rows("WHERE at >= ? ORDER BY number DESC LIMIT ?", [at, limit])
        return [each.line for each in reversed(found)]

    def _rows(self, where: str, values: Sequence[int | str]) -> list[Found]:
        columns = "number, at, source, host, program, level, text, fields"
        with self._lock:
            try:
                rows = self._db.execute(f"SELECT {columns} FROM lines {where}", values).fetchall()
            except sqlite3.Error as error:
                raise Away(f"log lines cannot be read: {error}") from None
        return [
            Found(
                number, Line(at, text, source, host, program, level, msgspec.json.decode(fields, type=dict[str, str]))
            )
            for number, at, source, host, program, level, text, fields in rows
        ]

    def size(self) -> int:
        """Bytes that lines take. Raises Away."""
        with self._lock:
            try:
                used = [self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in _PAGES]
            except sqlite3.Error as error:
                raise Away(f"log lines cannot be read: {error}") from None
        pages, free, page = used
        return int((pages - free) * page)

    def retain(self, age: int, size: int, now: int | None = None) -> int:
        """Let go of lines older than `age` (ms), and of the oldest where they take more than `size` bytes.

        How many went. Raises Away.
        """
        now = time.time_ns() // 1_000_000 if now is None else now
        with self._transaction() as db:
            gone = db.execute("DELETE FROM lines WHERE at < ?", (now - age,)).rowcount
        while self.size() > size:
            with self._transaction() as db:
                count = db.execute("SELECT count(*) FROM lines").fetchone()[0]
                some = "SELECT number FROM lines ORDER BY at, number LIMIT ?"
                less = db.execute(f"DELETE FROM lines WHERE number IN ({some})", (max(1, count // CUT),)).rowcount
                db.execute("INSERT INTO words(words, rank) VALUES ('merge', 500)")
            gone += less
            if not less:
                break
        with self._lock:
            self._db.execute("PRAGMA incremental_vacuum").fetchall()
        return gone

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()


_PAGES = ("page_count", "freelist_count", "page_size")


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: half a character of another encoding is replaced."""
    return text.encode("utf-8", "replace").decode()


def evidence_of(lines: Sequence[Found]) -> bytes:
    """Lines as a file of JSON lines, the same bytes for the same lines: what is kept as evidence, under its sha256."""
    return b"".join(msgspec.json.encode(each.line, order="deterministic") + b"\n" for each in lines)


def keep_as_evidence(recording: Path, lines: Sequence[Found], name: str = "log-lines.jsonl") -> Kept:
    """Put lines beside the recording, for the `evidence` command: its `file` is the name, its `sha256` the digest.

    Raises BadInput where there are none, or they cannot be kept.
    """
    if not lines:
        raise BadInput.one(name, 0, "no line was chosen; search for some, and mark those that matter")
    return keep_bytes(recording, name, evidence_of(lines))
