"""What is silenced on the board is silenced at a real Alertmanager."""

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from irsim.board.board import Board
from irsim.board.state import NEVER, Alert
from irsim.commands.triage import Silence
from irsim.events.inputs import CommandSubmitted
from irsim.events.live import AlertSilenced, SilenceConfirmed
from irsim.live import silencing
from irsim.live.alertmanager import Alertmanager as Client
from irsim.live.silencing import Silencer, run
from irsim.log.records import Record
from tests.live.alertmanager import Alertmanager, alertmanager, start_alertmanager

__all__ = ["alertmanager", "start_alertmanager"]


def sign(**more: Any) -> Alert:
    alert = Alert("AL-1", "", "", "high", "", "", "", "", "", 0, 0, 0)
    for name, value in more.items():
        setattr(alert, name, value)
    return alert


def silenced(alert: Alert, url: str, *, later: bool) -> list[SilenceConfirmed]:
    """What is put on record: of one that is on the board at the start, or is silenced `later`."""
    began = time.time_ns() // 1_000_000
    board = cast(Board, SimpleNamespace(alerts={alert.id: alert}, rules=SimpleNamespace(starts_unix=began)))
    command = CommandSubmitted("1", Silence("AL-1", "1h"))
    records = [Record(0, 0, "technical_lead:Jo", NEVER, command, "")]
    told: list[SilenceConfirmed] = []

    async def enter(event: SilenceConfirmed) -> None:
        told.append(event)

    async def session() -> None:
        async with Client(url) as client:
            silencers = {"am": Silencer(client, frozenset({"team"}))}
            task = asyncio.create_task(run(board, records, silencers, enter, lambda: 1_000))
            await asyncio.sleep(0.1)
            if later:
                assert told == []
                alert.silenced_until = 3_600_000
                records.append(Record(1, 0, "desk", 0, AlertSilenced("AL-1", 3_600_000, "we know"), ""))
            async with asyncio.timeout(8):
                while not told:
                    await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(session())
    return told


def test_it_is_silenced_there_by_the_sender_s_own_labels(alertmanager: Alertmanager) -> None:
    labels = {"alertname": "Latency", "team": "ours"}
    told = silenced(sign(source="am", labels=labels, silenced="we know"), alertmanager.url, later=True)
    [silence] = alertmanager.get("/silences")
    assert told == [SilenceConfirmed("AL-1", silence["id"])]
    assert [match["name"] for match in silence["matchers"]] == ["alertname"]
    assert silence["createdBy"] == "irsim (technical_lead:Jo)"


def test_after_a_crash_it_is_asked_for_again_and_there_is_one(alertmanager: Alertmanager) -> None:
    for _ in range(2):
        alert = sign(source="am", labels={"alertname": "Latency"}, silenced="we know", silenced_until=3_600_000)
        [told] = silenced(alert, alertmanager.url, later=False)
        assert told.silence
    active = [each for each in alertmanager.get("/silences") if each["status"]["state"] == "active"]
    assert [each["id"] for each in active] == [told.silence]


def test_one_that_is_ended_on_the_board_ends_there(alertmanager: Alertmanager) -> None:
    alert = sign(source="am", labels={"alertname": "Latency"}, silenced_until=3_600_000)
    [told] = silenced(alert, alertmanager.url, later=False)
    alert.silenced_until, alert.silence = NEVER, told.silence
    assert silenced(alert, alertmanager.url, later=False) == [SilenceConfirmed("AL-1", ended=True)]
    [silence] = alertmanager.get("/silences")
    assert silence["status"]["state"] == "expired"


def test_one_that_cannot_be_ended_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silencing, "PAUSE", 0.01)
    alert = sign(source="am", labels={"alertname": "Latency"}, silence="s-1")
    [told] = silenced(alert, "http://127.0.0.1:9", later=False)
    assert (told.silence, told.ended) == ("s-1", True)
    assert told.fault


def test_where_it_cannot_be_the_board_learns_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silencing, "PAUSE", 0.01)
    alert = sign(source="am", labels={}, silenced_until=3_600_000)
    [told] = silenced(alert, "http://127.0.0.1:9", later=False)
    assert "no labels" in told.fault
