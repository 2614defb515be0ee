"""Handouts in a drill: known by their digest from the start, given with what they come with, kept for the record."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.cli.opening import open_room
from irsim.cli.recordings import verify_recording
from irsim.drill.engine import DrillEngine
from irsim.events.alerts import AlertFired
from irsim.events.handouts import HandoutGiven
from irsim.events.session import SessionOpened
from irsim.events.world import MessageDelivered
from irsim.log.attachments import folder_of
from irsim.log.reading import read_recording
from irsim.plan import default_plan_text
from irsim.reports.feed import feed_line
from irsim.session.derive import verify
from irsim.session.handing import held_out
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.play import play
from irsim.session.seats import reduced
from irsim.words.faults import BadInput
from tests.drills import played, the_plan
from tests.handouts import PICTURE, with_papers


def given(ledger: Ledger) -> dict[str, HandoutGiven]:
    return {r.body.handout: r.body for r in ledger.records if isinstance(r.body, HandoutGiven)}


def recorded(folder: Path) -> tuple[Path, Ledger]:
    """A drill with handouts, played by nobody, as the command line does it."""
    loaded, plan, path = with_papers(folder), the_plan(), folder / "drill.jsonl"
    seats = {role.id: "script" for role in plan.roles}
    room = open_room(
        loaded, plan, default_plan_text(), path,
        seed="1", seats=seats, assist="standard", skill="steady", pace=0, held="",
    )  # fmt: skip
    play(room.ledger, room.engine, [])
    return path, room.ledger


def test_a_handout_comes_with_its_message_to_the_same_seats_and_with_its_alert_to_all(tmp_path: Path) -> None:
    ledger, _ = played(with_papers(tmp_path), [])
    told = given(ledger)
    assert list(told) == ["door-log", "picture", "letter"]
    alert = next(r.body for r in ledger.records if isinstance(r.body, AlertFired) and r.body.title.startswith("Login"))
    message = next(r.body.message for r in ledger.records if isinstance(r.body, MessageDelivered))
    assert (told["door-log"].alert, told["door-log"].to) == (alert.alert, ())
    assert told["letter"].message == message
    assert told["letter"].to == told["picture"].to == ("incident_commander",)
    assert told["picture"].sha256 == sha256(PICTURE).hexdigest()
    assert (told["picture"].size, told["picture"].media) == (len(PICTURE), "image/png")
    assert ledger.board.handouts["letter"].message == message


def test_no_player_knows_of_a_handout_before_it_is_given_or_of_one_that_others_were_given(tmp_path: Path) -> None:
    ledger, _ = played(with_papers(tmp_path), [])
    records = ledger.records
    lead = [seen for r in records if (seen := reduced(r, records, ("technical_lead",))) is not None]
    assert isinstance(lead[0].body, SessionOpened)
    assert lead[0].body.setting.handouts == {}
    assert [r.body.handout for r in lead if isinstance(r.body, HandoutGiven)] == ["door-log"]


def test_it_is_told_in_the_feed(tmp_path: Path) -> None:
    ledger, _ = played(with_papers(tmp_path), [])
    board = Board(ledger.board.opened)
    lines = []
    for record in ledger.records:
        apply(board, record)
        line = feed_line(record, board)
        if isinstance(record.body, HandoutGiven):
            assert line is not None
            lines.append((line.kind, line.text))
    kind, text = lines[1]
    assert (kind, text) == ("handout", "The door to incident commander, with MSG-1: door.png, 15 bytes")


def test_the_files_lie_beside_the_recording_and_verify_looks_at_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, ledger = recorded(tmp_path)
    told = given(ledger)
    assert {file.name for file in folder_of(path).iterdir()} == {each.sha256 for each in told.values()}
    assert verify_recording(path, "") == 0
    assert "3 kept files: each is there and has its sha256." in capsys.readouterr().out
    assert verify(read_recording(path), DrillEngine).holds, "derived again without the scenario's folder"
    (folder_of(path) / told["picture"].sha256).write_bytes(b"another door")
    assert verify_recording(path, "") == 1
    assert "handout picture: its file door.png was changed" in capsys.readouterr().out


def test_a_terminal_is_handed_what_its_seats_were_given_and_nothing_else(tmp_path: Path) -> None:
    path, ledger = recorded(tmp_path)
    told, board = given(ledger), ledger.board
    letter, log = told["letter"].sha256, told["door-log"].sha256
    assert held_out(board, path, letter, ("incident_commander",)).endswith(b"mind the door.\n")
    assert held_out(board, path, log, ("technical_lead",)).endswith(b"at the door\n")
    with pytest.raises(BadInput, match="is no handout that you were given"):
        held_out(board, path, letter, ("technical_lead",))
    early = Board(board.opened)
    with pytest.raises(BadInput, match="is no handout that you were given"):
        held_out(early, path, log, ("technical_lead",))
    assert held_out(early, path, log, ()), "control may look before"
    with pytest.raises(BadInput, match="is no handout that you were given"):
        held_out(board, path, "../drill.jsonl", ())
    with pytest.raises(BadInput, match="this session has no folder; play it with a recording"):
        held_out(board, None, letter, ())
    (folder_of(path) / letter).write_bytes(b"Dear all")
    with pytest.raises(BadInput, match="was changed since it was kept"):
        held_out(board, path, letter, ())


def test_a_host_fetches_off_its_own_thread(tmp_path: Path) -> None:
    path, ledger = recorded(tmp_path)

    async def fetch() -> bytes:
        host = Host(ledger, DrillEngine(ledger), at=0, speed=0)
        host.recording = path
        return await host.fetch(given(ledger)["picture"].sha256, ("incident_commander",))

    assert asyncio.run(fetch()) == PICTURE


def test_a_file_that_went_away_since_the_check_is_said(tmp_path: Path) -> None:
    loaded = with_papers(tmp_path)
    (tmp_path / "papers" / "door.png").unlink()
    with pytest.raises(BadInput, match=r"the handout picture: there is no file 'papers/door.png' beside this one"):
        played(loaded, [])
