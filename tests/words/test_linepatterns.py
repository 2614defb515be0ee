"""Templates of log lines, and regular expressions that cannot run away."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.words.linepatterns import VALUE_LIMIT, compile_expression, compile_template

SSHD = "Failed password for {user} from {source_ip} port"


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        (SSHD, "Failed password for root from 192.0.2.7 port 4022 ssh2", {"user": "root", "source_ip": "192.0.2.7"}),
        (SSHD, "sshd: FAILED PASSWORD FOR Root from ::1 port 1", {"user": "Root", "source_ip": "::1"}),
        (SSHD, "Failed password for invalid user bob from 192.0.2.7 port 1", None),
        (SSHD, "Failed password for  from 192.0.2.7 port 1", None),
        ("user={user}, ip={ip}", "login user=anna, ip=10.0.0.1", {"user": "anna", "ip": "10.0.0.1"}),
        ("{user} logged in", "at noon anna logged in", {"user": "anna"}),
        ("from {ip} port", "message from sshd: try from 10.0.0.9 port 22", {"ip": "10.0.0.9"}),
        ("disk * full", "disk /dev/sda1 is full", {}),
        ("disk * full", "disk is empty", None),
        ("* full *", "the disk is full again", {}),
        ("user {user}", "user anna", {"user": "anna"}),
    ],
)
def test_a_template_reads_a_line_and_names_its_words(template: str, line: str, words: dict[str, str] | None) -> None:
    assert compile_template(template)(line) == words


@pytest.mark.parametrize("template", ["*", "{user}", "a {user}{ip} b", "{user} and {user}", " "])
def test_a_template_that_says_too_little_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"write|give"):
        compile_template(template)


@given(st.text(max_size=300))
def test_no_line_breaks_a_template(line: str) -> None:
    for template in (SSHD, "{user} logged in", "a*b*c", "user={user}, ip={ip}"):
        words = compile_template(template)(line)
        assert words is None or all(words.values())


@pytest.mark.parametrize(
    "expression",
    [
        "(a+)+b",
        "(a|a)*b",
        "(a*)*",
        "a*a*a*b",
        "(.*)\\1",
        "(?=a)b",
        "(?<!a)b",
        "a?" * 30 + "a" * 30,
        "(a|a)" * 30,
        "((a{1,20}){1,20}){1,20}",
        "x" * 201,
        "[",
        "(" * 150 + ")" * 150,
    ],
)
def test_an_expression_that_could_run_away_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match=r"long|allowed|no regular expression"):
        compile_expression(expression)


@pytest.mark.parametrize("expression", ["[a-z]*[a-z]*!", ".*a.*b", "(a|b|c|d|e)[a-z]+[f-z]+", "a?b?c?d?.*x"])
def test_an_allowed_expression_is_quick_on_the_worst_value(expression: str) -> None:
    fits = compile_expression(expression)
    begun = time.perf_counter()
    assert not fits("a" * VALUE_LIMIT)
    assert time.perf_counter() - begun < 0.5


def test_an_expression_is_held_against_the_whole_value() -> None:
    fits = compile_expression("svc-[a-z]+")
    assert fits("svc-backup")
    assert fits("SVC-Backup")
    assert not fits("a svc-backup")
    assert not fits("svc-" + "a" * VALUE_LIMIT)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab(|)*+?{}1,[].\\", max_size=24))
def test_whatever_is_allowed_is_quick(expression: str) -> None:
    try:
        fits = compile_expression(expression)
    except ValueError:
        return
    begun = time.perf_counter()
    fits("ab" * (VALUE_LIMIT // 2))
    fits("a" * VALUE_LIMIT)
    assert time.perf_counter() - begun < 1.0
