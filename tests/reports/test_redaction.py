"""Redacted copies: no name, address or text of the original is left, all that counts is, and it can be checked."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.cli.export import redact_recording, verify_copy
from irsim.commands import Classify, Declare, Evidence, Note
from irsim.drill.engine import DrillEngine
from irsim.events import KINDS
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken, SessionClosed
from irsim.log.reading import Recording, read_recording
from irsim.log.records import GENESIS, seal
from irsim.log.writing import FileSink
from irsim.plan import default_plan_text
from irsim.reports.redaction.checking import check_copy
from irsim.reports.redaction.documents import ids_in, people_of, redacted_document
from irsim.reports.redaction.records import ADDRESSES, DIGESTS, PERSONS, TYPED, WORDS, redacted
from irsim.reports.redaction.words import Pseudonyms, is_figure
from irsim.scoring.score import score
from irsim.session.derive import resume, verify
from irsim.session.forking import fork, moment_at
from irsim.words.durations import MINUTE
from irsim.words.faults import BadInput
from tests.drills import begin, recorded, small

SAID = "Mallory Quill rang from +44 20 7946 0111, her mail is mallory@quill.example"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill at which Priya sat, who typed a name, an address and a story."""
    path = tmp_path_factory.mktemp("drill") / "drill.jsonl"
    ledger, engine = begin(small(), FileSink.create(path))
    engine.advance(130_000)
    ledger.input_now(SeatTaken("incident_commander", "Priya Raman", "account priya"), "facilitator", 130_000)
    commands = (
        Declare(title="Quill was here"),
        Note("INC-1", SAID),
        Classify("INC-1", "SEV-1", "security"),
        Evidence("INC-1", "Photo of the door", "Priya's telephone", holder="Priya Raman", sha256="ab" * 32),
        Note("Mallory Quill", "to nobody"),
    )
    for number, command in enumerate(commands):
        submitted = CommandSubmitted(f"line-{number}", command)
        ledger.input_now(submitted, "incident_commander:Priya Raman", 140_000 + 1_000 * number)
    while not engine.ended:
        engine.advance(engine.now + 600_000)
    ledger.input_now(SessionClosed(), "facilitator", ledger.board.ended_at)
    ledger.sink.close()
    return path


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    """Its redacted copy."""
    output = tmp_path / "copy.jsonl"
    assert redact_recording(original, output, force=False) == 0
    return output


def test_nothing_that_names_anybody_is_left(original: Path, copy: Path) -> None:
    text = copy.read_text(encoding="utf-8")
    opened = read_recording(original).opened
    for name in ("Priya", "priya", "Mallory", "Quill", "7946 0111", "photo", "telephone", "Open Door", "small shop"):
        assert name not in text
    for member in opened.cast.values():
        for field in ("name", "email", "phone"):
            assert member.get(field, "?!") not in text
    assert "penguinmails" not in text.lower()


def test_ids_times_kinds_and_figures_stay_and_the_same_name_is_the_same_person(original: Path, copy: Path) -> None:
    before, after = read_recording(original), read_recording(copy)
    assert not after.broken
    assert [(r.seq, r.at, r.cause, type(r.body)) for r in after.records] == [
        (r.seq, r.at, r.cause, type(r.body)) for r in before.records
    ]
    sat = next(r.body for r in after.records if isinstance(r.body, SeatTaken))
    by = {r.by for r in after.records if r.by.startswith("incident_commander:")}
    assert by == {f"incident_commander:{sat.name}"}
    commands: list[Any] = [r.body.command for r in after.records if isinstance(r.body, CommandSubmitted)]
    assert commands[2] == Classify("INC-1", "SEV-1", "security")
    assert commands[1] == Note("INC-1", f"[text, {len(SAID)} characters]")
    assert commands[3].holder == sat.name
    assert commands[4].incident == "[text, 13 characters]", "an id that is none is a text, too"


def test_it_can_be_replayed_and_scores_as_the_original_does(original: Path, copy: Path) -> None:
    before, after = read_recording(original), read_recording(copy)
    board = Board(after.opened)
    for record in after.records:
        apply(board, record)
    assert board.closed
    was, now = score(before.records), score(after.records)
    assert (now.score, now.coverage) == (was.score, was.coverage)
    assert [(c.id, c.verdict, c.points) for c in now.claims] == [(c.id, c.verdict, c.points) for c in was.claims]


def test_it_says_what_it_is_and_is_neither_derived_again_nor_gone_on_with(original: Path, copy: Path) -> None:
    after, head = read_recording(copy), read_recording(original).head
    assert after.opened.redacted == head
    found = verify(after, DrillEngine)
    assert found.holds
    assert f"It is a redacted copy of the recording with the head {head}: not derived again." in found.sentences
    open_copy = Recording(copy, after.records[:-1], after.lines[:-1])
    with pytest.raises(BadInput, match="is a redacted copy, which the engine cannot go on with; resume the original"):
        resume(open_copy, DrillEngine)
    with pytest.raises(BadInput, match="is a redacted copy, which the engine cannot go on with; fork the original"):
        moment_at(after, 60_000)
    with pytest.raises(BadInput, match="is a redacted copy already"):
        redact_recording(copy, copy.with_name("again.jsonl"), force=False)


