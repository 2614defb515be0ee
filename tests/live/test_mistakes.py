"""A mistake of our own over one delivery or one command is said; the next ones are worked off, also after a restart."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from irsim.board.decide import Refused
from irsim.commands import Declare, Note
from irsim.events.alerts import AlertFired
from irsim.events.live import DeliveryUnread
from irsim.live.store.base import Delivery
from irsim.live.store.opening import open_store
from irsim.session.protocol import Accepted, NotAccepted
from tests.live.hosts import host_of
from tests.live.logs_made import opened
from tests.live.serves import firing, webhook
from tests.live.terminals import in_a_loop, until


@in_a_loop
async def test_what_breaks_over_one_input_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    store = open_store(f"sqlite:///{tmp_path / 'live.sqlite'}")
    host = host_of(store)
    told: list[str] = []
    host.inputs.mistaken = lambda what, mistake: told.append(what)
    running = asyncio.create_task(host.run())
    await until(lambda: host.leading, "the desk")
    from irsim.board.signals import heard as sound

    def broken(board: Any, source: str, signals: Any, *rest: Any, **named: Any) -> Any:
        if any(signal.title.startswith("Poison") for signal in signals):
            raise ZeroDivisionError
        return sound(board, source, signals, *rest, **named)

    monkeypatch.setattr("irsim.live.engine.heard", broken)
    for name in ("Poison", "Well"):
        store.put([Delivery("am", "alertmanager", msgspec.json.encode(webhook(firing(name))), 1)])
    host.wake()
    await until(lambda: host.ledger.board.alerts, "the alert after it")
    assert told == [f"record {told[0].split()[1]}"]
    kinds = [type(each.body) for each in host.ledger.records]
    assert kinds.count(DeliveryUnread) == kinds.count(AlertFired) == 1

    monkeypatch.setattr("irsim.session.ledger.decide", _mistaken)
    refused = await host.submit(Declare(title="One"), "incident_commander:ana", "1")
    assert isinstance(refused, NotAccepted)
    assert "mistake" in refused.refused.reason
    monkeypatch.undo()
    assert isinstance(await host.submit(Note("INC-1", "two"), "incident_commander:ana", "2"), Accepted)
    host.leave()
    await running
    store.close()
    again = open_store(f"sqlite:///{tmp_path / 'live.sqlite'}")
    assert len(opened(again).ledger.records) == len(host.ledger.records)
    again.close()


def _mistaken(*_: Any, **__: Any) -> Refused:
    raise KeyError("nothing of anybody's")
