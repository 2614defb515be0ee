"""`irsim fork` and `irsim compare` from the shell: in pipes, and in a terminal."""

import csv
import shutil
from pathlib import Path

import pytest

from irsim.cli.forking import fork_room, new_fork, seats_of
from irsim.drill.engine import DrillEngine
from irsim.events.facilitation import SeatHanded
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken, SessionClosed, SessionForked
from irsim.log.lineage import fork_of
from irsim.log.reading import read_recording
from irsim.log.writing import FileSink
from irsim.scenario.script import Scripted, read_script
from irsim.session.derive import verify
from irsim.session.forking import moment_at
from tests.cli.shell import as_json, irsim, refused
from tests.cli.test_terminal import Terminal, terminal  # noqa: F401  (a fixture)
from tests.drills import DATA, begin, recorded, small

SCRIPT = DATA / "small-script.yaml"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("original") / "small.jsonl"
    recorded(path, small(), read_script(SCRIPT))
    return path


@pytest.fixture
def parent(original: Path, tmp_path: Path) -> Path:
    """The small drill as its script plays it, in a folder of its own."""
    return Path(shutil.copy(original, tmp_path / "small.jsonl"))


class TestFork:
    """In a pipe it runs on to the end."""

    def test_without_a_script_nobody_decides_any_more(self, parent: Path) -> None:
        before = parent.read_bytes()
        result = irsim("fork", parent, "--at", "T+00:08:30")
        assert result.exit_code == 0
        assert "Forked at T+00:08:30, after record" in result.stdout
        fork = read_recording(parent.with_name("small-fork.jsonl"))
        assert isinstance(fork.records[-1].body, SessionClosed)
        forked = fork_of(fork.records)
        assert forked is not None
        assert not [r for r in fork.records[forked.seq :] if isinstance(r.body, CommandSubmitted)]
        assert parent.read_bytes() == before

    def test_a_script_goes_on_from_there_and_says_what_it_passes_over(self, parent: Path, tmp_path: Path) -> None:
        to = tmp_path / "again.jsonl"
        result = irsim("fork", parent, "--at", "9m", "--script", SCRIPT, "-o", to)
        assert "4 decisions of the script lie before the fork and are passed over." in result.stdout
        assert "Both endings side by side: " in result.stdout
        told = irsim("compare", parent, to).stdout
        assert "0 of" in next(line for line in told.splitlines() if line.startswith("Claims: "))

    def test_auto_hands_the_seats_that_nobody_plays_to_simulated_responders(self, parent: Path, tmp_path: Path) -> None:
        to = tmp_path / "auto.jsonl"
        irsim("fork", parent, "--at", "5m", "--auto", "-o", to)
        records = read_recording(to).records
        handed = {each.body.role for each in records if isinstance(each.body, SeatHanded)}
        assert handed == set(read_recording(parent).opened.seats)
        assert irsim("verify", to).exit_code == 0

    def test_verify_says_what_it_is_and_whose(self, parent: Path, tmp_path: Path) -> None:
        irsim("fork", parent, "--at", "9m")
        fork = parent.with_name("small-fork.jsonl")
        result = irsim("verify", fork)
        assert result.exit_code == 0
        assert "It is a fork of small.jsonl, which it left at T+00:09:00, after record 41." in result.stdout
        assert "small.jsonl holds record 41 with the digest that the fork names" in result.stdout
        elsewhere = Path(shutil.move(parent, tmp_path / "elsewhere.jsonl"))
        assert "holds record 41" not in irsim("verify", fork).stdout
        assert irsim("verify", fork, "--parent", elsewhere).exit_code == 0
        recorded(tmp_path / "other.jsonl", small(), read_script(SCRIPT), "people")
        other = irsim("verify", fork, "--parent", tmp_path / "other.jsonl")
        assert other.exit_code == 1
        assert "other.jsonl is not its parent: its record 41 bears another digest." in other.stdout
        assert "is no fork" in refused("verify", elsewhere, "--parent", fork)

    def test_what_only_bears_the_parents_name_is_said_and_does_not_fail(self, parent: Path, original: Path) -> None:
        irsim("fork", parent, "--at", "9m")
        fork = parent.with_name("small-fork.jsonl")
        parent.write_bytes(b"".join(original.read_bytes().splitlines(keepends=True)[:5]))
        result = irsim("verify", fork)
        assert result.exit_code == 0
        assert "small.jsonl is not its parent: it ends with record 4." in result.stdout

    def test_what_cannot_be_forked_is_a_sentence(self, parent: Path, tmp_path: Path) -> None:
        assert "give an earlier moment" in refused("fork", parent, "--at", "9h")
        assert "never overwritten" in refused("fork", parent, "--at", "9m", "-o", parent)
        script = tmp_path / "script.yaml"
        script.write_text("- {at: 10m, as: king, do: acknowledge, incident: INC-1}\n")
        assert "the plan has no role 'king'" in refused("fork", parent, "--at", "9m", "--script", script)
        assert sorted(each.name for each in tmp_path.iterdir()) == ["script.yaml", "small.jsonl"]

    def test_a_folder_that_cannot_be_written_sends_it_to_the_recordings(
        self, parent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("irsim.cli.forking.os.access", lambda path, mode: False)
        monkeypatch.setattr("irsim.cli.forking.recordings_folder", lambda: tmp_path / "mine")
        assert new_fork(parent) == tmp_path / "mine" / "small-fork.jsonl"

    def test_who_sits_where(self) -> None:
        seats = {"a": "people", "b": "script", "c": "simulated", "d": "empty"}
        script = [Scripted(0, "d:Ana", None, 1)]  # type: ignore[arg-type]
        assert seats_of(seats, people=True, script=None, auto=False) == {}
        assert seats_of(seats, people=True, script=None, auto=True) == {"b": "simulated", "d": "simulated"}
        assert seats_of(seats, people=False, script=script, auto=True) == {"a": "simulated", "b": "simulated"}
        scripted = {"a": "script", "b": "simulated"}
        assert seats_of(scripted, people=True, script=None, auto=False) == {"a": "people"}
        assert seats_of({"a": "simulated"}, people=True, script=None, auto=False) == {"a": "people"}


class TestWhoSatElsewhere:
    """A room that was hosted: people at other terminals are not at the fork's."""

    @pytest.fixture
    def hosted(self, tmp_path: Path) -> Path:
        """Ana took a simulated seat at a terminal of her own, Eva facilitates."""
        path = tmp_path / "hosted.jsonl"
        ledger, engine = begin(small(), FileSink.create(path), "simulated")
        engine.advance(60_000)
        for role, name in (("technical_lead", "Ana"), ("facilitator", "Eva")):
            ledger.input_now(SeatTaken(role, name, f"token {name}"), f"{role}:{name}", 60_000)
        engine.advance(300_000)
        ledger.sink.close()
        return path

    @pytest.mark.parametrize(("people", "seat"), [(False, "simulated"), (True, "people")])
    def test_they_get_up_and_their_seat_is_as_it_was_or_yours(self, hosted: Path, people: bool, seat: str) -> None:
        parent = read_recording(hosted)
        moment = moment_at(parent, 120_000)
        room = fork_room(parent, moment, hosted.with_name("f.jsonl"), people=people)
        board = room.ledger.board
        assert not board.sitting["facilitator"]
        assert board.seats["technical_lead"] == seat
        assert room.people == (("technical_lead",) if people else ())
        assert board.sitting["technical_lead"] == ([""] if people else [])
        room.ledger.sink.close()
        assert verify(read_recording(room.path), DrillEngine).holds


def test_in_a_terminal_people_sit_down_at_the_fork_leave_and_come_back(parent: Path, terminal: Terminal) -> None:  # noqa: F811
    fork = parent.with_name("small-fork.jsonl")
    terminal.run(f"fork {parent} --at T+00:08:30 --plain")
    terminal.wait_for("Nobody sat at it before: ")
    terminal.wait_for("T+00:08:30  running")
    terminal.type("technical_lead: note incident=INC-1 text=Again")
    terminal.wait_for("accepted as record")
    terminal.type("quit")
    terminal.wait_for("EXIT=0")
    records = read_recording(fork).records
    assert isinstance(records[38].body, SessionForked)
    assert sum(isinstance(each.body, SeatTaken) for each in records) == len(read_recording(parent).opened.seats)
    again = Terminal(f"{terminal.socket}-again", terminal.folder)
    try:
        again.run(f"drill --resume {fork} --plain")
        again.wait_for("Taken up at T+00:08:")
        again.type("quit")
        again.wait_for("EXIT=0")
    finally:
        again.tmux("kill-server")
    assert irsim("verify", fork).exit_code == 0


class TestCompare:
    """Tables, JSON, and the trend of a folder."""

    @pytest.fixture
    def folder(self, parent: Path) -> Path:
        """A good team, a poor one, a fork, one that is not closed, and what is no recording."""
        recorded(parent.with_name("poor.jsonl"), small(), read_script(SCRIPT)[:3])
        irsim("fork", parent, "--at", "8m")
        lines = parent.read_bytes().splitlines(keepends=True)
        parent.with_name("open.jsonl").write_bytes(b"".join(lines[:40]))
        parent.with_name("improvements.jsonl").write_text("{}\n")
        return parent.parent

    def test_tables_beside_each_other(self, folder: Path) -> None:
        result = irsim("compare", folder / "small.jsonl", folder / "poor.jsonl", folder / "small-fork.jsonl")
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert max(map(len, lines)) <= 100
        assert "Open Door: 3 recordings beside each other" in lines[0]
        assert any(line.startswith("≠   Close the door") and "✘ missed 0/10" in line for line in lines)
        assert any(line.split()[:2] == ["C", "is"] for line in lines)
        before = next(n for n, line in enumerate(lines) if "Like with like" in line)
        assert before < next(n for n, line in enumerate(lines) if line == "Scores")

    def test_json_holds_what_the_tables_say(self, folder: Path) -> None:
        found = as_json("compare", folder / "small.jsonl", folder / "poor.jsonl")
        own = as_json("score", folder / "poor.jsonl")
        assert found["columns"][1]["score"] == own["score"]
        verdicts = {row["id"]: row["cells"][1]["verdict"] for row in found["claims"]}
        assert verdicts == {claim["id"]: claim["verdict"] for claim in own["claims"]}

    def test_files_of_the_same_name_are_told_apart(self, folder: Path, tmp_path: Path) -> None:
        other = tmp_path / "other"
        other.mkdir()
        shutil.copy(folder / "poor.jsonl", other / "small.jsonl")
        names = [each["name"] for each in as_json("compare", folder / "small.jsonl", other / "small.jsonl")["columns"]]
        assert names == [str(folder / "small.jsonl"), str(other / "small.jsonl")]

    def test_what_cannot_be_compared_is_a_sentence(self, folder: Path) -> None:
        assert "give two or more" in refused("compare", folder / "small.jsonl")
        assert "give up to 8, or a folder with --trend" in refused("compare", *[folder / "small.jsonl"] * 9)
        assert "is for a trend" in refused("compare", folder / "small.jsonl", "--csv", folder / "x.csv")
        assert "leave one of them out" in refused("compare", folder / "small.jsonl", "--trend", folder)
        assert "is no folder" in refused("compare", "--trend", folder / "small.jsonl")

    def test_the_trend_of_a_folder_leaves_out_what_is_no_drill_of_its_own(self, folder: Path) -> None:
        result = irsim("compare", "--trend", folder)
        assert result.exit_code == 0
        assert "Open Door (small): 2 recordings" in result.stdout
        assert "median            n = 2" in result.stdout
        assert "Left out of 4 recordings: not closed: 1, a fork: 1." in result.stdout
        found = as_json("compare", "--trend", folder)
        assert [row["name"] for row in found["trends"][0]["rows"]] == ["poor.jsonl", "small.jsonl"]
        assert found["left_out"] == {"not closed": 1, "a fork": 1, "of no scenario": 0}

    def test_a_recording_that_is_broken_is_named_and_left_out(self, folder: Path) -> None:
        (folder / "broken.jsonl").write_text('{"seq":0,"at":0\n')
        result = irsim("compare", "--trend", folder)
        assert result.exit_code == 1
        assert "broken.jsonl" in result.stderr

    def test_for_a_spreadsheet_no_cell_is_a_formula(self, folder: Path, tmp_path: Path) -> None:
        shutil.copy(folder / "poor.jsonl", folder / "=cmd.jsonl")
        sheet = tmp_path / "trend.csv"
        irsim("compare", "--trend", folder, "--csv", sheet)
        rows = list(csv.DictReader(sheet.open(encoding="utf-8", newline="")))
        assert {row["recording"] for row in rows} == {"'=cmd.jsonl", "poor.jsonl", "small.jsonl", "median"}
        median = next(row for row in rows if row["recording"] == "median" and row["measure"] == "score")
        assert median["n"] == "3"
        assert "exists already" in refused("compare", "--trend", folder, "--csv", sheet)
