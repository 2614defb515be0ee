"""Metric values: integers in a metric's declared unit, written and shown the way people say them."""

import re
from decimal import Decimal
from typing import Literal

Unit = Literal["ms", "ppm", "per_1000s", "count", "bytes", "bytes_per_s"]
"""ms: time. ppm: any ratio (5 % is 50,000; an Apdex of 0.8 is 800,000). per_1000s: rates. The rest as named."""

LARGEST = 10**17
"""Keeps products of two values and a time within what records can hold."""

_SUFFIXES: dict[str, dict[str, Decimal]] = {
    "ms": {"ms": Decimal(1), "s": Decimal(1000), "m": Decimal(60_000), "h": Decimal(3_600_000)},
    "ppm": {"%": Decimal(10_000), "ppm": Decimal(1), "": Decimal(1_000_000)},
    "per_1000s": {
        "/s": Decimal(1000),
        "/m": Decimal(1000) / 60,
        "/min": Decimal(1000) / 60,
        "/h": Decimal(1000) / 3600,
        "/d": Decimal(1000) / 86_400,
    },
    "count": {"": Decimal(1), "k": Decimal(1000), "M": Decimal(1_000_000)},
    "bytes": {"B": Decimal(1), "kB": Decimal(10**3), "MB": Decimal(10**6), "GB": Decimal(10**9), "TB": Decimal(10**12)},
}
_SUFFIXES["bytes_per_s"] = {
    f"{size}/{per}": factor / seconds
    for size, factor in _SUFFIXES["bytes"].items()
    for per, seconds in (("s", 1), ("m", 60), ("min", 60), ("10m", 600), ("h", 3600))
}
_WRITTEN = re.compile(r"([+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([A-Za-z%/0-9]*)")


def parse_quantity(text: str | int | float, unit: Unit) -> int:
    """The integer in `unit` of `5 %`, `5000 ms`, `104/s`, `3.2 GB/10m`, `0.8`.

    Raises ValueError naming the suffixes that fit the unit.
    """
    if str(text).strip() in ("0", "0.0"):
        return 0
    suffixes = _SUFFIXES[unit]
    match = _WRITTEN.fullmatch(str(text).strip())
    fitting = ", ".join(repr(f"5 {name}".strip()) for name in suffixes)
    if match is None or match[2] not in suffixes:
        raise ValueError(f"'{str(text)[:40]}' is not a value in {unit}; write it as {fitting}")
    value = int((Decimal(match[1]) * suffixes[match[2]]).to_integral_value())
    if abs(value) > LARGEST:
        raise ValueError(f"'{str(text)[:40]}' is out of range for {unit}; give a value that a metric can have")
    return value


def format_quantity(value: int, unit: Unit) -> str:
    """`value` in `unit` for a person: `5.4 s`, `12 %`, `104/s`, `212/h`, `3.2 GB`."""
    if value < 0:
        return "-" + format_quantity(-value, unit)
    if unit == "ms":
        return f"{value} ms" if value < 1000 else f"{_short(value / 1000)} s"
    if unit == "ppm":
        return f"{_short(value / 10_000)} %"
    if unit == "per_1000s":
        per_second = value / 1000
        if per_second >= 1 or value == 0:
            return f"{_short(per_second)}/s"
        if per_second * 60 >= 10:
            return f"{per_second * 60:.0f}/min"
        per_hour = per_second * 3600
        return f"{per_hour:.0f}/h" if per_hour >= 10 else f"{_short(per_hour)}/h"
    if unit == "count":
        return f"{value:,}"
    text = str(value) + " B"
    for name, size in (("kB", 10**3), ("MB", 10**6), ("GB", 10**9), ("TB", 10**12)):
        if value >= size:
            text = f"{_short(value / size)} {name}"
    return text + ("/s" if unit == "bytes_per_s" else "")


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0") if number < 100 else f"{number:,.0f}"


_COUNT = re.compile(r"(\d{1,18}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,6}))?\s*([km]?)", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def parse_count(text: str) -> int:
    """A whole number as people write it: `12000`, `12,000`, `12k`, `1.2m`. Raises ValueError with the cure."""
    match = _COUNT.fullmatch(text.strip())
    times = _TIMES[match[3].lower()] if match else 1
    fraction = (match[2] or "") if match else ""
    if match is None or (fraction and int(fraction) * times % 10 ** len(fraction)):
        raise ValueError(f"'{text[:40]}' is no whole number; write it as 12000, 12,000 or 12k")
    return int(match[1].replace(",", "")) * times + (int(fraction) * times // 10 ** len(fraction) if fraction else 0)
