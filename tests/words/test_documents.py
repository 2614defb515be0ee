"""Mistakes in documents: one sentence each, all at once, where they stand."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from irsim.plan.fields import Anchor, Duration, Many, Name, Offset, PatternField, PeriodField, Span
from irsim.words.documents import FAULT_LIMIT, STAND_IN, Model, read_sound, validate
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.yamltext import read_yaml


class Item(Model):
    id: Name
    count: Annotated[int, Field(ge=1, le=9)] = 1
    size: Literal["small", "large"] = "small"
    on: bool = False
    after: Annotated[list[Anchor], Many] = []
    delay: Duration = 0
    onset: Offset = 0
    every: Span = 1
    period: PeriodField | None = None
    pattern: PatternField | None = None
    names: dict[Name, str] = {}


class Whole(Model):
    title: str
    items: Annotated[list[Item], Field(min_length=1)]


def faults_of(text: str, model: Any = Whole) -> list[Fault]:
    with pytest.raises(BadInput) as caught:
        validate(model, read_yaml(text, "a.yaml"))
    return caught.value.faults


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("count: many", "a.count: 'many' does not fit; write a whole number"),
        ("count: 1.5", "a.count: '1.5' does not fit; write a whole number"),
        ("count:", "a.count: this is empty; write a whole number"),
        ("count: 0", "a.count: '0' is too small; write 1 or more"),
        ("count: 10", "a.count: '10' is too large; write 9 or less"),
        ("count: [1]", "a.count: a list does not fit; write a whole number"),
        ("size: smal", "a.size: 'smal' does not fit; did you mean 'small'?"),
        ("on: perhaps", "a.on: 'perhaps' does not fit; write true or false"),
        ("after: {where: {text: x}}", "a.after.event: this is required; add it"),
        ("after: [b, {event: incident.closd}]", "a.after.1.event: no event is called 'incident.closd'; "),
        ("after: two words", "a.after: 'two words' is not a name; write a letter, then letters, digits, "),
        ("after: 5", "a.after: '5' is not text; put quotes around it"),
        ("after: [[b]]", "a.after.0: a list does not fit; write a word or a text"),
        ("delay: soon", "a.delay: 'soon' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
        ("delay: 5", "a.delay: '5' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
        ("delay: -5m", "a.delay: '-5m' is negative; write a duration from 0s on"),
        ("onset: x", "a.onset: 'x' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
        ("every: 0s", "a.every: '0s' is no time at all; write it as 90s, 4m, 1h30m or 3d"),
        ("period: tomorrow", "a.period: 'tomorrow' is not a period; write it as 15m, 72h, 30 calendar days, "),
        ("pattern: nothing", "a.pattern: no event is called 'nothing'; "),
        (
            "pattern: {event: note.added, where: {text: 1.5}}",
            "a.pattern.where: 'text' is not a plain value; write a word",
        ),
        ("names: {two words: x}", "a.names.two words: 'two words' is not a name; write a letter, then letters, "),
        ("names: {b: 5}", "a.names.b: '5' is not text; put quotes around it"),
        ("names: b", "a.names: 'b' does not fit; write a map of keys and values"),
        ("colour: red", "a.colour: this key is not known here; remove it or check its spelling"),
        ('"\\e[31mred": 1', "a.red: this key is not known here; remove it or check its spelling"),
    ],
)
def test_one_mistake_is_one_sentence_with_place_and_cure(written: str, said: str) -> None:
    faults = faults_of(f"title: x\nitems:\n  - id: a\n    {written}\n")
    assert [(fault.line, fault.message[: len(said) + 6]) for fault in faults] == [(4, f"items.{said}")]
    assert faults[0].message.isprintable()


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines() -> None:
    faults = faults_of("items:\n  - id: 5\n  - {id: b, count: x, size: y}\n  - {count: 1}\nmore: 1\n")
    assert [fault.line for fault in faults] == [1, 2, 3, 3, 4, 5]
    assert faults[0].message == "title: this is required; add it"


@pytest.mark.parametrize("text", ["- a\n", "text\n", "12\n", "~\n"])
def test_what_is_no_map_says_how_to_begin(text: str) -> None:
    [fault] = faults_of(text)
    assert (fault.line, fault.message) == (1, "not a map of keys and values; begin with 'id: ...'")


def test_a_thousand_mistakes_are_counted_not_listed() -> None:
    faults = faults_of("title: x\nitems: [{id: a}]\n" + "".join(f"k{n}: 1\n" for n in range(1_000)))
    assert len(faults) == FAULT_LIMIT + 1
    assert faults[-1].message == f"800 more mistakes from here on; mend the first {FAULT_LIMIT} before"


def test_sound_parts_are_read_beside_broken_ones_and_keep_their_lines() -> None:
    document = read_yaml("items:\n  - {id: a, count: x}\n  - {id: 5}\n  - id: c\n    count: 2\n", "a.yaml")
    reading = read_sound(Whole, document, {"title": STAND_IN})
    assert reading.value is not None
    assert [item.id for item in reading.value.items] == ["a", "c"]
    assert reading.value.title == STAND_IN
    assert reading.document.line_of(("items", 1, "count")) == 5
    assert len(reading.faults) == 3


def test_names_of_broken_parts_are_remembered() -> None:
    document = read_yaml("title: x\nitems:\n  - {id: lost, after: a b}\n  - {id: two words, names: {n: x}}\n", "a.yaml")
    reading = read_sound(Whole, document, {"items": [{"id": STAND_IN}]})
    assert {"n"} <= reading.lost
    assert reading.value is not None


def test_where_too_little_is_sound_only_the_mistakes_are_told() -> None:
    reading = read_sound(Whole, read_yaml("items: 5\n", "a.yaml"), {"title": STAND_IN})
    assert reading.value is None
    assert len(reading.faults) == 2


def test_a_fault_names_its_file_and_line() -> None:
    assert str(Fault("a.yaml", 3, "wrong; right it")) == "a.yaml:3: wrong; right it"
    assert str(Fault("a.yaml", 0, "wrong; right it")) == "a.yaml: wrong; right it"


def test_nearest_says_what_was_meant_or_what_there_is() -> None:
    assert nearest("mial", ["mail", "slack"]) == "did you mean 'mail'?"
    assert nearest("x", ["mail", "slack"]) == "use one of: mail, slack"
    assert nearest("x", []) == "none is defined"
    assert nearest("zzz", map(str, range(20))).endswith("... (20 in all)")


def test_a_key_that_is_nearly_a_known_one_is_said_to_be_that() -> None:
    class Inner(Model):
        colour: str = ""

    class Outer(Model):
        inner: Inner | None = None
        several: list[Inner] = []
        named: dict[str, Inner] = {}

    text = "inner: {color: a}\nseveral: [{colours: b}]\nnamed: {x: {clour: c}}\nnothing: 1\n"
    with pytest.raises(BadInput) as caught:
        validate(Outer, read_yaml(text, "t"))
    assert [fault.message for fault in caught.value.faults] == [
        "inner.color: this key is not known here; did you mean 'colour'?",
        "several.0.colours: this key is not known here; did you mean 'colour'?",
        "named.x.clour: this key is not known here; did you mean 'colour'?",
        "nothing: this key is not known here; remove it or check its spelling",
    ]
