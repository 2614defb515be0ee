"""A sink over a store: what a failed sync leaves open is found out, and nothing is in twice or lost."""

from collections.abc import Sequence

import pytest

from irsim.live.store.base import Away, Overtaken
from irsim.live.store.sink import StoreSink
from irsim.live.store.sql import SqlStore
from irsim.log.records import unseal
from tests.live.store.chains import Chain


class Breaking:
    """The store, whose line breaks at the next append: before the commit, or after it."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.breaks = ""

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, lines: Sequence[bytes], after: int) -> None:
        """See `Store`."""
        how, self.breaks = self.breaks, ""
        if how == "before":
            raise Away("it is gone")
        self._store.append(lines, after)
        if how == "after":
            raise Away("it is gone")


def begin(store: SqlStore) -> tuple[Breaking, StoreSink, Chain]:
    breaking = Breaking(store)
    sink = StoreSink(breaking, store.head())  # type: ignore[arg-type]  # the rest is the store's
    chain = Chain()
    for line in chain.notes(2):
        sink.write(line)
    sink.sync()
    return breaking, sink, chain


def test_lines_are_in_after_a_sync(store: SqlStore) -> None:
    _, sink, chain = begin(store)
    sink.sync()
    assert list(store.read(0)) == chain.lines
    assert (sink.durable, sink.pending) == (1, 0)


@pytest.mark.parametrize("how", ["before", "after"])
def test_what_waits_through_an_outage_is_in_once(store: SqlStore, how: str) -> None:
    breaking, sink, chain = begin(store)
    for line in chain.notes(3):
        sink.write(line)
    breaking.breaks = how
    with pytest.raises(Away):
        sink.sync()
    assert sink.pending == 3
    sink.write(chain.notes(1)[0])
    sink.sync()
    assert list(store.read(0)) == chain.lines


@pytest.mark.parametrize("how", ["before", "after"])
def test_a_refused_command_is_heard_of_if_it_got_in(store: SqlStore, how: str) -> None:
    breaking, sink, chain = begin(store)
    before, command = chain.notes(2)
    sink.write(before)
    sink.write(command)
    breaking.breaks = how
    with pytest.raises(Away):
        sink.sync()
    sink.withdraw()
    assert sink.settle_unknown() == ([command] if how == "after" else [])
    assert sink.settle_unknown() == []
    sink.sync()
    assert list(store.read(0)) == (chain.lines if how == "after" else chain.lines[:3])
    assert sink.durable == store.head().seq


def test_a_sync_before_settling_goes_on_only_where_nothing_was_lost_sight_of(store: SqlStore) -> None:
    breaking, sink, chain = begin(store)
    sink.write(chain.notes(1)[0])
    breaking.breaks = "after"
    with pytest.raises(Away):
        sink.sync()
    sink.withdraw()
    with pytest.raises(Overtaken):
        sink.sync()


def test_something_else_in_the_place_of_what_got_in_is_refused(store: SqlStore) -> None:
    breaking, sink, chain = begin(store)
    fork = Chain(chain.head, chain.seq)
    sink.write(chain.notes(1)[0])
    breaking.breaks = "after"
    with pytest.raises(Away):
        sink.sync()
    sink.withdraw()
    sink.write(fork.notes(1, "INC-9")[0])
    with pytest.raises(Overtaken):
        sink.sync()
    assert list(store.read(0)) == chain.lines


def test_another_desk_overtakes(store: SqlStore) -> None:
    _, sink, chain = begin(store)
    store.let_go()
    sink.write(chain.notes(1)[0])
    with pytest.raises(Overtaken):
        sink.sync()
    with pytest.raises(Overtaken):
        sink.moved_to(unseal(chain.lines[-1].rstrip()))


def test_who_follows_writes_behind_what_was_read(store: SqlStore) -> None:
    _, _, chain = begin(store)
    follower = StoreSink(store, store.head())
    store.append(chain.notes(1), 1)
    follower.moved_to(unseal(chain.lines[-1].rstrip()))
    follower.write(chain.notes(1)[0])
    follower.close()
    assert list(store.read(0)) == chain.lines
