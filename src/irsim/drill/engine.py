"""The engine: puts the parts of a drill together, runs them on a stage, and ends the exercise on time."""

from irsim.board.due import next_due
from irsim.drill.channels import Channels
from irsim.drill.contacts import Contacts
from irsim.drill.delivering import part_opened
from irsim.drill.handouts import Handouts
from irsim.drill.hub import Hub
from irsim.drill.injects import Decisions, Injects
from irsim.drill.responders import Responders
from irsim.drill.stage import OBSERVE, URGENT, Stage, Timer
from irsim.drill.world import World
from irsim.events.after import HotWashOpened
from irsim.events.session import SessionEnded
from irsim.log.records import Record
from irsim.scenario.library import Loaded, parse_scenario
from irsim.session.ledger import Ledger


class DrillEngine:
    """A `session.Engine` that plays the scenario of the ledger's first record."""

    def __init__(self, ledger: Ledger, loaded: Loaded | None = None) -> None:
        self.ledger = ledger
        opened = ledger.board.opened
        self.loaded = loaded or parse_scenario(opened.scenario, opened.world)
        self.stage = Stage()
        self._desk: Timer | None = None
        self._desk_at = -1
        self.injects: Injects | None = None

    @property
    def now(self) -> int:
        """The instant (ms) that it has come to."""
        return self.stage.now

    @property
    def ended(self) -> bool:
        """Whether its world stands still for good."""
        return self.stage.stopped

    def start(self) -> None:
        """Make every part, in declared order; the end comes first at its instant, before anything else that is due."""
        hub = Hub(self.ledger, self.stage, self.loaded)
        scenario = self.loaded.scenario
        self.stage.at(scenario.duration, lambda _: hub.enter(SessionEnded("the exercise's time is up")), URGENT)
        if scenario.parts:
            first = scenario.parts[0]
            self.stage.at(0, lambda _: hub.enter(part_opened(hub, first)))
        world = World(hub)
        channels = Channels(hub)
        self.injects = Injects(hub, channels, world)
        Handouts(hub)
        Decisions(hub, self.injects)
        Contacts(hub, channels)
        Responders(hub)
        self.ledger.listen([SessionEnded], lambda record: self._end(hub, record))
        self.ledger.listen_to_all(self._after_each)

    def _end(self, hub: Hub, record: Record) -> None:
        """The world stands still, and everybody learns what there is to talk about."""
        self.stage.stop()
        hub.enter(HotWashOpened(tuple(hub.text(each) for each in self.loaded.scenario.discussion)), record.seq)

    def _after_each(self, _: Record) -> None:
        """Keep one lean timer at the instant when the duty desk should look next."""
        due = next_due(self.ledger.board)
        if due != self._desk_at:
            if self._desk is not None:
                self._desk.cancel()
            self._desk_at = due
            self._desk = self.stage.at(max(due, self.stage.now), self._look, OBSERVE) if due >= 0 else None

    def _look(self, _: object) -> None:
        self._desk = None
        self._desk_at = -1
        self.ledger.look(self.stage.now)
        self._after_each(self.ledger.records[-1])

    def advance(self, to: int, slice_seconds: float = 0) -> bool:
        """Let everything due up to and including `to` happen; see `session.Engine`."""
        return self.stage.advance(to, slice_seconds)

    def halt(self) -> None:
        """Come back from `advance` at this instant; see `session.Engine`."""
        self.stage.halt()

    def next_stop(self) -> int:
        """The instant of the next timed inject."""
        return self.injects.next_stop(self.stage.now) if self.injects else -1
