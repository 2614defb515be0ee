"""A sender that never rests, and what of its alerts is in the store."""

import threading
import time

from irsim.events.alerts import AlertFired
from irsim.events.live import DeliveryReceived
from tests.live.serves import Installation, firing, webhook


class Load:
    """Posts alerts, each of its own name, as fast as it is answered; keeps the ones that were acknowledged."""

    def __init__(self, room: Installation, prefix: str = "Load") -> None:
        self.room = room
        self.prefix = prefix
        self.acknowledged: list[str] = []
        self.codes: dict[int, int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(20)

    def _run(self) -> None:
        number = 0
        while not self._stop.is_set():
            name = f"{self.prefix}{number}"
            number += 1
            code = self.room.post("/in/alertmanager", webhook(firing(name, severity="low")))
            self.codes[code] = self.codes.get(code, 0) + 1
            if code == 200:
                self.acknowledged.append(name)
            else:
                time.sleep(0.02)


def names(room: Installation) -> list[str]:
    """The alerts in the store, by their names, in order."""
    return [each.body.labels["alertname"] for each in room.records() if isinstance(each.body, AlertFired)]


def settled(room: Installation) -> None:
    """Wait until the desk has worked off what was delivered."""
    seen = -1

    def there() -> bool:
        nonlocal seen
        before, seen = seen, sum(isinstance(each.body, DeliveryReceived) for each in room.records())
        return before == seen and room.health()[1].get("lag_seconds") == 0

    room.until(there, "the end of the deliveries", 30)
    time.sleep(0.5)
