"""A long log is taken up from a snapshot, and terminals go on from a board: both are what folding all of it gives."""

from pathlib import Path

import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.keeping import BASE
from irsim.commands import Declare, Note
from irsim.live.snapshots import RECENT
from irsim.live.store.opening import open_store
from irsim.log.records import unseal
from irsim.session.protocol import Accepted
from tests.live.logs_made import filled
from tests.live.serves import Installation
from tests.live.terminals import in_a_loop, joined, until

RECORDS = 3_000


@pytest.fixture
def room(tmp_path: Path) -> Installation:
    installation = Installation(tmp_path)
    store = open_store(f"sqlite:///{installation.folder / 'live.sqlite'}")
    filled(store, RECORDS)
    store.let_go()
    store.close()
    return installation


@in_a_loop
async def test_a_terminal_goes_on_from_a_board_that_is_what_folding_gives(room: Installation) -> None:
    room.start()
    room.well()
    assert room.stop() == 0  # what it knows is kept
    room.start()
    room.well()
    try:
        async with joined(room.socket, "ana") as ana:
            for number in range(320):  # a terminal is told so many records beside its board
                assert isinstance(await ana.submit(Declare(title=f"Number {number}")), Accepted)
        async with joined(room.socket, "ben") as ben:
            await until(lambda: ben.board.seq >= ben.session.recorded - 1, "all records")
            after, base = ben.session.base
            assert after >= RECORDS - RECENT - 2
            assert base
            assert ben.feed
            assert isinstance(await ben.submit(Note("INC-1", "still the same")), Accepted)
            folded = Board(ben.session.opened)
            for record in room.records():
                if record.seq <= ben.board.seq:
                    apply(folded, record)
            others = {"at", "seq", "_entries", "_agenda", "sources"}  # raw deliveries reach no terminal
            for name, value in vars(folded).items():
                if name not in BASE | others:
                    assert vars(ben.board)[name] == value, name
            room.kill()  # another host has other records in its memory, and begins with a board of its own
            await until(lambda: ben.session.trouble, "a word of it")
            room.start()
            await until(lambda: not ben.session.trouble, "the room again")
            assert isinstance(await ben.submit(Note("INC-1", "after it was killed")), Accepted)
            assert ben.board.incidents["INC-1"].timeline
    finally:
        room.kill()


def test_a_snapshot_that_does_not_fit_is_passed_over(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'live.sqlite'}")
    loaded = filled(store, 200)
    store.keep_snapshot(100, b"not a board")
    from tests.live.logs_made import opened

    again = opened(store)
    assert again.base == (-1, b"")
    assert len(again.ledger.records) == len(loaded.ledger.records)
    assert again.ledger.head == loaded.ledger.head == unseal(list(store.read(0))[-1].rstrip(b"\n")).digest
    store.close()
