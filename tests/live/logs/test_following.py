"""Following files: rotation, truncation, copying away, restarts."""

import os
import shutil
from pathlib import Path

import pytest

from irsim.live.logs.following import CHUNK, Follower, place_bytes
from irsim.live.logs.lines import LINE_LIMIT


def everything(follower: Follower) -> tuple[list[str], bytes]:
    """All that is new, and the place after it."""
    lines: list[str] = []
    place = b""
    while (piece := follower.read()) is not None:
        lines += [line.decode() for line in piece.lines]
        place = place_bytes(piece.place)
    return lines, place


def write(path: Path, text: str, mode: str = "a") -> None:
    with path.open(mode) as file:
        file.write(text)


def test_a_file_met_for_the_first_time_is_read_from_its_end(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "old\nhalf")
    follower = Follower(log)
    assert everything(follower)[0] == []
    write(log, " a line\nnew\n")
    assert everything(follower)[0] == ["half a line", "new"]


def test_a_file_that_appears_later_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    follower = Follower(log)
    assert everything(follower)[0] == []
    write(log, "first\n")
    assert everything(follower)[0] == ["first"]


@pytest.mark.parametrize("there", [True, False])
def test_a_place_is_known_from_the_start_so_that_a_crash_loses_nothing(tmp_path: Path, there: bool) -> None:
    log = tmp_path / "app.log"
    if there:
        write(log, "old\n")
    _, place = everything(Follower(log))
    assert place
    write(log, "new\n")
    assert everything(Follower(log, place))[0] == ["new"]


def test_a_line_is_read_once_it_is_whole(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    follower = Follower(log)
    everything(follower)
    write(log, "one\nha")
    assert everything(follower)[0] == ["one"]
    write(log, "lf\n")
    assert everything(follower)[0] == ["half"]


def test_rotation_loses_nothing(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    follower = Follower(log)
    everything(follower)
    write(log, "1\n")
    assert everything(follower)[0] == ["1"]
    write(log, "2\n")
    os.rename(log, tmp_path / "app.log.1")
    write(tmp_path / "app.log.1", "3\n")  # whoever writes has not noticed yet
    assert everything(follower)[0] == ["2", "3"]
    write(log, "4\n")
    assert everything(follower)[0] == ["4"]


def test_truncation_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    follower = Follower(log)
    everything(follower)
    write(log, "one\ntwo\n")
    assert len(everything(follower)[0]) == 2
    write(log, "x\n", "w")
    assert everything(follower)[0] == ["x"]


def test_copied_away_and_written_past_the_old_place(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    follower = Follower(log)
    everything(follower)
    write(log, "one\ntwo\n")
    everything(follower)
    shutil.copy(log, tmp_path / "app.log.1")
    write(log, "another beginning\nand more\n", "w")
    assert everything(follower)[0] == ["another beginning", "and more"]


def test_a_restart_goes_on_where_it_was_left(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    first = Follower(log)
    everything(first)
    write(log, "1\n")
    _, place = everything(first)
    first.close()
    write(log, "2\n3\n")
    assert everything(Follower(log, place))[0] == ["2", "3"]


def test_a_restart_after_rotation_reads_the_rest_of_the_old_file_first(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    first = Follower(log)
    everything(first)
    write(log, "1\n")
    _, place = everything(first)
    first.close()
    write(log, "2\n")
    os.rename(log, tmp_path / "app.log.1")
    write(log, "3\n")
    second = Follower(log, place)
    lines = everything(second)[0]
    assert lines + everything(second)[0] == ["2", "3"]


def test_a_restart_with_another_file_at_the_place_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    first = Follower(log)
    everything(first)
    write(log, "one\n")
    _, place = everything(first)
    first.close()
    log.unlink()
    write(log, "other and longer\n")
    assert everything(Follower(log, place))[0] == ["other and longer"]


@pytest.mark.parametrize("place", [b"{", b"null", b'{"inode":1,"device":1,"offset":5}'])
def test_a_place_that_cannot_be_read_is_none(tmp_path: Path, place: bytes) -> None:
    log = tmp_path / "app.log"
    write(log, "one\n")
    assert everything(Follower(log, place))[0] == ["one"]


def test_a_line_without_an_end_is_cut_and_the_next_one_is_whole(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    write(log, "")
    follower = Follower(log)
    everything(follower)
    write(log, "a" * (CHUNK * 2 + 10) + "\nnext\n")
    lines = everything(follower)[0]
    assert [len(line) for line in lines] == [LINE_LIMIT, 4]


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no file"):
        Follower(tmp_path / "pipe").read()
    with pytest.raises(OSError, match="no file"):
        Follower(tmp_path).read()
