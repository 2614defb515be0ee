"""What the screens ask for, with real files: lists, a drill begun, left, taken up, closed, debriefed, reported."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from irsim.cli import opening, recordings
from irsim.cli.launcher import LocalLauncher
from irsim.commands import Note
from irsim.drill.engine import DrillEngine
from irsim.events.session import SessionReopened
from irsim.log.glancing import TAIL, glance
from irsim.log.reading import read_recording
from irsim.log.writing import FileSink, MemorySink, instant_file, save_instant
from irsim.scenario import library
from irsim.scenario.script import read_script
from irsim.session.derive import verify
from irsim.session.ledger import Ledger
from irsim.session.tokens import Tokens, keep_tokens, kept_tokens
from irsim.tui.launch import HostWish, Launcher, Sitting, Wish
from irsim.words.faults import BadInput
from tests.drills import DATA, begin, recorded, small
from tests.hosts import host_of


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A drill that a script played to its end."""
    path = tmp_path_factory.mktemp("closed") / "a.jsonl"
    recorded(path, small(), read_script(DATA / "small-script.yaml"))
    return path.read_bytes()


class House:
    """A library with one small drill in it, a recordings folder and a cache, all empty otherwise."""

    def __init__(self, folder: Path) -> None:
        self.library = folder / "scenarios"
        self.recordings = folder / "recordings"
        self.cache = folder / "cache"
        self.library.mkdir()
        for name in ("small.yaml", "small-world.yaml"):
            shutil.copy(DATA / name, self.library / name)
        (self.library / "worlds").mkdir()
        (self.library / "small-world.yaml").rename(self.library / "worlds" / "small-world.yaml")
        text = (self.library / "small.yaml").read_text(encoding="utf-8")
        text = text.replace("world: small-world.yaml", "world: worlds/small-world.yaml")
        (self.library / "small.yaml").write_text(text, encoding="utf-8")
        self.launcher = LocalLauncher()

    def put(self, name: str, content: bytes, changed_at: int = 0) -> Path:
        """A recording in the folder, last changed `changed_at` seconds after the epoch."""
        self.recordings.mkdir(exist_ok=True)
        path = self.recordings / name
        path.write_bytes(content)
        if changed_at:
            os.utime(path, (changed_at, changed_at))
        return path


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(tmp_path)
    monkeypatch.setattr(library, "library_folder", lambda: house.library)
    monkeypatch.setattr(opening, "recordings_folder", lambda: house.recordings)
    monkeypatch.setattr(opening, "cache_folder", lambda: house.cache)
    return house


async def stay(sitting: Sitting) -> None:
    """A team that arrives, looks around for half a second, writes a note and leaves."""
    running = asyncio.create_task(sitting.session.run())
    await asyncio.sleep(0.5)
    await sitting.session.submit(Note("INC-1", "We look around."), "technical_lead", f"n-{sitting.session.now}")
    await asyncio.sleep(0.05)  # nobody types and leaves in the same instant
    running.cancel()
    await asyncio.wait([running])
    sitting.session.leave()


async def finish(sitting: Sitting) -> None:
    """A team that lets the rest of it pass, and closes it."""
    running = asyncio.create_task(sitting.session.run())
    await sitting.session.pace(0)
    await running
    await sitting.session.close()


