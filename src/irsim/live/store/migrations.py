"""Brings the tables of a store to this version's format, step by step; a newer format is refused, and left as it is."""

import secrets
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import Connection, Engine, Table, insert, inspect, select, text, update

from irsim.live.store import tables
from irsim.live.store.tables import INTAKE, LOG, asked, deliveries, desk, intake_schema, records, schema
from irsim.words.faults import BadInput

Step = Callable[[Connection], None]

LOG_STEPS: Mapping[int, Step] = {}
"""What leads the log from a format to the next one. None was needed yet: format 1 is the first."""

INTAKE_STEPS: Mapping[int, Step] = {}
"""The same for the intake. Each part has its own format, for two files of SQLite are never changed in one go."""


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
    log_part, intake_part = _part(log, schema, name), _part(intake, intake_schema, name)
    if log_part is None:
        if not create:
            raise BadInput.one(name, 0, "holds no store yet; check the address, or start `irsim serve` with it first")
        if intake_part is not None:
            told = "is empty, but the intake of a store is beside it; put back its log, or take the intake away"
            raise BadInput.one(name, 0, told)
        log_part = tables.FORMAT, secrets.token_hex(8)
        LOG.create_all(log)
        log.execute(insert(schema).values(format=log_part[0], store=log_part[1]))
        log.execute(insert(desk).values(one=1, epoch=0, holder="", since=0, seen=0))
    found, store = log_part
    if intake_part is None:
        intake_part = tables.FORMAT, store
        INTAKE.create_all(intake)
        intake.execute(insert(intake_schema).values(format=intake_part[0], store=store))
    elif intake_part[1] != store:
        raise BadInput.one(name, 0, "has the intake of another store beside it; put back the file that belongs to it")
    _step_up(intake, intake_schema, intake_part[0], INTAKE_STEPS)
    _step_up(log, schema, found, LOG_STEPS)
    raise_numbers(log, intake)
    return store


def _part(connection: Connection, table: Table, name: str) -> tuple[int, str] | None:
    """The format of a part, and of which store it is; None where it is empty. Raises BadInput where it is something
    else, or newer."""
    found = inspect(connection)
    if not found.has_table(table.name):
        if connection.dialect.name == "sqlite" and found.get_table_names():  # a server may hold other things, too
            raise BadInput.one(name, 0, "is a database of another program; give another file")
        return None
    row = connection.execute(select(table)).one_or_none()
    if row is None:
        raise BadInput.one(name, 0, "does not say which format it has; restore a backup")
    if row.format > tables.FORMAT:
        told = f"was written by a newer irsim (format {row.format}, this one knows {tables.FORMAT})"
        raise BadInput.one(name, 0, f"{told}; install that version")
    return int(row.format), str(row.store)


def _step_up(connection: Connection, table: Table, found: int, steps: Mapping[int, Step]) -> None:
    """All steps from the format that was found, in the transaction that is open: all of them count or none."""
    for number in range(found, tables.FORMAT):
        if number in steps:
            steps[number](connection)
    if found != tables.FORMAT:
        connection.execute(update(table).values(format=tables.FORMAT))


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
        intake.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name AND seq < :last"), at)


NUMBERED = (deliveries.name, asked.name)
"""The tables of the intake that count."""
