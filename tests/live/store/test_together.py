"""Many at once, and whoever dies midway: nothing that was answered is lost, nothing is twice, the order holds."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from irsim.live.store.sqlite import SqliteStore
from tests.live.store.chains import Chain, delivery, taken
from tests.live.store.conftest import Open


class Room:
    """Two stores on the same place; threads put, replay and ask at both; the desk wanders between them."""

    def __init__(self, stores: list[SqlStore], seed: int) -> None:
        self.stores = stores
        self.random = random.Random(seed)
        self.over = threading.Event()
        self.asked: list[tuple[int, str]] = []
        self.wrong: list[BaseException] = []

    def receive(self, name: str, seed: int) -> None:
        """Put 60 deliveries in batches, some of them twice."""
        dice = random.Random(seed)
        number = 0
        while number < 60:
            batch = [
                delivery(f"{name} {number + each}", f"{name} {number + each}") for each in range(dice.choice((1, 3, 7)))
            ]
            batch = batch[: 60 - number]
            for _ in range(dice.choice((1, 1, 2))):
                dice.choice(self.stores).put(batch)
            number += len(batch)

    def ask(self, name: str) -> None:
        """Ask 20 times."""
        for number in range(20):
            self.asked.append((self.stores[number % 2].ask(name, f'"{name} {number}"'.encode()), f"{name} {number}"))

    def work(self) -> None:
        """Take what waits into the log: now the one store has the desk, now the other."""
        chain, last, done, heard = Chain(), 0, False, 0
        while not done:
            done = self.over.is_set()
            store = self.random.choice(self.stores)
            assert store.take_desk("d")
            head = store.head()
            assert (head.seq, head.digest) == (chain.seq, chain.head)
            for _ in range(self.random.randrange(1, 6)):
                waiting = store.waiting(last, self.random.choice((1, 5, 50)))
                if waiting:
                    before = chain.seq
                    store.append([chain.add(taken(each)) for each in waiting], before)
                    last = waiting[-1].number
                for each in store.asked(heard, 10):
                    assert each.number > heard
                    heard = each.number
                if self.random.random() < 0.5:
                    store.forget(last, heard)
            done = done and not store.waiting(last, 1)
            store.let_go()

    def run(self, jobs: list[Callable[[], None]]) -> None:
        """Do all at once."""

        def guarded(job: Callable[[], None]) -> Callable[[], None]:
            def work() -> None:
                try:
                    job()
                except BaseException as error:
                    self.wrong.append(error)

            return work

        desk = threading.Thread(target=guarded(self.work))
        threads = [threading.Thread(target=guarded(job)) for job in jobs]
        for thread in [desk, *threads]:
            thread.start()
        for thread in threads:
            thread.join()
        self.over.set()
        desk.join(20)
        assert not self.wrong, self.wrong
        assert not desk.is_alive()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_nothing_twice_and_the_order_holds(opening: Open, seed: int) -> None:
    room = Room([opening(), opening()], seed)
    names = ["ada", "bob", "cy"]
    jobs: list[Callable[[], None]] = [lambda name=name: room.receive(name, seed) for name in names]  # type: ignore[misc]
    jobs += [lambda name=name: room.ask(name) for name in names]  # type: ignore[misc]
    room.run(jobs)
    records = [json.loads(line)["body"] for line in room.stores[0].read(0)]
    numbers = [each["delivery"] for each in records]
    assert numbers == sorted(set(numbers))
    for name in names:
        came = [each["body"] for each in records if each["body"].startswith(name)]
        assert came == [f"{name} {number}" for number in range(60)]
    given = [number for number, _ in room.asked]
    assert len(set(given)) == 60
    for name in names:
        own = [number for number, said in room.asked if said.startswith(name)]
        assert own == sorted(own)


@pytest.mark.parametrize("what", ["put", "put once", "ask"])
def test_numbers_rise_in_the_order_of_commits(opening: Open, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """One receiver is slow between its insert and its commit: nobody may pass it by, or the desk would miss it."""
    slow, quick, desk = opening(), opening(), opening()
    inserted, may_go = threading.Event(), threading.Event()
    tell = slow._tell

    def hold(connection: Connection) -> None:
        inserted.set()
        assert may_go.wait(10)
        tell(connection)

    def trace(statement: str) -> None:
        if statement == "COMMIT":
            inserted.set()
            assert may_go.wait(10)

    def give(store: SqlStore, name: str) -> None:
        if what == "ask":
            store.ask(name, b"")
            return
        once = name if what == "put once" else ""
        store.put([delivery(name, once)])

    def there() -> list[tuple[int, str]]:
        if what != "ask":
            return [(each.number, each.delivery.body.decode()) for each in desk.waiting(0, 10)]
        return [(each.number, each.by) for each in desk.asked(0, 10)]

    monkeypatch.setattr(slow, "_tell", hold)
    if isinstance(slow, SqliteStore):
        slow._direct._open().set_trace_callback(trace)
    first = threading.Thread(target=give, args=(slow, "slow"))
    second = threading.Thread(target=give, args=(quick, "quick"))
    first.start()
    assert inserted.wait(10)
    second.start()
    second.join(0.3)
    assert there() == []
    may_go.set()
    first.join()
    second.join()
    assert there() == [(1, "slow"), (2, "quick")]


DIES = """
import sys
from irsim.live.store.opening import open_store
from tests.live.store.chains import Chain, delivery
store = open_store(sys.argv[1])
while not store.take_desk("dies"):
    pass
head = store.head()
chain = Chain(head.digest, head.seq)
number = int(sys.argv[2])
while True:
    store.put([delivery(f"{number}", once=f"{number}"), delivery(f"{number} b")])
    print("put", number, flush=True)
    before = chain.seq
    store.append(chain.notes(20), before)
    print("append", chain.seq, flush=True)
    number += 1
"""


def test_what_was_answered_survives_kill_9(address: str) -> None:
    kept = open_store(address)
    put, appended, number = 0, -1, 0
    for turn in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", DIES, address, str(number)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.1 + 0.07 * turn)
        child.send_signal(signal.SIGKILL)
        for line in child.stdout.read().decode().splitlines():
            what, _, value = line.partition(" ")
            if what == "put":
                put = int(value)
            else:
                appended = int(value)
        child.wait()
        child.stdout.close()
        assert appended > 0
        bodies = [each.delivery.body.decode() for each in kept.waiting(0, 100_000)]
        assert [body for body in bodies if " " not in body][: put + 1] == [str(each) for each in range(put + 1)]
        assert len(set(bodies)) == len(bodies)
        head = kept.head()
        assert head.seq >= appended
        assert (head.seq + 1) % 20 == 0  # whole appends or nothing
        number = len([body for body in bodies if " " not in body])
        put, appended = number - 1, head.seq
    kept.close()
