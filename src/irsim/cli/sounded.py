"""The alerts of a scenario, heard: the drill is played through without a team, and its alerts are kept with their
times. Shadow drills send them, the demonstration lives on them."""

from dataclasses import dataclass

from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.session import TimeAdvanced
from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.sounding import Sounding, deliveries
from irsim.live.store.base import Delivery
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.plan import Plan
from irsim.scenario.library import Loaded
from irsim.session.ledger import Ledger
from irsim.session.play import play
from irsim.words.faults import BadInput


@dataclass(frozen=True)
class Heard:
    """A scenario's alerts in the order of their times, and how long (ms) it lasts. What passes off stage takes no time:
    its alerts come together, at its beginning."""

    soundings: tuple[Sounding, ...]
    length: int


def heard_in(loaded: Loaded, plan: Plan, plan_text: str, seed: str = "shadow") -> Heard:
    """Play `loaded` with empty seats, as fast as it can, and listen. Raises BadInput where it has no alert."""
    opened = open_drill(
        loaded, plan, plan_text, seed=seed, seats={role.id: "empty" for role in plan.roles}, assist="bare", pace=0
    )
    ledger = Ledger(MemorySink(), opened)
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    play(ledger, engine, [])
    heard = _listened(ledger.records, ledger.board.ended_at)
    if not heard.soundings:
        message = "fires no alert by itself, so there is nothing to send; take another scenario"
        raise BadInput.one(loaded.scenario.id, 0, message)
    return heard


def demonstration(loaded: Loaded, plan: Plan, plan_text: str, began: int) -> list[tuple[int, Delivery]]:
    """What a room that shows `loaded` from `began` (Unix ms) on takes in, as (ms from then, delivery), in order. The
    room itself is an exercise, so that its titles need not say so. Raises BadInput where it has no alert."""
    return list(deliveries(heard_in(loaded, plan, plan_text, "demo").soundings, f"demo-{began}", began))


def _listened(records: list[Record], ended: int) -> Heard:
    gaps: list[tuple[int, int]] = []
    fired: dict[str, Signal] = {}
    soundings: list[Sounding] = []
    for record in records:
        body, at = record.body, _on_stage(record.at, gaps)
        if isinstance(body, TimeAdvanced):
            gaps.append((record.at, body.to))
        elif isinstance(body, AlertFired):
            fired[body.alert] = _signal(body)
            soundings.append(Sounding(at, fired[body.alert]))
        elif isinstance(body, AlertResolved) and body.alert in fired:
            signal = fired[body.alert]
            soundings.append(Sounding(at, Signal(signal.key, RESOLVED, signal.title, monitor=signal.monitor)))
    return Heard(tuple(soundings), _on_stage(ended, gaps))


def _on_stage(at: int, gaps: list[tuple[int, int]]) -> int:
    """The instant without the time that passed off stage before it."""
    return at - sum(max(0, min(at, ends) - begins) for begins, ends in gaps)


def _signal(fired: AlertFired) -> Signal:
    """The alert as its source would say it."""
    return Signal(
        key=fired.alert,
        state=FIRING,
        title=fired.title,
        text=fired.text,
        severity=fired.severity,
        service=fired.service,
        category=fired.category,
        monitor=fired.monitor,
        labels={"metric": fired.metric} if fired.metric else {},
    )
