"""A live room in memory whose outbox is real: what is reported is written, folded and reacted upon as by a host."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from irsim.board.state import Notification
from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.base import Event
from irsim.events.communication import UpdateQueued, UpdateSent
from irsim.events.incident import IncidentDetected
from irsim.events.session import ChannelBrief, ContactBrief, ServiceBrief, SessionOpened, Setting
from irsim.events.work import PageSent
from irsim.live.config.channels import Channel, Notifications
from irsim.live.config.people import Person
from irsim.live.config.secrets import Hidden, Secret
from irsim.live.outbox import Outbox, Routes
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text
from irsim.session.ledger import Ledger

NAMED = Secret(env="NOT_ASKED")
QUICK = {"first": "40ms", "longest": "80ms", "give_up_after": "5s"}


def way(**given: Any) -> Channel:
    """A way that is tried again quickly."""
    if not given.get("by_hand"):
        given.setdefault("url", NAMED)
    return Channel.model_validate({"retry": QUICK, "timeout": "1s", **given})


def opening() -> SessionOpened:
    setting = Setting(
        "",
        "",
        services={"api": ServiceBrief("API")},
        contacts={"primary-on-call": ContactBrief("Ana de Vries")},
        channels={name: ChannelBrief(name.capitalize()) for name in ("pager", "phone", "mail", "slack", "status_page")},
    )
    return SessionOpened(1, "live", "7", "2026-11-16T03:12:00+00:00", {}, setting, default_plan_text())


class Room:
    """The ledger with a clock that runs, an incident on the board, and an outbox over it."""

    def __init__(self, records: list[Record] | None = None, *, later: int = 0, exercise: bool = False) -> None:
        self.ledger = Ledger(MemorySink(), opening())
        self._began = time.monotonic()
        self._later = later
        if records:
            for record in records:
                self.ledger.follow(record)
            return
        self.ledger.open()
        self.enter(
            AlertFired("AL-1", "errors", "Errors at the API", "high", "api", exercise=exercise),
            IncidentDetected("INC-1", "Errors at the API", 0, "SEV-2", "availability", "operational", "AL-1", ("api",)),
            AlertAttached("AL-1", "INC-1"),
        )

    @property
    def board(self) -> Any:
        return self.ledger.board

    @property
    def now(self) -> int:
        since = max([record.at for record in self.ledger.records[:1]] + [self._later])
        return max(since + int((time.monotonic() - self._began) * 1000), self.ledger.records[-1].at)

    def enter(self, *events: Event) -> None:
        for event in events:
            self.ledger.enter(event, "desk", self.now)

    async def report(self, event: Event, by: str) -> None:
        assert event.is_input
        await asyncio.sleep(0)
        self.ledger.apply_input(self.ledger.write(event, by, self.now))

    def page(self, contact: str = "primary-on-call", via: str = "pager", incident: str = "INC-1") -> str:
        name = f"PG-{len(self.board.pages) + 1}"
        self.enter(PageSent(name, contact, incident, self.now + 300_000, "Errors at the API", via=via))
        return name

    def update(self, audience: str = "team", channel: str = "slack", text: str = "We are on it.") -> str:
        name, now = f"UPD-{len(self.board.updates) + 1}", self.now
        self.enter(UpdateQueued(name, "INC-1", audience, channel, text=text, leaves=now))
        self.enter(UpdateSent(name, "INC-1", audience, channel, text=text, queued_at=now))
        return name

    def outbox(
        self,
        ways: Mapping[str, Channel],
        addresses: Mapping[str, str],
        *,
        people: Mapping[str, Person] | None = None,
        settings: Notifications | None = None,
        sends: bool = True,
        publish: Callable[[], None] | None = None,
        report: Any = None,
    ) -> Outbox:
        routes = Routes(ways, people or {}, settings or Notifications(), sends=sends, status_page=publish is not None)
        hidden = {name: Hidden(address) for name, address in addresses.items()}
        return Outbox(report or self.report, lambda: self.board, routes, hidden, lambda: self.now, publish=publish)

    async def running(self, outbox: Outbox, until: Callable[[], bool], seconds: float = 8) -> None:
        """Run `outbox` until something is so."""
        self.ledger.listen_to_all(outbox.hear)
        task = asyncio.create_task(outbox.run())
        try:
            async with asyncio.timeout(seconds):
                while not until():
                    if task.done():
                        task.result()
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"it did not come: {self.notifications}") from None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def notifications(self) -> list[Notification]:
        return list(self.board.notifications.values())

    def settled(self) -> bool:
        return bool(self.notifications) and not any(each.open for each in self.notifications)

    def kinds(self) -> list[str]:
        tags = [str(record.body.__struct_config__.tag) for record in self.ledger.records]
        return [tag for tag in tags if tag.startswith(("notification", "delivery", "page.", "update.b"))]
