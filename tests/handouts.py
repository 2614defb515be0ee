"""A small drill that hands something out, in a folder of its own, for tests."""

from pathlib import Path

from irsim.scenario.library import Loaded, load_scenario
from tests.drills import DATA, the_plan

PICTURE = b"\x89PNG\r\n\x1a\n a door"

LOG = "handouts: [{id: door-log, title: The log of the door, file: papers/door.log.j2}]"

PAPERS = (
    "handouts: [{id: picture, title: The door, file: papers/door.png}, "
    '{id: letter, title: "A letter to {{ boss.first }}", text: "Dear {{ boss.name }}, mind the door.", name: l.txt}]'
)


def scenario_text(log: str = LOG, papers: str = PAPERS) -> str:
    """`small`, whose alert and whose message bring handouts."""
    text = (DATA / "small.yaml").read_text(encoding="utf-8")
    seen = 'title: "Login by {{ thief.name }}"}}'
    assert text.count(seen) == 1
    return text.replace(seen, f"{seen[:-1]}, {log}}}").replace(
        "    title: The boss asks\n", f"    title: The boss asks\n    {papers}\n"
    )


def write_papers(folder: Path, text: str = "") -> Path:
    """The scenario and what it hands out, in `folder`."""
    (folder / "papers").mkdir()
    (folder / "papers" / "door.log.j2").write_text("02:14 {{ thief.name }} at the door\n", encoding="utf-8")
    (folder / "papers" / "door.png").write_bytes(PICTURE)
    (folder / "small-world.yaml").write_bytes((DATA / "small-world.yaml").read_bytes())
    path = folder / "papers.yaml"
    path.write_text(text or scenario_text(), encoding="utf-8")
    return path


def with_papers(folder: Path) -> Loaded:
    """The same, read."""
    return load_scenario(write_papers(folder), the_plan())
