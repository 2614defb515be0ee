"""A file that a person attaches is kept before the command is recorded; a recording or a script never reads one."""

import asyncio
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from irsim.board.decide import Refused
from irsim.cli.app import app
from irsim.commands import Evidence, Note
from irsim.events.work import EvidenceCollected
from irsim.log.attachments import folder_of
from irsim.session.attaching import attached, wants_file
from irsim.session.protocol import NotAccepted
from tests.board.desk import Desk
from tests.tui.house import in_room

BYTES = b"sample"
DIGEST = sha256(BYTES).hexdigest()


@pytest.fixture
def shot(tmp_path: Path) -> Path:
    path = tmp_path / "desk" / "shot\x1b[31m.png"
    path.parent.mkdir()
    path.write_bytes(BYTES)
    return path


def test_the_file_is_kept_and_its_sha256_filled_in(tmp_path: Path, shot: Path) -> None:
    recording = tmp_path / "drill.jsonl"
    command = attached(Evidence("INC-1", "Screenshot", file=str(shot)), recording)
    assert isinstance(command, Evidence)
    assert command.sha256 == DIGEST
    assert "/" not in command.file
    assert "\x1b" not in command.file
    assert (folder_of(recording) / DIGEST).read_bytes() == BYTES


def test_what_cannot_be_kept_is_refused_with_a_cure(tmp_path: Path, shot: Path) -> None:
    recording = tmp_path / "drill.jsonl"
    for command, place, reason in (
        (Evidence("INC-1", "x", file=str(shot.parent)), recording, "is no file"),
        (Evidence("INC-1", "x", file="none.png"), recording, "cannot be read"),
        (Evidence("INC-1", "x", file=str(shot), sha256="ab" * 32), recording, "sha256 is another"),
        (Evidence("INC-1", "x", file=str(shot)), None, "no folder to keep files in"),
    ):
        refused = attached(command, place)
        assert isinstance(refused, Refused)
        assert reason in refused.reason
        assert refused.hint


def test_other_commands_pass(tmp_path: Path) -> None:
    for command in (Note("INC-1", "x"), Evidence("INC-1", "x")):
        assert not wants_file(command)
        assert attached(command, tmp_path / "x.jsonl") is command


def test_a_recorded_command_reads_no_file(shot: Path) -> None:
    desk = Desk()
    desk.declare("1m", "SEV-3")
    assert "was not kept" in desk.refused("2m", Evidence("INC-1", "x", file=str(shot)))[0]
    desk.do("3m", Evidence("INC-1", "x", file=str(shot), sha256="cd" * 32))
    kept = desk.board.evidence["EV-1"]
    assert kept.sha256 == "cd" * 32, "what was given, for nothing was read"
    assert "/" not in kept.file


def test_a_table_attaches_a_file_in_its_dialog_and_verify_finds_it(tmp_path: Path, shot: Path) -> None:
    async def play() -> None:
        async with in_room(at="6m") as (_, _, seat):
            seat.recording = tmp_path / "drill.jsonl"
            about = next(iter(seat.board.incidents))
            refused = await seat.submit(Evidence(about, "Screenshot", file=str(shot.parent)))
            assert isinstance(refused, NotAccepted)
            assert seat.board.evidence == {}
            await seat.submit(Evidence(about, "Screenshot", file=str(shot)))
            (kept,) = seat.board.evidence.values()
            assert kept.sha256 == DIGEST
            assert (folder_of(seat.recording) / DIGEST).is_file()

    asyncio.run(play())


def test_verify_names_a_file_that_is_gone(tmp_path: Path) -> None:
    from tests.reports.story import whole_story

    story = whole_story()
    body = EvidenceCollected("EV-2", "INC-1", "Screenshot", sha256=DIGEST, file="shot.png")
    story.add(story.board.at, "technical_lead", body)
    path = tmp_path / "kite.jsonl"
    path.write_bytes(b"".join(story.lines))
    result = CliRunner().invoke(app, ["verify", str(path)])
    assert "EV-2: its file shot.png is not kept beside the recording." in result.output
    assert result.exit_code == 1
    folder_of(path).mkdir()
    (folder_of(path) / DIGEST).write_bytes(BYTES)
    result = CliRunner().invoke(app, ["verify", str(path)])
    assert "1 kept file: each is there and has its sha256." in result.output


def test_the_command_says_what_it_holds() -> None:
    given = msgspec.json.encode(Evidence("INC-1", "x", kind="log", occurred="4m"))
    assert given == b'{"do":"evidence","incident":"INC-1","what":"x","kind":"log","occurred":"4m"}'
