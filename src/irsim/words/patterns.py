"""Event patterns: a kind plus field filters, matched against what happened. Written in plans and scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Scalar = str | int | bool | None


@dataclass(frozen=True)
class Pattern:
    """`kind` of the event, and for each dotted field the values that fit (any of them)."""

    kind: str
    where: tuple[tuple[str, tuple[Scalar, ...]], ...] = ()

    def matches(self, event: object) -> bool:
        """Whether `event` (a Struct with a tag) is of this kind and its fields fit. A list fits if any item does."""
        return event.__struct_config__.tag == self.kind and self.fields_fit(event)  # type: ignore[attr-defined]

    def fields_fit(self, event: object) -> bool:
        """The same for an event that is known to be of this kind."""
        return not self.where or all(fits(read_field(event, path), allowed) for path, allowed in self.where)

    def __str__(self) -> str:
        filters = ", ".join(f"{path}={'|'.join(map(str, allowed))}" for path, allowed in self.where)
        return f"{self.kind} ({filters})" if filters else self.kind


def pattern(kind: str, where: Mapping[str, Any] | None = None) -> Pattern:
    """A Pattern from plain data: a filter's value is a scalar or a list of alternatives."""
    filters = tuple(
        (path, tuple(value) if isinstance(value, list | tuple) else (value,)) for path, value in (where or {}).items()
    )
    return Pattern(kind, filters)


def read_field(event: object, path: str) -> Any:
    """The value at a dotted path, through Structs and maps; None where there is nothing."""
    value: Any = event
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value


def fits(value: Any, allowed: tuple[Scalar, ...]) -> bool:
    """Whether a field's value is one of `allowed`; '*' stands for anything that is there."""
    if isinstance(value, list | tuple):
        return any(fits(item, allowed) for item in value)
    for candidate in allowed:
        if candidate == "*":
            if value not in (None, "", False):
                return True
        elif value == candidate and (type(value) is type(candidate) or value is None):
            return True
    return False
