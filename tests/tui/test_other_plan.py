"""The room of another organisation: tabs, dialogs and pages are drawn by a hospital's plan as they are by ours."""

import asyncio
from pathlib import Path

import pytest

from irsim.board.fold import apply
from irsim.commands import COMMANDS
from irsim.log.records import Record
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.seats import reduced
from irsim.tui.actions import ACTIONS, BY_ID
from irsim.tui.debriefing.pages import TABS as PAGES
from irsim.tui.debriefing.pages import Choice, page
from irsim.tui.debriefing.story import read_story
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.forms import Focus, build_form
from irsim.tui.forms.matching import matches
from irsim.tui.launch import Debriefing
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.seat import Seat
from irsim.tui.tabs import TABS, View, laid
from tests.drills import DATA, hospital, played
from tests.hosts import host_of
from tests.tui.house import settle, shown, until
from tests.tui.stage import on_stage, staged

SCRIPT = DATA / "hospital-script.yaml"
THEIRS = ("PenguinMails", "SEV-", "Incident Commander", "Technical Lead", "Slack", "security incident")


def seat_at(at: str) -> Seat:
    """All seats of the hospital, having seen the script's night up to `at`."""
    sitting = staged(hospital(), read_script(SCRIPT), at)
    seat = Seat(sitting.session, sitting.roles, sitting.session.opened)
    records = host_of(sitting.session).ledger.records
    for record in records:
        seen = reduced(record, records, sitting.roles)
        if isinstance(seen, Record):
            apply(seat.board, seen)
    return seat


@pytest.mark.parametrize("do", [name for name in COMMANDS if name != "observe"])
@pytest.mark.parametrize("at", ["2m", "45m", "37h30m"])
def test_every_command_has_a_dialog_that_offers_this_plans_names(do: str, at: str) -> None:
    seat = seat_at(at)
    for about in ("INC-1", "INC-2"):
        form = build_form(seat, do, Focus(incident=about, alert="AL-1"), {})
        assert form.title
        told = " ".join([form.title, *(f"{f.label} {f.value} {' '.join(map(str, f.options))}" for f in form.fields)])
        assert not [word for word in THEIRS if word.lower() in told.lower()]


def test_the_dialog_to_classify_has_its_six_codes_and_its_categories() -> None:
    fields = {field.name: field for field in build_form(seat_at("45m"), "classify", Focus(incident="INC-1"), {}).fields}
    codes = [option.value for option in fields["severity"].options]
    assert codes == ["code-black", "code-red", "code-orange", "code-yellow", "code-green", "code-white"]
    assert {"clinical-system", "building", "notes-seen"} <= {option.value for option in fields["category"].options}


@pytest.mark.parametrize("at", ["2m", "45m", "37h30m"])
@pytest.mark.parametrize("width", [44, 80, 120])
def test_every_tab_of_an_incident_is_drawn(at: str, width: int) -> None:
    seat = seat_at(at)
    for about in seat.board.incidents.values():
        for tab in TABS:
            rows = tab.build(View(seat, about, lambda action: BY_ID[action].key))
            told = "\n".join(span.text for row in rows for line in laid(row, width) for span in line)
            assert told.strip()
            assert not [word for word in THEIRS if word.lower() in told.lower()], tab.id


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_room_and_an_incident_are_drawn_and_every_dialog_opens(size: tuple[int, int]) -> None:
    async def play() -> None:
        async with on_stage(staged(hospital(), read_script(SCRIPT), "45m"), size) as (pilot, app, _):
            assert "code-red" in shown(app).lower() or "INC-1" in shown(app)
            for action in ACTIONS:
                if not action.do or action.group in ("room", "look"):
                    continue
                room = app.screen
                room.fill_in(action.do, Focus(incident="INC-1", alert="AL-1"))  # type: ignore[attr-defined]
                await settle(pilot)
                if isinstance(app.screen, FormDialog):
                    assert not [word for word in THEIRS if word.lower() in shown(app).lower()], action.id
                while app.screen is not room:
                    await pilot.press("escape")
                    await pilot.pause()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, IncidentScreen))
            for number in range(1, len(TABS) + 1):
                await pilot.press(str(number))
                assert shown(app).strip()

    asyncio.run(play())


def test_what_is_said_at_its_table_is_understood_by_its_names() -> None:
    seat = seat_at("5m")
    for line, do in (("swap to the standby store", "act"), ("page the second bleep", "page")):
        found = matches(seat, line, "INC-1")
        assert found[0].do == do, line


def test_every_page_of_the_debrief_is_drawn() -> None:
    records = played(hospital(), read_script(SCRIPT))[0].records
    story = read_story(Debriefing(Path("recordings/hospital.jsonl"), records, score(records)))
    for tab in range(len(PAGES)):
        rows = page(story, Choice(tab), wide=True).rows
        told = "\n".join(span.text for row in rows for line in row.lines(100) for span in line)
        assert told.strip()
        assert not [word for word in THEIRS if word.lower() in told.lower()], tab
