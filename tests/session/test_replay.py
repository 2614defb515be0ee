"""The promise: the same first record and the same inputs write the same bytes, whatever happened in the room."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.commands import (
    Acknowledge,
    Act,
    Answer,
    Classify,
    Command,
    Declare,
    Dismiss,
    Escalate,
    Feedback,
    Note,
    Page,
    Recall,
    Say,
    SendUpdate,
)
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken, SessionClosed, SessionJumped, SessionPaced, SessionPaused
from irsim.log.reading import read_recording
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.scenario.script import read_script
from irsim.session.derive import FollowingSink, replay, resume, verify
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput
from tests.drills import DATA, begin, played, recorded, small

SMALL = small()

COMMANDS: list[Command] = [
    Acknowledge("INC-1"),
    Acknowledge("INC-9"),
    Act("close-door", "INC-1"),
    Act("restart-api"),
    Act("no-such-action"),
    Answer("MSG-1", "one"),
    Classify("INC-1", "SEV-2", "outage"),
    Classify("INC-1", "SEV-1", "security", personal_data=True),
    Declare(title="A second thing"),
    Dismiss("It was nothing.", incident="INC-1"),
    Escalate("INC-1", "cto"),
    Feedback("It was fine."),
    Note("INC-1", "\x1b[31mred\u202e"),
    Page("primary-on-call", "INC-1"),
    Page("secondary-on-call"),
    Recall("UPD-1"),
    Say("We call the police."),
    SendUpdate("INC-1", "customers", "status_page", text="We are looking into it."),
    SendUpdate("INC-1", "team", "slack", text="All hands."),
]

INSTANTS = st.one_of(
    st.integers(0, 3_700_000),
    st.sampled_from([0, 60_000, 120_000, 300_000, 300_000, 305_000, 600_000, 600_000, 3_599_999, 3_600_000]),
)
ROOM = st.sampled_from(
    [
        SessionPaused("coffee"),
        SessionPaced(400),
        SessionJumped(1_000_000),
        SeatTaken("technical_lead"),
        SeatLeft("technical_lead"),
    ]
)
BACK = st.one_of(st.just(None), st.sampled_from([-1, 0, 1, 60_000, 600_000, 600_001]), st.integers(0, 600_000))
"""How long before it is entered something was said (ms); None where it is said as it is entered."""

INPUTS = st.lists(st.tuples(INSTANTS, st.one_of(st.sampled_from(COMMANDS), ROOM), BACK), max_size=25)


def worked(inputs: list[tuple[int, object, int | None]], seats: str, seed: str) -> tuple[Ledger, MemorySink]:
    """A small drill with such inputs at their instants, to its end."""
    sink = MemorySink()
    ledger, engine = begin(SMALL, sink, seats, seed)
    for number, (at, what, back) in enumerate(sorted(inputs, key=lambda item: item[0])):
        engine.advance(at)
        stamp = ledger.board.ended_at if engine.ended else at
        said = -1 if back is None else stamp - back
        body = CommandSubmitted(f"c-{number}", what, said=said) if isinstance(what, Command) else what
        ledger.input_now(body, "incident_commander", stamp)  # type: ignore[arg-type]
    engine.advance(3_600_000)
    ledger.input_now(SessionClosed(), "facilitator", ledger.board.ended_at)
    return ledger, sink


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(inputs=INPUTS, seats=st.sampled_from(["script", "simulated"]), seed=st.sampled_from(["1", "2"]))
def test_random_inputs_at_random_and_equal_instants_replay_to_the_same_bytes(
    inputs: list[tuple[int, object, int | None]], seats: str, seed: str
) -> None:
    ledger, sink = worked(inputs, seats, seed)

    again = FollowingSink([line[:-1] for line in sink.lines], MemorySink())
    replay(_in_memory(ledger), again, _engine, ledger.records[-1].at)  # raises Diverged at the first other byte
    assert again.count == len(sink.lines)


def _in_memory(ledger: Ledger):  # type: ignore[no-untyped-def]
    from irsim.log.reading import Recording

    return Recording(Path("memory"), [Record(r.seq, r.at, r.by, r.cause, r.body, r.digest) for r in ledger.records])


def _engine(ledger: Ledger):  # type: ignore[no-untyped-def]
    from irsim.drill.engine import DrillEngine

    return DrillEngine(ledger)


def test_the_same_seed_and_script_give_the_same_bytes_and_another_seed_another_cast() -> None:
    script = read_script(DATA / "small-script.yaml")
    first, second = played(SMALL, script)[1], played(SMALL, script)[1]
    assert first == second
    one, other = played(SMALL, script, seed="1")[0], played(SMALL, script, seed="2")[0]
    assert one.board.opened.cast != other.board.opened.cast


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("command"), st.sampled_from(COMMANDS)),
            st.tuples(st.just("pace"), st.sampled_from([0, 6_000, 36_000, 360_000])),
            st.tuples(st.just("jump"), st.integers(1_000, 600_000)),
            st.tuples(st.just("pause"), st.just(0)),
            st.tuples(st.just("sleep"), st.sampled_from([0.0, 0.003, 0.02])),
        ),
        max_size=14,
    )
)
def test_a_paced_room_with_pauses_jumps_and_people_replays_to_the_same_bytes(moves: list[tuple[str, Any]]) -> None:
    """Commands are stamped by the wall clock here, so each run differs: its recording must not."""
    sink = MemorySink()
    ledger, engine = begin(SMALL, sink, "people")

    async def room() -> None:
        host = Host(ledger, engine, at=0, speed=36_000)
        running = asyncio.create_task(host.run())
        for number, (move, value) in enumerate(moves):
            if move == "command":
                await host.submit(value, "incident_commander", f"m-{number}")
            elif move == "pace":
                await host.pace(value)
            elif move == "jump":
                await host.jump(host.now + value)
            elif move == "pause":
                await host.pause("coffee")
                await asyncio.sleep(0.002)
                await host.resume()
            else:
                await asyncio.sleep(value)
        await host.pace(0)
        await running
        await host.submit(Feedback("Good."), "incident_commander", "last")
        await host.close()

    asyncio.run(asyncio.wait_for(room(), 30))
    again = FollowingSink([line[:-1] for line in sink.lines], MemorySink())
    replay(_in_memory(ledger), again, _engine, ledger.records[-1].at)
    assert again.count == len(sink.lines)
    stamps = [record.at for record in ledger.records]
    assert stamps == sorted(stamps)


def test_a_command_at_the_very_end_is_refused_and_feedback_bears_the_ends_stamp() -> None:
    ledger, engine = begin(SMALL, MemorySink())
    engine.advance(3_600_000)
    assert engine.ended
    refused = ledger.input_now(CommandSubmitted("late", Acknowledge("INC-1")), "incident_commander", 3_600_000)
    given_back = ledger.input_now(CommandSubmitted("wash", Feedback("Good.")), "incident_commander", 3_600_000)
    assert type(refused).__name__ == "NotAccepted"
    assert type(given_back).__name__ == "Accepted"
    assert ledger.records[-1].at == 3_600_000


def test_a_retry_with_the_same_id_is_not_a_second_act() -> None:
    ledger, engine = begin(SMALL, MemorySink())
    engine.advance(180_000)
    command = CommandSubmitted("same", Acknowledge("INC-1"))
    first = ledger.input_now(command, "incident_commander", 180_000)
    count = len(ledger.records)
    assert ledger.input_now(command, "incident_commander", 180_000) == first
    assert len(ledger.records) == count


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished recording."""
    path = tmp_path_factory.mktemp("verify") / "small.jsonl"
    recorded(path, SMALL, read_script(DATA / "small-script.yaml"))
    return path


