"""What law and contracts ask for."""

from typing import Annotated

from irsim.commands.base import Command, Words, of


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


class Determine(Command, frozen=True, tag="determine"):
    """Record a finding from which the law counts: a high risk, materiality, that an incident is a major one."""

    incident: str
    determination: Annotated[str, of("a determination of the plan")]
    holds: Annotated[bool, of("does it hold; a finding that it does not is worth recording too")] = True
    at: Annotated[str, of("when, as T+00:40:00 or 40m; now where empty")] = ""
    reason: Annotated[str, of("what it rests on")] = ""


class RecordFacts(Command, frozen=True, tag="facts"):
    """Write the fact sheet, from which every notice of the incident is filled."""

    incident: str
    fields: Annotated[dict[str, str], of("facts of the plan, and what is known")] = {}


class SubjectRequest(Command, frozen=True, tag="subject-request"):
    """Log that somebody asks for something about their own data; their clock runs from when it came."""

    incident: str
    right: Annotated[str, of("a right of the plan")]
    message: Annotated[str, of("the message that it came in, as MSG-1")] = ""
    person: Annotated[str, of("who asks")] = ""


class VerifyIdentity(Command, frozen=True, tag="verify-identity"):
    """Record whether a person is who they say, before anything about them is given out."""

    request: Annotated[str, of("the request, as DSR-1")]
    how: Annotated[str, of("what shows it")]
    holds: Annotated[bool, of("are they who they say")] = True


class AnswerSubject(Command, frozen=True, tag="answer-subject"):
    """Answer a person's request about their own data."""

    request: Annotated[str, of("the request, as DSR-1")]
    outcome: Annotated[str, of("granted, refused or extended")]
    text: Words = ""