def test_a_drill_is_begun_left_taken_up_closed_debriefed_and_reported(house: House) -> None:
    launcher: Launcher = house.launcher
    with ThreadPoolExecutor(1) as thread:
        sitting = thread.submit(launcher.begin, Wish("small", pace=6_000)).result()
    path = sitting.path
    assert path.parent == house.recordings
    assert set(sitting.roles) == set(host_of(sitting.session).ledger.board.rules.roles)
    assert len(path.read_bytes().splitlines()) == len(host_of(sitting.session).ledger.records) == 1
    assert [brief.state for brief in launcher.recordings()] == ["running"]
    asyncio.run(stay(sitting))

    brief = launcher.recordings()[0]
    assert (brief.path, brief.codename, brief.state, brief.people) == (path, "Open Door", "open", True)
    assert (brief.score, brief.fault) == (None, "")
    assert brief.held == host_of(sitting.session).ledger.board.opened.held
    assert brief.at >= 20_000
    assert launcher.drills()[0].last_score is None

    with path.open("ab") as file:
        file.write(b'{"seq":')
    again = launcher.take_up(path)
    assert again.notice.startswith("The last line was torn: 7 bytes after record")
    assert " Taken up at T+00:0" in again.notice
    assert again.command.endswith(f"drill --resume {path}")
    assert again.session.now >= brief.at
    assert host_of(again.session).ledger.records[-1].body == SessionReopened(7)
    asyncio.run(finish(again))

    card = launcher.debrief(path)
    assert card.card.closed
    assert card.records == host_of(again.session).ledger.records
    brief = launcher.recordings()[0]
    assert (brief.state, brief.score, brief.at) == ("closed", card.card.score, card.card.ended_at)
    assert launcher.drills()[0].last_score == card.card.score is not None
    recording = read_recording(path)
    assert verify(recording, DrillEngine).holds

    reports = [launcher.report(path) for _ in range(3)]
    assert [report.name for report in reports] == [f"{path.stem}-report{end}.html" for end in ("", "-2", "-3")]
    assert len({report.read_text(encoding="utf-8") for report in reports}) == 1
    assert reports[0].read_text(encoding="utf-8").startswith("<!")
    assert read_recording(path).lines == recording.lines


def test_the_library_is_listed_with_what_cannot_be_played(house: House) -> None:
    (house.library / "broken.yaml").write_text("id: [", encoding="utf-8")
    (house.library / "lost.yaml").symlink_to(house.library / "nowhere.yaml")
    (house.library / "folder.yaml").mkdir()
    text = (house.library / "small.yaml").read_text(encoding="utf-8")
    (house.library / "wrong.yaml").write_text(text.replace("duration: 1h", "duration: soon"), encoding="utf-8")
    briefs = {brief.name: brief for brief in house.launcher.drills()}
    assert list(briefs) == ["broken", "folder", "small", "wrong"]
    good = briefs.pop("small")
    assert (good.codename, good.difficulty, good.length, good.fault) == ("Open Door", "introductory", 3_600_000, "")
    assert (good.family, good.summary) == ("data-breach", "Somebody left the door open.")
    assert all(brief.fault for brief in briefs.values())
    assert "soon" in briefs["wrong"].fault


def test_what_shipped_can_be_played() -> None:
    briefs = LocalLauncher().drills()
    assert {"data-breach", "system-outage"} <= {brief.name for brief in briefs}
    assert [brief.fault for brief in briefs] == [""] * len(briefs)


def test_the_briefing_names_the_people_who_will_be_there(house: House) -> None:
    briefing = house.launcher.briefing("small")
    assert house.launcher.briefing("small") == briefing
    assert briefing.text.startswith("You run a small shop. ")
    assert "{{" not in briefing.text
    assert (briefing.length, briefing.pace) == (3_600_000, 100)
    assert briefing.objectives == ("Detect and triage", "Contain")
    assert "incident_commander" in {role.id for role in briefing.roles}
    assert all(role.purpose and role.responsibilities for role in briefing.roles)
    sitting = house.launcher.begin(Wish("small"))
    opened = host_of(sitting.session).ledger.board.opened
    assert opened.setting.briefing == briefing.text
    assert opened.pace == 100
    sitting.session.leave()
    other = house.launcher.begin(Wish("small", seed="7"))
    assert (host_of(other.session).ledger.board.opened.seed, opened.seed == "7") == ("7", False)
    other.session.leave()


