"""Another organisation's plan runs a drill with no code changed: a hospital's, which shares no name with ours.

Its scale has six levels, its only lifecycle other statuses, its roles other names; the exercise begins on the night on
which the clocks go back.
"""

from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandRefused
from irsim.events.session import SessionOpened
from irsim.log.reading import read_recording
from irsim.log.writing import FileSink
from irsim.plan import Plan, default_plan_text, load_plan
from irsim.reports.after_action import after_action_report
from irsim.reports.notice import notice_document
from irsim.reports.statuspage import status_site
from irsim.scenario.library import load_scenario, plan_for
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.derive import verify
from irsim.session.ledger import Ledger
from irsim.session.play import play
from irsim.words.faults import BadInput
from tests.drills import DATA, begin, hospital, hospital_plan, played

SCRIPT = DATA / "hospital-script.yaml"


@cache
def night() -> Ledger:
    """The night, as the script plays it."""
    return played(hospital(), read_script(SCRIPT))[0]


def names_in(plan: Plan) -> set[str]:
    """Every id of a plan, and what else its owner chose: aliases, channels, phrase lists, states."""
    found = set(plan.phrases) | set(plan.status_page.states) | set(plan.calendars) | set(plan.profile)
    found |= {channel for audience in plan.audiences for channel in audience.channels}
    found |= {severity.alias for severity in plan.severities} - {""}

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("id"), str):
                found.add(part["id"])
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(plan.model_dump())
    return found


def test_the_two_plans_share_no_name() -> None:
    shared = names_in(load_plan(default_plan_text())) & names_in(load_plan(hospital_plan()))
    assert not shared, "what both have could be written in the code and nobody would see it"


def test_the_script_scores_what_it_was_written_for_and_nothing_is_refused() -> None:
    card = score(night().records)
    assert (card.score, card.coverage) == (100, 100)
    assert not [record for record in night().records if isinstance(record.body, CommandRefused)]


def test_each_mistake_costs_what_the_scenario_says() -> None:
    without = [each for each in read_script(SCRIPT) if getattr(each.command, "action", "") != "swap-store"]
    card = score(played(hospital(), without)[0].records)
    assert card.score == 80, "the store is worth twenty"


def due(rule: str) -> list[str]:
    """When each running of a clock is due, in UTC."""
    board = night().board
    found = [clock.due for clock in board.clocks.values() if clock.rule == rule]
    return [board.rules.moment(at).astimezone(UTC).strftime("%m-%d %H:%M") for at in found]


def test_its_deadlines_run_on_its_own_calendars_over_the_end_of_summer_time() -> None:
    # 22:12 UTC on Saturday, 23:12 by the clock on the wall, which then shows 01:00 twice: 72 hours are 72 hours.
    assert due("ico") == ["10-27 22:12"]
    # Monday and Tuesday, to 20:00 in London, which by then is UTC.
    assert due("toolkit") == ["10-27 20:00"]
    # Found on Monday: the next business day of the regulator's closes at 17:00.
    assert due("care-regulator") == ["10-27 17:00"]
    # A month from 26 October ends with 26 November, in London.
    assert due("candour") == ["11-27 00:00"]


def test_its_recording_is_derived_again_to_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "night.jsonl"
    ledger, engine = begin(hospital(), FileSink.create(path))
    play(ledger, engine, read_script(SCRIPT))
    verdict = verify(read_recording(path), DrillEngine)
    assert verdict.holds, verdict


def test_simulated_responders_play_it_from_the_plan_alone() -> None:
    first, lines = played(hospital(), [], seats="simulated")
    _, again = played(hospital(), [], seats="simulated")
    assert lines == again
    incident = first.board.incidents["INC-1"]
    assert incident.severity in first.board.rules.severities
    acted = {record.by for record in first.records if record.by.startswith("sim:")}
    assert acted <= {f"sim:{role}" for role in first.board.rules.roles}
    assert "sim:on-call-manager" in acted
    assert incident.acknowledged_at >= 0
    assert first.board.updates, "somebody told the wards"


