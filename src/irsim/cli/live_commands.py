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


def register(app: typer.Typer) -> None:
    """Put them on the command line."""
    app.add_typer(live_app, name="live")
    app.command()(serve)
