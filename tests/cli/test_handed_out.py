"""Handouts in lines, at a real terminal: listed, read, saved where the person says."""

from pathlib import Path

from tests.cli.test_terminal import Terminal, pytestmark, terminal
from tests.handouts import PICTURE, write_papers

__all__ = ["pytestmark", "terminal"]


def test_a_handout_is_listed_read_and_saved_by_typed_lines(terminal: Terminal, tmp_path: Path) -> None:
    scenario, recording = write_papers(tmp_path), tmp_path / "drill.jsonl"
    terminal.run(f"drill {scenario} --plain --seed 1 --pace 1 --record {recording}")
    terminal.wait_for("Type `help`")
    terminal.type("handout")
    terminal.wait_for("Nothing was handed out yet.")
    terminal.type("jump 6m")
    terminal.wait_for("MSG-1 from")
    terminal.type("handout")
    terminal.wait_for("door.png, 15 bytes: The door")
    terminal.type("handout door-log")
    terminal.wait_for("at the door")
    terminal.type("handout picture")
    terminal.wait_for("type `handout picture PATH` to save it")
    terminal.type(f"handout picture {tmp_path / 'saved.png'}")
    terminal.wait_for("Saved: ")
    assert (tmp_path / "saved.png").read_bytes() == PICTURE
    terminal.type(f"handout picture {tmp_path / 'saved.png'}")
    terminal.wait_for("there already and is not written over")
    terminal.type("handout pictur")
    terminal.wait_for("did you mean 'picture'?")
    terminal.type("quit")
    terminal.wait_for("EXIT=0")