THEIRS = ("PenguinMails", "penguin", "SEV-", "incident commander", "technical lead", "slack", "Operations")


def test_the_report_knows_nothing_of_the_plan_that_ships(tmp_path: Path) -> None:
    path = tmp_path / "night.jsonl"
    ledger, engine = begin(hospital(), FileSink.create(path))
    play(ledger, engine, read_script(SCRIPT))
    recording = read_recording(path)
    text = after_action_report(recording, score(recording.records))
    assert not [word for word in THEIRS if word.lower() in text.lower()]
    for said in ("St Brannoc's Hospital", "Hand out paper charts", "Commissioner told", "handed back", "code-red"):
        assert said in text


def test_mail_of_colleagues_is_the_hospitals() -> None:
    opened = night().board.opened
    assert isinstance(opened, SessionOpened)
    assert opened.cast["engineer"]["email"].endswith("@st-brannoc.example")


def test_a_plan_and_a_scenario_that_do_not_fit_are_told_where(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        load_scenario(DATA / "hospital.yaml", load_plan(default_plan_text()))
    told = "\n".join(map(str, caught.value.faults))
    text = (DATA / "hospital.yaml").read_text().split("\n")

    def line_of(words: str) -> int:
        return next(number for number, line in enumerate(text, 1) if words in line)

    role = f"hospital.yaml:{line_of('to: [clinical-lead]')}: injects.ward-calls.message.to.0: no role is called"
    assert role in told
    assert f"hospital.yaml:{line_of('severity: code-red, category')}: truth.incidents.standstill.severity:" in told
    assert f"hospital.yaml:{line_of('clock: pick-up')}: expectations.pick-up.clock: no clock of the plan" in told
    assert "worlds/hospital.yaml:20: actions.swap-store.role: no role is called 'estates'" in told


def test_a_scenario_names_its_plan_and_a_given_one_goes_before_it(tmp_path: Path) -> None:
    plan, text = plan_for(DATA / "hospital.yaml")
    assert plan.plan.id == "st-brannoc"
    assert text == hospital_plan()
    assert plan_for(DATA / "small.yaml")[0].plan.id == "penguinmails"
    other = tmp_path / "other.yaml"
    other.write_text(hospital_plan().replace("id: st-brannoc", "id: st-petroc"))
    assert plan_for(DATA / "hospital.yaml", other)[0].plan.id == "st-petroc"


def test_a_plan_that_is_not_there_or_not_sound_is_told_with_its_line(tmp_path: Path) -> None:
    scenario = tmp_path / "night.yaml"
    scenario.write_text("id: night\nplan: no-plan.yaml\n")
    with pytest.raises(BadInput, match=r"night.yaml:2: plan: there is no file 'no-plan.yaml' beside this one; fix"):
        plan_for(scenario)
    (tmp_path / "no-plan.yaml").write_text(hospital_plan().replace("owner: switchboard", "owner: swichboard", 1))
    with pytest.raises(BadInput, match=r"no-plan.yaml:\d+: clocks.huddle.owner: .*did you mean 'switchboard'"):
        plan_for(scenario)
    with pytest.raises(BadInput, match="cannot be read"):
        plan_for(scenario, tmp_path / "nowhere.yaml")


def test_its_notice_and_its_status_page_are_written(tmp_path: Path) -> None:
    path = tmp_path / "night.jsonl"
    ledger, engine = begin(hospital(), FileSink.create(path))
    play(ledger, engine, read_script(SCRIPT))
    recording = read_recording(path)
    site = b"".join(status_site(recording, recording.records[-1].at).values()).decode()
    for said in ("Appointments", "Appointments run late.", "The charts are back.", "As usual"):
        assert said in site
    assert not [word for word in THEIRS if word.lower() in site.lower()]
    board = night().board
    notice = notice_document(board, board.incidents["INC-2"], board.rules.notices["ico-notice"])
    assert "Information Commissioner" in notice
    assert "A porter read a neighbour's notes." in notice
