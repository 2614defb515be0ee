"""What every store promises, on SQLite and on PostgreSQL."""

import json
import threading
import time

import pytest

from irsim.events.communication import UpdateRecalled
from irsim.events.incident import NoteAdded
from irsim.live.store.base import Head, Overtaken
from irsim.live.store.sql import SqlStore
from irsim.log.records import GENESIS
from tests.live.store.chains import Chain, delivery, taken, told
from tests.live.store.conftest import Open


def texts(lines: list[bytes]) -> list[int]:
    return [json.loads(line)["seq"] for line in lines]


def test_an_empty_store_begins_at_the_beginning(store: SqlStore) -> None:
    assert store.head() == Head(-1, 0, GENESIS)
    assert store.settled_head() == Head(-1, 0, GENESIS)
    assert list(store.read(0)) == []
    assert store.waiting(0, 10) == []
    assert store.asked(0, 10) == []
    assert store.snapshot() is None


def test_lines_come_back_as_they_were_put(store: SqlStore, opening: Open) -> None:
    chain = Chain()
    store.append(chain.notes(1), -1)
    store.append(chain.notes(1203), 0)
    other = opening()
    assert list(other.read(0)) == chain.lines
    assert list(other.read(700, 1100)) == chain.lines[700:1100]
    assert other.head() == Head(1203, 12030, chain.head)


def test_the_log_takes_no_gap_and_no_fork(store: SqlStore) -> None:
    chain = Chain()
    store.append(chain.notes(3), -1)
    other = Chain()
    other.notes(2)
    with pytest.raises(Overtaken):
        store.append(other.lines[1:], 0)
    with pytest.raises(ValueError, match="belongs"):
        store.append(chain.notes(2)[1:], 2)
    with pytest.raises(ValueError, match="not a record"):
        store.append([b"rubbish\n"], 2)
    assert list(store.read(0)) == chain.lines[:3]


def test_all_lines_of_an_append_are_in_or_none(store: SqlStore) -> None:
    chain = Chain()
    store.append(chain.notes(2), -1)
    with pytest.raises(ValueError, match="belongs"):
        store.append([*chain.notes(2), chain.lines[0]], 1)
    assert store.head().seq == 1
    store.append(chain.lines[2:], 1)


def test_one_has_the_desk_at_a_time(opening: Open) -> None:
    first, second = opening(), opening()
    chain = Chain()
    with pytest.raises(Overtaken):
        first.append(chain.notes(1), -1)
    assert first.desk() is None
    assert first.take_desk("ada@one")
    assert first.take_desk("ada@one")
    assert not second.take_desk("bob@two")
    desk = second.desk()
    assert desk is not None
    assert desk.holder == "ada@one"
    assert abs(desk.since - time.time() * 1000) < 60_000
    first.append(chain.lines, -1)
    with pytest.raises(Overtaken):
        second.append(chain.notes(1), 0)
    first.let_go()
    assert not first.holds_desk()
    assert second.desk() is None
    with pytest.raises(Overtaken):
        first.append(chain.lines[1:], 0)
    assert second.take_desk("bob@two")
    assert second.holds_desk()
    second.append(chain.lines[1:], 0)


def test_whoever_lost_the_desk_unawares_appends_no_more(opening: Open) -> None:
    """A process was frozen, its lock is gone, another has taken the desk: the epoch tells it."""
    first, second = opening(), opening()
    assert first.take_desk("frozen")
    first._raise_epoch("frozen")  # what it knows is right
    chain = Chain()
    first.append(chain.notes(1), -1)
    second._raise_epoch("taker")  # the lock was gone, so the other got it
    with pytest.raises(Overtaken, match="another"):
        first.append(chain.notes(1), 0)
    assert not first.holds_desk()
    second.append(chain.lines[1:], 0)


def test_deliveries_wait_in_order_until_they_are_forgotten(store: SqlStore, opening: Open) -> None:
    receiver = opening()
    given = [delivery(f"body {number}") for number in range(5)]
    assert receiver.put(given[:2]) == 2
    assert receiver.put(given[2:]) == 3
    waiting = store.waiting(0, 10)
    assert [each.delivery for each in waiting] == given
    numbers = [each.number for each in waiting]
    assert numbers == sorted(set(numbers))
    assert [each.number for each in store.waiting(numbers[1], 2)] == numbers[2:4]
    store.forget(numbers[-1], 0)
    assert store.waiting(0, 10) == []
    receiver.put(given[:1])
    assert store.waiting(0, 10)[0].number > numbers[-1]


def test_a_replayed_delivery_is_no_second_one(store: SqlStore) -> None:
    assert store.put([delivery("a", once="x"), delivery("b", once="x"), delivery("c", once="y"), delivery("d")]) == 3
    assert store.put([delivery("a", once="x"), delivery("a", once="x", source="other"), delivery("d")]) == 2
    store.forget(store.waiting(0, 10)[-1].number, 0)
    assert store.put([delivery("a", once="x")]) == 0


def test_after_a_day_the_same_key_is_news(store: SqlStore) -> None:
    day = 24 * 60 * 60 * 1000
    start = 1_800_000_000_000
    store._clock = lambda: start
    store.put([delivery("a", once="x")])
    store._clock = lambda: start + day - 1
    assert store.put([delivery("a", once="x")]) == 0
    store._clock = lambda: start + 2 * day
    assert store.put([delivery("a", once="x")]) == 1


