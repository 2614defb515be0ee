"""`irsim drill`: joins scenario, plan, session and engine, in a pipe or at a terminal."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from irsim.cli.output import Printer, in_terminal
from irsim.cli.table import sit_down
from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.drill.responders import SKILLS
from irsim.events.session import SessionReopened
from irsim.log.reading import Recording, read_recording
from irsim.log.writing import FileSink, free_name, instant_file, save_instant
from irsim.plan import Plan, default_plan_text, load_plan
from irsim.scenario.library import find_scenario, library_folder, load_scenario
from irsim.scenario.script import Scripted, read_script
from irsim.session.derive import resume
from irsim.session.ledger import Ledger
from irsim.session.pace import parse_pace
from irsim.session.play import play
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput, Fault, nearest

ASSIST = ("guided", "standard", "bare")


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


def run_drill(options: Options) -> int:
    """Run it; the exit code. Raises BadInput."""
    for given, known, name in ((options.skill, SKILLS, "--skill"), (options.assist, ASSIST, "--assist")):
        if given not in known:
            raise BadInput.one(name, 0, f"'{given}' does not fit; {nearest(given, known)}")
    _speed(options.pace, 0)
    if not (options.seed or "").isprintable():
        raise BadInput.one("--seed", 0, "holds characters that cannot be recorded; give letters and digits")
    script = read_script(options.script) if options.script else None
    printer = Printer()
    people = in_terminal() and script is None
    if options.resume is not None:
        return _resumed(options, script, printer, people)
    plan_text = default_plan_text()
    plan = load_plan(plan_text, "default.yaml")
    loaded = load_scenario(find_scenario(options.scenario), plan)
    speed = _speed(options.pace, loaded.scenario.pace * 100 if people else 0)
    seats = _seats(options, plan, script, people)
    _check_script(script, plan)
    held = datetime.now(UTC).isoformat(timespec="seconds") if people else ""
    opened = open_drill(
        loaded,
        plan,
        plan_text,
        seed=options.seed if options.seed is not None else (secrets.token_hex(4) if people else "1"),
        seats=seats,
        assist=options.assist,
        skill=options.skill,
        pace=speed,
        held=held,
    )
    path = options.record or free_name(recordings_folder(), loaded.scenario.id, datetime.now(UTC))
    with _writing(path):
        ledger = Ledger(FileSink.create(path), opened)
        _forget(instant_file(path))  # it told of another recording that had this name
        ledger.listen_to_all(lambda record: printer.record(record, ledger.board))
        engine = DrillEngine(ledger, loaded)
        ledger.open()
        engine.start()
        if people and "people" in seats.values():
            return sit_down(ledger, engine, path, 0, speed, printer)
        return _finish(ledger, engine, script or [], path, 0, speed, printer)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """A disk that is full or gone is said in a sentence: what was accepted is in the recording."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}; make room, and go on with `irsim drill --resume`"
        raise BadInput.one(str(path), 0, message) from None


def _forget(instant: Path) -> None:
    with suppress(OSError):
        instant.unlink()


def recordings_folder() -> Path:
    """The checkout's `recordings/`, or the user's data folder outside one."""
    if library_folder().parent.joinpath("pyproject.toml").is_file():
        return library_folder().parent / "recordings"
    from platformdirs import user_data_path

    return user_data_path("irsim") / "recordings"


def _speed(written: str | None, default: int) -> int:
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


def _check_script(script: list[Scripted] | None, plan: Plan) -> None:
    roles = [role.id for role in plan.roles]
    others = ["facilitator", "evaluator"]
    faults = [
        Fault("the script", decision.line, f"as: the plan has no role '{by[:40]}'; {nearest(by, roles)}")
        for decision in script or ()
        if (by := decision.by.partition(":")[0]) and by not in roles + others
    ]
    if faults:
        raise BadInput(faults)


def _finish(
    ledger: Ledger, engine: DrillEngine, script: list[Scripted], path: Path, start: int, speed: int, printer: Printer
) -> int:
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
    _forget(instant)
    printer.score(ledger.records, path)
    return 0


def _resumed(options: Options, script: list[Scripted] | None, printer: Printer, people: bool) -> int:
    path = options.resume
    assert path is not None
    recording = read_recording(path)
    if script and recording.records:
        _check_script(script, load_plan(recording.opened.plan, "the recording's plan"))
    with _writing(path):
        return _go_on(path, recording, options, script, printer, people)


def _go_on(
    path: Path, recording: Recording, options: Options, script: list[Scripted] | None, printer: Printer, people: bool
) -> int:
    taken_up = resume(recording, DrillEngine)
    ledger, engine = taken_up.ledger, taken_up.engine
    assert isinstance(engine, DrillEngine)
    if taken_up.cut:
        printer.line(
            f"The last line was torn: {taken_up.cut} bytes after record {len(recording.lines) - 1} were cut off."
        )
    printer.line(f"Taken up at {format_instant(taken_up.at)}, after record {len(ledger.records) - 1}.")
    ledger.listen_to_all(lambda record: printer.record(record, ledger.board))
    ledger.input_now(SessionReopened(taken_up.cut), "facilitator", taken_up.at)
    speed = _speed(options.pace, ledger.board.opened.pace if people else 0)
    if people and "people" in ledger.board.seats.values():
        return sit_down(ledger, engine, path, taken_up.at, speed, printer)
    return _finish(ledger, engine, script or [], path, taken_up.at, speed, printer)
