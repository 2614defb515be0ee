"""`irsim fork`: another course of a recorded drill from a moment on, in screens, in typed lines, by a script or by
simulated responders. The parent is only read."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from irsim.cli.drill import check_script, reading_out, run_in, speed_of
from irsim.cli.forking import fork_room, new_fork
from irsim.cli.output import Printer
from irsim.cli.streams import in_terminal, with_screens
from irsim.log.reading import read_recording
from irsim.plan import load_plan
from irsim.reports.plain import counted
from irsim.scenario.script import Scripted, read_script
from irsim.session.forking import read_moment
from irsim.session.ledger import Ledger
from irsim.session.play import still_to_come
from irsim.words.faults import BadInput


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    parent: Path
    at: str
    script: Path | None = None
    output: Path | None = None
    auto: bool = False
    plain: bool = False
    pace: str | None = None


def run_fork(options: Options) -> int:
    """Fork, and run it; the exit code. Raises BadInput."""
    speed_of(options.pace, 0)
    script = read_script(options.script) if options.script else None
    parent = read_recording(options.parent)
    if not parent.records:
        raise BadInput.one(str(options.parent), 0, f"cannot be forked: {parent.broken}")
    moment = read_moment(parent, options.at)
    if script is not None:
        check_script(script, load_plan(parent.opened.plan, "the recording's plan"))
    people = in_terminal() and script is None
    screens = people and not options.plain and with_screens()
    printer = Printer()
    path = options.output or new_fork(options.parent)
    greet = (lambda ledger, notices: None) if screens else reading_out(printer)
    room = fork_room(parent, moment, path, greet, people=people, script=script, auto=options.auto)
    if screens:
        from irsim.cli.room import run_room

        return run_room(ready=room, pace=None if options.pace is None else speed_of(options.pace, 0))
    for notice in room.notices[1:]:
        printer.line(notice, "notice")
    if script is not None:
        _say_what_is_passed_over(printer, room.ledger, script)
    code = run_in(room, speed_of(options.pace, parent.opened.pace if people else 0), script, printer, people)
    if room.ledger.board.closed:
        printer.line(f"Both endings side by side: {_compare(options.parent, path)}")
    return code


def _say_what_is_passed_over(printer: Printer, ledger: Ledger, script: Sequence[Scripted]) -> None:
    over = len(script) - len(still_to_come(ledger, script))
    if over:
        printer.line(f"{counted(over, 'decision')} of the script lie before the fork and are passed over.", "notice")


def _compare(parent: Path, path: Path) -> str:
    return shlex.join([sys.argv[0], "compare", str(parent), str(path)])
