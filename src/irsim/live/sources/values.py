"""Single values of senders' bodies as signals hold them: text cut to a sane length, labels, links, times."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from irsim.live.sources.reading import Faults, kind, quoted

KEY_LIMIT = 255
"""Characters of a key: what PagerDuty allows."""

WORD_LIMIT = 255
"""Characters of a severity, service, category, monitor, or name of a label."""

TITLE_LIMIT = 1_024
"""Characters of a title: what PagerDuty allows a summary."""

TEXT_LIMIT = 20_000
"""Characters of a text: what `words.clean` lets through to a screen."""

LABEL_LIMIT = 2_048
"""Characters of the value of a label or annotation, and of an address."""

LABELS_LIMIT = 100
"""Labels of one alert; Prometheus' own documentation advises ten."""

_MOMENT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,12}))?)?)?"
    r" ?(?:([Zz]|UTC)|([+-])([0-9]{2}):?([0-9]{2}))?"
)
_NUMBER = re.compile(r"[0-9]{1,19}(?:\.[0-9]{1,9})?")
_EPOCH = datetime(1970, 1, 1)
_SCALES = ((10**11, 1_000, 1), (10**14, 1, 1), (10**17, 1, 1_000), (10**20, 1, 1_000_000))


def text_of(value: Any, limit: int = TEXT_LIMIT) -> str:
    """`value` as text of at most `limit` characters: text as it is, nothing as nothing, all else as JSON."""
    if isinstance(value, str):
        return value[:limit]
    if value is None:
        return ""
    return _json(value, limit)[:limit]


def _json(value: Any, limit: int) -> str:
    """`value` as JSON, without going on far behind `limit`: many alerts may share one large value."""
    pieces: list[str] = []
    room = limit

    def put(piece: str) -> None:
        nonlocal room
        room -= len(piece)
        pieces.append(piece)

    def write(inner: Any) -> None:  # as deep as `reading.DEPTH_LIMIT` at most
        if isinstance(inner, str):
            put(json.dumps(inner[: max(room, 0)], ensure_ascii=False))
        elif isinstance(inner, dict | list):
            is_map = isinstance(inner, dict)
            put("{" if is_map else "[")
            for number, each in enumerate(inner):
                if room <= 0:
                    return
                put("," if number else "")
                if is_map:
                    write(each)
                    put(":")
                write(inner[each] if is_map else each)
            put("}" if is_map else "]")
        else:
            put(json.dumps(inner))

    write(value)
    return "".join(pieces)


def key_of(value: Any) -> str:
    """`value` as a key: what is too long ends in a digest of the whole, so that two long ones stay two."""
    written = text_of(value)
    if len(written) <= KEY_LIMIT:
        return written
    return f"{written[: KEY_LIMIT - 33]}~{digest(written)}"


def digest(*parts: str) -> str:
    """32 characters that stand for `parts`."""
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def digest_of(labels: Mapping[str, str]) -> str:
    """A key for an alert that has none: its labels in any order; an empty one counts as missing, as Prometheus says."""
    return digest(*(part for name in sorted(labels) if labels[name] for part in (name, labels[name])))


def labels_of(value: Any, said: Faults, what: str = "labels") -> dict[str, str]:
    """An object as labels, in its order. Of too many the first LABELS_LIMIT are kept; both are said."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        said.add(f"its '{what}' are {kind(value)} and not an object; they are left out")
        return {}
    if _is_small(value):
        return value
    if len(value) > LABELS_LIMIT:
        said.add(f"of its '{what}' only the first {LABELS_LIMIT} are kept; send fewer")
    kept: dict[str, str] = {}
    for name, content in value.items():
        if len(kept) == LABELS_LIMIT:
            break
        kept[name[:WORD_LIMIT]] = text_of(content, LABEL_LIMIT)
    return kept


def _is_small(value: dict[str, Any]) -> bool:
    """Whether labels need no cutting at all, found out at little cost: nearly all are so."""
    try:
        together = len("".join(value.values()))
    except TypeError:
        return False
    return len(value) <= LABELS_LIMIT and together <= LABEL_LIMIT and len("".join(value)) <= WORD_LIMIT


def links_of(addresses: Mapping[str, Any]) -> dict[str, str]:
    """The addresses that are http or https and whole, by what they lead to."""
    return {
        name: address
        for name, address in addresses.items()
        if isinstance(address, str)
        and len(address) <= LABEL_LIMIT
        and address[:8].lower().startswith(("http://", "https://"))
    }


def moment(value: Any, said: Faults, what: str) -> int:
    """`value` as Unix ms, -1 where there is none (missing, empty, or before 1970 as in `0001-01-01T00:00:00Z`).

    Understood: RFC 3339, without a zone as UTC; numbers, also as text: Unix seconds, ms, µs or ns by their size. What
    else it is, is said.
    """
    if value is None or value == "":
        return -1
    found = None
    if isinstance(value, str) and len(value) <= 64:
        found = _written(value.strip())
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _counted(value)
    if found is None:
        said.add(f"its '{what}' is no time: {quoted(value)}; write it as 2024-05-17T03:12:00Z")
        return -1
    return max(found, -1)


@lru_cache(maxsize=1_024)
def _written(text: str) -> int | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        if not _NUMBER.fullmatch(text):
            return None
        return _counted(float(text) if "." in text else int(text))
    year, month, day, hour, minute, second, fraction, _, sign, hours, minutes = match.groups()
    try:  # a leap second is the one before it
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59))
    except ValueError:
        return None
    away = (int(hours) * 60 + int(minutes)) * 60_000 if sign else 0
    whole = (at - _EPOCH) // timedelta(milliseconds=1) + int(((fraction or "") + "000")[:3])
    return whole - away if sign == "+" else whole + away


def _counted(number: float) -> int | None:
    """A number by its size: until the year 5138 in seconds, from 1973 on in ms."""
    if number < 0:
        return None
    for below, times, over in _SCALES:
        if number < below:
            return int(number * times) // over
    return None
