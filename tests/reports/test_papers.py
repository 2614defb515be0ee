"""Papers before the room: what players read tells nothing that only control knows; the others tell all of it."""

from collections.abc import Iterator
from functools import cache

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.reports.document import Document, as_bytes, as_markdown
from irsim.reports.document.model import Table
from irsim.reports.papers import Script, papers, script_of
from irsim.reports.papers.timetable import session_of, sessions
from irsim.scenario.library import find_scenario, load_scenario
from irsim.scenario.models import Inject, Trigger
from irsim.words.durations import HOUR, MINUTE
from tests.drills import hospital, hospital_plan, small

SCENARIOS = ("communication-breakdown", "data-breach", "system-outage", "vendor-failure")
WORDS = 6
"""Words of a sentence that give it away; shorter ones are anybody's."""


@cache
def script(name: str) -> Script:
    plan = load_plan(default_plan_text(), "default.yaml")
    loaded = small() if name == "small" else load_scenario(find_scenario(name), plan)
    return script_of(loaded, plan, default_plan_text(), "1")


@cache
def papers_of(name: str) -> dict[str, Document]:
    about = script(name)
    return papers(about.loaded, about.plan, default_plan_text(), "1")


def plain(document: Document) -> str:
    """What it says, on one line and without marks."""
    return flat(as_bytes(document, ".md").decode())


def flat(text: str) -> str:
    kept = (character for character in text.lower().replace("\n> ", " ") if character.isalnum() or character.isspace())
    return " ".join("".join(kept).split())


def hidden(about: Script, *, part: int) -> Iterator[str]:
    """Every sentence that only control knows while part `part` is being read (0: before the exercise)."""
    scenario = about.scenario
    yield from (scenario.title, scenario.summary, scenario.truth.story)
    yield from scenario.discussion
    for incident in scenario.truth.incidents:
        yield from (incident.title, incident.cause)
    for each in scenario.parts[max(1, part) :]:
        yield from (each.title, each.summary)
    for inject in scenario.injects:
        yield from (inject.title, inject.why, inject.expects)
        if inject.message:
            yield from (inject.message.subject, inject.message.text)
            yield from (stance.text for stance in inject.message.answers)
        if inject.alert:
            yield from (inject.alert.title, inject.alert.text)
        if session_of(inject, scenario) != part:
            yield from inject.questions
            yield from inject.hold.questions if inject.hold else []
    for decision in scenario.decisions:
        yield from (decision.question, decision.why)
        for stance in decision.alternatives:
            yield from (stance.text, stance.why)
    for fault in scenario.faults:
        yield fault.why
    for expectation in scenario.expectations:
        yield from (expectation.title, expectation.why, *expectation.key_points)
    for harm in scenario.harms:
        yield from (harm.title, harm.why)


def given_away(document: Document, about: Script, *, part: int) -> list[str]:
    said = plain(document)
    allowed = flat(
        " ".join([about.opened.setting.briefing, *(about.filled(p.summary) for p in about.scenario.parts[:part])])
    )
    found = []
    for text in hidden(about, part=part):
        for sentence in about.filled(text).replace("\n", " ").replace("? ", ". ").split(". "):
            words = flat(sentence)
            if len(words.split()) >= WORDS and words in said and words not in allowed:
                found.append(sentence)
    return found


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_situation_manual_tells_nothing_that_only_control_knows(name: str) -> None:
    about = script(name)
    manual = papers_of(name)["situation-manual"]
    assert given_away(manual, about, part=0) == []
    said = as_markdown(manual)
    assert about.scenario.id not in said
    assert about.scenario.title not in said
    cast = about.opened.cast
    contacts = {contact.name for contact in about.opened.setting.contacts.values()}
    names = {member.get("name", "") for member in cast.values()} - contacts
    addresses = {member.get("address", "") for member in cast.values()}
    assert not [each for each in (names | addresses) - {""} if each in said and len(each) > 6]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_sheet_tells_its_own_part_and_no_other(name: str) -> None:
    about = script(name)
    for each in sessions(about.scenario):
        sheet = papers_of(name)[f"situation-manual-part-{each.number}"]
        assert given_away(sheet, about, part=each.number) == []
        assert each.part is not None
        assert flat(about.filled(each.part.summary)) in plain(sheet)


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_sheets_hold_every_question_of_a_discussion_once(name: str) -> None:
    about = script(name)
    questions = [q for inject in about.scenario.injects if inject.hold for q in inject.hold.questions]
    sheets = " ".join(plain(document) for file, document in papers_of(name).items() if "-part-" in file)
    assert questions
    assert all(sheets.count(flat(about.filled(question))) == 1 for question in questions)


def test_names_of_files_tell_players_nothing() -> None:
    assert list(papers_of("data-breach")) == [
        "situation-manual",
        "situation-manual-part-1",
        "situation-manual-part-2",
        "situation-manual-part-3",
        "situation-manual-part-4",
        "controller-evaluator-handbook",
        "evaluation-guides",
    ]


