"""`irsim drill`: joins scenario, plan, session and engine, in a pipe or at a terminal."""

import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from irsim.cli.opening import (
    Greeting,
    Room,
    check_choices,
    check_seed,
    forget,
    new_recording,
    open_room,
    sat_at,
    take_up_room,
    writing,
)
from irsim.cli.output import Printer
from irsim.cli.streams import in_terminal, with_screens
from irsim.cli.table import sit_down
from irsim.log.reading import read_recording
from irsim.log.writing import instant_file, save_instant
from irsim.plan import Plan, load_plan
from irsim.scenario.library import find_scenario, load_scenario, plan_for
from irsim.scenario.script import Scripted, read_script
from irsim.session.ledger import Ledger
from irsim.session.pace import parse_pace
from irsim.session.play import play
from irsim.tui.launch import HostWish, Wish
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput, Fault, nearest


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    scenario: str
    seed: str | None
    pace: str | None
    seats: tuple[str, ...]
    auto: bool
    script: Path | None
    record: Path | None
    resume: Path | None
    skill: str
    assist: str
    plain: bool = False
    plan: Path | None = None
    """the plan's file; the scenario's own, or the one that ships, where None"""
    host: HostWish | None = None
    """how other terminals may join; None where they may not"""
    share: tuple[str, ...] = ()
    """the roles that are played at them, beside `seats`; all others then are simulated"""


def run_drill(options: Options) -> int:
    """Run it; the exit code. Raises BadInput."""
    check_choices(skill=options.skill, assist=options.assist)
    speed_of(options.pace, 0)
    check_seed(options.seed)
    script = read_script(options.script) if options.script else None
    printer = Printer()
    if options.host is not None and script is not None:
        raise BadInput.one("--host", 0, "is for people, and a script plays by itself; leave one of them out")
    if options.share and options.host is None:
        raise BadInput.one("--share", 0, "is for terminals that join; give --host, too")
    people = (in_terminal() or options.host is not None) and script is None
    screens = people and in_terminal() and not options.plain and with_screens()
    if options.resume is not None and options.plan is not None:
        raise BadInput.one("--plan", 0, "a recording goes on by the plan that it began with; leave it out")
    if options.resume is not None:
        return _resumed(options, script, printer, people, screens)
    file = find_scenario(options.scenario)
    plan, plan_text = plan_for(file, options.plan)
    loaded = load_scenario(file, plan)
    speed = speed_of(options.pace, loaded.scenario.pace * 100 if people else 0)
    seats = _seats(options, plan, script, people)
    check_script(script, plan)
    if screens and "people" in seats.values():
        from irsim.cli.room import run_room

        pace = None if options.pace is None else speed_of(options.pace, 0)
        wish = Wish(options.scenario, seats, options.assist, options.skill, options.seed, pace, options.record)
        return run_room(wish=replace(wish, host=options.host), plan=options.plan)
    held = datetime.now(UTC).isoformat(timespec="seconds") if people else ""
    path = new_recording(loaded.scenario.id, options.record)
    seed = options.seed if options.seed is not None else (secrets.token_hex(4) if people else "1")

    def opened() -> Room:
        return open_room(
            loaded,
            plan,
            plan_text,
            path,
            seed=seed,
            seats=seats,
            assist=options.assist,
            skill=options.skill,
            pace=speed,
            held=held,
            greet=reading_out(printer),
        )

    if options.host is not None:
        return _hosted(options.host, path, opened, speed, printer)
    return run_in(opened(), speed, script, printer, people)


def _hosted(wish: HostWish, path: Path, opened: Callable[[], Room], speed: int, printer: Printer) -> int:
    """Host without a screen; the sockets are there before anything is written."""
    from irsim.cli.hosting import host_without_screen, preparing

    with preparing(wish, path) as prepared, writing(path):
        return host_without_screen(opened(), speed, prepared, printer)


def run_in(room: Room, speed: int, script: list[Scripted] | None, printer: Printer, people: bool) -> int:
    """Run a room that stands ready: people at it, or `script` and simulated responders to the end; the exit code."""
    with writing(room.path):
        if people and room.people:
            return sit_down(room.ledger, room.engine, room.path, room.at, speed, printer)
        return _finish(room, script or [], speed, printer)


