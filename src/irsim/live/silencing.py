"""What is silenced on the board is silenced at its Alertmanager, too, where the configuration says so.

After a crash whatever was not confirmed is asked for again: a silence of ours for the same labels is found and set
anew, so that there is one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from irsim.board.board import Board
from irsim.board.state import NEVER, Alert
from irsim.events.live import AlertSilenced, SilenceConfirmed, SilenceEnded
from irsim.live.alertmanager import Alertmanager, Refused
from irsim.log.records import Record

LOOK = 0.5
"""Seconds between two looks at what was newly silenced."""

TRIES, PAUSE = 3, 2.0
"""How often a silence is tried, and seconds in between: then the board says that it holds here alone."""


@dataclass(frozen=True)
class Silencer:
    """Where the alerts of a source are silenced; `added` are the labels that the configuration puts on them."""

    manager: Alertmanager
    added: frozenset[str] = frozenset()


async def run(
    board: Board,
    records: Sequence[Record],
    silencers: Mapping[str, Silencer],
    enter: Callable[[SilenceConfirmed], Awaitable[None]],
    now: Callable[[], int],
) -> None:
    """Pass silences on until cancelled; `now` gives session ms, `records` is the growing log."""
    waiting = [
        (alert.id, "")
        for alert in board.alerts.values()
        if (alert.silenced_until > now() and not alert.silence and not alert.unsilenced) or _to_end(alert)
    ]
    seen = len(records)
    while True:
        for alert, by in waiting:
            sign = board.alerts.get(alert)
            silencer = silencers.get(sign.source) if sign is not None else None
            # An exercise's alert is no alert of its source: nothing real is silenced for it.
            if sign is not None and silencer is not None and not sign.exercise:
                if _to_end(sign):
                    await enter(await _ended(sign, silencer))
                elif sign.silenced_until != NEVER:
                    await enter(await _silenced(board, sign, silencer, by, now))
        await asyncio.sleep(LOOK)
        fresh, seen = records[seen:], len(records)
        waiting = [
            (record.body.alert, _who(records, record))
            for record in fresh
            if isinstance(record.body, AlertSilenced | SilenceEnded)
        ]


def _who(records: Sequence[Record], record: Record) -> str:
    """Who asked for it: whoever gave the command that it follows from."""
    return records[record.cause].by if 0 <= record.cause < len(records) else record.by


def _to_end(alert: Alert) -> bool:
    """Whether its silence was ended here, and goes on at its source."""
    return alert.silenced_until == NEVER and bool(alert.silence)


async def _ended(alert: Alert, silencer: Silencer) -> SilenceConfirmed:
    fault = ""
    for again in range(TRIES):
        if again:
            await asyncio.sleep(PAUSE)
        try:
            await silencer.manager.expire(alert.silence)
            return SilenceConfirmed(alert.id, ended=True)
        except Refused as refused:
            fault = str(refused)
    return SilenceConfirmed(alert.id, alert.silence, fault[:300], ended=True)


async def _silenced(
    board: Board, alert: Alert, silencer: Silencer, by: str, now: Callable[[], int]
) -> SilenceConfirmed:
    labels = {name: value for name, value in alert.labels.items() if name not in silencer.added}
    until = board.rules.starts_unix + alert.silenced_until
    fault = ""
    for again in range(TRIES):
        if again:
            await asyncio.sleep(PAUSE)
        if alert.silenced_until <= now():
            return SilenceConfirmed(alert.id, fault="its time was over before the source could be told")
        try:
            return SilenceConfirmed(alert.id, await silencer.manager.silence(labels, until, by, alert.silenced))
        except Refused as refused:
            fault = str(refused)
    return SilenceConfirmed(alert.id, fault=fault[:300])