def test_roles_that_nobody_takes_are_simulated(house: House, tmp_path: Path) -> None:
    wish = Wish("small", {"technical_lead": "people"}, "bare", "sharp", pace=400, record=tmp_path / "mine.jsonl")
    sitting = house.launcher.begin(wish)
    opened = host_of(sitting.session).ledger.board.opened
    assert (sitting.roles, sitting.path) == (("technical_lead",), tmp_path / "mine.jsonl")
    assert set(opened.seats.values()) == {"people", "simulated"}
    assert (opened.assist, opened.skill, opened.pace) == ("bare", "sharp", 400)
    sitting.session.leave()


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish("no-such"), "no scenario is called that"),
        (Wish("small", {"captain": "people"}), "the plan has no role 'captain'"),
        (Wish("small", {"technical_lead": "robots"}), "'robots' does not fit"),
        (Wish("small", {"technical_lead": "simulated"}), "nobody sits down"),
        (Wish("small", assist="lots"), "'lots' does not fit"),
        (Wish("small", skill="great"), "'great' does not fit"),
        (Wish("small", seed="\x1b"), "cannot be recorded"),
        (Wish("small", pace=-1), "out of reach"),
        (Wish("small", record=Path("/dev/null/a.jsonl")), "give another place"),
    ],
)
def test_a_wish_that_cannot_be_is_one_sentence_and_leaves_no_file(house: House, wish: Wish, said: str) -> None:
    with pytest.raises(BadInput, match=said) as bad:
        house.launcher.begin(wish)
    assert len(bad.value.faults) == 1
    assert not house.recordings.exists()


