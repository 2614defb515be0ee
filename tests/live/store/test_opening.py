"""Addresses, files and their rights; what cannot be opened is said in one sentence."""

import sqlite3
import stat
from pathlib import Path

import pytest

from irsim.live.store.base import Away
from irsim.live.store.opening import name_of, open_store
from irsim.live.store.sqlite import SqliteStore
from irsim.words.faults import BadInput
from tests.live.ports import free_port
from tests.live.postgres import Server
from tests.live.store.chains import Chain, delivery


def refused(url: str, **options: bool) -> str:
    with pytest.raises(BadInput) as caught:
        open_store(url, **options)  # type: ignore[arg-type]  # only `create` is given
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_files_are_for_this_account_alone(tmp_path: Path) -> None:
    place = tmp_path / "new" / "live.db"
    store = SqliteStore(place)
    store.take_desk("x")
    store.append(Chain().notes(1), -1)
    store.put([delivery()])
    store.keep_snapshot(0, b"x")
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in place.parent.iterdir()} == {0o600}
    store.close()
    names = sorted(each.name for each in place.parent.iterdir())
    assert names == ["live-intake.db", "live.db", "live.db.desk", "live.db.snapshot"]


def test_addresses_without_sense() -> None:
    assert "cannot be read" in refused("live.db")
    assert "secret" not in refused("postgres//me:secret@host")
    assert "'mysql' is no kind of store" in refused("mysql://host/x")
    assert "names a file" in refused("sqlite://")
    assert "names a file" in refused("sqlite:///x.db?mode=memory")


def test_a_password_is_never_shown() -> None:
    assert name_of("postgresql://me:secret@host:5/live?password=secret") == "postgresql://me@host:5/live"
    assert name_of("postgres://me@host/live") == "postgresql://me@host/live"


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = other.read_bytes()
    assert "another program" in refused(f"sqlite:///{other}")
    assert other.read_bytes()[100:] == before[100:]
    text = tmp_path / "text.db"
    text.write_text("hello " * 1000)
    assert "no SQLite database" in refused(f"sqlite:///{text}")
    assert text.read_text() == "hello " * 1000
    assert "is a folder" in refused(f"sqlite:///{tmp_path}")
    assert "Not a directory" in refused(f"sqlite:///{text}/x/live.db")
    assert "no such file" in refused(f"sqlite:///{tmp_path}/none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_a_newer_format_is_refused(address: str) -> None:
    from sqlalchemy import text

    store = open_store(address)
    with store._writing(store._log) as connection:
        connection.execute(text("UPDATE live_schema SET format = 99"))
    store.close()
    assert "newer irsim (format 99" in refused(address)


def test_the_intake_of_another_store_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        SqliteStore(tmp_path / f"{name}.db").close()
    (tmp_path / "b-intake.db").replace(tmp_path / "a-intake.db")
    assert "intake of another store" in refused(f"sqlite:///{tmp_path}/a.db")


def test_a_server_that_does_not_answer() -> None:
    told = refused(f"postgresql://me:secret@127.0.0.1:{free_port()}/live")
    assert "refused" in told
    assert "secret" not in told


def test_what_is_wrong_with_a_database(server: Server) -> None:
    assert 'database "none" does not exist' in refused(server.url_of("none"))
    assert "holds no store yet" in refused(server.fresh(), create=False)
    server.run("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    assert "LATIN1" in refused(server.url_of("latin"))
    server.run("CREATE ROLE guest LOGIN")
    assert "may not make" in refused(server.url_of(server.database().rpartition("/")[2], "guest"))


def test_two_stores_in_one_database_do_not_know_each_other(server: Server) -> None:
    stores = [open_store(server.fresh()), open_store(server.fresh())]  # schemas of the same database
    assert [each.take_desk("x") for each in stores] == [True, True]
    stores[0].append(Chain().notes(1), -1)
    assert [each.head().seq for each in stores] == [0, -1]
    for each in stores:
        each.close()


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "live.db")
    store.take_desk("x")
    chain = Chain()
    store.append(chain.notes(1), -1)
    with store._writing(store._log) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    store._log.dispose()
    from sqlalchemy import event

    event.listen(store._log, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))
    lines = chain.notes(2000)
    with pytest.raises(Away, match="the disk is full"):
        store.append(lines, 0)
    assert store.head().seq == 0
    assert store.put([delivery()]) == 1  # the intake is another file
    store.close()


def test_a_file_that_was_deleted_takes_nothing_more(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "live.db")
    assert store.take_desk("x")
    (tmp_path / "live-intake.db").rename(tmp_path / "aside.db")
    with pytest.raises(Away, match=r"live-intake\.db was moved or deleted"):
        store.put([delivery()])
    chain = Chain()
    store.append(chain.notes(1), -1)  # the log is another file
    (tmp_path / "aside.db").rename(tmp_path / "live-intake.db")
    assert store.put([delivery()]) == 1
    (tmp_path / "live.db").unlink()
    with pytest.raises(Away, match=r"live\.db was moved or deleted"):
        store.append(chain.notes(1), 0)
    store.close()


def test_a_log_that_was_lost_is_not_begun_anew_unasked(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "live.db").close()
    (tmp_path / "live.db").unlink()
    assert "put back its log" in refused(f"sqlite:///{tmp_path}/live.db")


@pytest.mark.parametrize("harm", [b"", b"irsim-board-1 0 ", b"\xff" * 50, b"irsim-board-1 0 x y\nboard"])
def test_a_spoilt_snapshot_is_none(tmp_path: Path, harm: bytes) -> None:
    store = SqliteStore(tmp_path / "live.db")
    assert store.take_desk("x")
    store.append(Chain().notes(1), -1)
    store.keep_snapshot(0, b"board")
    assert store.snapshot() == (0, b"board")
    file = tmp_path / "live.db.snapshot"
    file.write_bytes(file.read_bytes()[:-1])
    assert store.snapshot() is None
    file.write_bytes(harm)
    assert store.snapshot() is None
    store.close()
