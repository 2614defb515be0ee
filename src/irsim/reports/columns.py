"""Text set in columns of a terminal: width as it is seen, wrapping, padding and plain bars."""

import unicodedata

FULL, EMPTY = "█", "░"

ASCII: dict[str, str | int | None] = {
    "█": "#",
    "░": ".",
    "─": "-",
    "✔": "+",
    "◐": "~",
    "◔": "%",
    "✘": "x",
    "‼": "!",
    "○": "o",
    "◌": "?",
    "▲": "^",
    "·": "-",
    "…": "...",
}
"""What stands for our own signs where the terminal has no UTF-8."""


def width_of(text: str) -> int:
    """Columns that `text` takes: wide East Asian characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, with a mark where something is missing."""
    if width_of(text) <= width:
        return text
    kept, taken = "", 0
    for character in text:
        taken += width_of(character)
        if taken > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` columns."""
    shown = cut(text, width)
    space = " " * (width - width_of(shown))
    return space + shown if right else shown + space


def wrap(text: str, width: int) -> list[str]:
    """`text` broken between words into lines of at most `width` columns; longer words are broken too."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while width_of(word) > width:
            if line:
                lines.append(line)
                line = ""
            head = _head(word, width)
            lines.append(head)
            word = word[len(head) :]
        if not word:
            continue
        joined = f"{line} {word}" if line else word
        if width_of(joined) > width:
            lines.append(line)
            line = word
        else:
            line = joined
    if line:
        lines.append(line)
    return lines or [""]


def _head(word: str, width: int) -> str:
    taken = 0
    for position, character in enumerate(word):
        taken += width_of(character)
        if taken > width:
            return word[: max(1, position)]
    return word


def hang(first: str, text: str, width: int) -> list[str]:
    """`first`, then `text` beside it, wrapped so that every further line stands under the text."""
    room = max(20, width - width_of(first))
    lines = wrap(text, room)
    return [(first + lines[0]).rstrip(), *((" " * width_of(first) + line).rstrip() for line in lines[1:])]


def bar(share: float | None, width: int = 10) -> str:
    """A share from 0 to 100 as a bar of `width` columns."""
    filled = 0 if share is None else round(max(0.0, min(100.0, share)) * width / 100)
    return FULL * filled + EMPTY * (width - filled)


def in_ascii(text: str) -> str:
    """`text` with our own signs replaced, for terminals without UTF-8; what people wrote stays."""
    return text.translate(str.maketrans(ASCII))
