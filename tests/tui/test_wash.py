"""The hot wash by keyboard: forms of participants, fixes with an owner; and the room that is closed for today."""

import pytest

from irsim.commands import Adjourn, Corrective, Feedback, Questionnaire
from irsim.events.after import ActionItemOpened, FeedbackGiven, QuestionnaireFilled
from irsim.events.facilitation import SessionAdjourned
from irsim.log.records import Record
from irsim.scoring.score import score
from irsim.tui.adjourning import adjourned_in
from irsim.tui.debriefing.pages import WASH, Choice, page
from irsim.tui.debriefing.story import read_story
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Pick
from irsim.tui.forms import Focus, build_form, to_commands
from irsim.tui.forms.washing import fix_of
from irsim.tui.launch import Debriefing, RecordingBrief
from irsim.tui.screens.about import Looks, about_open
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.widgets.briefs import state_word
from tests.reports.story import whole_story
from tests.tui.front import OPEN
from tests.tui.house import in_room, settle, shown, until
from tests.tui.test_debrief import HOSTILE, PATH, at_hot_wash, run, texts


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("annex 3", Feedback("annex 3", "fix")),
        ("print the card @Ana Prins 2026-12-01", Feedback("print the card", "fix", "Ana Prins", "2026-12-01")),
        ("print the card @legal", Feedback("print the card", "fix", "legal")),
        ("mail ops@example.org first", Feedback("mail ops@example.org first", "fix")),
        ("done by 2026-12-01", Feedback("done by 2026-12-01", "fix")),
        ("@nobody", Feedback("@nobody", "fix")),
    ],
)
def test_a_fix_says_who_does_it_and_by_when(line: str, command: Feedback) -> None:
    assert fix_of(line) == command


def test_the_form_asks_what_the_plan_asks_and_comes_back_as_it_was_filled_in() -> None:
    async def look() -> None:
        async with in_room() as (_, _, seat):
            asked = seat.board.rules.plan.exercise
            form = build_form(seat, "questionnaire", Focus(), {})
            ratings = [field for field in form.fields if field.name.startswith("ratings.")]
            assert [field.label for field in ratings] == [each.text for each in asked.statements]
            assert len(ratings) == 7
            assert not any(field.required for field in form.fields)
            values = {
                "ratings.structured": "4",
                "strengths.2": " Calm ",
                "improvements.1": "Slow",
                "actions.1.text": "Print the card",
                "actions.1.owner": "Ana",
                "review": "The plan\n\nThe bridge drill",
            }
            again = build_form(seat, "questionnaire", Focus(), values)
            assert "actions.1.priority" in {field.name for field in again.fields}
            assert "actions.2.priority" not in {field.name for field in again.fields}
            assert to_commands(seat, "questionnaire", values) == (
                [
                    Questionnaire(
                        {"structured": 4},
                        ("Calm",),
                        ("Slow",),
                        (Corrective("Print the card", "medium", "Ana"),),
                        ("The plan", "The bridge drill"),
                    )
                ],
                -1,
            )

    run(look())


def test_a_form_and_a_fix_with_an_owner_by_keyboard() -> None:
    async def wash() -> None:
        async with at_hot_wash((80, 24)) as (pilot, app, session, screen):
            await pilot.press("tab", "tab", *"call list @Ana 2026-12-01", "enter")
            await until(pilot, lambda: len(session.ledger.board.items) == 1)
            await settle(pilot)
            assert "call list (AI-1)" in shown(app)
            assert "Ana · due 2026-12-01" in shown(app)
            assert "Said so far · 1 line · 1 improvement" in shown(app)  # a fix that became one is both
            await pilot.press("ctrl+g")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await settle(pilot)
            assert "Only facilitator and evaluator see who wrote what" in shown(app)
            await pilot.press("4", "enter", "2", "enter", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            filled = [r.body for r in session.ledger.records if isinstance(r.body, QuestionnaireFilled)]
            assert filled == [QuestionnaireFilled({"structured": 4, "plausible": 2})]
            assert "1 form filled in" in shown(app)
            await pilot.press("escape", "g")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "nothing is filled in" in shown(app).lower())
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            await pilot.press("f")
            await until(pilot, lambda: isinstance(app.screen, Pick))
            await pilot.press("enter")
            await until(pilot, lambda: screen.pages.story is not None)
            await settle(pilot)
            await pilot.press("6")
            await settle(pilot)
            assert "Participants' feedback" in shown(app)
            assert "4.00" in shown(app)

    run(wash())


def test_the_page_of_the_hot_wash_counts_forms_and_names_nobody() -> None:
    told = whole_story(HOSTILE)
    end = told.records[-1].at
    told.add(end, "technical_lead", FeedbackGiven(HOSTILE, "fix", "AI-7"))
    for rating in (2, 5):
        body = QuestionnaireFilled(
            {"plausible": rating}, (HOSTILE,), (), (Corrective(HOSTILE, "high", HOSTILE),), ("x",)
        )
        told.add(end, "technical_lead:Ana", body)
    told.add(end, "technical_lead", ActionItemOpened("AI-7", "", HOSTILE))
    rows = page(read_story(Debriefing(PATH, told.records, score(told.records))), Choice(WASH), wide=True).rows
    said = texts(rows)
    assert "2 forms" in said
    assert "3.50" in said
    assert "for the exercise" in said
    assert "Ana" not in said
    assert not set(said) & set("\x1b\x07\u202e\x9b\r")


# Closed for today


def test_everybody_goes_home_when_the_room_is_closed_for_today() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            session = seat.session
            await session.submit(Adjourn("The room is needed"), "facilitator", "enough")
            await until(pilot, lambda: app.table is None)
            await until(pilot, lambda: app._notifications)
            told = " ".join(each.message for each in app._notifications)
            assert "Closed for today" in told
            assert "The room is needed." in told
            assert session.gone
            assert seat.board.adjourned

    run(play())


def test_what_was_adjourned_before_sends_nobody_home() -> None:
    body = QuestionnaireFilled()
    assert adjourned_in([Record(5, 0, "engine", -1, body)], 0) == ""
    record = Record(5, 0, "facilitator", -1, SessionAdjourned("day", "", "The day"))
    assert adjourned_in([record], 6) == ""
    assert "'The day'" in adjourned_in([record], 5)


def test_home_says_in_which_part_and_when_it_was_adjourned() -> None:
    brief = RecordingBrief(
        OPEN.path, "Kite", OPEN.held, 60_000, "open", True, adjourned="2026-11-22", part="The [b]day\x1b"
    )
    assert state_word(brief)[0] == "adjourned"
    said = " ".join(
        part if isinstance(part, str) else part[0]
        for line in about_open(brief, Looks(True, False, False))
        for part in line
    )
    assert "Adjourned in 'The [b]day" in said
    assert "on 2026-11-22" in said
    assert "\x1b" not in said
