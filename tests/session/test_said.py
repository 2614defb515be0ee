"""What was said is part of the input: the same recording verifies, resumes, and tells when it was said."""

import asyncio
from pathlib import Path

import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Acknowledge, Act, Note
from irsim.drill.engine import DrillEngine
from irsim.events.incident import IncidentAcknowledged
from irsim.events.inputs import CommandSubmitted
from irsim.events.work import ActionCompleted, ActionTaken
from irsim.log.reading import read_recording
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.reports.feed import feed_line
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.derive import resume, verify
from irsim.session.host import Host
from irsim.session.protocol import Accepted, NotAccepted
from irsim.words.durations import MINUTE
from irsim.words.faults import BadInput
from tests.drills import begin, recorded, small

SMALL = small()

SCRIPT = """\
- {at: 12m, said: 5m, as: incident_commander, do: acknowledge, incident: INC-1}
- {at: 13m, as: technical_lead, do: act, incident: INC-1, said: 6m, with: {action: close-door}}
- {at: 14m, said: 10s, as: incident_commander, do: note, incident: INC-1, with: {text: Too long ago.}}
- {at: 15m, as: incident_commander, do: note, incident: INC-1, with: {text: Said now.}}
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished recording of a table whose scribe is seven minutes behind."""
    folder = tmp_path_factory.mktemp("said")
    (folder / "script.yaml").write_text(SCRIPT, encoding="utf-8")
    recorded(folder / "said.jsonl", SMALL, read_script(folder / "script.yaml"))
    return folder / "said.jsonl"


def _of(records: list[Record], kind: type) -> Record:
    return next(record for record in records if isinstance(record.body, kind))


def test_a_script_says_when_it_was_said_and_clocks_go_by_it(path: Path) -> None:
    records = read_recording(path).records
    submitted = [r.body for r in records if isinstance(r.body, CommandSubmitted)]
    assert [body.said for body in submitted] == [5 * MINUTE, 6 * MINUTE, 10_000, -1]
    assert _of(records, IncidentAcknowledged).at == 12 * MINUTE, "the record says when it was entered"
    respond = next(clock for clock in score(records).clocks if clock.rule == "respond")
    assert (respond.stopped, respond.verdict) == (5 * MINUTE, "met")


def test_the_world_bends_from_when_it_was_entered(path: Path) -> None:
    records = read_recording(path).records
    assert _of(records, ActionTaken).at == 13 * MINUTE
    assert _of(records, ActionCompleted).at >= 13 * MINUTE


def test_the_recording_is_derived_again_to_the_same_bytes(path: Path) -> None:
    verdict = verify(read_recording(path), DrillEngine)
    assert verdict.holds, verdict.sentences
    assert "every record comes out the same" in " ".join(verdict.sentences)


def test_a_changed_said_is_found(path: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    before = path.read_bytes()
    changed.write_bytes(before.replace(b'"said":300000', b'"said":240000'))
    assert changed.read_bytes() != before
    assert not verify(read_recording(changed), DrillEngine).holds


def test_it_is_taken_up_again_where_it_stood(path: Path, tmp_path: Path) -> None:
    recording = read_recording(path)
    cut = tmp_path / "cut.jsonl"
    acknowledged = _of(recording.records, IncidentAcknowledged).seq
    cut.write_bytes(b"\n".join(recording.lines[: acknowledged + 1]) + b"\n")
    taken_up = resume(read_recording(cut), DrillEngine)
    assert taken_up.ledger.board.incidents["INC-1"].acknowledged_at == 5 * MINUTE
    taken_up.ledger.sink.close()


def test_the_feed_tells_when_it_was_said(path: Path) -> None:
    recording = read_recording(path)
    board = Board(recording.opened)
    lines = []
    for record in recording.records:
        apply(board, record)
        lines.append(feed_line(record, board))
    texts = [line.text for line in lines if line is not None]
    (acknowledged,) = [text for text in texts if "INC-1 acknowledged" in text]
    assert "(said at T+00:05:00; Respond met after" in acknowledged
    (refused,) = [text for text in texts if "that was said too long ago" in text]
    assert refused.endswith("What to do: give an instant from T+00:04:00 on")
    assert not any("said at" in text for text in texts if "Said now." in text)


@pytest.mark.parametrize("said", ["-1m", "12m1s", "soon"])
def test_a_script_that_dates_wrongly_is_told_so_with_its_line(said: str, tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(f"- {{at: 12m, said: {said}, do: acknowledge, incident: INC-1}}\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_script(path)
    assert caught.value.faults[0].line == 1


def test_a_scribe_at_the_table_enters_what_was_said() -> None:
    ledger, engine = begin(SMALL, MemorySink(), "people")

    async def room() -> None:
        engine.advance(12 * MINUTE)
        host = Host(ledger, engine, at=12 * MINUTE, speed=100)
        done = await host.submit(Acknowledge("INC-1"), "incident_commander", "a", said=5 * MINUTE)
        assert isinstance(done, Accepted)
        ahead = await host.submit(Note("INC-1", "Hm."), "incident_commander", "b", said=20 * MINUTE)
        assert isinstance(ahead, NotAccepted)
        assert ahead.refused.reason == "what was said lies in the future"
        now = await host.submit(Act("close-door", "INC-1"), "technical_lead", "c")
        assert isinstance(now, Accepted)

    asyncio.run(asyncio.wait_for(room(), 20))
    assert ledger.board.incidents["INC-1"].acknowledged_at == 5 * MINUTE
    assert ledger.board.refused == 1
