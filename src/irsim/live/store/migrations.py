"""Brings the tables of a store to this version's format, step by step; a newer format is refused, and left as it is."""

import secrets
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from irsim.live.store.tables import FORMAT, INTAKE, LOG, asked, deliveries, desk, intake_schema, records, schema
from irsim.words.faults import BadInput

STEPS: Mapping[int, Callable[[Connection, Connection], None]] = {}
"""What leads from a format to the next one: given the log's and the intake's connection. None was needed yet."""


def bring_up(log: Engine, intake: Engine, name: str, *, create: bool = True) -> str:
    """Make the tables where there are none, or bring them up to date; returns which store it is. Raises BadInput."""
    with log.connect().execution_options(irsim_writes=True) as connection, connection.begin():
        if intake is log:
            return _bring_up(connection, connection, name, create)
        with intake.connect().execution_options(irsim_writes=True) as other, other.begin():
            return _bring_up(connection, other, name, create)


def _bring_up(log: Connection, intake: Connection, name: str, create: bool) -> str:
    if log.dialect.name == "postgresql":  # two processes may open an empty database at once
        log.execute(text("SELECT pg_advisory_xact_lock(hashtext('irsim:' || current_schema()))"))
        log.execute(text("SET LOCAL statement_timeout = 0"))  # a step over a large log takes what it takes
    store = _made(log, name)
    if not store:
        if not create:
            raise BadInput.one(name, 0, "holds no store yet; check the address, or start `irsim serve` with it first")
        store = secrets.token_hex(8)
        LOG.create_all(log)
        log.execute(insert(schema).values(format=FORMAT, store=store))
        log.execute(insert(desk).values(one=1, epoch=0, holder="", since=0, seen=0))
    if not inspect(intake).has_table(intake_schema.name):
        INTAKE.create_all(intake)
        intake.execute(insert(intake_schema).values(format=FORMAT, store=store))
    elif intake.execute(select(intake_schema.c.store)).scalar() != store:
        raise BadInput.one(name, 0, "has the intake of another store beside it; put back the file that belongs to it")
    found = log.execute(select(schema.c.format)).scalar_one()
    for number in range(found, FORMAT):
        STEPS[number](log, intake)
    if found != FORMAT:
        log.execute(update(schema).values(format=FORMAT))
        intake.execute(update(intake_schema).values(format=FORMAT))
    raise_numbers(log, intake)
    return store


def _made(log: Connection, name: str) -> str:
    """Which store it is; empty where the database is. Raises BadInput where it is something else, or newer."""
    tables = inspect(log)
    if not tables.has_table(schema.name):
        if log.dialect.name == "sqlite" and tables.get_table_names():  # a server's database may hold other things, too
            raise BadInput.one(name, 0, "is a database of another program; give another file")
        return ""
    row = log.execute(select(schema)).one_or_none()
    if row is None:
        raise BadInput.one(name, 0, "does not say which format it has; restore a backup")
    if row.format > FORMAT:
        told = f"was written by a newer irsim (format {row.format}, this one knows {FORMAT}); install that version"
        raise BadInput.one(name, 0, told)
    return str(row.store)


def raise_numbers(log: Connection, intake: Connection) -> None:
    """An intake that was lost and made anew counts on behind what the log holds: the desk looks at higher numbers only,
    and would pass over what bears a number a second time."""
    newest = select(records.c.line).where(records.c.kind == "delivery.received").order_by(records.c.seq.desc()).limit(1)
    line = log.execute(newest).scalar()
    if line is not None:
        count_on(intake, deliveries.name, int(msgspec.json.decode(line)["body"]["delivery"]))


def count_on(intake: Connection, table: str, last: int) -> None:
    """See to it that the next number in this table of the intake is higher than `last`."""
    at = {"name": table, "last": last}
    if intake.dialect.name == "postgresql":
        given = f"(SELECT last_value - (NOT is_called)::int FROM {table}_number_seq)"
        intake.execute(text(f"SELECT setval('{table}_number_seq', :last) WHERE {given} < :last"), {"last": last})
    elif intake.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), at).scalar() is None:
        intake.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), at)
    else:
        intake.execute(text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :name"), at)


NUMBERED = (deliveries.name, asked.name)
"""The tables of the intake that count."""
