"""A terminal that stays for weeks: what everybody has read is let go, and an incident's past is asked for again."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from irsim.commands import Acknowledge, Declare, Note
from irsim.events.live import PlanAdopted
from irsim.live.store.opening import open_store
from irsim.log.records import Record
from irsim.plan import default_plan_text
from irsim.session import remote, stream
from irsim.session.protocol import Accepted
from irsim.session.remote import LetGo
from irsim.tui import seat as seats
from tests.live.logs_made import filled
from tests.live.serves import Installation
from tests.live.terminals import in_a_loop, joined, until

MANY = 2_600
"""Records from which a terminal is given a board to begin with."""


@pytest.fixture
def room(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    installation = Installation(tmp_path)
    store = open_store(f"sqlite:///{installation.folder / 'live.sqlite'}")
    filled(store, getattr(request, "param", MANY))
    store.let_go()
    store.close()
    installation.start()
    installation.well()
    yield installation
    installation.kill()


@pytest.mark.parametrize("room", [1_500], indirect=True)
@in_a_loop
async def test_who_joins_late_reads_all_of_an_incident(room: Installation) -> None:
    async with joined(room.socket, "ana") as ana:
        assert isinstance(await ana.submit(Declare(title="The cable")), Accepted)
        cable = next(about.id for about in ana.board.incidents.values() if about.title == "The cable")
        await ana.submit(Note(cable, "a digger went through it"))
        for number in range(320):
            assert isinstance(await ana.submit(Note(cable, f"line {number}")), Accepted)
        await ana.submit(Acknowledge(cable))
        seen = ana.told_of(cable)
    assert room.stop() == 0  # what it knows is kept, and terminals begin there
    room.start()
    room.well()
    async with joined(room.socket, "ben") as ben:
        session: Any = ben.session
        await until(lambda: session.current == ben.board.seq, "all of it")
        assert ben.session.base[1]
        assert len(ben.told_of(cable)) < len(seen)
        assert await ben.recall(cable)
        assert [(item.seq, item.line) for item in ben.told_of(cable)] == [(item.seq, item.line) for item in seen]
        assert not await ben.recall(cable)  # once is enough
        assert not await ben.recall("INC-99")


@in_a_loop
async def test_what_was_read_is_not_kept_and_who_begins_to_read_later_has_all(
    room: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "KEPT", 20)
    assert room.stop() == 0
    room.start()
    room.well()
    async with joined(room.socket, "ana") as ana:
        await ana.submit(Declare(title="The cable"))
        cable = next(about.id for about in ana.board.incidents.values() if about.title == "The cable")
        for number in range(60):
            assert isinstance(await ana.submit(Note(cable, f"line {number}")), Accepted)
        session: Any = ana.session
        assert len(session._stream.records) <= 40
        assert session._stream._dropped
        another = seats.Seat(session, ana.roles, session.opened)
        following = asyncio.create_task(another.follow())
        await until(lambda: cable in another.board.incidents and another.board.seq == ana.board.seq, "the same board")
        assert another.board.incidents[cable].title == "The cable"
        assert isinstance(await ana.submit(Note(cable, "and on")), Accepted)
        await until(lambda: another.feed and another.feed[-1].line.text.endswith("and on"), "the line, at both")
        following.cancel()


@in_a_loop
async def test_a_long_feed_is_cut_and_an_incident_is_asked_for_again(
    room: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "KEPT", 30)
    async with joined(room.socket, "ana") as ana:
        await ana.submit(Declare(title="The cable"))
        cable = next(about.id for about in ana.board.incidents.values() if about.title == "The cable")
        read, place = ana.told_since(0)
        for number in range(80):
            await ana.submit(Note(cable, f"line {number}"))
            fresh, place = ana.told_since(place)
            read += fresh
        await until(partial(_ends_with, ana, "line 79"), "the last line")
        read += ana.told_since(place)[0]
        assert len(ana.feed) < 60
        assert len({item.seq for item in read}) == len(read)  # who reads along misses none, and reads none twice
        assert [item.line.text.split()[-1] for item in read if "line" in item.line.text] == list(map(str, range(80)))
        assert ana.past.lacks(cable)
        assert await ana.recall(cable)
        told = [item.line.text for item in ana.told_of(cable)]
        assert [text.split()[-1] for text in told if "line" in text] == list(map(str, range(80)))


def _ends_with(seat: seats.Seat, text: str) -> bool:
    return bool(seat.feed) and seat.feed[-1].line.text.endswith(text)


def test_a_plan_of_a_newer_irsim_ends_a_terminal_with_a_sentence() -> None:
    known = PlanAdopted(default_plan_text(), ())
    remote._check_known(known)
    with pytest.raises(LetGo, match="older than the one that serves"):
        remote._check_known(PlanAdopted(default_plan_text() + "\nnewer_than_this: 1\n", ()))


@in_a_loop
async def test_it_is_let_go_when_that_plan_is_adopted(room: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(adopted: PlanAdopted) -> None:
        raise LetGo("older")

    monkeypatch.setattr(remote, "_check_known", refuse)
    taken: list[Record] = []
    monkeypatch.setattr(remote.RemoteSession, "_take", lambda self, record: taken.append(record))
    async with joined(room.socket, "ana") as ana:
        session: Any = ana.session
        from irsim.session import wire

        frame = wire.told(Record(9, 0, "desk", -1, PlanAdopted(default_plan_text(), ())))

        class Line:
            async def send(self, frame: str) -> None: ...

            async def recv(self) -> str:
                return frame

        with pytest.raises(LetGo):
            await session._joined(Line())
        assert not [each for each in taken if each.seq == 9]
