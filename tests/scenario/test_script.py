"""Scripts and typed lines: decisions become commands, and every mistake is named with its line."""

import contextlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from irsim.commands import COMMANDS, Act, Amend, Answer, Assess, Classify, Command, SendUpdate, Step
from irsim.scenario.lines import command_named, field_of_id, parse_line
from irsim.scenario.script import command_from, read_script
from irsim.words.durations import MINUTE
from irsim.words.faults import BadInput

SMALL = Path(__file__).parents[1] / "data" / "small-script.yaml"


def test_a_script_is_read_in_the_order_of_its_times() -> None:
    script = read_script(SMALL)
    assert [decision.at // MINUTE for decision in script] == [4, 5, 8, 9, 11, 12, 12, 13, 50]
    assert script[1].by == "incident_commander"
    assert script[1].command == Classify("INC-1", "SEV-1", "security", personal_data=True)
    assert [decision.line for decision in script] == list(range(1, 10))
    assert not any(decision.unstated for decision in script)


BROKEN = """\
- {at: 6m, do: acknowledge, incident: INC-1}
- {at: soon, do: acknowledge, incident: INC-1}
- {at: 6m, do: acknowlege, incident: INC-1}
- {at: 6m, do: acknowledge}
- {do: acknowledge, incident: INC-1}
- {at: -6m, do: acknowledge, incident: INC-1}
- {at: 6m, do: classify, incident: INC-1, severity: SEV-1}
- {at: 6m, do: classify, incident: INC-1, with: {severty: SEV-1}}
- acknowledge
- {at: 6m, do: note, incident: INC-1, with: text}
-
  at: 6m
  do: assess
  incident: INC-1
  with: {users: many}
- {at: T+00:06, do: acknowledge, incident: INC-1}
- {at: 6m, do: step, incident: INC-1, with: {step: x, skip: perhaps}}
- {at: 6m, do: [note], incident: INC-1}
"""

FOUND = [
    (2, "'soon' is not a duration; write it as 90s, 4m, 1h30m or 3d"),
    (3, "there is no command 'acknowlege'; did you mean 'acknowledge'?"),
    (4, "'acknowledge' needs incident; write acknowledge incident=..."),
    (5, "a decision needs 'at' and 'do'; add them"),
    (6, "'at' lies before the start; give a time from 0s on"),
    (7, "'severity' does not belong here; use one of: as, at, do, incident, said, with (fields go under 'with')"),
    (8, "'classify' has no field 'severty'; did you mean 'severity'?"),
    (9, "not a decision; write it as {at: 6m, as: ROLE, do: acknowledge, incident: INC-1}"),
    (10, "'with' is no map; write it as with: {severity: SEV-1}"),
    (13, "'assess' wants a whole number for users, not 'many'; write that"),
    (16, "'T+00:06' may mean minutes or seconds; write T+00:06:00 or 06s"),
    (17, "'step' wants yes or no for skip, not 'perhaps'; write that"),
    (18, "there is no command '['note']'; did you mean 'note'?"),
]


def test_a_script_with_many_mistakes_is_told_all_of_them_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_script(path)
    assert [(fault.line, fault.message) for fault in caught.value.faults] == FOUND


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: b\n", "not a list; write one decision a line"), ("", "empty; "), ("- {at: [\n", "not valid YAML here")],
)
def test_what_is_no_script_says_so(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        read_script(path)
    with pytest.raises(BadInput, match="cannot be read: No such file or directory; check the path"):
        read_script(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("line", "by", "command"),
    [
        ("technical_lead: act close-door incident=INC-1", "technical_lead", Act("close-door", "INC-1")),
        ("classify INC-1 severity=SEV-1 category=security", "", Classify("INC-1", "SEV-1", "security")),
        ("classify INC-1 SEV-1 security personal_data=yes", "", Classify("INC-1", "SEV-1", "security", "", True)),
        ('answer MSG-1 text="we do not know"', "", Answer("MSG-1", text="we do not know")),
        ("amend INC-1 tags=a,b", "", Amend("INC-1", tags=("a", "b"))),
        ("assess INC-1 users=12 regulatory=no", "", Assess("INC-1", users=12, regulatory=False)),
        ("step INC-1 isolate skip=true too many words", "", Step("INC-1", "isolate", True, "too many words")),
        (
            'update INC-1 customers mail fields.symptom="mail is slow"',
            "",
            SendUpdate("INC-1", "customers", "mail", fields={"symptom": "mail is slow"}),
        ),
    ],
)
def test_typed_lines(line: str, by: str, command: Command) -> None:
    assert parse_line(line) == (by, command)


def test_what_a_shell_calls_a_command_is_known_and_help_only_where_it_is_taken() -> None:
    assert parse_line("ack INC-1") == parse_line("acknowledge INC-1")
    assert command_named("ACK") == "acknowledge"
    for also, meant in (((), False), (("help", "quit"), True)):
        with pytest.raises(ValueError, match="there is no command 'hepl'") as caught:
            parse_line("hepl", also=also)
        assert ("did you mean 'help'?" in str(caught.value)) == meant
    assert [field_of_id(word) for word in ("inc-7", "AL-1", "SEV-1", "INC-", "INC-1 is back")] == [
        "incident", "alert", "", "", ""
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "no command is given; `irsim actions` lists them, each with its fields"),
        ("lead:", "no command is given; `irsim actions` lists them, each with its fields"),
        ("help", "'help' is no command; `irsim actions` lists them, each with its fields"),
        ("hlep", "there is no command 'hlep'; "),
        ("clasify INC-1", "there is no command 'clasify'; did you mean 'classify'?"),
        ("classify INC-1", "'classify' needs severity and category; write classify severity=... category=..."),
        ('note INC-1 "open', "a quote is not closed; put a second one at the end of the text"),
        (
            "acknowledge incident=INC-1 now",
            "'now' is one word too many for 'acknowledge'; put quotes around a text of several",
        ),
        ("classify severty=SEV-1", "'classify' has no field 'severty'; did you mean 'severity'?"),
        ("update fields=x fields.symptom=y", "'fields' is given as a whole and in parts; keep one of them"),
        ("assess INC-1 users=1.5", "'assess' wants a whole number for users, not '1.5'; write that"),
        ("assess INC-1 users=" + "9" * 30, "'assess' holds a number or a character that cannot be recorded; write"),
        ("note INC-1 \udc80", "'note' holds a number or a character that cannot be recorded; write it anew"),
        ("\x1b[31mred", "there is no command 'red'; use one of: "),
    ],
)
def test_what_is_no_command_is_answered_with_the_cure(line: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        parse_line(line)
    assert str(caught.value).startswith(said)
    assert str(caught.value).isprintable()


FIELDS = sorted({name for kind in COMMANDS.values() for name in kind.__struct_fields__})
WORDS = st.one_of(
    st.sampled_from(
        [*COMMANDS, *FIELDS, "INC-1", "yes", "12", "'", '"', "lead:", ":", "=", "fields.a=b", "fields=", "\\"]
    ),
    st.builds("{}={}".format, st.sampled_from(FIELDS), st.text(max_size=5)),
    st.text(max_size=6),
)


@given(
    st.builds(
        lambda do, words: " ".join([do, *words]), st.sampled_from([*COMMANDS, "", "x:"]), st.lists(WORDS, max_size=7)
    )
)
@example("amend INC-1 title.x=3")
@example("declare alerts.x=1 AL-1")
@settings(max_examples=1_500)
def test_any_line_is_a_command_that_can_be_recorded_or_a_value_error(line: str) -> None:
    with contextlib.suppress(ValueError):
        _, command = parse_line(line)
        assert type(command) in COMMANDS.values()
        assert msgspec.json.decode(msgspec.json.encode(command), type=type(command)) == command


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=5,
)


@given(st.sampled_from(sorted(COMMANDS)), st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5))
@settings(max_examples=800)
def test_any_values_are_a_command_that_can_be_recorded_or_a_value_error(do: str, values: dict[str, object]) -> None:
    known = {name: value for name, value in values.items() if name in COMMANDS[do].__struct_fields__}
    with contextlib.suppress(ValueError):
        command = command_from(do, {"incident": "INC-1", **known} if "incident" in FIELDS else known)
        assert msgspec.json.decode(msgspec.json.encode(command), type=type(command)) == command
