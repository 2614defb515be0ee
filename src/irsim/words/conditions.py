"""Conditions on facts, as plans write them: `{personal_data: true, customers: {above: 100}}`."""

from collections.abc import Callable, Mapping
from typing import Any

from irsim.words.patterns import fits

BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "above": lambda value, bound: value > bound,
    "at_least": lambda value, bound: value >= bound,
    "below": lambda value, bound: value < bound,
    "at_most": lambda value, bound: value <= bound,
}
"""How a figure may be bounded."""


def satisfied(value: Any, wanted: Any) -> bool:
    """Whether a fact is as wanted: a word, a list any of which fits, or bounds of a whole number."""
    if not isinstance(wanted, Mapping):
        return fits(value, tuple(wanted) if isinstance(wanted, list | tuple) else (wanted,))
    if isinstance(value, str) and value.replace(",", "").strip().isdigit():
        value = int(value.replace(",", ""))
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return all(BOUNDS[name](value, bound) for name, bound in wanted.items())


def in_words(condition: Mapping[str, Any]) -> str:
    """A condition as a person says it: `customers above 100, personal data is true`."""
    return ", ".join(f"{_name(path)} {_wanted(wanted)}" for path, wanted in condition.items())


def _name(path: str) -> str:
    return path.replace("_", " ").replace(".", " ")


def _wanted(wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        return " and ".join(f"{name.replace('_', ' ')} {bound}" for name, bound in wanted.items())
    if isinstance(wanted, list | tuple):
        return "is " + " or ".join(map(_plain, wanted))
    return f"is {_plain(wanted)}"


def _plain(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
