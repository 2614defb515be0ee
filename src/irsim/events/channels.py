"""The ways that messages go: what becomes of what the team sends, what it finds out of a channel, and what is so."""

from typing import ClassVar

from irsim.events.base import CONTROL, Event


class ChannelChanged(Event, frozen=True, tag="channel.changed"):
    """How a channel really works from now on: up, slow, silent or down. `outage` is what of the scenario did it."""

    seen_by: ClassVar[str] = CONTROL
    channel: str
    state: str
    was: str
    why: str = ""
    outage: str = ""


class UpdateLost(Event, frozen=True, tag="update.lost"):
    """An update left and reached nobody, and nobody is told."""

    seen_by: ClassVar[str] = CONTROL
    update: str
    channel: str


class PageLost(Event, frozen=True, tag="page.lost"):
    """A page went out over a channel on which it rings nowhere, and nobody is told."""

    seen_by: ClassVar[str] = CONTROL
    page: str
    channel: str


class UpdateBounced(Event, frozen=True, tag="update.bounced"):
    """An update was refused when it should have left: it never did."""

    update: str
    incident: str
    audience: str
    channel: str
    reason: str = ""


class UpdateDelivered(Event, frozen=True, tag="update.delivered"):
    """The sending tool says that an update reached `reached` of `of` recipients. It may be wrong."""

    update: str
    incident: str
    audience: str
    channel: str
    reached: int
    of: int
    template: str = ""


class UpdateConfirmed(Event, frozen=True, tag="update.confirmed"):
    """Somebody of the audience confirms that they have read an update that asked for it."""

    update: str
    incident: str
    audience: str
    channel: str
    by: str
    text: str = ""
    template: str = ""


class PageBounced(Event, frozen=True, tag="page.bounced"):
    """A page could not go out: its channel refused it. It counts as missed when its time is over."""

    page: str
    contact: str
    incident: str = ""
    channel: str = ""
    reason: str = ""


class ProbeSent(Event, frozen=True, tag="probe.sent"):
    """The team sends a test message over a channel."""

    probe: str
    channel: str


class ChannelProbed(Event, frozen=True, tag="channel.probed"):
    """What the test showed. A channel can look well and not be."""

    probe: str
    channel: str
    works: bool
    detail: str = ""


class ChannelReported(Event, frozen=True, tag="channel.reported"):
    """It became known to everyone how a channel does, as by its provider's own status page. It may be wrong."""

    channel: str
    works: bool
    text: str = ""
