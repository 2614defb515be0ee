"""The tables, the same in SQLite and PostgreSQL: the log, and the intake before it (in SQLite a file of its own)."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, MetaData, Table, Text

FORMAT = 1
"""Raised with every change of the tables; `migrations` leads from each format to the next."""

LONG = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself only in what it calls INTEGER

LOG = MetaData()
"""What the desk writes."""

INTAKE = MetaData()
"""What receivers write."""

schema = Table("live_schema", LOG, Column("format", Integer, nullable=False), Column("store", Text, nullable=False))
"""One row: the format of the tables, and which store this is (a random word, for locks and channels)."""

intake_schema = Table(
    "live_intake_schema", INTAKE, Column("format", Integer, nullable=False), Column("store", Text, nullable=False)
)
"""The same for the intake, which must belong to the log beside it."""

records = Table(
    "live_records",
    LOG,
    Column("seq", LONG, primary_key=True, autoincrement=False),
    Column("at", LONG, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by_", Text, nullable=False),
    Column("incident", Text),
    Column("alert", Text),
    Column("line", LargeBinary, nullable=False),
)
"""The chain. `line` is the record; all other columns are taken from it, for searching."""

for _column in (records.c.incident, records.c.alert):
    _some = _column.is_not(None)
    Index(f"live_records_{_column.name}", _column, records.c.seq, sqlite_where=_some, postgresql_where=_some)
Index("live_records_kind", records.c.kind, records.c.seq)
Index("live_records_at", records.c.at)

words = Table(
    "live_words", LOG, Column("seq", LONG, primary_key=True, autoincrement=False), Column("words", Text, nullable=False)
)
"""What people read of a record, folded to small letters. A narrow table that is looked through as a whole: any part of
a word is found, in any language, in half a second at a million records (measured), without an index of words."""

desk = Table(
    "live_desk",
    LOG,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("epoch", LONG, nullable=False),
    Column("holder", Text, nullable=False),
    Column("since", LONG, nullable=False),
    Column("seen", LONG, nullable=False),
)
"""One row: who has the desk, since when and when last heard (Unix ms). `epoch` rises whenever somebody takes it, and
whoever appends under an older one is refused."""

snapshots = Table(
    "live_snapshot",
    LOG,
    Column("seq", LONG, primary_key=True, autoincrement=False),
    Column("digest", Text, nullable=False),
    Column("board", LargeBinary, nullable=False),
)
"""Boards, to be thrown away at will; only in PostgreSQL, for beside SQLite they are files."""

deliveries = Table(
    "live_deliveries",
    INTAKE,
    Column("number", LONG, Identity(), primary_key=True),
    Column("source", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received", LONG, nullable=False),
    Column("receiver", Text, nullable=False),
    Column("exercise", Integer, nullable=False),
    Column("once", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What waits for the desk. A number is never given twice, also when its row is gone."""

asked = Table(
    "live_asked",
    INTAKE,
    Column("number", LONG, Identity(), primary_key=True),
    Column("by_", Text, nullable=False),
    Column("command", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
"""Commands that wait for the desk."""

seen = Table(
    "live_seen",
    INTAKE,
    Column("source", Text, primary_key=True),
    Column("once", Text, primary_key=True),
    Column("at", LONG, nullable=False),
    Index("live_seen_at", "at"),
    sqlite_with_rowid=False,
)
"""Which deliveries came (`once`), so that a replay is none; kept for a day (`at`: Unix ms)."""
