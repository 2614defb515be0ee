"""A figure large enough to be read from the other end of the table, three lines high."""

from __future__ import annotations

_DIGITS = {
    "0": ("█▀█", "█ █", "▀▀▀"),
    "1": ("▀█ ", " █ ", "▀▀▀"),
    "2": ("▀▀█", "█▀▀", "▀▀▀"),
    "3": ("▀▀█", " ▀█", "▀▀▀"),
    "4": ("█ █", "▀▀█", "  ▀"),
    "5": ("█▀▀", "▀▀█", "▀▀▀"),
    "6": ("█▀▀", "█▀█", "▀▀▀"),
    "7": ("▀▀█", "  █", "  ▀"),
    "8": ("█▀█", "█▀█", "▀▀▀"),
    "9": ("█▀█", "▀▀█", "▀▀▀"),
    ".": (" ", " ", "▀"),
    "-": ("   ", "▀▀▀", "   "),
}

HEIGHT = 3


def large(figure: str) -> list[str]:
    """`figure` (digits, a point, a minus) in three lines."""
    shapes = [_DIGITS[character] for character in figure if character in _DIGITS]
    return [" ".join(shape[line] for shape in shapes) for line in range(HEIGHT)]
