"""The evaluation, by keys: what is seen is recorded against an objective, and a claim may be judged otherwise."""

from irsim.commands import Observe, Override
from irsim.events.after import ObservationMade
from irsim.tui.screens.console import Console
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.evaluating import Evaluating
from irsim.words.durations import MINUTE
from tests.tui.backstage import behind
from tests.tui.front import played
from tests.tui.house import settle, shown, until
from tests.tui.test_console import form, put, sent


@played
async def test_an_evaluator_lands_on_the_objectives_and_records_what_they_see() -> None:
    async with behind("evaluator") as room:
        assert isinstance(room.screen, Evaluating)
        await room.at(4 * MINUTE)
        await settle(room.pilot)
        text = shown(room.app)
        assert "EVALUATOR" in text
        assert "Objectives · 3 without an observation" in text
        assert "! none yet" in text
        await room.press("down", "o")
        dialog = await form(room, "observe")
        assert dialog.values["objective"] == "contain"
        await put(room, rating="M", sort="area", text="Nobody looked at the door.")
        await sent(room)
        assert room.given()[-1] == Observe("Nobody looked at the door.", "contain", rating="M", sort="area")
        made = room.host.ledger.records[-1]
        assert isinstance(made.body, ObservationMade)
        assert (made.by, made.at) == ("evaluator", room.host.now)
        await settle(room.pilot)
        text = shown(room.app)
        assert "Objectives · 2 without an observation" in text
        assert "Nobody looked at the door." in text
        assert "M yours" in text


@played
async def test_an_evaluator_overrides_a_claim_and_it_is_shown() -> None:
    async with behind("evaluator") as room:
        await room.at(25 * MINUTE)
        assert isinstance(room.screen, Evaluating)
        screen = room.screen
        await room.press("down", "2")
        screen.claims.choose("close")
        await settle(room.pilot)
        assert "missed" in shown(room.app)
        await room.press("r")
        dialog = await form(room, "override")
        assert [field.kind for field in dialog.form.fields if field.name == "claim"] == ["fixed"]
        await put(room, verdict="partly", reason="They said so on the phone")
        await sent(room)
        assert room.given()[-1] == Override("close", "partly", "They said so on the phone")
        screen.claims.choose("close")
        await room.press("3")
        await settle(room.pilot)
        text = shown(room.app)
        assert "They said so on the phone" in text
        assert "overridden" in text
        assert "the evaluator's word" in text


@played
async def test_an_evaluator_leaves_the_room_as_it_is() -> None:
    async with behind("evaluator") as room:
        before = len(room.given())
        await room.press("space")
        await settle(room.pilot)
        assert room.host.paused
        await room.press("i")
        await settle(room.pilot)
        assert len(room.given()) == before


@played
async def test_the_facilitator_has_the_evaluation_too() -> None:
    async with behind("facilitator", (80, 24)) as room:
        await room.press("V")
        await settle(room.pilot)
        assert isinstance(room.app.screen, Evaluating)
        assert "Objectives" in shown(room.app)
        await room.press("V")
        assert isinstance(room.app.screen, Console)


@played
async def test_what_is_rated_can_be_rated_after_the_end_until_the_recording_is_closed() -> None:
    async with behind("evaluator", (80, 24)) as room:
        await room.host.jump(60 * MINUTE)
        await until(room.pilot, lambda: isinstance(room.app.screen, DebriefScreen), 40)
        await settle(room.pilot)
        await room.press("f2")
        await until(room.pilot, lambda: isinstance(room.app.screen, Evaluating) and room.screen.show is not None)
        await room.read()
        await room.press("o")
        await form(room, "observe")
        await put(room, rating="S")
        await sent(room)
        assert room.given()[-1] == Observe("", "triage", rating="S")
        await room.press("escape")
        assert isinstance(room.app.screen, DebriefScreen)
