"""Kill the process at any instant: what a person did is not lost, and the drill goes on where it stood."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from irsim.events.incident import NoteAdded
from irsim.log.reading import read_recording
from tests.drills import DATA

ROUNDS = 50
IRSIM = [sys.executable, "-c", "from irsim.cli import main; main()"]


def _script(folder: Path) -> Path:
    """A note every ten seconds, from the incident's detection to its end."""
    path = folder / "notes.yaml"
    path.write_text(
        "\n".join(
            f"- {{at: {10 * n + 130}s, as: technical_lead, do: note, incident: INC-1, with: {{text: note-{n}-}}}}"
            for n in range(340)
        ),
        encoding="utf-8",
    )
    return path


def _killed_and_resumed(folder: Path, script: Path, number: int) -> tuple[int, bool]:
    """One round: the number of notes that the killed process had shown, and whether a torn line was told."""
    chance = random.Random(number)
    recording = folder / f"killed-{number}.jsonl"
    command = [*IRSIM, "drill", str(DATA / "small.yaml"), "--script", str(script), "--record", str(recording)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*command, "--pace", "3600"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    )
    while not recording.exists() or recording.stat().st_size == 0:
        assert process.poll() is None
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 1.0))
    process.send_signal(signal.SIGKILL)
    shown = process.communicate()[0]
    accepted = [word for word in shown.split() if word.startswith("note-")]

    if chance.random() < 0.5:
        with recording.open("ab") as file:
            file.write(b'{"seq":99999,"at":1,"by":"engine","cause":-1,"bo')
    before = read_recording(recording)
    assert not before.broken
    commands = b"".join(line for line in before.lines if b"command.submitted" in line)
    assert [note for note in accepted if note.encode() not in commands] == []

    arguments = ["--script", str(script), "--resume", str(recording)]
    resumed = subprocess.run([*IRSIM, "drill", *arguments], capture_output=True, text=True, check=True)
    told = "torn" in resumed.stdout
    assert told == bool(before.torn)
    after = read_recording(recording)
    assert after.closed
    notes = [record.body.text for record in after.records if isinstance(record.body, NoteAdded)]
    assert notes == [f"note-{n}-" for n in range(340)]
    verified = subprocess.run([*IRSIM, "verify", str(recording)], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout
    return len(accepted), told


def test_killed_at_fifty_random_instants_nothing_accepted_is_lost_and_the_drill_goes_on(tmp_path: Path) -> None:
    script = _script(tmp_path)
    with ThreadPoolExecutor(2) as pool:
        rounds = list(pool.map(lambda number: _killed_and_resumed(tmp_path, script, number), range(ROUNDS)))
    assert sum(shown for shown, _ in rounds) > 0
    assert any(told for _, told in rounds)
    assert not all(told for _, told in rounds)
