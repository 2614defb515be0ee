"""Casts: what a terminal shows that plays one is what the room showed, the same each time."""

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from irsim.cli.casting import cast_recording
from irsim.commands import Acknowledge, Act
from irsim.log.reading import Recording, read_recording
from irsim.scenario.script import Scripted
from irsim.tui import casting
from irsim.tui.casting import GRAIN, steps_of, write_cast
from irsim.tui.replay.replay import Replay
from irsim.words.durations import HOUR, MINUTE
from irsim.words.faults import BadInput
from tests.drills import recorded, small

PLAYER = Path(sys.executable).with_name("asciinema")

WHOLE = 20

SCRIPT = [
    Scripted(6 * MINUTE, "incident_commander", Acknowledge("INC-1"), 0),
    Scripted(9 * MINUTE, "technical_lead", Act("close-door"), 0),
]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A drill of an hour."""
    path = tmp_path_factory.mktemp("drill") / "drill.jsonl"
    recorded(path, small(), SCRIPT)
    return read_recording(path)


@pytest.fixture(scope="module")
def cast(recording: Recording) -> list[str]:
    """It, in 36 seconds."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(casting, "WHOLE", WHOLE)
        return list(write_cast(recording, width=80, height=24, speed=10_000, audience="table"))


def final(lines: list[str]) -> list[str]:
    """The last screen, drawn by a terminal of our own that knows what a cast of ours uses: places, colours, text."""
    screen = [""] * 24
    for line in lines[1:]:
        for row, text in re.findall(r"\x1b\[(\d+);1H((?:(?!\x1b\[\d+;1H).)*)", json.loads(line)[2], re.DOTALL):
            plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)
            screen[int(row) - 1] = plain or screen[int(row) - 1]
    return [row.rstrip() for row in screen]


def test_a_cast_begins_with_its_size_and_goes_on_in_time(cast: list[str]) -> None:
    head, *frames = map(json.loads, cast)
    assert (head["version"], head["width"], head["height"], head["title"]) == (2, 80, 24, "Open Door")
    assert "timestamp" not in head, "when it was made is nobody's business"
    times = [at for at, _, _ in frames]
    assert times == sorted(times)
    assert times[0] == 0
    assert 35 < times[-1] <= 37
    assert all(kind == "o" for _, kind, _ in frames)
    assert len(frames) > 40


def test_only_what_changed_is_written_and_now_and_then_everything(cast: list[str]) -> None:
    texts = [json.loads(line)[2] for line in cast[1:]]
    rows = [text.count(";1H") for text in texts]
    assert rows[0] == rows[WHOLE] == 24
    assert sum(rows) / len(rows) < 16
    assert all(rows)


def test_it_shows_what_the_room_showed(cast: list[str]) -> None:
    screen = "\n".join(final(cast))
    assert "OVER  The exercise has ended." in screen
    assert "T+01:00:00" in screen
    assert "INC-1" in screen
    middle = "\n".join(final([line for line in cast if line.startswith("{") or json.loads(line)[0] <= 5.5]))
    assert "T+00:09:00" in middle
    assert "? Help" in middle


def test_the_same_recording_gives_the_same_cast(
    recording: Recording, cast: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "WHOLE", WHOLE)
    assert list(write_cast(recording, width=80, height=24, speed=10_000, audience="table")) == cast


def test_a_gap_off_stage_takes_a_moment(recording: Recording) -> None:
    replay = Replay(recording)
    replay.prepare("table")
    replay.turn_to("table")
    replay.gaps = [(20 * MINUTE, 50 * MINUTE)]
    steps = list(steps_of(replay, 6_000))
    assert [at for at, _ in steps] == sorted(at for at, _ in steps)
    assert steps[-1] == (HOUR, 32_000)
    assert all(into % GRAIN == 0 for _, into in steps)
    within = [at for at, into in steps if 20_000 < into < 22_000]
    assert all(at <= 20 * MINUTE or at in {r.at for r in recording.records} for at in within)


def test_the_command_says_what_does_not_fit(recording: Recording, tmp_path: Path) -> None:
    def made(**options: str) -> int:
        given = {"size": "80x24", "speed": "600", "audience": "table"} | options
        return cast_recording(recording.path, tmp_path / "x.cast", force=False, **given)

    for options, said in (
        ({"size": "80"}, "'80' is no size; write columns and lines, as 120x40"),
        ({"size": "20x10"}, "20x10 is out of reach; give 80x24 to 300x100"),
        ({"speed": "max"}, "a cast has a speed; give 1, 60 or 600"),
        ({"speed": "fast"}, "'fast' is no pace"),
        ({"audience": "cook"}, "nobody in it is 'cook'"),
    ):
        with pytest.raises(BadInput, match=said):
            made(**options)
    assert not (tmp_path / "x.cast").exists()


@pytest.mark.skipif(not PLAYER.exists() or shutil.which("tmux") is None, reason="needs asciinema and tmux")
def test_the_reference_player_plays_it_and_a_terminal_shows_the_room(cast: list[str], tmp_path: Path) -> None:
    path = tmp_path / "room.cast"
    path.write_text("".join(f"{line}\n" for line in cast), encoding="utf-8")
    played = subprocess.run([PLAYER, "cat", path], capture_output=True, check=False)
    assert played.returncode == 0, played.stderr
    socket = f"irsim-cast-{path.stat().st_ino}"
    tmux = ["tmux", "-L", socket, "-f", "/dev/null"]
    command = f"LANG=C.UTF-8 {PLAYER} cat {path}; sleep 30"
    subprocess.run([*tmux, "-u", "new", "-d", "-x", "80", "-y", "24", "-s", "room", "sh", "-c", command], check=True)
    try:
        subprocess.run([*tmux, "set", "status", "off"], check=True)
        for _ in range(60):
            time.sleep(0.1)
            pane = subprocess.run(
                [*tmux, "capture-pane", "-p", "-t", "room"], capture_output=True, text=True, check=True
            )
            shown = [line.rstrip() for line in pane.stdout.split("\n")[:24]]
            if shown == final(cast):
                break
        assert shown == final(cast)
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
