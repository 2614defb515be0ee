"""Reads JSON of any sender by a mapping."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.sources.mapping import NOTHING, STATES, Case, FieldSource, Gathered, Lookup, Mapping, Where
from irsim.live.sources.places import Place
from irsim.live.sources.reading import (
    ALERT_LIMIT,
    Faults,
    Reading,
    Unfit,
    Unreadable,
    as_object,
    gather,
    kind,
    parse,
    quoted,
    too_many,
)
from irsim.live.sources.values import (
    LABEL_LIMIT,
    LABELS_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
    digest,
    digest_of,
    key_of,
    labels_of,
    links_of,
    moment,
    text_of,
)


def read(body: bytes, mapping: Mapping) -> Reading:
    """The alerts of `body` as `mapping` finds them; a list is read item by item. Raises Unreadable."""
    said = Faults()
    whole = parse(body, said)
    if not isinstance(whole, dict | list):
        raise Unreadable(f"the body is {kind(whole)}; send an object or a list of objects")
    wholes = whole if isinstance(whole, list) else [whole]
    found: list[tuple[Case, Any, dict[str, Any]]] = []
    truncated = too_many(max(0, len(wholes) - ALERT_LIMIT), said)
    for number, each in enumerate(wholes[:ALERT_LIMIT], 1):
        try:
            case = _case_of(each, mapping)
            if case is not None:
                items = _items(each, case)
                found.extend((case, item, each) for item in items[:ALERT_LIMIT])
                truncated += too_many(max(0, len(items) - ALERT_LIMIT), said)
                truncated += _left_out(each, mapping.truncated, said)
        except Unfit as error:
            if isinstance(whole, dict):
                raise Unreadable(f"{error}; mapping '{mapping.id}' does not fit it") from None
            said.add(f"item {number}: {error}; it is left out")
        if len(found) > ALERT_LIMIT:
            truncated += too_many(len(wholes[:ALERT_LIMIT]) - number, said)
            break
    return gather(found, lambda item: _signal(*item, said), said, truncated, shares=True)


def _case_of(whole: Any, mapping: Mapping) -> Case | None:
    """How `whole` is read; None where it is no alert and no mistake. Raises Unfit."""
    as_object(whole, "the body")
    for place, wanted in mapping.expect.items():
        if not _fits(place.find(whole, whole), wanted):
            there = quoted(place.find(whole, whole))
            raise Unfit(f"its '{'.'.join(place.steps)}' is {there} and not {_in_words(wanted)}")
    if any(_fits_all(whole, where) for where in mapping.ignore):
        return None
    case = next((case for case in mapping.cases if _fits_all(whole, case.when)), None)
    if case is None:
        raise Unfit("the body has none of the shapes that are known")
    return case


def _items(whole: dict[str, Any], case: Case) -> list[Any]:
    if case.each is None:
        return [whole]
    items = case.each.find(whole, whole)
    if items is None:
        return [whole]
    if not isinstance(items, dict | list):
        raise Unfit(f"its '{'.'.join(case.each.steps)}' is {kind(items)} and not a list of alerts")
    return [items] if isinstance(items, dict) else items


def _left_out(whole: dict[str, Any], place: Place | None, said: Faults) -> int:
    count = place.find(whole, whole) if place else None
    if count is None:
        return 0
    if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
        return min(count, 10**9)
    said.add(f"the number of alerts left out is {quoted(count)}; nothing is closed, for alerts may be missing")
    return 1


def _signal(case: Case, item: Any, whole: dict[str, Any], said: Faults) -> Signal | None:
    here = as_object(item)

    def word(source: FieldSource | None, limit: int = WORD_LIMIT) -> str:
        return text_of(_value(source, here, whole, limit), limit)

    state = word(case.state).strip().lower()
    if state == NOTHING:
        return None
    if state not in STATES:
        raise Unfit(f"its state is {quoted(state)} and not one of {', '.join(STATES)}")
    labels = _gathered(case.labels, here, whole, said, "labels")
    title, service, monitor = word(case.title, TITLE_LIMIT), word(case.service), word(case.monitor)
    key = key_of(_value(case.key, here, whole) or "")
    if not key and not (title or labels):
        raise Unfit("it has neither a key nor a title nor labels")
    return Signal(
        key=key or digest(monitor, service, title, digest_of(labels)),
        state=state,
        title=title or (monitor or key if state == FIRING else ""),
        text=word(case.text, TEXT_LIMIT),
        severity=word(case.severity),
        service=service,
        category=word(case.category),
        labels=labels,
        annotations=_gathered(case.annotations, here, whole, said, "annotations"),
        links=links_of({name: made.value(here, whole) for name, made in case.links.items()}),
        since=moment(_value(case.since, here, whole), said, "since"),
        until=moment(_value(case.until, here, whole), said, "until") if state == RESOLVED else -1,
        monitor=monitor,
    )


def _value(source: FieldSource | None, here: Any, whole: Any, limit: int = TEXT_LIMIT) -> Any:
    if source is None:
        return None
    if not isinstance(source, Lookup):
        return source.value(here, whole, limit)
    word = text_of(source.of.value(here, whole, WORD_LIMIT), WORD_LIMIT).strip()
    if word in source.means:
        return source.means[word]
    lowered = word.lower()
    known = next((meant for known, meant in source.means.items() if known.lower() == lowered), None)
    return known if known is not None else word if source.else_ is None else source.else_


def _gathered(gathered: Gathered, here: Any, whole: Any, said: Faults, what: str) -> dict[str, str]:
    found: dict[str, Any] = {}
    for place in gathered.of:
        found.update(islice(_pairs(place.find(here, whole)), LABELS_LIMIT + 1))
    named = {name: text_of(made.value(here, whole, LABEL_LIMIT), LABEL_LIMIT) for name, made in gathered.with_.items()}
    named = {name: value for name, value in named.items() if value}
    return labels_of(named | found | named, said, what)


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Names and values of a map, of a list of tags, or of a text of tags."""
    if isinstance(value, dict):
        yield from value.items()
        return
    if isinstance(value, str):
        value = value[:TEXT_LIMIT].split(",", LABELS_LIMIT + 1)
    for tag in value if isinstance(value, list) else ():
        if isinstance(tag, str) and tag.strip():
            name, _, rest = tag.strip().partition(":")
            yield name, rest
        elif isinstance(tag, list) and len(tag) == 2 and isinstance(tag[0], str):
            yield tag[0], tag[1]
        elif isinstance(tag, dict) and isinstance(tag.get("key"), str):
            yield tag["key"], tag.get("value")


def _fits_all(whole: Any, where: Where) -> bool:
    return all(_fits(place.find(whole, whole), wanted) for place, wanted in where.items())


def _fits(value: Any, wanted: tuple[str | bool, ...]) -> bool:
    there = value is not None and value != ""
    word = text_of(value, WORD_LIMIT) if there and not isinstance(value, dict | list) else None
    return any(there is each if isinstance(each, bool) else word == each for each in wanted)


def _in_words(wanted: tuple[str | bool, ...]) -> str:
    return " or ".join("there" if each is True else "missing" if each is False else f"'{each}'" for each in wanted)
