"""Brings the tables of a store to this version's format, step by step; a newer format is refused, and left as it is."""

import secrets
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, Engine, MetaData, Table, insert, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from irsim.live.store.tables import FORMAT, INTAKE, LOG, asked, deliveries, desk, intake_schema, records, schema
from irsim.words.faults import BadInput

STEPS: Mapping[int, Callable[[Connection, Connection], None]] = {}
"""What leads from a format to the next one: given the log's and the intake's connection. None was needed yet."""


def bring_up(log: Engine, intake: Engine, name: str) -> str:
    """Make the tables where there are none, or bring them up to date; which store it is. Raises BadInput."""
    with log.connect().execution_options(irsim_writes=True) as connection, connection.begin():
        if intake is log:
            return _bring_up(connection, connection, name)
        with intake.connect().execution_options(irsim_writes=True) as other, other.begin():
            return _bring_up(connection, other, name)


def _bring_up(log: Connection, intake: Connection, name: str) -> str:
    if log.dialect.name == "postgresql":
        # Two processes may open an empty database at once; the number is that of this purpose, and nothing else.
        log.execute(text("SELECT pg_advisory_xact_lock(hashtext('irsim:' || current_schema()))"))
    store = _made(log, name)
    if not store:
        store = secrets.token_hex(8)
        _make(log, LOG, schema, store)
        log.execute(insert(desk).values(one=1, epoch=0, holder="", since=0, seen=0))
    if not inspect(intake).has_table(intake_schema.name):
        _make(intake, INTAKE, intake_schema, store)
    elif intake.execute(select(intake_schema.c.store)).scalar() != store:
        raise BadInput.one(name, 0, "has the intake of another store beside it; put back the file that belongs to it")
    found = log.execute(select(schema.c.format)).scalar_one()
    for number in range(found, FORMAT):
        STEPS[number](log, intake)
    if found != FORMAT:
        log.execute(update(schema).values(format=FORMAT))
        intake.execute(update(intake_schema).values(format=FORMAT))
    _raise_numbers(log, intake)
    return store


def _made(log: Connection, name: str) -> str:
    """Which store it is; empty where the database is. Raises BadInput where it is something else, or newer."""
    tables = inspect(log)
    if not tables.has_table(schema.name):
        # PostgreSQL may hold other things; a file that does is another program's
        if log.dialect.name == "sqlite" and tables.get_table_names():
            raise BadInput.one(name, 0, "is a database of another program; give another file")
        return ""
    row = log.execute(select(schema)).one_or_none()
    if row is None:
        raise BadInput.one(name, 0, "does not say which format it has; restore a backup")
    if row.format > FORMAT:
        told = f"was written by a newer irsim (format {row.format}, this one knows {FORMAT}); install that version"
        raise BadInput.one(name, 0, told)
    return str(row.store)


def _make(connection: Connection, tables: MetaData, table: Table, store: str) -> None:
    try:
        tables.create_all(connection)
    except SQLAlchemyError:
        raise
    connection.execute(insert(table).values(format=FORMAT, store=store))


def _raise_numbers(log: Connection, intake: Connection) -> None:
    """An intake that was lost and made anew counts on from what the log holds: the desk looks at higher numbers only."""
    import msgspec

    newest = select(records.c.line).where(records.c.kind == "delivery.received").order_by(records.c.seq.desc()).limit(1)
    line = log.execute(newest).scalar()
    if line is None:
        return
    last = int(msgspec.json.decode(line)["body"]["delivery"])
    if intake.dialect.name == "sqlite":
        given = intake.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": deliveries.name})
        number = given.scalar()
        if number is None:
            made = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)")
            intake.execute(made, {"name": deliveries.name, "seq": last})
        elif number < last:
            raised = text("UPDATE sqlite_sequence SET seq = :seq WHERE name = :name")
            intake.execute(raised, {"name": deliveries.name, "seq": last})
        return
    for table in (deliveries,):
        raised = text(
            f"SELECT setval(s, :seq) FROM pg_get_serial_sequence('{table.name}', 'number') AS s, {table.name}_number_seq q"
            " WHERE q.last_value < :seq"
        )
        intake.execute(raised, {"seq": last})


_ = asked
