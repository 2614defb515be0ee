"""People called to an incident, and what they need."""

from typing import Annotated

from irsim.commands.base import Command, Words, of


class Escalate(Command, frozen=True, tag="escalate"):
    """Raise the incident to a contact of the plan, who is paged."""

    incident: str
    to: Annotated[str, of("a contact of the plan")]
    reason: Words = ""


class Page(Command, frozen=True, tag="page"):
    """Page a contact of the plan."""

    contact: Annotated[str, of("a contact of the plan")]
    incident: str = ""
    reason: Words = ""


class Request(Command, frozen=True, tag="request"):
    """Ask for people, spend or a vendor."""

    incident: str
    what: Annotated[str, of("what is needed, in a few words")]
    amount: Annotated[int, of("whole dollars or head count")] = 0


class Authorise(Command, frozen=True, tag="authorise"):
    """Grant a request."""

    request: Annotated[str, of("the request, as REQ-1")]
