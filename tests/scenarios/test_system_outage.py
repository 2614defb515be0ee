"""Tin Harbour with four teams, and what fills the disk, what empties it, and what fills it again."""

from typing import Any

from irsim.events.communication import ComponentChanged
from irsim.events.inputs import CommandRefused
from irsim.events.session import InjectDelivered
from irsim.events.work import ResourceAuthorised
from irsim.events.world import FaultStarted, ServiceChanged
from irsim.scenario.script import Scripted, command_from
from irsim.session.ledger import Ledger
from irsim.words.quantities import parse_quantity
from tests.drills import played
from tests.scenarios.teams import TEAMS, TeamTests, drilled, loaded

MINUTE = 60_000


def metric(ledger: Ledger, service: str, name: str, minute: int) -> int:
    """A metric's value at a minute, in its unit."""
    value, at = ledger.board.services[service].baselines[name], minute * MINUTE
    for record in ledger.records:
        body = record.body
        if isinstance(body, ServiceChanged) and (body.service, body.metric) == (service, name) and body.t0 <= at:
            risen = 0 if at >= body.t1 else (body.v1 - body.v0) * (at - body.t0) // (body.t1 - body.t0)
            value = body.v1 if at >= body.t1 else body.v0 + risen
    return value


def disk(ledger: Ledger, minute: int) -> int:
    """How full the primary's data volume is, in ppm."""
    return metric(ledger, "postgres", "disk_used", minute)


def acting(*actions: tuple[int, str]) -> Ledger:
    """A team that does nothing but these actions, at these minutes."""
    script = [
        Scripted(minute * MINUTE, "technical_lead", command_from("act", {"action": a}), 0) for minute, a in actions
    ]
    return played(loaded("system-outage"), script)[0]


def doing(*rows: tuple[float, str, str, dict[str, Any]]) -> Ledger:
    """A team that gives only these commands about the first incident, at these minutes."""
    taken_on: tuple[float, str, str, dict[str, Any]] = (3.0, "incident_commander", "acknowledge", {})
    script = [
        Scripted(int(minute * MINUTE), by, command_from(do, {"incident": "INC-1", **values}), 0)
        for minute, by, do, values in (taken_on, *rows)
    ]
    return played(loaded("system-outage"), script)[0]


def refusals(ledger: Ledger) -> list[str]:
    """Why commands were refused, in order."""
    return [record.body.reason for record in ledger.records if isinstance(record.body, CommandRefused)]


def faults(ledger: Ledger) -> set[str]:
    return {record.body.fault for record in ledger.records if isinstance(record.body, FaultStarted)}


def injects(ledger: Ledger) -> set[str]:
    return {record.body.inject for record in ledger.records if isinstance(record.body, InjectDelivered)}


class TestTinHarbour(TeamTests):
    scenario = "system-outage"

    def test_the_disk_is_full_at_14_minutes_and_nothing_is_sent_soon_after(self) -> None:
        silent = drilled(self.scenario, "silent")
        assert disk(silent, 14) >= parse_quantity("99 %", "ppm")
        assert metric(silent, "mta-pool", "sent", 17) == 0

    def test_mail_that_is_not_handed_over_is_not_deferred(self) -> None:
        for team in ("perfect", "silent", "lazy"):
            ledger = drilled(self.scenario, team)
            assert {metric(ledger, "mta-pool", "deferred", minute) for minute in range(0, 120, 5)} == {1800}

    def test_the_queue_of_a_team_that_drains_in_steps_is_as_on_any_day(self) -> None:
        assert metric(drilled(self.scenario, "perfect"), "queue", "queue_depth", 100) == 40

    def test_every_team_meets_an_outage(self) -> None:
        for team in TEAMS:
            assert "database-down" in faults(drilled(self.scenario, team))

    def test_dropping_the_slot_before_the_crash_comes_too_late_for_it_and_helps_afterwards(self) -> None:
        early = acting((4, "drop-idle-slot"), (15, "release-reserve"), (16, "start-database"))
        assert {"database-down"} <= faults(early)
        assert not {"slot-kept", "refill", "database-down-again"} & faults(early)
        assert "drop-races" in injects(early)
        assert disk(early, 40) < parse_quantity("72 %", "ppm")

    def test_space_without_dropping_the_slot_is_eaten_up(self) -> None:
        reserve = acting((15, "release-reserve"), (16, "start-database"))
        assert {"refill", "database-down-again"} <= faults(reserve)
        assert "full-again" in injects(reserve)

    def test_a_start_without_space_fails_until_there_is_some(self) -> None:
        started = acting((15, "start-database"), (30, "release-reserve"), (31, "hold-batch-jobs"))
        assert {"start-fails", "back-up"} <= injects(started)
        assert metric(started, "postgres", "commits", 29) == 0
        assert metric(started, "postgres", "commits", 40) == parse_quantity("3100/s", "per_1000s")

    def test_what_was_deleted_from_the_log_is_not_mended_by_space(self) -> None:
        deleted = acting((9, "remove-old-wal"), (15, "grow-database-volume"), (16, "start-database"))
        assert "panic-missing" in injects(deleted)
        assert "back-up" not in injects(deleted)
        assert metric(deleted, "mta-pool", "sent", 60) == 0

    def test_the_brake_that_the_queue_has_put_on_is_not_asked_for_again(self) -> None:
        again = doing((20, "technical_lead", "step", {"step": "compensating-controls"}))
        assert again.board.incidents["INC-1"].steps["compensating-controls"] == "done"
        assert any("done already by Queue guard" in reason for reason in refusals(again))

    def test_the_shelf_takes_the_word_of_management(self) -> None:
        wanted = (64.0, "technical_lead", "request", {"what": "A shelf", "amount": 18400, "kind": "spend"})
        alone = doing(wanted)
        assert "no-shelf" in injects(alone)
        ledger = drilled(self.scenario, "perfect")
        granted = [record.body for record in ledger.records if isinstance(record.body, ResourceAuthorised)]
        assert [each.contact for each in granted] == ["cto"]
        assert "no-shelf" not in injects(ledger)

    def test_the_page_stays_red_until_a_person_says_otherwise(self) -> None:
        silent, perfect = (drilled(self.scenario, team) for team in ("silent", "perfect"))
        better = [r.body for r in silent.records if isinstance(r.body, ComponentChanged) and r.body.update]
        assert not better
        assert "page-left-red" in injects(silent) - injects(perfect)
        assert {part.level for part in perfect.board.components.values()} == {"operational"}

    def test_a_watch_that_is_begun_on_thursday_ends_on_friday_and_the_incident_is_closed_on_tuesday(self) -> None:
        about = drilled(self.scenario, "perfect").board.incidents["INC-1"]
        assert about.watch is not None
        assert about.watch.verdict == "held"
        assert about.means == "closed"
        assert about.review == "held"
