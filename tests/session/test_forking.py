"""A fork: the parent's records up to a moment, byte for byte, then another course; the parent is never touched."""

import os
import re
from itertools import count
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.commands import Evidence
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SessionEnded, SessionForked, SessionReopened
from irsim.log.attachments import faults_of, folder_of, keep_file
from irsim.log.lineage import beside, fork_name, fork_of, own_words, parents_words
from irsim.log.reading import Recording, read_recording
from irsim.log.records import GENESIS, Record, seal
from irsim.log.writing import FileSink
from irsim.scenario.library import find_scenario, load_scenario
from irsim.scenario.script import Scripted, read_script
from irsim.session.derive import resume, verify
from irsim.session.forking import Fork, Moment, fork, moment_after, moment_at, read_moment
from irsim.session.play import play, still_to_come
from irsim.session.seats import reduced
from irsim.words.faults import BadInput
from tests.drills import DATA, SCRIPTS, begin, recorded, small, the_plan
from tests.session.test_replay import INPUTS, worked

SMALL = small()
SCRIPT = read_script(DATA / "small-script.yaml")
NUMBERS = count()

Told = tuple[int, str, int, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forks")


@pytest.fixture(scope="module")
def parent(folder: Path) -> Recording:
    """A small drill, played by a script and closed."""
    path = folder / "parent.jsonl"
    recorded(path, SMALL, SCRIPT)
    return read_recording(path)


def new(folder: Path) -> Path:
    return folder / f"f-{next(NUMBERS)}.jsonl"


def go_on(made: Fork, rest: list[Record]) -> None:
    """The parent's own inputs after the moment."""
    for record in rest:
        if record.body.is_input:
            made.engine.advance(record.at)
            made.ledger.apply_input(made.ledger.write(record.body, record.by, record.at))
    made.ledger.sink.close()


def told(records: list[Record]) -> list[Told]:
    """Records without seq and digest; causes as if session.forked were not there."""
    forked = fork_of(records)
    seq = forked.seq if forked is not None else len(records)
    kept = [record for record in records if record is not forked]
    return [(each.at, each.by, each.cause - (each.cause >= seq), each.body) for each in kept]


def in_memory(inputs: list[tuple[int, object, int | None]], seats: str, seed: str) -> Recording:
    """A small drill with random inputs at random instants, to its end."""
    ledger, sink = worked(inputs, seats, seed)
    return Recording(Path("memory.jsonl"), list(ledger.records), [line[:-1] for line in sink.lines])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    inputs=INPUTS,
    seats=st.sampled_from(["script", "simulated"]),
    seed=st.sampled_from(["1", "2"]),
    moment=st.one_of(
        st.tuples(st.just("at"), st.integers(0, 3_599_999)), st.tuples(st.just("seq"), st.integers(0, 99))
    ),
)
def test_a_fork_with_the_parents_own_inputs_gives_the_parents_records_again(
    inputs: list[tuple[int, object, int | None]],
    seats: str,
    seed: str,
    moment: tuple[str, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    drill = in_memory(inputs, seats, seed)
    how, where = moment
    find = moment_at if how == "at" else moment_after
    where = where if how == "at" else where % len(drill.records)
    over = next(record.seq for record in drill.records if isinstance(record.body, SessionEnded))
    if where >= (drill.records[over].at if how == "at" else over):
        with pytest.raises(BadInput, match="was over at"):  # then there is nothing to do differently
            find(drill, where)
        return
    chosen = find(drill, where)
    path = new(tmp_path_factory.getbasetemp())
    made = fork(drill, chosen, path, DrillEngine)
    go_on(made, drill.records[chosen.kept :])
    again = read_recording(path)
    assert again.lines[: chosen.kept] == drill.lines[: chosen.kept]
    assert isinstance(again.records[chosen.kept].body, SessionForked)
    assert told(again.records) == told(drill.records)
    assert verify(again, DrillEngine).holds


@pytest.mark.parametrize("scenario", ["data-breach", "system-outage", "vendor-failure", "communication-breakdown"])
@pytest.mark.parametrize("share", [13, 61])
def test_a_shipped_scenario_forked_under_its_own_script_comes_out_the_same(
    scenario: str, share: int, folder: Path
) -> None:
    path = folder / f"{scenario}.jsonl"
    script = read_script(SCRIPTS / scenario / "perfect.yaml")
    if not path.exists():
        recorded(path, load_scenario(find_scenario(scenario), the_plan()), script)
    drill = read_recording(path)
    moment = moment_after(drill, len(drill.records) * share // 100)
    made = fork(drill, moment, new(folder), DrillEngine)
    play(made.ledger, made.engine, script, start=made.at)
    assert told(made.ledger.records) == told(drill.records)


class TestMoments:
    """Between records, and right after one with all that follows from the same input."""

    def test_an_instant_holds_everything_that_was_due_and_done_there(self, parent: Recording) -> None:
        moment = moment_at(parent, 720_000)
        assert parent.records[moment.kept - 1].at <= 720_000 < parent.records[moment.kept].at

    def test_an_instant_between_two_records_keeps_what_came_before(self, parent: Recording) -> None:
        assert moment_at(parent, 400_001) == Moment(400_001, moment_at(parent, 400_000).kept)

    def test_after_an_input_comes_what_followed_from_it_and_no_other_input(self, parent: Recording) -> None:
        two = [r for r in parent.records if r.at == 720_000 and r.body.is_input]
        assert len(two) == 2
        moment = moment_after(parent, two[0].seq)
        assert moment.kept == two[1].seq
        assert moment_after(parent, two[0].seq + 1) == moment

    @pytest.mark.parametrize("written", ["T+00:08:30", "8m30s", "08:30"])
    def test_an_instant_as_people_write_it(self, parent: Recording, written: str) -> None:
        assert read_moment(parent, written) == moment_at(parent, 510_000)

    def test_a_number_is_a_record(self, parent: Recording) -> None:
        assert read_moment(parent, " 12 ") == moment_after(parent, 12)

    @pytest.mark.parametrize(
        ("written", "cure"),
        [
            ("T+09:00:00", "comes only as far as T+01:00:00; give an earlier moment"),
            ("1h", "was over at T+01:00:00"),
            ("5000", "give a number from 0 to"),
            ("-1m", "give an instant from T+00:00:00 on"),
            ("soon", "or give the number of a record"),
        ],
    )
    def test_what_is_no_moment_is_refused_with_the_cure(self, parent: Recording, written: str, cure: str) -> None:
        with pytest.raises(BadInput, match=re.escape(cure)):
            read_moment(parent, written)


class TestTheFile:
    """The parent is only read, and nothing is ever written over."""

    def test_the_parents_bytes_stay_and_the_prefix_is_the_same(self, parent: Recording, folder: Path) -> None:
        before = parent.path.read_bytes()
        made = fork(parent, moment_at(parent, 510_000), path := new(folder), DrillEngine)
        made.ledger.sink.close()
        assert parent.path.read_bytes() == before
        kept = b"".join(line + b"\n" for line in parent.lines[: made.ledger.records[-1].seq])
        assert path.read_bytes().startswith(kept)
        body = read_recording(path).records[-1].body
        assert isinstance(body, SessionForked)
        assert (body.name, parent.records[body.seq].digest) == ("parent.jsonl", body.parent)

    def test_a_read_only_folder_of_the_parents_will_do(self, parent: Recording, tmp_path: Path) -> None:
        locked = tmp_path / "locked"
        locked.mkdir()
        copy = locked / "parent.jsonl"
        copy.write_bytes(parent.path.read_bytes())
        copy.chmod(0o444)
        locked.chmod(0o555)
        before = sorted(os.listdir(locked))
        made = fork(read_recording(copy), Moment(0, 1), tmp_path / "f.jsonl", DrillEngine)
        made.ledger.sink.close()
        assert sorted(os.listdir(locked)) == before
        locked.chmod(0o755)

    def test_a_file_that_is_there_is_never_written_over(self, parent: Recording, folder: Path) -> None:
        with pytest.raises(BadInput, match="never overwritten"):
            fork(parent, Moment(0, 1), parent.path, DrillEngine)
        assert read_recording(parent.path).head == parent.head

    def test_a_full_disk_leaves_no_half_a_fork(
        self, parent: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(sink: FileSink) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSink, "sync", full)
        with pytest.raises(OSError, match="No space"):
            fork(parent, moment_at(parent, 510_000), tmp_path / "f.jsonl", DrillEngine)
        assert list(tmp_path.iterdir()) == []

    def test_names_that_are_free(self, tmp_path: Path) -> None:
        one = fork_name(Path("x/kite.jsonl"), tmp_path)
        one.touch()
        assert one.name == "kite-fork.jsonl"
        assert fork_name(Path("x/kite.jsonl"), tmp_path).name == "kite-fork-2.jsonl"
        assert fork_name(one, tmp_path).name == "kite-fork-2.jsonl"

    @pytest.mark.parametrize("name", ["../parent.jsonl", "/etc/passwd", "", ".", "..", "a\0b", "nowhere.jsonl"])
    def test_a_parents_name_leads_into_no_other_folder(self, parent: Recording, folder: Path, name: str) -> None:
        assert beside(folder / "deeper" / "f.jsonl", name) is None
        assert beside(folder / "f.jsonl", name) is None
        assert beside(folder / "f.jsonl", "parent.jsonl") == parent.path

    def test_kept_files_that_the_prefix_names_come_along(self, tmp_path: Path) -> None:
        path = tmp_path / "a.jsonl"
        ledger, engine = begin(SMALL, FileSink.create(path))
        named = []
        for number, at in enumerate((240_000, 600_000)):
            engine.advance(at)
            source = tmp_path / f"log-{number}.txt"
            source.write_text(f"log {number}")
            kept = keep_file(path, source)
            named.append(kept.sha256)
            evidence = Evidence("INC-1", "a log", "the host", sha256=kept.sha256, file=kept.name)
            ledger.input_now(CommandSubmitted(f"e-{number}", evidence), "technical_lead", at)
        ledger.sink.close()
        drill = read_recording(path)
        assert faults_of(path, drill.records) == []
        made = fork(drill, moment_at(drill, 300_000), to := tmp_path / "f.jsonl", DrillEngine)
        made.ledger.sink.close()
        assert os.listdir(folder_of(to)) == named[:1]
        assert faults_of(to, made.ledger.records) == []


class TestRefused:
    """What cannot go on is said, and nothing is written."""

    def test_other_rules(self, parent: Recording, tmp_path: Path) -> None:
        first = msgspec.structs.replace(parent.opened, rules=0)
        record, line = seal(0, 0, "facilitator", -1, first, GENESIS)
        old = Recording(parent.path, [record], [line[:-1]])
        with pytest.raises(BadInput, match="made under rules 0"):
            moment_at(old, 0)

    def test_a_broken_chain(self, parent: Recording) -> None:
        broken = Recording(parent.path, parent.records[:5], parent.lines[:5], broken="record 5 was changed")
        with pytest.raises(BadInput, match="record 5 was changed"):
            moment_at(broken, 0)

    @pytest.mark.parametrize("gone", [20, 30])
    def test_a_parent_from_which_records_are_missing(self, parent: Recording, tmp_path: Path, gone: int) -> None:
        """Somebody who can compute digests took a derived record out."""
        assert not parent.records[gone].body.is_input
        head = GENESIS
        lines: list[bytes] = []
        records: list[Record] = []
        for each in [*parent.records[:gone], *parent.records[gone + 1 :]]:
            record, line = seal(len(records), each.at, each.by, each.cause, each.body, head)
            head = record.digest
            records.append(record)
            lines.append(line[:-1])
        forged = Recording(parent.path, records, lines)
        with pytest.raises(BadInput, match="derived again"):
            fork(forged, moment_after(forged, gone + 5), tmp_path / "f.jsonl", DrillEngine)
        assert list(tmp_path.iterdir()) == []


def test_a_player_learns_that_there_was_a_fork_and_neither_the_parents_name_nor_its_digest(
    parent: Recording, folder: Path
) -> None:
    made = fork(parent, moment_at(parent, 510_000), new(folder), DrillEngine)
    made.ledger.sink.close()
    records = made.ledger.records
    seen = reduced(records[-1], records, ("incident_commander",))
    assert seen is not None
    assert seen.body == SessionForked("", records[-1].seq - 1)
    assert seen.digest == ""


class TestVerify:
    """`verify` says what it is a fork of, and whether that is so."""

    def test_a_fork_of_a_fork_names_the_one_that_it_left(self, parent: Recording, folder: Path) -> None:
        first = fork(parent, moment_at(parent, 300_000), new(folder), DrillEngine)
        first.ledger.sink.close()
        one = read_recording(folder / first.ledger.sink.path.name)  # type: ignore[attr-defined]
        second = fork(one, moment_at(one, 300_000), path := new(folder), DrillEngine)
        second.ledger.sink.close()
        two = read_recording(path)
        verdict = verify(two, DrillEngine)
        assert verdict.holds
        assert f"It is a fork of {one.path.name}" in " ".join(verdict.sentences)
        assert parents_words(two.records, one.records, one.path)[0]
        assert not parents_words(two.records, parent.records, parent.path)[0]

    def test_a_parent_that_ends_before_is_none(self, parent: Recording, folder: Path) -> None:
        made = fork(parent, moment_at(parent, 510_000), new(folder), DrillEngine)
        made.ledger.sink.close()
        true, words = parents_words(made.ledger.records, parent.records[:9], parent.path)
        assert not true
        assert "it ends with record 8" in words
        with pytest.raises(BadInput, match="is no fork"):
            parents_words(parent.records, parent.records, parent.path)

    def test_a_fork_that_names_another_digest_is_found_out(self, parent: Recording, folder: Path) -> None:
        made = fork(parent, moment_at(parent, 510_000), new(folder), DrillEngine)
        made.ledger.sink.close()
        *before, last = made.ledger.records
        lying = seal(last.seq, last.at, last.by, -1, SessionForked("0" * 64, last.seq - 1, "x"), before[-1].digest)[0]
        assert own_words([*before, lying]) == (
            False,
            f"It says that it is a fork after record {last.seq - 1}, but that record bears another digest here.",
        )
        note = msgspec.structs.replace(last, body=SessionReopened())
        between = msgspec.structs.replace(last, seq=last.seq + 1, body=last.body)
        assert "another input comes in between" in own_words([*before, note, between])[1]


def test_an_open_parent_is_forked_where_it_stands_with_what_it_had_not_written_yet(
    parent: Recording, folder: Path
) -> None:
    """A room that was killed: its file lacks the last second, its instant is in the throw-away file."""
    upto = next(record.seq for record in parent.records if record.at == 600_000)
    cut = folder / "cut.jsonl"
    cut.write_bytes(b"".join(line + b"\n" for line in parent.lines[:upto]))
    (folder / "cut.jsonl.instant").write_text("600000")
    drill = read_recording(cut)
    made = fork(drill, moment_at(drill, 600_000), path := new(folder), DrillEngine)
    made.ledger.sink.close()
    again = read_recording(path)
    missing = [record for record in parent.records[upto:] if record.at == 600_000 and not record.body.is_input]
    assert again.lines[upto : upto + len(missing)] == parent.lines[upto : upto + len(missing)]
    assert again.records[-1].body.seq == upto - 1  # type: ignore[attr-defined]
    assert verify(again, DrillEngine).holds


class TestScripts:
    """A fork goes by its script from its own beginning on."""

    def test_what_lies_before_is_passed_over_and_what_was_done_there_is_not_done_twice(
        self, parent: Recording, folder: Path
    ) -> None:
        made = fork(parent, moment_at(parent, 540_000), new(folder), DrillEngine)
        coming = still_to_come(made.ledger, SCRIPT)
        assert [decision.at for _, decision in coming] == [d.at for d in SCRIPT if d.at > 540_000]
        other = Scripted(540_000, "technical_lead", msgspec.structs.replace(SCRIPT[3].command, action="restart-api"), 1)
        assert [name for name, _ in still_to_come(made.ledger, [other])] == [f"fork-{made.ledger.records[-1].seq}-0"]
        made.ledger.sink.close()

    def test_a_fork_that_is_taken_up_goes_on_with_its_script(self, parent: Recording, folder: Path) -> None:
        made = fork(parent, moment_at(parent, 540_000), path := new(folder), DrillEngine)
        made.engine.advance(700_000)
        made.ledger.sink.close()
        taken = resume(read_recording(path), DrillEngine)
        assert still_to_come(taken.ledger, SCRIPT)
        play(taken.ledger, taken.engine, SCRIPT, start=taken.at)
        bodies = [msgspec.json.encode(record.body) for record in parent.records]
        done = [each.body for each in taken.ledger.records if isinstance(each.body, CommandSubmitted)]
        assert len(done) == sum(isinstance(record.body, CommandSubmitted) for record in parent.records)
        assert {msgspec.json.encode(body) for body in done} <= set(bodies)