def reading_out(printer: Printer) -> Greeting:
    """Whatever is said or happens becomes a line."""

    def greet(ledger: Ledger, notices: Sequence[str]) -> None:
        for notice in notices:
            printer.line(notice)
        ledger.listen_to_all(lambda record: printer.record(record, ledger.board))

    return greet


def speed_of(written: str | None, default: int) -> int:
    """A pace in hundredths, as it was given. Raises BadInput."""
    if written is None:
        return default
    try:
        return parse_pace(written)
    except ValueError as error:
        raise BadInput.one("--pace", 0, str(error)) from None


def _seats(options: Options, plan: Plan, script: list[Scripted] | None, people: bool) -> dict[str, str]:
    roles = [role.id for role in plan.roles]
    for role in options.seats:
        if role not in roles:
            raise BadInput.one("--seat", 0, f"the plan has no role '{role[:40]}'; {nearest(role, roles)}")
    for role in options.share:
        if role not in roles:
            raise BadInput.one("--share", 0, f"the plan has no role '{role[:40]}'; {nearest(role, roles)}")
    if options.host is not None:
        alone = options.share or (options.auto and options.seats)
        played = {*options.seats, *options.share} if alone else set(roles)
        return {role: "people" if role in played else "simulated" for role in roles}
    if script is not None:
        played = set(options.seats) or (
            {d.by.partition(":")[0] for d in script if d.by} if options.auto else set(roles)
        )
        rest = "simulated" if options.auto else "empty" if options.seats else "script"
        return {role: "script" if role in played else rest for role in roles}
    if options.seats and not people:
        raise BadInput.one("--seat", 0, "nobody can sit down without a terminal; give a --script, or leave it out")
    if people and not (options.auto and not options.seats):
        played = set(options.seats) or set(roles)
        return {role: "people" if role in played else "simulated" for role in roles}
    return dict.fromkeys(roles, "simulated")


def check_script(script: list[Scripted] | None, plan: Plan) -> None:
    """Raises BadInput where a decision's role is none of the plan's."""
    roles = [role.id for role in plan.roles]
    others = ["facilitator", "evaluator"]
    faults = [
        Fault("the script", decision.line, f"as: the plan has no role '{by[:40]}'; {nearest(by, roles)}")
        for decision in script or ()
        if (by := decision.by.partition(":")[0]) and by not in roles + others
    ]
    if faults:
        raise BadInput(faults)


def _finish(room: Room, script: list[Scripted], speed: int, printer: Printer) -> int:
    ledger, engine, path, start = room.ledger, room.engine, room.path, room.at
    instant = instant_file(path)
    saved = [start]

    def tick(at: int) -> None:
        if at - saved[0] >= 10 * max(speed, 100):
            saved[0] = at
            ledger.sink.flush()
            save_instant(instant, at)

    try:
        play(ledger, engine, script, start=start, speed=speed, tick=tick if speed else lambda at: None)
    except KeyboardInterrupt:
        ledger.sink.close()
        print(
            f"\nStopped at {format_instant(engine.now)}; go on with: {sys.argv[0]} drill --resume {path}",
            file=sys.stderr,
        )
        return 130
    forget(instant)
    printer.score(ledger.records, path)
    return 0


def _resumed(options: Options, script: list[Scripted] | None, printer: Printer, people: bool, screens: bool) -> int:
    path = options.resume
    assert path is not None
    recording = read_recording(path)
    going_on = bool(recording.records) and not recording.broken and not recording.closed
    if screens and going_on and sat_at(recording):
        from irsim.cli.room import run_room

        pace = None if options.pace is None else speed_of(options.pace, 0)
        return run_room(take_up=path, pace=pace, host=options.host)
    if script and recording.records:
        check_script(script, load_plan(recording.opened.plan, "the recording's plan"))
    speed = speed_of(options.pace, recording.opened.pace if people else 0)
    if options.host is not None:
        return _hosted(options.host, path, lambda: take_up_room(recording, reading_out(printer)), speed, printer)
    return run_in(take_up_room(recording, reading_out(printer)), speed, script, printer, people)
