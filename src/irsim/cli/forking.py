"""The making of a fork: where it is written, and who sits at its table."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from irsim.cli.opening import Greeting, Room, recordings_folder, writing
from irsim.commands import Hand
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken
from irsim.log import attachments
from irsim.log.lineage import fork_name
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.reports.plain import counted
from irsim.scenario.script import Scripted
from irsim.session.forking import WHO, Moment, fork
from irsim.session.ledger import Ledger
from irsim.session.protocol import NotAccepted
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput


def new_fork(parent: Path) -> Path:
    """Where a fork is written: beside its parent; where nobody may write there, among the recordings."""
    folder = parent.absolute().parent
    return fork_name(parent, parent.parent if os.access(folder, os.W_OK) else recordings_folder())


def fork_room(
    parent: Recording,
    moment: Moment,
    path: Path,
    greet: Greeting = lambda ledger, notices: None,
    *,
    people: bool,
    script: Sequence[Scripted] | None = None,
    auto: bool = False,
) -> Room:
    """The fork, ready to run. Seats are as in the parent; `people` sit down where nobody sat there, and with `auto`
    simulated responders take what nobody plays. Raises BadInput."""
    notices = [f"Forked at {format_instant(moment.at)}, after record {moment.kept - 1}; the parent stays as it is."]
    with writing(path):
        made = fork(parent, moment, path, DrillEngine, lambda ledger: greet(ledger, notices))
        ledger, engine = made.ledger, made.engine
        assert isinstance(engine, DrillEngine)
        try:
            notices += _seat(ledger, made.at, people, script, auto)
        except BaseException:
            ledger.sink.close()
            raise
    notices += attachments.faults_of(path, ledger.records)
    return Room(ledger, engine, path, made.at, tuple(notices))


def seats_of(
    seats: Mapping[str, str], *, people: bool, script: Sequence[Scripted] | None, auto: bool
) -> dict[str, str]:
    """The seats that change hands at the fork: role to people or simulated."""
    found: dict[str, str] = {}
    if people and "people" not in seats.values():
        played = [role for role, kind in seats.items() if kind == "script"] or list(seats)
        found = dict.fromkeys(played, "people")
    if auto:
        kept = {role for role, kind in seats.items() if kind == "people" and people} | _named(script) | set(found)
        idle = [role for role, kind in seats.items() if kind != "simulated" and role not in kept]
        found |= dict.fromkeys(idle, "simulated")
    return found


def _seat(ledger: Ledger, at: int, people: bool, script: Sequence[Scripted] | None, auto: bool) -> list[str]:
    """Record who sits where from here on; what there is to say of it.

    Whoever sat at other terminals of the original is not here. What they played is played at this terminal, or by
    nobody; a simulated responder whose seat they had taken has it again.
    """
    from irsim.session.hosting import HERE

    before = dict(ledger.board.seats)
    for role, name, proof in _sitting(ledger.records):
        ledger.input_now(SeatLeft(role, name, proof), WHO, at)
    changes = seats_of(before, people=people, script=script, auto=auto)
    opened, now = ledger.board.opened.seats, ledger.board.seats
    scripted = _named(script)
    for role in before:
        if before[role] == "people" != now[role] and role not in scripted:
            changes.setdefault(role, "people" if people else opened[role])
    for role, to in changes.items():
        if to == "people":
            ledger.input_now(SeatTaken(role, "", HERE), WHO, at)
        elif to == "simulated" != ledger.board.seats[role]:
            command = CommandSubmitted(f"fork-{len(ledger.records)}", Hand(role, to))
            result = ledger.input_now(command, WHO, at)
            if isinstance(result, NotAccepted):
                raise BadInput.one(f"the seat of {role}", 0, f"{result.refused.reason}; {result.refused.hint}")
    taken = sum(to == "people" for role, to in changes.items() if before[role] != "people")
    return [f"Nobody sat at it before: {counted(taken, 'seat')} are yours from here on."] if taken else []


def _named(script: Sequence[Scripted] | None) -> set[str]:
    """The roles that a script plays."""
    return {decision.by.partition(":")[0] for decision in script or () if decision.by}


def _sitting(records: Sequence[Record]) -> list[tuple[str, str, str]]:
    """Who had sat down and not got up: role, name and proof."""
    chairs: dict[tuple[str, str, str], None] = {}
    for record in records:
        body = record.body
        if isinstance(body, SeatTaken | SeatLeft):
            chairs.pop((body.role, body.name, body.proof), None)
            if isinstance(body, SeatTaken):
                chairs[body.role, body.name, body.proof] = None
    return list(chairs)
