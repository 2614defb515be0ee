"""Records: what is sealed is what is read, whatever its kind; no floats; anything else is a ValueError."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.events import KINDS, Event
from irsim.log.records import GENESIS, digest_of, seal, unseal
from tests.log.making import NUMBERS, OPENED, TEXTS, events, structs


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=12)
@given(data=st.data())
def test_a_record_of_every_kind_comes_back_as_it_was(kind: str, data: st.DataObject) -> None:
    body = data.draw(structs(KINDS[kind]))
    record, line = seal(3, 500, "lead:Zoë", 2, body, GENESIS)
    assert unseal(line) == record
    assert record.body == body
    assert digest_of(line[:-1], GENESIS) == record.digest
    assert line.endswith(b'"}\n')
    assert line.count(b"\n") == 1


@given(NUMBERS, NUMBERS, TEXTS, NUMBERS, events())
@settings(max_examples=300)
def test_no_line_holds_a_float(seq: int, at: int, by: str, cause: int, body: Event) -> None:
    def refuse(written: str) -> None:
        raise AssertionError(f"a float: {written}")

    record, line = seal(seq, at, by, cause, body, GENESIS)
    read = json.loads(line, parse_float=refuse, parse_constant=refuse)
    assert list(read) == ["seq", "at", "by", "cause", "body", "digest"]
    assert unseal(line) == record


def test_the_digest_depends_on_all_that_came_before() -> None:
    first, _ = seal(0, 0, "engine", -1, OPENED, GENESIS)
    other, _ = seal(0, 0, "engine", -1, OPENED, "1" + GENESIS[1:])
    assert first.digest != other.digest


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
def test_any_bytes_are_a_record_or_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match="not a record"):
        unseal(line)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[" * 100_000,
        b'{"seq":0,"at":0,"by":"a","cause":-1,"body":{"kind":"note.added","x":' + b"[" * 100_000,
        b'{"seq":0,"at":0,"by":"a","cause":-1,"body":{"kind":"note.forgotten"},"digest":""}',
        b'{"seq":0,"at":0.5,"by":"a","cause":-1,"body":{"kind":"session.closed"},"digest":""}',
        b'{"seq":0,"at":0,"by":"\xff","cause":-1,"body":{"kind":"session.closed"},"digest":""}',
        b'{"seq":1e400,"at":0,"by":"a","cause":-1,"body":{"kind":"session.closed"},"digest":""}',
    ],
)
def test_what_is_no_record_is_a_value_error(line: bytes) -> None:
    with pytest.raises(ValueError, match="not a record"):
        unseal(line)
