"""What law and contracts ask for."""

from typing import Annotated

from irsim.commands.base import Command, of


class Aware(Command, frozen=True, tag="aware"):
    """Record when the organisation became aware that personal data were compromised."""

    incident: str
    at: Annotated[str, of("when, as T+00:40:00 or 40m; now where empty")] = ""
    basis: Annotated[str, of("what made it reasonably certain")] = ""


class Notice(Command, frozen=True, tag="notice"):
    """File a notice with an authority, a controller or another party that is owed one."""

    incident: str
    regime: Annotated[str, of("the legal regime, as in the plan's notices")]
    recipient: Annotated[str, of("to whom")] = ""
    fields: Annotated[dict[str, str], of("the content that the plan asks for")] = {}
