"""The screens, from the shell: starts the app, and says afterwards what can be gone on with. A crash has a screen of
its own, for the app that crashed cannot be trusted with it."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.launcher import LocalLauncher
from irsim.cli.streams import in_terminal
from irsim.tui.actions import KEYS
from irsim.tui.app import IrsimApp
from irsim.tui.config import load_settings
from irsim.tui.launch import HostWish, JoinWish, ReplayWish, Wish
from irsim.tui.terminal import detect

if TYPE_CHECKING:
    from irsim.cli.opening import Room

CRASHED = 70
"""Exit code of a mistake of our own (sysexits.h: EX_SOFTWARE)."""


def run_room(
    *,
    wish: Wish | None = None,
    take_up: Path | None = None,
    pace: int | None = None,
    plan: Path | None = None,
    ready: Room | None = None,
    compare: tuple[Path, ...] = (),
    anyway: bool = False,
    replay: ReplayWish | None = None,
    host: HostWish | None = None,
    join: JoinWish | None = None,
) -> int:
    """Home, the briefing of `wish`, the recording that is taken up, a room that is `ready`, recordings beside each
    other, the `replay` of one, or a room elsewhere to `join`; the exit code. `plan` is the file of the plan by which
    drills are played, where it was given; `host` how what is taken up is open to others. Raises BadInput for settings.
    """
    settings = load_settings(KEYS)
    host = host or (wish.host if wish is not None else None)
    terminal = detect(os.environ, sys.stdout.encoding, settings)
    launcher = LocalLauncher(plan, ready)
    take_up = take_up if ready is None else ready.path
    while True:
        app = IrsimApp(
            launcher,
            settings,
            terminal,
            wish=wish,
            open_now=take_up,
            pace=pace,
            beside=compare,
            anyway=anyway,
            replay=replay,
            host=host,
            join=join,
        )
        outcome = app.run(mouse=settings.mouse)
        if outcome is None or outcome.crash is None:
            break
        from irsim.tui.screens.crash import CrashApp, write_details

        details = None
        with suppress(OSError):  # a full disk: the screen says that there are none
            details = write_details(outcome.crash)
        command = going_on(outcome.path, hosted=host is not None) if outcome.path is not None else ""
        there = in_terminal()  # on one that went away nobody reads a screen, and its keys would never end
        chosen = CrashApp(outcome.path, outcome.crash, details, command).run() if there else "quit"
        if chosen not in ("resume", "home"):
            where = f" Details: {details}" if details is not None else ""
            print(f"irsim stopped by a mistake of its own.{where}", file=sys.stderr)
            if outcome.path is not None:
                print(f"The recording is safe; go on with: {command}", file=sys.stderr)
            return CRASHED
        join = join if chosen == "resume" else None
        wish, compare, replay, take_up = None, (), None, outcome.path if chosen == "resume" else None
    if outcome is not None and outcome.said:
        print(outcome.said, file=sys.stderr)
    if outcome is not None and outcome.joined:
        left = "When it goes on, join again" if outcome.said else "You left the room; come back"
        print(f"{left} with: {outcome.joined}", file=sys.stderr)
    if outcome is not None and outcome.open and outcome.path is not None:
        print(f"The drill is kept; go on with: {going_on(outcome.path, hosted=host is not None)}", file=sys.stderr)
    return 0


def going_on(path: Path, *, hosted: bool = False) -> str:
    """The shell command that takes a recording up again, open to others as it was before."""
    return f"{shlex.quote(sys.argv[0])} drill --resume {shlex.quote(str(path))}{' --host' if hosted else ''}"
