"""An exercise among real alerts: known for one everywhere, and never taken for real, nor the other way round."""

from pathlib import Path

from irsim.board.board import Board
from irsim.board.exercise import alert_is_exercise, hidden_from_public, is_exercise
from irsim.board.fold import apply
from irsim.commands import Acknowledge, Attach, Declare, SendUpdate
from irsim.events.alerts import AlertFired
from irsim.log.reading import Recording
from irsim.reports.feed import feed_line
from irsim.reports.statuspage.account import read_account
from tests.board.desk import Desk
from tests.board.live import Watch, firing


def test_a_drill_is_an_exercise_through_and_through() -> None:
    desk = Desk()
    assert is_exercise(desk.board)
    desk.enter("1m", AlertFired("AL-1", "x", "X", "critical", "api"))
    assert is_exercise(desk.board, desk.board.incidents["INC-1"])
    assert not hidden_from_public(desk.board, "INC-1")


def test_in_a_live_session_only_what_an_exercise_brought_about_is_one() -> None:
    watch = Watch()
    watch.says("1m", firing("a", "critical", "api"), source="shadow", exercise=True)
    watch.fires("2m", "b", severity="critical", service="api")
    board = watch.board
    assert not is_exercise(board)
    practised, real = board.incidents.values()
    assert is_exercise(board, practised)
    assert not is_exercise(board, real)
    assert practised.alerts == ["AL-1"]
    assert real.alerts == ["AL-2"]
    assert alert_is_exercise(board, board.alerts["AL-1"])
    assert not alert_is_exercise(board, board.alerts["AL-2"])


def test_an_alert_of_an_exercise_joins_no_real_incident() -> None:
    watch = Watch()
    watch.fires("1m", "a", severity="critical", service="api")
    watch.says("2m", firing("b", "critical", "api"), source="shadow", exercise=True)
    assert [each.alerts for each in watch.board.incidents.values()] == [["AL-1"], ["AL-2"]]


def test_a_single_real_alert_makes_an_incident_real() -> None:
    watch = Watch()
    watch.says("1m", firing("a", "critical", "api"), source="shadow", exercise=True)
    watch.fires("2m", "b", severity="warning", service="db")
    watch.do("3m", Attach("AL-2", "INC-1"))
    assert not is_exercise(watch.board, watch.board.incidents["INC-1"])


def test_who_declares_by_hand_without_an_alert_means_it() -> None:
    watch = Watch()
    watch.do("1m", Declare(title="Something smells of smoke"))
    assert not is_exercise(watch.board, watch.board.incidents["INC-1"])


def test_components_follow_what_is_real_alone() -> None:
    watch = Watch()
    before = {name: part.level for name, part in watch.board.components.items()}
    watch.says("1m", firing("a", "critical", "api"), source="shadow", exercise=True)
    assert {name: part.level for name, part in watch.board.components.items()} == before
    watch.fires("2m", "b", severity="critical", service="api")
    assert {name: part.level for name, part in watch.board.components.items()} != before


def test_the_feed_says_of_each_line_that_it_is_an_exercise() -> None:
    watch = Watch()
    watch.fires("1m", "a", severity="critical", service="db")
    watch.says("2m", firing("b", "critical", "api"), source="shadow", exercise=True)
    watch.do("3m", Acknowledge("INC-2"))
    watch.do("4m", Acknowledge("INC-1"))
    records = watch.ledger.records
    board = Board(watch.board.opened)
    told: dict[bool, list[str]] = {True: [], False: []}
    for record in records:
        apply(board, record)
        line = feed_line(record, board)
        if line is not None and record.seq:
            told["INC-2" in line.text or "AL-2" in line.text].append(line.text)
    assert told[True]
    assert all("EXERCISE" in text for text in told[True])
    assert told[False]
    assert not any("EXERCISE" in text for text in told[False])


def test_the_status_page_never_publishes_an_exercise() -> None:
    watch = Watch()
    watch.says("1m", firing("a", "critical", "api"), source="shadow", exercise=True)
    watch.fires("2m", "b", severity="critical", service="db")
    for minute, incident in (("3m", "INC-1"), ("4m", "INC-2")):
        said = f"We look into it, {incident}."
        watch.do(minute, SendUpdate(incident, "customers", "status_page", text=said, state="investigating"))
    watch.to("6m")
    recording = Recording(Path("live.jsonl"), watch.ledger.records, [])
    account = read_account(recording, watch.now)
    assert [each.id for each in account.incidents] == ["INC-2"]
    assert "INC-1" not in str(account)
