"""Polling a real Alertmanager, and silencing there."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from irsim.events.signals import FIRING, RESOLVED
from irsim.live.alertmanager import REASONS, Polling, Refused, poll
from irsim.live.alertmanager import Alertmanager as Client
from irsim.live.sources import read
from irsim.live.store.base import Away
from irsim.live.telling import Failed, Heard, Measured
from tests.live.alertmanager import Alertmanager, alertmanager, start_alertmanager
from tests.live.probes.servers import site

__all__ = ["alertmanager", "start_alertmanager"]


class Room:
    """Hears what polling brings."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.told: list[tuple[str, str]] = []
        self.said: list[Failed] = []
        self.heard = 0
        self.away = False

    async def deliver(self, source: str, form: str, body: bytes) -> None:
        if self.away:
            raise Away("the store is away")
        for signal in read(form, body, received=time.time_ns() // 1_000_000).signals:
            self.states[signal.key] = signal.state
            self.told.append((signal.labels.get("alertname", ""), signal.state))

    async def report(self, said: Measured | Failed | Heard) -> None:
        if isinstance(said, Failed):
            self.said.append(said)
        self.heard += isinstance(said, Heard)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not true():
                await asyncio.sleep(0.02)


def polled(
    url: str,
    play: Callable[[Room], Awaitable[None]],
    open_keys: Callable[[], list[str]] = list,
    room: Room | None = None,
) -> Room:
    """Polls ten times a second while `play` goes on."""
    room = room or Room()

    async def session() -> None:
        async with Client(url) as client:
            task = asyncio.create_task(poll(Polling("am", 100, open_keys), client, room.deliver, room.report))
            try:
                await play(room)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    asyncio.run(session())
    return room


def test_what_fires_is_told_once_and_what_is_gone_is_over(alertmanager: Alertmanager) -> None:
    alertmanager.amtool("alert", "add", "DiskFull", "severity=critical", "service=postgres")

    async def play(room: Room) -> None:
        await room.until(lambda: list(room.states.values()) == [FIRING])
        alertmanager.fire("Latency", service="api")
        await room.until(lambda: list(room.states.values()) == [FIRING, FIRING])
        heard = room.heard
        await room.until(lambda: room.heard > heard + 3)
        assert room.told == [("DiskFull", FIRING), ("Latency", FIRING)]
        alertmanager.resolve("Latency", service="api")
        await room.until(lambda: list(room.states.values()) == [FIRING, RESOLVED])

    room = polled(alertmanager.url, play)
    assert room.said == []
    # after a restart: what the board has open, and is gone, is over; what still fires is told again
    gone, fires = "0" * 16, next(iter(room.states))

    async def look(room: Room) -> None:
        await room.until(lambda: len(room.states) == 2)

    again = polled(alertmanager.url, look, lambda: [gone, fires])
    assert again.states == {gone: RESOLVED, fires: FIRING}


def test_a_failed_poll_closes_nothing_and_is_said_once(alertmanager: Alertmanager) -> None:
    alertmanager.fire("Latency", service="api")

    async def play(room: Room) -> None:
        await room.until(lambda: bool(room.states))
        alertmanager.stop("kill")
        await room.until(lambda: bool(room.said))
        await asyncio.sleep(0.4)
        assert list(room.states.values()) == [FIRING]
        assert len(room.said) == 1
        heard = room.heard
        await asyncio.to_thread(alertmanager.start)  # it has forgotten: now a good answer lacks the alert
        await room.until(lambda: room.heard > heard)
        assert list(room.states.values()) == [RESOLVED]

    room = polled(alertmanager.url, play)
    assert [each.source for each in room.said] == ["am"]


def test_while_the_store_is_away_nothing_is_lost(alertmanager: Alertmanager) -> None:
    alertmanager.fire("Latency", service="api")

    async def play(room: Room) -> None:
        await asyncio.sleep(0.5)
        assert room.told == []
        room.away = False
        await room.until(lambda: room.told == [("Latency", FIRING)])

    room = Room()
    room.away = True
    polled(alertmanager.url, play, room=room)


def test_an_answer_that_is_none_of_alertmanager_s_closes_nothing() -> None:
    async def session() -> Room:
        room = Room()
        async with site() as served, Client(f"http://127.0.0.1:{served.port}") as client:
            polling = Polling("am", 50, lambda: ["a"])
            task = asyncio.create_task(poll(polling, client, room.deliver, room.report))
            for status, text in ((200, "[]x"), (200, "{}"), (500, "[]"), (200, '[{"labels": 3}]')):
                served.status, served.text = status, text
                await asyncio.sleep(0.15)
            assert room.states == {}
            served.status, served.text = 200, "[]"
            await room.until(lambda: room.states == {"a": RESOLVED})
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return room

    reasons = [each.reason for each in asyncio.run(session()).said]
    assert len(reasons) == 4, "each is said once, however often it comes"
    assert "(" not in reasons[0]
    assert reasons[2].startswith("it answered 500")
    assert reasons[2].endswith(f"calls failed in a row, the first: {reasons[0]})")
    assert reasons[3].startswith(
        "1 of 1 alerts of the answer are no objects with 'labels', the first of them is number 1;"
    )


def test_calls_that_fail_each_time_for_another_reason_are_not_said_for_ever() -> None:
    async def session() -> Room:
        room = Room()
        async with site() as served, Client(f"http://127.0.0.1:{served.port}") as client:
            task = asyncio.create_task(poll(Polling("am", 20, list), client, room.deliver, room.report))
            for number in range(12):
                served.status, served.text = 500, f"failure {number}"
                await asyncio.sleep(0.06)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return room

    assert len(asyncio.run(session()).said) == REASONS


def test_a_silence_is_made_prolonged_and_ended(alertmanager: Alertmanager) -> None:
    labels = {"alertname": "Latency", "service": 'a "quoted" name'}
    alertmanager.fire("Latency", service=labels["service"])

    async def session() -> tuple[str, str]:
        async with Client(alertmanager.url) as client:
            until = time.time_ns() // 1_000_000 + 3_600_000
            first = await client.silence(labels, until, "technical_lead:Jo", "we know")
            second = await client.silence(labels, until + 60_000, "technical_lead:Jo", "still")
            return first, second

    first, second = asyncio.run(session())
    active = [each for each in alertmanager.get("/silences") if each["status"]["state"] == "active"]
    assert [each["id"] for each in active] == [second]
    assert active[0]["createdBy"] == "irsim (technical_lead:Jo)"
    assert active[0]["comment"] == "still"
    assert {each["name"] for each in active[0]["matchers"]} == {"alertname", "service"}
    assert alertmanager.get("/alerts")[0]["status"]["state"] == "suppressed"

    async def end() -> None:
        async with Client(alertmanager.url) as client:
            await client.expire(second)
            await client.expire(second)  # it is over already
            await client.expire("00000000-0000-4000-8000-000000000000")  # nobody knows it

    asyncio.run(end())
    assert alertmanager.amtool("silence", "query", "--quiet").strip() == ""
    assert first


def test_what_cannot_be_silenced_says_why(alertmanager: Alertmanager) -> None:
    async def session(url: str, labels: dict[str, str], until: int) -> None:
        async with Client(url) as client:
            await client.silence(labels, until, "", "")

    with pytest.raises(Refused, match="no labels"):
        asyncio.run(session(alertmanager.url, {}, 0))
    with pytest.raises(Refused, match="400"):
        asyncio.run(session(alertmanager.url, {"a": "b"}, 1_000))
    alertmanager.stop()
    with pytest.raises(Refused, match="connect"):
        asyncio.run(session(alertmanager.url, {"a": "b"}, 2**41))
