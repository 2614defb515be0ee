"""What the plan makes of looks."""

import pytest

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config.probes import Probe
from irsim.live.probes.judging import Judge, Sparing, shown
from irsim.live.probes.looking import Look
from irsim.plan import default_plan_text, load_plan
from irsim.plan.models import Monitor
from irsim.words.durations import DAY, HOUR, MINUTE

PLAN = load_plan(default_plan_text(), "default.yaml")
STEP = 30_000


class Looking:
    """A probe's looks, one each 30 seconds."""

    def __init__(self, kind: str = "http", **more: object) -> None:
        targets = {"http": "http://api.example/", "dns": "api.example"}
        target = targets.get(kind, "api.example:443")
        probe = Probe.model_validate({"name": "front", "kind": kind, "target": target, "service": "api", **more})
        self.judge = Judge(probe, PLAN)
        self.at = 0
        self.values: dict[str, int] = {}

    def see(self, *looks: int | str, left: int | None = None) -> list[tuple[str, str]]:
        """State and monitor of what is told: a look is how long it took, or why it failed."""
        told = []
        for each in looks:
            told += self.tell(each, left)
        return [(signal.state, signal.monitor) for signal in told]

    def tell(self, each: int | str, left: int | None = None) -> list[Signal]:
        """One look."""
        self.at += STEP
        seen = Look(self.at, each) if isinstance(each, str) else Look(self.at, "", each, left)
        signals, self.values = self.judge.hear(seen)
        return signals


def test_after_the_start_it_says_once_where_it_stands() -> None:
    looking = Looking()
    assert looking.see(100) == [(RESOLVED, "unreachable"), (RESOLVED, "response-time")]
    assert looking.see(*[100] * 18) == []
    assert looking.see(100) == [(RESOLVED, "error-rate"), (RESOLVED, "apdex")]  # twenty looks say something
    assert looking.see(*[100] * 50) == []


def test_one_failure_is_none_and_two_of_three_are_one() -> None:
    looking = Looking("tcp")
    looking.see(5, 5, 5)
    assert looking.see("lost", 5, 5, "lost", 5, 5) == []
    looking = Looking("tcp")
    looking.see(5, 5)
    assert looking.see("it refuses the connection") == []
    told = looking.tell("it refuses the connection")
    assert [(each.state, each.key, each.title) for each in told] == [
        (FIRING, "front/unreachable", "api: it refuses the connection")
    ]
    assert (told[0].severity, told[0].service, told[0].since) == ("high", "api", looking.at)
    assert told[0].labels == {"probe": "front", "kind": "tcp"}


def test_it_is_well_again_when_none_of_three_failed() -> None:
    looking = Looking("dns")
    looking.see("a", "a", "a")
    assert looking.see(1, 1, "a", 1, 1) == []
    assert looking.see(1) == [(RESOLVED, "name-resolution")]


def test_a_probe_that_fails_from_the_start_fires_and_says_no_more() -> None:
    assert Looking("tcp").see("a", "a", "a", "a") == [(FIRING, "unreachable")]


def test_response_time_by_the_plan_s_threshold() -> None:
    looking = Looking()
    looking.see(100)
    assert looking.see(5_000) == []
    told = looking.tell(5_001)
    assert [each.title for each in told] == ["api: Response time 5 s, above 5 s"]
    assert looking.see(100, 100) == []  # back for less than a minute
    assert looking.see(100) == [(RESOLVED, "response-time")]


def test_error_rate_and_apdex_over_the_window() -> None:
    looking = Looking()
    looking.see(*[100] * 19)
    assert (FIRING, "error-rate") not in looking.see("down")  # one of twenty is 5 %, and not above it
    assert looking.values["error_rate"] == 50_000
    assert looking.see(*[100] * 8) == []
    assert looking.see("down") == [(FIRING, "error-rate")]  # two of twenty-nine
    slow = Looking()
    slow.see(*[1_000] * 20)
    assert slow.values["apdex"] == 500_000
    frustrated = Looking()
    frustrated.see(*[3_000] * 20)
    assert frustrated.values["apdex"] == 0


def test_a_look_leaves_the_window() -> None:
    looking = Looking()
    looking.see("down", *[100] * 30)
    assert looking.values["error_rate"] == 0


def test_a_certificate_has_a_warning_and_a_last_call() -> None:
    looking = Looking("tls")
    assert looking.see(5, left=60 * DAY) == [
        (RESOLVED, "certificate-invalid"),
        (RESOLVED, "certificate-renewal"),
        (RESOLVED, "certificate-expiry"),
    ]
    assert [each.title for each in looking.tell(5, 20 * DAY)] == [
        "api: Certificate to be renewed 20 days, below 21 days"
    ]
    assert [(each.monitor, each.severity) for each in looking.tell(5, 6 * DAY)] == [("certificate-expiry", "high")]
    told = looking.see(5, 5, 5, left=90 * DAY)
    assert told == [(RESOLVED, "certificate-renewal"), (RESOLVED, "certificate-expiry")]


def test_a_condition_must_hold_for_as_long_as_its_monitor_says() -> None:
    monitor = Monitor.model_validate(
        {"id": "slow", "label": "Slow", "severity": "low", "metric": "response_time", "unit": "ms", "above": "1 s"}
        | {"for": "1m"}
    )
    looking = Looking()
    looking.judge = Judge(looking.judge.probe, PLAN.model_copy(update={"monitors": [monitor]}))
    looking.see(1)
    assert looking.see(2_000, 2_000, 1, 2_000, 2_000) == []
    assert looking.see(2_000) == [(FIRING, "slow")]


def test_how_often_it_looks() -> None:
    assert Looking().judge.every == 30_000
    assert Looking("dns").judge.every == 30_000
    assert Looking(every="5m").judge.every == 300_000


@pytest.mark.parametrize(
    ("value", "monitor", "text"),
    [
        (20 * DAY, "certificate-expiry", "20 days"),
        (30 * HOUR, "certificate-expiry", "30 h"),
        (-3 * DAY, "certificate-expiry", "-3 days"),
        (6_200, "response-time", "6.2 s"),
        (62_000, "error-rate", "6.2 %"),
        (850_000, "apdex", "0.85"),
        (3 * MINUTE, "response-time", "3 min"),
    ],
)
def test_values_as_people_say_them(value: int, monitor: str, text: str) -> None:
    assert shown(value, next(each for each in PLAN.monitors if each.id == monitor)) == text


def test_readings_are_recorded_sparingly() -> None:
    sparing = Sparing(PLAN.monitors)
    told = [n for n in range(240) if sparing.worth("api", "response_time", 100 + n % 2, n * STEP)]
    assert told == [0]  # two hours of the same
    sparing = Sparing(PLAN.monitors)
    told = [n for n in range(40) if sparing.worth("api", "response_time", 100 if n % 2 else 200, n * STEP)]
    assert len(told) <= 20  # at most one a minute
    sparing = Sparing(PLAN.monitors)
    assert sparing.worth("api", "response_time", 4_990, 0)
    assert sparing.worth("api", "response_time", 5_001, 1)  # the other side of a threshold
    assert not sparing.worth("api", "response_time", 5_200, STEP)
    assert not sparing.worth("api", "response_time", 5_200, 5 * MINUTE)
    assert sparing.worth("api", "response_time", 5_200, 10 * MINUTE + 1)
