"""Searches that somebody has given a name to: a small file of their own in the platform's data folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

FILE = "searches.json"

MOST = 50
"""Names that are kept."""

LONGEST = 40
"""Characters of a name."""

_decode = msgspec.json.Decoder(dict[str, str]).decode


def searches_path() -> Path:
    """Where they are kept."""
    from platformdirs import user_data_path

    return user_data_path("irsim") / FILE


def saved_searches(path: Path | None = None) -> dict[str, str]:
    """Name to query, by name; none where there is no file. Raises BadInput where the file cannot be read."""
    path = path or searches_path()
    try:
        with path.open("rb") as file:
            found = _decode(file.read(100_000))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; mend that") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadInput.one(str(path), 0, "holds no saved searches; move it away, and save them anew") from None
    kept = {clean_title(name, LONGEST): clean_title(query, 300) for name, query in sorted(found.items())[:MOST]}
    return {name: query for name, query in kept.items() if name and query}


def save_search(name: str, query: str, path: Path | None = None) -> None:
    """Keep a query under a name, in place of one that had it; an empty query takes the name away. Raises BadInput."""
    path = path or searches_path()
    name, query = clean_title(name.strip(), LONGEST), query.strip()
    known = saved_searches(path)
    if not name:
        raise BadInput.one("the name", 0, "is empty; give a word or two")
    if query and name not in known and len(known) >= MOST:
        raise BadInput.one("saved searches", 0, f"are {MOST} already; take one away by saving nothing under its name")
    known.pop(name, None)
    if query:
        known[name] = query
    _write(path, dict(sorted(known.items())))


def _write(path: Path, kept: Mapping[str, str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
            os.replace(made, path)
        except OSError:
            os.unlink(made)
            raise
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; nothing was saved") from None
