"""The report of a perfect, a typical and a silent run, and of one that was broken off: each reads true and complete,
and every figure in it is in the JSON."""

import csv
import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from irsim.log.reading import Recording
from irsim.reports.account.source import Source, read_source
from irsim.reports.after_action import after_action
from irsim.reports.document import Document, as_markdown
from irsim.reports.document.model import Table
from irsim.reports.papers import Script, filled_from, guides
from irsim.reports.scored import Scored, as_json, scored
from irsim.reports.tables import TABLES, tables
from irsim.scoring.score import score
from tests.drills import DATA
from tests.reports.figures import Known, figures
from tests.reports.test_after_action import section
from tests.scenarios.teams import drilled

TEAMS = ("perfect", "lazy", "silent")
BROKEN_OFF = 120
"""Records of a run that somebody stopped in the middle of the first part."""


@cache
def source_of(team: str, records: int = 0) -> Source:
    found = drilled("data-breach", team).records
    kept = found[:records] if records else found
    recording = Recording(Path(f"{team}.jsonl"), kept, [])
    return read_source(recording, score(kept))


@cache
def document_of(team: str, records: int = 0) -> Document:
    return after_action(source_of(team, records))


@cache
def report_of(team: str, records: int = 0) -> str:
    return as_markdown(document_of(team, records))


@cache
def json_of(team: str, records: int = 0) -> str:
    return as_json(scored(source_of(team, records)))


@pytest.mark.parametrize(("team", "records"), [*((team, 0) for team in TEAMS), ("lazy", BROKEN_OFF)])
def test_every_figure_of_the_report_is_in_the_json(team: str, records: int) -> None:
    known = Known(json_of(team, records))
    found = list(figures(document_of(team, records)))
    assert len(found) > 500
    assert [figure for figure in found if figure[2] not in known] == []


@pytest.mark.parametrize("team", TEAMS)
def test_scores_and_ratings_are_those_of_the_card(team: str) -> None:
    """The figures that people quote, by their label."""
    card = scored(source_of(team))
    heads = ("Objective", "Core capability", "P", "S", "M", "U", "Basis", "Score", "Coverage", "Points")
    shown = next(b for b in document_of(team).flat() if isinstance(b, Table) and b.heads == heads)
    assert len(shown.rows) == len(card.objectives) == 6
    for row, total, rating in zip(shown.rows, card.objectives, card.ratings, strict=True):
        assert row[0] == total.label
        assert row[2:6] == tuple("X" if letter == rating.rating else "" for letter in "PSMU")
        assert row[7] == ("none" if total.score is None else f"{total.score:g}")
        assert row[8] == f"{total.coverage:g} %"


def test_a_perfect_run_reads_as_one() -> None:
    report = report_of("perfect")
    assert "- Score: 100 of 100" in report
    assert "✘" not in section(report, "3. Analysis")
    assert section(report, "3. Analysis").count("No area for improvement was recorded by a claim.") == 6
    assert "Areas without a corrective action" not in report
    assert "Nobody acted" not in report
    assert "Root cause of INC-1" in report


def test_a_typical_run_names_what_would_have_counted() -> None:
    report = report_of("lazy")
    analysis = section(report, "3. Analysis")
    assert "Copying takes seven minutes, so it has to begin by 09:42" in analysis
    assert "Evidence: no record shows it" in analysis
    assert "Where most was left" in section(report, "2. Summary")
    assert section(report, "Appendix A").count("✘ missed") > 10


def test_a_silent_run_reads_true() -> None:
    report = report_of("silent")
    assert "**Nobody acted.** No seat gave a command from beginning to end." in report.split("## 1.")[0]
    assert "- Score: 0 of 100" in report
    for sentence in (
        "No update was written.",
        "No notice was filed.",
        "No technical action was taken.",
        "No evidence was collected.",
        "No command was refused.",
        "Nobody decided; it lapsed",
    ):
        assert sentence in report
    assert "session has not ended" not in report
    assert "| incident commander | played by a script | no name recorded | 0 commands |" in report


