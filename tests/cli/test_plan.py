"""`irsim plan` and `irsim notice`: mistakes with their lines, the arithmetic of a deadline, a notice drafted."""

from pathlib import Path

import pytest

from irsim.plan import default_plan_text
from irsim.words.faults import BadInput
from tests.cli.test_commands import irsim, recording  # noqa: F401  (a fixture)


def test_a_sound_plan_is_said_to_be_sound(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(default_plan_text())
    done = irsim("plan", "check", str(plan))
    assert done.returncode == 0
    assert "sound" in done.stdout


def test_every_mistake_of_a_plan_is_named_with_its_line(tmp_path: Path) -> None:
    text = default_plan_text().replace("calendar: us-federal", "calendar: us-fedral", 1)
    text = text.replace("asks: [nature, ", "asks: [natur, ", 1)
    plan = tmp_path / "plan.yaml"
    plan.write_text(text)
    done = irsim("plan", "check", str(plan))
    assert done.returncode == 2
    lines = text.split("\n")
    for written, cure in (("us-fedral", "us-federal"), ("natur,", "nature")):
        number = next(n for n, line in enumerate(lines, 1) if written in line)
        said = next(line for line in done.stderr.splitlines() if f":{number}:" in line)
        assert cure in said


def test_a_deadline_is_explained_day_by_day() -> None:
    said = irsim("plan", "deadline", "sec-8k", "--from", "2026-11-25T10:00-05:00").stdout
    assert "Thu 2026-11-26  not counted: Thanksgiving" in said
    assert "Wed 2026-12-02  business day 4" in said
    assert "Due     Wed 2026-12-02 22:30 UTC" in said
    assert "In a session this clock never runs" in said


def test_both_figures_stand_side_by_side_and_the_caution_with_its_date() -> None:
    said = irsim("plan", "deadline", "ccpa", "--from", "2026-01-31T12:00-08:00").stdout
    assert "45 calendar days" in said
    assert "since 2026 gives 30 days" in " ".join(said.split())
    assert "counsel" in said
    assert "2026-11-21" in said


def test_a_clock_of_several_starts_takes_them_in_order() -> None:
    said = irsim(
        "plan", "deadline", "dora-initial", "--from", "2026-11-16T09:00Z", "--also", "2026-11-17T10:30Z"
    ).stdout
    assert "Due     Tue 2026-11-17 14:30 UTC" in said


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["gdpr33", "--from", "2026-12-18T16:20Z"], "gdpr-33"),
        (["gdpr-33", "--from", "tomorrow"], "write it as 2026-12-18T16:20Z"),
        (["gdpr-33"], "give --from"),
        (["gdpr-33", "--from", "2026-12-18T16:20Z", "--also", "2026-12-18T16:20Z"], "leave out"),
        (["respond", "--from", "2026-12-18T16:20Z", "--severity", "SEV-9"], "SEV-"),
    ],
)
def test_what_cannot_be_reckoned_is_one_sentence_with_its_cure(arguments: list[str], cure: str) -> None:
    done = irsim("plan", "deadline", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert cure in done.stderr


def test_a_notice_is_drafted_under_the_headings_that_the_law_fixes(recording: Path, tmp_path: Path) -> None:  # noqa: F811
    done = irsim("notice", str(recording), "--regime", "california")
    assert done.returncode == 0
    heads = [line for line in done.stdout.splitlines() if line.startswith("## ")]
    assert heads[0] == "## What Happened"
    assert heads[-1] == "## For More Information"
    assert "Still lacking:" in done.stdout
    written = tmp_path / "notice.md"
    assert irsim("notice", str(recording), "--regime", "gdpr", "-o", str(written)).returncode == 0
    assert "exists already" in irsim("notice", str(recording), "--regime", "gdpr", "-o", str(written)).stderr


def test_a_notice_that_the_plan_does_not_know_names_the_nearest(recording: Path) -> None:  # noqa: F811
    assert "did you mean 'gdpr'" in irsim("notice", str(recording), "--regime", "gpdr").stderr


def test_the_card_is_printed_for_all_or_for_one_category_and_as_a_page() -> None:
    from irsim.cli.plan import card_of

    assert "WHOM TO CALL" in card_of("", None, as_html=False)
    assert "WHAT TO DO FIRST: SYSTEM OUTAGE" in card_of("outage", None, as_html=False)
    assert card_of("", None, as_html=True).startswith("<!doctype html>")
    with pytest.raises(BadInput, match="no category is called 'outrage'; did you mean 'outage'"):
        card_of("outrage", None, as_html=False)


# Another organisation's plan


DATA = Path(__file__).parents[1] / "data"


def test_a_drill_is_played_by_the_plan_that_its_scenario_names(tmp_path: Path) -> None:
    path = tmp_path / "night.jsonl"
    done = irsim(
        "drill", str(DATA / "hospital.yaml"), "--script", str(DATA / "hospital-script.yaml"), "--record", str(path)
    )
    assert done.returncode == 0, done.stderr
    assert "Score 100.0 of 100" in done.stdout
    assert irsim("verify", str(path)).returncode == 0
    assert "St Brannoc's Hospital" in irsim("report", str(path)).stdout
    notice = irsim("notice", str(path), "--regime", "ico-notice").stdout
    assert "Reference: INC-2" in notice, "of two incidents, the one for which it was filed"


def test_a_plan_that_is_given_goes_before_the_scenarios_own(tmp_path: Path) -> None:
    plan = tmp_path / "other.yaml"
    plan.write_text((DATA / "hospital-plan.yaml").read_text().replace("Major IT incident plan", "Petroc plan"))
    path = tmp_path / "night.jsonl"
    done = irsim("drill", str(DATA / "hospital.yaml"), "--auto", "--plan", str(plan), "--record", str(path))
    assert done.returncode == 0, done.stderr
    assert "Petroc plan" in irsim("report", str(path)).stdout
    refused = irsim("drill", "--resume", str(path), "--plan", str(plan))
    assert refused.returncode == 2
    assert "goes on by the plan that it began with; leave it out" in refused.stderr


def test_a_scenario_that_does_not_fit_a_plan_is_told_where() -> None:
    done = irsim("scenario", "check", "data-breach", "--plan", str(DATA / "hospital-plan.yaml"))
    assert done.returncode == 2
    assert "data-breach.yaml:" in done.stderr
    assert "no role is called 'incident_commander'" in done.stderr
    assert irsim("scenario", "check", str(DATA / "hospital.yaml")).returncode == 0
    assert "estates" in irsim("actions", str(DATA / "hospital.yaml")).stdout
