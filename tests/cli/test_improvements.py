"""Weeks after the drill: improvements are listed over all recordings, and noted in a log of their own."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irsim.cli.app import app
from irsim.cli.improvements import all_of, progress_improvement
from irsim.log.improvements import append, log_of, read_entries
from irsim.log.writing import FileSink
from irsim.words.faults import BadInput
from tests.reports.story import whole_story

WEEKS_LATER = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One recording with AI-1, in progress."""
    (tmp_path / "kite.jsonl").write_bytes(b"".join(whole_story().lines))
    return tmp_path


def said(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["improvements", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_shows_status_owner_date_and_measure(folder: Path) -> None:
    for arguments in (["--folder", str(folder)], ["list", "--folder", str(folder)]):
        shown = said(*arguments)
        for word in ("in progress", "kite/AI-1", "Scan repositories", "Ana", "2026-12-01", "0 leaks", "begun"):
            assert word in shown, word


def test_progress_goes_to_the_log_and_leaves_the_recording_alone(folder: Path) -> None:
    before = (folder / "kite.jsonl").read_bytes()
    said("progress", "ai-1", "completed", "--note", "All repositories", "--folder", str(folder))
    assert (folder / "kite.jsonl").read_bytes() == before
    (entry,) = read_entries(log_of(folder))
    assert (entry.recording, entry.item, entry.status, entry.note) == (
        "kite.jsonl",
        "AI-1",
        "completed",
        "All repositories",
    )
    assert entry.head == whole_story().records[-1].digest
    (found,) = json.loads(said("list", "--json", "--folder", str(folder)))
    assert (found["status"], found["note"], found["sound"]) == ("completed", "All repositories", True)


def test_entries_are_a_chain(folder: Path) -> None:
    for status in ("pending", "completed"):
        progress_improvement(folder, "kite/AI-1", status, "", WEEKS_LATER)
    log = log_of(folder)
    whole = log.read_bytes()
    assert [entry.when for entry in read_entries(log)] == ["2026-12-07T09:30:00Z"] * 2
    for changed, fault in (
        (whole.replace(b'"pending"', b'"waiting"'), "was changed"),
        (whole.split(b"\n", 1)[1], "was changed"),
        (whole + b"{}\n", "is no entry"),
        (whole[:-1], "torn"),
    ):
        log.write_bytes(changed)
        with pytest.raises(BadInput, match=fault):
            read_entries(log)
        with pytest.raises(BadInput, match=fault):
            progress_improvement(folder, "AI-1", "pending", "x", WEEKS_LATER)


def test_one_writes_at_a_time(folder: Path) -> None:
    progress_improvement(folder, "AI-1", "completed", "", WEEKS_LATER)
    log = log_of(folder)
    other = FileSink.take_up(log, log.stat().st_size)
    try:
        with pytest.raises(BadInput, match="another irsim"):
            append(log, "2026-12-07T09:30:00Z", "kite.jsonl", "0" * 64, "AI-1", "pending", "")
    finally:
        other.close()


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("AI-9", "completed"), "no improvement is called 'AI-9'"),
        (("AI-1", "done"), "'done' does not fit"),
        (("AI-1", "in_progress"), "in progress already; give another status, or a --note"),
    ],
)
def test_what_does_not_fit_is_one_sentence_with_a_cure(folder: Path, arguments: tuple[str, str], fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        progress_improvement(folder, *arguments, "", WEEKS_LATER)


def test_a_name_that_two_recordings_have_must_be_written_in_full(folder: Path) -> None:
    (folder / "heron.jsonl").write_bytes((folder / "kite.jsonl").read_bytes())
    with pytest.raises(BadInput, match=r"one of 2; write it in full, as heron/AI-1"):
        progress_improvement(folder, "AI-1", "completed", "", WEEKS_LATER)


def test_a_recording_that_is_not_the_one_that_was_noted_is_said(folder: Path) -> None:
    progress_improvement(folder, "AI-1", "completed", "", WEEKS_LATER)
    other = whole_story("another text")
    (folder / "kite.jsonl").write_bytes(b"".join(other.lines))
    assert [each.sound for each in all_of(folder)[0]] == [False]
    assert "its chain lacks the head" in said("--folder", str(folder))


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_listed(folder: Path) -> None:
    (folder / "broken.jsonl").write_bytes(b"no recording\n")
    shown = said("--folder", str(folder))
    assert "Not read: broken.jsonl" in shown
    assert "kite/AI-1" in shown
