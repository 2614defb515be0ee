"""After the exercise: the hot wash goes into the recording; the debrief says what was missed, and on what evidence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.screen import Screen

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.events.after import ActionItemOpened, FeedbackGiven
from irsim.events.session import SessionClosed, SessionOpened
from irsim.log.records import Record
from irsim.reports.feed import feed_line
from irsim.reports.plain import one_line
from irsim.reports.verdicts import IMPROVEMENTS, VERDICTS
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.debriefing import pages
from irsim.tui.debriefing.pages import CLAIMS, SCORE, TABS, TIMELINE, Choice, beside, page
from irsim.tui.debriefing.rows import Row
from irsim.tui.debriefing.score import losses
from irsim.tui.debriefing.story import Story, read_story
from irsim.tui.debriefing.timeline import shown_entries
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Pick, Reader
from irsim.tui.launch import Debriefing
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.terminal import Terminal
from irsim.words.faults import BadInput
from tests.drills import DATA, played, small
from tests.reports.story import card_of, claim, whole_story
from tests.tui.house import in_room, settle, shown, until

PATH = Path("recordings/small.jsonl")

HOSTILE = "\x1b]0;x\x07\x1b[31m[@click=app.quit]x[/] \u202egnp.exe\x9b2J {{ 7*7 }} " + "Ω" * 300 + "\n\nEXERCISE over"


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A small drill of which a script played the first quarter."""
    script = read_script(DATA / "small-script.yaml")
    ledger, _ = played(small(), script[: len(script) // 4])
    return ledger.records


@pytest.fixture(scope="module")
def story(records: list[Record]) -> Story:
    return read_story(Debriefing(PATH, records, score(records)))


def texts(rows: list[Row], width: int = 100) -> str:
    return "\n".join("".join(span.text for span in line) for row in rows for line in row.lines(width))


def main_pages(story: Story) -> list[list[Row]]:
    """Every page, with and without something beside it."""
    return [
        page(story, Choice(tab), wide=wide, report="/tmp/report.md").rows
        for tab in range(len(TABS))
        for wide in (False, True)
    ]


def asides(story: Story) -> list[list[Row]]:
    """Everything that can stand beside a page."""
    found = []
    for tab in range(len(TABS)):
        links = [row.link for row in page(story, Choice(tab), wide=True).rows if row.stops]
        found += [aside.rows for link in links if (aside := beside(story, Choice(tab), link)) is not None]
    return found


# What the pages say


def test_a_team_reads_the_score_first_and_then_what_cost_most(story: Story) -> None:
    told = texts(page(story, Choice(SCORE), wide=False).rows)
    card = story.source.card
    assert f"{card.score:g} of 100" in told
    assert f"coverage {card.coverage:g} %" in told
    assert all(total.label in told for total in (*card.objectives, *card.roles))
    assert card.head in told.replace("\n ", "")
    lost = losses(card)
    assert lost
    assert all(claim.verdict in IMPROVEMENTS for claim in lost)
    assert told.index("Objectives") < told.index("What would have counted most") < told.index(card.head)


def test_evidence_reads_as_the_feed_told_it_then(records: list[Record], story: Story) -> None:
    opened = records[0].body
    assert isinstance(opened, SessionOpened)
    board = Board(opened)
    for record in records:
        apply(board, record)
        line = feed_line(record, board)
        if line is not None:
            assert story.entry(record.seq).text == line.text
            assert story.entry(record.seq).kind == line.kind
    for each in story.source.card.claims:
        shown_evidence = texts(beside_claim(story, each.id), 400)
        for seq in each.evidence:
            assert f"record {seq}" in shown_evidence
            assert one_line(story.entry(seq).text.split("\n")[0], 300) in shown_evidence


def beside_claim(story: Story, id: str) -> list[Row]:
    aside = beside(story, Choice(CLAIMS), ("claim", id))
    assert aside is not None
    return aside.rows


def test_a_claim_says_its_rule_its_reason_and_what_would_have_counted(story: Story) -> None:
    missed = next(each for each in story.source.card.claims if each.verdict in IMPROVEMENTS and each.why)
    told = texts(beside_claim(story, missed.id), 4_000)
    assert missed.rule in told
    assert missed.why in told
    assert "What would have counted" in told


def test_injects_and_faults_are_visible_now(story: Story) -> None:
    told = texts(page(story, Choice(TIMELINE, wanted="inject"), wide=True).rows)
    assert " inject " in told
    hidden = shown_entries(story, "control")
    assert {"inject", "fault"} <= {entry.kind for entry in hidden}
    assert all("control" in texts(beside_record(story, entry.seq)) for entry in hidden)


def beside_record(story: Story, seq: int) -> list[Row]:
    aside = beside(story, Choice(TIMELINE), ("record", str(seq)))
    assert aside is not None
    return aside.rows


def test_the_claims_can_be_only_those_not_met(story: Story) -> None:
    whole = page(story, Choice(CLAIMS), wide=True).rows
    unmet = page(story, Choice(CLAIMS, unmet=True), wide=True).rows
    met = {each.id for each in story.source.card.claims if each.verdict not in IMPROVEMENTS}
    assert {row.link[1] for row in whole if row.stops} - {row.link[1] for row in unmet if row.stops} == met


def test_every_clock_is_listed_with_its_basis(story: Story) -> None:
    rows = page(story, Choice(pages.CLOCKS), wide=True).rows
    assert [row.link[1] for row in rows if row.stops] == [clock.id for clock in story.source.card.clocks]
    for clock in story.source.card.clocks:
        aside = beside(story, Choice(pages.CLOCKS), ("clock", clock.id))
        assert aside is not None
        assert clock.basis in texts(aside.rows, 400)


@pytest.mark.parametrize("width", [58, 78, 100, 160])
def test_no_line_is_wider_than_its_page(story: Story, width: int) -> None:
    for told in (story, hostile_story()):
        for rows, room in [(main_pages(told), width), (asides(told), width * 44 // 56)]:
            for row in (row for each in rows for row in each):
                for line in row.lines(room):
                    assert sum(cell_len(span.text) for span in line) <= room, line


def hostile_story() -> Story:
    """Every text that people or sources write is hostile, in the recording and in the claims."""
    told = whole_story(HOSTILE)
    claims = [claim(verdict, title=HOSTILE, rule=HOSTILE, why=HOSTILE, id=HOSTILE + verdict) for verdict in VERDICTS]
    card = msgspec.structs.replace(card_of(told, claims), codename=HOSTILE, seats={HOSTILE: HOSTILE}, assist=HOSTILE)
    return read_story(Debriefing(Path("kite.jsonl"), told.records, card))


def test_hostile_texts_are_cleaned_on_every_page() -> None:
    story = hostile_story()
    for rows in (*main_pages(story), *asides(story)):
        for row in rows:
            said = row.copy + "".join(span.text for line in row.lines(90) for span in line)
            assert not set(said) & set("\x1b\x07\u202e\x9b\r\n")


def test_a_score_of_nothing_is_none() -> None:
    told = whole_story()
    card = msgspec.structs.replace(card_of(told, []), score=None, coverage=0.0)
    story = read_story(Debriefing(PATH, told.records, card))
    said = texts(page(story, Choice(SCORE), wide=True).rows)
    assert "none" in said
    assert "nothing counted" in said
    assert "0 of 100" not in said


def test_a_recording_by_other_rules_is_shown_and_says_so(records: list[Record]) -> None:
    first = records[0]
    opened = msgspec.structs.replace(first.body, rules=0)
    older = [msgspec.structs.replace(first, body=opened), *records[1:]]
    story = read_story(Debriefing(PATH, older, score(older)))
    assert "other rules" in texts(page(story, Choice(SCORE), wide=True).rows)


# The debrief of a recording, by keyboard


class Shelf:
    """A launcher with one recording, whose report goes where it is told."""

    def __init__(self, records: list[Record], report: Path) -> None:
        self.records = records
        self.place = report
        self.fault = ""

    def debrief(self, path: Path) -> Debriefing:
        if self.fault:
            raise BadInput.one(str(path), 0, self.fault)
        return Debriefing(path, self.records, score(self.records))

    def report(self, path: Path) -> Path:
        if self.fault:
            raise BadInput.one(str(path), 0, self.fault)
        self.place.write_text("# After-action report\n", encoding="utf-8")
        return self.place


class ShelfApp(IrsimApp):
    """Opens the recording at once."""

    def get_default_screen(self) -> Screen[Any]:
        return Screen(id="_default")

    def open_first(self) -> None:
        self.call_later(self.debrief, PATH)


@asynccontextmanager
async def at_debrief(
    shelf: Shelf, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Pilot[Any], DebriefScreen]]:
    app = ShelfApp(shelf, Settings(), Terminal(False, "full"))  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        screen = app.screen
        assert isinstance(screen, DebriefScreen)
        await until(pilot, lambda: screen.pages.story is not None or shelf.fault)
        await settle(pilot)
        yield pilot, screen


@pytest.fixture
def shelf(records: list[Record], tmp_path: Path) -> Shelf:
    return Shelf(records, tmp_path / "small-report.md")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
def test_every_page_by_its_number(shelf: Shelf, size: tuple[int, int]) -> None:
    async def look() -> None:
        async with at_debrief(shelf, size) as (pilot, screen):
            assert f"{score(shelf.records).score:g} of 100" in shown(screen.room)
            for number, name in enumerate(TABS, 1):
                await pilot.press(str(number))
                await pilot.pause()
                assert screen.pages.choice.tab == number - 1
                assert name in str(screen.pages.left.border_title)
            await pilot.press("right")
            assert screen.pages.choice.tab == SCORE
            await pilot.press("left")
            assert screen.pages.choice.tab == len(TABS) - 1

    run(look())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_from_a_claim_to_its_evidence_and_back(shelf: Shelf, size: tuple[int, int]) -> None:
    async def look() -> None:
        async with at_debrief(shelf, size) as (pilot, screen):
            its = screen.pages
            await pilot.press("2")
            claims = {each.id: each for each in score(shelf.records).claims}
            while its.main.selected is not None and not claims[its.main.selected.link[1]].evidence:
                await pilot.press("down")
            assert its.main.selected is not None
            chosen = claims[its.main.selected.link[1]]
            await pilot.press("enter")
            await pilot.pause()
            assert its.aside.has_focus
            assert its.aside.selected is not None
            assert its.aside.selected.link == ("record", str(chosen.evidence[0]))
            await pilot.press("enter")
            await settle(pilot)
            assert its.choice.tab == TIMELINE
            assert its.main.selected is not None
            assert its.main.selected.link == ("record", str(chosen.evidence[0]))
            await pilot.press("escape")
            await settle(pilot)
            assert its.choice.tab == CLAIMS
            assert its.main.selected is not None
            assert its.main.selected.link == ("claim", chosen.id)

    run(look())


def test_from_an_objective_and_from_a_role_to_their_claims(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf) as (pilot, screen):
            its = screen.pages
            card = score(shelf.records)
            await pilot.press("enter")
            await pilot.pause()
            assert its.main.selected is not None
            first = next(each for each in card.claims if each.objective == card.objectives[0].id)
            assert its.main.selected.link == ("claim", first.id)
            await pilot.press("escape")
            assert its.choice.tab == SCORE
            await pilot.press(*["down"] * len(card.objectives), "enter")
            await pilot.pause()
            assert its.choice.role == card.roles[0].id
            await pilot.press("f")
            assert its.choice.unmet

    run(look())


def test_the_timeline_is_filtered_by_words(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf) as (pilot, screen):
            await pilot.press("slash", *"inject")
            await settle(pilot)
            its = screen.pages
            assert its.choice == Choice(TIMELINE, wanted="inject")
            assert 0 < sum(row.stops for row in its.main.rows) < 20
            await pilot.press("escape")
            await settle(pilot)
            assert its.choice.wanted == ""
            assert its.place.has_focus

    run(look())


def test_the_digest_and_a_line_are_copied(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf) as (pilot, screen):
            await pilot.press("y")
            assert screen.app.clipboard == shelf.records[-1].digest
            await pilot.press("2", "y")
            assert score(shelf.records).claims[0].title in screen.app.clipboard

    run(look())


def test_one_key_writes_the_report_and_says_where(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf) as (pilot, screen):
            await pilot.press("w")
            await until(pilot, lambda: screen.pages.report)
            assert shelf.place.exists()
            assert screen.pages.report == str(shelf.place)
            shelf.fault = "cannot be written: no space; make room"
            await pilot.press("w")
            await until(pilot, lambda: not screen._writing)
            assert any("make room" in each.message for each in screen.app._notifications)

    run(look())


def test_what_cannot_be_read_is_one_sentence(shelf: Shelf) -> None:
    async def look() -> None:
        shelf.fault = "the chain is broken: [red]record 7[/] was changed"
        async with at_debrief(shelf) as (pilot, screen):
            await until(pilot, lambda: "[red]record 7[/] was changed" in shown(screen.room))
            await pilot.press("1", "enter", "w", "y", "question_mark")
            assert screen.pages.story is None

    run(look())


def test_help_names_every_verdict(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf, (160, 50)) as (pilot, screen):
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(screen.app.screen, Reader))
            await settle(pilot)
            said = shown(screen.room)
            assert all(verdict in said for verdict in VERDICTS)

    run(look())


# The hot wash


@asynccontextmanager
async def at_hot_wash(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Pilot[Any], Any, Any, DebriefScreen]]:
    async with in_room(size, at="10m") as (pilot, app, _):
        session = app.table.session  # type: ignore[union-attr]
        await pilot.press("Z")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await settle(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
        await settle(pilot)
        assert isinstance(app.screen, DebriefScreen)
        yield pilot, app, session, app.screen


def said(session: Any) -> list[tuple[str, str]]:
    bodies = [record.body for record in session.ledger.records]
    return [(body.topic, body.text) for body in bodies if isinstance(body, FeedbackGiven)]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_hot_wash_goes_into_the_recording_and_the_score_follows(size: tuple[int, int]) -> None:
    async def wash() -> None:
        async with at_hot_wash(size) as (pilot, app, session, screen):
            assert "went well" in shown(app)
            await pilot.press(*"quick", "enter", "tab", *"no owner", "enter")
            await until(pilot, lambda: len(said(session)) == 2)
            await settle(pilot)
            assert "no owner" in shown(app)
            await pilot.press("tab", *"annex 3")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Pick))
            await pilot.press("enter")
            await until(pilot, lambda: screen.pages.story is not None)
            assert said(session) == [("strength", "quick"), ("gap", "no owner"), ("fix", "annex 3")]
            assert isinstance(session.ledger.records[-1].body, SessionClosed)
            assert session.ledger.board.closed
            assert app.table is None
            await settle(pilot)
            await pilot.press("6")
            await settle(pilot)
            assert "annex 3" in shown(app)
            await pilot.press("q")
            await until(pilot, lambda: not isinstance(app.screen, DebriefScreen))

    run(wash())


