"""A live session in memory, driven by hand: sources say things, the desk looks at each `next_due`."""

from typing import Any

import msgspec

from irsim.board.signals import heard
from irsim.board.state import Alert
from irsim.events.base import Event
from irsim.events.live import DeliveryReceived
from irsim.events.session import LIVE
from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.log.writing import MemorySink
from irsim.session.ledger import Ledger
from tests.board.desk import MONDAY, Desk

AM = "alertmanager"


class Watch(Desk):
    """A desk whose alerts are real."""

    def __init__(self, plan: str = "", starts: str = MONDAY) -> None:
        super().__init__(plan, starts, engine=LIVE)
        opened = self.board.opened
        setting = msgspec.structs.replace(opened.setting, scenario="", codename="")
        real = msgspec.structs.replace(opened, setting=setting)
        self.ledger = Ledger(MemorySink(), real)
        self.ledger.open()
        self.delivered = 0

    def says(
        self, when: str, *signals: Signal, source: str = AM, truncated: bool = False, exercise: bool = False
    ) -> list[Event]:
        """A source says something; what the log gained by it."""
        at, ledger = self.to(when), self.ledger
        before = len(ledger.records) + 1
        self.delivered += 1
        delivery = DeliveryReceived(self.delivered, source, "test", "", at)
        cause = ledger.write(delivery, f"source:{source}", at)
        ledger.apply_input(cause)
        for event in heard(self.board, source, signals, at, truncated=truncated, exercise=exercise):
            ledger.enter(event, f"source:{source}", at, cause.seq)
        self.to(f"{at}ms")
        return [record.body for record in ledger.records[before:]]

    def fires(self, when: str, key: str = "a", source: str = AM, **said: Any) -> Alert:
        """One alert fires; as it is on the board."""
        self.says(when, firing(key, **said), source=source)
        return self.of(key, source)

    def ends(self, when: str, key: str = "a", source: str = AM, **said: Any) -> list[Event]:
        """One alert is over."""
        return self.says(when, over(key, **said), source=source)

    def of(self, key: str = "a", source: str = AM) -> Alert:
        """The latest alert of a key."""
        return self.board.alerts[self.board.keys[source][key]]


def firing(key: str = "a", severity: str = "warning", service: str = "api", **said: Any) -> Signal:
    """It holds."""
    return Signal(key, FIRING, said.pop("title", f"Alert {key}"), severity=severity, service=service, **said)


def over(key: str = "a", **said: Any) -> Signal:
    """It is over."""
    return Signal(key, RESOLVED, said.pop("title", f"Alert {key}"), **said)
