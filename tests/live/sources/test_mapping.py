"""Mappings: places, texts, tables; and mistakes in one, where they stand."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from irsim.events.signals import FIRING, RESOLVED
from irsim.live.sources import SHIPPED, Reading, Unreadable, load_mapping, read, shipped_mapping
from irsim.live.sources.mapping import mapping_schema, shipped_mapping_text
from irsim.live.sources.places import place, text
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml
from tests.live.sources.bodies import BEGAN, NOW, sent

BODY = {
    "host": {"name": "db-1", "a.b": "dotted", "up": False},
    "tags": ["one", {"k": "v"}],
    "none": None,
    "n": 3,
    "e": "",
}


def read_by(cases: str, body: Any, head: str = "") -> Reading:
    mapping = load_mapping(f"id: own\ntitle: Our own\n{head}\ncases:\n{cases}", "own.yaml")
    return read("generic", sent(body), mapping, received=NOW)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("host.name", "db-1"),
        ('host."a.b"', "dotted"),
        ("tags.0", "one"),
        ("tags.1.k", "v"),
        ("tags.2", None),
        ("tags.-1", None),
        ("tags.name", None),
        ("host.name.more", None),
        ("host.up", False),
        ("$.whole", "W"),
        ("$", {"whole": "W"}),
        (" n ", 3),
    ],
)
def test_a_place_leads_to_a_value_or_to_nothing(written: str, found: object) -> None:
    assert place(written).find(BODY, {"whole": "W"}) == found


@pytest.mark.parametrize(
    "written", ["", ".", "a..b", "a.", ".a", "a b", "a[0]", "$a", "$.", '"a', 'a"b"', "a|b", "a" * 3_000]
)
def test_what_is_no_place_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="place"):
        place(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("plain", "plain"),
        ("{n}", 3),
        ("{none | e | host.name}", "db-1"),
        ("{none | 'a | b'}", "a | b"),
        ("{none}", None),
        ("{host.name} is {host.up}", "db-1 is false"),
        ("{{n}} {n}", "{n} 3"),
        ("{tags}", ["one", {"k": "v"}]),
        ("tags: {tags}", 'tags: ["one",{"k":"v"}]'),
        ("{$.host.name}", None),
    ],
)
def test_a_text_is_filled_in(written: str, value: object) -> None:
    assert text(written).value(BODY, {}) == value


@pytest.mark.parametrize(
    "written", ["{", "}", "a {b", "{}", "{a||}", "{a} }", "{a b}", "{'a}", "{a}" * 50, "x" * 3_000, 3, None]
)
def test_what_is_no_text_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"place|text|alone"):
        text(written)


def test_tables_translate_without_regard_to_capitals_and_the_rest_stays_or_becomes_one_word() -> None:
    case = """
  - state: {of: "{s}", means: {PROBLEM: firing, ok: resolved}, else: nothing}
    title: "{t}"
    severity: {of: "{p}", means: {"1": critical}}
"""
    body = [{"s": s, "t": f"{s}/{p}", "p": p} for s, p in (("problem", 1), ("OK", "two"), ("other", 1))]
    told = [(signal.title, signal.state, signal.severity) for signal in read_by(case, body).signals]
    assert told == [("problem/1", FIRING, "critical"), ("OK/two", RESOLVED, "two")]


def test_labels_come_from_maps_pairs_and_tags_and_single_ones_win() -> None:
    case = """
  - state: firing
    title: x
    labels: {of: [map, pairs, tags, line, objects, none], with: {a: "{own}", z: "{none}"}}
"""
    body = {
        "map": {"a": 1, "b": {"c": []}},
        "pairs": [["p", "q"], ["odd"], 3],
        "tags": ["env:prod", "solo", " "],
        "line": "role:db, zone:eu:1",
        "objects": [{"key": "k", "value": None}],
        "own": "mine",
    }
    assert read_by(case, body).signals[0].labels == {
        "a": "mine",
        "b": '{"c":[]}',
        "p": "q",
        "env": "prod",
        "solo": "",
        "role": "db",
        "zone": "eu:1",
        "k": "",
    }


def test_the_first_case_that_fits_counts_and_what_is_ignored_says_nothing() -> None:
    cases = """
  - {when: {kind: [down, broken]}, state: firing, title: "{kind}"}
  - {when: {kind: true, muted: false}, state: resolved, title: "{kind}"}
