"""How a shell learns how it stands, and looks after an installation: status, check, stop, backup, export, move."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.cli.live import room_of, wait_for
from irsim.live.presence import Presence, leave_note, note_of, present, tell_systemd
from irsim.reports.columns import width_of
from tests.live.asked import asked, irsim
from tests.live.postgres import Server, server
from tests.live.serves import Installation, firing, webhook

__all__ = ["server"]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Installation]:
    room = Installation(tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        room.env["NOTIFY_SOCKET"] = str(room.folder / "notify")
        manager.bind(room.env["NOTIFY_SOCKET"])
        manager.settimeout(10)
        room.start()
        try:
            assert manager.recv(100) == b"READY=1"  # as systemd would hear it
            room.well()
            yield room
        finally:
            room.kill()


def test_an_evening_of_an_installation(room: Installation, tmp_path: Path) -> None:
    well = asked(room, "live", "status")
    assert (well.code, well.said.splitlines()[-1]) == (0, "All is well.")
    assert "never heard: alertmanager, prometheus" in well.said

    assert room.post("/in/alertmanager", webhook(firing("SlowMail" * 20, service="smtp-submission"))) == 200
    room.until(lambda: "INC-1" in asked(room, "incidents").said, "INC-1")
    wanted = asked(room, "live", "status")
    assert wanted.code == 1
    assert "! Incidents  INC-1 SEV-1 nobody has taken on: SlowMail" in wanted.said
    assert wanted.said.splitlines()[-1] == "1 thing wants somebody."
    assert max(map(width_of, wanted.said.splitlines())) < 80
    told = asked(room, "live", "status", "--json").json
    assert told["well"] is False
    assert told["desk"] == "here"
    assert told["not_taken_on"] == ["INC-1"]
    assert told["sources"]["alertmanager"]["heard"] > 1_700_000_000_000
    assert told["sources"]["pagerduty"] == {"heard": -1, "silent_since": -1, "fault": ""}
    assert room.process is not None
    assert told["serving"]["pid"] == room.process.pid
    assert asked(room, "escalate", "INC-1", "secondary-on-call").code == 0
    paged = asked(room, "live", "status")
    assert "! Pages      PG-1 for INC-1 unanswered, sent " in paged.said
    assert asked(room, "ack", "INC-1").code == 0
    answered = asked(room, "live", "status")
    assert answered.code == 0, answered.said

    copy, recording = tmp_path / "copy.sqlite", tmp_path / "live.jsonl"
    assert asked(room, "live", "backup", str(copy)).code == 0
    assert "is never overwritten" in asked(room, "live", "backup", str(copy)).said
    assert asked(room, "live", "export", str(recording)).code == 0
    other = f"sqlite:///{tmp_path / 'moved.sqlite'}"
    served = asked(room, "live", "move", other)
    assert served.code == 2
    assert "somebody has the duty desk" in served.said

    ended = asked(room, "live", "stop")
    assert (ended.code, room.process.wait(5)) == (0, 0)
    assert not note_of(room.socket).exists()
    moved = asked(room, "live", "move", other)
    assert moved.code == 0
    assert str(tmp_path / "moved.sqlite") in moved.said
    assert asked(room, "live", "move", other).code == 2  # it is not empty any more

    assert irsim("verify", str(recording)).code == 0
    report = irsim("report", str(recording))
    assert report.code == 0
    assert "**LIVE.**" in report.said
    assert "planned" not in report.said
    assert irsim("report", str(recording), "-o", str(tmp_path / "report.json")).code == 0


def test_the_configuration_is_checked_in_full(tmp_path: Path) -> None:
    secret = '[[sources]]\nname = "mine"\nformat = "alertmanager"\nsecrets = [{ env = "IRSIM_NO_SUCH" }]\n'
    faulty = Installation(tmp_path, f'{secret}[plan]\nfile = "gone.yaml"\n')
    found = asked(faulty, "live", "check", "--json")
    assert found.code == 2
    said = " ".join(each["message"] for each in found.json["faults"])
    assert "IRSIM_NO_SUCH" in said
    assert "there is no such file" in said
    sound = Installation(tmp_path, name="two")
    assert asked(sound, "live", "check").said.strip().endswith("plan, world, secrets and names fit together.")


def test_a_check_for_programs_names_the_faults_of_what_cannot_even_be_read(tmp_path: Path) -> None:
    faulty = Installation(tmp_path, "[plan]\nfiel = 'x'\n")
    found = asked(faulty, "live", "check", "--json")
    assert (found.code, found.json["sound"]) == (2, False)
    assert [each["message"] for each in found.json["faults"]] == [
        "plan.fiel: this key is not known here; did you mean 'file'?"
    ]
    faulty.config.write_text("[serve\n")
    assert "not valid TOML" in asked(faulty, "live", "check", "--json").json["faults"][0]["message"]
    faulty.config.unlink()
    gone = asked(faulty, "live", "check", "--json")
    assert gone.code == 2
    assert gone.json["faults"][0] == {
        "file": str(faulty.config),
        "line": 0,
        "message": "there is no such file; create it, or leave --config out",
    }


def test_a_mistake_of_writing_hides_no_other_one(tmp_path: Path) -> None:
    faulty = Installation(
        tmp_path,
        '[[sources]]\nname = "a"\nformat = "alertmanagr"\nsecrets = [{ env = "IRSIM_NO_SUCH" }]\n'
        '[people.x]\nways = ["sms"]\ncontacts = ["nobody"]\n[statuspage]\nfoldr = "x"\n',
    )
    said = asked(faulty, "live", "check").said
    for part in ("foldr", "alertmanagr", "no channel is called 'sms'", "no contact of the plan", "no IRSIM_NO_SUCH"):
        assert part in said
    assert len(said.splitlines()) == 5


def test_a_configuration_may_be_named_before_the_command(tmp_path: Path) -> None:
    sound = Installation(tmp_path)
    answer = irsim("live", "--config", str(sound.config), "check")
    assert answer.code == 0
    assert str(sound.config) in answer.said


def test_schema_and_example_are_printed() -> None:
    assert irsim("live", "schema").json["title"] == "irsim.toml"
    document = Path(__file__).parents[2] / "docs" / "live-configuration.md"
    assert f"```toml\n{irsim('live', 'example').said}```" in document.read_text(encoding="utf-8")


def test_a_note_counts_only_for_the_process_that_listens(tmp_path: Path) -> None:
    """A note of somebody who was killed says nothing of whoever listens now; where nobody does, nothing at all."""
    place = tmp_path / "s"
    leave_note(place)
    assert present(place) is None
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(place))
        door.listen()
        mine = present(place)
        assert mine is not None
        assert mine.pid == os.getpid()
        assert mine.since > 0
        note_of(place).write_text('{"pid": 1, "since": 5, "version": "9"}')
        assert present(place) == Presence(os.getpid())
        note_of(place).write_text("no JSON")
        assert present(place) == Presence(os.getpid())


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(place))
        monkeypatch.setenv("NOTIFY_SOCKET", str(place))
        tell_systemd("READY=1")
        assert manager.recv(100) == b"READY=1"
    tell_systemd("READY=1")  # nobody listens any more: nothing happens


def test_what_systemd_keeps_is_not_ended_behind_its_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Installation(tmp_path)
    monkeypatch.setenv("INVOCATION_ID", "1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(room.socket))
        door.listen()
        leave_note(room.socket)
        refused = asked(room, "live", "stop")  # it would have ended this very process
    assert refused.code == 2
    assert "systemctl stop irsim" in refused.said


def test_a_team_that_outgrows_a_file_moves_to_a_database(room: Installation, server: Server, tmp_path: Path) -> None:
    assert room.post("/in/alertmanager", webhook(firing("SlowMail", service="smtp-submission"))) == 200
    room.until(lambda: "INC-1" in asked(room, "incidents").said, "INC-1")
    assert asked(room, "live", "stop").code == 0
    assert room.process is not None
    room.process.wait(10)
    url = server.fresh()
    moved = asked(room, "live", "move", url)
    assert moved.code == 0, moved.said
    there = Installation(tmp_path, store=url, name="there")
    there.start()
    try:
        there.well()
        assert "INC-1" in asked(there, "incidents").said
        found = {each["part"]: each["state"] for each in asked(there, "doctor", "--json").json["findings"]}
        assert (found["store"], found["clock"], found["receiver"]) == ("well", "well", "well")
        server.stop("immediate")
        try:
            there.until(lambda: "! Store" in asked(there, "live", "status").said, "word that the store is away")
            refused = asked(there, "ack", "INC-1")
            assert refused.code == 1
            assert refused.said.startswith("The store is away: ")
            broken = {each["part"]: each["state"] for each in asked(there, "doctor", "--json").json["findings"]}
            assert (broken["store"], broken["receiver"]) == ("fault", "fault")
        finally:
            server.start()
        there.until(lambda: asked(there, "ack", "INC-1").code == 0, "the store again")
    finally:
        there.kill()


def test_of_two_terminals_that_start_it_at_once_both_get_in(tmp_path: Path) -> None:
    """One of the two processes does not get the address, and ends; the terminal that started it joins the other."""
    room = Installation(tmp_path)
    words = room.irsim("serve")
    started = [subprocess.Popen(words, env=room.env, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        room.until(lambda: any(each.poll() is not None for each in started), "the end of one", 30)
        for each in started:
            wait_for(room_of(room.config), each, tmp_path / "log", 0)
    finally:
        for each in started:
            each.terminate()
            each.wait(20)
    assert sorted(each.returncode for each in started) == [0, 2]
