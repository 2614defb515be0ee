"""Options that the commands of live share, and which of them go together."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from irsim.words.faults import BadInput

ConfigFile = Annotated[
    Path | None, typer.Option("--config", envvar="IRSIM_LIVE_CONFIG", help="irsim.toml; the usual place where left out")
]

AsJson = Annotated[bool, typer.Option("--json", help="as JSON")]

ELSEWHERE = ("room", "token", "tls_ca")
"""Options of a room on another machine."""


class LiveGroup(TyperGroup):
    """`irsim live` and its commands. What stands before a command is that command's where it has such an option, and
    refused where it has none: nothing that somebody wrote is dropped, and no command can forget which room is meant."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command, with the options before it handed on. Raises BadInput."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is None:
            return name, command, rest
        takes = {each.name for each in command.params}
        named, handed = named_in(ctx), []
        option: Any
        for option in self.get_params(ctx):
            if option.name not in named:
                continue
            if option.name not in takes:
                raise _not_for(str(option.name), str(name))
            handed += [option.opts[0]] if option.is_flag else [option.opts[0], str(ctx.params[option.name])]
        return name, command, [*handed, *rest]


def named_in(context: Any) -> set[str]:
    """The options that somebody wrote on the command line; what the environment says is not among them."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    return {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}


def _not_for(option: str, command: str) -> BadInput:
    if option in ELSEWHERE:
        cure = f"run it there, without {_written(option)}, or do it in the room that `irsim live --room` opens"
        return BadInput.one(f"irsim live {command}", 0, f"works on the machine where irsim serve runs; {cure}")
    if option == "config":
        return BadInput.one("--config", 0, f"is not read by `irsim live {command}`; leave it out")
    message = f"is for opening the room, and `irsim live {command}` knows nothing of it; leave it out if that is meant"
    return BadInput.one(_written(option), 0, message)


def check_opening(named: Collection[str], room: str, *, demo: bool) -> None:
    """Raises BadInput where options of `irsim live` itself do not go together: it would open the wrong room."""
    if demo:
        for name in ("config", "observer", *ELSEWHERE):
            if name in named:
                message = "does not go with --demo, which makes a room of its own; leave one of them out"
                raise BadInput.one(_written(name), 0, message)
    for name in ("scenario", "pace"):
        if name in named and not demo:
            raise BadInput.one(_written(name), 0, "is for --demo, and without it the room is the real one; add --demo")
    if "room" in named and not room.strip():
        raise BadInput.one("--room", 0, "names no room; write it as wss://HOST:PORT, or leave it out for the one here")
    if "room" in named and "config" in named:
        raise BadInput.one("--config", 0, "is not read for a room on another machine; leave it out, or --room")
    for name in ("token", "tls_ca"):
        if name in named and "room" not in named:
            raise BadInput.one(_written(name), 0, "is for a room on another machine; give --room, too, or leave it out")


def _written(option: str) -> str:
    return f"--{option.replace('_', '-')}"
