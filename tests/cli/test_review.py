"""`irsim review` writes a post-mortem's files beside each other, and never over what is there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from irsim.cli.app import app
from irsim.events.after import ReviewScheduled, ThresholdProposed
from irsim.words.durations import HOUR
from tests.reports.story import Story, whole_story

FILES = {"INC-1-post-mortem.md", "INC-1-post-mortem.html", "INC-1-summary.md"}


def recorded(tmp_path: Path, *, dated: bool) -> Path:
    story: Story = whole_story()
    if dated:
        story.add(story.board.at, "incident_commander", ReviewScheduled("INC-1", "x", 76 * HOUR))
        story.add(
            story.board.at, "incident_commander", ThresholdProposed("INC-1", "response-time", "above", "4 s", 4000)
        )
    path = tmp_path / "kite.jsonl"
    path.write_bytes(b"".join(story.lines))
    return path


@pytest.mark.parametrize("dated", [True, False])
def test_the_files_of_a_post_mortem(tmp_path: Path, dated: bool) -> None:
    path, folder = recorded(tmp_path, dated=dated), tmp_path / "out"
    result = CliRunner().invoke(app, ["review", str(path), "inc-1", "-o", str(folder)])
    assert result.exit_code == 0, result.output
    more = {"INC-1-post-mortem.ics", "plan.diff"} if dated else set()
    assert {each.name for each in folder.iterdir()} == FILES | more
    assert ("no invitation was written" in result.output) is not dated


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = recorded(tmp_path, dated=False)
    arguments = ["review", str(path), "-o", str(tmp_path)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    again = CliRunner().invoke(app, arguments)
    assert "exists already" in str(again.exception)
    assert CliRunner().invoke(app, [*arguments, "--force"]).exit_code == 0


def test_an_incident_that_is_not_there_is_said_with_a_cure(tmp_path: Path) -> None:
    path = recorded(tmp_path, dated=False)
    result = CliRunner().invoke(app, ["review", str(path), "INC-7", "-o", str(tmp_path / "out")])
    assert "has no incident 'INC-7'" in str(result.exception)
    assert not (tmp_path / "out").exists()
