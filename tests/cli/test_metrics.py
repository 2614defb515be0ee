"""`irsim metrics`: over one recording, over many, by dates, as JSON and for a spreadsheet."""

import csv
import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from irsim.cli.app import app
from irsim.scenario.script import read_script
from tests.cli import shell
from tests.drills import DATA, recorded, small

irsim = partial(shell.irsim, "metrics")
as_json = partial(shell.as_json, "metrics")
refused = partial(shell.refused, "metrics")


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of the small drill, as its script plays it."""
    path = tmp_path_factory.mktemp("drill") / "small.jsonl"
    recorded(path, small(), read_script(DATA / "small-script.yaml"))
    return path


@pytest.fixture
def many(drill: Path, tmp_path: Path) -> Path:
    """A directory with two of them, and what else lies there."""
    folder = tmp_path / "recordings"
    folder.mkdir()
    for name in ("b.jsonl", "a.jsonl"):
        shutil.copy(drill, folder / name)
    (folder / "improvements.jsonl").write_text("{}\n")
    (folder / "notes.txt").write_text("notes\n")
    return folder


def test_one_recording_is_a_table_in_80_columns(drill: Path) -> None:
    before = drill.read_bytes()
    result = irsim(drill)
    assert result.exit_code == 0
    assert result.stdout.startswith("Metrics of 1 recording, ")
    assert max(len(line) for line in result.stdout.split("\n")) <= 80
    assert "  Downtime and availability\n" in result.stdout
    assert drill.read_bytes() == before


def test_of_a_directory_every_recording_is_read_once_in_order(many: Path) -> None:
    told = as_json(many, many / "a.jsonl")
    assert [Path(each["path"]).name for each in told["recordings"]] == ["a.jsonl", "b.jsonl"]
    one = told["recordings"][0]["measures"]
    assert told["all"]["recordings"] == 2
    assert told["all"]["incidents"] == 2 * one["incidents"]
    assert told["all"]["times"]["acknowledge"]["n"] == 2 * one["times"]["acknowledge"]["n"]
    assert told["all"]["times"]["acknowledge"]["mean"] == one["times"]["acknowledge"]["mean"]


def test_the_score_has_the_same_metrics(drill: Path) -> None:
    score = CliRunner().invoke(app, ["score", str(drill), "--json"])
    assert json.loads(score.stdout)["measures"] == as_json(drill)["all"]


def test_what_cannot_be_read_is_named_and_left_out(many: Path) -> None:
    (many / "c.jsonl").write_text("no recording\n")
    lines = (many / "b.jsonl").read_bytes().split(b"\n")
    (many / "d.jsonl").write_bytes(b"\n".join([*lines[:5], *lines[6:]]))
    result = irsim(many, many / "gone.jsonl")
    assert result.exit_code == 1
    assert result.stdout.startswith("Metrics of 2 recordings, ")
    left = [line for line in result.stderr.split("\n") if line]
    assert [line.startswith("left out: ") for line in left] == [True, True, True]
    assert "c.jsonl:1: not a recording of irsim" in left[0]
    assert "d.jsonl: the chain is broken" in left[1]
    assert "gone.jsonl: cannot be read" in left[2]


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["--since", "2026-11-16"], 2),
        (["--until", "2026-11-16"], 2),
        (["--since", "2026-11-15", "--until", "2026-11-17"], 2),
    ],
)
def test_days_count_from_the_first_to_the_last(many: Path, dates: list[str], found: int) -> None:
    assert as_json(many, *dates)["recordings"][0]["day"] == "2026-11-16"
    assert as_json(many, *dates)["all"]["recordings"] == found


@pytest.mark.parametrize("dates", [["--since", "2026-11-17"], ["--until", "2026-11-15"]])
def test_where_nothing_is_left_it_says_so(many: Path, dates: list[str]) -> None:
    assert "no recording in that time could be measured; give other files or dates" in refused(many, *dates)


@pytest.mark.parametrize("written", ["yesterday", "2026-13-01", "16.11.2026"])
def test_what_is_no_date_is_refused_with_the_cure(many: Path, written: str) -> None:
    assert refused(many, "--since", written) == f"--since: '{written}' is no date; write it as 2026-12-24"


def test_a_directory_without_recordings_is_refused(tmp_path: Path) -> None:
    assert "holds no recordings; give a directory with .jsonl files" in refused(tmp_path)


def test_a_sheet_is_written_and_writes_over_nothing(many: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "metrics.csv"
    result = irsim(many, "--csv", sheet)
    assert result.stdout == f"Written: {sheet}\n"
    raw = sheet.read_bytes()
    assert raw.startswith(b"recording,day,group,metric,n,mean,")
    assert b"\r\r\n" not in raw
    rows = list(csv.DictReader(raw.decode().splitlines()))
    assert {Path(row["recording"]).name for row in rows} == {"a.jsonl", "b.jsonl", "all recordings"}
    assert "exists already; give another name, or --force" in refused(many, "--csv", sheet)
    assert irsim(many, "--csv", sheet, "--force").exit_code == 0
    assert sheet.read_bytes() == raw
    assert "is the recording itself" in refused(many, "--csv", many / "a.jsonl", "--force")
