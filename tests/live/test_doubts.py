"""The store breaks, or this process ends, in the middle of something: nothing is lost, nothing happens twice, nobody is
told what is not so."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from irsim.commands import Declare
from irsim.events.live import DeliveryReceived
from irsim.live.store.base import Away, Overtaken, Store
from irsim.live.store.opening import open_store
from irsim.log.tail import Tail
from irsim.session import wire
from irsim.session.admission import Admission
from irsim.session.protocol import Accepted, NotAccepted
from irsim.session.searching import Search
from irsim.session.terminal import Terminal
from tests.live.hosts import delivery, failing_once, host_of, leading, titles
from tests.live.postgres import Server, server
from tests.live.terminals import in_a_loop, until

__all__ = ["server"]

ANA = "incident_commander:ana"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(f"sqlite:///{tmp_path / 'live.sqlite'}")
    yield made
    made.close()


@in_a_loop
async def test_several_deliveries_whose_commit_was_in_doubt_are_each_on_the_board_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leading(store) as host:
        monkeypatch.setattr(store, "append", failing_once(store.append, b"delivery.received", committed=True))
        store.put([delivery(name) for name in ("One", "Two", "Three")])
        host.wake()
        await until(lambda: len(titles(host)) == 3, "the alerts")
        assert titles(host) == ["One", "Three", "Two"]
        assert sum(isinstance(each.body, DeliveryReceived) for each in host.ledger.records) == 3


@in_a_loop
async def test_a_process_that_ends_in_the_middle_of_a_batch_leaves_the_rest_of_it_to_the_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.sqlite'}"
    store = open_store(url)
    async with leading(store) as host:
        host.senders = lambda: True  # so that the desk rests between two of them
        host._manners.parts = lambda waiting: iter([list(waiting)])  # type: ignore[method-assign]  # all in one batch
        store.put([delivery(f"Alert{number}") for number in range(60)])
        host.wake()
        await until(lambda: len(host.ledger.board.alerts) > 3, "some of them")
        assert len(host.ledger.board.alerts) < 60
        host.leave()
    store.close()
    again = open_store(url)
    async with leading(again) as host:
        await until(lambda: len(host.ledger.board.alerts) == 60, "all of them")
    again.close()


@in_a_loop
async def test_whoever_rests_finishes_its_batch_and_takes_no_other(store: Store) -> None:
    async with leading(store) as host:
        host.senders = lambda: True
        host._manners.parts = lambda waiting: ([each] for each in waiting)  # type: ignore[method-assign]
        store.put([delivery(f"Alert{number}") for number in range(60)])
        host.wake()
        await until(lambda: len(host.ledger.board.alerts) > 3, "some of them")
        await host.rest()
        seen = len(host.ledger.records)
        await asyncio.sleep(0.3)
        assert len(host.ledger.records) == seen
        assert host.sink.pending == 0


class _Line:
    """A connection that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, frame: str) -> None:
        self.sent.append(msgspec.json.decode(frame))

    @property
    def told(self) -> list[tuple[int, str]]:
        """Numbers and kinds of the records that it was told."""
        return [(frame["seq"], frame["body"]["kind"]) for frame in self.sent if "body" in frame]


def _terminal(host: Any, line: _Line) -> Terminal:
    admission = Admission("facilitator", (), ("facilitator",), "ana", "")
    return Terminal(host, cast("Any", line), admission, "k" * 20)


@in_a_loop
async def test_no_terminal_is_told_what_is_withdrawn(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with leading(store) as host:
        line = _Line()
        terminal = _terminal(host, line)
        host.watch(terminal._wake.set)
        writing = asyncio.create_task(terminal._write(0))
        real, stuck = store.append, True

        def append(lines: Any, after: int) -> None:
            nonlocal stuck
            if stuck and any(b"command.submitted" in each for each in lines):
                import time

                time.sleep(1.2)  # longer than a terminal waits between two words on where the room stands
                stuck = False
                raise Away("it does not answer")
            real(lines, after)

        monkeypatch.setattr(store, "append", append)
        refused = await host.submit(Declare(title="First"), ANA, "1")
        assert isinstance(refused, NotAccepted)
        assert "nothing was recorded" in refused.refused.hint
        assert isinstance(await host.submit(Declare(title="Second"), ANA, "2"), Accepted)
        last = host.ledger.records[-1].seq
        await until(lambda: line.told and line.told[-1][0] == last, "what came of it")
        assert line.told == [(each.seq, each.body.__struct_config__.tag) for each in host.ledger.records]
        given = [frame["body"]["command"]["title"] for frame in line.sent if "command" in frame.get("body", {})]
        assert given == ["Second"]
        writing.cancel()


@in_a_loop
async def test_a_command_that_was_committed_when_the_line_broke_is_answered_with_what_came_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leading(store) as host:
        monkeypatch.setattr(store, "append", failing_once(store.append, b"command.submitted", committed=True))
        assert isinstance(await host.submit(Declare(title="First"), ANA, "1"), Accepted)
        assert list(host.ledger.board.incidents) == ["INC-1"]


@in_a_loop
async def test_while_nobody_knows_whether_a_command_was_recorded_nobody_says_that_it_was_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irsim.live.host.DOUBT", 0.3)

    def away(*_: object) -> Any:
        raise Away("the server does not answer")

    async with leading(store) as host:
        with monkeypatch.context() as broken:
            broken.setattr(store, "append", failing_once(store.append, b"command.submitted", committed=True))
            broken.setattr(store, "settled_head", away)
            refused = await host.submit(Declare(title="First"), ANA, "1")
            assert isinstance(refused, NotAccepted)
            assert "nobody knows yet" in refused.refused.reason
        await until(lambda: host.ledger.board.incidents, "the incident, once the store is back")
        assert isinstance(await host.submit(Declare(title="First"), ANA, "1"), Accepted)  # a terminal that asks again
        assert list(host.ledger.board.incidents) == ["INC-1"]


@in_a_loop
async def test_a_command_of_another_process_is_not_lost_when_the_line_breaks_over_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leading(store) as host:
        monkeypatch.setattr(store, "append", failing_once(store.append, b"command.submitted", committed=False))
        body = b'{"kind":"command.submitted","id":"far-1","command":{"do":"declare","title":"Far"}}'
        store.ask(ANA, body)
        host.wake()
        await until(lambda: host.ledger.board.incidents, "the incident")
        assert "far-1" in host.ledger.results


@in_a_loop
async def test_a_command_put_before_the_desk_over_a_broken_line_is_carried_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'live.sqlite'}"
    first, second = open_store(url), open_store(url)
    async with leading(first) as desk:
        follower = host_of(second, "another")
        running = asyncio.create_task(follower.run())
        real, asked = second.ask, 0

        def ask(by: str, command: bytes) -> int:
            nonlocal asked
            asked += 1
            number = real(by, command)
            if asked == 1:
                raise Away("the line broke while it committed")
            return number

        monkeypatch.setattr(second, "ask", ask)
        assert isinstance(await follower.submit(Declare(title="Once"), ANA, "1"), Accepted)
        assert asked == 2
        await asyncio.sleep(0.5)
        assert list(desk.ledger.board.incidents) == ["INC-1"]
        follower.leave()
        await asyncio.wait({running})
    first.close()
    second.close()


