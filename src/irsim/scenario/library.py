"""Finds scenarios by name or path, and reads them with their world."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from irsim.plan import Plan, default_plan_text, load_plan
from irsim.scenario.check import check
from irsim.scenario.files import library_folder as library_folder
from irsim.scenario.files import read_bounded
from irsim.scenario.models import Scenario, World
from irsim.words.documents import STAND_IN, Reading, few, read_sound, validate
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.yamltext import Document, read_yaml

M = TypeVar("M", bound=BaseModel)

SCENARIO_STAND_IN: dict[str, Any] = {
    **dict.fromkeys(("id", "title", "codename", "family", "summary", "briefing", "world"), STAND_IN),
    "difficulty": "introductory",
    "starts": "2026-01-01T00:00:00+00:00",
    "duration": "36500d",
    "objectives": [{"id": STAND_IN, "label": ""}],
    "truth": {"incidents": []},
    "injects": [{"id": STAND_IN, "title": "", "at": 0, "hold": {"for": "1s", "questions": []}}],
    "expectations": [
        {"id": STAND_IN, "title": "", "objective": STAND_IN, "role": STAND_IN, "points": 1, "judge": "evaluator"}
    ],
}
WORLD_STAND_IN: dict[str, Any] = {"id": STAND_IN, "title": "", "services": [{"id": STAND_IN, "label": ""}]}
"""What takes the place of unusable parts, so that the others can be checked in the same go."""


@dataclass(frozen=True)
class Loaded:
    """A scenario and its world, with the texts they were read from."""

    scenario: Scenario
    world: World
    scenario_text: str
    world_text: str
    folder: Path | None = field(default=None, compare=False)
    """where the scenario lies, with the files of its handouts; None where it comes from a recording"""


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


def plan_for(path: Path, given: Path | None = None) -> tuple[Plan, str]:
    """The plan by which the scenario in `path` is played, with its text: `given`, else the one that the scenario names,
    else the one that ships. Raises BadInput naming every mistake in it."""
    if given is None:
        scenario = _naming_a_plan(path)
        if scenario is None:
            text = default_plan_text()
            return load_plan(text, "default.yaml"), text
        named = scenario.data["plan"]
        given = path.parent / named
        if not given.is_file():
            line = scenario.line_of(("plan",))
            raise BadInput.one(str(path), line, f"plan: there is no file '{named[:80]}' beside this one; fix the path")
    raw = _read_file(given)
    return load_plan(raw, str(given)), raw.decode("utf-8-sig")


def _naming_a_plan(path: Path) -> Document | None:
    """The scenario in `path`, if it names a plan of its own. What else is wrong with it is for `load_scenario`."""
    raw = _read_file(path)
    if not re.search(rb"\bplan['\"]?\s*:", raw):  # reading all of it costs much more, and few name one
        return None
    document = read_yaml(raw, str(path))
    named = document.data.get("plan") if isinstance(document.data, dict) else None
    return document if isinstance(named, str) and named else None


def load_scenario(path: Path, plan: Plan) -> Loaded:
    """The scenario in `path` and its world. Raises BadInput naming every mistake in either file."""
    text, scenario = _read(path, Scenario, SCENARIO_STAND_IN)
    faults = list(scenario.faults)
    named = scenario.value.world if scenario.value is not None else STAND_IN
    if named == STAND_IN:
        raise BadInput(few(faults))
    world_path = path.parent / named
    if not world_path.is_file():
        line = scenario.document.line_of(("world",))
        faults.append(Fault(str(path), line, f"world: there is no file '{named[:80]}' beside this one; fix the path"))
        raise BadInput(few(faults))
    try:
        world_text, world = _read(world_path, World, WORLD_STAND_IN)
    except BadInput as bad:
        raise BadInput(few([*faults, *bad.faults])) from None
    faults += world.faults
    if scenario.value is not None and world.value is not None:
        faults += check(scenario, scenario.value, world, world.value, plan)
    if faults or scenario.value is None or world.value is None:
        raise BadInput(few(faults))
    return Loaded(scenario.value, world.value, text, world_text, path.parent)


def parse_scenario(scenario_text: str, world_text: str) -> Loaded:
    """A scenario and world as a recording holds them; they were checked when it was made."""
    scenario = validate(Scenario, read_yaml(scenario_text, "the recording's scenario"))
    world = validate(World, read_yaml(world_text, "the recording's world"))
    return Loaded(scenario, world, scenario_text, world_text)


def _read(path: Path, model: type[M], stand_in: dict[str, Any]) -> tuple[str, Reading[M]]:
    raw = _read_file(path)
    document = read_yaml(raw, str(path))
    return raw.decode("utf-8-sig"), read_sound(model, document, stand_in)


def _read_file(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check the path and its rights") from None