def test_a_drill_that_runs_elsewhere_is_running_and_refused(house: House) -> None:
    sitting = house.launcher.begin(Wish("small"))
    sitting.session.leave()
    code = (
        "import sys; from pathlib import Path; from irsim.log.writing import FileSink; path = Path(sys.argv[1]);"
        "FileSink.take_up(path, path.stat().st_size); print('here', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(sitting.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "here\n"
    before = sitting.path.read_bytes()
    assert house.launcher.recordings()[0].state == "running"
    with pytest.raises(BadInput, match="is being written by another irsim; end that one first"):
        house.launcher.take_up(sitting.path)
    assert sitting.path.read_bytes() == before
    other.communicate()
    assert house.launcher.recordings()[0].state == "open"
    house.launcher.take_up(sitting.path).session.leave()


def test_whoever_only_looks_keeps_nobody_from_writing(house: House) -> None:
    sitting = house.launcher.begin(Wish("small"))
    sitting.session.leave()
    looking, stop = threading.Event(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            glance(sitting.path)
            looking.set()

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(look)
        looking.wait()
        for _ in range(30):
            FileSink.take_up(sitting.path, sitting.path.stat().st_size).close()
        stop.set()
        done.result()


def test_what_cannot_be_taken_up_is_refused_and_not_locked(house: House, closed: bytes) -> None:
    path = house.put("closed.jsonl", closed)
    with pytest.raises(BadInput, match="is closed"):
        house.launcher.take_up(path)
    lines = closed.splitlines(keepends=True)
    alone = house.put("alone.jsonl", b"".join(lines[:20]))
    with pytest.raises(BadInput, match="nobody plays at it"):
        house.launcher.take_up(alone)
    sitting = house.launcher.begin(Wish("small", record=house.recordings / "old.jsonl"))
    old = host_of(sitting.session).ledger.board.opened
    sitting.session.leave()
    other = msgspec.structs.replace(old, rules=0)
    sink = MemorySink()
    Ledger(sink, other).open()
    (house.recordings / "old.jsonl").write_bytes(b"".join(sink.lines))
    with pytest.raises(BadInput, match="was made under rules 0"):
        house.launcher.take_up(house.recordings / "old.jsonl")
    unplayable = msgspec.structs.replace(old, scenario="id: x\n")
    sink = MemorySink()
    Ledger(sink, unplayable).open()
    wrong = house.put("wrong.jsonl", b"".join(sink.lines))
    for _ in range(2):  # the second time it would be locked, if the first one had not let go
        with pytest.raises(BadInput) as bad:
            house.launcher.take_up(wrong)
        assert "another irsim" not in str(bad.value)


def test_bad_files_have_a_fault_and_hurt_nobody(house: House, closed: bytes) -> None:
    first, *rest = closed.splitlines(keepends=True)
    house.put("empty.jsonl", b"")
    house.put("noise.jsonl", os.urandom(200_000))
    house.put("unfinished.jsonl", first[:-40])
    house.put("foreign.jsonl", b'{"seq":0,"at":1}\n')
    house.put("tail.jsonl", first + b"\xff\xfe no record\n")
    house.put("broken.jsonl", first + b"".join(rest[5:]))
    house.put("forged.jsonl", closed.replace(b"Open Door", b"Open D\x1b[m", 1))
    house.put("ignored.txt", b"x")
    (house.recordings / "folder.jsonl").mkdir()
    (house.recordings / "lost.jsonl").symlink_to("nowhere")
    os.mkfifo(house.recordings / "pipe.jsonl")
    house.put("good.jsonl", closed)
    briefs = {brief.path.stem: brief for brief in house.launcher.recordings()}
    assert set(briefs) == {
        *("empty", "noise", "unfinished", "foreign", "tail", "broken", "forged", "folder", "pipe", "good")
    }
    good = briefs.pop("good")
    assert (good.state, good.fault, good.people) == ("closed", "", False)
    assert good.score is not None
    assert [name for name, brief in briefs.items() if not brief.fault] == []
    assert not any("\x1b" in brief.codename + brief.fault for brief in briefs.values())
    for brief in briefs.values():
        for ask in (house.launcher.debrief, house.launcher.report, house.launcher.take_up):
            with pytest.raises(BadInput):
                ask(brief.path)
    assert [brief.last_score for brief in house.launcher.drills()] == [None]


def test_a_missing_an_empty_and_a_forbidden_folder_are_no_crash(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert house.launcher.recordings() == []
    house.recordings.mkdir()
    assert house.launcher.recordings() == []
    assert [brief.name for brief in house.launcher.drills()] == ["small"]

    def forbidden(folder: Path) -> object:
        raise PermissionError(13, "Permission denied", str(folder))

    with monkeypatch.context() as rights:
        rights.setattr(os, "scandir", forbidden)
        assert "Permission denied" in house.launcher.recordings()[0].fault
        assert "Permission denied" in house.launcher.drills()[0].fault
    monkeypatch.setattr(library, "library_folder", lambda: tmp_path / "none")
    assert house.launcher.drills() == []
    house.recordings.rmdir()
    house.recordings.write_text("no folder", encoding="utf-8")
    assert "Not a directory" in house.launcher.recordings()[0].fault


def test_the_newest_come_first_and_no_more_than_asked_for(house: House, closed: bytes) -> None:
    opened = closed.splitlines(keepends=True)[0]
    for number in (3, 1, 2):
        house.put(f"{number}.jsonl", opened, changed_at=1_000_000 + number)
    assert [brief.path.stem for brief in house.launcher.recordings()] == ["3", "2", "1"]
    assert [brief.path.stem for brief in house.launcher.recordings(2)] == ["3", "2"]


def test_a_room_that_stood_still_came_as_far_as_its_instant(house: House, closed: bytes) -> None:
    path = house.put("a.jsonl", closed.splitlines(keepends=True)[0])
    save_instant(instant_file(path), 42_000)
    assert house.launcher.recordings()[0].at == 42_000
    save_instant(instant_file(path), 99_000_000)
    assert house.launcher.recordings()[0].at == 0


def test_scores_are_reckoned_once_and_anew_where_the_cache_is_damaged(
    house: House, closed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.put("a.jsonl", closed)
    house.put("b.jsonl", closed)
    reckoned: list[Path] = []
    scored = recordings.scored_recording

    def counting(path: Path) -> object:
        reckoned.append(path)
        return scored(path)

    monkeypatch.setattr(recordings, "scored_recording", counting)
    first = house.launcher.recordings()
    assert len(reckoned) == 2
    assert house.launcher.recordings() == LocalLauncher().recordings() == first
    assert len(reckoned) == 2
    file = house.cache / "scores.json"
    kept = json.loads(file.read_bytes())
    assert list(house.cache.iterdir()) == [file]
    for damage in (b"", b"\xff", b"[]", b'{"irsim": 1}', json.dumps({**kept, "scores": {"a": [[]]}}).encode()):
        reckoned.clear()
        file.write_bytes(damage)
        assert LocalLauncher().recordings() == first
        assert len(reckoned) == 2
    assert json.loads(file.read_bytes())["irsim"] == kept["irsim"]
    shutil.rmtree(house.cache)
    house.cache.write_text("no folder", encoding="utf-8")
    assert LocalLauncher().recordings() == first


def test_the_last_score_is_of_the_newest_that_people_finished(house: House) -> None:
    scores = []
    for number in (1, 2):
        path = house.recordings / f"{number}.jsonl"
        sitting = house.launcher.begin(Wish("small", seed="1", record=path))
        asyncio.run(finish(sitting))
        scores.append(house.launcher.debrief(path).card.score)
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    begin(small(), FileSink.create(house.recordings / "open.jsonl"))[0].sink.close()
    assert LocalLauncher().drills()[0].last_score == scores[1]


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="counts the bytes read as Linux does")
def test_of_two_hundred_recordings_only_the_ends_are_read(house: House, closed: bytes) -> None:
    """No clock: 200 files of 5 MB, of which no more is read than first lines and tails."""
    first, *rest = closed.splitlines(keepends=True)
    big = first + rest[5] * (5_000_000 // len(rest[5])) + rest[6]
    for number in range(200):
        house.put(f"{number:03}.jsonl", first)
        with (house.recordings / f"{number:03}.jsonl").open("r+b") as file:
            file.truncate(len(big) - len(rest[6]) - 100_000)  # a hole, where nobody looks
            file.seek(0, os.SEEK_END)
            file.write(big[-len(rest[6]) - 100_000 :])
    house.launcher.recordings(1)
    before = _read_so_far()
    briefs = house.launcher.recordings(200)
    read = _read_so_far() - before
    assert [brief.fault for brief in briefs] == [""] * 200
    assert {brief.at for brief in briefs} == {glance(briefs[0].path).at}
    assert read < 200 * (len(first) + 2 * TAIL + 1_000) + 100_000


def _read_so_far() -> int:
    return int(Path("/proc/self/io").read_text(encoding="ascii").split()[1])


def test_a_last_line_longer_than_the_tail_is_found(house: House, closed: bytes) -> None:
    first, *rest = closed.splitlines(keepends=True)
    path = house.put("a.jsonl", first + rest[-2] * 300 + b'{"seq":1,"at":77,"body":{"kind":"x","text":"')
    with path.open("ab") as file:
        file.write(b"a" * (3 * TAIL) + b'"},"digest":"d"}\n' + b"torn" * TAIL)
    assert (glance(path).at, glance(path).head) == (77, "d")


def test_the_launcher_is_imported_before_anything_heavy() -> None:
    code = (
        "import sys, irsim.cli.launcher; irsim.cli.launcher.LocalLauncher();"
        "heavy = ('typer', 'pydantic', 'asyncio', 'simpy', 'textual', 'msgspec', 'yaml', 'faker', 'jinja2');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_others_could_join_is_opened_to_them_again_from_the_home_screen(house: House) -> None:
    launcher = house.launcher
    sitting = launcher.begin(Wish("small", pace=6_000, host=HostWish(str(house.library / "room.sock"))))
    assert sitting.hosting is not None
    asyncio.run(stay(sitting))
    for door in sitting.hosting.doors:
        door.close()
    (brief,) = launcher.recordings()
    kept = kept_tokens(sitting.path)
    assert brief.hosted
    again = launcher.take_up(sitting.path, None, HostWish())
    assert again.hosting is not None
    assert kept_tokens(sitting.path) == kept
    again.session.leave()
    for door in again.hosting.doors:
        door.close()
    keep_tokens(sitting.path, "wss://room.example.org:7400", Tokens.drawn(()))
    assert not launcher.recordings()[0].hosted  # it needs a certificate, which nobody keeps
