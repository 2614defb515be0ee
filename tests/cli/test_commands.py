"""The command line as a person and a pipe use it: output, exit codes, and never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drills import DATA

IRSIM = [sys.executable, "-c", "from irsim.cli import main; main()"]
SMALL = str(DATA / "small.yaml")
SCRIPT = str(DATA / "small-script.yaml")


def irsim(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it in a pipe."""
    return subprocess.run([*IRSIM, *arguments], capture_output=True, text=True, env={**os.environ, **environment})


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scripted drill's recording."""
    path = tmp_path_factory.mktemp("cli") / "small.jsonl"
    done = irsim("drill", SMALL, "--script", SCRIPT, "--record", str(path))
    assert done.returncode == 0, done.stderr
    return path


def test_a_drill_in_a_pipe_prints_the_feed_then_the_scorecard_without_colour(tmp_path: Path) -> None:
    done = irsim("drill", SMALL, "--record", str(tmp_path / "a.jsonl"))
    assert done.returncode == 0
    assert done.stdout.index("INC-1 detected") < done.stdout.index("Score: Open Door") < done.stdout.index("Recording:")
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_a_refused_command_is_printed_with_its_reason_and_the_drill_goes_on(recording: Path) -> None:
    shown = irsim("replay", str(recording), "--plain").stdout
    refused = next(line for line in shown.splitlines() if " refused " in line)
    assert "criteria for SEV-1 are not met" in refused
    assert "check stability-confirmed" in refused
    assert shown.index(refused) < shown.index("NOT-1 filed")


def test_score_json_has_what_the_documentation_promises(recording: Path) -> None:
    card = json.loads(irsim("score", str(recording), "--json").stdout)
    assert 0 <= card["score"] <= 100
    assert 0 <= card["coverage"] <= 100
    assert {"objectives", "roles", "claims", "metrics", "clocks"} <= set(card)
    for claim in card["claims"]:
        assert {"id", "verdict", "points", "possible", "evidence", "rule"} <= set(claim)
        assert all(isinstance(seq, int) for seq in claim["evidence"])


def test_an_open_recording_verifies_and_is_said_to_be_open(recording: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(recording.read_bytes().splitlines(keepends=True)[:-3]))
    done = irsim("verify", str(cut))
    assert done.returncode == 0
    assert "open" in done.stdout
    head = json.loads(recording.read_bytes().splitlines()[-1])["digest"]
    assert irsim("verify", str(recording), "--head", head).returncode == 0
    assert irsim("verify", str(cut), "--head", head).returncode == 1


