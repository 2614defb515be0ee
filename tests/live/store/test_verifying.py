"""A live log that was exported is a recording like any other."""

from datetime import UTC, datetime
from pathlib import Path

from irsim.board.board import Board
from irsim.cli.recordings import verified
from irsim.events.live import SourceHeard
from irsim.live.config.whole import Config
from irsim.live.opening import open_live
from irsim.live.store.moving import export
from irsim.live.store.sink import StoreSink
from irsim.live.store.sql import SqlStore
from irsim.log.reading import read_recording
from irsim.plan import default_plan_text, load_plan
from irsim.session.ledger import Ledger


def test_it_verifies_as_an_open_recording(store: SqlStore, tmp_path: Path) -> None:
    text = default_plan_text()
    opened = open_live(load_plan(text), text, Config().load_world(), datetime(2026, 11, 20, 9, tzinfo=UTC))
    sink = StoreSink(store, store.head())
    ledger = Ledger(sink, opened)
    ledger.open()
    for at in (1_000, 2_000):
        ledger.enter(SourceHeard("alertmanager", at - 1), "desk", at)
    sink.close()
    place = tmp_path / "live.jsonl"
    assert export(store, place) == len(ledger.records)
    recording = read_recording(place)
    assert Board(recording.opened).opened.engine == "live"
    holds, said = verified(place, ledger.head)
    assert holds, said
    assert any("open" in sentence for sentence in said)
