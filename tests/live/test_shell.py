"""Incidents worked from a shell, at a real `irsim serve`: the room's own commands, with the rules' answers."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.events.incident import IncidentAcknowledged, NoteAdded
from irsim.events.work import IncidentEscalated
from irsim.session.admission import own_account
from tests.live.asked import asked, irsim
from tests.live.serves import Installation, firing, webhook


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that serves, with INC-1 of an alert."""
    room = Installation(tmp_path_factory.mktemp("shell"))
    room.start()
    try:
        room.well()
        assert room.post("/in/alertmanager", webhook(firing("SlowMail", service="smtp-submission"))) == 200
        room.until(lambda: "INC-1" in asked(room, "incidents").said, "INC-1")
        yield room
    finally:
        room.kill()


def test_a_command_is_accepted_once_refused_with_a_cure_and_is_its_givers(room: Installation) -> None:
    given = asked(room, "ack", "inc-1")
    assert given.code == 0
    assert given.said.startswith("Record ")
    assert "INC-1 SEV-1" in given.said
    again = asked(room, "ack", "INC-1")
    assert (again.code, again.said.strip()) == (
        1,
        "INC-1 is acknowledged already; classify it, or assign somebody.",
    )
    refused = asked(room, "ack", "INC-1", "--json")
    assert refused.code == 1
    assert refused.json == {
        "accepted": False,
        "reason": "INC-1 is acknowledged already",
        "hint": "classify it, or assign somebody",
    }
    unknown = asked(room, "ack", "INC-9")
    assert unknown.code == 1
    assert "did you mean 'INC-1'?" in unknown.said
    taken = [each for each in room.records() if isinstance(each.body, IncidentAcknowledged)]
    assert [each.by.rpartition(":")[2] for each in taken] == [own_account()]


def test_note_escalate_resolve_and_declare(room: Installation) -> None:
    noted = asked(room, "note", "INC-1", "queue drained \x1b[31mby hand", "--json")
    assert noted.code == 0
    assert noted.json["accepted"]
    assert noted.json["incident"]["id"] == "INC-1"
    assert asked(room, "escalate", "INC-1", "secondary-on-call", "--reason", "two hands are not enough").code == 0
    nobody = asked(room, "escalate", "INC-1", "nobody")
    assert nobody.code == 1
    assert "use one of:" in nobody.said
    assert "secondary-on-call" in nobody.said
    early = asked(room, "resolve", "INC-1")
    assert early.code == 1
    assert "criteria for SEV-1 are not met; check" in early.said
    wrong = asked(room, "declare", "Mail is lost", "--severity", "dire")
    assert wrong.code == 1
    assert "'dire' is no severity" in wrong.said
    declared = asked(room, "declare", "Mail is lost", "--severity", "SEV-2", "--service", "smtp-submission", "--json")
    assert declared.code == 0
    assert declared.json["incident"] | {"since": 0, "next_clock": None, "acknowledged": 0} == {
        "id": "INC-2",
        "title": "Mail is lost",
        "severity": "SEV-2",
        "category": declared.json["incident"]["category"],
        "status": "detected",
        "open": True,
        "services": ["smtp-submission"],
        "alerts": [],
        "since": 0,
        "acknowledged": 0,
        "resolved": -1,
        "closed": -1,
        "assigned": {},
        "next_clock": None,
    }
    records = room.records()
    assert any(isinstance(each.body, NoteAdded) for each in records)
    assert any(isinstance(each.body, IncidentEscalated) for each in records)


def test_a_configuration_before_the_command_names_the_room(room: Installation) -> None:
    noted = irsim("live", "--config", str(room.config), "do", 'note INC-1 "before the command"')
    assert noted.code == 0, noted.said
    assert any(getattr(each.body, "text", "") == "before the command" for each in room.records())
    assert irsim("live", "--config", str(room.config), "search", "before command").code == 0
    assert "INC-1" in irsim("live", "--config", str(room.config), "handover", "--since", "1h").said


