"""`irsim --help` lists every command once, under a heading, with the everyday ones first."""

import typer

from irsim.cli.app import app
from irsim.cli.grouped import GROUPS


def test_every_command_is_in_one_group() -> None:
    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(commands), "put it into irsim.cli.grouped.GROUPS"


def test_headings_and_commands_stand_in_order() -> None:
    from typer.testing import CliRunner

    said = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).output
    places = [said.index(f"\n{heading}:\n") for heading in GROUPS]
    assert places == sorted(places)
    assert max(map(len, said.splitlines())) <= 80
    assert said.index("  drill") < said.index("  join") < said.index("  live") < said.index("  serve")