def test_an_improvement_has_a_form() -> None:
    async def wash() -> None:
        async with at_hot_wash() as (pilot, app, session, _):
            await pilot.press("escape", "plus")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press(*"two people", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            items = [r.body for r in session.ledger.records if isinstance(r.body, ActionItemOpened)]
            assert [item.description for item in items] == ["two people"]
            assert "two people" in shown(app)

    run(wash())


def test_leaving_the_hot_wash_keeps_the_recording_open() -> None:
    async def wash() -> None:
        async with at_hot_wash() as (pilot, app, session, _):
            await pilot.press(*"later", "enter", "escape", "q")
            await until(pilot, lambda: isinstance(app.screen, Pick))
            await pilot.press("enter")
            await until(pilot, lambda: app.table is None)
            assert said(session) == [("strength", "later")]
            assert not session.ledger.board.closed

    run(wash())


def test_a_terminal_that_goes_away_leaves_the_recording_open() -> None:
    async def wash() -> None:
        async with at_hot_wash() as (pilot, app, session, _):
            await pilot.press(*"first", "enter", *"half a li")
            await until(pilot, lambda: said(session))
            app.hang_up()
            await pilot.pause()
            assert said(session) == [("strength", "first")]
            assert not session.ledger.board.closed

    run(wash())


def test_an_empty_line_asks_whether_all_is_said() -> None:
    async def wash() -> None:
        async with at_hot_wash() as (pilot, app, session, _):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Pick))
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            assert not session.ledger.board.closed
            assert app.table is not None

    run(wash())
