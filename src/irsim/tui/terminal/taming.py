"""Makes a Textual app keep to what the terminal can show, and to its manners: the mouse and a hang-up."""

import asyncio
import signal
import sys
from collections.abc import Callable
from typing import Any

from rich.color import ColorSystem
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.filter import Monochrome, NoColor

from irsim.tui.terminal.detection import Terminal
from irsim.tui.terminal.filters import Ascii, NoColour
from irsim.tui.themes import CONTRAST, THEMES, register_themes


class LastingWriter(WriterThread):
    """Textual's thread that writes to the terminal, and goes on taking texts when the terminal is gone.

    Textual's own dies then; after 30 more texts the app waits for it for ever, and never ends.
    """

    def run(self) -> None:
        """Write, until the terminal is gone or the app has ended."""
        try:
            super().run()
        except (OSError, ValueError):
            while self._queue.get() is not None:
                pass


def install(app: App[Any], terminal: Terminal) -> None:
    """Bend the output of `app` to `terminal`; to be called before it runs, after its theme is chosen.

    Registers the themes unless one is chosen. Without colours no colour code leaves the app; with 16 the contrast theme
    takes the place of the chosen one.
    """
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        vars(linux_driver)["WriterThread"] = LastingWriter
    if app.theme not in {theme.name for theme in THEMES.values()}:
        register_themes(app)
    colourless = terminal.colour == "none"
    kept = [each for each in app._filters if not isinstance(each, Monochrome | NoColor | NoColour | Ascii)]
    if colourless:
        kept.insert(0, NoColour())
    if terminal.ascii:
        kept.insert(0, Ascii())
    app._filters[:] = kept
    app.set_class(terminal.distant, "-distant")
    app.no_color = colourless
    app.error_console.no_color = colourless
    if terminal.colour == "16":
        app.console._color_system = ColorSystem.STANDARD
        app.theme = CONTRAST.name
    elif terminal.colour == "full" and app.console._color_system in (None, ColorSystem.STANDARD):
        app.console._color_system = ColorSystem.TRUECOLOR


def release_mouse(app: App[Any], released: bool) -> bool:
    """Let the terminal have the mouse, so that it selects text, or take it back. Whether a terminal heard it.

    Coming back from a stop (ctrl+z) takes it back, too.
    """
    driver: Any = app._driver
    switch = getattr(driver, "_disable_mouse_support" if released else "_enable_mouse_support", None)
    if driver is None or driver.is_headless or switch is None or not driver._mouse:
        return False
    switch()
    if not released and getattr(driver, "_mouse_pixels", False):
        driver._enable_mouse_pixels()
    return True


def on_hang_up(loop: asyncio.AbstractEventLoop, callback: Callable[[], object]) -> Callable[[], None]:
    """Call `callback` on `loop` when the terminal goes away (SIGHUP) or the system ends us (SIGTERM).

    Returns what takes the handlers down again. Where a loop has no signals (Windows, not the main thread) nothing
    happens.
    """
    heard: list[int] = []
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, callback)
        except (NotImplementedError, RuntimeError, ValueError):
            continue
        heard.append(number)

    def take_down() -> None:
        while heard and not loop.is_closed():
            loop.remove_signal_handler(heard.pop())

    return take_down
