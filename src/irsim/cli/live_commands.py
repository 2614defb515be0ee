"""The commands of live: `irsim serve`, `irsim live` and those by which one works incidents from a shell."""

from pathlib import Path
from typing import Annotated

import typer

live_app = typer.Typer(
    help="Watch and work real incidents: the room on real alerts.", invoke_without_command=True, rich_markup_mode=None
)

ConfigFile = Annotated[
    Path | None, typer.Option("--config", envvar="IRSIM_CONFIG", help="irsim.toml; the usual place where left out")
]


@live_app.callback()
def live(
    context: typer.Context,
    config: ConfigFile = None,
    observer: Annotated[bool, typer.Option("--observer", help="watch, and change nothing")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="lines instead of screens")] = False,
) -> None:
    """Open the room on real alerts. Where no `irsim serve` runs, one is started that stays when you leave."""
    if context.invoked_subcommand is not None:
        return
    from irsim.cli.live import run_live

    raise typer.Exit(run_live(config, observer=observer, plain=plain))


def serve(config: ConfigFile = None) -> None:
    """Receive alerts, keep the clocks, page, and let terminals in; needs no terminal, and stays until it is ended."""
    from irsim.cli.serve import run_serve

    raise typer.Exit(run_serve(config))


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


def register(app: typer.Typer) -> None:
    """Put them on the command line."""
    app.add_typer(live_app, name="live")
    app.command()(serve)
    app.command()(shadow)