def test_an_id_is_no_title(room: Installation) -> None:
    """A slip of the finger must not open an incident whose clocks run."""
    before = len(asked(room, "incidents", "--all", "--json").json)
    for slip in ("INC-77", " inc-78 "):
        refused = asked(room, "declare", slip)
        assert refused.code == 1
        assert refused.said == (
            f"No incident of the board is called '{slip.strip()}'; "
            "`irsim incidents` lists them; to open another one, say in words what is wrong.\n"
        )
    assert asked(room, "declare", "INC-77", "--json").json["accepted"] is False
    alert = asked(room, "declare", "AL-1")
    assert alert.code == 2
    assert alert.said == (
        "the title: 'AL-1' is the alert's id and no title; say what is wrong in words, with --alert AL-1"
    )
    assert len(asked(room, "incidents", "--all", "--json").json) == before
    assert asked(room, "declare", "inc-1").code == 0


def test_typed_words_are_those_that_the_shell_knows(room: Installation) -> None:
    cure = "`irsim actions` lists them, each with its fields"
    assert asked(room, "live", "do", "").said == f"the line: no command is given; {cure}"
    assert asked(room, "live", "do", "help").said == f"the line: 'help' is no command; {cure}"
    assert "is acknowledged already" in asked(room, "live", "do", "ack INC-1").said
    assert "did you mean 'act'" not in asked(room, "live", "do", "ackn INC-1").said


def test_whoever_reads_json_gets_the_fault_as_json(tmp_path: Path) -> None:
    alone = Installation(tmp_path)
    for said, words in (("does not run here", ["live", "status", "--json"]), ("no such file", ["doctor", "--json"])):
        if said == "no such file":
            alone.config.unlink()
        ended = alone.run(*words)
        assert ended.returncode == 2
        (fault,) = json.loads(ended.stdout)["faults"]
        assert said in fault["message"]
        assert ended.stderr == f"{fault['file']}: {fault['message']}\n"


def test_what_somebody_left_who_was_killed_is_nobody(tmp_path: Path) -> None:
    """A socket behind which nobody listens any more."""
    alone = Installation(tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(alone.socket))
        door.listen()
    assert alone.socket.exists()
    for words in (["ack", "INC-1"], ["incidents"], ["live", "status"], ["live", "search", "x"], ["live", "stop"]):
        answer = asked(alone, *words)
        assert answer.code == 2
        assert answer.said.startswith("irsim serve: does not run here for this configuration; ")


def test_open_incidents_are_listed_for_people_and_for_programs(room: Installation) -> None:
    listed = asked(room, "incidents")
    assert listed.code == 0
    assert all("\x1b" not in line and line.startswith("INC-") for line in listed.said.strip().splitlines())
    for each in asked(room, "incidents", "--all", "--json").json:
        assert each["since"] > 1_700_000_000_000
        assert each["next_clock"]["due"] > each["since"]


def test_as_processes_with_their_exit_codes(room: Installation) -> None:
    """Nothing heavy is imported for a look."""
    assert room.run("incidents").returncode == 0
    assert room.run("ack", "INC-9").returncode == 1
    words = "import sys, irsim.cli.shell, irsim.cli.status; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, env=dict(os.environ))
    assert loaded.returncode == 0, loaded.stderr
    assert not {"textual", "rich", "aiohttp", "sqlalchemy", "apprise", "simpy", "faker"} & set(loaded.stdout.split())


def test_where_nobody_serves_it_is_said_in_one_sentence(tmp_path: Path) -> None:
    alone = Installation(tmp_path)
    for words in (["ack", "INC-1"], ["incidents"], ["live", "status"], ["live", "stop"]):
        answer = asked(alone, *words)
        assert answer.code == 2
        assert answer.said.startswith("irsim serve: does not run here for this configuration; ")
        assert "\n" not in answer.said
    ended = alone.run("incidents")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
