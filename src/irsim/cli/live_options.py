"""Options that the commands of live share."""

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", envvar="IRSIM_LIVE_CONFIG", help="irsim.toml; the usual place where left out")
]

AsJson = Annotated[bool, typer.Option("--json", help="as JSON")]