def test_a_run_that_was_broken_off_does_not_read_as_if_it_was_finished() -> None:
    report = report_of("lazy", BROKEN_OFF)
    assert "**The session has not ended.**" in report.split("## 1.")[0]
    assert "not ended yet, in 1 part: Monday morning (3 parts not reached)" in report
    assert "Not before the session has ended." in report
    assert "| State | open: more may follow, under a later head |" in report
    assert "◌" in report or "○" in report


@pytest.mark.parametrize("team", TEAMS)
def test_every_claim_is_marked_with_whose_judgement_it_is(team: str) -> None:
    appendix = next(b for b in document_of(team).flat() if isinstance(b, Table) and "Claim" in b.heads)
    assert len(appendix.rows) == len(source_of(team).card.claims)
    basis = {row[1]: row[appendix.heads.index("Basis")] for row in appendix.rows}
    assert set(basis.values()) <= {"automatic", "evaluator's", "automatic, recorded late"}
    rated = [claim.id for claim in source_of(team).card.claims if claim.basis == "evaluator"]
    assert all(basis[name] == "evaluator's" for name in rated)


def test_the_json_has_a_stable_shape() -> None:
    """Given a program that was written for the shape of form 1, it still finds everything where it was, and as it was.

    Fields may be added; one that goes or changes its kind needs another form.
    """
    kept = json.loads((DATA / "scored.schema.json").read_text(encoding="utf-8"))
    now = msgspec.json.schema(Scored)["$defs"]
    for name, shape in kept["$defs"].items():
        for field, kind in shape.get("properties", {}).items():
            assert without_texts(now[name]["properties"][field]) == kind, f"{name}.{field}"
        assert set(shape.get("required", ())) <= set(now[name].get("required", ()))
    for team in TEAMS:
        jsonschema.validate(json.loads(json_of(team)), kept)
    found = json.loads(json_of("lazy"))
    assert list(found)[:5] == ["scenario", "codename", "score", "coverage", "objectives"]
    assert found["form"] == 1
    assert found["head"] == source_of("lazy").records[-1].digest


def without_texts(shape: Any) -> Any:
    """A part of a schema without its descriptions and defaults."""
    if isinstance(shape, dict):
        kept = {key: value for key, value in shape.items() if key not in ("description", "default", "title")}
        return {key: without_texts(value) for key, value in kept.items()}
    return [without_texts(each) for each in shape] if isinstance(shape, list) else shape


def test_tables_hold_every_row_and_no_formula() -> None:
    everything = scored(source_of("lazy"))
    hostile = msgspec.structs.replace(
        everything, claims=[msgspec.structs.replace(each, title="=cmd|' /C calc'!A1") for each in everything.claims]
    )
    found = {name: list(csv.DictReader(io.StringIO(text))) for name, text in tables(hostile).items()}
    assert tuple(found) == TABLES
    assert len(found["claims"]) == len(everything.claims)
    assert {row["title"] for row in found["claims"]} == {"'=cmd|' /C calc'!A1"}
    assert sum(float(row["points"]) for row in found["claims"]) == sum(claim.points for claim in everything.claims)
    assert [row["objective"] for row in found["ratings"]] == [each.id for each in everything.objectives]
    assert tables(everything)["improvements"].startswith("seq,item,incident,objective,")


def test_the_evaluation_guides_are_filled_in() -> None:
    source = source_of("perfect")
    assert source.loaded is not None
    script = Script(source.loaded, source.board.rules.plan, source.recording.opened, source.names)
    text = as_markdown(guides(script, filled_from(source), "Paper Kite"))
    assert text.count("Critical tasks of objective") == 6
    assert "☒ P ☐ S ☐ M ☐ U (automatic)" in text
    assert "✔ met: T+00:00:20" in text
    assert "names a minute and the fact that made it reasonably certain" in text
