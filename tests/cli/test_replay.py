"""`irsim replay` in a pipe: lines from a time on, as an audience saw them; slips are said with their cure."""

from pathlib import Path

import pytest

from irsim.cli.replay import run_replay
from irsim.scenario.script import read_script
from irsim.words.faults import BadInput
from tests.drills import DATA, recorded, small


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small drill, played by its script."""
    path = tmp_path_factory.mktemp("tape") / "drill.jsonl"
    recorded(path, small(), read_script(DATA / "small-script.yaml"))
    return path


def test_lines_begin_where_one_asks_for_and_end_with_the_score(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_replay(tape) == 0
    whole = capsys.readouterr().out
    assert run_replay(tape, "20m", plain=True) == 0
    late = capsys.readouterr().out
    assert "Score" in whole.splitlines()[-1] or "score" in whole.lower()
    assert whole.endswith(late[-200:])
    assert len(late) < len(whole)
    first = next(line for line in late.splitlines() if line.startswith("T+"))
    assert first >= "T+00:20:00"


def test_a_player_reads_what_reached_the_seat_and_no_score(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_replay(tape, audience="communications_lead") == 0
    own = capsys.readouterr().out
    assert run_replay(tape) == 0
    whole = capsys.readouterr().out
    assert "Coverage" not in own
    assert len(own) < len(whole)


def test_slips_are_said_with_their_cure(tape: Path) -> None:
    with pytest.raises(BadInput, match="technical_lead"):
        run_replay(tape, audience="technical_led")
    with pytest.raises(BadInput, match="leave out --from, --as"):
        run_replay(tape, audience="table", follow=True)
    with pytest.raises(BadInput, match=r"it goes to T\+01:00:00"):
        run_replay(tape, "9h")
