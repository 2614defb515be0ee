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
    via: Annotated[str, of("a channel of the world; the contact's own of the plan where empty")] = ""


class AnswerPage(Command, frozen=True, tag="answer-page"):
    """Say that a page has reached you: whoever is paged after you is left alone."""

    page: Annotated[str, of("the page, as PG-1")]


class Request(Command, frozen=True, tag="request"):
    """Ask for what the plan lets one ask for: people, money, help."""

    incident: str
    what: Annotated[str, of("what is needed, in a few words")]
    amount: Annotated[int, of("how much, in whole units of the resource")] = 0
    kind: Annotated[str, of("a resource of the plan")] = ""


class Authorise(Command, frozen=True, tag="authorise"):
    """Grant a request."""

    request: Annotated[str, of("the request, as REQ-1")]
    contact: Annotated[str, of("who gave their word, where the plan asks for it from an amount on")] = ""


class Decline(Command, frozen=True, tag="decline"):
    """Turn a request down, with the reason."""

    request: Annotated[str, of("the request, as REQ-1")]
    reason: Words


class Handover(Command, frozen=True, tag="handover"):
    """Pass a role on to somebody else, with where things stand."""

    incident: str
    role: Annotated[str, of("a role of the plan")]
    name: Annotated[str, of("who has it from now on")]
    summary: Annotated[str, of("where things stand, what is open, what comes next")]
