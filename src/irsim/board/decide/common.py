"""What the rules share: refusals, and finding what a command names."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from irsim.board.board import Board
from irsim.board.instants import how_to_write, read_instant, stamp
from irsim.board.state import Alert, Incident
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged
from irsim.words.faults import nearest

T = TypeVar("T")


class Refused(Exception):
    """A command is not carried out: the reason, and what to do instead."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason, hint)
        self.reason = reason
        self.hint = hint


def find(known: Mapping[str, T], name: str, what: str, hint: str = "") -> T:
    """The thing called `name`, in any case. Raises Refused with the nearest name."""
    return known[named(known, name, what, hint)]


def named(known: Mapping[str, object], name: str, what: str, hint: str = "") -> str:
    """`name` as it is written in `known`, given in any case. Raises Refused with the nearest name."""
    for written in (name, name.upper(), name.lower()):
        if written in known:
            return written
    said = f" '{name[:40]}'" if name else ""
    raise Refused(f"there is no {what}{said}", hint or nearest(name[:80], known))


def several(known: Mapping[str, object], names: Iterable[str], what: str) -> tuple[str, ...]:
    """The `names` as they are written in `known`, each once. Raises Refused."""
    return tuple(dict.fromkeys(named(known, name, what) for name in names))


def incident(board: Board, name: str) -> Incident:
    """An incident on which work goes on. Raises Refused."""
    if not board.incidents:
        named = f" '{name[:40]}'" if name else ""
        raise Refused(f"there is no incident{named} yet", "declare one first")
    about = find(board.incidents, name, "incident", "" if name else "say which incident, as INC-1")
    if about.merged_into:
        raise Refused(f"{about.id} was merged", f"work on {about.merged_into}")
    if not about.open:
        raise Refused(f"{about.id} is closed", "declare a new incident if it has come back")
    return about


def alert(board: Board, name: str) -> Alert:
    """An alert by its id. Raises Refused."""
    return find(board.alerts, name, "alert", "" if board.alerts else "none has fired yet")


def services(board: Board) -> dict[str, object]:
    """The services that there are; in earnest those too that alerts have named, for no world lists them all."""
    known: dict[str, object] = dict(board.services)
    if board.live:
        known.update((sign.service, None) for sign in board.alerts.values() if sign.service)
    return known


def choice(value: str, allowed: Iterable[str], what: str) -> str:
    """One of `allowed`, or empty. Raises Refused."""
    names = list(allowed)
    if value and value not in names:
        raise Refused(f"'{value[:40]}' is no {what}", nearest(value[:80], names))
    return value


def to_status(board: Board, about: Incident, means: str, reason: str) -> list[Event]:
    """The change to the track's status that means this, unless the incident is there already."""
    status = board.rules.meaning(about.track, means)
    if status is None or status.id == about.status:
        return []
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, reason)]


def resolved(board: Board, about: Incident) -> bool:
    """Whether it stands at a status past which only the review and closing are left.

    A track without such a status needs none.
    """
    return about.means in ("resolved", "reviewing", "closed") or board.rules.meaning(about.track, "resolved") is None


def rank(board: Board, about: Incident, status: str) -> int:
    """How far along its track a status is."""
    return [item.id for item in board.rules.tracks[about.track].statuses].index(status)


def happened(board: Board, written: str, at: int) -> int | None:
    """The instant (ms) of something that happened before it is recorded; None where it is not given. Raises Refused."""
    if not written.strip():
        return None
    try:
        since = read_instant(board, written, at)
    except ValueError as error:
        raise Refused(str(error).partition("; ")[0], how_to_write(board)) from None
    if since > at:
        raise Refused("what has occurred lies in the future", f"give an instant up to {stamp(board, at)}")
    return since


def required(text: str, what: str) -> str:
    """`text`, which must not be blank. Raises Refused."""
    if not text.strip():
        raise Refused(f"{what} is missing", f"give {what}")
    return text
