"""Several terminals in one room: who sits where, who may do what, and that everybody sees the same."""

import asyncio
from pathlib import Path

import pytest

from irsim.commands import Acknowledge, Declare, Feedback, Fire, Observe, Proceed
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken, SessionOpened, SessionPaced
from irsim.session.admission import own_account
from irsim.session.protocol import Accepted, Denied, NotAccepted
from irsim.session.remote import RemoteSession
from irsim.session.ways import Way, look
from irsim.tui.seat import Seat
from tests.session.rooms import COMMANDER, LEAD, Room, hosted, kinds, run, seen, until

ACCOUNT = f"account {own_account()}"


def seats(room: Room) -> list[tuple[str, str, str, str]]:
    """Who sat down and got up, as the recording has it."""
    bodies = [record.body for record in room.host.ledger.records]
    return [
        ("sat" if isinstance(body, SeatTaken) else "left", body.role, body.name, body.proof)
        for body in bodies
        if isinstance(body, SeatTaken | SeatLeft)
    ]


async def say(session: RemoteSession, text: str, by: str, name: str = "x") -> Accepted | NotAccepted:
    return await session.submit(Declare(title=text), by, name)


def test_what_one_terminal_does_the_others_see_and_the_record_says_who_it_was(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            bob = await room.join("players", LEAD, name="bob")
            result = await say(alice, "It burns", COMMANDER)
            assert isinstance(result, Accepted)
            await until(lambda: seen(bob)[-1].seq >= result.seq)
            await until(lambda: "incident.declared" in kinds(bob))
            command = next(record for record in seen(bob) if isinstance(record.body, CommandSubmitted))
            assert command.by == f"{COMMANDER}:alice"
            assert command.digest == ""
            assert seats(room) == [("sat", COMMANDER, "alice", ACCOUNT), ("sat", LEAD, "bob", ACCOUNT)]
            assert abs(bob.now - room.host.now) < 2_000

    run(play())


def test_a_seat_folds_at_a_joined_terminal_what_it_folds_at_the_host(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=360_000) as room:
            joined = await room.join("players", LEAD, name="bob")
            seat = Seat(joined, (LEAD,), joined.opened)
            here = Seat(room.host, (LEAD,), room.host.opened)
            following = [asyncio.create_task(each.follow()) for each in (seat, here)]
            await until(lambda: room.host.ended and seat.ended and here.ended)
            assert [item.line for item in seat.feed] == [item.line for item in here.feed]
            assert seat.people == here.people == {LEAD: ("bob",)}
            assert (await joined.readings()) == (await room.host.readings())
            metrics = list(await joined.readings())[:2]
            assert (await joined.series(metrics, 60_000, 5)) == (await room.host.series(metrics, 60_000, 5))
            with pytest.raises(KeyError):
                await joined.series([("nothing", "here")], 60_000, 5)
            for each in following:
                each.cancel()

    run(play())


def test_two_who_act_at_once_are_both_recorded_and_the_second_is_decided_on_what_the_first_left(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            bob = await room.join("players", COMMANDER, name="bob")
            await until(lambda: "incident.detected" in kinds(bob))
            both = await asyncio.gather(
                *(each.submit(Acknowledge("INC-1"), COMMANDER, "same") for each in (alice, bob))
            )
            assert sorted(type(result).__name__ for result in both) == ["Accepted", "NotAccepted"]
            given = [r for r in room.host.ledger.records if isinstance(r.body, CommandSubmitted)]
            assert sorted(record.by for record in given) == [f"{COMMANDER}:alice", f"{COMMANDER}:bob"]

    run(play())


def test_a_terminal_speaks_for_its_own_seats_only(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            bob = await room.join("players", LEAD, name="bob")
            before = room.host.recorded
            refused = await say(bob, "It burns", COMMANDER)
            assert isinstance(refused, NotAccepted)
            assert refused.refused.reason == f"this terminal does not hold the seat of {COMMANDER}"
            for command in (Fire("ask"), Observe("no")):
                refused = await bob.submit(command, "facilitator", "y")
                assert isinstance(refused, NotAccepted)
                assert "facilitator's" in refused.refused.reason
            assert room.host.recorded == before, "and nothing of it is on record"
            assert isinstance(await say(bob, "It burns", f"{LEAD}:alice", "z"), Accepted)
            assert room.host.ledger.records[before].by == f"{LEAD}:bob", "whatever the terminal says of itself"

    run(play())


def test_who_watches_changes_nothing(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=0) as room:
            await until(lambda: room.host.ended)
            screen = await room.join("screen", name="")
            observer = await room.join("observer", name="olga")
            for each in (screen, observer):
                refused = await say(each, "It burns", COMMANDER)
                assert isinstance(refused, NotAccepted)
                with pytest.raises(Denied):
                    await each.pause()
                with pytest.raises(Denied):
                    await each.close()
            assert isinstance(await observer.submit(Feedback("calm"), "", "f"), Accepted)
            assert room.host.ledger.records[-1].by == "observer:olga"
            assert isinstance(await screen.submit(Feedback("calm"), "", "g"), NotAccepted)
            assert seats(room) == [("sat", "screen", own_account(), ACCOUNT), ("sat", "observer", "olga", ACCOUNT)]
            assert all(session.next_stop == -1 for session in (screen, observer))

    run(play())


def test_time_is_the_tables_until_a_facilitator_sits(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            await alice.pause()
            await until(lambda: alice.paused)
            assert room.host.ledger.records[-1].by == f"{COMMANDER}:alice"
            fay = await room.join("facilitator", name="fay")
            for act in (alice.resume(), alice.pace(400), alice.jump(60_000)):
                with pytest.raises(Denied) as denied:
                    await act
                assert denied.value.refused.reason == "time is in the facilitator's hands"
            assert isinstance(await alice.submit(Proceed(), "facilitator", "p"), NotAccepted)
            await fay.resume()
            await fay.pace(400)
            await until(lambda: alice.speed == 400 and not alice.paused)
            assert fay.next_stop == room.host.next_stop == 120_000
            fay.leave()
            await until(lambda: seats(room)[-1] == ("left", "facilitator", "fay", "token facilitator"))
            await alice.pause()
            await until(lambda: alice.paused)

    run(play())


def test_the_pace_falls_while_a_dialog_is_open_anywhere_and_a_lost_terminals_counts_no_more(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=1_600) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            bob = await room.join("players", LEAD, name="bob")
            await alice.reading(1)
            await until(lambda: bob.speed == 100)
            await bob.reading(2)
            with pytest.raises(Denied) as denied:
                await bob.pace(3_200)
            assert "dialog" in denied.value.refused.reason
            await bob.reading(0)
            assert room.host.speed == 100
            room.hosting.terminals[alice.way.hello.terminal].drop()
            await until(lambda: alice.trouble)
            await until(lambda: not alice.trouble and room.host.speed == 100)  # it is back, and so is its dialog
            alice.leave()
            await until(lambda: room.host.speed == 1_600)
            fay = await room.join("facilitator", name="fay")
            await bob.reading(1)
            await fay.settle()
            assert room.host.speed == 1_600, "with a facilitator it is hers alone"
            paces = [r.body.pace for r in room.host.ledger.records if isinstance(r.body, SessionPaced)]
            assert set(paces) == {100, 1_600}

    run(play())


def test_a_closed_recording_is_everybodys_and_only_the_host_or_the_facilitator_closes_it(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=0) as room:
            bob = await room.join("players", LEAD, name="bob")
            fay = await room.join("facilitator", name="fay")
            await until(lambda: bob.ended)
            assert isinstance(await bob.submit(Feedback("calm", "strength"), LEAD, "f"), Accepted)
            with pytest.raises(Denied) as denied:
                await bob.close()
            assert denied.value.refused.reason == "the host or the facilitator closes the recording"
            assert bob.whole is None
            await fay.close()
            records = room.host.ledger.records
            for each in (bob, fay):
                assert await asyncio.wait_for(each.disclosed(), 10) == records
            assert isinstance(records[0].body, SessionOpened)
            assert records[0].body.scenario
            assert not bob.trouble
            last = [record async for record in bob.records()][-1]
            assert last.seq == records[-1].seq
            late = await room.join("observer", name="late")
            assert await asyncio.wait_for(late.disclosed(), 10) == records

    run(play())


def test_whoever_looks_is_told_who_sits_where_and_what_can_be_taken(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, guests=("Gil",)) as room:
            await room.join("players", COMMANDER, name="alice")
            lobby = await asyncio.to_thread(look, Way(room.address, room.hello()))
            assert lobby.codename == "Open Door"
            assert {place.id: place.people for place in lobby.places if place.people} == {COMMANDER: ("alice",)}
            assert set(lobby.kinds) == {"players", "screen", "observer"}
            token = room.tokens.of["facilitator"]
            lobby = await asyncio.to_thread(look, Way(room.address, room.hello(token=token)))
            assert "facilitator" in lobby.kinds
            assert "players" not in lobby.kinds
            gil = await room.join("players", LEAD, token=room.tokens.of["guest:Gil"], name="Max")
            assert gil is not None
            assert seats(room)[-1] == ("sat", LEAD, "Gil", "token guest:Gil"), "a guest's token says the name"

    run(play())
