"""What a terminal may ask with: numbers and texts within what every store takes."""

LAST = 1 << 60
"""Beyond any instant, and any number of a record or line."""


def within(number: int, least: int = 0) -> int:
    """The number, or the nearest one that a store takes."""
    return max(least, min(number, LAST))


def text_within(text: str, longest: int) -> str:
    """So many characters of a text, without the one that databases refuse."""
    return text[:longest].replace("\0", " ")
