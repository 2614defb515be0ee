"""What the team says to others: updates on their way, status page posts, notices to authorities."""

from irsim.events.base import Event


class UpdateQueued(Event, frozen=True, tag="update.queued"):
    """An update leaves at `leaves` (ms) unless it is recalled. `fields` are the template's, as typed; `flags` name the
    plan's phrase lists that it hits, `lacks` the required fields that were left empty. Once it has left, the status
    page shows `component` at `level`. `confirm` asks those whom it reaches to confirm it;
    `unsaid` names the phrase lists that the plan asks for and of which nothing occurs, `beside` the update with which
    it went to a further audience."""

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
    component: str = ""
    level: str = ""
    confirm: bool = False
    unsaid: tuple[str, ...] = ()
    beside: str = ""


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
    confirm: bool = False
    unsaid: tuple[str, ...] = ()


class BridgeOpened(Event, frozen=True, tag="bridge.opened"):
    """Where the team meets on this incident from now on, and where it writes: `label` and `join` are the plan's."""

    incident: str
    bridge: str = ""
    label: str = ""
    join: str = ""
    document: str = ""


class ContactBypassed(Event, frozen=True, tag="contact.bypassed"):
    """An update to an audience that the plan has told through `contact`, who had not answered a page yet."""

    update: str
    incident: str
    audience: str
    contact: str


class StatuspagePosted(Event, frozen=True, tag="statuspage.posted"):
    """A person has the status page show this: the incident at `state`, where it is given, and `component` at `level`,
    where they are."""

    incident: str
    state: str
    update: str = ""
    component: str = ""
    level: str = ""


class ComponentChanged(Event, frozen=True, tag="component.changed"):
    """The status page shows a component at another level: worse by itself where `alert` says why, or as people have it,
    with the `update` that said so or by dismissing the `alert`."""

    component: str
    level: str
    was: str
    alert: str = ""
    update: str = ""
    incident: str = ""


class NoticeFiled(Event, frozen=True, tag="notice.filed"):
    """A notice under a legal regime went to `recipient`; `lacks` lists the content it still owes.

    `authority` says that the recipient is one.
    """

    notice: str
    incident: str
    regime: str
    recipient: str = ""
    fields: dict[str, str] = {}
    lacks: tuple[str, ...] = ()
    authority: bool = False
