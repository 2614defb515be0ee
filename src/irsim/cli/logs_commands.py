"""`irsim logs` on the command line."""

from typing import Annotated

import typer

from irsim.cli.live_options import AsJson, ConfigFile

logs_app = typer.Typer(
    help="Kept lines of logs: search them, follow them, keep them as evidence.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Source = Annotated[str, typer.Option(help="the log that they are from, by its name in irsim.toml")]
Level = Annotated[str, typer.Option(help="this level and all that are graver, as error")]
Since = Annotated[str, typer.Option(help="from when on: 2h (ago), 03:00, 22 Nov 03:00 or 2026-11-22T03:00 (UTC)")]
Until = Annotated[str, typer.Option(help="before when, written the same way")]


@logs_app.command("search")
def search(
    text: Annotated[list[str] | None, typer.Argument(help="words, or beginnings of words; all must occur")] = None,
    source: Source = "",
    level: Level = "",
    since: Since = "",
    until: Until = "",
    limit: Annotated[int, typer.Option(help="how many at most; the newest")] = 200,
    config: ConfigFile = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="as CSV for a spreadsheet; no cell becomes a formula")] = False,
) -> None:
    """Search the lines that are kept. Works whether or not `irsim serve` runs."""
    from irsim.cli import logs

    form = "json" if as_json else "csv" if as_csv else "lines"
    asked = logs.Asked(" ".join(text or ()), source, level, since, until)
    raise typer.Exit(logs.search(config, asked, limit, form))


@logs_app.command("tail")
def tail(
    text: Annotated[list[str] | None, typer.Argument(help="only lines with these words")] = None,
    source: Source = "",
    level: Level = "",
    lines: Annotated[int, typer.Option(help="how many to begin with")] = 10,
    config: ConfigFile = None,
) -> None:
    """Follow lines as they come, until Ctrl-C."""
    from irsim.cli import logs

    raise typer.Exit(logs.tail(config, logs.Asked(" ".join(text or ()), source, level), max(0, lines)))


@logs_app.command("keep")
def keep(
    chosen: Annotated[list[str] | None, typer.Argument(help="numbers of lines, or words that find them")] = None,
    incident: Annotated[str, typer.Option(help="the incident whose evidence they are, as INC-1")] = "",
    what: Annotated[str, typer.Option(help="what it is that is kept")] = "",
    kind: Annotated[str, typer.Option(help="a kind of evidence of the plan")] = "",
    source: Source = "",
    level: Level = "",
    since: Since = "",
    until: Until = "",
    config: ConfigFile = None,
) -> None:
    """Keep lines as evidence of an incident: in a file with its sha256, on record with who collected it."""
    from irsim.cli import logs

    asked = logs.Asked("", source, level, since, until)
    raise typer.Exit(logs.keep(config, chosen or (), asked, incident, what, kind))


@logs_app.command("rules")
def rules(config: ConfigFile = None) -> None:
    """Tell the plan's detection rules in words."""
    from irsim.cli import logs

    raise typer.Exit(logs.rules(config))