def test_hostile_text_is_kept_or_harmless(store: SqlStore) -> None:
    odd = delivery("\0\x1b[31m", once="k\0" + "y" * 10_000)
    assert store.put([odd, odd]) == 1
    assert store.waiting(0, 1)[0].delivery.body == odd.body
    chain = Chain()
    chain.add(NoteAdded("INC\0" + "x" * 5_000, "tab\t nul\0 percent% under_score \U0001f600" * 2_000), by="a\0b")
    store.append(chain.lines, -1)
    assert list(store.read(0)) == chain.lines
    assert store.find("under_score percent% \U0001f600") == chain.lines
    assert store.find("under-score") == []


def test_long_keys_that_differ_late_are_two(store: SqlStore) -> None:
    keys = ["k" * 500 + "1", "k" * 500 + "2", "\ud800", "\udfff", "a\0", "a\ufffd"]
    assert store.put([delivery("x", once=key) for key in keys]) == len(keys)
    assert store.put([delivery("x", once=key) for key in keys]) == 0
    assert store.find("x" * 100_000) == []


def test_commands_are_put_before_the_desk(store: SqlStore, opening: Open) -> None:
    other = opening()
    first, second = other.ask("ic:ada", b'{"a":1}'), other.ask("ic:bob", b"\xff\0")
    assert [(each.number, each.by, each.command) for each in store.asked(0, 10)] == [
        (first, "ic:ada", b'{"a":1}'),
        (second, "ic:bob", b"\xff\0"),
    ]
    store.forget(0, first)
    assert [each.number for each in store.asked(0, 10)] == [second]


def test_an_intake_that_was_lost_counts_on(store: SqlStore, opening: Open) -> None:
    store.put([delivery()] * 3)
    chain = Chain()
    store.append([chain.add(taken(each)) for each in store.waiting(0, 10)], -1)
    last = store.waiting(0, 10)[-1].number
    from sqlalchemy import text

    with store._writing(store._intake) as connection:  # as if it were new
        connection.execute(text("DELETE FROM live_deliveries"))
        if connection.dialect.name == "sqlite":
            connection.execute(text("DELETE FROM sqlite_sequence"))
        else:
            connection.execute(text("ALTER SEQUENCE live_deliveries_number_seq RESTART"))
    again = opening()
    again.put([delivery()])
    assert [each.number for each in again.waiting(0, 10)] == [last + 1]


def test_everything_can_be_searched(store: SqlStore) -> None:
    chain = told()
    store.append(chain.lines, -1)
    assert texts(store.find("disk full")) == [0]
    assert texts(store.find("GRÖSSE")) == [0]
    assert texts(store.find("grösse")) == [0]
    assert texts(store.find("db-7")) == [0]
    assert texts(store.find("dumps")) == [3]
    assert texts(store.find("50%")) == []
    assert texts(store.find("checkout")) == [5, 4]
    assert texts(store.find("checkout", newest_first=False, limit=1)) == [4]
    assert texts(store.find(kinds=["alert.fired"], since_at=1)) == [4]
    assert texts(store.find(until_at=20, newest_first=False)) == [0, 1]
    assert texts(store.find("old", incident="INC-1")) == [3]
    assert store.find("old", incident="INC-2") == []
    assert texts(store.lines_of("INC-1")) == [0, 1, 2, 3, 6]


def test_what_follows_from_an_incident_is_found_with_it(store: SqlStore, opening: Open) -> None:
    chain = Chain()
    chain.add(NoteAdded("INC-1", "first"))
    from irsim.events.live import DeliveryAttempted, NotificationQueued

    chain.add(NotificationQueued("N-1", "PG-1", "mail", "ada", "k"), cause=0)
    chain.add(UpdateRecalled("U-1", "INC-2"))
    store.append(chain.lines, -1)
    store.let_go()
    other = opening()
    assert other.take_desk("new")  # has read nothing of it itself
    other.append([chain.add(DeliveryAttempted("N-1", 1), cause=1)], 2)
    assert texts(other.lines_of("INC-1")) == [0, 1, 3]


@pytest.mark.parametrize("what", ["put", "ask", "append"])
def test_others_hear_of_it(store: SqlStore, opening: Open, what: str) -> None:
    watching = opening()
    heard = threading.Event()
    end = watching.watch(heard.set)
    try:
        assert heard.wait(5)  # from now on nothing is missed
        time.sleep(0.05)
        heard.clear()
        if what == "put":
            store.put([delivery()])
        elif what == "ask":
            store.ask("x", b"{}")
        else:
            store.append(Chain().notes(1), -1)
        assert heard.wait(1.0)
    finally:
        end()


def test_a_snapshot_belongs_to_its_log(store: SqlStore, opening: Open) -> None:
    store.keep_snapshot(3, b"no such record")
    assert store.snapshot() is None
    chain = Chain()
    store.append(chain.notes(5), -1)
    store.keep_snapshot(2, b"older")
    store.keep_snapshot(4, b"bo\0ard\n")
    assert opening().snapshot() == (4, b"bo\0ard\n")


def test_many_readers_at_once(store: SqlStore) -> None:
    chain = Chain()
    store.append(chain.notes(50), -1)
    wrong: list[object] = []

    def look() -> None:
        try:
            for _ in range(10):
                assert len(list(store.read(0))) == 50
                store.put([delivery()])
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=look) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(store.waiting(0, 1000)) == 120
