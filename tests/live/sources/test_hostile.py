"""Whatever comes over the wire is read, partly read, or refused with a sentence; quickly, and within bounds."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.live.sources import FORMATS, Reading, Unreadable, load_mapping, pagerduty, read
from irsim.live.sources.own import HEARTBEAT, SIGNALS
from irsim.live.sources.reading import ALERT_LIMIT, FAULT_LIMIT, TEXT_BUDGET
from irsim.live.sources.values import KEY_LIMIT, LABEL_LIMIT, LABELS_LIMIT, TEXT_LIMIT, TITLE_LIMIT, WORD_LIMIT
from tests.live.sources.bodies import NOW, alert, group, sent, trigger

MIB = 1024 * 1024

READ = [format for format in FORMATS if format != HEARTBEAT]
"""The formats whose bodies say something: a heartbeat's may be anything."""

SKELETONS: dict[str, Any] = {
    "alertmanager": group(alert(), alert("resolved")),
    "alertmanager-api": [alert()],
    "pagerduty": trigger(),
    "grafana": group(alert(), version="1"),
    "sentry": {"action": "triggered", "data": {"event": {"issue_id": "1", "title": "t", "tags": [["a", "b"]]}}},
    "datadog": {"key": "k", "transition": "Triggered", "tags": "a:b,c", "date": "1747451520000"},
    "new-relic": {"id": "1", "state": "CREATED", "title": ["t"], "impactedEntities": ["a"], "createdAt": 1},
    "opsgenie": {"action": "Create", "alert": {"alias": "a", "message": "m", "tags": ["t"], "details": {"a": "b"}}},
    "cloudevents": {"specversion": "1.0", "source": "s", "type": "t", "data": {"labels": {"a": "b"}}},
    "generic": {"alerts": [{"title": "t", "labels": {"a": "b"}, "since": "2025-05-17T03:12:00Z"}]},
}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def sound(reading: Reading) -> None:
    """What every reading keeps to, and that it can be recorded."""
    assert len(reading.signals) <= ALERT_LIMIT
    assert len(reading.faults) <= FAULT_LIMIT + 3
    for signal in (*reading.signals, *reading.withheld):
        assert 0 < len(signal.key) <= KEY_LIMIT
        assert len(signal.title) <= TITLE_LIMIT
        assert len(signal.text) <= TEXT_LIMIT
        assert len(signal.labels) <= LABELS_LIMIT
        assert len(signal.annotations) <= LABELS_LIMIT
        for name, value in (*signal.labels.items(), *signal.annotations.items(), *signal.links.items()):
            assert len(name) <= WORD_LIMIT
            assert len(value) <= LABEL_LIMIT
        assert isinstance(signal.since, int)
        assert signal.since >= -1
        msgspec.json.encode(signal)
    for fault in reading.faults:
        assert fault.isprintable()


def attempt(format: str, body: bytes) -> Reading | None:
    reading, reason = None, ""
    try:
        reading = read(format, body, received=NOW)
    except Unreadable as error:
        reason = error.reason
    assert reason.isprintable()
    if reading is not None:
        sound(reading)
    return reading


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["firing", "resolved"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def bent(draw: st.DrawFn, format: str) -> Any:
    """A sound body of which a few values anywhere are something else."""
    body = json.loads(json.dumps(SKELETONS[format]))
    for _ in range(draw(st.integers(1, 3))):
        here = body
        while isinstance(here, dict | list) and here:
            key = draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
            inner = here[key]
            if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
                here[key] = draw(values)
                break
            here = inner
    return body


@pytest.mark.parametrize("format", READ)
def test_sound_bodies_are_sound(format: str) -> None:
    reading = attempt(format, sent(SKELETONS[format]))
    assert reading is not None
    assert reading.signals
    assert reading.faults == ()


@given(st.binary(max_size=200), st.sampled_from((*FORMATS, SIGNALS)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes, format: str) -> None:
    attempt(format, body)
    pagerduty.take(body, "drawn")


@given(values, st.sampled_from((*FORMATS, SIGNALS)))
@settings(max_examples=200, deadline=None)
def test_any_json_is_read_or_refused(value: Any, format: str) -> None:
    attempt(format, json.dumps(value).encode("utf-8", "surrogatepass"))


@given(st.data(), st.sampled_from(READ))
@settings(max_examples=400, deadline=None)
def test_any_bent_body_is_read_or_refused(data: st.DataObject, format: str) -> None:
    body = json.dumps(data.draw(bent(format))).encode()
    attempt(format, body)
    if format == "pagerduty":
        taken = pagerduty.take(body, "drawn")
        assert (taken.status == 202) == bool(taken.body)
        if taken.body:
            assert attempt(format, taken.body)


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" " * MIB,
        b"[" * MIB,
        b'{"a":' * 200_000,
        b"[" * 33 + b"]" * 33,
        b"[" * 5_000 + b"]" * 5_000,
        b"\x80" * MIB,
        "ü".encode("utf-16") * 100_000,
        b'"' + b"\\" * MIB,
        b"1" * MIB,
        b"-" * MIB,
        b"{" + b'"a":1,' * 150_000 + b'"a":1}',
        b"x" * (4 * MIB + 1),
    ],
    ids=range(13),
)
def test_what_is_no_delivery_at_all_is_refused_at_once(format: str, body: bytes) -> None:
    with within(1):
        assert attempt(format, body) is None or body.startswith(b"{")


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize(
    "inner",
    [
        b'{"labels":{' + b",".join(b'"l%d":"v"' % n for n in range(80_000)) + b"}}",
        b'{"labels":{"' + b"n" * 900_000 + b'":"v"},"title":"t"}',
        b'{"title":"' + b"t" * MIB + b'"}',
        b'{"key":"' + b"k" * MIB + b'","title":"t"}',
        b'{"title":' + b"[" * 20 + b"1," * 400_000 + b"1" + b"]" * 20 + b"}",
        b'{"tags":"' + b"a:b," * 250_000 + b'","title":"t"}',
        b'{"since":"' + b"9" * MIB + b'","title":"t"}',
    ],
    ids=range(7),
)
def test_oversized_parts_of_alerts_are_cut_in_time(format: str, inner: bytes) -> None:
    with within(1.5):
        attempt(format, inner)
        attempt(format, b'{"version":"4","alerts":[' + inner[:-1] + b',"status":"firing","fingerprint":"f"}]}')
        attempt(format, b"[" + inner + b"]")


