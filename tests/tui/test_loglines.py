"""Lines of logs in the room: searched, followed, marked, kept as evidence; and what is kept quiet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from irsim.commands import EndSilence, Maintain, Silence
from irsim.events.live import SilenceConfirmed
from irsim.live.logs.keep import Keep
from irsim.live.logs.lines import Line
from irsim.live.logs.shelf import LinesShelf
from irsim.session.host import Host
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.tui.log_queries import lines_of_alert
from irsim.tui.reading import read_alert
from irsim.tui.screens.loglines import LogLinesScreen
from irsim.tui.screens.quiet import QuietScreen
from tests.board.live import Watch
from tests.live.terminals import in_a_loop
from tests.tui.house import settle, shown, until
from tests.tui.live_stage import night, on_call

HOUR = 3_600_000


class Logs:
    """Kept lines of a night, answered for by the room's host."""

    def __init__(self, folder: Path, starts: int) -> None:
        self.starts = starts
        self.keep = Keep(folder / "lines.db")
        self.shelf = LinesShelf(self.keep.path, folder / "live.sqlite", ("auth", "app"))
        self.add("Failed password for anna \x1b[31mred", "auth", at=6 * HOUR)
        self.add("all is well", "app", "info")
        self.add("it \u202e broke", "app", "error")

    def add(self, text: str, source: str, level: str = "", at: int = 6 * HOUR + 60_000) -> None:
        self.keep.add([Line(self.starts + at, text, source, "web-1", "sshd", level, {"user": "anna"})], {})


@pytest.fixture
def watch() -> Watch:
    return night()


@pytest.fixture
def logs(watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Logs:
    logs = Logs(tmp_path, watch.board.rules.starts_unix)

    async def lines(_: Any, wanted: LinesWanted) -> LinesFound:
        return logs.shelf.search(wanted)

    async def keep_lines(_: Any, numbers: Sequence[int]) -> LinesKept:
        return logs.shelf.keep(numbers)

    monkeypatch.setattr(Host, "lines", lines)
    monkeypatch.setattr(Host, "keep_lines", keep_lines)
    return logs


def drawn(screen: object) -> str:
    assert isinstance(screen, LogLinesScreen | QuietScreen)
    panel = screen.results if isinstance(screen, LogLinesScreen) else screen.quiet
    return "\n".join(
        "".join(span.text for span in panel.draw(index, 0, panel.size.width)) for index in range(panel.count())
    )


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@in_a_loop
async def test_lines_are_searched_and_followed(watch: Watch, logs: Logs, size: tuple[int, int]) -> None:
    async with on_call(watch, size) as (pilot, app, _):
        await pilot.press("vertical_line")
        await until(pilot, lambda: isinstance(app.screen, LogLinesScreen) and app.screen.results.lines)
        screen = app.screen
        assert isinstance(screen, LogLinesScreen)
        assert [line.number for line in screen.results.lines] == [3, 2, 1]
        assert "\x1b" not in drawn(screen)
        assert shown(app).splitlines()[-1].rstrip().endswith("esc Back")
        assert "\u202e" not in drawn(screen)
        await pilot.press("slash", *"level:error", "enter")
        await until(pilot, lambda: len(screen.results.lines) == 1)
        assert screen.results.has_focus
        await pilot.press("f")
        await settle(pilot)
        assert "f Unfollow" in shown(app).splitlines()[-1]
        assert shown(app).splitlines()[-1].rstrip().endswith("esc Back")
        logs.add("worse", "app", "critical")
        screen.tick()
        await until(pilot, lambda: [line.number for line in screen.results.lines] == [4, 3])
        await pilot.press("slash", *" soon:x", "enter")
        await settle(pilot)
        assert "no 'soon:' to search by" in str(screen.said.render())
        await pilot.press("escape", "enter")
        await settle(pilot)
        assert app.screen is not screen
        assert "user        anna" in shown(app)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert not isinstance(app.screen, LogLinesScreen)


@in_a_loop
async def test_marked_lines_become_evidence_of_an_incident(watch: Watch, logs: Logs) -> None:
    async with on_call(watch) as (pilot, app, seat):
        await pilot.press("vertical_line")
        await until(pilot, lambda: isinstance(app.screen, LogLinesScreen) and app.screen.results.lines)
        screen = app.screen
        assert isinstance(screen, LogLinesScreen)
        await pilot.press("space", "down", "space")
        assert sorted(screen.results.marked) == [1, 3]
        await pilot.press("i")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press(*"sign-ins", "ctrl+s")
        await until(pilot, lambda: seat.board.evidence)
        (kept,) = seat.board.evidence.values()
        assert logs.shelf.keeps(kept.sha256)
        assert (kept.what, kept.file.endswith(".jsonl")) == ("sign-ins", True)
        assert kept.source.startswith("2 lines of auth, app, 2026-11-22 04:00:00 to")
        await until(pilot, lambda: not screen.results.marked)


@in_a_loop
async def test_in_a_room_without_logs_it_is_said(watch: Watch) -> None:
    async with on_call(watch) as (pilot, app, _):
        await pilot.press("vertical_line")
        await until(pilot, lambda: isinstance(app.screen, LogLinesScreen))
        await settle(pilot)
        assert isinstance(app.screen, LogLinesScreen)
        assert "Log lines are read by irsim serve" in str(app.screen.said.render())
        assert app.screen.query_one(Input).value == ""


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@in_a_loop
async def test_what_is_quiet_is_listed_and_ended(watch: Watch, size: tuple[int, int]) -> None:
    name = watch.of("disk-1").id
    watch.do("6h58m", Silence(name, "2h", "We know"))
    watch.do("6h58m", Maintain("New tables", "1h", services=("api",)))
    async with on_call(watch, size) as (pilot, app, seat):
        await pilot.press("tilde")
        await until(pilot, lambda: isinstance(app.screen, QuietScreen))
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, QuietScreen)
        told = drawn(screen)
        assert "Silences · 1" in told
        assert name in told
        assert "MW-1" in told
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: seat.board.alerts[name].silenced_until < 0)
        await until(pilot, lambda: app.screen is screen and name not in drawn(screen))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not screen)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: not seat.board.standing)
        await until(pilot, lambda: app.screen is screen and not drawn(screen))


