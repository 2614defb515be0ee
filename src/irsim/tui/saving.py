"""Saving what came from the room to a path that the person at this terminal gives; never over another file."""

from pathlib import Path, PurePath

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput


def saved(line: str, name: str, data: bytes) -> Path:
    """Writes `data` to the path that a person gave, into a folder under `name`; never over another file.

    Raises BadInput with the cure.
    """
    given = line.strip()
    if not given:
        raise BadInput.one("the path", 0, "is empty; give one, as ./excerpt.log")
    shown = clean_title(given, 120)
    try:
        place = Path(given).expanduser()
        if place.is_dir():
            place /= plain_name(name)
            shown = clean_title(str(place), 120)
        with place.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise BadInput.one(shown, 0, "is there already and is not written over; give another name") from None
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise BadInput.one(shown, 0, f"cannot be written: {reason}; give another place") from None
    return place


def plain_name(name: str) -> str:
    """The name of a handout as one of a file here, whatever the other end says."""
    return PurePath(clean_title(name.replace("\\", "/"), 100)).name.lstrip(".") or "handout"
