"""Options before a command of `irsim live`: they count for it, or are refused; none is dropped."""

from pathlib import Path
from typing import Any

import pytest
import typer

from irsim.cli.live_commands import live_app
from tests.cli.shell import irsim, refused

COMMANDS: dict[str, Any] = typer.main.get_command(live_app).commands  # type: ignore[attr-defined]

READING = sorted(name for name, command in COMMANDS.items() if "config" in {each.name for each in command.params})


def needed(name: str) -> list[str]:
    """As many words as a command cannot do without."""
    words: list[str] = []
    for each in COMMANDS[name].params:
        if each.required:
            words += ["now"] if each.param_type_name == "argument" else [each.opts[0], "0s"]
    return words


@pytest.mark.parametrize("name", READING)
def test_every_command_works_on_the_configuration_that_is_named_before_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note for one room must never go to another one: not where the file is not there, nor where the environment
    names another."""
    missing = tmp_path / "irsim.toml"
    said = f"{missing}: there is no such file; create it, or leave --config out"
    words = [] if name == "check" else needed(name)
    answer = irsim("live", "--config", missing, name, *words).output if name == "check" else ""
    assert said in (answer or refused("live", "--config", missing, name, *words))
    (tmp_path / "other.toml").write_text("")
    monkeypatch.setenv("IRSIM_LIVE_CONFIG", str(tmp_path / "other.toml"))
    answer = irsim("live", "--config", missing, name, *words).output if name == "check" else ""
    assert said in (answer or refused("live", "--config", missing, name, *words))


def test_commands_that_read_the_configuration_are_many() -> None:
    assert {"do", "search", "handover", "metrics", "replay", "status", "stop", "check"} <= set(READING)


def test_what_is_named_behind_the_command_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    assert str(second) in refused("live", "--config", first, "do", "note x", "--config", second)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--room", "wss://other:1", "do", "note x"],
            "irsim live do: works on the machine where irsim serve runs; run it there, without --room, "
            "or do it in the room that `irsim live --room` opens",
        ),
        (["--tls-ca", "ca.pem", "search"], "irsim live search: works on the machine where irsim serve runs; "),
        (
            ["--observer", "do", "note x"],
            "--observer: is for opening the room, and `irsim live do` knows nothing of it; leave it out if that is "
            "meant",
        ),
        (["--demo", "handover"], "--demo: is for opening the room, and `irsim live handover` knows nothing of it"),
        (["--plain", "status"], "--plain: is for opening the room"),
        (["--config", "x.toml", "schema"], "--config: is not read by `irsim live schema`; leave it out"),
        (
            ["--scenario", "data-breach"],
            "--scenario: is for --demo, and without it the room is the real one; add --demo",
        ),
        (["--pace", "4"], "--pace: is for --demo, and without it the room is the real one; add --demo"),
        (["--demo", "--config", "x.toml"], "--config: does not go with --demo, which makes a room of its own"),
        (["--demo", "--observer"], "--observer: does not go with --demo"),
        (["--room", ""], "--room: names no room; write it as wss://HOST:PORT, or leave it out for the one here"),
        (["--room", "wss://a:1", "--config", "x.toml"], "--config: is not read for a room on another machine; "),
        (["--token", "abc"], "--token: is for a room on another machine; give --room, too, or leave it out"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], said: str) -> None:
    assert refused("live", *words).startswith(said)


def test_an_option_that_the_command_has_too_is_the_commands(tmp_path: Path) -> None:
    """`--plain` in either place, and a token in the environment, are no faults."""
    missing = tmp_path / "irsim.toml"
    assert "no such file" in refused("live", "--plain", "--config", missing, "replay", "--at", "0s")
