"""TOML with lines: every key knows where it stands, and what is not TOML ends in a sentence."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.words.faults import BadInput
from irsim.words.tomltext import read_toml

TEXT = """
top = 1
[serve]
listen = "a"
limits.body = 3

[[sources]]
name = "one"
secrets = [
  { env = "A" },
]
[sources.poll]
url = "u"
[[sources]]   # the second
"name" = 'two'
[people."anna b"]
ways = []
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("serve",), 3),
        (("serve", "listen"), 4),
        (("serve", "limits", "body"), 5),
        (("sources", 0, "name"), 8),
        (("sources", 0, "secrets", 0, "env"), 9),
        (("sources", 0, "poll", "url"), 13),
        (("sources", 1), 14),
        (("sources", 1, "name"), 15),
        (("people", "anna b", "ways"), 17),
        (("sources", 1, "missing"), 14),
    ],
)
def test_every_key_knows_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert read_toml(TEXT, "t").line_of(path) == line


def test_a_date_is_text() -> None:
    assert read_toml("a = 2026-11-22\nb = [07:30:00]", "t").data == {"a": "2026-11-22", "b": ["07:30:00"]}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b"a = 1\n\xff = 2", 2, "not UTF-8"),
        ("a = 1\na = 2", 2, "given twice"),
        ("a = 1\nb = \n", 2, "not valid TOML here"),
        ("a = " + "[" * 20_000, 0, "nested too deep"),
        ("#" * 1_000_001, 0, "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_not_toml_ends_in_a_sentence(text: str | bytes, line: int, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_toml(text, "t")
    (fault,) = caught.value.faults
    assert says in fault.message
    assert fault.line == line


@given(st.text() | st.binary())
def test_nothing_else_than_a_sentence_ever_comes_of_it(text: str | bytes) -> None:
    with suppress(BadInput):
        read_toml(text, "t")
