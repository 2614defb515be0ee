"""Long live logs, made at once: alerts that come and go, as a receiver would have delivered them."""

from datetime import UTC, datetime

import msgspec

from irsim.events.live import DeliveryReceived
from irsim.events.signals import Signal
from irsim.live.engine import LiveEngine
from irsim.live.loading import Loaded, load
from irsim.live.opening import open_live
from irsim.live.sources import read
from irsim.live.store.base import Store
from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import library_folder
from irsim.scenario.models import World
from irsim.words.documents import validate
from irsim.words.yamltext import read_yaml

STARTS = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)

WORLD = library_folder() / "worlds" / "penguinmails.yaml"


def opened(store: Store) -> Loaded:
    """The store's log, opened or taken up; this process has the desk."""
    world = validate(World, read_yaml(WORLD.read_bytes(), str(WORLD)))
    text = default_plan_text()
    loaded = load(store, "test", lambda: open_live(load_plan(text), text, world, STARTS), lambda _: None)
    store.take_desk("test")
    return loaded


def filled(store: Store, records: int, *, step: int = 20_000, services: int = 40) -> Loaded:
    """A store whose log has at least so many records: every `step` ms an alert fires, and the one before is over."""
    loaded = opened(store)
    ledger = loaded.ledger
    engine = LiveEngine(ledger, lambda source, form, body, received: read(form, body, None, received=received))
    engine.leading = True
    engine.start()
    number = 0
    while len(ledger.records) < records:
        number += 1
        at = ledger.board.at + step
        engine.advance(at)
        told = [
            _signal(number, "firing", services),
            *([_signal(number - 1, "resolved", services)] if number > 1 else []),
        ]
        body = msgspec.json.encode(told).decode()
        record = ledger.write(DeliveryReceived(number, "made", "signals", body, at), "source:made", at)
        ledger.apply_input(record)
        if not number % 500:
            loaded.sink.sync()
    loaded.sink.sync()
    return loaded


def _signal(number: int, state: str, services: int) -> Signal:
    return Signal(
        f"key-{number}",
        state,
        f"Check {number % 97} failed",
        severity=("low", "medium", "high")[number % 3],
        service=f"service-{number % services}",
        labels={"alertname": f"Check{number % 97}", "instance": f"host-{number % 13}"},
    )
