"""Any text in ASCII, cell for cell: frames, bars and symbols by what they look like, letters without their marks."""

import unicodedata
from functools import lru_cache

from rich.cells import split_graphemes

_LOOKALIKES = {
    "_": "▁",
    ".": "▂░·‧⋯⋮",
    "-": "▃▔‐‑‒–—―−⏤",
    ":": "▄▒",
    "=": "▅≡",
    "+": "▆▖▗▘▙▚▛▜▝▞▟➕",
    "*": "▇●•◉⬤◆♦★✦✱∗⋆≠",
    "#": "█■▪◼▬⏹",
    "%": "▓◐◑◒◓◔◕",
    "|": "‖▏▎▍▌▋▊▉▐▕⏸↕⇕¦",
    "^": "▀▲△▴▵⌃↑⇑⬆",
    "v": "▼▽▾▿⌄↓⇓⬇✔✓☑✅",
    "x": "✘✗✕✖❌☒×",
    "o": "○◦◯◌□▫◻◇☆☐°øðØ⏱⏲⏰⌛⏳",
    ">": "▶▷▸▹►❯➤→⇒⟶⏵⏩⏭»›≥",
    "<": "◀◁◂◃◄❮←⇐⟵⏴⏪⏮«‹≤↵⏎",
    "~": "…≈±∼",
    "!": "⚠❗‼¡",
    "?": "❓¿",
    "'": "‘’‚‛′`´",
    '"': "“”„‟″",
    "/": "÷⁄∕",
    "8": "∞",
    "i": "ℹı",
    "u": "µ",
    "S": "§",
    "P": "¶",
    "c": "©¢",
    "R": "®",
    "E": "€",
    "L": "£Ł",
    "Y": "¥",
    "s": "ß",
    "a": "æ",
    "A": "Æ",
    "O": "Œ",
    "D": "ĐÐ",
    "d": "đ",
    "l": "ł",
    "t": "þ",
    "T": "Þ",
    "h": "ħ",
}
_GLYPHS = {ord(each): plain for plain, many in _LOOKALIKES.items() for each in many}


@lru_cache(maxsize=8192)
def ascii_text(text: str) -> str:
    """`text` in ASCII characters, each of one cell, as many cells wide as `text` is."""
    if text.isascii():
        return text
    spans, _ = split_graphemes(text)
    return "".join(_plain(text[start:end], width) for start, end, width in spans)


@lru_cache(maxsize=4096)
def _plain(grapheme: str, width: int) -> str:
    """One thing that a person sees as a character, in `width` ASCII characters."""
    first = grapheme[:1]
    if grapheme.isascii():
        return grapheme if len(grapheme) == width else "?" * width
    if ord(first) in _GLYPHS:
        return _GLYPHS[ord(first)] * width
    if "─" <= first <= "╿":
        return _line(unicodedata.name(first)) * width
    if "\u2800" <= first <= "\u28ff":
        return (" " if first == "\u2800" else ":") * width
    letters = "".join(
        _GLYPHS.get(ord(each), each)
        for each in unicodedata.normalize("NFKD", grapheme)
        if not unicodedata.combining(each)
    )
    return letters if letters.isascii() and letters.isprintable() and len(letters) == width else "?" * width


def _line(name: str) -> str:
    """A part of a frame by its Unicode name, as BOX DRAWINGS LIGHT DOWN AND RIGHT."""
    if "DIAGONAL" in name:
        return "X" if "CROSS" in name else "/" if "UPPER RIGHT" in name else "\\"
    words = set(name.split())
    across = bool(words & {"HORIZONTAL", "LEFT", "RIGHT"})
    upright = bool(words & {"VERTICAL", "UP", "DOWN"})
    if across and upright:
        return "+"
    if upright:
        return "|"
    return "=" if words & {"DOUBLE", "HEAVY"} and "LIGHT" not in words else "-"
