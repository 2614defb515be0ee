"""The swimlanes of the debrief: an axis without the time off stage, lines that fit, keys that lead somewhere."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from irsim.log.records import Record
from irsim.scenario.script import read_script
from irsim.scoring.lanes import Bar, Mark, Stretch
from irsim.scoring.score import score
from irsim.tui.debriefing.axis import GAP, STEPS, Axis, farther, fitting, nearer
from irsim.tui.debriefing.lanes import Limit, Spotlight, begins, draw, lit, tracks_of, under
from irsim.tui.debriefing.pages import CLAIMS, TIMELINE
from irsim.tui.debriefing.story import Story, read_story
from irsim.tui.debriefing.underneath import underneath
from irsim.tui.launch import Debriefing
from irsim.tui.terminal.glyphs import ascii_text
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND
from tests.drills import DATA, played, small
from tests.tui.house import settle, shown, until
from tests.tui.test_debrief import PATH, Shelf, at_debrief, hostile_story, run

STRETCHES = (Stretch(0, 2 * HOUR, "Monday"), Stretch(3 * DAY, 3 * DAY + HOUR, "Thursday"))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    script = read_script(DATA / "small-script.yaml")
    return played(small(), script[: len(script) // 4])[0].records


@pytest.fixture(scope="module")
def story(records: list[Record]) -> Story:
    return read_story(Debriefing(PATH, records, score(records)))


# The axis


@given(st.sampled_from(STEPS), st.integers(0, 2 * HOUR))
def test_an_instant_on_stage_stands_in_the_column_that_begins_before_it(step: int, at: int) -> None:
    axis = Axis(STRETCHES, step)
    begun = axis.instant(axis.column(at))
    assert begun <= at < begun + step


@given(st.sampled_from(STEPS), st.lists(st.integers(0, 4 * DAY), min_size=2))
def test_what_comes_later_never_stands_further_left(step: int, instants: list[int]) -> None:
    columns = [Axis(STRETCHES, step).column(at) for at in sorted(instants)]
    assert columns == sorted(columns)
    assert 0 <= columns[0] <= columns[-1] < Axis(STRETCHES, step).columns


def test_three_days_off_stage_are_three_columns() -> None:
    axis = Axis(STRETCHES, MINUTE)
    assert axis.columns == 121 + GAP + 61
    assert axis.gap(axis.column(DAY)) == (2 * HOUR, 3 * DAY)
    assert axis.gap(axis.column(HOUR)) is None
    assert axis.column(3 * DAY) == 121 + GAP


def test_the_closest_view_in_which_everything_fits() -> None:
    for width in (40, 60, 120, 400):
        step = fitting(STRETCHES, width)
        assert Axis(STRETCHES, step).columns <= width
        assert nearer(step) == step or Axis(STRETCHES, nearer(step)).columns > width
    assert (nearer(SECOND), farther(STEPS[-1])) == (SECOND, STEPS[-1])


def test_labels_never_touch() -> None:
    for step in STEPS:
        labels = Axis(STRETCHES, step).labels()
        for (first, text), (second, _) in pairwise(labels):
            assert second - first > len(text)


# The lines


@pytest.mark.parametrize("width", [20, 57, 120])
def test_every_lane_fits_its_window_also_in_ascii(story: Story, width: int) -> None:
    claims = tuple(story.source.card.claims)
    for told, spotlight in ((story, Spotlight()), (story, Spotlight("All", claims)), (hostile_story(), Spotlight())):
        for step in (10 * SECOND, 5 * MINUTE, DAY):
            axis = Axis(told.lanes.stretches, step)
            for left in (0, 7, max(0, axis.columns - width)):
                for track in tracks_of(told, spotlight):
                    spans = draw(told, track, axis, left, width, left + 3, spotlight).spans()
                    text = "".join(span.text for span in spans)
                    assert cell_len(text) == width
                    assert cell_len(ascii_text(text)) == width
                    assert ascii_text(text).isascii()
                    assert not set(track.label) & set("\x1b\x07\u202e\n")


def test_a_bar_says_by_sign_word_and_style_how_its_clock_ended(story: Story) -> None:
    axis = Axis(story.lanes.stretches, MINUTE)
    verdicts = set()
    for track in tracks_of(story, Spotlight()):
        if track.lane is not None and track.lane.kind == "clocks" and len(track.bars) == 1:
            text = "".join(span.text for span in draw(story, track, axis, 0, 200, -1, Spotlight()).spans())
            assert track.bars[0].verdict in text
            verdicts.add(track.bars[0].verdict)
    assert {"met"} < verdicts


def test_a_missed_claim_has_its_limit_in_the_lane_of_whose_it_was(story: Story) -> None:
    missed = next(claim for claim in story.source.card.claims if claim.verdict == "missed" and claim.due >= 0)
    spotlight = Spotlight(missed.title, (missed,))
    limits = [each for track in tracks_of(story, spotlight) for each in track.things if isinstance(each, Limit)]
    assert [(each.at, each.claim.id) for each in limits] == [(missed.due, missed.id)]
    assert limits[0].lane in (f"seat:{missed.role}", "room")


def test_below_the_lanes_stands_what_would_have_counted(story: Story) -> None:
    claim = next(each for each in story.source.card.claims if each.verdict != "met" and each.why)
    axis = Axis(story.lanes.stretches, MINUTE)
    lines = underneath(story, None, axis, 0, [], Spotlight(claim.title, (claim,)), 4_000)
    text = "\n".join("".join(span.text for span in line) for line in lines)
    assert claim.verdict in text
    assert f"what would have counted: {claim.why}" in text
    assert "rule:" in text


def test_everything_in_a_lane_can_be_stood_on(story: Story) -> None:
    axis = Axis(story.lanes.stretches, 30 * SECOND)
    for track in tracks_of(story, Spotlight()):
        for thing in track.things:
            assert thing in under(track, axis, axis.column(begins(thing)))


# The keys


@pytest.fixture
def shelf(records: list[Record], tmp_path: Path) -> Shelf:
    return Shelf(records, tmp_path / "report.md")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
def test_the_timeline_is_walked_zoomed_jumped_and_read_by_keys(shelf: Shelf, size: tuple[int, int]) -> None:
    async def look() -> None:
        async with at_debrief(shelf, size) as (pilot, screen):
            its, panel = screen.pages, screen.pages.lanes.panel
            await pilot.press("3")
            await settle(pilot)
            assert its.in_lanes
            assert panel.has_focus
            assert "a column" in shown(screen.room)
            whole = panel.axis.step
            await pilot.press("down", "down", "n")
            assert panel.track is not None
            assert panel.chosen in panel.track.things
            before = begins(panel.chosen)
            await pilot.press("plus", "plus", "plus")
            assert panel.axis.step < whole
            assert panel.axis.column(before) == panel.column
            assert panel.left <= panel.column < panel.left + panel.window
            await pilot.press("minus", "z")
            assert panel.axis.step == whole
            await pilot.press("g", *"30m", "enter")
            await settle(pilot)
            assert panel.has_focus
            assert panel.axis.column(30 * MINUTE) == panel.column
            await pilot.press("g", *"x", "enter")
            await pilot.pause()
            assert any("no place in a recording" in each.message for each in screen.app._notifications)
            await pilot.press("escape")
            await settle(pilot)
            assert panel.has_focus
            await pilot.press("home")
            assert panel.column == 0
            while panel.track is not None and panel.track.lane is not None and panel.track.lane.kind != "clocks":
                await pilot.press("down")
            await pilot.press("n")
            assert isinstance(panel.chosen, Bar)
            await pilot.press("enter")
            await settle(pilot)
            assert its.aside.has_focus
            assert "Allowed" in shown(screen.room)
            await pilot.press("escape")
            await settle(pilot)
            assert panel.has_focus
            await pilot.press("v")
            await settle(pilot)
            assert its.main.has_focus
            assert not its.in_lanes
            await pilot.press("v")
            await settle(pilot)
            assert its.in_lanes

    run(look())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_one_key_shows_a_claims_evidence_on_the_timeline(shelf: Shelf, size: tuple[int, int]) -> None:
    async def look() -> None:
        async with at_debrief(shelf, size) as (pilot, screen):
            its, panel = screen.pages, screen.pages.lanes.panel
            claims = {each.id: each for each in score(shelf.records).claims}
            await pilot.press("2")
            while its.main.selected is not None and not claims[its.main.selected.link[1]].evidence:
                await pilot.press("down")
            assert its.main.selected is not None
            claim = claims[its.main.selected.link[1]]
            await pilot.press("t")
            await until(pilot, lambda: panel.spotlight.claims == (claim,) and panel.chosen is not None)
            await settle(pilot)
            assert its.choice.tab == TIMELINE
            assert isinstance(panel.chosen, Mark)
            assert set(panel.chosen.seqs) & set(claim.evidence)
            assert 2 <= panel.column - panel.left < panel.window
            top, line = panel.scroll_offset.y, panel.start_of(panel.cursor)
            assert top <= line < top + panel.scrollable_content_region.height
            assert "[" in shown(screen.room)
            await pilot.press("n")
            assert panel.chosen is None or lit(panel.chosen, panel.spotlight)
            await pilot.press("escape")
            await settle(pilot)
            assert its.choice.tab == CLAIMS
            assert its.main.selected.link == ("claim", claim.id)

    run(look())


def test_an_objective_and_a_role_show_the_evidence_of_all_their_claims(shelf: Shelf) -> None:
    async def look() -> None:
        async with at_debrief(shelf) as (pilot, screen):
            its, panel, card = screen.pages, screen.pages.lanes.panel, score(shelf.records)
            for downs, wanted in (
                (0, [each.id for each in card.claims if each.objective == card.objectives[0].id]),
                (len(card.objectives), [each.id for each in card.claims if each.role == card.roles[0].id]),
            ):
                await pilot.press("1", *["down"] * downs, "t")
                await until(pilot, lambda wanted=wanted: [each.id for each in panel.spotlight.claims] == wanted)  # type: ignore[misc]
                assert its.in_lanes
                await pilot.press("escape", "home")
                await settle(pilot)

    run(look())
