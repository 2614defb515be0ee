"""Logs from file and network to alerts and kept lines."""

import asyncio
import json
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from irsim.events.signals import Signal
from irsim.live import logs
from irsim.live.config.logs import LogSource
from irsim.live.logs.keep import Keep
from irsim.live.store.base import Away
from irsim.live.telling import Failed, Heard, Measured
from irsim.plan import default_plan_text, load_plan

PLAN = load_plan(default_plan_text(), "default.yaml")


class Room:
    """Hears what logs say."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self.said: list[Measured | Failed | Heard] = []
        self.away = False

    async def tell(self, source: str, signals: Sequence[Signal]) -> None:
        assert source == "logs"
        if self.away:
            raise Away("the store is away")
        self.signals += signals

    async def report(self, said: Measured | Failed | Heard) -> None:
        self.said.append(said)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(8):
            while len(self.signals) < count:
                await asyncio.sleep(0.02)


def failed(user: str, count: int) -> str:
    lines = [{"ts": time.time(), "event": "login", "outcome": "failure", "user": user} for _ in range(count)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_lines_of_a_file_become_an_alert_and_are_kept_over_a_restart(tmp_path: Path) -> None:
    log, lines = tmp_path / "auth.log", tmp_path / "lines.db"
    log.touch()
    sources = [LogSource(name="auth", file="auth.log", service="identity", labels={"team": "core"})]

    async def session(room: Room, write: str, wanted: int, kept: int) -> None:
        keep = Keep(lines)
        task = asyncio.create_task(logs.run(sources, PLAN, keep, room.tell, room.report, folder=tmp_path))
        await asyncio.sleep(0.3)
        with log.open("a") as file:
            file.write(write)
        await room.until(wanted)
        async with asyncio.timeout(8):
            while len(keep.search(limit=100)) < kept:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        keep.close()

    first, second = Room(), Room()
    asyncio.run(session(first, failed("anna", 6), 0, 6))
    assert first.signals == []
    with log.open("a") as file:
        file.write(failed("anna", 3))  # while nobody reads
    asyncio.run(session(second, failed("anna", 1), 1, 10))
    assert [(each.key, each.service, each.labels["team"]) for each in second.signals] == [
        ("failed-sign-ins/anna", "identity", "core")
    ]
    assert [type(said) for said in second.said] == [Heard]


def test_windows_by_a_label_of_the_log_go_on_over_a_restart(tmp_path: Path) -> None:
    log, lines = tmp_path / "web.log", tmp_path / "lines.db"
    log.touch()
    sources = [LogSource(name="web", file="web.log", service="shop")]

    def answers(count: int) -> str:
        return "".join(json.dumps({"ts": time.time(), "status": 503}) + "\n" for _ in range(count))

    async def session(room: Room, write: str, kept: int) -> None:
        keep = Keep(lines)
        task = asyncio.create_task(logs.run(sources, PLAN, keep, room.tell, room.report, folder=tmp_path))
        await asyncio.sleep(0.3)
        with log.open("a") as file:
            file.write(write)
        async with asyncio.timeout(8):
            while len(keep.search(limit=1_000)) < kept:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        keep.close()

    first, second = Room(), Room()
    asyncio.run(session(first, answers(200), 200))
    asyncio.run(session(second, answers(120), 320))
    assert (first.signals, [each.key for each in second.signals]) == ([], ["server-errors/shop"])


def test_syslog_over_udp_and_tcp(tmp_path: Path) -> None:
    sources = [LogSource(name="syslog", listen="127.0.0.1:0")]
    line = b"<38>1 - web-1 sshd - - - Failed password for %s from 192.0.2.7 port 22 ssh2"

    async def session() -> Room:
        room, keep, ports = Room(), Keep(tmp_path / "lines.db"), asyncio.Queue[int]()
        task = asyncio.create_task(
            logs.run(sources, PLAN, keep, room.tell, room.report, ready=lambda found: ports.put_nowait(found["syslog"]))
        )
        port = await ports.get()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            for _ in range(10):
                udp.sendto(line % b"anna", ("127.0.0.1", port))
        await room.until(1)
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        counted = line % b"bert"
        writer.write((b"%d " % len(counted) + counted) * 5 + (counted + b"\n") * 4)
        writer.write(b"x" * 100_000 + b"\n" + counted + b"\n")
        await writer.drain()
        await room.until(2)
        writer.write(b"9999999 ")
        await writer.drain()
        writer.close()
        assert len(keep.search("sshd", limit=100)) >= 10
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return room

    room = asyncio.run(session())
    assert [each.key for each in room.signals] == ["failed-sign-ins/anna", "failed-sign-ins/bert"]


def test_while_the_store_is_away_nothing_is_lost(tmp_path: Path) -> None:
    log = tmp_path / "auth.log"
    log.touch()

    async def session() -> Room:
        room, keep = Room(), Keep(tmp_path / "lines.db")
        room.away = True
        sources = [LogSource(name="auth", file=str(log))]
        task = asyncio.create_task(logs.run(sources, PLAN, keep, room.tell, room.report))
        await asyncio.sleep(0.2)
        with log.open("a") as file:
            file.write(failed("anna", 12))
        async with asyncio.timeout(5):
            while not room.said:
                await asyncio.sleep(0.02)
        assert keep.search() == []  # the place has not moved: a crash now would read them again
        room.away = False
        await room.until(1)
        async with asyncio.timeout(5):
            while len(keep.search()) < 12:
                await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return room

    room = asyncio.run(session())
    assert [each.key for each in room.signals] == ["failed-sign-ins/anna"]
    assert isinstance(room.said[0], Failed)


def test_an_alert_of_a_rule_that_is_no_more_is_over(tmp_path: Path) -> None:
    async def session() -> Room:
        room, keep = Room(), Keep(tmp_path / "lines.db")
        sources = [LogSource(name="auth", file=str(tmp_path / "none.log"))]
        task = asyncio.create_task(logs.run(sources, PLAN, keep, room.tell, room.report, open_keys=["old/anna"]))
        await room.until(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return room

    assert [(each.key, each.state) for each in asyncio.run(session()).signals] == [("old/anna", "resolved")]


def test_a_file_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    async def session() -> Room:
        room, keep = Room(), Keep(tmp_path / "lines.db")
        sources = [LogSource(name="auth", file=str(tmp_path / "folder"))]
        task = asyncio.create_task(logs.run(sources, PLAN, keep, room.tell, room.report))
        await asyncio.sleep(0.4)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return room

    said = asyncio.run(session()).said
    assert [each.source for each in said if isinstance(each, Failed)] == ["auth"]
