"""Finds scenarios by name or path, and reads them with their world."""

import sysconfig
from dataclasses import dataclass
from pathlib import Path

from irsim.plan import Plan
from irsim.scenario.check import check
from irsim.scenario.models import Scenario, World
from irsim.words.documents import validate
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.yamltext import read_yaml


@dataclass(frozen=True)
class Loaded:
    """A scenario and its world, with the texts they were read from."""

    scenario: Scenario
    world: World
    scenario_text: str
    world_text: str


def library_folder() -> Path:
    """Where the scenarios that ship are: the checkout's `scenarios/`, or the wheel's copy of it."""
    checkout = Path(__file__).resolve().parents[3] / "scenarios"
    if checkout.is_dir():
        return checkout
    return Path(sysconfig.get_path("data")) / "share" / "irsim" / "scenarios"


def find_scenario(name: str) -> Path:
    """The file of a scenario given by path or by name. Raises BadInput with what there is."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        if not path.is_file():
            raise BadInput.one(name, 0, "there is no such file; check the path")
        return path
    shipped = {file.stem: file for file in sorted(library_folder().glob("*.yaml"))}
    if name not in shipped:
        raise BadInput.one(name, 0, f"no scenario is called that; {nearest(name, shipped)}")
    return shipped[name]


def load_scenario(path: Path, plan: Plan) -> Loaded:
    """The scenario in `path` and its world. Raises BadInput naming every mistake in either file."""
    text, document, scenario = _read(path, Scenario)
    world_path = path.parent / scenario.world
    if not world_path.is_file():
        line = document.line_of(("world",))
        raise BadInput.one(str(path), line, f"world: there is no file '{scenario.world}' beside this one; fix the path")
    world_text, world_document, world = _read(world_path, World)
    faults: list[Fault] = check(document, scenario, world_document, world, plan)
    if faults:
        raise BadInput(faults)
    return Loaded(scenario, world, text, world_text)


def parse_scenario(scenario_text: str, world_text: str) -> Loaded:
    """A scenario and world as a recording holds them; they were checked when it was made."""
    scenario = validate(Scenario, read_yaml(scenario_text, "the recording's scenario"))
    world = validate(World, read_yaml(world_text, "the recording's world"))
    return Loaded(scenario, world, scenario_text, world_text)


def _read(path: Path, model):  # type: ignore[no-untyped-def]
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check the path and its rights") from None
    document = read_yaml(raw, str(path))
    return raw.decode("utf-8-sig"), document, validate(model, document)
