"""Terminals: without colours no colour code is sent, without UTF-8 no byte beyond ASCII; the mouse can be let go, and
a terminal that goes away takes the app with it. The apps here run in real pseudo-terminals.
"""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import Monochrome
from textual.widgets import Button, Footer, Input, OptionList, Static

from irsim.tui.config import Settings
from irsim.tui.terminal import (
    Ascii,
    NoColour,
    Terminal,
    ascii_text,
    detect,
    install,
    on_hang_up,
    release_mouse,
)

ROOT = Path(__file__).parents[2]
GROUND = Color.parse("#10151c")


class Tiny(App[int]):
    """One of each thing that colours reach."""

    BINDINGS = [("f5", "quit", "Ends"), ("f6", "free", "Free mouse"), ("f7", "take", "Take mouse")]
    CSS = "#frame { border: round $frame; height: 3; } OptionList { height: 5; } Static { height: auto; }"

    hang_ups = 0

    def compose(self) -> ComposeResult:
        yield Static("[@click=app.bell]a link to hover over[/]", id="link")
        yield Static(
            "[bold $urgent]urgent[/] [dim]dim[/] [$good on $panel]good[/] ▁▂▃▄▅▆▇█ ██░░ café ✔ → 日本 😀", id="frame"
        )
        yield Static("0", id="ticks")
        yield Input(placeholder="placeholder")
        yield OptionList("first ●", "second ▲")
        yield Button("primary", variant="primary")
        yield Footer()

    def on_mount(self) -> None:
        self.notify("toast …", timeout=30)
        self.set_interval(0.05, self.tick)
        on_hang_up(asyncio.get_running_loop(), self.hang_up)

    def tick(self) -> None:
        ticks = self.query_one("#ticks", Static)
        ticks.update(str(int(str(ticks.content)) + 1))

    def hang_up(self) -> None:
        self.set_timer(3, lambda: self.exit(0))

    def action_free(self) -> None:
        release_mouse(self, True)

    def action_take(self) -> None:
        release_mouse(self, False)


def run_tiny() -> None:
    app = Tiny()
    install(app, detect(os.environ, sys.__stderr__.encoding if sys.__stderr__ else None, Settings()))
    app.run()
    os._exit(app.return_value or 0)


@contextlib.contextmanager
def terminal(**env: str) -> Iterator[tuple[int, int]]:
    """The pid of an app in a pseudo-terminal of 80x24, and our end of it."""
    pid, ours = pty.fork()
    if pid == 0:
        for name in ("NO_COLOR", "COLORTERM", "LC_ALL", "LC_CTYPE", "TEXTUAL_THEME"):
            os.environ.pop(name, None)
        os.environ.update(env)
        os.chdir(ROOT)
        code = "from tests.tui.test_terminal import run_tiny; run_tiny()"
        os.execv(sys.executable, [sys.executable, "-c", code])
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.set_blocking(ours, False)
    try:
        yield pid, ours
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
        with contextlib.suppress(OSError):
            os.close(ours)


def read_until(ours: int, done: Callable[[bytes], bool], limit: float = 20.0) -> bytes:
    """What comes until `done`, or until the app has gone."""
    data, end = b"", time.monotonic() + limit
    while time.monotonic() < end and not done(data):
        try:
            data += os.read(ours, 65536)
        except BlockingIOError:
            time.sleep(0.01)
        except OSError:
            break
    return data


def played(**env: str) -> bytes:
    """All bytes of a short life: it is drawn, the focus wanders, the mouse rests on a link, and it ends."""
    with terminal(**env) as (_, ours):
        data = read_until(ours, lambda seen: b"primary" in seen and b"Ends" in seen)
        for keys in (
            b"\x1b[<35;4;1M",
            b"typed",
            b"\t",
            b"\x1b[B",
            b"\t",
            b"\x1b[<35;5;1M",
            b"\x1b[<0;5;1M\x1b[<0;5;1m",
        ):
            os.write(ours, keys)
            wait = time.monotonic() + 0.3
            data += read_until(ours, lambda seen, wait=wait: time.monotonic() > wait)  # type: ignore[misc]  # a default
        os.write(ours, b"\x1b[15~")
        data += read_until(ours, lambda seen: False, limit=10)
    assert b"primary" in data
    return data


def parameters(data: bytes) -> set[int]:
    """The parameters of all SGR sequences."""
    found = re.findall(rb"\x1b\[([0-9;:]*)m", data)
    return {int(number or 0) for each in found for number in re.split(rb"[;:]", each)}


