"""Who took part: who sat where, what was proven of them, from when to when, and how much they did."""

from dataclasses import dataclass

from irsim.events.facilitation import SeatHanded
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken
from irsim.reports.account.source import Row, Source
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import counted

NEVER = -1


@dataclass
class Attendance:
    """Somebody in a seat. `until` is -1 for who stayed to the end; `commands` are those given in that seat and name."""

    role: str
    name: str
    proof: str
    since: int
    until: int = NEVER
    commands: int = 0


def attendance(source: Source) -> list[Attendance]:
    """Everybody who sat down, in order; who rejoins the same seat stays one."""
    found: dict[tuple[str, str, str], Attendance] = {}
    for record in source.records:
        body = record.body
        if isinstance(body, SeatTaken):
            here = found.setdefault(
                (body.role, body.name, body.proof), Attendance(body.role, body.name, body.proof, record.at)
            )
            here.until = NEVER
        elif isinstance(body, SeatLeft):
            left = [each for each in found.values() if (each.role, each.name) == (body.role, body.name)]
            for each in left:
                each.until = record.at
    done = commands(source)
    for each in found.values():
        by = f"{each.role}:{each.name}" if each.name else each.role
        each.commands = done.get(by, 0)
    return list(found.values())


def commands(source: Source) -> dict[str, int]:
    """Who gave how many commands that were carried out."""
    refused = {record.cause for record, _ in source.of(CommandRefused)}
    found: dict[str, int] = {}
    for record, _ in source.of(CommandSubmitted):
        if record.seq not in refused:
            found[record.by] = found.get(record.by, 0) + 1
    return found


def participants(source: Source) -> list[Row]:
    """Role, name, proof, from, until, commands."""
    return [
        (
            source.names.role(each.role),
            each.name or "no name given",
            each.proof or "nothing: declared only",
            source.names.stamp(each.since),
            "the end" if each.until == NEVER else source.names.stamp(each.until),
            str(each.commands),
        )
        for each in attendance(source)
    ]


def seats(source: Source) -> list[Row]:
    """Every role of the plan that was played or stood empty: how, by whom, and how many commands it gave."""
    names: dict[str, list[str]] = {}
    for each in attendance(source):
        if each.name and each.name not in names.setdefault(each.role, []):
            names[each.role].append(each.name)
    done: dict[str, int] = {}
    for by, number in commands(source).items():
        role = by.removeprefix("sim:").partition(":")[0]
        done[role] = done.get(role, 0) + number
    played = source.card.seats or source.board.seats
    return [
        (
            source.names.role(role),
            _played(source, role, seat),
            ", ".join(names.get(role, [])) or "no name recorded",
            counted(done.get(role, 0), "command"),
        )
        for role, seat in played.items()
    ]


def _played(source: Source, role: str, seat: str) -> str:
    """How a seat was played; where it changed hands, from when to when a simulated responder did."""
    way = source.board.opened.seats.get(role, "")
    turns: list[tuple[int, str]] = [(0, way)]
    for record in source.records:
        body = record.body
        now = body.to if isinstance(body, SeatHanded) else "people" if isinstance(body, SeatTaken) else ""
        if now and isinstance(body, SeatHanded | SeatTaken) and body.role == role and now != way:
            way = now
            turns.append((record.at, way))
    words = SEAT_WORDS.get(seat, seat)
    if len(turns) == 1:
        return words
    ends = [source.names.stamp(at) for at, _ in turns[1:]] + ["the end"]
    spans = [
        f"from {source.names.stamp(at)} to {end}"
        for (at, so), end in zip(turns, ends, strict=True)
        if so == "simulated" and source.names.stamp(at) != end
    ]
    if not spans:
        return words
    return f"{words}{'' if seat == 'simulated' else '; simulated'} {' and '.join(spans)}"


def nobody_acted(source: Source) -> bool:
    """Whether no seat did anything: neither people nor script gave a command, and no simulated responder acted."""
    roles = source.board.rules.roles
    return not any(
        record.by.removeprefix("sim:").partition(":")[0] in roles
        for record in source.records
        if not isinstance(record.body, SeatTaken | SeatLeft)
    )
