"""Quiet on purpose: silencing an alert, planning a maintenance window, ending one."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, alert, find, required, services, several
from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.commands import EndMaintenance, EndSilence, Maintain, Silence
from irsim.events.base import Event
from irsim.events.live import AlertSilenced, MaintenanceEnded, MaintenancePlanned, SilenceEnded
from irsim.words.durations import parse_duration


def silence(board: Board, command: Silence, at: int) -> list[Event]:
    """Nobody wants more of it for a while. What the monitors of an exercise say cannot be silenced."""
    sign = alert(board, command.alert)
    if not (board.live or sign.source):
        raise Refused(f"{sign.id} comes from no source that can be silenced", "triage it, or dismiss it with a reason")
    if sign.dismissed:
        raise Refused(f"{sign.id} is dismissed already", "nothing more follows from it")
    return [AlertSilenced(sign.id, at + _length(command.length), command.reason)]


def end_silence(board: Board, command: EndSilence, at: int) -> list[Event]:
    """Over before its time."""
    sign = alert(board, command.alert)
    if sign.silenced_until <= at:
        raise Refused(f"{sign.id} is not silenced", "nothing keeps it quiet that could be ended so")
    return [SilenceEnded(sign.id, command.reason)]


def maintain(board: Board, command: Maintain, at: int) -> list[Event]:
    """A window for some services, or for whatever bears some labels."""
    required(command.reason, "a reason")
    length = _length(command.length)
    begins = at + (_length(command.begins, "in how long it begins") if command.begins.strip() else 0)
    worked_on = several(services(board), command.services, "service")
    labels = {name.strip(): value.strip() for name, value in command.labels.items() if name.strip()}
    if not worked_on and not labels:
        raise Refused("nothing says what is worked on", "name the services, or the labels that its alerts bear")
    name = board.next_id("MW", board.windows)
    return [MaintenancePlanned(name, begins, begins + length, command.reason, worked_on, labels)]


def end_maintenance(board: Board, command: EndMaintenance, at: int) -> list[Event]:
    """Over before its time; one that has not begun is called off."""
    window = find(board.windows, command.window, "maintenance window", "" if board.windows else "none is planned")
    if window.ended_at != NEVER:
        raise Refused(f"{window.id} ended at {stamp(board, window.ended_at)}", "plan another window")
    return [MaintenanceEnded(window.id, command.reason)]


def _length(written: str, what: str = "for how long") -> int:
    """A length of time (ms). Raises Refused."""
    try:
        length = parse_duration(required(written, what))
    except ValueError as error:
        reason, _, hint = str(error).partition("; ")
        raise Refused(reason, hint) from None
    if length <= 0:
        raise Refused(f"'{written[:40]}' is no time at all", "write it as 30m, 2h or 1d")
    return length


RULES = {
    "silence": silence,
    "end-silence": end_silence,
    "maintain": maintain,
    "end-maintenance": end_maintenance,
}
