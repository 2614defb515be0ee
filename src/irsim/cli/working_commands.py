"""The commands by which one works incidents from a shell: `irsim incidents`, `ack`, `declare`, `note` and so on."""

from typing import Annotated, Any

import typer

from irsim.cli.live_options import AsJson, ConfigFile
from irsim.words.faults import BadInput

Id = Annotated[str, typer.Argument(help="the incident, as INC-3")]


def ack(incident: Id, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Take an incident on: whoever is paged for it is left alone."""
    from irsim.cli.shell import give
    from irsim.commands import Acknowledge

    raise typer.Exit(give(config, lambda _: Acknowledge(incident), as_json=as_json))


def declare(
    title: Annotated[str, typer.Argument(help="one line that says what is wrong, or a detected incident's id")],
    config: ConfigFile = None,
    severity: Annotated[str, typer.Option(help="a severity of the plan; its provisional one where left out")] = "",
    category: Annotated[str, typer.Option(help="a category of the plan")] = "",
    service: Annotated[list[str] | None, typer.Option(help="an affected service")] = None,
    alert: Annotated[list[str] | None, typer.Option(help="an alert that is a sign of it, as AL-1")] = None,
    as_json: AsJson = False,
) -> None:
    """Say that something is an incident, or confirm one that was detected."""
    from irsim.board.decide import Refused
    from irsim.cli.shell import give
    from irsim.commands import Declare
    from irsim.scenario.lines import field_of_id
    from irsim.words.clean import clean_title

    alerts, services = tuple(alert or ()), tuple(service or ())

    named = field_of_id(title)
    if named not in ("", "incident"):
        message = f"'{clean_title(title, 40)}' is the {named}'s id and no title; say what is wrong in words"
        raise BadInput.one("the title", 0, f"{message}, with --alert {title.upper()}" if named == "alert" else message)

    def make(seat: Any) -> Declare | Refused:
        incident = title.strip().upper()
        if named and incident not in seat.board.incidents:  # a slip, and its clocks would run for nothing
            cure = "`irsim incidents` lists them; to open another one, say in words what is wrong"
            return Refused(f"no incident of the board is called '{clean_title(title, 40)}'", cure)
        if named:
            return Declare(incident, "", "", alerts, (), services, severity, category)
        return Declare(title=title, alerts=alerts, services=services, severity=severity, category=category)

    raise typer.Exit(give(config, make, as_json=as_json))


def note(
    incident: Id,
    text: Annotated[str, typer.Argument(help="what is to be on record")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Write a line for the record of an incident."""
    from irsim.cli.shell import give
    from irsim.commands import Note

    raise typer.Exit(give(config, lambda _: Note(incident, text), as_json=as_json))


def escalate(
    incident: Id,
    to: Annotated[str, typer.Argument(help="a contact of the plan, as secondary-on-call")],
    reason: Annotated[str, typer.Option(help="why")] = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Raise an incident to a contact, who is paged."""
    from irsim.cli.shell import give
    from irsim.commands import Escalate

    raise typer.Exit(give(config, lambda _: Escalate(incident, to, reason), as_json=as_json))


def resolve(
    incident: Id,
    reason: Annotated[str, typer.Option(help="what shows it")] = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Say that an incident is over for those it affected."""
    from irsim.cli.shell import give
    from irsim.commands import Resolve

    raise typer.Exit(give(config, lambda _: Resolve(incident, reason), as_json=as_json))


def incidents(
    config: ConfigFile = None,
    everything: Annotated[bool, typer.Option("--all", help="those that are over, too")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open incidents of the running `irsim serve`."""
    from irsim.cli.shell import list_incidents

    raise typer.Exit(list_incidents(config, everything=everything, as_json=as_json))