@in_a_loop
async def test_an_alert_that_is_over_or_silenced_elsewhere_is_told_apart(watch: Watch) -> None:
    over, there, ended = (watch.of(f"disk-{number}").id for number in (1, 2, 3))
    for name in (over, there, ended):
        watch.do("6h58m", Silence(name, "2h", "We know"))
    watch.ends("6h59m", "disk-1")
    for name in (there, ended):
        watch.enter("6h59m", SilenceConfirmed(name, f"at-the-source-{name}"))
    watch.do("7h", EndSilence(ended, "Done"))
    async with on_call(watch, (120, 40)) as (pilot, app, _):
        await pilot.press("tilde")
        await until(pilot, lambda: isinstance(app.screen, QuietScreen))
        await settle(pilot)
        told = {name: line for name in (over, there, ended) for line in drawn(app.screen).splitlines() if name in line}
        assert "no longer fires" in told[over]
        assert "source" not in told[over]
        assert "at its source, too" in told[there]
        assert "no longer fires" not in told[there]
        assert "still at its source" in told[ended]
        assert "over" not in drawn(app.screen)


def test_an_alert_of_a_rule_leads_to_its_lines() -> None:
    from tests.tui.test_on_call import seat_of

    watch = Watch(starts="2026-11-21T22:00:00+00:00")
    labels = {"user": "anna b", "detection": "failed-sign-ins", "log": "auth"}
    watch.fires("6h", "failed-sign-ins/anna b", source="logs", labels=labels)
    watch.fires("6h", "other", labels={"detection": "none"})
    seat = seat_of(watch)
    assert lines_of_alert(seat, "AL-1") == 'source:auth since:2026-11-22T03:54 "anna b"'
    assert lines_of_alert(seat, "AL-2") == lines_of_alert(seat, "AL-9") == ""
    assert "lines" in read_alert(seat, "AL-1").actions
    assert "lines" not in read_alert(seat, "AL-2").actions
    watch.ends("7h", "failed-sign-ins/anna b", source="logs")
    assert "until:2026-11-22T05:01" in lines_of_alert(seat, "AL-1")