def test_readers_leave_the_file_alone(recording: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(recording.read_bytes()[:-40])
    before = torn.read_bytes()
    torn.chmod(0o444)
    for command in (("verify",), ("score",), ("report",), ("replay", "--plain")):
        assert irsim(command[0], str(torn), *command[1:]).returncode == 0
    assert torn.read_bytes() == before


def test_a_changed_record_is_named_and_the_exit_code_is_1(recording: Path, tmp_path: Path) -> None:
    lines = recording.read_bytes().splitlines(keepends=True)
    lines[9] = lines[9].replace(b'"at":', b'"at":1', 1)
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(b"".join(lines))
    done = irsim("verify", str(changed))
    assert done.returncode == 1
    assert "record 9" in done.stdout
    assert irsim("score", str(changed)).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("drill", "no-such"), "no scenario is called that"),
        (("drill", SMALL, "--pace", "fast"), "is no pace"),
        (("drill", SMALL, "--seat", "captain"), "no role 'captain'"),
        (("drill", SMALL, "--script", "missing.yaml"), "cannot be read"),
        (("drill", SMALL, "--skill", "great"), "did you mean"),
        (("drill", SMALL, "--record", "/dev/null/x.jsonl"), "give another place"),
        (("drill", "--resume", "missing.jsonl"), "cannot be read"),
        (("verify", SMALL), "not a recording"),
        (("score", "missing.jsonl"), "cannot be read"),
        (("report", SMALL), "not a recording"),
        (("scenario", "check", SCRIPT), "not a map of keys"),
        (("actions", "nothing.yaml"), "no such file"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    done = irsim(*arguments)
    assert done.returncode == 2
    assert said in done.stderr or (said == "did you mean" and "use one of" in done.stderr)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_mistake_of_a_script_is_named_with_its_line(tmp_path: Path) -> None:
    script = tmp_path / "bad.yaml"
    script.write_text(
        "- {at: 4m, as: incident_commander, do: acknowlege, incident: INC-1}\n"
        "- {at: soon, do: acknowledge, incident: INC-1}\n"
        "- {at: 5m, do: classify, incident: INC-1, with: {severitie: SEV-1}}\n"
        "- {at: 6m, do: act}\n",
        encoding="utf-8",
    )
    done = irsim("drill", SMALL, "--script", str(script))
    assert done.returncode == 2
    assert [f"bad.yaml:{number}:" in line for number, line in enumerate(done.stderr.strip().splitlines(), 1)] == [
        True
    ] * 4
    assert "did you mean 'acknowledge'?" in done.stderr


def test_a_recording_is_never_overwritten(recording: Path) -> None:
    before = recording.read_bytes()
    done = irsim("drill", SMALL, "--record", str(recording))
    assert done.returncode == 2
    assert "never overwritten" in done.stderr
    assert recording.read_bytes() == before


def test_a_reader_that_goes_away_does_not_end_the_drill(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    command = " ".join(
        ["'" + part.replace("'", "'\\''") + "'" for part in [*IRSIM, "drill", SMALL, "--record", str(path)]]
    )
    done = subprocess.run(["bash", "-c", f"{command} | head -2"], capture_output=True, text=True)
    assert len(done.stdout.splitlines()) == 2
    assert "Traceback" not in done.stderr
    assert b"session.closed" in path.read_bytes().splitlines()[-1]


def test_the_version_answers_before_anything_heavy_is_imported() -> None:
    code = (
        "import sys; sys.argv = ['irsim', '--version']; from irsim.cli import main; main();"
        "print(sorted(m for m in ('typer', 'pydantic', 'asyncio', 'simpy', 'textual') if m in sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.splitlines()
    assert shown[0].startswith("irsim ")
    assert shown[1] == "[]"


def test_nothing_below_the_terminal_floors_imports_textual_rich_or_typer() -> None:
    code = (
        "import sys, irsim.drill.engine, irsim.drill.opening, irsim.reports.after_action, irsim.scoring.score,"
        "irsim.session.host, irsim.reports.feed;"
        "print(sorted(m for m in ('textual', 'rich', 'typer') if m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_actions_lists_every_command_and_the_worlds_actions() -> None:
    from irsim.commands import COMMANDS

    listed = json.loads(irsim("actions", SMALL, "--json").stdout)
    assert [command["do"] for command in listed["commands"]] == list(COMMANDS)
    assert {action["id"] for action in listed["actions"]} == {"close-door", "restart-api"}
    assert all(command["meaning"] for command in listed["commands"])
    text = irsim("actions", SMALL).stdout
    assert "classify  (incident_commander)" in text


@pytest.mark.parametrize("arguments", [(), ("--auto",)])
def test_seats_are_recorded_as_they_were_played(arguments: tuple[str, ...], tmp_path: Path) -> None:
    script = tmp_path / "one.yaml"
    script.write_text("- {at: 4m, as: incident_commander, do: acknowledge, incident: INC-1}\n", encoding="utf-8")
    path = tmp_path / "a.jsonl"
    assert irsim("drill", SMALL, "--script", str(script), "--record", str(path), *arguments).returncode == 0
    seats = json.loads(path.read_bytes().splitlines()[0])["body"]["seats"]
    assert seats["incident_commander"] == "script"
    assert seats["technical_lead"] == ("simulated" if arguments else "script")


def shell(command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as a shell would: `command` says what happens to its files, with "$@" for irsim and its arguments."""
    return subprocess.run(
        ["bash", "-c", command, "bash", *IRSIM, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_standard_file_does_not_matter(tmp_path: Path, closed: str) -> None:
    path = tmp_path / "a.jsonl"
    done = shell(f'"$@" {closed}', "drill", SMALL, "--record", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert irsim("verify", str(path)).returncode == 0


def test_output_to_a_full_disk_is_said_and_the_drill_is_recorded_all_the_same(tmp_path: Path, recording: Path) -> None:
    path = tmp_path / "a.jsonl"
    done = shell('"$@" >/dev/full', "drill", SMALL, "--record", str(path))
    assert done.stderr == "The output cannot be written: No space left on device.\n"
    assert b"session.closed" in path.read_bytes().splitlines()[-1]
    scored = shell('"$@" >/dev/full', "score", str(recording))
    assert (scored.returncode, scored.stderr) == (2, done.stderr)


def test_a_full_disk_under_the_recording_is_one_sentence_and_what_is_there_can_be_resumed(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    done = shell('ulimit -f 64; "$@"', "drill", SMALL, "--record", str(path), PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 2
    assert "a.jsonl: cannot be written: File too large; make room" in done.stderr
    assert "Traceback" not in done.stderr
    resumed = irsim("drill", "--resume", str(path))
    assert resumed.returncode == (0 if b"\n" in path.read_bytes() else 2)
    assert "Traceback" not in resumed.stderr


@pytest.mark.parametrize("command", ["report", "score", "replay", "actions"])
def test_a_terminal_that_knows_only_ascii_gets_marks_and_no_traceback(recording: Path, command: str) -> None:
    what = SMALL if command == "actions" else str(recording)
    for environment in (
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ):
        done = irsim(command, what, **environment)
        assert (done.returncode, done.stderr) == (0, "")


def test_what_is_wrong_with_a_resume_is_said_before_the_recording_is_touched(recording: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(recording.read_bytes().splitlines(keepends=True)[:-3]))
    before = cut.read_bytes()
    script = tmp_path / "captain.yaml"
    script.write_text("- {at: 59m, as: captain, do: acknowledge, incident: INC-1}\n", encoding="utf-8")
    assert "is no pace" in irsim("drill", "--resume", str(cut), "--pace", "fast").stderr
    assert "no role 'captain'" in irsim("drill", "--resume", str(cut), "--script", str(script)).stderr
    assert cut.read_bytes() == before


def test_a_report_is_never_written_over_its_recording(recording: Path) -> None:
    before = recording.read_bytes()
    done = irsim("report", str(recording), "-o", str(recording), "--force")
    assert (done.returncode, "is the recording itself" in done.stderr) == (2, True)
    assert recording.read_bytes() == before


def test_the_instant_of_another_recording_of_that_name_is_forgotten(tmp_path: Path) -> None:
    stale = tmp_path / "a.jsonl.instant"
    stale.write_text("3000000")
    shell('ulimit -f 70; "$@"', "drill", SMALL, "--record", str(tmp_path / "a.jsonl"), PYTHONDONTWRITEBYTECODE="1")
    assert not stale.exists()


@pytest.mark.parametrize("arguments", [("drill", "a" * 300), ("drill", SMALL, "--seed", "\udcff")])
def test_names_and_seeds_that_cannot_be_are_one_sentence(arguments: tuple[str, ...]) -> None:
    done = irsim(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
