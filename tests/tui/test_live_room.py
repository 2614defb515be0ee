"""The room on real alerts: what it says of time, sources, alerts and incidents, and what can be done to several."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import pytest

from irsim.commands import Acknowledge, Declare, Dismiss, Maintain, Silence
from irsim.events.live import SourceHeard, SourceSilent
from irsim.events.session import SeatTaken
from irsim.events.world import ServiceChanged
from irsim.reports.feed import feed_line
from irsim.session.protocol import TABLE
from irsim.tui.actions import BY_ID, FOOTER_LIVE, refusal
from irsim.tui.forms import Focus
from irsim.tui.probes import acknowledge
from irsim.tui.reading import read_alert
from irsim.tui.real_alert import address
from irsim.tui.repertoire import repertoire
from irsim.tui.screens.plot import PlotScreen
from irsim.tui.screens.room import Room
from irsim.tui.widgets.chart import Window
from irsim.tui.widgets.live_alerts import LiveAlertsPanel
from tests.board.live import Watch, firing
from tests.tui.house import settle, shown, until
from tests.tui.live_stage import HOUR, NIGHT, RUNBOOK, night, on_call
from tests.tui.snapshot import Snapshots
from tests.tui.test_on_call import seat_of
from tests.tui.test_snapshots import photographed

SIZES = ((80, 24), (120, 40))


def played(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """A test that is a coroutine."""

    @wraps(test)
    def run(*given: Any, **named: Any) -> None:
        asyncio.run(test(*given, **named))  # type: ignore[arg-type]

    return run


def quiet(*sources: str) -> Watch:
    """Three hours of a night in which nothing fired; these sources were heard at two."""
    watch = Watch(starts=NIGHT)
    for source in sources:
        watch.says("2h", source=source)
    watch.to("3h")
    return watch


# Where and when


@pytest.mark.parametrize("size", SIZES)
@played
async def test_the_header_tells_the_calendar_and_who_sits_here(size: tuple[int, int]) -> None:
    async with on_call(night(), size) as (_, app, _seat):
        first = shown(app).splitlines()[0]
        assert first.startswith(" LIVE ")
        assert "04:55:00 UTC" in first
        assert "nobody is on call" in first
        assert first.rstrip().endswith("ana")
        assert not any(word in shown(app) for word in ("T+", "1x", "the whole table"))


@pytest.mark.parametrize("size", SIZES)
@played
async def test_no_alerts_and_nobody_who_would_send_them_look_different(size: tuple[int, int]) -> None:
    async with on_call(quiet("alertmanager", "probes"), size) as (pilot, app, _):
        await pilot.press("2")
        await settle(pilot)
        assert "2 sources heard, last 1h00 ago" in shown(app).splitlines()[1]
        assert "No alert. 2 sources heard" in shown(app)
    async with on_call(quiet(), size) as (_, app, _seat):
        assert "no source was heard yet" in shown(app).splitlines()[1]
    silent = quiet("alertmanager")
    silent.enter("4h", SourceSilent("alertmanager", 2 * HOUR, 600_000), "source:alertmanager")
    async with on_call(silent, size) as (_, app, _seat):
        assert "alertmanager silent since 00:00:00" in shown(app).splitlines()[1]
    silent.enter("5h", SourceHeard("alertmanager", 2 * HOUR), "source:alertmanager")
    async with on_call(silent, size) as (_, app, _seat):
        assert "silent" not in shown(app).splitlines()[1]


@played
async def test_what_is_wrong_with_the_way_to_the_room_is_said_in_its_line() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, seat):
        session: Any = seat.session
        for trouble, told in (
            (
                "the store is away: it cannot be reached",
                "ROOM the store is away: it cannot be reached the board can be read, nothing can be done",
            ),
            ("connection lost, joining again", "LINE connection lost, joining again"),
        ):
            session.trouble = trouble
            app.screen._tick()  # type: ignore[attr-defined]
            await settle(pilot)
            assert told in " ".join(shown(app).splitlines()[1].split())


def test_who_comes_and_goes_is_one_calm_line() -> None:
    watch = quiet()
    watch.enter("3h", SeatTaken(TABLE, "ana", "uid 1000 at web-1"), "table:ana")
    line = feed_line(watch.records("seat.taken")[0], watch.board)
    assert line is not None
    assert (line.text, line.stamp) == ("ana has joined", "22 Nov 01:00:00")


# What there is to do


@played
async def test_nothing_moves_time_and_leaving_stops_nothing() -> None:
    async with on_call(night(), (80, 24), toasts=True) as (pilot, app, seat):
        offered = {row.action.id for row in repertoire(seat, Focus(), app.keys_of)}
        assert not offered & {"pause", "slower", "faster", "jump", "end", "console", "handout"}
        assert offered >= {"silence", "maintain", "end-maintenance", "split", "answer-page", "act"}
        await pilot.press("space")
        await settle(pilot)
        refused = refusal(BY_ID["pause"], seat, Focus())
        assert refused is not None
        assert "real time" in refused.reason
        assert "This is real time." in shown(app)
        await pilot.press("question_mark", "slash", *"continued", "enter")
        await settle(pilot)
        assert "The room" in shown(app)
        assert "live goes on without you" in " ".join(shown(app).replace("│", " ").split())
        assert "The exercise" not in shown(app)
        await pilot.press("escape", "escape", "q")
        await settle(pilot)
        assert "irsim goes on serving" in shown(app)
        assert "End the exercise" not in shown(app)


@played
async def test_the_footer_of_a_wide_terminal_is_live_s() -> None:
    async with on_call(night(), (160, 50)) as (_, app, _seat):
        footer = shown(app).splitlines()[-1]
        assert all(BY_ID[name].short in footer for name in FOOTER_LIVE)
        assert " x Act" not in footer


# Alerts


def panel(app: Any) -> LiveAlertsPanel:
    room = app.screen
    assert isinstance(room, Room)
    assert isinstance(room.alerts, LiveAlertsPanel)
    return room.alerts


def lines(app: Any, word: str) -> list[str]:
    return [line for line in shown(app).splitlines() if word in line]


@pytest.mark.parametrize("size", SIZES)
@played
async def test_a_storm_is_one_line_that_opens_to_its_alerts(size: tuple[int, int]) -> None:
    async with on_call(night(), size) as (pilot, app, _):
        await pilot.press("2", "down", "down", "down")
        await settle(pilot)
        (storm,) = lines(app, "▸     04:00:00 5 alerts")
        assert "critical Disk of db-3" in storm
        assert "→ INC-2" in storm
        await pilot.press("enter")
        await settle(pilot)
        assert len([line for line in lines(app, "AL-") if "Disk of db" in line and " → INC-2" in line]) >= 5
        assert panel(app).targets() == ("AL-4", "AL-5", "AL-6", "AL-7", "AL-8")
        await pilot.press("down")
        assert panel(app).selected == "AL-4"
        await pilot.press("up", "enter")
        await settle(pilot)
        assert not lines(app, "AL-5 ")


@played
async def test_the_feed_tells_the_first_of_a_storm_and_what_is_worse() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, _):
        room = app.screen
        assert isinstance(room, Room)
        text = " ".join(room.feed._item(index).line.text for index in range(room.feed.count()))
        assert "AL-2 medium: Disk of db-1" in text
        assert "AL-4 critical: Disk of db-3" in text
        assert not any(f"AL-{number} medium: Disk" in text for number in (3, 5, 6, 7, 8))
        await pilot.press("1", "slash", *"al-7")
        await settle(pilot)
        assert "AL-7 medium: Disk of db-6" in shown(app)


@played
async def test_an_act_is_about_all_that_is_marked_and_tells_what_was_refused() -> None:
    watch = night()
    async with on_call(watch, (80, 24), toasts=True) as (pilot, app, seat):
        await pilot.press("2", "space", "down", "space")  # the certificate, and the two disks that belong to nothing
        await settle(pilot)
        assert panel(app).targets() == ("AL-10", "AL-2", "AL-3")
        assert "3 marked" in shown(app)
        watch.do("6h55m", Dismiss("Known", alert="AL-2"))
        await pilot.press("minus")
        await settle(pilot)
        assert "Silence an alert · 3 alerts" in shown(app)
        assert "AL-2 Disk of db-1" in shown(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        board = seat.board
        assert panel(app).news == 0  # what is silenced or dismissed is no news
        assert board.alerts["AL-10"].silenced_until == board.alerts["AL-3"].silenced_until == seat.now + HOUR
        assert "2 of 3 done." in " ".join(shown(app).split())
        assert "AL-2 is dismissed already" in " ".join(shown(app).replace("│", " ").split())
        assert not panel(app).marked
        assert "silenced" in shown(app)


@played
async def test_all_of_a_group_is_marked_at_once_and_found_by_its_words() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, seat):
        await pilot.press("2", "down", "down", "asterisk")
        assert list(panel(app).marked) == ["AL-2", "AL-3"]
        await pilot.press("a")
        await settle(pilot)
        about = seat.board.incidents["INC-4"]
        assert about.alerts == ["AL-2", "AL-3"]
        assert about.acknowledged_at >= 0
        await pilot.press("slash", *"host=db-6")
        await settle(pilot)
        assert "Alerts · 'host=db-6': 1" in shown(app)
        assert panel(app).count() == 1
        await pilot.press("escape")
        await settle(pilot)
        assert panel(app).count() > 1


@played
async def test_marks_are_taken_on_wherever_the_cursor_stands() -> None:
    watch = night()
    watch.fires("6h56m", "late", source="probes", title="Backups are late", severity="info", service="")
    async with on_call(watch, (120, 40), toasts=True) as (pilot, app, seat):
        await pilot.press("2")
        await settle(pilot)
        marked = ("AL-11", "AL-10")
        for name in marked:
            panel(app).select(next(n for n, row in enumerate(panel(app)._rows) if row.storm.alerts[0].id == name))
            await pilot.press("space")
        await settle(pilot)
        assert panel(app).targets() == marked
        assert panel(app).selected not in marked  # the cursor has moved on
        elsewhere = next(about for about in seat.board.active.values() if about.acknowledged_at < 0)
        panel(app).select(next(n for n, row in enumerate(panel(app)._rows) if row.storm.incident == elsewhere.id))
        await settle(pilot)
        assert app.screen.focus_now().incident == elsewhere.id  # type: ignore[attr-defined]
        command = acknowledge(seat, app.screen.focus_now())  # type: ignore[attr-defined]
        assert command == Declare(alerts=marked)
        await pilot.press("a")
        await settle(pilot)
        about = seat.board.incidents[seat.board.alerts[marked[0]].incident]
        assert tuple(about.alerts) == marked
        assert about.acknowledged_at >= 0
        assert about.assigned
        assert seat.board.incidents[elsewhere.id].acknowledged_at < 0
        assert "There is no incident" not in shown(app)
        assert not panel(app).marked


@played
async def test_a_marked_alert_of_an_incident_takes_on_that_incident() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, seat):
        about = next(each for each in seat.board.active.values() if each.acknowledged_at < 0)
        panel(app).marked[about.alerts[0]] = None
        await pilot.press("2", "a")
        await settle(pilot)
        assert seat.board.incidents[about.id].acknowledged_at >= 0
        assert not panel(app).marked


@pytest.mark.parametrize("size", SIZES)
@played
async def test_an_alert_is_read_with_all_that_its_sender_said_cleaned(size: tuple[int, int]) -> None:
    watch = night()
    watch.do("6h55m", Silence("AL-3", "2h", "Being grown"))
    async with on_call(watch, size) as (pilot, app, _):
        await pilot.press("2", "slash", *"al-3", "enter", "enter")
        await settle(pilot)
        text = " ".join(shown(app).replace("│", " ").split())
        assert "Holds since 03:50:00" in text
        assert "Last said 04:30:00, 2 times in all" in text
        assert "until 06:55:00: Being grown" in text
        assert f"wiki.example.org: {RUNBOOK}" in text
        assert "javascript:alert(1) (no address of the web)" in text
        assert "\x1b" not in shown(app)
        assert "[31m" not in shown(app)
        await pilot.press("end")
        await settle(pilot)


def test_long_labels_of_an_alert_stand_apart_from_what_they_label() -> None:
    watch = Watch(starts=NIGHT)
    watch.fires(
        "1h",
        links={"alertmanager": "http://am.example.org", "runbook": RUNBOOK, "source": "http://graph.example.org"},
        annotations={
            "runbook_url": RUNBOOK,
            "title": "Alert a",
            "summary": "Slow",
            "a_name_that_is_longer_than_anybody_reads": "said",
        },
    )
    lines = str(read_alert(seat_of(watch), "AL-1").body).splitlines()
    assert "Alertmanager am.example.org: http://am.example.org" in lines
    assert "Runbook      wiki.example.org: " + RUNBOOK in lines
    assert "Service      API" in lines
    assert "Source link  graph.example.org: http://graph.example.org" in lines
    assert "summary               Slow" in lines
    assert not any(line.startswith(("runbook_url", "title")) for line in lines)
    assert "a_name_that_is_longe… said" in lines


def test_an_address_that_looks_like_another_tells_its_host() -> None:
    assert address("https://wiki.example.org@evil.example/x").startswith("evil.example: ")
    assert address("file:///etc/passwd").endswith("(no address of the web)")
    assert address("http://[").endswith("(no address of the web)")


@played
async def test_what_asks_for_somebody_is_said_at_once_and_an_exercise_as_one() -> None:
    watch = night()
    async with on_call(watch, (120, 40), toasts=True) as (pilot, app, _):
        watch.says("6h55m", firing("x", "critical", title="Try this"), source="shadow", exercise=True)
        watch.enter("6h55m", SourceSilent("probes", 6 * HOUR, 600_000), "source:probes")
        app.table.session._tell()  # type: ignore[union-attr]
        await until(pilot, lambda: "probes silent since 04:00:00" in shown(app).splitlines()[1])
        said = [str(each.message) for each in app._notifications]
        assert "EXERCISE AL-11 critical: Try this" in said
        assert "Nothing is heard from probes" in said


# Incidents and services


@played
async def test_an_incident_says_what_it_asks_for_and_what_was_before() -> None:
    watch = night()
    watch.do("6h55m", Acknowledge("INC-1"))
    watch.do("6h55m", Dismiss("A test of the payments", incident="INC-1"))
    watch.fires("7h", "again", title="Payments time out", severity="critical", service="api", monitor="timeouts")
    watch.do("7h", Maintain("New disks", "2h", services=("api",)))
    watch.ends("7h30m", "again")
    async with on_call(watch, (80, 24)) as (pilot, app, seat):
        (about,) = (each for each in seat.board.incidents.values() if each.open and each.proposed_at >= 0)
        room = app.screen
        assert isinstance(room, Room)
        assert "resolve?" in shown(app)
        room.open_incident(about.id)
        await settle(pilot)
        assert "Its alert is over since 05:30:00: resolve it?" in shown(app)
        await pilot.press("end")
        await settle(pilot)
        text = " ".join(shown(app).replace("│", " ").split())
        assert "INC-1" in text
        assert "a false alarm" in text
        assert "because A test of the payments" in text
        assert "MW-1 until 07:00:00: New disks" in text


@played
async def test_an_exercise_is_marked_wherever_it_stands() -> None:
    async with on_call(night(), (120, 40)) as (pilot, app, _):
        assert "EXERCISE" in lines(app, "INC-3 ▲")[0]
        assert "EXERCISE" in lines(app, "AL-9 ")[0]
        assert all("EXERCISE" not in line.partition("││")[0] for line in lines(app, "INC-2 ▲"))
        room = app.screen
        assert isinstance(room, Room)
        room.open_incident("INC-3")
        await settle(pilot)
        assert " EXERCISE " in shown(app).splitlines()[2]


@played
async def test_services_say_what_is_measured_and_nothing_else() -> None:
    watch = night()
    async with on_call(watch, (120, 40)) as (_, app, _seat):
        assert "no readings 7 alerts" in shown(app)  # the database
        assert "no readings  1 alert" in shown(app) or "no readings 1 alert" in shown(app)  # not the exercise's
    watch.enter("7h", ServiceChanged("api", "error_rate", 7 * HOUR, 40_000, 7 * HOUR, 40_000), "source:probes")
    async with on_call(watch, (120, 40)) as (pilot, app, _seat):
        await settle(pilot)
        (line,) = (line for line in lines(app, " API ") if "alert" in line.partition("││")[2])
        assert "4 %" in line


@pytest.mark.parametrize("size", SIZES)
@played
async def test_a_service_is_plotted_from_what_was_measured_alone_by_the_calendar(size: tuple[int, int]) -> None:
    watch = night()
    async with on_call(watch, size) as (pilot, app, _):
        assert app.table is not None
        screen = PlotScreen(app.table, "db")
        await app.push_screen(screen)
        await until(pilot, lambda: "Nothing is measured here" in shown(app))
        assert "[[probes]]" in shown(app)
        assert "04:00:00 ■" in shown(app)  # when its alerts fired
        screen.service = "api"
        await until(pilot, lambda: "21 Nov 22:10" in shown(app))
        assert "Nothing is measured here" in shown(app)  # though the world has a calm value of it
        assert "usually" not in shown(app)
    watch.enter("6h56m", ServiceChanged("api", "error_rate", 0, 40_000, 7 * HOUR, 40_000), "source:probes")
    async with on_call(watch, size) as (pilot, app, _):
        assert app.table is not None
        screen = PlotScreen(app.table, "api")
        await app.push_screen(screen)
        await until(pilot, lambda: "error rate" in shown(app))
        await settle(pilot)
        assert list(screen._values) == [("api", "error_rate")]
        assert "04:40" in shown(app)
        assert "04:50" in shown(app)
        if size[0] > 80:
            screen._leans_on = lambda: ("db",)  # type: ignore[method-assign]
            await until(pilot, lambda: "no readings" in shown(app))
            assert "Database" in shown(app)


def test_the_axis_of_months_tells_days() -> None:
    month = [text for text, _ in Window(0, 30 * 24 * HOUR, 120, begun=1_763_762_400_000).marks()]
    assert month[0] == "27 Nov"
    assert [text for text, _ in Window(0, HOUR, 60, begun=1_763_762_400_000).marks()][:2] == ["22:00", "22:30"]
    assert [text for text, _ in Window(0, HOUR, 60).marks()][:2] == ["00:00", "30:00"]


# Pictures


@photographed
async def test_the_room_at_night(pictures: Snapshots) -> None:
    for size in SIZES:
        async with on_call(night(), size) as (pilot, app, _):
            await pilot.press("2", "down", "down", "down", "enter", "down", "space")
            await pictures.take(pilot, "live-alerts")
            room = app.screen
            assert isinstance(room, Room)
            room.open_incident("INC-1")
            await pictures.take(pilot, "live-incident")
