"""What a tired person needs of the room: what is new on a small screen, which key, that the room is lost."""

from typing import Any

from irsim.events.work import PageExhausted
from irsim.tui.actions import BY_ID, refusal
from irsim.tui.forms import Focus
from tests.board.live import Watch
from tests.tui.house import settle, shown, until
from tests.tui.live_stage import HOUR, NIGHT, night, on_call
from tests.tui.test_live_room import played


def one_alert() -> Watch:
    """Nobody has looked at the alert, and no incident is open."""
    watch = Watch(starts=NIGHT)
    watch.fires("10m", "a", title="api refuses the connection", severity="high", service="api")
    return watch


@played
async def test_a_small_screen_says_what_is_new_where_its_alerts_are_out_of_sight() -> None:
    async with on_call(one_alert(), (80, 24)) as (pilot, app, seat):
        await until(pilot, lambda: "1 new alert (key 2)" in shown(app).splitlines()[1])
        refused = refusal(BY_ID["acknowledge"], seat, Focus())
        assert refused is not None
        assert "2 shows the alerts" in refused.hint
        await pilot.press("2")
        await until(pilot, lambda: "1 new alert (key 2)" not in shown(app).splitlines()[1])
        assert refusal(BY_ID["acknowledge"], seat, Focus("", "AL-1")) is None


@played
async def test_a_room_that_is_lost_says_as_of_when_it_stands_and_rings_once() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, seat):
        session: Any = seat.session
        rung: list[bool] = []
        app.bell = lambda: rung.append(True)  # type: ignore[method-assign]
        session.trouble = "connection lost, joining again"
        for _ in range(3):
            app.screen._tick()  # type: ignore[attr-defined]
        await settle(pilot)
        assert "you see how it stood at 04:55:00 UTC" in shown(app).splitlines()[1]
        assert rung == [True]


@played
async def test_that_nobody_is_left_to_page_is_said_at_once() -> None:
    watch = night()
    async with on_call(watch, (120, 40), toasts=True) as (pilot, app, _):
        watch.enter("6h55m", PageExhausted("PG-1", "INC-1", "", ("primary-on-call",)), "page:PG-1")
        app.table.session._tell()  # type: ignore[union-attr]
        await until(pilot, lambda: [str(each.message) for each in app._notifications] != [])
        assert "Nobody is left to page about INC-1" in [str(each.message) for each in app._notifications]


def test_whoever_is_woken_next_reads_what_it_is_about() -> None:
    watch = one_alert()
    watch.to("1h")
    pages = list(watch.board.pages.values())
    assert len(pages) > 1
    assert pages[1].reason == "AL-1 (high): api refuses the connection; Primary on-call did not answer"
    assert pages[1].sent_at < HOUR
