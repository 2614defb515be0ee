"""Writing: one writer, never over another file, and nothing is torn that need not be."""

import errno
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from irsim.log.reading import read_recording
from irsim.log.writing import FileSink, MemorySink, free_name, instant_file, save_instant
from irsim.words.faults import BadInput
from tests.log.making import chain, notes, written

RECORDS, LINES = chain(notes(4))


def test_lines_are_there_after_a_sync_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.jsonl"
    sink = FileSink.create(path)
    for line in LINES:
        sink.write(line)
    assert path.read_bytes() == b""
    sink.sync()
    assert path.read_bytes() == b"".join(LINES)
    sink.close()
    sink.close()


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", LINES)
    with pytest.raises(BadInput, match="exists already and is never overwritten; give another name"):
        FileSink.create(path)
    assert path.read_bytes() == b"".join(LINES)


def test_a_place_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match=r"cannot be written: .*; give another place"):
        FileSink.create(tmp_path / "file" / "a.jsonl")
    with pytest.raises(BadInput, match="cannot be written: No such file or directory; check its rights"):
        FileSink.take_up(tmp_path / "none.jsonl", 0)


def test_a_second_writer_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    sink.write(LINES[0])
    sink.sync()
    with pytest.raises(BadInput, match="is being written by another irsim; end that one first"):
        FileSink.take_up(path, 0)
    assert path.read_bytes() == LINES[0]
    sink.close()
    FileSink.take_up(path, len(LINES[0])).close()


def test_a_writer_in_another_process_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    code = "from irsim.log.writing import *; import sys; FileSink.take_up(Path(sys.argv[1]), 0)"
    other = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert other.returncode != 0
    assert "is being written by another irsim" in other.stderr
    sink.close()


def test_taking_up_cuts_the_torn_end_and_goes_on(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [*LINES[:2], LINES[2][:20]])
    recording = read_recording(path)
    sink = FileSink.take_up(path, sum(len(line) + 1 for line in recording.lines))
    for line in LINES[2:]:
        sink.write(line)
    sink.close()
    assert read_recording(path).records == RECORDS


def test_what_a_full_disk_did_not_take_is_written_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    write, room = os.write, [300]

    def narrow(descriptor: int, data: memoryview) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = write(descriptor, data[: room[0]])
        room[0] -= taken
        return taken

    for line in LINES:
        sink.write(line)
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", narrow)
        with pytest.raises(OSError, match="No space left"):
            sink.sync()
    assert path.read_bytes() == b"".join(LINES)[:300]
    sink.close()
    assert read_recording(path).records == RECORDS


def test_a_free_name_is_one_that_is_not_taken(tmp_path: Path) -> None:
    now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    names = []
    for _ in range(3):
        path = free_name(tmp_path, "data-breach", now.astimezone(ZoneInfo("Asia/Tokyo")))
        FileSink.create(path).close()
        names.append(path.name)
    stem = "data-breach-20261116T090000Z"
    assert names == [f"{stem}.jsonl", f"{stem}-2.jsonl", f"{stem}-3.jsonl"]


def test_the_instant_lies_beside_its_recording(tmp_path: Path) -> None:
    assert instant_file(tmp_path / "a.jsonl") == tmp_path / "a.jsonl.instant"


def test_memory_keeps_lines_as_a_file_would() -> None:
    sink = MemorySink()
    for line in LINES:
        sink.write(line)
    sink.flush()
    sink.sync()
    sink.close()
    assert sink.lines == LINES


def test_ctrl_c_while_lines_are_written_writes_none_of_them_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    write = os.write

    def interrupted(descriptor: int, data: memoryview) -> int:
        write(descriptor, data[:100])
        raise KeyboardInterrupt

    for line in LINES:
        sink.write(line)
    with monkeypatch.context() as keyboard:
        keyboard.setattr(os, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sink.flush()
    sink.close()
    assert path.read_bytes() == b"".join(LINES)


def test_closing_while_another_thread_flushes_writes_no_line_twice_and_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    write, begun = os.write, threading.Event()

    def slow(descriptor: int, data: memoryview) -> int:
        taken = write(descriptor, data)
        begun.set()
        time.sleep(0.1)
        return taken

    for line in LINES[:2]:
        sink.write(line)
    monkeypatch.setattr(os, "write", slow)
    flushing = threading.Thread(target=sink.flush)
    flushing.start()
    begun.wait()
    for line in LINES[2:]:
        sink.write(line)
    sink.close()
    flushing.join()
    assert path.read_bytes() == b"".join(LINES)


def test_an_instant_is_written_over_what_was_there_and_a_place_that_is_none_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.instant"
    path.write_text("something longer than an instant, and no number")
    save_instant(path, 12_345)
    assert int(path.read_text()) == 12_345
    save_instant(tmp_path / "none" / "a.instant", 1)


def test_a_file_whose_disk_is_full_is_let_go_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    sink = FileSink.create(path)
    sink.write(LINES[0])

    def full(descriptor: int, data: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space left"):
            sink.close()
    FileSink.take_up(path, 0).close()


def test_a_new_recording_is_for_its_account_alone(tmp_path: Path) -> None:
    FileSink.create(tmp_path / "new.jsonl").close()
    assert (tmp_path / "new.jsonl").stat().st_mode & 0o777 == 0o600
