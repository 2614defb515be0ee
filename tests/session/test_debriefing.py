"""After the end, from several seats at once: questions for everybody, lines of everybody, forms for control alone."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from irsim.cli import opening
from irsim.commands import Adjourn, Corrective, End, Feedback, Memo, Questionnaire
from irsim.drill.engine import DrillEngine
from irsim.events.after import ActionItemOpened, FeedbackGiven, HotWashOpened, QuestionnaireFilled
from irsim.events.facilitation import SessionAdjourned
from irsim.events.session import SessionReopened
from irsim.log.glancing import glance
from irsim.log.reading import read_recording
from irsim.log.records import Record
from irsim.log.writing import FileSink, MemorySink
from irsim.scenario.library import Loaded
from irsim.scoring.score import score
from irsim.session.derive import verify
from irsim.session.host import Host
from irsim.session.seats import disclosed, reduced
from irsim.tui.seat import Seat
from tests.drills import begin, hospital, small
from tests.scenarios.teams import loaded


def hosted(drill: Loaded | None = None) -> Host:
    ledger, engine = begin(drill or small(), MemorySink(), "people")
    return Host(ledger, engine, at=0, speed=0)


def seen(host: Host, role: str) -> list[Record]:
    records = host.ledger.records
    return [view for record in records if (view := reduced(record, records, (role,))) is not None]


FORM = Questionnaire(
    {"plausible": 2},
    ("Calm",),
    ("quokka",),
    (Corrective("Print the card", "high", "Ana", "2026-12-01"),),
    ("The plan",),
)


def test_the_questions_reach_every_seat_with_the_end_and_not_before() -> None:
    async def play() -> None:
        drill = loaded("data-breach")
        host, asked = hosted(drill), drill.scenario.discussion
        assert asked
        assert not any(question.encode() in msgspec.json.encode(seen(host, "technical_lead")) for question in asked)
        await host.submit(End(), "facilitator", "end")
        told = [record.body for record in seen(host, "technical_lead") if isinstance(record.body, HotWashOpened)]
        assert len(told) == 1
        assert len(told[0].questions) == len(asked)
        assert not any("{{" in question for question in told[0].questions)

    asyncio.run(play())


def test_lines_of_two_terminals_stand_on_both_and_what_has_an_owner_is_an_improvement() -> None:
    async def play() -> None:
        host = hosted()
        await host.run()
        seats = [Seat(host, (role,), host.opened) for role in ("incident_commander", "technical_lead")]
        following = [asyncio.create_task(seat.follow()) for seat in seats]
        await asyncio.gather(
            seats[0].submit(Feedback("Quick", "strength")),
            seats[1].submit(Feedback("Print the card", "fix", "Ana", "2026-12-01")),
        )
        await asyncio.sleep(0.1)
        for seat in seats:
            bodies = [record.body for record in seat.washed]
            assert {body.text for body in bodies if isinstance(body, FeedbackGiven)} == {"Quick", "Print the card"}
            assert [body.item for body in bodies if isinstance(body, FeedbackGiven) and body.item] == ["AI-1"]
            item = seat.board.items["AI-1"]
            assert (item["owner"], item["due_date"], item["incident"]) == ("Ana", "2026-12-01", "")
        for task in following:
            task.cancel()

    asyncio.run(play())


def test_a_form_is_for_control_alone_and_its_actions_with_an_owner_for_everybody() -> None:
    async def play() -> None:
        host = hosted()
        await host.run()
        seat = Seat(host, ("technical_lead",), host.opened)
        await seat.submit(FORM)
        filled = [record.body for record in host.ledger.records if isinstance(record.body, QuestionnaireFilled)]
        assert filled == [
            QuestionnaireFilled({"plausible": 2}, ("Calm",), ("quokka",), FORM.actions, ("The plan",), ("AI-1",))
        ]
        assert list(host.ledger.board.questionnaires.values()) == filled
        for role in host.ledger.board.rules.roles:
            others = seen(host, role)
            assert b"quokka" not in msgspec.json.encode(others)
            opened = [record.body for record in others if isinstance(record.body, ActionItemOpened)]
            assert [body.description for body in opened] == ["Print the card"]

    asyncio.run(play())


def test_what_was_written_in_confidence_stays_so_when_the_recording_is_disclosed() -> None:
    async def play() -> None:
        host = hosted()
        await host.submit(Memo("quokka of a leader"), "facilitator", "m1")
        await host.run()
        await Seat(host, ("technical_lead",), host.opened).submit(FORM, by="technical_lead:Ana")
        records = host.ledger.records
        told = [disclosed(record) for record in records]
        assert [each.seq for each in told] == [record.seq for record in records]
        assert b"quokka" in msgspec.json.encode(records)
        assert b"quokka" not in msgspec.json.encode(told)
        filled = next(each for each in told if isinstance(each.body, QuestionnaireFilled))
        assert (filled.by, filled.body, filled.digest) == ("participant", QuestionnaireFilled(), "")
        changed = sum(each != record for each, record in zip(told, records, strict=True))
        assert changed == 4, "two commands, and what came of them"
        assert score(told).claims == score(records).claims

    asyncio.run(play())


def test_another_organisation_asks_its_own_statements() -> None:
    ledger, _ = begin(hospital(), MemorySink(), "people")
    assert [each.id for each in ledger.board.rules.plan.exercise.statements] == ["ward", "roles"]
    assert ledger.board.rules.plan.exercise.strengths == 2


# Parts


async def adjourn(host: Host, at: int) -> None:
    """The table plays up to `at` (ms), and the facilitator closes the room for the day."""
    running = asyncio.create_task(host.run())
    await host.jump(at)
    while host.engine.now < at:
        await asyncio.sleep(0.01)
    await host.submit(Adjourn("Enough for today"), "facilitator", "adjourn")
    for _ in range(200):
        if host.ledger.board.paused:
            break
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    host.leave()


@pytest.fixture
def adjourned(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    ledger, engine = begin(small(), FileSink.create(path), "people")
    asyncio.run(adjourn(Host(ledger, engine, at=0, speed=100), 600_000))
    return path


def test_an_adjourned_recording_is_known_by_its_end_and_goes_on_another_day(adjourned: Path) -> None:
    told = glance(adjourned)
    assert told.adjourned
    assert not told.closed
    recording = read_recording(adjourned)
    body = next(record.body for record in recording.records if isinstance(record.body, SessionAdjourned))
    assert body.reason == "Enough for today"
    room = opening.take_up_room(recording)
    reopened = room.ledger.records[-1].body
    assert isinstance(reopened, SessionReopened)
    assert reopened.held[:2] == "20"
    assert room.ledger.board.paused, "nothing goes on before somebody says so"
    assert not room.ledger.board.adjourned
    assert any("goes on here" in notice for notice in room.notices)
    assert not glance(adjourned).adjourned

    host = Host(room.ledger, room.engine, at=room.at, speed=0)

    async def end() -> None:
        running = asyncio.create_task(host.run())
        await host.resume()
        await running
        await host.close()

    asyncio.run(end())
    whole = read_recording(adjourned)
    assert score(whole.records).held == [reopened.held], "it began without a wall clock"
    assert verify(whole, DrillEngine).holds


def test_a_recording_that_was_only_left_is_not_adjourned(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    ledger, engine = begin(small(), FileSink.create(path), "people")
    Host(ledger, engine, at=0, speed=100).leave()
    assert not glance(path).adjourned
    room = opening.take_up_room(read_recording(path))
    assert room.ledger.records[-1].body == SessionReopened(0)
    room.ledger.sink.close()
