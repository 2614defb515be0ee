"""The commands of live: `irsim serve`, `irsim live` and what belongs to it, `irsim shadow`, `irsim doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from irsim.cli.live_options import AsJson, ConfigFile, LiveGroup, check_opening, named_in

live_app = typer.Typer(
    cls=LiveGroup,
    help="Watch and work real incidents: the room on real alerts.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@live_app.callback()
def live(
    context: typer.Context,
    config: ConfigFile = None,
    observer: Annotated[bool, typer.Option("--observer", help="watch, and change nothing")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of screens")] = False,
    room: Annotated[str, typer.Option(help="join the room of another machine, as wss://HOST:PORT")] = "",
    token: Annotated[
        str, typer.Option(envvar="IRSIM_TOKEN", help="yours, for --room; asked for where left out", show_envvar=True)
    ] = "",
    tls_ca: Annotated[Path | None, typer.Option(help="certificates that are believed, for wss://")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="show a scenario instead: an exercise, of which nothing leaves")
    ] = False,
    scenario: Annotated[str, typer.Option(help="the scenario of --demo, by its name or file")] = "system-outage",
    pace: Annotated[str, typer.Option(help="of --demo: times real time (1, 4, 60)")] = "1",
) -> None:
    """Open the room on real alerts. Where no `irsim serve` runs, one is started that stays when you leave."""
    if context.invoked_subcommand is not None:
        return
    check_opening(named_in(context), room, demo=demo)
    if demo:
        from irsim.cli.demo import run_demo

        raise typer.Exit(run_demo(scenario, pace, plain=plain))
    if room:
        from irsim.cli.live import run_elsewhere

        raise typer.Exit(run_elsewhere(room, token, tls_ca, observer=observer, plain=plain))
    from irsim.cli.live import run_live

    raise typer.Exit(run_live(config, observer=observer, plain=plain))


Query = Annotated[
    str, typer.Argument(help="words, and any of service: severity: status: since: until: incident:, as status:closed")
]


@live_app.command()
def search(
    query: Query = "",
    config: ConfigFile = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="incidents, and lines, at most")] = 50,
    before: Annotated[int, typer.Option(help="older lines than this record")] = -1,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """Look for incidents and lines in the whole log, those that have left the board, too."""
    from irsim.cli.looking_back import search

    raise typer.Exit(search(config, query, limit, before, as_json=as_json))


@live_app.command()
def handover(
    since: Annotated[
        str, typer.Option(help="8h, 14:05, 21 Nov 03:12 or 2026-11-20; since you left where left out")
    ] = "",
    config: ConfigFile = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="for a mail or a chat")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """What changed in a shift, which clocks come next, what was promised, what waits: for whoever comes next."""
    from irsim.cli.looking_back import hand_over

    raise typer.Exit(hand_over(config, since, markdown=markdown, as_json=as_json))


@live_app.command()
def metrics(
    config: ConfigFile = None,
    per: Annotated[str, typer.Option("--per", help="week or month")] = "week",
    count: Annotated[int, typer.Option(min=1, max=520, help="so many of them, back from now")] = 12,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """How quickly incidents are detected, taken on and resolved, and where they come from, over time."""
    from irsim.cli.looking_back import metrics

    raise typer.Exit(metrics(config, per, count, as_json=as_json))


@live_app.command()
def replay(
    at: Annotated[str, typer.Option("--at", help="14:05, 90m (so long ago), 21 Nov 03:12 or 2026-11-20T14:05, in UTC")],
    config: ConfigFile = None,
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of screens")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="the incidents that were open, as JSON")] = False,
) -> None:
    """The board as it was known at an instant, to read and to move about in; nothing can be done there."""
    from irsim.cli.looking_back import replay

    raise typer.Exit(replay(config, at, plain=plain, as_json=as_json))


def serve(
    config: ConfigFile = None,
    demo: Annotated[str, typer.Option(hidden=True)] = "",
    pace: Annotated[str, typer.Option(hidden=True)] = "1",
) -> None:
    """Receive alerts, keep the clocks, page, and let terminals in; needs no terminal, and stays until it is ended."""
    from irsim.cli.serve import run_serve

    raise typer.Exit(run_serve(config, demo, pace))


def shadow(
    scenario: Annotated[str, typer.Argument(help="a scenario's name or file")] = "system-outage",
    config: ConfigFile = None,
    source: Annotated[str, typer.Option(help="a source of the configuration with exercise = true")] = "shadow",
    to: Annotated[str, typer.Option(help="the receiver's address; that of the configuration where left out")] = "",
    pace: Annotated[str, typer.Option(help="times real time (1, 4, 60), or max")] = "1",
    length: Annotated[str, typer.Option("--for", help="end after this time of the exercise, as 30m")] = "",
    withdraw: Annotated[str, typer.Option(help="take back what the run of this id left behind")] = "",
    plan: Annotated[
        Path | None, typer.Option("--plan", help="a plan's file; the scenario's own where left out")
    ] = None,
) -> None:
    """Practise on the real way in: send a scenario's alerts to the running receiver, marked as an exercise.

    Whatever it opened it withdraws at the end, also at Ctrl-C."""
    from irsim.cli.shadow import run_shadow

    raise typer.Exit(run_shadow(scenario, config, source, to, pace, length, withdraw, plan))


@live_app.command("do")
def do(
    line: Annotated[str, typer.Argument(help="a command as it is typed in the room, as 'check INC-1 smoke-test'")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Give any command of the room, in one line; `irsim actions` lists them all with their fields."""
    from irsim.cli.shell import give_line

    raise typer.Exit(give_line(config, line, as_json=as_json))