COLOURS = {*range(30, 50), 58, 59, *range(90, 98), *range(100, 108)}


def test_no_colour_code_is_sent_where_colours_are_not_wanted() -> None:
    data = played(TERM="xterm-256color", NO_COLOR="1", COLORTERM="truecolor")
    assert parameters(data) & COLOURS == set()
    assert {0, 1, 2, 7} <= parameters(data)


def test_an_empty_no_color_does_not_count_and_16_colours_stay_16() -> None:
    assert 38 in parameters(played(TERM="xterm-256color", NO_COLOR=""))
    few = parameters(played(TERM="xterm"))
    assert few & COLOURS
    assert not few & {38, 48}


def test_only_ascii_is_sent_where_the_locale_is_not_utf_8() -> None:
    data = played(TERM="xterm-256color", LC_ALL="C")
    assert data.isascii()
    assert b"_.-:=+*#" in data
    assert b"##.. cafe v > ???? ??" in re.sub(rb"\x1b\[[0-9;]*m", b"", data)


def test_the_mouse_goes_to_the_terminal_and_comes_back() -> None:
    with terminal(TERM="xterm-256color") as (_, ours):
        read_until(ours, lambda seen: b"Ends" in seen)
        os.write(ours, b"\x1b[17~")
        assert b"\x1b[?1003l" in read_until(ours, lambda seen: b"\x1b[?1006l" in seen)
        os.write(ours, b"\x1b[18~")
        assert b"\x1b[?1003h" in read_until(ours, lambda seen: b"\x1b[?1006h" in seen)


def test_when_the_terminal_goes_away_the_app_has_its_time_and_ends() -> None:
    with terminal(TERM="xterm-256color") as (pid, ours):
        read_until(ours, lambda seen: b"Ends" in seen)
        os.close(ours)
        begun = time.monotonic()
        gone, status = 0, -1
        while not gone and time.monotonic() < begun + 15:
            time.sleep(0.1)
            gone, status = os.waitpid(pid, os.WNOHANG)
        assert gone == pid
        assert os.waitstatus_to_exitcode(status) == 0
        assert time.monotonic() - begun > 2.5


def test_a_polite_end_is_heard_too() -> None:
    async def heard() -> list[str]:
        loop = asyncio.get_running_loop()
        calls: list[str] = []
        take_down = on_hang_up(loop, lambda: calls.append("heard"))
        for number in (signal.SIGHUP, signal.SIGTERM):
            os.kill(os.getpid(), number)
            await asyncio.sleep(0.05)
        take_down()
        take_down()
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
        return calls

    assert asyncio.run(heard()) == ["heard", "heard"]


def test_without_a_terminal_there_is_no_mouse_to_let_go() -> None:
    async def heard() -> list[bool]:
        app = Tiny()
        install(app, Terminal(False, "full"))
        before = release_mouse(app, True)
        async with app.run_test():
            return [before, release_mouse(app, True), release_mouse(app, False)]

    assert asyncio.run(heard()) == [False, False, False]


