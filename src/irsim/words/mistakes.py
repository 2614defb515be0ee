"""Mistakes of our own, as they are told: where in our code, and never what they say, which may quote what was sent."""

import traceback
from pathlib import Path


def place_of(mistake: BaseException) -> str:
    """The kind of the mistake, and the last places in our code that it came through."""
    frames = traceback.extract_tb(mistake.__traceback__)
    places = ", ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames[-3:])
    return f"{type(mistake).__name__} at {places or 'an unknown place'}"
