"""A second terminal reads along: what players may know, as it is written."""

import subprocess
import sys
import time
from pathlib import Path

from irsim.commands import Feedback
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SessionClosed
from irsim.log.writing import FileSink
from tests.drills import begin, small


def test_what_players_may_know_is_read_out_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "drill.jsonl"
    ledger, engine = begin(small(), FileSink.create(path), seats="people")
    ledger.sink.sync()
    command = [sys.executable, "-c", "from irsim.cli import main; main()", "replay", str(path), "--follow"]
    reader = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    assert reader.poll() is None
    engine.advance(10_000_000)
    ledger.input_now(CommandSubmitted("f-1", Feedback("read me aloud")), "incident_commander", engine.now)
    ledger.input_now(SessionClosed(), "facilitator", engine.now)
    ledger.sink.close()
    said, _ = reader.communicate(timeout=30)
    assert "INC-1 detected" in said
    assert "read me aloud" in said
    assert "inject" not in said
    assert said.rstrip().endswith("The recording is closed.")
    assert reader.returncode == 0
