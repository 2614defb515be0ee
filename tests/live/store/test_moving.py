"""Backups, recordings and other databases, while the store works."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Table

from irsim.live.store import moving
from irsim.live.store.moving import backup, copy, export, move
from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from irsim.live.store.sqlite import SqliteStore
from irsim.words.faults import BadInput
from tests.live.postgres import Server
from tests.live.store.chains import Chain, delivery, taken
from tests.live.store.conftest import Open


def fill(store: SqlStore) -> Chain:
    chain = Chain()
    store.append(chain.notes(1200), -1)
    store.put([delivery(f"{number}", once=f"k{number}") for number in range(5)])
    lines = [chain.add(taken(each)) for each in store.waiting(0, 2)]
    store.append(lines, 1199)
    store.forget(store.waiting(0, 2)[-1].number, 0)
    store.ask("ic", b"{}")
    return chain


def same(one: SqlStore, other: SqlStore) -> None:
    assert list(one.read(0)) == list(other.read(0))
    assert one.waiting(0, 100) == other.waiting(0, 100)
    assert one.asked(0, 100) == other.asked(0, 100)
    assert other.find("note 77") == one.find("note 77") != []
    assert other.put([delivery("again", once="k0")]) == 0
    other.put([delivery("new")])
    assert other.waiting(0, 100)[-1].number > max(each.number for each in one.waiting(0, 100))


def test_a_backup_is_a_store(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    place = tmp_path / "kept" / "monday.db"
    backup(store, place)
    assert sorted(each.name for each in place.parent.iterdir()) == ["monday-intake.db", "monday.db"]
    assert {each.stat().st_mode & 0o777 for each in place.parent.iterdir()} == {0o600}
    kept = SqliteStore(place, create=False)
    same(store, kept)
    kept.close()
    with pytest.raises(BadInput, match="never overwritten"):
        backup(store, place)


def test_what_the_desk_moves_during_a_backup_is_in_it(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the intake and the log the desk takes everything from the one into the other, and more comes."""
    chain = Chain()
    store.append(chain.notes(3), -1)
    store.put([delivery("a"), delivery("b")])

    def work() -> None:
        waiting = store.waiting(0, 10)
        if chain.seq > 2:
            return
        store.append([chain.add(taken(each)) for each in waiting], 2)
        store.forget(waiting[-1].number, 0)
        store.put([delivery("c")])
        third = store.waiting(0, 10)
        store.append([chain.add(taken(third[0]))], 4)

    copy_file, copy_table = moving._copy_file, moving._copy_table

    def file(source: Path, target: Path) -> None:
        copy_file(source, target)
        work()

    def table(source: SqlStore, target: SqlStore, which: Table) -> None:
        copy_table(source, target, which)
        if which.name == "live_deliveries":
            work()

    monkeypatch.setattr(moving, "_copy_file", file)
    monkeypatch.setattr(moving, "_copy_table", table)
    backup(store, tmp_path / "b.db")
    kept = SqliteStore(tmp_path / "b.db")
    assert list(kept.read(0)) == chain.lines
    kept.put([delivery("d")])
    last = kept.waiting(0, 10)[-1]
    assert (last.number, last.delivery.body) == (4, b"d")  # behind what the log holds, so that the desk sees it
    kept.close()


def test_a_backup_under_load_is_whole(store: SqlStore, opening: Open, tmp_path: Path) -> None:
    over = threading.Event()
    chain = Chain()

    def work() -> None:
        receiver, last = opening(), 0
        while not over.is_set():
            receiver.put([delivery("x")] * 5)
            waiting = store.waiting(last, 50)
            store.append([chain.add(taken(each)) for each in waiting], chain.seq - len(waiting))
            last = waiting[-1].number
            store.forget(last - 2, 0)

    thread = threading.Thread(target=work)
    thread.start()
    while store.head().seq < 50:
        time.sleep(0.01)
    before = store.head().seq
    backup(store, tmp_path / "b.db")
    over.set()
    thread.join()
    kept = SqliteStore(tmp_path / "b.db")
    lines = list(kept.read(0))
    assert len(lines) > before
    assert lines == chain.lines[: len(lines)]
    assert export(kept, tmp_path / "b.jsonl") == len(lines)
    kept.close()


def test_a_recording_bears_the_same_chain(store: SqlStore, tmp_path: Path) -> None:
    chain = fill(store)
    place = tmp_path / "live.jsonl"
    seen: list[tuple[int, int]] = []
    assert export(store, place, lambda done, of: seen.append((done, of))) == 1202
    assert place.read_bytes() == b"".join(chain.lines)
    assert seen[-1] == (1202, 1202)
    with pytest.raises(BadInput, match="never overwritten"):
        export(store, place)


def test_a_chain_that_was_tampered_with_is_no_recording(store: SqlStore, tmp_path: Path) -> None:
    from sqlalchemy import text

    fill(store)
    with store._writing(store._log) as connection:
        connection.execute(
            text("UPDATE live_records SET line = (SELECT line FROM live_records WHERE seq = 6) WHERE seq = 7")
        )
    with pytest.raises(BadInput, match="record 7 was changed"):
        export(store, tmp_path / "live.jsonl")
    assert not (tmp_path / "live.jsonl").exists()


def test_an_empty_store_is_no_recording(store: SqlStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no records"):
        export(store, tmp_path / "x.jsonl")


def test_a_team_outgrows_one_machine_and_comes_back(server: Server, tmp_path: Path) -> None:
    small = open_store(f"sqlite:///{tmp_path}/live.db")
    assert small.take_desk("x")
    chain = fill(small)
    big = open_store(server.fresh())
    other = open_store(f"sqlite:///{tmp_path}/live.db")
    with pytest.raises(BadInput, match=r"somebody has the duty desk \(x\)"):
        move(other, big)
    small.let_go()
    move(other, big)
    same(small, big)
    assert big.take_desk("y")
    big.append(chain.notes(1), chain.seq - 1)
    with pytest.raises(BadInput, match="holds a log already"):
        copy(small, big)
    back = open_store(f"sqlite:///{tmp_path}/back.db")
    copy(big, back)
    assert list(back.read(0)) == chain.lines
    for each in (small, other, big, back):
        each.close()