@live_app.command("status")
def live_status(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Say how it stands: 0 where all is well, 1 where something wants somebody, 2 where nobody serves."""
    from irsim.cli.status import run_status

    raise typer.Exit(run_status(config, as_json=as_json))


@live_app.command("sources")
def live_sources(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Tell of each source: its format, where it sends to, what it shows, when it was heard."""
    from irsim.cli.sources import run_sources

    raise typer.Exit(run_sources(config, as_json=as_json))


@live_app.command("stop")
def live_stop(config: ConfigFile = None) -> None:
    """End the process that serves this configuration here, in good order."""
    from irsim.cli.keeping import stop

    raise typer.Exit(stop(config))


@live_app.command("check")
def live_check(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Check the configuration: names, secrets, plan and services."""
    from irsim.cli.keeping import check

    raise typer.Exit(check(config, as_json=as_json))


@live_app.command("backup")
def live_backup(
    path: Annotated[Path, typer.Argument(help="a new SQLite file")],
    config: ConfigFile = None,
) -> None:
    """Copy the store while it works, into a file that opens as it is."""
    from irsim.cli.keeping import backup

    raise typer.Exit(backup(config, path))


@live_app.command("export")
def live_export(
    path: Annotated[Path, typer.Argument(help="a new file, as live.jsonl")],
    config: ConfigFile = None,
) -> None:
    """Write the whole log as a recording, for verify, replay and report."""
    from irsim.cli.keeping import export

    raise typer.Exit(export(config, path))


@live_app.command("move")
def live_move(
    url: Annotated[str, typer.Argument(help="an empty store, as postgresql://irsim@db.example.org/irsim")],
    config: ConfigFile = None,
) -> None:
    """Copy the store into another one; nobody may serve meanwhile."""
    from irsim.cli.keeping import move

    raise typer.Exit(move(config, url))


@live_app.command("schema")
def live_schema() -> None:
    """Print the JSON Schema of irsim.toml."""
    from irsim.cli.keeping import schema_text
    from irsim.cli.output import show

    show(schema_text())


@live_app.command("example")
def live_example() -> None:
    """Print an irsim.toml that shows every section."""
    from irsim.cli.keeping import example_text
    from irsim.cli.output import show

    show(example_text())


def doctor(
    config: ConfigFile = None,
    send: Annotated[bool, typer.Option("--send", help="send a test message by every way, too")] = False,
    as_json: AsJson = False,
) -> None:
    """Try every path end to end, from the senders to the pagers, and say what to mend."""
    from irsim.cli.doctor import run_doctor

    raise typer.Exit(run_doctor(config, send=send, as_json=as_json))


def register(app: typer.Typer) -> None:
    """Put them on the command line."""
    from irsim.cli import working_commands as working
    from irsim.cli.logs_commands import logs_app

    app.add_typer(live_app, name="live")
    app.add_typer(logs_app, name="logs")
    for command in (
        serve,
        doctor,
        working.incidents,
        working.ack,
        working.declare,
        working.note,
        working.escalate,
        working.resolve,
    ):
        app.command()(command)
    app.command()(shadow)
