"""Lines that break, terminals that die, hosts that are started again: nothing is lost, and nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from irsim.commands import Command, Declare
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken, SessionReopened
from irsim.log.reading import read_recording
from irsim.session import hosting as hosting_module
from irsim.session import remote as remote_module
from irsim.session import terminal as terminal_module
from irsim.session import wire
from irsim.session.addresses import bound, parse_address
from irsim.session.derive import resume, verify
from irsim.session.host import Host
from irsim.session.hosting import Door, Hosting
from irsim.session.protocol import Accepted
from irsim.session.remote import LetGo, RemoteSession
from irsim.session.ways import Way
from irsim.tui.seat import Seat
from tests.session.rooms import COMMANDER, LEAD, Room, Tap, hosted, kinds, run, seen, until


def given(room: Room) -> list[str]:
    """What was declared, in order."""
    bodies = [record.body for record in room.host.ledger.records]
    commands: list[Command] = [body.command for body in bodies if isinstance(body, CommandSubmitted)]
    return [command.title for command in commands if isinstance(command, Declare)]


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


@asynccontextmanager
async def taken_up(room: Room, tmp_path: Path) -> AsyncIterator[Room]:
    """Another host goes on with what the first one has on disk, as after a crash."""
    room.host.ledger.sink.flush()
    path = tmp_path / "again.jsonl"
    path.write_bytes((tmp_path / "room.jsonl").read_bytes())
    resumed = resume(read_recording(path), DrillEngine)
    resumed.ledger.input_now(SessionReopened(), "facilitator", resumed.at)
    host = Host(resumed.ledger, resumed.engine, at=resumed.at, speed=100)
    address = parse_address(str(tmp_path / "again.sock"))
    hosting = Hosting(host, room.tokens, [Door(bound(address), address)])
    again = Room(host, hosting, address, room.tokens)
    running = asyncio.create_task(host.run())
    await hosting.open()
    try:
        yield again
        assert not hosting.mistakes
    finally:
        running.cancel()
        await asyncio.wait([running])
        host.leave()
        await hosting.close(1)


def test_a_host_that_was_lost_has_its_terminals_back_by_themselves(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room:
            assert room.address.path is not None
            tap = Tap(tmp_path / "tap.sock", room.address.path)
            await tap.open()
            bob = await room.join("players", LEAD, name="bob", address=tap.address)
            seat = Seat(bob, (LEAD,), bob.opened)
            anew: list[int] = []
            seat.anew = lambda: anew.append(1)
            following = asyncio.create_task(seat.follow())
            assert isinstance(await bob.submit(Declare(title="before"), LEAD, "b1"), Accepted)
            tap.behind = tmp_path / "nowhere"
            tap.cut()
            await until(lambda: bob.trouble)
            before = list(room.host.ledger.records)
            waiting = [
                asyncio.create_task(bob.submit(Declare(title=title), LEAD, name))
                for title, name in (("meanwhile", "b2"), ("before", "b1"))
            ]
            async with taken_up(room, tmp_path) as again:
                assert again.address.path is not None
                tap.behind = again.address.path
                first, second = await asyncio.gather(*waiting)
                assert isinstance(first, Accepted)
                assert isinstance(second, Accepted)
                assert given(again) == ["before", "meanwhile"]
                await until(lambda: seat.board.seq >= first.seq)
                assert anew == [1]
                assert not bob.trouble
                assert [r.body for r in again.host.ledger.records[: len(before)]] == [r.body for r in before]
                taken = [r for r in again.host.ledger.records if isinstance(r.body, SeatTaken)]
                assert len(taken) == 1, "bob never got up"
                assert set(seat.board.incidents) == set(again.host.ledger.board.incidents)
                bob.leave()
                await bob.left()
                following.cancel()
            await tap.close()
            assert verify(read_recording(tmp_path / "again.jsonl"), DrillEngine).holds

    run(play())


def test_a_host_that_leaves_is_waited_for_and_one_that_refuses_is_not(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            bob = await room.join("players", LEAD, name="bob")
            welcome = wire.Welcome("", bob.opened, (), "", bob._state)
            stranger = RemoteSession(Way(room.address, room.hello("facilitator", token="0" * 24)), welcome)
            with pytest.raises(LetGo, match="The token opens nothing here"):
                await stranger.run()
            assert stranger.gone
            room.host.leave()
            await until(lambda: "left the room" in bob.trouble)
            assert not bob.gone

    run(play())


def test_the_same_kinds_reach_everybody_in_the_same_order(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=360_000) as room:
            early = await room.join("observer", name="early")
            await until(lambda: room.host.ended)
            late = await room.join("observer", name="late")
            await until(lambda: seen(early)[-1].seq == seen(late)[-1].seq)
            assert kinds(early) == kinds(late)

    run(play())


def test_a_terminal_ends_also_where_its_line_never_says_that_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_module, "CLOSING", 0.2)

    async def play() -> None:
        async with hosted(tmp_path) as room:
            bob = await room.join("players", LEAD, name="bob")
            assert bob._connection is not None

            async def never() -> None:
                await asyncio.Event().wait()

            monkeypatch.setattr(bob._connection, "close", never)
            bob.leave()
            await asyncio.wait_for(bob.left(), 2)

    run(play())