@in_a_loop
async def test_whoever_lost_the_desk_notices_by_itself_and_gives_no_command(server: Server) -> None:
    url = server.fresh()
    first, second = open_store(url), open_store(url)
    one = host_of(first, "one")
    running = asyncio.create_task(one.run())
    await until(lambda: one.leading and one.recorded > 1, "the desk")
    two = host_of(second, "two")
    following = asyncio.create_task(two.run())
    keeper = first._keeper  # type: ignore[attr-defined]
    with keeper._turn:  # a machine that slept: its line is cut, and it cannot mend it meanwhile
        keeper._connection.close()
        keeper._connection, keeper.held = None, False
        asked = asyncio.create_task(one.submit(Declare(title="At one"), ANA, "1"))
        await until(lambda: two.leading, "the takeover")
        assert isinstance(await two.submit(Declare(title="At two"), ANA, "2"), Accepted)
    await until(running.done, "the end of the old one")
    assert isinstance(running.exception(), Overtaken)
    assert not asked.done() or isinstance(asked.result(), Accepted)  # its terminal asks again, at the next host
    asked.cancel()
    two.leave()
    one.leave()
    await asyncio.wait({running, following})
    first.close()
    second.close()


@in_a_loop
async def test_a_search_that_breaks_is_answered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async with leading(store) as host:
        line = _Line()
        terminal = _terminal(host, line)
        told: list[Exception] = []
        terminal.mistaken = told.append

        async def full(numbers: object) -> Any:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(host, "keep_lines", full)
        await terminal._look_up(wire.KeepLines(1, (1,)))
        await until(lambda: terminal._answers, "an answer")
        terminal._answers[0][2].set_result(None)
        assert "mistake" in terminal._answers[0][1]
        assert [type(each) for each in told] == [OSError]


@pytest.mark.parametrize(
    "wanted",
    [
        Search(text="a", since_at=1 << 63),
        Search(text="a", until_at=-(1 << 63)),
        Search(text="a\0b"),
        Search(text="a", before=1 << 63),
        Search(kinds=("alert.fired\0",)),
    ],
)
def test_no_search_asks_a_store_for_what_it_cannot_hold(server: Server, wanted: Search) -> None:
    made = open_store(server.fresh())
    assert asyncio.run(host_of(made).search(wanted.bounded)).records == ()
    made.close()


@in_a_loop
async def test_a_terminal_far_behind_does_not_keep_the_others_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with leading(store) as host:
        await host.submit(Declare(title="Old"), ANA, "1")
        await until(lambda: not host.sink.pending, "all of it in the store")
        records = host.ledger.records
        assert isinstance(records, Tail)
        records.trim(len(records) - 1)
        fetched: list[bool] = []
        loop = asyncio.get_running_loop()
        real = records._fetch

        def fetch(since: int, until: int) -> Any:
            try:
                fetched.append(asyncio.get_running_loop() is loop)
            except RuntimeError:
                fetched.append(False)
            return real(since, until)

        monkeypatch.setattr(records, "_fetch", fetch)
        line = _Line()
        terminal = Terminal(
            host, cast("Any", line), Admission("players", ("incident_commander",), (), "ana", ""), "k" * 20
        )
        await terminal._send_records(0)
        assert [seq for seq, _ in line.told] == sorted({seq for seq, _ in line.told})
        assert "incident.declared" in [kind for _, kind in line.told]
        assert fetched
        assert not any(fetched)  # in a thread, never in the loop