"""
    head = 'ignore: [{kind: ping}]\nexpect: {v: "2"}'
    assert read_by(cases, {"v": 2, "kind": "broken"}, head).signals[0].state == FIRING
    assert read_by(cases, {"v": 2, "kind": "up"}, head).signals[0].state == RESOLVED
    assert read_by(cases, {"v": 2, "kind": "ping"}, head) == Reading(())
    for body in ({"v": 3, "kind": "up"}, {"v": 2}, {"v": 2, "kind": "up", "muted": True}, 3):
        with pytest.raises(Unreadable):
            read_by(cases, body, head)
    batch = read_by(cases, [{"v": 1}, {"v": 2, "kind": "up"}, 3], head)
    assert (len(batch.signals), len(batch.faults)) == (1, 2)


def test_a_truncated_delivery_of_a_mapping_closes_nothing() -> None:
    cases = '  - {each: all, state: "{s}", title: "{s}"}'
    body = {"all": [{"s": "firing"}, {"s": "resolved"}], "cut": 2}
    reading = read_by(cases, body, "truncated: cut")
    assert [signal.state for signal in reading.signals] == [FIRING]
    assert (len(reading.withheld), reading.truncated) == (1, 2)
    assert read_by(cases, body | {"cut": "many"}, "truncated: cut").truncated == 1


@pytest.mark.parametrize(
    ("since", "at"),
    [
        ("2025-05-17T03:12:00Z", BEGAN),
        ("2025-05-17 03:12:00.000123456 UTC", BEGAN),
        ("2025-05-17T08:42:00+05:30", BEGAN),
        ("2025-05-16T22:12:00-0500", BEGAN),
        ("2025-05-17T03:11:60Z", BEGAN - 1_000),
        (BEGAN, BEGAN),
        (str(BEGAN), BEGAN),
        (BEGAN / 1_000, BEGAN),
        (BEGAN * 1_000, BEGAN),
        (BEGAN * 1_000_000, BEGAN),
        ("0001-01-01T00:00:00Z", -1),
        ("", -1),
        (None, -1),
    ],
)
def test_times_are_unix_milliseconds_however_they_are_written(since: object, at: int) -> None:
    reading = read_by('  - {state: firing, title: x, since: "{since}"}', {"since": since})
    assert (reading.signals[0].since, reading.faults) == (at, ())


@pytest.mark.parametrize("since", ["soon", "2025-13-01T00:00:00Z", -5, 10**30, "9" * 50, True, [], {}, 1e300])
def test_what_is_no_time_is_said_and_the_alert_counts(since: object) -> None:
    reading = read_by('  - {state: firing, title: x, since: "{since | a}"}', {"since": since})
    assert reading.signals[0].since == -1
    assert len(reading.faults) == (since not in ([], {}))


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("id: a\ntitle: b\ncases: []", 3, "too few"),
        ("id: a\ntitle: b\ncases:\n  - state: firing", 4, "title: this is required"),
        ("id: a\ntitle: b\ncases:\n  - state: burning\n    title: x", 4, "no state is called 'burning'"),
        ("id: a\ntitle: b\ncases:\n  - state: firing\n    title: '{a'", 5, "stands alone"),
        ("id: a\ntitle: b\ncases:\n  - state: firing\n    title: 3", 5, "not text"),
        ("id: a\ntitle: b\ncases:\n  - state: firing\n    titel: x", 5, "did you mean 'title'"),
        ("id: a\ntitle: b\ncases:\n  - title: x\n    state: {of: '{a}', means: {a: on}}", 5, "no state is called 'on'"),
        ("id: a\ntitle: b\nexpect: {a: 3}\ncases:\n  - {state: firing, title: x}", 3, "no condition"),
        ("id: a\ntitle: b\ncases:\n  - {state: firing, title: x, labels: {of: [a..b]}}", 4, "no place"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_by_its_line(written: str, line: int, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_mapping(written, "own.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("own.yaml", line)
    assert said in fault.message


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_sound_says_what_it_needs_and_fits_the_schema(name: str) -> None:
    mapping = shipped_mapping(name)
    assert mapping.id == name
    assert mapping.about
    schema = mapping_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read_yaml(shipped_mapping_text(name), name).data, schema)


def test_a_format_that_does_not_exist_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no format is called 'nagios'"):
        read("nagios", b"{}", received=NOW)