class TestVerify:
    """`verify` names what was done to a recording."""

    def test_an_untouched_recording_holds(self, path: Path) -> None:
        verdict = verify(read_recording(path), _engine)
        assert verdict.holds, verdict.sentences
        assert "every record comes out the same" in " ".join(verdict.sentences)

    def test_its_head_is_found_and_a_cut_tail_is_told_by_it(self, path: Path, tmp_path: Path) -> None:
        recording = read_recording(path)
        assert verify(recording, _engine, recording.head).holds
        earlier = verify(recording, _engine, recording.records[5].digest)
        assert earlier.holds
        assert f"{len(recording.records) - 6} records follow" in " ".join(earlier.sentences)
        cut = tmp_path / "cut.jsonl"
        cut.write_bytes(b"\n".join(recording.lines[:-4]) + b"\n")
        without = verify(read_recording(cut), _engine)
        assert without.holds
        assert "open" in " ".join(without.sentences)
        assert not verify(read_recording(cut), _engine, recording.head).holds

    @pytest.mark.parametrize("harm", ["flip", "remove", "swap"])
    def test_a_flipped_removed_or_swapped_record_is_named(self, path: Path, tmp_path: Path, harm: str) -> None:
        lines = list(read_recording(path).lines)
        if harm == "flip":
            lines[7] = lines[7].replace(b'"at":', b'"at":1', 1)
        elif harm == "remove":
            del lines[7]
        else:
            lines[7], lines[8] = lines[8], lines[7]
        changed = tmp_path / "changed.jsonl"
        changed.write_bytes(b"\n".join(lines) + b"\n")
        verdict = verify(read_recording(changed), _engine)
        assert not verdict.holds
        assert any(f"record {number}" in verdict.sentences[0] for number in (7, 8))

    def test_a_forged_chain_is_found_by_deriving_it_again(self, path: Path, tmp_path: Path) -> None:
        """Somebody who can compute digests changes an event and seals every line anew."""
        from irsim.log.records import GENESIS, seal

        head, lines = GENESIS, []
        for record in read_recording(path).records:
            body = record.body
            if type(body).__name__ == "IncidentAcknowledged":
                body = msgspec.structs.replace(body, incident="INC-2")
            sealed, line = seal(record.seq, record.at, record.by, record.cause, body, head)
            head = sealed.digest
            lines.append(line)
        forged = tmp_path / "forged.jsonl"
        forged.write_bytes(b"".join(lines))
        verdict = verify(read_recording(forged), _engine)
        assert not verdict.holds
        assert "comes out differently" in " ".join(verdict.sentences)

    @pytest.mark.parametrize("harm", ["setting", "cast", "starts", "plan"])
    def test_a_forged_first_record_is_a_sentence_and_no_traceback(self, path: Path, tmp_path: Path, harm: str) -> None:
        from irsim.log.records import GENESIS, seal

        recording = read_recording(path)
        harms: dict[str, Any] = {
            "setting": msgspec.structs.replace(recording.opened.setting, services={}),
            "cast": {},
            "starts": "noon",
            "plan": "id: [",
        }
        first = msgspec.structs.replace(recording.opened, **{harm: harms[harm]})
        head, lines = GENESIS, []
        for record in recording.records[:-1]:
            body = record.body if record.seq else first
            sealed, line = seal(record.seq, record.at, record.by, record.cause, body, head)
            head = sealed.digest
            lines.append(line)
        forged = tmp_path / "forged.jsonl"
        forged.write_bytes(b"".join(lines))
        verdict = verify(read_recording(forged), _engine)
        assert not verdict.holds
        assert "cannot be derived again" in " ".join(verdict.sentences)
        with pytest.raises(BadInput):
            resume(read_recording(forged), _engine)


@pytest.mark.parametrize(
    ("instant", "at"), [("200000", 200_000), ("0", 120_000), ("", 120_000), ("9" * 30, 120_000), ("soon", 120_000)]
)
def test_a_drill_is_taken_up_at_its_instant_unless_that_cannot_be_true(
    path: Path, tmp_path: Path, instant: str, at: int
) -> None:
    recording = read_recording(path)
    upto = next(record.seq for record in recording.records if record.at == 120_000) + 1
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(line + b"\n" for line in recording.lines[:upto]))
    (tmp_path / "cut.jsonl.instant").write_text(instant)
    taken_up = resume(read_recording(cut), _engine)
    taken_up.ledger.sink.close()
    assert taken_up.at == at
