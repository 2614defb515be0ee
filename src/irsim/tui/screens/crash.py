"""After a mistake of irsim's own: a small app of its own that says that the log is safe, and how to go on.

It runs after the main app has ended, so it imports and needs as little as it can.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, Literal

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import WorkerFailed

from irsim import __version__
from irsim.reports.plain import one_line
from irsim.tui.terminal import Terminal, install
from irsim.tui.themes import CSS as MENDED
from irsim.tui.themes import register_themes
from irsim.tui.widgets.keyline import Key, KeyLine
from irsim.words.clean import clean

Answer = Literal["resume", "home", "quit"]

DETAILS_LIMIT = 200_000
"""Characters of the details: a deep recursion is still read from both its ends."""

PACKAGES = ("textual", "rich", "simpy", "pydantic", "msgspec", "faker", "jinja2")
"""Whose versions the details name."""


class CrashApp(App[Answer]):
    """Run it after the main app; what it returns is what to do next. `path` is the recording that was open, None where
    none was; `command` goes on with it from a shell; `report_path` is where the details are, None where they could not
    be written."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("crash.tcss")
    CSS: ClassVar[str] = MENDED
    TITLE = "irsim"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r,enter", "resume", "Resume", show=False),
        Binding("h", "home", "Home", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("q,escape,ctrl+q,ctrl+c", "leave", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        path: Path | None,
        error: BaseException,
        report_path: Path | None,
        command: str = "",
        *,
        theme: str = "dark",
        terminal: Terminal | None = None,
    ) -> None:
        super().__init__()
        self.path = path
        self.error = cause_of(error)
        self.report_path = report_path
        self.command = command
        register_themes(self, theme)
        if terminal is not None:
            install(self, terminal)

    def compose(self) -> ComposeResult:
        """What happened, what is safe, what to do."""
        with Vertical(id="page"), VerticalScroll(id="frame") as frame:
            frame.border_title = "irsim made a mistake"
            yield Static(self._words(), id="words", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Arrows scroll."""
        self.query_one("#frame").focus()
        keys: list[Key] = [("h", "Home", "app.home"), ("q", "Quit", "app.leave")]
        if self.path is not None:
            keys.insert(0, ("r", "Resume the drill", "app.resume"))
        if self.report_path is not None:
            keys.append(("y", "Copy the path of the details", "app.copy"))
        self.query_one(KeyLine).show(keys)

    def _words(self) -> Content:
        parts: list[str | tuple[str, str]] = [
            ("You did nothing wrong; irsim had to stop here.", "bold"),
            "\n\n",
        ]
        if self.path is not None:
            parts += [
                ("✔ The log is safe.", "$good bold"),
                " Everything up to that moment is in the recording:\n",
                f"  {_place(self.path)}",
                "\n\n",
                ("r", "$accent bold"),
                " goes on where the drill stood.",
            ]
            if self.command:
                parts += [" From a shell, at any time:\n", f"  {one_line(self.command, 2_000)}"]
            parts.append("\n\n")
        else:
            parts += ["No drill was open, so nothing is lost. ", ("h", "$accent bold"), " opens the home screen.\n\n"]
        parts += [("What went wrong\n", "$muted"), f"  {said(self.error)}", "\n\n"]
        if self.report_path is not None:
            parts += [("The details, for whoever mends it\n", "$muted"), f"  {_place(self.report_path)}"]
        else:
            parts.append(("The details could not be written to a file.", "$notice"))
        return Content.assemble(*parts)

    def action_resume(self) -> None:
        """Go on with the recording."""
        if self.path is not None:
            self.exit("resume")

    def action_home(self) -> None:
        """The home screen."""
        self.exit("home")

    def action_leave(self) -> None:
        """To the shell."""
        self.exit("quit")

    def action_copy(self) -> None:
        """The path of the details, to the terminal's clipboard (OSC 52)."""
        if self.report_path is not None:
            self.copy_to_clipboard(_place(self.report_path))
            self.notify("The path was sent to the terminal's clipboard.", markup=False)


def cause_of(error: BaseException) -> BaseException:
    """The mistake itself, where Textual has wrapped it."""
    while isinstance(error, WorkerFailed) and error.error is not error:
        error = error.error
    return error


def said(error: BaseException) -> str:
    """A mistake on one line: its kind and its message."""
    message = one_line(str(error), 400)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _place(path: Path) -> str:
    return one_line(str(path), 2_000)


def log_folder() -> Path:
    """Where the platform keeps logs."""
    from platformdirs import user_log_path

    return user_log_path("irsim", appauthor=False)


def write_details(error: BaseException, folder: Path | None = None, *, now: datetime | None = None) -> Path:
    """Write the traceback with versions to a new file of `folder` (the platform's log folder), readable by its owner
    only; where it is. Goes to the folder for temporary files where that one cannot be written.

    Raises OSError where nothing can be written anywhere.
    """
    moment = now or datetime.now(UTC)
    text = details(error, moment)
    name = f"crash-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    try:
        place = log_folder() if folder is None else folder
        place.mkdir(parents=True, exist_ok=True)
        return _write(place, name, text)
    except OSError:
        return _write(Path(tempfile.gettempdir()), f"irsim-{name}", text)


def _write(folder: Path, name: str, text: str) -> Path:
    handle, place = tempfile.mkstemp(".txt", f"{name}-", folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(place)


def details(error: BaseException, moment: datetime) -> str:
    """The text of the details: cleaned, for messages may quote what came from outside; no values of variables."""
    error = cause_of(error)
    trace = "".join(traceback.format_exception(error))
    if len(trace) > DETAILS_LIMIT:
        half = DETAILS_LIMIT // 2
        trace = f"{trace[:half]}\n… [cut]\n{trace[-half:]}"
    lines = [
        "irsim stopped because of a mistake of its own. The recording that was open is safe.",
        "",
        f"When      {moment.astimezone(UTC).isoformat(timespec='seconds')}",
        f"irsim     {__version__}",
        f"Python    {sys.version.split()[0]} ({platform.python_implementation()}) on {platform.platform()}",
        *(f"{name:<9} {_version(name)}" for name in PACKAGES),
        f"Terminal  TERM={os.environ.get('TERM', '')} COLORTERM={os.environ.get('COLORTERM', '')}",
        f"Locale    {os.environ.get('LC_ALL') or os.environ.get('LC_CTYPE') or os.environ.get('LANG', '')}",
        "",
        trace,
    ]
    return clean("\n".join(lines), 2 * DETAILS_LIMIT).rstrip() + "\n"


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
