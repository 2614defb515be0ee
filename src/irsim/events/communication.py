"""What the team says to others: updates on their way, status page posts, notices to authorities."""

from irsim.events.base import Event


class UpdateQueued(Event, frozen=True, tag="update.queued"):
    """An update leaves at `leaves` (ms) unless it is recalled. `fields` are the template's, as typed; `flags` name the
    plan's phrase lists that it hits, `lacks` the required fields that were left empty."""

    update: str
    incident: str
    audience: str
    channel: str
    template: str = ""
    fields: dict[str, str] = {}
    text: str = ""
    leaves: int = 0
    state: str = ""
    flags: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class UpdateRecalled(Event, frozen=True, tag="update.recalled"):
    """Taken back before it left."""

    update: str
    incident: str


class UpdateSent(Event, frozen=True, tag="update.sent"):
    """An update left; clocks use `queued_at` (ms), when it was commanded; `flags` and `lacks` are the
    queued update's, `number` counts the updates to this audience."""

    update: str
    incident: str
    audience: str
    channel: str
    template: str = ""
    fields: dict[str, str] = {}
    text: str = ""
    queued_at: int = 0
    number: int = 1
    flags: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class StatuspagePosted(Event, frozen=True, tag="statuspage.posted"):
    """The status page shows this of a component now."""

    incident: str
    state: str
    update: str = ""


class NoticeFiled(Event, frozen=True, tag="notice.filed"):
    """A notice under a legal regime went to `recipient`; `lacks` lists the content it still owes."""

    notice: str
    incident: str
    regime: str
    recipient: str = ""
    fields: dict[str, str] = {}
    lacks: tuple[str, ...] = ()
