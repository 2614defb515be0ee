"""Screens kept as text: the lines as they read, and below them where a line is styled otherwise than the ground.

A person can review the file and its diff, which an SVG does not allow. Colours go by the theme's names for them, so a
colour that is mended in a theme changes no file. `IRSIM_SNAPSHOTS=accept` writes what is shown as what is right.
"""

import asyncio
import difflib
import os
import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.pilot import Pilot
from textual.theme import Theme

FOLDER = Path(__file__).parent / "snapshots"
ACCEPT = "IRSIM_SNAPSHOTS"
"""The environment variable that, set to `accept`, writes the files."""

DIGEST = re.compile(r"\b[0-9a-f]{12,64}\b")
"""Digests change with every record of a drill, and say nothing about how a screen looks."""

LOOK = 0.03
"""Seconds between two looks at a screen that may not be done."""

STILL = 0.3
"""Seconds without a change after which a screen is done."""

PATIENCE = 10.0
"""Seconds that a screen may go on changing."""


class Snapshots:
    """Takes pictures and collects those that are not as they were; `verify` at the end says so."""

    def __init__(self) -> None:
        self.differing: list[str] = []
        self.seen: set[str] = set()
        self.accepting = os.environ.get(ACCEPT) == "accept"

    async def take(self, pilot: Pilot[Any], name: str) -> None:
        """Compare the screen with `NAME-WxH.txt`, once it stands still."""
        width, height = pilot.app.size
        name = f"{name}-{width}x{height}"
        assert name not in self.seen, f"two pictures are called {name}"
        self.seen.add(name)
        path = FOLDER / f"{name}.txt"
        wanted = path.read_text("utf-8") if path.exists() else ""
        shown = await self._settled(pilot, "" if self.accepting else wanted)
        if shown == wanted:
            return
        if self.accepting:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(shown, "utf-8")
            return
        diff = difflib.unified_diff(
            wanted.splitlines(), shown.splitlines(), f"{path.name}: was", "is", lineterm="", n=1
        )
        self.differing.append("\n".join(diff))

    async def _settled(self, pilot: Pilot[Any], wanted: str) -> str:
        """What is shown, as soon as it is what is wanted, else when it has not changed for a while."""
        shown, since = "", 0.0
        await pilot.pause()
        for _ in range(int(PATIENCE / LOOK)):
            now = picture(pilot.app)
            if now == wanted or (now == shown and since >= STILL):
                return now
            since = since + LOOK if now == shown else 0.0
            shown = now
            await asyncio.sleep(LOOK)
        return shown

    def verify(self) -> None:
        """Fails where a picture was not as it should be."""
        if self.differing:
            told = "\n\n".join(self.differing)
            raise AssertionError(
                f"{len(self.differing)} of {len(self.seen)} screens look different:\n\n{told}\n\n"
                f"If that is how they should look: {ACCEPT}=accept pytest tests/tui/test_snapshots.py"
            )


def picture(app: App[Any]) -> str:
    """The screen as text, then the styles of each line that has any."""
    strips = app.screen._compositor.render_strips()[: app.size.height]
    names = names_of(app.current_theme)
    lines: list[str] = []
    cells: list[list[str]] = []
    for strip in strips:
        lines.append("".join(segment.text for segment in strip))
        cells.append([cell for segment in strip for cell in cells_of(segment, names)])
    ground = Counter(cell for line in cells for cell in line).most_common(1)[0][0] if cells else ""
    styles = [
        f"{number:>3} {' · '.join(runs)}" for number, line in enumerate(cells, 1) if (runs := runs_of(line, ground))
    ]
    text = [DIGEST.sub(lambda match: "#" * len(match[0]), line).rstrip() for line in lines]
    ruler = "═" * app.size.width
    numbered = [f"{number:>3} {line}".rstrip() for number, line in enumerate(text, 1)]
    return "\n".join([*numbered, ruler, f"    {ground.lstrip('~') or 'plain'}", *styles]) + "\n"


def cells_of(segment: Segment, names: dict[str, str]) -> list[str]:
    """The style of each cell that a segment fills."""
    solid, blank = told(segment.style, names), told(segment.style, names, blank=True)
    return [blank if character == " " else solid for character in segment.text for _ in range(cell_len(character))]


def names_of(theme: Theme) -> dict[str, str]:
    """A theme's colours and what it calls them; the first name counts where several have one colour."""
    pairs = {
        "ground": theme.background, "panel": theme.panel, "surface": theme.surface, "text": theme.foreground,
        **{name: value for name, value in theme.variables.items() if value.startswith("#")},
    }  # fmt: skip
    names: dict[str, str] = {}
    for name, value in pairs.items():
        if value:
            names.setdefault(value.lower(), name)
    return names


def told(style: Style | None, names: dict[str, str], *, blank: bool = False) -> str:
    """A style in words. A blank has no colour of its own: `~` stands for the one beside it."""
    if style is None:
        return "~" if blank else ""
    parts = []
    flags = ("bold", "dim", "italic", "underline", "strike", "reverse", "blink")
    on = [flag for flag in flags if getattr(style, flag)]
    solid = not blank or style.reverse or style.underline or style.strike
    if solid:
        parts += [colour(style.color, names), *on]
    if style.bgcolor is not None and not style.bgcolor.is_default:
        parts.append(f"on {colour(style.bgcolor, names)}")
    text = " ".join(part for part in parts if part)
    return text if solid else f"~{text}"


def colour(value: Color | None, names: dict[str, str]) -> str:
    """A colour by its name in the theme, else as it is."""
    if value is None or value.is_default:
        return ""
    written = value.get_truecolor().hex.lower() if value.triplet else value.name
    return names.get(written, written)


def runs_of(line: list[str], ground: str) -> list[str]:
    """`FROM-TO style`, columns from 1, for what is not as the ground is. Blanks between two cells of one style go with
    them; else they count only where their own ground is another."""
    plain = ground.lstrip("~").removeprefix("on ")
    cells = [_on_ground(cell, plain) for cell in line]
    before = ""
    for place, cell in enumerate(cells):
        if not cell.startswith("~"):
            before = cell
            continue
        end = next((each for each in range(place, len(cells)) if not cells[each].startswith("~")), len(cells))
        same = (
            end < len(cells)
            and cells[end] == before
            and {_ground_of(each) for each in cells[place:end]} == {_ground_of(before)}
        )
        for each in range(place, end):
            cells[each] = before if same else cells[each][1:]
    runs, place = [], 1
    for style, group in groupby(cells):
        length = len(list(group))
        if style:
            runs.append(f"{place}-{place + length - 1} {style}" if length > 1 else f"{place} {style}")
        place += length
    return runs


def _on_ground(cell: str, plain: str) -> str:
    """A style without the ground that is everywhere, nor the colour that texts have."""
    blank = "~" if cell.startswith("~") else ""
    words = cell.lstrip("~").removesuffix(f"on {plain}").strip()
    return blank + ("" if words == "text" else words)


def _ground_of(cell: str) -> str:
    return cell.lstrip("~").rpartition("on ")[2] if "on " in cell else ""
