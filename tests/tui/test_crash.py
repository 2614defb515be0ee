"""After a mistake of irsim's own: the log is safe, here is how to go on, here are the details."""

import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from irsim.tui.screens.crash import CrashApp, write_details
from irsim.tui.terminal import Terminal
from tests.tui.front import played

RECORDING = Path("/home/somebody/recordings/kite.jsonl")
COMMAND = "irsim drill --resume /home/somebody/recordings/kite.jsonl"


def mistake(words: str = "no such seat") -> BaseException:
    try:
        raise KeyError(words)
    except KeyError as error:
        return error


def text_of(app: CrashApp) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@played
async def test_it_names_the_recording_the_way_back_and_the_details(size: tuple[int, int], tmp_path: Path) -> None:
    app = CrashApp(RECORDING, mistake(), tmp_path / "crash.txt", COMMAND)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = text_of(app)
        for word in ("The log is safe", str(RECORDING), "drill --resume", "KeyError: 'no such seat'", "Resume"):
            assert word in text


@pytest.mark.parametrize(("key", "answer"), [("r", "resume"), ("h", "home"), ("q", "quit"), ("ctrl+q", "quit")])
@played
async def test_its_keys_say_what_to_do_next(key: str, answer: str) -> None:
    app = CrashApp(RECORDING, mistake(), None, COMMAND)
    async with app.run_test() as pilot:
        await pilot.press(key)
        await pilot.pause()
    assert app.return_value == answer


@played
async def test_without_a_recording_there_is_nothing_to_resume() -> None:
    app = CrashApp(None, mistake(), None)
    async with app.run_test() as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert app.return_value is None
        assert "nothing is lost" in text_of(app)
        assert "Resume" not in text_of(app)


@played
async def test_y_copies_the_path_of_the_details(tmp_path: Path) -> None:
    app = CrashApp(RECORDING, mistake(), tmp_path / "crash.txt", COMMAND)
    async with app.run_test() as pilot:
        await pilot.press("y")
        await pilot.pause()
        assert app.clipboard == str(tmp_path / "crash.txt")


@played
async def test_hostile_words_are_shown_as_words() -> None:
    app = CrashApp(RECORDING, mistake("[/red] \u202e"), None, COMMAND, terminal=Terminal(True, "none"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        text = text_of(app)
        assert "[/red]" in text
        assert "\u202e" not in text


def test_details_have_traceback_and_versions_and_are_clean(tmp_path: Path) -> None:
    error = ValueError("seat '\x1b[31mred\u202e' is gone")
    error.__cause__ = mistake()
    moment = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
    place = write_details(WorkerFailed(error), tmp_path / "logs", now=moment)
    assert place.parent == tmp_path / "logs"
    assert place.name.startswith("crash-20261122T010203Z")
    text = place.read_text(encoding="utf-8")
    for word in (
        "irsim     ",
        "Python    ",
        "textual   ",
        "Traceback",
        "KeyError",
        "ValueError: seat 'red' is gone",
    ):
        assert word in text
    assert "\x1b" not in text
    assert "WorkerFailed" not in text
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_two_crashes_in_a_second_are_two_files(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    assert write_details(mistake(), tmp_path, now=moment) != write_details(mistake(), tmp_path, now=moment)


def test_where_the_folder_cannot_be_written_they_go_elsewhere(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    place = write_details(mistake(), blocked / "logs")
    try:
        assert place.parent == Path(tempfile.gettempdir())
    finally:
        place.unlink()
