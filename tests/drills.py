"""Small drills for tests: opened in memory or on disk, played by a script or by simulated responders."""

from pathlib import Path

from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.session import SessionOpened
from irsim.log.writing import FileSink, MemorySink, Sink
from irsim.plan import Plan, default_plan_text, load_plan
from irsim.scenario.library import Loaded, load_scenario
from irsim.scenario.script import Scripted
from irsim.session.ledger import Ledger
from irsim.session.play import play

DATA = Path(__file__).parent / "data"
SCRIPTS = Path(__file__).parent / "scripts"


def the_plan() -> Plan:
    """The plan that ships."""
    return load_plan(default_plan_text(), "default.yaml")


def small() -> Loaded:
    """A drill of an hour with everything in it once."""
    return load_scenario(DATA / "small.yaml", the_plan())


def hospital_plan() -> str:
    """The plan of a hospital, which shares no name with the one that ships."""
    return (DATA / "hospital-plan.yaml").read_text(encoding="utf-8")


def hospital() -> Loaded:
    """A drill of that hospital's."""
    return load_scenario(DATA / "hospital.yaml", load_plan(hospital_plan(), "hospital-plan.yaml"))


def plan_of(loaded: Loaded) -> str:
    """The text of the plan by which a drill is played."""
    return hospital_plan() if loaded.scenario.plan else default_plan_text()


def opened(loaded: Loaded, seats: str = "script", seed: str = "1") -> SessionOpened:
    """Its first record, with every seat played the same way."""
    plan = load_plan(plan_of(loaded), "the plan")
    return open_drill(loaded, plan, plan_of(loaded), seed=seed, seats={role.id: seats for role in plan.roles})


def begin(loaded: Loaded, sink: Sink, seats: str = "script", seed: str = "1") -> tuple[Ledger, DrillEngine]:
    """A ledger and an engine that are ready to go."""
    ledger = Ledger(sink, opened(loaded, seats, seed))
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    return ledger, engine


def played(
    loaded: Loaded, script: list[Scripted], seats: str = "script", seed: str = "1"
) -> tuple[Ledger, list[bytes]]:
    """Played to the end in memory: the ledger and its lines."""
    sink = MemorySink()
    ledger, engine = begin(loaded, sink, seats, seed)
    play(ledger, engine, script)
    return ledger, sink.lines


def recorded(path: Path, loaded: Loaded, script: list[Scripted], seats: str = "script") -> Ledger:
    """Played to the end into a file."""
    ledger, engine = begin(loaded, FileSink.create(path), seats)
    play(ledger, engine, script)
    return ledger
