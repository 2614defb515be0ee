"""Lines that break, terminals that die, hosts that are started again: nothing is lost, and nothing happens twice."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from irsim.commands import Declare
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken
from irsim.log.reading import read_recording
from irsim.log.writing import saved_instant
from irsim.session import hosting as hosting_module
from irsim.session import terminal as terminal_module
from irsim.session.addresses import bound
from irsim.session.derive import resume, verify
from irsim.session.host import Host
from irsim.session.hosting import Door, Hosting
from irsim.session.protocol import Accepted
from irsim.session.remote import LetGo, RemoteSession
from irsim.tui.seat import Seat
from tests.session.rooms import COMMANDER, LEAD, Room, Tap, hosted, kinds, run, seen, until


def given(room: Room) -> list[str]:
    """What was declared, in order."""
    bodies = [record.body for record in room.host.ledger.records]
    return [b.command.title for b in bodies if isinstance(b, CommandSubmitted) and isinstance(b.command, Declare)]


def test_a_line_that_breaks_is_joined_again_and_what_was_given_meanwhile_is_given_once(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            assert room.address.path is not None
            tap = Tap(tmp_path / "tap.sock", room.address.path)
            await tap.open()
            bob = await room.join("players", LEAD, name="bob", address=tap.address)
            alice = await room.join("players", COMMANDER, name="alice")
            for number in range(8):
                giving = asyncio.create_task(bob.submit(Declare(title=f"{number}"), LEAD, f"bob-{number}"))
                await asyncio.sleep(0.002 * number)  # now before it is on its way, now after it is recorded
                tap.cut()
                assert isinstance(await asyncio.wait_for(giving, 10), Accepted)
            assert given(room) == [str(number) for number in range(8)]
            assert isinstance(await alice.submit(Declare(title="meanwhile"), COMMANDER, "a"), Accepted)
            await until(lambda: seen(bob)[-1].seq == room.host.recorded - 1 or len(seen(bob)) >= len(seen(alice)))
            numbers = [record.seq for record in seen(bob)]
            assert numbers == sorted(set(numbers)), "each record once, in order"
            assert sum(isinstance(r.body, SeatTaken) for r in room.host.ledger.records) == 2
            assert not any(isinstance(r.body, SeatLeft) for r in room.host.ledger.records), "nobody got up"
            assert any("bob was lost; its seat is kept" in line for line in room.said)
            await tap.close()

    run(play())


def test_a_seat_is_given_up_when_its_terminal_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting_module, "GRACE", 0.2)

    async def play() -> None:
        async with hosted(tmp_path) as room:
            assert room.address.path is not None
            tap = Tap(tmp_path / "tap.sock", room.address.path)
            await tap.open()
            bob = await room.join("players", LEAD, name="bob", address=tap.address)
            await tap.close()
            await until(lambda: bob.trouble)
            await until(lambda: isinstance(room.host.ledger.records[-1].body, SeatLeft))
            assert room.host.ledger.records[-1].by == f"{LEAD}:bob"

    run(play())


def test_two_terminals_of_one_person_are_one_chair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting_module, "GRACE", 0.1)

    async def play() -> None:
        async with hosted(tmp_path) as room:
            first, second = [await room.join("players", LEAD, name="bob") for _ in range(2)]
            first.leave()
            await first.left()
            await asyncio.sleep(0.3)
            bodies = [r.body for r in room.host.ledger.records]
            assert sum(isinstance(body, SeatTaken) for body in bodies) == 1
            assert not any(isinstance(body, SeatLeft) for body in bodies)
            second.leave()
            await until(lambda: isinstance(room.host.ledger.records[-1].body, SeatLeft))

    run(play())


def test_a_slow_reader_is_dropped_and_the_room_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal_module, "PATIENCE", 0.3)

    async def play() -> None:
        async with hosted(tmp_path) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            slow = await room.join("players", LEAD, name="slow")
            assert slow._connection is not None
            slow._connection.transport.pause_reading()
            key = slow.way.hello.terminal
            for number in range(40):
                title = f"{number} " + "x" * 30_000
                assert isinstance(await alice.submit(Declare(title=title), COMMANDER, f"{number}"), Accepted)
            await until(lambda: key not in room.hosting.terminals)
            assert any("slow was lost" in line for line in room.said)
            assert isinstance(await alice.submit(Declare(title="on"), COMMANDER, "on"), Accepted)

    run(play())


async def take_up(room: Room, tmp_path: Path) -> Room:
    """The host is started again on its recording, as after a crash: nothing was said to anybody."""
    for terminal in list(room.hosting.terminals.values()):
        terminal.drop()
    for server in room.hosting._servers:
        server.close(close_connections=False)
    room.host.ledger.sink.close()
    room.host._gone = True
    path = tmp_path / "room.jsonl"
    resumed = resume(read_recording(path), DrillEngine)
    assert saved_instant(path, 3_600_000) <= resumed.at
    host = Host(resumed.ledger, resumed.engine, at=resumed.at, speed=100)
    hosting = Hosting(host, room.tokens, [Door(bound(room.address), room.address)], recording=path)
    again = Room(host, hosting, room.address, room.tokens)
    again.tasks.append(asyncio.create_task(host.run()))
    await hosting.open()
    return again


async def let_go(room: Room) -> None:
    for task in room.tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    if not room.host.gone:
        room.host.leave()
    await room.hosting.close(2)


def test_a_host_that_was_lost_has_its_terminals_back_by_themselves(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room:
            bob = await room.join("players", LEAD, name="bob")
            seat = Seat(bob, (LEAD,), bob.opened)
            anew: list[int] = []
            seat.anew = lambda: anew.append(1)
            following = asyncio.create_task(seat.follow())
            assert isinstance(await bob.submit(Declare(title="before"), LEAD, "b1"), Accepted)
            room.host.ledger.sink.sync()
            room.hosting.doors[0].socket.close()
            before = list(room.host.ledger.records)
            assert room.address.path is not None
            room.address.path.unlink()
            for terminal in list(room.hosting.terminals.values()):
                terminal.drop()
            await until(lambda: bob.trouble)
            waiting = asyncio.create_task(bob.submit(Declare(title="meanwhile"), LEAD, "b2"))
            again_same = asyncio.create_task(bob.submit(Declare(title="before"), LEAD, "b1"))
            again = await take_up(room, tmp_path)
            try:
                first, second = await asyncio.wait_for(asyncio.gather(waiting, again_same), 10)
                assert isinstance(first, Accepted)
                assert isinstance(second, Accepted)
                assert given(again) == ["before", "meanwhile"]
                await until(lambda: seat.board.seq >= first.seq)
                assert anew == [1]
                assert not bob.trouble
                assert [r.body for r in again.host.ledger.records[: len(before)]] == [r.body for r in before]
                taken = [r for r in again.host.ledger.records if isinstance(r.body, SeatTaken)]
                assert len(taken) == 1, "bob never got up"
                assert len(seat.board.incidents) == len(again.host.ledger.board.incidents)
            finally:
                following.cancel()
                bob.leave()
                await bob.left()
                await let_go(again)
            assert verify(read_recording(tmp_path / "room.jsonl"), DrillEngine).holds

    run(play())


def test_a_host_that_leaves_is_waited_for_and_one_that_refuses_is_not(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            bob = await room.join("players", LEAD, name="bob")
            room.host.leave()
            await until(lambda: "left the room" in bob.trouble)
            assert not bob.gone
        async with hosted(tmp_path / "other") as room:
            way = room.hello("facilitator", token="0" * 24)
            stranger = RemoteSession(_way(room, way), _welcome(bob))
            with pytest.raises(LetGo, match="The token opens nothing here"):
                await asyncio.wait_for(stranger.run(), 5)
            assert stranger.gone

    (tmp_path / "other").mkdir()
    run(play())


def _way(room: Room, hello: object) -> object:
    from irsim.session.remote import Way

    return Way(room.address, hello)  # type: ignore[arg-type]


def _welcome(session: RemoteSession) -> object:
    from irsim.session import wire

    return wire.Welcome("", session.opened, (), "", session._state)


def test_the_same_kinds_reach_everybody_in_the_same_order(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=360_000) as room:
            early = await room.join("observer", name="early")
            await until(lambda: room.host.ended)
            late = await room.join("observer", name="late")
            await until(lambda: seen(early)[-1].seq == seen(late)[-1].seq)
            assert kinds(early) == kinds(late)

    run(play())
