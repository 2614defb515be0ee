"""A store of each released format is brought up to date, with all that it holds."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from irsim.live.store import migrations, tables
from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from irsim.words.faults import BadInput
from tests.live.postgres import Server
from tests.live.store.formats import FOLDER, restore_postgres, restore_sqlite

FORMATS = range(1, tables.FORMAT + 1)


def shape(engine: Engine) -> object:
    """Tables, columns, keys and indexes."""
    found = inspect(engine)
    names = sorted(name for name in found.get_table_names() if name.startswith("live_"))
    return {
        name: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((str(each["name"]), tuple(each["column_names"])) for each in found.get_indexes(name)),
        )
        for name in names
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    return str(request.param)


def old(request: pytest.FixtureRequest, kind: str, number: int, tmp_path: Path) -> tuple[str, str]:
    """The addresses of a store of an old format, and of an empty place."""
    folder = FOLDER / str(number)
    if kind == "sqlite":
        for name in ("", "-intake"):
            restore_sqlite((folder / f"sqlite{name}.sql").read_text("utf-8"), tmp_path / f"live{name}.db")
        return f"sqlite:///{tmp_path}/live.db", f"sqlite:///{tmp_path}/fresh.db"
    server: Server = request.getfixturevalue("server")
    url = server.fresh()
    restore_postgres((folder / "postgresql.sql").read_text("utf-8"), url)
    return url, server.fresh()


@pytest.mark.parametrize("number", FORMATS)
def test_every_released_format_opens(request: pytest.FixtureRequest, kind: str, number: int, tmp_path: Path) -> None:
    url, empty = old(request, kind, number, tmp_path)
    store, fresh = open_store(url, create=False), open_store(empty)
    lines = (FOLDER / str(number) / "log.jsonl").read_bytes().splitlines(keepends=True)
    assert list(store.read(0)) == lines
    assert [line in lines for line in store.find("grösse")] == [True]
    assert len(store.lines_of("INC-1")) == 5
    assert [(each.number, each.delivery.body.decode()) for each in store.waiting(0, 9)] == [
        (2, '{"größe": 1}'),
        (3, "three"),
    ]
    assert [each.by for each in store.asked(0, 9)] == ["ic:ada"]
    store._clock = lambda: 1_900_000_000_001
    assert store.put([store.waiting(0, 1)[0].delivery]) == 0
    assert store.put([store.waiting(2, 1)[0].delivery]) == 1
    assert store.waiting(3, 9)[0].number == 4
    assert store.take_desk("bob")
    for one, other in ((store._log, fresh._log), (store._intake, fresh._intake)):
        assert shape(one) == shape(other)
    store.close()
    fresh.close()


def steps(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> None:
    """As if the next version had another column in each part."""

    def log(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE live_records ADD COLUMN mood TEXT"))
        if fails:
            raise BadInput.one("the store", 0, "cannot be brought up to date")

    def intake(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE live_asked ADD COLUMN mood TEXT"))

    monkeypatch.setattr(migrations, "LOG_STEPS", {1: log})
    monkeypatch.setattr(migrations, "INTAKE_STEPS", {1: intake})
    monkeypatch.setattr(tables, "FORMAT", 2)


def formats(store: SqlStore) -> list[int]:
    parts = (store._log, "live_schema"), (store._intake, "live_intake_schema")
    found = []
    for engine, table in parts:
        with store._reading(engine) as connection:
            found.append(connection.execute(text(f"SELECT format FROM {table}")).scalar_one())
    return found


def test_a_step_counts_once_and_the_older_version_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(address).close()
    with monkeypatch.context() as later:
        steps(later)
        for _ in range(2):
            store = open_store(address)
            assert formats(store) == [2, 2]
            store.close()
    with pytest.raises(BadInput, match=r"newer irsim \(format 2"):
        open_store(address)


def test_a_step_that_fails_leaves_the_store_as_it_was(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(address).close()
    with monkeypatch.context() as later:
        steps(later, fails=True)
        with pytest.raises(BadInput, match="cannot be brought"):
            open_store(address)
    store = open_store(address)
    assert formats(store) == [1, 1]
    store.close()
