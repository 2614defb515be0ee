"""A team at a real terminal plays the shipped drill by keys alone, and scores what its decisions score as a script.

Whatever a person can do by script, a person can do by keys; and the clocks, owners and stamps come out the same.
"""

import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.commands import Command, Proceed
from irsim.drill.engine import DrillEngine
from irsim.events.after import FeedbackGiven
from irsim.events.inputs import CommandSubmitted
from irsim.log.reading import read_recording
from irsim.log.records import Record
from irsim.scenario.library import find_scenario, load_scenario
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.derive import verify
from tests.drills import SCRIPTS, the_plan
from tests.tui.keyteam import KeyTeam, Mirror, Pane, room_command

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.fixture
def pane() -> Iterator[Pane]:
    """A pane of its own server."""
    pane = Pane(f"irsim-keys-{uuid.uuid4().hex[:8]}")
    yield pane
    pane.end()


def decisions(records: list[Record]) -> list[tuple[int, Command]]:
    """When and what; whose word a table's decision is, the plan says, and the end of a hold is the room's."""
    given = ((each.at, each.body) for each in records)
    submitted = ((at, body.command) for at, body in given if isinstance(body, CommandSubmitted))
    return [each for each in submitted if not isinstance(each[1], Proceed)]


def test_a_team_plays_the_drill_by_keys_alone_and_scores_as_the_script_does(pane: Pane, tmp_path: Path) -> None:
    path = find_scenario("data-breach")
    loaded = load_scenario(path, the_plan())
    mirror = Mirror(loaded, read_script(SCRIPTS / "data-breach" / "lazy.yaml"), "1")
    recording = tmp_path / "keys.jsonl"
    pane.start(room_command(sys.executable, path, "1", recording), 120, 40)

    KeyTeam(pane, mirror).play()

    played = read_recording(recording)
    assert decisions(played.records) == decisions(mirror.records)
    wanted, got = score(mirror.records), score(played.records)
    assert (got.score, got.coverage) == (wanted.score, wanted.coverage)
    assert {claim.id: (claim.verdict, claim.points) for claim in got.claims} == {
        claim.id: (claim.verdict, claim.points) for claim in wanted.claims
    }

    pane.write("We contained it late.")
    pane.keys("Enter")
    pane.wait_for("We contained it late.")
    pane.keys("C-s")
    pane.wait_for("Finish, and see the score")
    pane.keys("Home", "Enter")
    shown = pane.wait_for(f"{got.score:g} of 100")
    assert f"{got.coverage:g} %" in shown
    pane.keys("q")
    pane.wait_for("Drills · ")
    pane.keys("q")
    pane.wait_for("EXIT=0")

    closed = read_recording(recording)
    assert closed.closed
    assert any(
        isinstance(each.body, FeedbackGiven) and each.body.text == "We contained it late." for each in closed.records
    )
    verdict = verify(closed, DrillEngine)
    assert verdict.holds, verdict.sentences
