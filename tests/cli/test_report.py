"""`irsim report` and `irsim scenario papers`: the file's ending says what is written, and nothing is written over."""

import csv
import io
import json
from pathlib import Path

import pytest
from docx import Document as Docx
from typer.testing import CliRunner, Result

from irsim.cli.app import app
from irsim.reports.tables import TABLES
from irsim.scenario.script import read_script
from irsim.words.faults import BadInput
from tests.drills import DATA, recorded, small


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small drill, as its script plays it."""
    path = tmp_path_factory.mktemp("drill") / "small.jsonl"
    recorded(path, small(), read_script(DATA / "small-script.yaml"))
    return path


def irsim(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def refusal(result: Result) -> str:
    """The one sentence of a refusal."""
    assert isinstance(result.exception, BadInput)
    assert len(result.exception.faults) == 1
    return str(result.exception)


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        (".md", b"# After-Action Report"),
        (".html", b"<!doctype html>"),
        (".docx", b"PK"),
        (".json", b"{"),
        (".csv", b"id,"),
    ],
)
def test_the_ending_says_what_is_written(recording: Path, tmp_path: Path, suffix: str, begins: bytes) -> None:
    file = tmp_path / f"report{suffix}"
    before = recording.read_bytes()
    done = irsim("report", recording, "-o", file)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Written: {file}")
    assert file.read_bytes().startswith(begins)
    assert recording.read_bytes() == before


@pytest.mark.parametrize("name", ["report.pdf", "report", "report.jsonl", "report.HTMLX"])
def test_another_ending_is_one_sentence_with_the_cure(recording: Path, tmp_path: Path, name: str) -> None:
    sentence = refusal(irsim("report", recording, "-o", tmp_path / name))
    assert sentence.endswith("use one of: .md, .html, .docx, .json, .csv")
    assert not list(tmp_path.iterdir())


def test_capital_letters_are_an_ending_too(recording: Path, tmp_path: Path) -> None:
    assert irsim("report", recording, "-o", tmp_path / "REPORT.HTML").exit_code == 0


@pytest.mark.parametrize("words", [(), ("-o", "-")])
def test_without_a_file_it_is_printed(recording: Path, words: tuple[str, ...]) -> None:
    done = irsim("report", recording, *words)
    assert done.exit_code == 0
    assert done.stdout.startswith("# After-Action Report")
    assert "## Appendix D. Every claim" in done.stdout


def test_nothing_is_written_over(recording: Path, tmp_path: Path) -> None:
    """Given a table of an earlier report beside it, a new one is refused before anything is written."""
    (tmp_path / "report-clocks.csv").write_text("mine")
    assert "exists already" in refusal(irsim("report", recording, "-o", tmp_path / "report.csv"))
    assert [file.name for file in tmp_path.iterdir()] == ["report-clocks.csv"]
    assert irsim("report", recording, "-o", tmp_path / "report.csv", "--force").exit_code == 0
    assert (tmp_path / "report-clocks.csv").read_text().startswith("id,rule,label,")


def test_the_tables_lie_beside_each_other(recording: Path, tmp_path: Path) -> None:
    irsim("report", recording, "-o", tmp_path / "report.csv")
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {"report.csv", *(f"report-{name}.csv" for name in TABLES if name != "claims")}
    card = json.loads(irsim("score", recording, "--json").stdout)
    with (tmp_path / "report.csv").open(newline="", encoding="utf-8") as file:
        assert [row["id"] for row in csv.DictReader(file)] == [claim["id"] for claim in card["claims"]]


def test_report_as_json_is_score_as_json(recording: Path, tmp_path: Path) -> None:
    irsim("report", recording, "-o", tmp_path / "report.json")
    assert json.loads((tmp_path / "report.json").read_text()) == json.loads(irsim("score", recording, "--json").stdout)


@pytest.mark.parametrize("suffix", [".md", ".html", ".docx"])
def test_the_evaluation_guides_filled_in(recording: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"eeg{suffix}"
    assert irsim("report", recording, "--eeg", "-o", file).exit_code == 0
    text = (
        "\n".join(each.text for each in Docx(io.BytesIO(file.read_bytes())).paragraphs)
        if suffix == ".docx"
        else file.read_text(encoding="utf-8")
    )
    assert "Exercise Evaluation Guides, filled in" in text
    assert "Final rating:" in text


def test_evaluation_guides_are_no_table(recording: Path, tmp_path: Path) -> None:
    assert "that evaluation guides can have" in refusal(irsim("report", recording, "--eeg", "-o", tmp_path / "eeg.csv"))


def test_a_place_that_cannot_be_written_is_one_sentence(recording: Path, tmp_path: Path) -> None:
    assert "cannot be written" in refusal(irsim("report", recording, "-o", tmp_path / "no" / "report.html"))


def test_papers_before_the_room(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    done = irsim("scenario", "papers", DATA / "small.yaml", "-o", folder, "--format", "md, html")
    assert done.exit_code == 0
    written = sorted(file.name for file in folder.iterdir())
    assert {"situation-manual.md", "controller-evaluator-handbook.html", "evaluation-guides.md"} <= set(written)
    assert not [name for name in written if name.endswith(".docx")]
    assert "exists already" in refusal(irsim("scenario", "papers", DATA / "small.yaml", "-o", folder, "--format", "md"))


def test_papers_have_the_cast_of_the_seed(tmp_path: Path) -> None:
    for seed in ("1", "1", "2"):
        irsim("scenario", "papers", "data-breach", "-o", tmp_path / seed, "--seed", seed, "--format", "md", "--force")
    first, second = ((tmp_path / seed / "situation-manual.md").read_text(encoding="utf-8") for seed in ("1", "2"))
    assert "Joanne Lamb" in first
    assert "Joanne Lamb" not in second


def test_an_unknown_format_is_one_sentence(tmp_path: Path) -> None:
    sentence = refusal(irsim("scenario", "papers", DATA / "small.yaml", "-o", tmp_path / "p", "--format", "pdf"))
    assert sentence == "--format: 'pdf' is no format of papers; use one of: docx, html, md"
    assert not (tmp_path / "p").exists()
