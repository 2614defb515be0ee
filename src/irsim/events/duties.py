"""What law and contracts ask of the organisation: determinations, the fact sheet, requests of data subjects."""

from irsim.events.base import Event


class DeterminationMade(Event, frozen=True, tag="determination.made"):
    """The organisation found at `since` (ms) that something holds, or does not; legal clocks count from it."""

    incident: str
    determination: str
    since: int
    holds: bool = True
    reason: str = ""


class FactsRecorded(Event, frozen=True, tag="facts.recorded"):
    """Lines of the incident's fact sheet, which notices are filled from; an empty one is taken back."""

    incident: str
    fields: dict[str, str]


class SubjectRequestReceived(Event, frozen=True, tag="subject-request.received"):
    """Somebody asked at `since` (ms) for something about their own data; `message` is how it came."""

    request: str
    incident: str
    right: str
    since: int
    person: str = ""
    message: str = ""


class SubjectRequestVerified(Event, frozen=True, tag="subject-request.verified"):
    """Whether the person is who they say, and what shows it."""

    request: str
    incident: str
    holds: bool
    how: str = ""


class SubjectRequestAnswered(Event, frozen=True, tag="subject-request.answered"):
    """`outcome` is granted, refused or extended; an extension answers nothing yet."""

    request: str
    incident: str
    outcome: str
    text: str = ""
