"""Handouts at the terminal: told in the feed, read from the message, saved where the person says and nowhere else."""

from pathlib import Path

import pytest
from textual.widgets import Input

from irsim.drill.handouts import keep_handouts
from irsim.scenario.library import Loaded
from irsim.session.host import Host
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.reading import read_item
from irsim.tui.saving import saved
from irsim.words.faults import BadInput
from tests.handouts import PICTURE, with_papers
from tests.tui.front import played
from tests.tui.house import RoomApp, in_room, settle, shown, until


def kept(app: RoomApp, loaded: Loaded, path: Path) -> None:
    """The drill gets a place beside which its handouts lie."""
    assert app.table is not None
    host = app.table.session
    assert isinstance(host, Host)
    host.recording = path
    keep_handouts(path, loaded, host.ledger.board.opened)


@played
async def test_a_handout_is_read_and_saved_by_keys(tmp_path: Path) -> None:
    loaded, path = with_papers(tmp_path), tmp_path / "drill.jsonl"
    async with in_room(loaded=loaded, at="T+00:06:00") as (pilot, app, seat):
        kept(app, loaded, path)
        items = {item.line.text.partition(" to ")[0]: item for item in seat.feed if item.kind == "handout.given"}
        assert list(items) == ["The log of the door", "The door", next(n for n in items if n.startswith("A letter"))]
        message = next(item for item in seat.feed if item.kind == "message.delivered")
        reading = read_item(seat, message)
        assert "door.png, 15 bytes" in reading.body.plain
        assert "handout" in reading.actions
        await pilot.press("K")
        await until(pilot, lambda: isinstance(app.screen, Pick))
        assert "The log of the door" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Reader))
        assert "02:14" in shown(app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, Line))
        line = app.screen.query_one("#line", Input)
        assert line.value == "door.log"
        line.value = str(tmp_path / "papers" / "door.png")
        await pilot.press("enter")
        await settle(pilot)
        assert "and is not written over" in shown(app)
        line.value = str(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Line))
        assert (tmp_path / "door.log").read_text().startswith("02:14")


@played
async def test_what_is_no_text_is_saved_at_once_and_what_is_gone_is_said(tmp_path: Path) -> None:
    loaded, path = with_papers(tmp_path), tmp_path / "drill.jsonl"
    async with in_room(size=(80, 24), loaded=loaded, at="T+00:06:00") as (pilot, app, _):
        await pilot.press("K", "down", "enter")
        await settle(pilot)
        assert any("has no folder" in note.message for note in app._notifications)
        app.clear_notifications()
        kept(app, loaded, path)
        await pilot.press("K", "down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Line))
        app.screen.query_one("#line", Input).value = str(tmp_path / "it.png")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Line))
        assert (tmp_path / "it.png").read_bytes() == PICTURE


@played
async def test_before_anything_is_handed_out_the_key_says_so(tmp_path: Path) -> None:
    async with in_room(loaded=with_papers(tmp_path)) as (pilot, app, _):
        await pilot.press("K")
        await settle(pilot)
        assert any("Nothing was handed out yet" in note.message for note in app._notifications)


@pytest.mark.parametrize("name", ["../../up.txt", "..\\up.txt", ".up.txt", "/etc/up.txt", "a/b/up.txt"])
def test_whatever_the_other_end_calls_it_a_file_is_saved_where_the_person_said(tmp_path: Path, name: str) -> None:
    assert saved(str(tmp_path), name, b"x") == tmp_path / "up.txt"


def test_what_cannot_be_saved_is_said_with_its_cure(tmp_path: Path) -> None:
    for line, wanted in (
        ("", "is empty; give one"),
        (str(tmp_path / "no" / "x"), "No such file"),
        ("\0", "is no path"),
    ):
        with pytest.raises(BadInput, match=wanted):
            saved(line, "x", b"")
