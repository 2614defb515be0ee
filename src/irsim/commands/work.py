"""Work on the incident: actions, steps, containment, evidence, findings."""

from typing import Annotated

from irsim.commands.base import Command, Names, Words, of


class Act(Command, frozen=True, tag="act"):
    """Take a technical action on the world."""

    action: Annotated[str, of("an action of the world; `irsim actions` lists them")]
    incident: str = ""


class Step(Command, frozen=True, tag="step"):
    """Mark a playbook step as done, or leave it out with a reason."""

    incident: str
    step: Annotated[str, of("a step of the incident's playbooks")]
    skip: Annotated[bool, of("leave it out on purpose")] = False
    reason: Words = ""


class Follow(Command, frozen=True, tag="follow"):
    """Follow a further playbook, beside those that the incident has by itself."""

    incident: str
    playbook: Annotated[str, of("a playbook of the plan")]
    reason: Words = ""


class Contain(Command, frozen=True, tag="contain"):
    """Declare that the damage has stopped spreading."""

    incident: str
    reason: Annotated[str, of("what shows it")] = ""


class SetStatus(Command, frozen=True, tag="status"):
    """Move the incident to another status of its track."""

    incident: str
    status: Annotated[str, of("a status of the track")]
    reason: Words = ""


class Evidence(Command, frozen=True, tag="evidence"):
    """Keep something: what it is, from where, its hash, who collected and who holds it.

    A `file` that is given in a dialog or typed in a room is copied beside the recording.
    """

    incident: str
    what: Annotated[str, of("what was kept")]
    source: Annotated[str, of("where it comes from")] = ""
    sha256: Annotated[str, of("hash of the file, where it is one")] = ""
    holder: Annotated[str, of("who holds it")] = ""
    kind: Annotated[str, of("a kind of evidence of the plan")] = ""
    collector: Annotated[str, of("who collected it; who enters it, where empty")] = ""
    file: Annotated[str, of("a file on this computer, to be kept beside the recording")] = ""
    occurred: Annotated[str, of("when it was collected, as T+00:40:00 or 40m; now where empty")] = ""


class Transfer(Command, frozen=True, tag="transfer"):
    """Pass evidence on; the chain of custody keeps it."""

    evidence: Annotated[str, of("the evidence, as EV-1")]
    holder: Annotated[str, of("who holds it now")]
    reason: Words = ""


class LegalHold(Command, frozen=True, tag="legal-hold"):
    """Order that nothing within a scope is deleted."""

    incident: str
    scope: Annotated[str, of("what must be kept")]


class LiftHold(Command, frozen=True, tag="lift-hold"):
    """Lift a legal hold: what it covered may be deleted again."""

    hold: Annotated[str, of("the legal hold, as LH-1")]
    reason: Words


class Finding(Command, frozen=True, tag="finding"):
    """Record what was found out, and how sure it is."""

    incident: str
    text: Words
    confidence: Annotated[str, of("low, medium or high")] = ""
    occurred: Annotated[str, of("when it happened, as T+00:40:00 or 40m; now where empty")] = ""


class Cause(Command, frozen=True, tag="cause"):
    """Record the root cause and the whys that led there."""

    incident: str
    cause: Annotated[str, of("the root cause")]
    whys: Annotated[Names, of("the answers to why, first to last")] = ()
