"""How quickly incidents were met, week by week: from records alone, so that those which left the board count."""

from irsim.board.board import Board
from irsim.events.alerts import AlertAttached, AlertDismissed, AlertFired
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockReaimed, ClockStarted, ClockWaived
from irsim.events.incident import (
    IncidentAcknowledged,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.live import AlertSurfaced, IncidentArchived
from irsim.log.records import Record
from irsim.reports.over_time import over_time_json, over_time_text
from irsim.scoring.over_time import Course
from irsim.words.durations import DAY, HOUR, MINUTE
from tests.board.desk import opening

WEEK = 7 * DAY


class Log:
    def __init__(self) -> None:
        self.records: list[Record] = []

    def at(self, instant: int, *events: Event) -> None:
        for event in events:
            self.records.append(Record(len(self.records) + 1, instant, "desk", -1, event))

    def incident(
        self,
        name: str,
        at: int,
        severity: str = "SEV-1",
        service: str = "api",
        *,
        exercise: bool = False,
        took: int = HOUR,
    ) -> None:
        """Began a minute before its alert, taken on after two, resolved after `took`."""
        alert = name.replace("INC", "AL")
        self.at(at, AlertFired(alert, "watch", "Fault", "low", service, since=at - MINUTE, exercise=exercise))
        self.at(at, IncidentDetected(name, "Fault", at, severity, "outage", "operational", alert, (service,)))
        self.at(at, AlertAttached(alert, name))
        self.at(at + 2 * MINUTE, IncidentAcknowledged(name))
        if took:
            self.at(at + took, IncidentStatusChanged(name, "resolved", "resolved", "recovery"))


def board() -> Board:
    return Board(opening(engine="live"))  # Monday 16 November, nine o'clock


def test_each_incident_counts_in_the_week_in_which_it_was_detected() -> None:
    log = Log()
    log.incident("INC-1", HOUR)
    log.incident("INC-2", 2 * HOUR, "SEV-2", "db", took=3 * HOUR)
    log.at(3 * HOUR, IncidentArchived("INC-1"))
    log.incident("INC-3", WEEK + HOUR, took=0)
    found = Course(log.records).over_time(board(), "week", 12, WEEK + DAY)
    assert [(period.begins, period.incidents) for period in found.periods] == [("2026-11-16", 2), ("2026-11-23", 1)]
    first = found.periods[0]
    assert first.severities == {"SEV-1": 1, "SEV-2": 1}
    assert first.services == {"api": 1, "db": 1}
    assert (first.times.detect.n, first.times.detect.mean) == (2, MINUTE)
    assert (first.times.resolve.mean, first.times.resolve.p90) == (2 * HOUR, 3 * HOUR)
    assert found.whole.times.acknowledge.n == 3
    assert found.whole.times.resolve.n == 2
    assert found.whole.services == {"api": 2, "db": 1}


def test_a_false_alarm_that_became_worse_than_what_was_dismissed_is_none() -> None:
    log = Log()
    log.at(HOUR, AlertFired("AL-1", "watch", "Fault", "medium"), AlertDismissed("AL-1", "Known"))
    assert Course(log.records).over_time(board(), "week", 12, DAY).whole.false_alerts.part == 1
    log.at(2 * HOUR, AlertSurfaced("AL-1", "it was dismissed as medium, and is critical now"))
    assert Course(log.records).over_time(board(), "week", 12, DAY).whole.false_alerts.part == 0


def test_an_exercise_counts_nowhere_and_a_real_sign_makes_it_real() -> None:
    log = Log()
    log.incident("INC-1", HOUR, exercise=True)
    found = Course(log.records).over_time(board(), "week", 12, DAY)
    assert (found.whole.incidents, found.whole.false_alerts.of) == (0, 0)
    log.at(3 * HOUR, AlertFired("AL-9", "watch", "Fault", "critical"), AlertAttached("AL-9", "INC-1"))
    assert Course(log.records).over_time(board(), "week", 12, DAY).whole.incidents == 1


def test_false_alarms_and_merged_incidents_are_no_incidents() -> None:
    log = Log()
    for number in range(1, 5):
        log.incident(f"INC-{number}", number * HOUR)
    log.at(6 * HOUR, IncidentDismissed("INC-1", "The probe was wrong"), IncidentMerged("INC-2", "INC-3"))
    log.at(6 * HOUR, AlertDismissed("AL-4", "Noise"))
    whole = Course(log.records).over_time(board(), "week", 12, DAY).whole
    assert whole.incidents == 2
    assert (whole.false_incidents.part, whole.false_incidents.of) == (1, 3)
    assert (whole.false_alerts.part, whole.false_alerts.of) == (2, 4)


def test_a_deadline_counts_once_it_fell_due_unless_it_was_waived() -> None:
    log = Log()
    for number in range(1, 6):
        log.at(0, ClockStarted(f"CL-{number}", "respond", 0, number * HOUR))
    log.at(HOUR, ClockOverdue("CL-1"))
    log.at(HOUR, ClockWaived("CL-2"), ClockReaimed("CL-3", 2 * DAY))
    share = Course(log.records).over_time(board(), "week", 12, DAY).whole.in_time
    assert (share.part, share.of) == (2, 3)


def test_months_begin_with_their_first_day_and_no_period_lies_before_the_log() -> None:
    log = Log()
    log.incident("INC-1", 20 * DAY)
    found = Course(log.records).over_time(board(), "month", 12, 30 * DAY)
    assert [(period.begins, period.incidents) for period in found.periods] == [("2026-11-01", 0), ("2026-12-01", 1)]
    assert len(Course(log.records).over_time(board(), "month", 1, 30 * DAY).periods) == 1


def test_a_log_without_incidents_can_be_told() -> None:
    found = Course().over_time(board(), "week", 12, DAY)
    assert "0 incidents" in over_time_text(found, board())
    assert over_time_json(found, board())["whole"]["resolve"] == {"n": 0, "mean": None, "median": None, "p90": None}


def test_the_table_fits_80_columns() -> None:
    log = Log()
    for number in range(1, 60):
        log.incident(f"INC-{number}", number * DAY, took=number * HOUR)
    text = over_time_text(Course(log.records).over_time(board(), "week", 12, 60 * DAY), board())
    assert max(map(len, text.splitlines())) <= 90
    assert "MTTR" in text