UTF8 = {"LANG": "en_GB.UTF-8", "TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("env", "encoding", "expected"),
    [
        (UTF8, "utf-8", Terminal(False, "full")),
        ({**UTF8, "NO_COLOR": "1"}, "utf-8", Terminal(False, "none")),
        ({**UTF8, "NO_COLOR": ""}, "utf-8", Terminal(False, "full")),
        ({**UTF8, "TERM": "dumb", "COLORTERM": "truecolor"}, "utf-8", Terminal(False, "none")),
        ({**UTF8, "TERM": "vt100"}, "utf-8", Terminal(False, "none")),
        ({**UTF8, "TERM": "linux"}, "UTF8", Terminal(False, "16")),
        ({**UTF8, "TERM": "xterm", "COLORTERM": "truecolor"}, "utf-8", Terminal(False, "full")),
        ({**UTF8, "TERM": "xterm-kitty"}, "utf-8", Terminal(False, "full")),
        (UTF8, "iso-8859-1", Terminal(True, "full")),
        (UTF8, None, Terminal(True, "full")),
        ({**UTF8, "LC_ALL": "C"}, "utf-8", Terminal(True, "full")),
        ({**UTF8, "LC_CTYPE": "en_US.ISO-8859-1"}, "utf-8", Terminal(True, "full")),
        ({**UTF8, "LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", Terminal(True, "full")),
        ({"TERM": "xterm-256color", "LC_CTYPE": "C.UTF-8"}, "utf-8", Terminal(False, "full")),
        ({}, "utf-8", Terminal(False, "16")),
    ],
)
def test_a_terminal_is_known_by_its_environment(env: dict[str, str], encoding: str | None, expected: Terminal) -> None:
    assert detect(env, encoding, Settings()) == expected


@pytest.mark.parametrize("colours", ["none", "16", "full"])
def test_the_settings_have_the_last_word(colours: Literal["none", "16", "full"]) -> None:
    env = {**UTF8, "NO_COLOR": "1", "LC_ALL": "C"}
    assert detect(env, "ascii", Settings(glyphs="unicode", colours=colours)) == Terminal(False, colours)
    assert detect(UTF8, "utf-8", Settings(glyphs="ascii")).ascii


def test_installing_replaces_greyscale_and_chooses_the_contrast_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Tiny()
    assert any(isinstance(each, Monochrome) for each in app._filters)
    install(app, Terminal(True, "none"))
    install(app, Terminal(True, "none"))
    kinds = [type(each) for each in app._filters]
    assert kinds[:2] == [Ascii, NoColour]
    assert Monochrome not in kinds
    assert kinds.count(NoColour) == 1
    install(app, Terminal(False, "16"))
    assert app.theme == "irsim-contrast"
    assert app.console._color_system == ColorSystem.STANDARD
    assert not any(isinstance(each, NoColour | Ascii | Monochrome) for each in app._filters)


def bare(*segments: Segment, ground: Color = GROUND) -> list[Any]:
    return [segment.style for segment in NoColour().apply(list(segments), ground)]


def test_attributes_stay_when_colours_go() -> None:
    styled = Style(color="red", bold=True, underline=True, dim=True, italic=True, meta={"row": 3})
    (style,) = bare(Segment("text", styled))
    assert style.color is None
    assert style.bgcolor is None
    assert (style.bold, style.underline, style.dim, style.italic, style.reverse) == (True, True, True, True, None)
    assert style.meta == {"row": 3}


def test_what_stood_out_by_its_ground_is_in_reverse() -> None:
    cursor = Style(color="white", bgcolor="#223d5c")
    panel = Style(bgcolor="#18202a")
    assert [style.reverse for style in bare(Segment("row", cursor), Segment("bar", panel))] == [True, None]
    assert bare(Segment("row", cursor), ground=Color.parse("#223d5c"))[0].reverse is None
    assert bare(Segment("row", Style(bgcolor="default")))[0].reverse is None
    assert bare(Segment("row", Style(reverse=True, bgcolor="white")))[0].reverse is True
    assert bare(Segment("plain", None)) == [None]


def test_the_border_of_a_filled_button_is_not_in_reverse() -> None:
    around = Style(color="#79b8ff", bgcolor="#10151c")
    blue = Color.parse("#79b8ff")
    styles = bare(Segment("▊", around), Segment("▔▔▔", around), Segment("▎", around), ground=blue)
    assert [style.reverse for style in styles] == [None, None, None]


def test_a_link_has_nothing_by_which_textual_would_colour_it() -> None:
    (style,) = bare(Segment("link", Style(color="red", meta={"@click": "app.bell"})))
    assert style.meta == {"@click": "app.bell"}
    assert style.link_id == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("╭─ Clocks ─┬═╮", "+- Clocks -+=+"),
        ("│ ┃ ║ ╱ ╲ ╳ ┄ ╴ ╷", "| | | / \\ X - - |"),
        ("▁▂▃▄▅▆▇█", "_.-:=+*#"),
        ("██████░░░░", "######...."),
        ("✔ ○ ● ▲ ■ ▸ → … ·", "v o * ^ # > > ~ ."),
        ("Zoë Łukasz naïve ﬁ", "Zoe Lukasz naive ?"),
        ("“quoted” – it’s €5", '"quoted" - it\'s E5'),
        ("日本 Ａ", "???? ??"),
        ("e\u0301 plain", "e plain"),
        ("Ω", "?"),
    ],
)
def test_glyphs_are_drawn_in_ascii_by_their_looks(text: str, plain: str) -> None:
    assert ascii_text(text) == plain


@given(st.text(max_size=60))
def test_ascii_is_as_wide_as_what_it_stands_for(text: str) -> None:
    plain = ascii_text(text)
    assert plain.isascii()
    if not text.isascii() and text.isprintable():
        assert len(plain) == cell_len(text)


def test_ascii_keeps_styles_and_what_is_ascii_already() -> None:
    segments = [Segment("plain"), Segment("│", Style(bold=True))]
    kept, drawn = Ascii().apply(segments, GROUND)
    assert kept is segments[0]
    assert drawn == Segment("|", Style(bold=True))
