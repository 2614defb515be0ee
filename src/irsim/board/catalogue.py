"""All incidents that ever were, in brief: what a search finds of them, also of those that have left the board. It is
folded from few kinds of records, so that it is there in a moment. Pure."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from irsim.board.board import Board
from irsim.board.rules import Rules
from irsim.board.state import NEVER
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.incident import (
    IncidentAcknowledged,
    IncidentAmended,
    IncidentClassified,
    IncidentDeclared,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.live import IncidentArchived
from irsim.log.records import Record

FOLDED: tuple[type[Event], ...] = (
    IncidentDetected,
    IncidentDeclared,
    IncidentAmended,
    IncidentClassified,
    IncidentAcknowledged,
    IncidentStatusChanged,
    IncidentDismissed,
    IncidentMerged,
    IncidentArchived,
)
"""What a catalogue is made of."""

KINDS: tuple[str, ...] = tuple(str(each.__struct_config__.tag) for each in FOLDED)

Ending = Literal["open", "resolved", "closed", "false alarm", "merged"]

OVER = ("resolved", "reviewing", "closed")
"""Meanings of a status from which an incident counts as resolved."""


class Brief(Struct, omit_defaults=True):
    """An incident in a line. Instants in ms, NEVER where they have not come."""

    id: str
    title: str
    severity: str
    category: str
    track: str
    detected_by: str
    since: int
    at: int
    """when it came to the board, which may be later than `since`"""
    status: str = "detected"
    means: str = "detected"
    services: tuple[str, ...] = ()
    description: str = ""
    acknowledged_at: int = NEVER
    resolved_at: int = NEVER
    closed_at: int = NEVER
    merged_into: str = ""
    merged_at: int = NEVER
    dismissed: str = ""
    archived: bool = False
    classified: bool = False

    @property
    def ending(self) -> Ending:
        """How it ended, as far as it has."""
        if self.merged_into:
            return "merged"
        if self.dismissed:
            return "false alarm"
        if self.closed_at != NEVER:
            return "closed"
        return "resolved" if self.means in OVER else "open"

    @property
    def ended_at(self) -> int:
        """When that was: of one that was resolved and closed, the resolution."""
        if self.merged_into:
            return self.merged_at
        if self.ending == "open":
            return NEVER
        return self.resolved_at if self.resolved_at != NEVER else self.closed_at

    @property
    def lasted(self) -> int:
        """From its detection to its end (ms); NEVER while it goes on."""
        return max(0, self.ended_at - self.since) if self.ended_at != NEVER else NEVER

    def words(self) -> str:
        """What it is found by, capitals not minded."""
        return " ".join((self.id, self.title, self.description, self.category, *self.services)).casefold()


class Catalogue:
    """Every incident by its id, in the order in which they came."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.incidents: dict[str, Brief] = {}
        self.seq = NEVER
        """of the last record that was looked at"""
        for record in records:
            self.fold(record)

    @classmethod
    def of(cls, other: "Catalogue") -> "Catalogue":
        """Another one that holds the same incidents, and does not grow along."""
        made = cls()
        made.incidents, made.seq = dict(other.incidents), other.seq
        return made

    def fold(self, record: Record) -> None:
        """Take up a record; those of other kinds tell it nothing."""
        self.seq = max(self.seq, record.seq)
        body = record.body
        if isinstance(body, IncidentDetected):
            self.incidents[body.incident] = Brief(
                body.incident,
                body.title,
                body.severity,
                body.category,
                body.track,
                body.detected_by,
                body.since,
                record.at,
                services=body.services,
            )
            return
        about = self.incidents.get(getattr(body, "incident", ""))
        if about is None:
            return
        if isinstance(body, IncidentDeclared):
            about.title = body.title or about.title
            about.description = body.description or about.description
        elif isinstance(body, IncidentAmended):
            about.title = body.title if body.title is not None else about.title
            about.description = body.description if body.description is not None else about.description
            about.services = body.services if body.services is not None else about.services
        elif isinstance(body, IncidentClassified):
            about.severity, about.category, about.track = body.severity, body.category, body.track
            about.classified = True
        elif isinstance(body, IncidentAcknowledged):
            about.acknowledged_at = record.at if about.acknowledged_at == NEVER else about.acknowledged_at
        elif isinstance(body, IncidentStatusChanged):
            about.status, about.means = body.status, body.means
            if body.means in OVER and about.resolved_at == NEVER:
                about.resolved_at = record.at
            if body.means == "closed":
                about.closed_at = record.at
        elif isinstance(body, IncidentDismissed):
            about.dismissed = body.reason or "a false alarm"
        elif isinstance(body, IncidentMerged):
            about.merged_into, about.merged_at = body.into, record.at
        elif isinstance(body, IncidentArchived):
            about.archived = True

    def see(self, board: Board) -> None:
        """What only the board knows of those that are on it: severity and services follow their alerts."""
        for name, about in self.incidents.items():
            known = board.incidents.get(name)
            if known is not None:
                about.severity, about.services = known.severity, tuple(known.services)

    def sign(self, rules: Rules, incident: str, alert: AlertFired) -> None:
        """An alert of one that has left the board: its service is hit, and it counts until somebody classifies it."""
        about = self.incidents.get(incident)
        if about is None:
            return
        if alert.service and alert.service not in about.services:
            about.services = (*about.services, alert.service)
        if not about.classified:
            about.severity = rules.strictest([about.severity, *filter(None, [rules.suggested([alert.severity])])])
