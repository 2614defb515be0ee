"""What is said to others, and answered."""

from typing import Annotated

from irsim.commands.base import Command, Names, Words, of


class SendUpdate(Command, frozen=True, tag="update"):
    """Tell an audience something; it leaves after the plan's recall time."""

    incident: str
    audience: Annotated[str, of("an audience of the plan")]
    channel: Annotated[str, of("a channel of the world")]
    template: Annotated[str, of("a message template of the plan; empty for free text")] = ""
    fields: Annotated[dict[str, str], of("the template's fields")] = {}
    text: Annotated[str, of("free text, beside or instead of a template")] = ""
    state: Annotated[str, of("what the status page shows; the template's own where empty")] = ""
    component: Annotated[str, of("a component of the status page whose level it sets")] = ""
    level: Annotated[str, of("how well that component works now, as the status page shows it")] = ""
    confirm: Annotated[bool, of("ask those whom it reaches to confirm it")] = False
    also: Annotated[Names, of("further audiences that are told the same, each by its own channel if need be")] = ()


class Probe(Command, frozen=True, tag="probe"):
    """Send a test message over a channel, to find out whether it works."""

    channel: Annotated[str, of("a channel of the world")]


class Bridge(Command, frozen=True, tag="bridge"):
    """Say where the team meets on this incident, and where it writes down what it does."""

    incident: str
    bridge: Annotated[str, of("a bridge of the plan")] = ""
    document: Annotated[str, of("where the incident's document is: a link or a path")] = ""


class Recall(Command, frozen=True, tag="recall"):
    """Take back an update that has not left yet."""

    update: Annotated[str, of("the update, as UPD-1")]


class Answer(Command, frozen=True, tag="answer"):
    """Answer a message that came in."""

    message: Annotated[str, of("the message, as MSG-1")]
    stance: Annotated[str, of("one of the message's stances")] = ""
    text: Words = ""
    fields: Annotated[dict[str, str], of("typed facts given in the answer")] = {}
