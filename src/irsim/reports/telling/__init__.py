"""Every kind of event in words, one module beside each of `events/`; feed and report tell a record the same way."""

from irsim.board.board import Board
from irsim.events.base import Event
from irsim.events.channels import ChannelChanged, PageLost, UpdateLost
from irsim.events.inputs import CommandSubmitted
from irsim.events.live import AlertRepeated, AlertsArchived, DeliveryReceived, NotificationQueued
from irsim.events.session import InjectDelivered, InjectSkipped
from irsim.events.world import FaultEnded, FaultStarted, MessageLost, MessageSent, ServiceChanged
from irsim.log.records import Record
from irsim.reports.names import Names
from irsim.reports.telling import (
    after,
    alerts,
    channels,
    clocks,
    communication,
    desk,
    duties,
    facilitation,
    handouts,
    incident,
    inputs,
    live,
    notifications,
    recovery,
    roles,
    rota,
    session,
    work,
    world,
)
from irsim.reports.telling.base import TELLS, Teller, Told, Urgency

SILENT: frozenset[type[Event]] = frozenset(
    {
        AlertRepeated,
        AlertsArchived,
        ChannelChanged,
        CommandSubmitted,
        DeliveryReceived,
        FaultEnded,
        FaultStarted,
        InjectDelivered,
        InjectSkipped,
        MessageLost,
        MessageSent,
        NotificationQueued,
        PageLost,
        ServiceChanged,
        UpdateLost,
    }
)
"""Kinds that nobody wants to read one by one, or that only control may know: what follows from them is told."""


def tell(record: Record, board: Board) -> Told | None:
    """`record` in words, or None where it is not worth a line. `board` has folded it already."""
    telling = TELLS.get(type(record.body))
    return telling(record.body, Teller(board, record, Names(board))) if telling else None


_MODULES = (
    session,
    world,
    alerts,
    incident,
    roles,
    rota,
    work,
    recovery,
    communication,
    channels,
    duties,
    clocks,
    after,
    facilitation,
    handouts,
    live,
    desk,
    notifications,
    inputs,
)
"""Imported for the tellings that they put into the table."""

__all__ = ["SILENT", "TELLS", "Told", "Urgency", "tell"]
