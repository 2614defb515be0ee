"""Settings: every mistake is one sentence with its line and its cure, and the documentation says what the code does."""

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields
from textual.keys import _character_to_key

from irsim.tui.config import (
    SIZE_LIMIT,
    Settings,
    config_path,
    description,
    example,
    key_name,
    load_settings,
    read_settings,
    schema,
)
from irsim.words.faults import BadInput

ACTIONS = ("acknowledge", "classify", "escalate", "help")
DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def read(text: str) -> Settings:
    return read_settings(text.encode(), "config.toml", ACTIONS)


def mistakes(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        read(text)
    return str(caught.value).split("\n")


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_settings(ACTIONS, {}) == Settings()
    assert read("") == Settings()


def test_the_file_is_the_one_that_the_environment_names(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('theme = "light"\nmouse = false\n')
    assert config_path({"IRSIM_CONFIG": str(mine)}) == mine
    assert load_settings(ACTIONS, {"IRSIM_CONFIG": str(mine)}) == Settings(theme="light", mouse=False)
    assert config_path({"IRSIM_CONFIG": ""}).parts[-2:] == ("irsim", "config.toml")
    assert load_settings(ACTIONS, {"IRSIM_CONFIG": os.devnull}) == Settings()


def test_everything_can_be_set() -> None:
    text = """\ufefftheme = "contrast"
glyphs = "ascii"
colours = "16"
bell = "never"
mouse = false
local_time = false
assist = "guided"
toasts = 9

[keys]
acknowledge = "A"
classify = ["c", "Ctrl+K", "ctrl+k"]
help = []
"""
    assert read(text.replace("\n", "\r\n")) == Settings(
        theme="contrast",
        glyphs="ascii",
        colours="16",
        bell="never",
        mouse=False,
        local_time=False,
        assist="guided",
        toasts=9,
        keys={"acknowledge": ("A",), "classify": ("c", "ctrl+k"), "help": ()},
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('\n\nthme = "dark"', 3, "there is no setting 'thme'; did you mean 'theme'?"),
        ('theme = "drak"', 1, "theme: 'drak' does not fit; did you mean 'dark'?"),
        ("theme = 3", 1, "theme: '3' does not fit; use one of: contrast, dark, light"),
        ("mouse = 1", 1, "mouse: '1' does not fit; write true or false, without quotes"),
        ('# toasts\ntoasts = "5"', 2, "toasts: '5' does not fit; write a whole number from 1 to 60, without quotes"),
        ("toasts = true", 1, "toasts: true does not fit; write a whole number from 1 to 60, without quotes"),
        ("toasts = 0", 1, "toasts: '0' does not fit; write a whole number from 1 to 60, without quotes"),
        ("bell = [1]", 1, "bell: a list does not fit; use one of: always, never, urgent"),
        ("keys = 1", 1, 'keys: this is no table; write [keys], and below it lines such as acknowledge = "a"'),
        ('[keys]\nclassfy = "c"', 2, "no action is called 'classfy'; did you mean 'classify'?"),
        (
            '[keys]\nhelp = "x"\ntheme = "dark"',
            3,
            "no action is called 'theme'; 'theme' is a setting; move",
        ),
        (
            '[keys]\nhelp = "h"\nclassify = "h"',
            3,
            "classify: 'h' is bound to 'help' in line 2; give one of them",
        ),
        ('[keys]\nhelp = "tab"\nclassify = "ctrl+i"', 3, "classify: 'ctrl+i' is bound to 'help' in line 2"),
        ('keys.help = "h"\nkeys."classify" = "h"', 2, "classify: 'h' is bound to 'help' in line 1"),
        ('keys = {help = "h", classify = "h"}', 1, "classify: 'h' is bound to 'help' in line 1"),
        ("[keys]\nhelp = 7", 2, 'help: \'7\' is no key; write a key as "a", "ctrl+r" or "f2"'),
        ('[keys]\nhelp = ["h", "strg+r"]', 2, 'help: \'strg+r\' is no key; write a key as "a", "ctrl+r" or "f2"'),
        ('[keys]\nhelp = "escpe"', 2, "help: 'escpe' is no key; did you mean 'escape'?"),
        ("mouse = true\ntheme dark", 2, "not valid TOML here: expected '=' after a key in a key/value pair; write"),
        ('theme = "dark"\nmouse = yes', 2, "not valid TOML here: invalid value; write settings as theme"),
        ('theme = "dark"\n\ntheme = "light"', 3, "this key or table is given twice; keep one of them"),
        ('mouse = true\nkeys = "', 2, "not valid TOML here"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_cure(text: str, line: int, said: str) -> None:
    (only,) = mistakes(text)
    assert only.startswith(f"config.toml:{line}: {said}")


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines() -> None:
    found = mistakes('mouse = 1\ntheme = "x"\nbel = 1\n[keys]\nnone = "a"\n')
    assert [each.split(":")[1] for each in found] == ["1", "2", "3", "5"]


def test_any_action_goes_where_none_is_known() -> None:
    assert read_settings(b'[keys]\nwhatever = "w"', "config.toml").keys == {"whatever": ("w",)}


def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    def said(path: Path) -> str:
        with pytest.raises(BadInput) as caught:
            load_settings(ACTIONS, {"IRSIM_CONFIG": str(path)})
        return str(caught.value)

    missing = tmp_path / "gone.toml"
    assert said(missing) == f"{missing}: there is no such file; create it, or unset IRSIM_CONFIG"
    assert f"{tmp_path}: cannot be read: is a directory; " in said(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'theme = "dark"\n# caf\xe9\n')
    assert said(latin) == f"{latin}:2: this line is not UTF-8; save the file as UTF-8"
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * (SIZE_LIMIT + 1))
    assert "larger than 1,000,000 bytes" in said(huge)
    assert "\n" not in said(huge)
    deep = tmp_path / "deep.toml"
    deep.write_text("theme = " + "[" * 50_000)
    assert "\n" not in said(deep)
    long = tmp_path / "long.toml"
    long.write_text("toasts = " + "1" * 5_000)
    assert "\n" not in said(long)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "not a file of text" in said(pipe)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("")
    mine.chmod(0)
    with pytest.raises(BadInput, match="cannot be read: permission denied"):
        load_settings(ACTIONS, {"IRSIM_CONFIG": str(mine)})


@given(st.binary(max_size=200) | st.text(alphabet="theme=\"'[]{}#.,\n keysa1\x1b\\u", max_size=80).map(str.encode))
def test_nothing_but_sentences_comes_of_any_file(data: bytes) -> None:
    said = ""
    try:
        read_settings(data, "config.toml", ACTIONS)
    except BadInput as error:
        said = str(error)
    assert all(each.isprintable() for each in said.split("\n"))


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("a", "a"),
        ("A", "A"),
        ("shift+a", "A"),
        ("?", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("Ctrl+R", "ctrl+r"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("F2", "f2"),
        ("PgUp", "pageup"),
        ("question_mark", "question_mark"),
        ("ctrl+m", "enter"),
        ("é", "é"),
        ("", None),
        (" ", None),
        ("f25", None),
        ("ctrl+", None),
        ("ab", None),
        ("a,b", None),
        ("\x1b", None),
        ("🔥", None),
    ],
)
def test_keys_are_read_as_textual_names_them(written: str, named: str | None) -> None:
    assert key_name(written) == named


def test_every_printable_key_has_textuals_name() -> None:
    for character in string.ascii_letters + string.digits + string.punctuation:
        assert key_name(character) == _character_to_key(character)


def test_the_example_changes_nothing_and_is_valid_when_it_is_used() -> None:
    text = example()
    assert read(text) == Settings()
    assert all(not line or line.startswith("#") for line in text.split("\n"))
    used = "\n".join(line[1:] if line[:1] == "#" and line[1:2] != " " else line for line in text.split("\n"))
    assert read(used) == Settings(keys={"acknowledge": ("a",), "classify": ("c", "ctrl+k")})
    assert all(f"{info.name}" in used for info in fields(Settings))


def test_the_schema_describes_every_setting() -> None:
    properties = schema()["$defs"]["Settings"]["properties"]
    assert list(properties) == [info.name for info in fields(Settings)]
    assert all(properties[info.name]["description"] == description(info) for info in fields(Settings))
    assert properties["keys"]["additionalProperties"]["anyOf"][0] == {"type": "string"}


def test_the_page_says_what_the_settings_say() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert example() in page
    flat = " ".join(page.replace("\n# ", "\n").split())
    for info in fields(Settings):
        assert description(info) in flat, info.name


def test_settings_are_light_to_import() -> None:
    code = (
        "import sys, irsim.tui.config; print([m for m in ('pydantic', 'textual', 'rich', 'yaml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
