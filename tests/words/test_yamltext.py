"""YAML as people write it: the 1.2 core schema, and the line of everything."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from irsim.words.faults import BadInput
from irsim.words.yamltext import Document, pick, read_yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("0x1f", "0x1f"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("2026-11-16", "2026-11-16"),
        ("2026-11-16T09:00:00+00:00", "2026-11-16T09:00:00+00:00"),
        ("SEV-1", "SEV-1"),
        ("1.2.3", "1.2.3"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 40, "9" * 40),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("007", 7),
        ("0.8", 0.8),
        (".5", 0.5),
        ('"12"', "12"),
        ("'true'", "true"),
        ("! 12", "12"),
        ("!!str 12", "12"),
    ],
)
def test_plain_values_follow_the_core_schema(written: str, value: object) -> None:
    read = read_yaml(f"key: {written}\n", "a.yaml").data["key"]
    assert read == value
    assert type(read) is type(value)


DOCUMENT = """\
# a comment
id: small

truth:
  incidents:
    - id: theft
      signs: [seen,
        heard]
  story: >-
    It was
    a dark night.
empty:
"quoted key": {at: 1m, do: x}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("id",), 2),
        (("truth",), 4),
        (("truth", "incidents"), 5),
        (("truth", "incidents", 0), 6),
        (("truth", "incidents", 0, "signs"), 7),
        (("truth", "incidents", 0, "signs", 0), 7),
        (("truth", "incidents", 0, "signs", 1), 8),
        (("truth", "story"), 9),
        (("empty",), 12),
        (("quoted key", "do"), 13),
        (("truth", "incidents", 0, "missing"), 6),
        (("nowhere",), 2),
    ],
)
def test_every_value_knows_the_line_of_its_key(path: tuple[str | int, ...], line: int) -> None:
    assert read_yaml(DOCUMENT, "a.yaml").line_of(path) == line


def test_texts_keep_what_was_written_in_them() -> None:
    data = read_yaml(DOCUMENT.encode(), "a.yaml").data
    assert data["truth"]["story"] == "It was a dark night."
    assert read_yaml('"\\e[31m\\0"', "a.yaml").data == "\x1b[31m\0"
    assert read_yaml(b"\xef\xbb\xbfa: b\r\nc: d\r\n", "a.yaml").data == {"a": "b", "c": "d"}


def test_a_key_given_twice_names_both_lines() -> None:
    with pytest.raises(BadInput) as caught:
        read_yaml("a:\n  b: 1\n  c:\n    - 2\n  c: 3\n", "a.yaml")
    assert str(caught.value) == "a.yaml:5: 'c' is given twice, first in line 3; keep one"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('a: 1\nb: "text\nc: 2\n', 2, "a text in quotes begins here and never ends; close the quotes"),
        ("a: 1\nb: c: d\n", 2, "put quotes around a text that holds ': '"),
        ("a:\n\tb: c\n", 2, "indent with spaces"),
        ("a: [1, 2\nb: 3\n", 2, "check quotes, brackets and indentation"),
        ("a: 1\n  b: 2\n", 2, "check the indentation"),
        ("a: @here\n", 1, "put quotes around a text that begins with @"),
        ("a: x\u2028y\n", 1, "U+2028; retype the line"),
        ("a: b\nc: \udc80\n", 2, "U+DC80; retype the line"),
        ("- 1\n---\n- 2\n", 2, "a second document begins; keep one document a file"),
    ],
)
def test_a_mistake_is_named_by_its_line_with_a_cure(text: str, line: int, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "a.yaml")
    [fault] = caught.value.faults
    assert fault.line == line
    assert said in fault.message


def lines_within(document: Document, count: int) -> None:
    assert all(1 <= line <= count for line in document.lines.values())


def read_or_refuse(source: str | bytes) -> str:
    try:
        document = read_yaml(source, "a.yaml")
    except BadInput as bad:
        faults = bad.faults
    else:
        text = source if isinstance(source, str) else source.decode()
        lines_within(document, text.count("\n") + text.count("\r") + 1)
        return "document"
    assert len(faults) == 1
    assert faults[0].message.isprintable()
    assert len(faults[0].message) < 400
    return "refused"


YAMLISH = st.text(st.sampled_from("ab:1 -?[]{},&*!|>'\"%@`#\n\t\\~.<\u0085\ufeff\x1b"), max_size=80)


@given(YAMLISH)
@example("%TAG ! x\n---\n")
@example("? |\n  a\n: b")
@settings(max_examples=1000)
def test_whatever_looks_like_yaml_is_a_document_or_one_fault(text: str) -> None:
    assert read_or_refuse(text) in ("document", "refused")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
@settings(max_examples=500)
def test_noise_is_a_document_or_one_fault(source: str | bytes) -> None:
    assert read_or_refuse(source) in ("document", "refused")


PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), st.text("abc NO:12-_", max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text("abcde", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_what_json_writes_is_read_as_it_was_meant(data: Any) -> None:
    assert read_yaml(json.dumps(data), "a.yaml").data == data


def test_pick_finds_values_and_nothing_else() -> None:
    data = {"a": [{"b": 1}]}
    assert pick(data, ("a", 0, "b")) == 1
    assert pick(data, ("a", 1, "b")) is None
    assert pick(data, ("a", "b")) is None