def test_the_manual_is_complete_for_players() -> None:
    manual = as_markdown(papers_of("data-breach")["situation-manual"])
    for words in (
        "## 2. Agenda",
        "| Part 1 | 1h50m | players |",
        "4h5m at the table, in 4 parts",
        "| Incident Commander |",
        "What you decide has consequences, and so has what you leave undone.",
        "You are the incident response team of PenguinMails.",
        "| Primary on-call | Joanne Lamb | Engineering Lead |",
        "The scenario was plausible",
    ):
        assert words in manual


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_handbook_holds_the_whole_run_of_show(name: str) -> None:
    about = script(name)
    handbook = papers_of(name)["controller-evaluator-handbook"]
    tables = [block for block in handbook.flat() if isinstance(block, Table)]
    shown = [row for table in tables if table.heads[0] == "No." for row in table.rows]
    assert len(shown) == len(about.scenario.injects)
    assert {row[2].rpartition(" (")[2].rstrip(")") for row in shown} == {each.id for each in about.scenario.injects}
    said = plain(handbook)
    for each in about.scenario.injects:
        assert flat(about.filled(each.expects)) in said
    for expectation in about.scenario.expectations:
        assert flat(about.filled(expectation.title)) in said
    calls = [each for each in about.scenario.injects if each.delivery == "facilitator" and each.message]
    text = as_markdown(handbook)
    assert text.count("**You are**") == len(calls)
    assert "{{" not in text


def test_conditions_are_in_words() -> None:
    about = script("data-breach")
    known = {each.id: each for each in about.scenario.injects}
    assert about.condition(known["exposure-gaps"]).startswith("not if ")
    export_off = {"event": "action.completed", "where": {"action": "disable-export"}}
    when = Trigger.model_validate({"after": export_off, "delay": "17m"})
    assert about.trigger(when) == "17m after action completed (action: Switch contact list export off)"
    then = Trigger.model_validate({"after": "hold-one", "needs": {"event": "page.sent", "where": {"contact": "cto"}}})
    assert about.trigger(then).startswith("at once after inject 'Discussion: when were we aware")
    assert about.condition(then) == "only if page sent (contact: Management (Lauren Holland)) came before"
    assert about.trigger(Trigger.model_validate({"at": "12m"})) == "T+00:12:00"


def test_parts_begin_where_time_moves_on_to() -> None:
    parts = sessions(script("data-breach").scenario)
    assert [(each.since, each.until) for each in parts[:2]] == [(0, 110 * MINUTE), (71 * HOUR, 72 * HOUR)]
    assert [each.number for each in parts] == [1, 2, 3, 4]


def test_an_inject_that_follows_another_belongs_to_its_part() -> None:
    scenario = script("data-breach").scenario
    late = next(each for each in scenario.injects if each.at is not None and each.at > 71 * HOUR)
    follower = Inject.model_validate(
        {"id": "x", "title": "x", "after": late.id, "hold": {"for": "1m", "questions": ["Why?"]}}
    )
    assert session_of(late, scenario) == 2
    assert session_of(follower, scenario) == 2


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_evaluation_guides_name_every_task_and_leave_room_to_write(name: str) -> None:
    about = script(name)
    document = papers_of(name)["evaluation-guides"]
    tasks = [block for block in document.flat() if isinstance(block, Table) and block.heads[0] == "Task"]
    assert sum(len(table.rows) for table in tasks) == len(about.scenario.expectations)
    assert all(table.room > 0 for table in tasks)
    assert {row[-1] for table in tasks for row in table.rows} == {"☐ P ☐ S ☐ M ☐ U"}
    text = as_markdown(document)
    assert text.count("**Final rating:** ☐ P ☐ S ☐ M ☐ U") == len(about.scenario.objectives)
    assert "achieved the objective, did not hurt other activities" in text
    points = [point for each in about.scenario.expectations for point in each.key_points]
    assert text.count("☐ ") >= len(points)


def test_another_organisation_gets_its_own_papers() -> None:
    """Given the hospital's plan, which shares no name with the one that ships, its words stand in the papers."""
    plan = load_plan(hospital_plan(), "hospital-plan.yaml")
    found = papers(hospital(), plan, hospital_plan(), "1")
    manual = as_markdown(found["situation-manual"])
    assert plan.plan.organisation in manual
    assert all(role.label in manual for role in plan.roles)
    assert "PenguinMails" not in "".join(as_markdown(each) for each in found.values())


def test_the_same_seed_gives_the_same_cast_and_papers() -> None:
    about = script("data-breach")
    again = papers(about.loaded, about.plan, default_plan_text(), "1")
    assert again == papers_of("data-breach")
    other = papers(about.loaded, about.plan, default_plan_text(), "2")
    assert other["controller-evaluator-handbook"] != again["controller-evaluator-handbook"]


def test_a_scenario_without_parts_has_one_sheet() -> None:
    found = papers_of("small")
    assert [name for name in found if "part" in name] == ["situation-manual-part-1"] or script("small").scenario.parts
