"""Texts over the cast: names, filters and if; nothing that loops, calls, grows or looks inside."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.words.texts import OUTPUT_LIMIT, TextFault, names_in, render

NAMES = {"boss": {"name": "Ada Lovelace", "first": "Ada"}, "facts": {"mailboxes": 120}, "n": "x"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("No names at all.", "No names at all."),
        ("A brace { alone }", "A brace { alone }"),
        ("{{ boss.name }} has {{ facts.mailboxes }} mailboxes", "Ada Lovelace has 120 mailboxes"),
        ("{{ boss['first'] | upper }}", "ADA"),
        ("{{ boss.name | replace('Ada', 'Eve') }}", "Eve Lovelace"),
        ("{{ boss.name | first }}{{ ['a'] | join }}", None),
        ("{{ boss.first | join('-') }}", "A-d-a"),
        ("{% if boss.first == 'Ada' %}yes{% else %}no{% endif %}", "yes"),
        ("{{ boss.first ~ '!' }}", "Ada!"),
        ("{# a remark #}said", "said"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ '\\ud800' }}", "?"),
        ("{{ range }}{{ lipsum }}", ""),
    ],
)
def test_what_a_text_may_do(text: str, filled: str | None) -> None:
    if filled is None:
        with pytest.raises(TextFault, match="'list' is not allowed"):
            render(text, NAMES)
    else:
        assert render(text, NAMES) == filled


HOSTILE = {
    "a loop": "{% for x in boss %}x{% endfor %}",
    "a call": "{{ boss.name.upper() }}",
    "a global's call": "{{ range(10) }}",
    "a product": "{{ 'a' * 10**9 }}",
    "a sum": "{{ 'a' + 'b' }}",
    "a power": "{{ 9**9**9 }}",
    "a class": "{{ boss.__class__ }}",
    "a class in brackets": "{{ boss['__class__'] }}",
    "a class in pieces": "{{ boss['__cla' ~ 'ss__'] }}",
    "a class by filter": "{{ boss|attr('__class__') }}",
    "a deep class": "{{ boss.name.__class__.__mro__ }}",
    "a private field": "{{ boss._name }}",
    "a chain of replaces": "{{ 'x'" + "|replace('x', 'xxxxxxxxxx')" * 12 + " }}",
    "a chain of joins": "{{ 'xx'" + "|join('xxxxxxxxxx')" * 12 + " }}",
    "a large replace": "{{ n|replace('x', n" + "|replace('x', '" + "x" * 400 + "')" * 3 + ") }}",
    "an assignment": "{% set a = 1 %}{{ a }}",
    "a macro": "{% macro m() %}{% endmacro %}",
    "an include": "{% include '/etc/passwd' %}",
    "an import": "{% import 'os' as os %}",
    "an inheritance": "{% extends 'x' %}",
    "a slice": "{{ boss.name[1:2] }}",
    "a list": "{{ [1, 2] }}",
    "a test": "{{ boss is defined }}",
    "an unknown filter": "{{ boss.name | pprint }}",
    "an open brace": "{{ boss.name",
    "an open block": "{% if boss %}x",
    "an odd word": "{% nonsense %}",
    "a name that is not there": "{{ nobody.name }}",
    "a long number": "{{ " + "9" * 5_000 + " }}",
    "many brackets": "{{ " + "(" * 3_000 + "n" + ")" * 3_000 + " }}",
    "many dots": "{{ n" + ".b" * 5_000 + " }}",
    "many filters": "{{ n" + "|upper" * 5_000 + " }}",
    "many nots": "{{ " + "not " * 5_000 + "n }}",
    "many ands": "{{ n" + " and n" * 5_000 + " }}",
    "many ifs": "{% if n %}" * 500 + "{% endif %}" * 500,
    "many names": "{{ boss.name }}" * 20_000,
    "very many names": "{{ boss.name }}" * 130_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_soon_in_one_sentence_with_a_cure(name: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(TextFault) as caught:
        render(HOSTILE[name], NAMES)
    assert time.perf_counter() - begun < 2
    assert ";" in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


def test_a_text_never_comes_to_more_than_its_limit() -> None:
    assert len(render("{{ n }}" * 9, {"n": "x" * 50_000})) == OUTPUT_LIMIT


def test_the_names_of_a_text() -> None:
    text = "{{ boss.name }} {{ boss }} {% if facts.mailboxes %}{{ thief.name | default(n) }}{% endif %}"
    assert names_in(text) == {("boss", "name"), ("boss", ""), ("facts", "mailboxes"), ("thief", "name"), ("n", "")}
    assert names_in("nothing") == set()


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["{{", "}}", "{%", "%}", "{#", "#}", " boss.name ", " if ", " endif ", "|upper", "'", "(", ")"]
        ),
        st.sampled_from(
            ["[", "]", "~", "==", "__class__", ".", "|", "replace('a','b')", " not ", " or ", "1", "*", "-"]
        ),
        st.text(max_size=4),
    ),
    max_size=14,
).map("".join)


@given(PIECES)
@settings(max_examples=800, deadline=None)
def test_any_text_is_filled_or_refused(text: str) -> None:
    for use in (lambda: render(text, NAMES), lambda: names_in(text)):
        try:
            result: object = use()
        except TextFault as fault:
            result = str(fault)
        assert isinstance(result, str | set)
