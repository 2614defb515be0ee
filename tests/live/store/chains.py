"""Lines to put into stores."""

from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.base import Event
from irsim.events.incident import IncidentDetected, NoteAdded
from irsim.events.live import DeliveryReceived, IncidentArchived
from irsim.live.store.base import Delivery, Waiting
from irsim.log.records import GENESIS, seal


class Chain:
    """Seals bodies one behind the other."""

    def __init__(self, head: str = GENESIS, seq: int = -1) -> None:
        self.lines: list[bytes] = []
        self.head, self.seq = head, seq

    def add(self, body: Event, cause: int = -1, by: str = "desk", at: int | None = None) -> bytes:
        """The line of the next record."""
        self.seq += 1
        record, line = seal(self.seq, self.seq * 10 if at is None else at, by, cause, body, self.head)
        self.head = record.digest
        self.lines.append(line)
        return line

    def notes(self, count: int, incident: str = "INC-1") -> list[bytes]:
        """So many notes."""
        return [self.add(NoteAdded(incident, f"note {self.seq + 1}")) for _ in range(count)]


def taken(waiting: Waiting) -> DeliveryReceived:
    """What the desk writes of a delivery."""
    each = waiting.delivery
    return DeliveryReceived(waiting.number, each.source, each.format, each.body.decode(), each.received)


def delivery(body: str = "{}", once: str = "", source: str = "alertmanager") -> Delivery:
    """One."""
    return Delivery(source, "alertmanager", body.encode(), 1_700_000_000_000, once=once)


def told() -> Chain:
    """A short story of two incidents: the first has been archived."""
    chain = Chain()
    chain.add(AlertFired("A-1", "disk", "Disk is FULL", "critical", text="Größe: 100 %", labels={"host": "db-7"}))
    chain.add(IncidentDetected("INC-1", "Database down", 0, "P1", "outage", "ops", "A-1"), cause=0)
    chain.add(AlertAttached("A-1", "INC-1"), cause=1)
    chain.add(NoteAdded("INC-1", "We deleted old dumps"))
    chain.add(AlertFired("A-2", "latency", "Checkout is slow", "high"))
    chain.add(IncidentDetected("INC-2", "Slow checkout", 0, "P2", "performance", "ops", "A-2"), cause=4)
    chain.add(IncidentArchived("INC-1"))
    return chain
