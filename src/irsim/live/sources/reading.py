"""What was read of a delivery, and how a body is taken apart: bounded in size, depth, number and time."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, TypeVar

import msgspec

from irsim.events.signals import RESOLVED, Signal
from irsim.words.clean import clean_title

SIZE_LIMIT = 4_194_304
"""Bytes of a body that are read: four times what the receiver lets in."""

DEPTH_LIMIT = 32
"""Levels of lists and objects: senders' own need ten at most."""

ALERT_LIMIT = 5_000
"""Alerts of one delivery that are read: 1 MiB holds no more of any real sender."""

TEXT_BUDGET = 16_000_000
"""Characters that the signals of one delivery may come to: parts that alerts share could make gigabytes of a small
body."""

FAULT_LIMIT = 20
"""Faults that are told of one delivery."""

T = TypeVar("T")


class Unreadable(ValueError):
    """A body that is no such thing at all; `reason` is one sentence with the cure."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unfit(ValueError):
    """One alert of a delivery that cannot be used: why, in a few words."""


@dataclass(frozen=True)
class Reading:
    """What a delivery says. `faults` are sentences on what could not be used of it; the rest counts.

    `truncated` is how many alerts were left out, by the sender or because they are too many. Such a delivery is not the
    whole truth of its group and closes nothing: what it calls resolved stands in `withheld`, and not in `signals`.
    """

    signals: tuple[Signal, ...]
    faults: tuple[str, ...] = ()
    truncated: int = 0
    withheld: tuple[Signal, ...] = ()

    def labelled(self, labels: Mapping[str, str]) -> "Reading":
        """The same, each signal with these labels over its own, and what labels of these names say; the keys stay."""
        if not labels:
            return self
        said: dict[str, Any] = {name: labels[name] for name in ("severity", "service", "category") if name in labels}
        signals = (msgspec.structs.replace(each, labels={**each.labels, **labels}, **said) for each in self.signals)
        return replace(self, signals=tuple(signals))


@dataclass
class Faults:
    """Collects what could not be used; `where` says of which alert."""

    where: str = ""
    sentences: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, sentence: str) -> None:
        """One more fault, said of `where`."""
        if len(self.sentences) < FAULT_LIMIT:
            self.sentences.append(self.where + sentence)
        else:
            self.more += 1

    def told(self) -> tuple[str, ...]:
        """The faults, and how many more there are."""
        more = (f"{self.more:,} more faults of this delivery are not listed",) if self.more else ()
        return (*self.sentences, *more)


def parse(body: bytes, said: Faults, limit: int = SIZE_LIMIT) -> Any:
    """`body` as JSON. What senders get wrong without harm (a few bytes that are no UTF-8, NaN, halves of surrogate
    pairs, numbers beyond all bounds) is mended and said; of a key that is given twice the last one counts.

    Raises Unreadable.
    """
    if len(body) > limit:
        raise Unreadable(f"the body has over {limit:,} bytes; send fewer alerts at a time")
    if not body.strip():
        raise Unreadable("the body is empty; send JSON")
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = _mended(body, said)
    except RecursionError:
        raise _too_deep() from None
    _bounded(value)
    return value


def _mended(body: bytes, said: Faults) -> Any:
    """`body` read with patience. Raises Unreadable with what is wrong with it."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    mended: list[str] = []
    if "\ufffd" in text and "\ufffd".encode() not in body:
        mended.append("some bytes are not UTF-8 and were replaced by '\ufffd'; send UTF-8")

    def constant(name: str) -> None:
        mended.append(f"'{name}' is no JSON and was read as nothing; send null")

    def number(written: str) -> Any:
        value = float(written)
        return value if isfinite(value) else written

    try:
        value = json.loads(
            text,
            parse_constant=constant,
            parse_float=number,
            parse_int=lambda written: int(written) if len(written) < 40 else written[:100],
        )
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"the body is not JSON{place}; send JSON, in UTF-8") from None
    try:
        value = msgspec.json.decode(msgspec.json.encode(value))
    except UnicodeEncodeError:
        mended.append("half of a surrogate pair stands in a text and was replaced by '?'; send whole characters")
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise _too_deep() from None
    for sentence in dict.fromkeys(mended):
        said.add(sentence)
    return value


def _bounded(value: Any) -> None:
    """Raises Unreadable where lists and objects nest too deeply; a loop of its own, for the stack is the attacker's."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEPTH_LIMIT):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Unreadable:
    return Unreadable(f"the body nests deeper than {DEPTH_LIMIT} levels; flatten it")


def gather(
    items: Sequence[T], one: Callable[[T], Signal | None], said: Faults, truncated: int = 0, *, shares: bool = False
) -> Reading:
    """The reading of all `items`. `one` reads one of them, raises Unfit, or gives None where it says nothing. `shares`:
    a part of the body may stand in many signals, so that their length must be watched.
    """
    signals: list[Signal] = []
    room = TEXT_BUDGET
    done = 0
    for item in items[:ALERT_LIMIT]:
        said.where = f"alert {done + 1}: " if len(items) > 1 else ""
        try:
            signal = one(item)
        except Unfit as error:
            said.add(f"{error}; it is left out")
            signal = None
        if signal is not None:
            if shares:
                room -= _length(signal)
                if room < 0:
                    break
            signals.append(signal)
        done += 1
    said.where = ""
    if done < len(items):
        truncated += too_many(len(items) - done, said)
    return closed(signals, said, truncated)


def too_many(left: int, said: Faults) -> int:
    """`left`: how many alerts are not read because they are too many for one delivery. It is said."""
    if left:
        said.add(f"{left:,} alerts are too many for one delivery and were not read; send fewer at a time")
    return left


def closed(signals: Sequence[Signal], said: Faults, truncated: int) -> Reading:
    """A reading of `signals`: of a truncated delivery, what is over is withheld, and said."""
    withheld: tuple[Signal, ...] = ()
    if truncated:
        withheld = tuple(signal for signal in signals if signal.state == RESOLVED)
        signals = [signal for signal in signals if signal.state != RESOLVED]
    if withheld:
        said.sentences.insert(  # the most important one of all
            0,
            f"{truncated:,} alerts of this delivery were left out, so the {len(withheld):,} that it calls resolved "
            "stay open; let the sender send all of a group",
        )
    return Reading(tuple(signals), said.told(), truncated, withheld)


def _length(signal: Signal) -> int:
    texts = (signal.key, signal.title, signal.text, signal.severity, signal.service, signal.category, signal.monitor)
    maps = (signal.labels, signal.annotations, signal.links)
    return sum(map(len, texts)) + sum(_lengths(each.items()) for each in maps)


def _lengths(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(len(name) + len(value) for name, value in pairs)


def as_object(value: Any, what: str = "it") -> dict[str, Any]:
    """`value`, which should be an object. Raises Unfit."""
    if not isinstance(value, dict):
        raise Unfit(f"{what} is {kind(value)} and not an object")
    return value


def kind(value: Any) -> str:
    """What a JSON value is, for people."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a list" if isinstance(value, list) else "an object"


def quoted(value: Any) -> str:
    """A little of an untrusted value, in quotes, for a sentence."""
    return f"'{clean_title(value, 40)}'" if isinstance(value, str) else kind(value)
