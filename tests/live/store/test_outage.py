"""PostgreSQL goes and comes again: refused quickly, mended by itself, and never two desks."""

import threading
import time
from collections.abc import Callable

import psycopg
import pytest

from irsim.live.store import keeping
from irsim.live.store.base import Away, Overtaken
from irsim.live.store.opening import open_store
from irsim.live.store.postgres import PostgresStore
from tests.live.postgres import Server
from tests.live.store.chains import Chain, delivery


@pytest.fixture(autouse=True)
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come often, and so does the mending."""
    monkeypatch.setattr(keeping, "BEAT", 0.2)
    monkeypatch.setattr(keeping, "AGAIN", 0.1)


def soon(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def opened(url: str) -> PostgresStore:
    store = open_store(url)
    assert isinstance(store, PostgresStore)
    return store


def cut_desk(server: Server, store: PostgresStore) -> None:
    """What a broken line does to the lock."""
    assert store._keeper is not None
    assert store._keeper._connection is not None
    server.run(f"SELECT pg_terminate_backend({store._keeper._connection.info.backend_pid})")


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restart_is_survived(server: Server, how: str) -> None:
    store, other = opened(server.fresh()), None
    try:
        other = opened(store._log.url.render_as_string(hide_password=False))
        assert store.take_desk("one")
        chain = Chain()
        store.append(chain.notes(3), -1)
        store.put([delivery("a")])
        heard = threading.Event()
        end = other.watch(heard.set)
        server.stop(how)
        began = time.monotonic()
        for call in (
            store.head,
            lambda: store.put([delivery("b")]),
            lambda: store.ask("x", b"{}"),
            lambda: list(store.read(0)),
            lambda: store.append(Chain(chain.head, chain.seq).notes(1), 2),
            store.snapshot,
            lambda: other.take_desk("two"),
        ):
            with pytest.raises(Away) as caught:
                call()
            assert "\n" not in str(caught.value)
        assert time.monotonic() - began < 5
        assert soon(lambda: not store.holds_desk())
        server.start()
        assert store.head().seq == 2
        assert list(store.read(0)) == chain.lines
        store.append(chain.notes(1), 2)
        assert soon(store.holds_desk)
        assert not other.take_desk("two")
        heard.clear()
        store.put([delivery("c")])
        assert heard.wait(10)
        assert [each.delivery.body for each in other.waiting(0, 10)] == [b"a", b"c"]
        end()
    finally:
        for each in (store, other):
            if each is not None:
                each.close()


def test_who_loses_the_line_loses_the_desk_only_to_another(server: Server) -> None:
    url = server.fresh()
    store, other = opened(url), opened(url)
    assert store.take_desk("one")
    chain = Chain()
    store.append(chain.notes(1), -1)
    assert store._keeper is not None
    with store._keeper._turn:  # so that it does not mend the line while another takes the desk
        cut_desk(server, store)
        assert soon(lambda: other.take_desk("two"))
    desk = other.desk()
    assert desk is not None
    assert desk.holder == "two"
    with pytest.raises(Overtaken):
        store.append(chain.notes(1), 0)
    assert not store.holds_desk()
    assert not store.take_desk("one")
    other.append(chain.lines[1:], 0)
    other.close()
    assert soon(lambda: store.take_desk("one"))
    store.append(chain.notes(1), 1)
    store.close()


def test_a_cut_line_is_mended_by_itself(server: Server) -> None:
    store = opened(server.fresh())
    assert store.take_desk("one")
    epoch = store._epoch
    cut_desk(server, store)
    assert soon(lambda: not store.holds_desk())
    assert soon(store.holds_desk)
    assert store._epoch == epoch
    store.append(Chain().notes(1), -1)
    store.close()


def test_a_frozen_desk_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.fresh()
    store, other = opened(url), opened(url)
    assert store.take_desk("frozen")
    assert store._keeper is not None
    monkeypatch.setattr(keeping, "FROZEN", 1)
    monkeypatch.setattr(keeping, "LOOK", 0.2)
    with store._keeper._turn:  # no sign of life
        assert not other.take_desk("two")
        assert soon(lambda: other.take_desk("two"))
    with pytest.raises(Overtaken):
        store.append(Chain().notes(1), -1)
    store.close()
    other.close()


def test_an_append_that_hangs_keeps_nobody_for_long(server: Server) -> None:
    """A transaction that was left open holds the desk's row; the server ends it, and meanwhile one is told."""
    store = opened(server.fresh())
    assert store.take_desk("one")
    for connection in [store._log.connect()]:  # the pool's connections wait shorter here
        connection.exec_driver_sql("SET lock_timeout = '300ms'")
        connection.commit()
        connection.close()
    with psycopg.connect(store._log.url.set(drivername="postgresql").render_as_string()) as hanging:
        hanging.execute("SELECT * FROM live_desk FOR UPDATE")
        with pytest.raises(Away, match="too long"):
            store.append(Chain().notes(1), -1)
        hanging.rollback()
    store.append(Chain().notes(1), -1)
    store.close()
