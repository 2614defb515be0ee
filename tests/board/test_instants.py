"""How an instant is told and written: by the exercise's clock in a drill, by the calendar in live."""

import pytest

from irsim.board.board import Board
from irsim.board.instants import dated, read_instant, stamp
from irsim.commands import Aware, Note
from irsim.events.incident import AwarenessRecorded
from irsim.words.durations import DAY, HOUR, MINUTE
from tests.board.desk import Desk, opening
from tests.board.live import Watch

NIGHT = "2026-11-21T22:00:00+00:00"


def live(starts: str = NIGHT) -> Board:
    return Board(opening(starts=starts, engine="live"))


def test_a_drill_counts_from_its_start() -> None:
    board = Board(opening())
    assert stamp(board, 90_000) == dated(board, 90_000) == "T+00:01:30"
    assert read_instant(board, "T+00:40:00", 0) == 40 * MINUTE
    assert read_instant(board, "40m", 0) == 40 * MINUTE


@pytest.mark.parametrize(
    ("at", "now", "told"),
    [
        (5 * HOUR, 6 * HOUR, "03:00:00"),
        (HOUR, 6 * HOUR, "21 Nov 23:00"),
        (30 * DAY, 60 * DAY, "21 Dec 2026 22:00"),
        (30 * DAY, 6 * HOUR, "21 Dec 22:00"),
        (-HOUR, 6 * HOUR, "21 Nov 21:00"),
        (0, 60 * DAY, "21 Nov 2026 22:00"),
        (1 << 60, 0, "T+320255973501:54:06"),
    ],
)
def test_live_tells_the_time_of_today_and_the_day_of_others(at: int, now: int, told: str) -> None:
    assert stamp(live(), at, now) == told


def test_lines_that_are_kept_bear_their_day() -> None:
    assert dated(live(), 5 * HOUR + 1000) == "22 Nov 03:00:01"


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("03:00", 5),
        ("3:00:00", 5),
        ("03:00 UTC", 5),
        ("23:30", 1.5),  # yesterday's: today's is still to come
        ("21 Nov 23:00", 1),
        ("21 november, 23:00", 1),
        ("21 Nov 2026 23:00", 1),
        ("22 Nov 03:00", 5),
        ("2026-11-22T03:00", 5),
        ("2026-11-22 03:00:00Z", 5),
        ("2026-11-22T04:00+01:00", 5),
        ("30m ago", 5.5),
        ("-1h", 5),
        ("T+01:00:00", 1),
        ("23 Nov 03:00", 29 - 365 * 24),  # no such day has come this year
    ],
)
def test_people_write_times_of_the_calendar(written: str, hours: float) -> None:
    assert read_instant(live(), written, 6 * HOUR) == int(hours * HOUR)


@pytest.mark.parametrize(
    "written", ["soon", "40m", "25:00", "31 Feb 03:00", "3 Nix 03:00", "21 Nov", "10 ago", "29 Feb 1:00"]
)
def test_what_is_no_time_is_refused_with_the_way_to_write_it(written: str) -> None:
    with pytest.raises(ValueError, match=r"write it as"):
        read_instant(live(), written, 6 * HOUR)


def test_commands_take_calendar_times_and_refusals_tell_them() -> None:
    watch = Watch(starts=NIGHT)
    watch.fires("1h", severity="critical")
    (recorded,) = (e for e in watch.do("6h", Aware("INC-1", "03:12", "seen")) if isinstance(e, AwarenessRecorded))
    assert recorded.since == 5 * HOUR + 12 * MINUTE
    assert watch.refused("6h", Aware("INC-1")) == (
        "awareness of INC-1 is recorded for 03:12:00",
        "add a note if it was wrong",
    )
    reason, cure = watch.refused("6h", Note("INC-1", "Odd", occurred="40m"))
    assert "40m" in reason
    assert "21 Nov 03:12" in cure
    assert (
        watch.refused("6h", Note("INC-1", "Odd", occurred="22 Nov 2026 05:00"))[1] == "give an instant up to 04:00:00"
    )


def test_drills_refuse_as_before() -> None:
    desk = Desk()
    desk.declare("0s")
    assert desk.refused("1m", Note("INC-1", "Odd", occurred="2m"))[1] == "give an instant up to T+00:01:00"
    assert desk.refused("1m", Note("INC-1", "Odd", occurred="soon"))[1] == "write it as T+00:40:00 or 40m"