@pytest.mark.parametrize("format", READ)
def test_very_many_alerts_are_read_up_to_a_limit_and_then_nothing_is_closed(format: str) -> None:
    count = 50_000
    few = b",".join([b'{"title":"t","status":"resolved","fingerprint":"f","labels":{}}'] * 15_000)
    with within(2):
        for body in (
            b'{"version":"4","alerts":[' + few + b"]}",
            b'{"version":"1","alerts":[' + few + b"]}",
            b"[" + few + b"]",
            b"[" + b"3," * count + b"3]",
        ):
            reading = attempt(format, body)
            if reading is not None and reading.truncated:
                assert all(signal.state != "resolved" for signal in reading.signals)


def test_parts_that_alerts_share_do_not_make_gigabytes_of_a_small_body() -> None:
    whole: dict[str, Any] = {
        "version": "1",
        "alerts": [{"status": "firing", "fingerprint": str(n)} for n in range(5_000)],
    }
    reading = attempt("grafana", sent(whole | {"title": "t" * 100_000}))
    assert reading is not None
    assert sum(len(signal.title) for signal in reading.signals) <= TEXT_BUDGET
    large: list[Any] = ["t" * 900_000, {"a": "t" * 900_000}, ["t"] * 200_000, {f"k{n}": n for n in range(60_000)}]
    for shared in large:
        with within(3):
            attempt(
                "grafana", sent(whole | {"alerts": whole["alerts"][:1_000], "title": shared, "externalURL": shared})
            )
    wide = {"labels": {f"l{n}": "v" * 2_000 for n in range(100)}}
    with within(2):
        reading = attempt("generic", sent([wide | {"title": str(n)} for n in range(20)]))
    assert reading is not None


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'{"title":"caf\xe9"}', "not UTF-8"),
        (b'{"title":"t","labels":{"v":NaN}}', "'NaN'"),
        (b'{"title":"t","labels":{"v":-Infinity}}', "'-Infinity'"),
        (b'{"title":"\\ud83d"}', "surrogate"),
    ],
)
def test_what_senders_get_wrong_without_harm_is_said_and_the_alert_counts(body: bytes, fault: str) -> None:
    reading = attempt("generic", body)
    assert reading is not None
    assert len(reading.signals) == 1
    assert fault in reading.faults[0]


@pytest.mark.parametrize(
    "body",
    [
        b'\xef\xbb\xbf{"title":"t"}',
        b'{"title":"t","labels":{"v":1e999}}',
        b'{"title":"t","labels":{"v":' + b"9" * 5_000 + b"}}",
        b'{"title":"s","title":"t"}',
        b'{"title":"t","labels":{"\\u0000\\u001b[2J":"\\u009b31m"}}',
    ],
)
def test_byte_order_marks_huge_numbers_doubles_and_controls_do_no_harm(body: bytes) -> None:
    reading = attempt("generic", body)
    assert reading is not None
    assert (reading.signals[0].title, reading.faults) == ("t", ())


def test_two_long_keys_that_begin_alike_stay_two() -> None:
    reading = attempt("generic", sent([{"key": "k" * 5_000 + end, "title": "t"} for end in "ab"]))
    assert reading is not None
    assert len({signal.key for signal in reading.signals}) == 2


def test_time_grows_with_the_size_and_not_faster() -> None:
    def seconds(count: int) -> float:
        body = sent(group(*(alert(fingerprint=str(n)) for n in range(count))))
        began = time.process_time()
        attempt("alertmanager", body)
        return time.process_time() - began

    seconds(10)
    assert seconds(4_000) < 20 * max(seconds(400), 0.004)


def test_many_alerts_that_share_large_tags_are_read_in_time() -> None:
    mapping = load_mapping(
        "id: a\ntitle: b\ncases:\n  - each: all\n    state: firing\n    title: '{$.t} {$.t} {n}'\n"
        "    key: '{$.t}/{n}'\n"
        "    text: '{$.t}'\n    labels: {of: [$.t, $.m, $.l], with: {x: '{$.m}'}}\n"
    )
    body = {"t": "a:b," * 100_000, "m": {f"k{n}": "v" for n in range(20_000)}, "l": ["a:b"] * 30_000}
    with within(5):
        reading = read("generic", sent(body | {"all": [{"n": n} for n in range(2_000)]}), mapping, received=NOW)
    sound(reading)
    assert reading.truncated
