"""The front of the house for tests: a launcher that lists what it is given and opens a drill in memory."""

import asyncio
import functools
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec

from textual.pilot import Pilot

from irsim.log.records import Record
from irsim.session.wire import Lobby
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.launch import (
    Briefing,
    Debriefing,
    DrillBrief,
    ForkOffer,
    HostWish,
    JoinWish,
    RecordingBrief,
    RoleBrief,
    Sitting,
    Wish,
)
from irsim.tui.terminal import Terminal
from irsim.words.faults import BadInput
from tests.tui.house import seat_down, until

P = ParamSpec("P")


def played(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a test that awaits."""

    @functools.wraps(test)
    def run(*args: P.args, **options: P.kwargs) -> None:
        asyncio.run(test(*args, **options))

    return run


KITE = DrillBrief(
    "data-breach", "Paper Kite", "intermediate", 259_200_000, None, "data-breach", "A thief in the attic."
)
TIN = DrillBrief("system-outage", "Tin Harbour", "hard", 71_100_000, 72.5, "outage", "A disk is full.")
BROKEN = DrillBrief("broken", fault="line 3: 'x' is no field; did you mean 'y'?")

FOLDER = Path("/home/somebody/recordings")
OPEN = RecordingBrief(FOLDER / "a.jsonl", "Paper Kite", "2026-11-22T00:51:00+00:00", 2_832_000, "open", True)
RUNNING = RecordingBrief(FOLDER / "b.jsonl", "Tin Harbour", "2026-11-21T20:51:00+00:00", 832_000, "running", True)
CLOSED = RecordingBrief(FOLDER / "c.jsonl", "Tin Harbour", "2026-11-20T20:51:00+00:00", 71_100_000, "closed", True, 61)
TORN = RecordingBrief(FOLDER / "d.jsonl", fault="line 9: not a record; restore the file from a copy")

BRIEFING = Briefing(
    "data-breach",
    "Paper Kite",
    "intermediate",
    259_200_000,
    100,
    "2026-11-16T09:00:00+00:00",
    "It is Monday, nine o'clock.",
    "PenguinMails",
    "the plan",
    ("Detection and triage", "Communication"),
    (
        RoleBrief("incident_commander", "Incident Commander", "Takes the decisions.", ("Declare incidents",)),
        RoleBrief("technical_lead", "Technical Lead", "Leads the fix.", ("Triage alerts",)),
        RoleBrief("communications_lead", "Communications Lead", "Speaks for the response."),
    ),
    ("Monday morning", "Thursday"),
)


class Desk:
    """A launcher that keeps what was asked of it. `gate` holds `begin` and `take_up` back until it is set."""

    def __init__(
        self, drills: tuple[DrillBrief, ...] = (KITE, TIN), recordings: tuple[RecordingBrief, ...] = ()
    ) -> None:
        self.listed = drills
        self.kept = recordings
        self.brief = BRIEFING
        self.begun: list[Wish] = []
        self.taken: list[Path] = []
        self.hosted: list[bool] = []
        self.fault: BadInput | None = None
        self.gate = threading.Event()
        self.gate.set()

    def drills(self) -> list[DrillBrief]:
        """What the library has."""
        return list(self.listed)

    def recordings(self, limit: int = 50, also: Sequence[Path] = ()) -> list[RecordingBrief]:
        """What is kept."""
        return list(self.kept[:limit])

    def briefing(self, name: str) -> Briefing:
        """The one there is."""
        self._refuse()
        return self.brief

    def begin(self, wish: Wish) -> Sitting:
        """A small drill in memory."""
        self.gate.wait(10)
        self._refuse()
        self.begun.append(wish)
        return seat_down()

    def take_up(self, path: Path, pace: int | None = None, host: HostWish | None = None) -> Sitting:
        """The same."""
        self.gate.wait(10)
        self._refuse()
        self.taken.append(path)
        self.hosted.append(host is not None)
        return seat_down()

    def look(self, wish: JoinWish) -> Lobby:
        """Nobody hosts anything here."""
        raise BadInput.one(wish.address, 0, "nobody hosts a room there; look elsewhere")

    def join(self, wish: JoinWish) -> Sitting:
        """Nobody hosts anything here."""
        raise BadInput.one(wish.address, 0, "nobody hosts a room there; look elsewhere")

    def fork_offer(self, path: Path, seq: int, at: int = -1) -> ForkOffer:
        """Not here."""
        raise BadInput.one(str(path), 0, "is not kept here; look elsewhere")

    def fork(self, offer: ForkOffer, to: Path) -> Sitting:
        """Not here."""
        raise BadInput.one(str(to), 0, "is not kept here; look elsewhere")

    def debrief(self, path: Path) -> Debriefing:
        """Not here."""
        raise BadInput.one(str(path), 0, "is not kept here; look elsewhere")

    def report(self, path: Path) -> Path:
        """Not here, either."""
        raise BadInput.one(str(path), 0, "is not kept here; look elsewhere")

    def report_received(self, records: list[Record]) -> Path:
        """Nor of what came from elsewhere."""
        raise BadInput.one("the report", 0, "is not written here; look elsewhere")

    def _refuse(self) -> None:
        if self.fault is not None:
            raise self.fault


@asynccontextmanager
async def at_home(
    desk: Desk, size: tuple[int, int] = (120, 40), *, wish: Wish | None = None, settings: Settings | None = None
) -> AsyncIterator[tuple[Pilot[Any], IrsimApp]]:
    """The app as it starts, lists read."""
    from irsim.tui.screens.home import HomeScreen

    app = IrsimApp(desk, settings or Settings(), Terminal(False, "full"), wish=wish)
    async with app.run_test(size=size, notifications=True) as pilot:
        home = app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await until(pilot, lambda: home.drills.count() == len(desk.listed))
        yield pilot, app
        if app.table is not None:
            await app.table.stop()
