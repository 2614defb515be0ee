"""No plan that passes the check makes a board crash or a clock run backwards, whatever is done and when."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from irsim.board.board import Board
from irsim.board.due import _about_to_stop, next_due
from irsim.board.fold import apply
from irsim.board.rules import business_calendar
from irsim.board.state import NEVER
from irsim.commands import Declare, Page
from irsim.events.clocks import ClockReaimed, ClockStarted
from irsim.events.inputs import CommandSubmitted
from irsim.log.records import Record, unseal
from irsim.log.writing import MemorySink
from irsim.plan.days_off import days_off
from irsim.plan.models import Calendar
from irsim.words.calendar import parse_period
from tests.board.desk import Desk, encoded
from tests.board.plans import Drawn, DrawnDesk, drawn
from tests.board.rooms import Happening, Spoken
from tests.drills import hospital_plan

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A plan has so many parts that making a failing one smaller takes minutes; its clocks and its room say enough."""

WIDE = settings(max_examples=90, deadline=None, suppress_health_check=SLOW, phases=NO_SHRINKING)
CLOSE = settings(max_examples=15, deadline=None, suppress_health_check=SLOW, phases=NO_SHRINKING)

AFTER = (0, 5_000, 3_600_000, 86_400_000, 40 * 86_400_000)
"""Instants (ms) after the last act at which the desk looks again."""


def lived(what: Drawn, desk: DrawnDesk | None = None) -> DrawnDesk:
    """The room by its plan, the desk looking whenever something is due, and some time after."""
    desk = desk or DrawnDesk(what)
    for number, (wait, item) in enumerate(what.room):
        at = desk.now + wait
        passing(desk, at)
        if isinstance(item, Happening):
            for event in item.events(desk.board, at):
                desk.ledger.enter(event, "engine", at)
        else:
            command, said = (item.command, max(0, at - item.back)) if isinstance(item, Spoken) else (item, -1)
            by = what.actors[number % len(what.actors)]
            desk.ledger.input_now(CommandSubmitted(f"c{number}", command, said=said), by, at)
        passing(desk, at)
    last = desk.now
    for wait in AFTER:
        passing(desk, last + wait)
    return desk


LOOKS = 80
"""How often the desk looks in one stretch of time: a clock of a millisecond that comes again would never end."""


def passing(desk: DrawnDesk, to: int) -> None:
    """Time passes; what the desk has to do in it is bounded by what fell due, and none of it lies in the past."""
    for _ in range(LOOKS):
        following = next_due(desk.board)
        if not 0 <= following <= to:
            break
        desk.now = max(desk.now, following)
        desk.ledger.look(desk.now)
        assert next_due(desk.board) == NEVER or next_due(desk.board) > desk.now, "the desk is done with this instant"
    else:
        return  # a cadence of a millisecond; so much of it will do
    desk.now = to


@WIDE
@given(drawn())
def test_no_clock_runs_backwards_or_is_forgotten(what: Drawn) -> None:
    desk = DrawnDesk(what)
    verdicts: dict[str, str] = {}

    def look(record: Record) -> None:
        board, body = desk.board, record.body
        if isinstance(body, ClockStarted | ClockReaimed):
            clock = board.clocks[body.id]
            assert type(clock.due) is int
            assert clock.due >= clock.since, (what.starts, body)
            assert clock.since <= record.at, "it begins by now"
        if isinstance(body, ClockStarted):
            assert body.not_before <= 0 or body.not_before >= body.since

    desk.ledger.listen_to_all(look)
    lived(what, desk)
    board = desk.board
    for clock in board.clocks.values():
        assert clock.stopped_at == NEVER or clock.stopped_at >= clock.since
        verdicts[clock.id] = clock.verdict(desk.now)
    agenda = {(kind, name) for _, kind, name in board.reminders(10**18)}
    for clock in board.clocks.values():
        seen_to = clock.announced or ("due", clock.id) in agenda or _about_to_stop(board, clock, desk.now)
        assert seen_to or not clock.running, (clock, desk.now)
    running = [clock.id for clocks in board.running.values() for clock in clocks]
    assert sorted(running) == sorted(clock.id for clock in board.clocks.values() if clock.running)
    later = desk.now + 10**9
    for clock in board.clocks.values():
        before, after = verdicts[clock.id], clock.verdict(later)
        assert after == before or (before, after) == ("running", "overdue"), "time alone makes a clock overdue, no more"


@CLOSE
@given(drawn())
def test_the_fold_of_its_log_is_the_board_and_the_same_inputs_write_the_same_bytes(what: Drawn) -> None:
    desk = lived(what)
    sink = desk.ledger.sink
    assert isinstance(sink, MemorySink)
    folded = Board(desk.board.opened)
    for line in sink.lines:
        apply(folded, unseal(line))
    assert encoded(folded, agenda=False) == encoded(desk.board, agenda=False)
    assert lived(what).ledger.head == desk.ledger.head


def test_an_alert_of_a_kind_that_the_plan_does_not_know_opens_an_incident_of_the_plans_own_kind() -> None:
    desk = Desk(hospital_plan())
    desk.alert("0s", category="volcano")
    assert desk.incident.category == "clinical-system"
    desk.alert("1h", "low", "db", category="volcano")
    desk.do("1h", Declare(alerts=("AL-2",)))
    assert desk.board.incidents["INC-2"].category == "clinical-system"


def test_a_page_that_fits_two_starts_of_a_clock_starts_it_once() -> None:
    twice = "starts: [page.sent, {event: page.sent, where: {contact: gold}}]\n    stops: page.acknowledged"
    desk = Desk(hospital_plan().replace("starts: page.sent\n    stops: page.acknowledged", twice))
    desk.do("0s", Page("gold"))
    assert [clock.id for clock in desk.board.runs["", "bleep-answered"]] == ["bleep-answered/PG-1"]


ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut")
PERIODS = (
    "1ms", "90s", "15m", "72h", "1 calendar day", "30 calendar days", "1 month", "13 months", "next business day",
    "5 business days",
)  # fmt: skip
HOURS = {"mon": "09:00-18:00", "tue": "00:00-24:00", "thu": "01:30-02:30", "sun": "00:30-02:30"}
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("written", PERIODS)
@pytest.mark.parametrize("zone", ZONES)
def test_a_period_ends_after_it_begins_and_a_later_start_never_ends_earlier(zone: str, written: str) -> None:
    plan = Calendar(zone=zone, hours=HOURS, country="GB-ENG")
    off = frozenset(datetime.fromisoformat(day).date() for day in days_off(plan, 2026))
    calendar, period = business_calendar(plan, off), parse_period(written)
    chance = random.Random(f"{zone} {written}")
    changes = [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]
    near = [moment + timedelta(minutes=chance.randint(-1500, 1500)) for moment in changes for _ in range(50)]
    leap = [datetime(2028, 2, 28, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 4300)) for _ in range(50)]
    anywhere = [FIRST + timedelta(milliseconds=chance.randint(0, 1000 * 86_400_000)) for _ in range(200)]
    starts = sorted([*near, *leap, *anywhere])
    assert len(starts) == 400
    shown = ZoneInfo(chance.choice(ZONES))
    dues = [calendar.due(start.astimezone(shown), period).astimezone(UTC) for start in starts]
    assert all(due > start for start, due in zip(starts, dues, strict=True))
    assert dues == sorted(dues)