def test_a_copy_is_checked_against_its_original(original: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_copy(copy, original) == 0
    said = capsys.readouterr().out
    assert "Each of its" in said
    assert "names, addresses and texts that were replaced occurs in it." in said
    assert verify_copy(original, original) == 1
    assert "It does not say of itself that it is a redacted copy." in capsys.readouterr().out


def test_a_copy_in_which_anything_else_was_changed_is_none(original: Path, copy: Path) -> None:
    """The chain of the forged copy holds: only the original can tell."""
    before, after = read_recording(original), read_recording(copy)

    def forged(change: int, **fields: object) -> Recording:
        made, previous = Recording(copy), GENESIS
        for record in after.records:
            body = msgspec.structs.replace(record.body, **fields) if record.seq == change else record.body
            sealed, line = seal(record.seq, record.at, record.by, record.cause, body, previous)
            made.records.append(sealed)
            made.lines.append(line[:-1])
            previous = sealed.digest
        return made

    sat = next(r for r in after.records if isinstance(r.body, SeatTaken))
    holds, said = check_copy(forged(sat.seq, name="person-9"), before)
    assert not holds
    assert said[-1] == f"Record {sat.seq} (seat.taken) is not what the rules make of the original's."
    assert not check_copy(Recording(copy, after.records[:-1], after.lines[:-1]), before)[0]
    assert not check_copy(forged(0, redacted="0" * 64), before)[0]
    assert check_copy(forged(-1), before)[0]


def test_the_same_recording_gives_the_same_copy_and_it_overwrites_nothing(original: Path, copy: Path) -> None:
    with pytest.raises(BadInput, match="exists already; give another name, or --force"):
        redact_recording(original, copy, force=False)
    raw = copy.read_bytes()
    assert redact_recording(original, copy, force=True) == 0
    assert copy.read_bytes() == raw
    with pytest.raises(BadInput, match="is the recording itself"):
        redact_recording(original, original, force=True)


def test_of_an_open_recording_a_copy_stays_its_copy_when_that_goes_on(original: Path) -> None:
    whole = read_recording(original)
    part = Recording(original, whole.records[:40], whole.lines[:40])
    records, lines, _ = redacted(part)
    copy = Recording(Path("copy"), records, [line[:-1] for line in lines])
    holds, said = check_copy(copy, whole)
    assert holds, said
    assert said[0].startswith("It is a redacted copy of the original up to record 39,")


def test_a_copy_of_a_fork_is_at_one_with_itself(tmp_path: Path) -> None:
    recorded(tmp_path / "parent.jsonl", small(), [])
    parent = read_recording(tmp_path / "parent.jsonl")
    course = fork(parent, moment_at(parent, 10 * MINUTE), tmp_path / "fork.jsonl", DrillEngine)
    course.ledger.sink.close()
    redact_recording(tmp_path / "fork.jsonl", tmp_path / "copy.jsonl", force=False)
    found = verify(read_recording(tmp_path / "copy.jsonl"), DrillEngine)
    assert found.holds, found.sentences
    assert any(sentence.startswith("It is a fork of [text, 12 characters]") for sentence in found.sentences)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("SEV-1", True), ("INC-12/respond", True), ("/page/PG-1", True), ("action.taken", True),
        ("next business day", True),
        ("1,912,406", True), ("5.4 s", True), ("3.2 GB/10m", True), ("2026-11-16T09:00:00+00:00", True), ("yes", True),
        ("T+00:12:00", True), ("1h-2h", True), ("text/plain", True), ("us-federal", True),
        ("Alice", False), ("alice", False), ("ask-alice", True), ("a@b.example", False), ("020 7946 0111", False),
        ("02079460111", False), ("4402079460111", False), ("We shut it.", False), ("192.0.2.14", False), ("", True),
    ],
)  # fmt: skip
def test_what_stays_of_a_word(text: str, kept: bool) -> None:
    pseudonyms = Pseudonyms()
    pseudonyms.note(["alice", "Bob"])
    assert (pseudonyms.word(text) == text) is kept


def test_a_telephone_number_is_no_figure() -> None:
    assert not any(map(is_figure, ("5550142142", "0207 9460 111", "+442079460111", "555-0142")))


def test_every_field_that_is_kept_is_one_that_some_record_has() -> None:
    """A field's name that nobody uses any more would keep what another kind may put there one day."""
    from irsim.commands import COMMANDS
    from irsim.events import session

    briefs: list[type[msgspec.Struct]] = [
        session.Setting,
        session.ServiceBrief,
        session.ActionBrief,
        session.ContactBrief,
        session.ChannelBrief,
    ]
    kinds: list[type[msgspec.Struct]] = [*KINDS.values(), *COMMANDS.values(), *briefs]
    used = {name for kind in kinds for name in kind.__struct_fields__} | {"email", "domain", "address"}
    assert used >= WORDS | PERSONS | ADDRESSES | DIGESTS | TYPED
    assert not WORDS & (PERSONS | ADDRESSES | DIGESTS)
    assert not WORDS & {"text", "title", "reason", "note", "summary", "description", "what", "basis"}


def test_a_plans_rotas_are_left_out_and_whom_they_name_is_a_name_everywhere() -> None:
    plan = default_plan_text() + (
        "\nrotas:\n  - id: first\n    label: First\n    contacts: primary-on-call\n"
        "    people: [{id: anaprins, name: Ana Prins, mail: ana@prins.example}]\n"
        "    turns: {starts: 2026-11-16 09:00, weeks: 1, order: [anaprins]}\n"
    )
    assert list(people_of(plan)) == ["Ana Prins", "ana@prins.example", "anaprins"]
    assert "anaprins" not in ids_in("plan", plan)
    pseudonyms = Pseudonyms(ids_in("plan", plan))
    redacted_plan = redacted_document("plan", plan, pseudonyms)
    assert "Prins" not in redacted_plan
    assert "rotas" not in redacted_plan
    assert pseudonyms.person("anaprins").startswith("person-")
