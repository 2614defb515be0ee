"""What goes out to the terminal: only what differs, and always so that the terminal shows what it is to show."""

import io
import random
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from irsim.tui.terminal.thrift import Thrift, change

CONSOLE = Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)
SIZE = (24, 4)
STYLES = [
    None,
    Style.parse("#ff8a80 on #10151c"),
    Style.parse("bold #ff8a80 on #10151c"),
    Style.parse("#95a3b5 on #182028"),
    Style.parse("reverse #95a3b5 on #182028"),
    Style.parse("red on blue"),
    Style.parse("link https://status.example.org #79b8ff on #10151c"),
]
WORDS = ["INC-1", "  ", "▲ SEV-1", "11:25:38", "11:25:39", "…", "日本", "é", "a"]
TOKEN = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|\x1b\]8;;([^\x1b]*)\x1b\\|([^\x1b])")


class Glass:
    """What a terminal shows: letters with the parameters of their style, told in one way whatever way they came."""

    def __init__(self) -> None:
        self.cells = [[("", "", "", "", "")] * SIZE[0] for _ in range(SIZE[1])]
        self.style = ("", "", "", "")

    def take(self, said: str) -> None:
        x = y = 0
        for row, column, sgr, link, letter in TOKEN.findall(said):
            if row:
                x, y = int(column) - 1, int(row) - 1
            elif letter and letter != "\n":
                wide = cell_len(letter)
                for number in range(wide):
                    self.cells[y][x + number] = (letter if not number else "", *self.style)
                x += wide
            elif sgr:
                self.style = (*self.drawn(sgr), self.style[3])
            elif not letter:
                self.style = (*self.style[:3], link)

    def drawn(self, sgr: str) -> tuple[str, str, str]:
        attributes, colour, background = self.style[:3]
        parts = sgr.split(";")
        while parts:
            code = parts.pop(0)
            if code == "0":
                attributes = colour = background = ""
            elif code in ("38", "48"):
                told = ";".join([code, *(parts.pop(0) for _ in range(4))])
                colour, background = (told, background) if code == "38" else (colour, told)
            elif code[0] == "3":
                colour = code
            elif code[0] == "4" and len(code) > 1:
                background = code
            else:
                attributes += f"{code};"
        return attributes, colour, background


def strip_of(chance: random.Random, width: int) -> Strip:
    strip = Strip([Segment(chance.choice(WORDS), chance.choice(STYLES)) for _ in range(6)])
    return strip.crop(0, width).extend_cell_length(width)


def whole(strips: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, *SIZE))


@pytest.mark.parametrize("seed", range(40))
def test_the_terminal_shows_what_it_would_show_if_everything_were_written(seed: int) -> None:
    chance = random.Random(seed)
    thrift, saved, full = Thrift(), Glass(), Glass()
    for _ in range(12):
        strips = [strip_of(chance, SIZE[0]) for _ in range(SIZE[1])]
        update: LayoutUpdate | ChopsUpdate = whole(strips)
        if chance.random() < 0.6:  # a piece of some lines, as a widget that is drawn anew
            cut = chance.randrange(1, SIZE[0])
            chops = [{0: strip.crop(0, cut), cut: strip.crop(cut)} for strip in strips]
            spans = [(y, 0, cut) if chance.random() < 0.5 else (y, cut, SIZE[0]) for y in range(SIZE[1])]
            update = ChopsUpdate(chops, spans, [[cut, SIZE[0]]] * SIZE[1])
        said = thrift.saving(update, SIZE).render_segments(CONSOLE)
        plain = update.render_segments(CONSOLE)
        saved.take(said)
        full.take(re.sub(r"\x1b\]8;[^;]*;", "\x1b]8;;", plain))  # rich gives links an id of their own
        assert saved.cells == full.cells
        assert saved.style == ("", "", "", "")


def test_a_second_of_a_clock_is_a_few_bytes() -> None:
    style = STYLES[1]
    thrift = Thrift()
    before, after = (Strip([Segment(f" LIVE  PenguinMail {time}", style)]) for time in ("11:38", "11:39"))
    thrift.saving(whole([before] * SIZE[1]), SIZE).render_segments(CONSOLE)
    assert thrift.saving(whole([before] * SIZE[1]), SIZE).render_segments(CONSOLE) == ""
    said = thrift.saving(whole([after, *[before] * 3]), SIZE).render_segments(CONSOLE)
    assert len(said) < 60
    assert "9" in said


def test_everything_is_written_where_the_size_is_another_one_or_nobody_knows_what_is_shown() -> None:
    thrift, strips = Thrift(), [Strip([Segment("a" * SIZE[0])])] * SIZE[1]
    everything = thrift.saving(whole(strips), SIZE).render_segments(CONSOLE)
    assert thrift.saving(whole(strips), SIZE).render_segments(CONSOLE) == ""
    thrift.forget()
    assert thrift.saving(whole(strips), SIZE).render_segments(CONSOLE) == everything
    assert thrift.saving(whole(strips), (SIZE[0] + 1, SIZE[1])).render_segments(CONSOLE) == everything


def test_of_a_style_only_what_differs_is_said() -> None:
    assert change("1;38;2;1;2;3;48;2;4;5;6", "1;38;2;7;8;9;48;2;4;5;6") == "38;2;7;8;9"
    assert change("1;38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3;48;2;4;5;6") == "0;38;2;1;2;3;48;2;4;5;6"
    assert change("31;44", "91;44") == "91"
    assert change("31;44", "31;104") == "104"
    assert change("38;5;20;48;5;7", "38;5;20") == "0;38;5;20"
    assert change("1", "") == "0"
