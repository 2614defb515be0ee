"""Real incidents: what senders deliver, what becomes of an alert that goes on, windows, sources, rota, deliveries."""

from typing import ClassVar

from irsim.events.base import CONTROL, Event


class DeliveryReceived(Event, frozen=True, tag="delivery.received"):
    """What a source sent, as it came: `body` is text, or base64 where `base64` says that it is no UTF-8.

    `delivery` is its number in the intake, where it was durable before its sender was answered; `received` (ms) is
    when. `format` names how it is read; `receiver` is the process that took it, where there are several.
    """

    is_input: ClassVar[bool] = True
    seen_by: ClassVar[str] = CONTROL
    delivery: int
    source: str
    format: str
    body: str
    received: int
    base64: bool = False
    receiver: str = ""
    exercise: bool = False


class DeliveryUnread(Event, frozen=True, tag="delivery.unread"):
    """A delivery, or a part of it, that could not be read: why. What could be read of it counts."""

    delivery: int
    source: str
    reason: str


class AlertRepeated(Event, frozen=True, tag="alert.repeated"):
    """Sources say again that these alerts still hold; nothing else is new of them."""

    alerts: tuple[str, ...]


class AlertUpdated(Event, frozen=True, tag="alert.updated"):
    """The sender says something else of an alert that holds still; what is None stays as it was."""

    alert: str
    severity: str | None = None
    title: str | None = None
    text: str | None = None
    labels: dict[str, str] | None = None
    annotations: dict[str, str] | None = None
    links: dict[str, str] | None = None
    since: int | None = None
    """the condition began later (ms) than was known: it was over in between, and nobody heard of that"""
    in_return: bool = False
    """it was said in one breath with its return, which counts already"""


class AlertReturned(Event, frozen=True, tag="alert.returned"):
    """An alert that was over holds again. From the plan's number of turns on it is `flapping`, and its comings and
    goings are no news until it has been quiet for the plan's time."""

    alert: str
    turns: int
    flapping: bool = False
    since: int | None = None
    """when it began to hold this time (ms), where the sender says so"""


class AlertSettled(Event, frozen=True, tag="alert.settled"):
    """A flapping alert has kept quiet, or has held, for the plan's time: its next turn is news again."""

    alert: str


class AlertSurfaced(Event, frozen=True, tag="alert.surfaced"):
    """An alert that was kept quiet, or dismissed as less than it is now, holds still and is news from now on; `why`
    says what is over, or what is different."""

    alert: str
    why: str


class ResolutionProposed(Event, frozen=True, tag="resolution.proposed"):
    """Every alert of an incident is over. People decide whether it is."""

    incident: str
    alerts: tuple[str, ...]


class IncidentReturned(Event, frozen=True, tag="incident.returned"):
    """Nobody has touched an acknowledged incident for the plan's time (`untouched`, ms): it asks for somebody again."""

    incident: str
    untouched: int
    severity: str = ""


class IncidentSplit(Event, frozen=True, tag="incident.split"):
    """Part of an incident is another one: `into` begins with these alerts, which leave `incident`."""

    incident: str
    into: str
    alerts: tuple[str, ...]


class MaintenancePlanned(Event, frozen=True, tag="maintenance.planned"):
    """From `begins` to `ends` (ms) alerts of these services, or with all these labels, are expected: they are recorded,
    and neither open incidents nor page anybody."""

    window: str
    begins: int
    ends: int
    reason: str
    services: tuple[str, ...] = ()
    labels: dict[str, str] = {}


class MaintenanceEnded(Event, frozen=True, tag="maintenance.ended"):
    """A window is over, by its time or before it; what still fires is news from now on."""

    window: str
    reason: str = ""


class AlertSilenced(Event, frozen=True, tag="alert.silenced"):
    """Somebody wants no more of this alert until `until` (ms); where its source can, it is silenced there, too."""

    alert: str
    until: int
    reason: str


class SilenceConfirmed(Event, frozen=True, tag="silence.confirmed"):
    """The source was told: `silence` is its own id of it; `fault` says why not. `ended`: told to end it."""

    is_input: ClassVar[bool] = True

    alert: str
    silence: str = ""
    fault: str = ""
    ended: bool = False


class SilenceEnded(Event, frozen=True, tag="silence.ended"):
    """Somebody wants to hear of the alert again before the silence's time; where its source silences it, too, that is
    ended there. What still fires is news from now on."""

    alert: str
    reason: str = ""


class SourceHeard(Event, frozen=True, tag="source.heard"):
    """A source is heard for the first time, or again after it was silent since `silent_since` (ms; -1: the first)."""

    is_input: ClassVar[bool] = True

    source: str
    silent_since: int = -1


class SourceSilent(Event, frozen=True, tag="source.silent"):
    """A source that should say something every `every` ms has not been heard since `since` (ms)."""

    is_input: ClassVar[bool] = True

    source: str
    since: int
    every: int


class SourceFailed(Event, frozen=True, tag="source.failed"):
    """A source could not be asked, or what it sent could not be used: why, in a few words."""

    is_input: ClassVar[bool] = True

    source: str
    reason: str


class OnCallChanged(Event, frozen=True, tag="oncall.changed"):
    """Who stands behind a contact of the plan until `until` (ms; -1: no end is known). Without a `person` there is a
    gap: nobody does; without a `rota` either, the contact's own person stands again. `since` (ms) is when it changed,
    where that was before it was recorded."""

    is_input: ClassVar[bool] = True

    contact: str
    person: str
    until: int = -1
    rota: str = ""
    since: int = -1


class NotificationQueued(Event, frozen=True, tag="notification.queued"):
    """Something must reach somebody: `about` is the page or the update, `way` the channel of the configuration.
    `key` is its idempotency key: whatever is repeated bears the same one."""

    is_input: ClassVar[bool] = True

    notification: str
    about: str
    way: str
    to: str
    key: str


class DeliveryAttempted(Event, frozen=True, tag="delivery.attempted"):
    """A notification was handed to its way. `again` says that an earlier attempt may have arrived: nobody knows."""

    is_input: ClassVar[bool] = True

    notification: str
    attempt: int
    again: bool = False


class DeliveryConfirmed(Event, frozen=True, tag="delivery.confirmed"):
    """The way took it; `proof` is what it answered, as far as it says anything."""

    is_input: ClassVar[bool] = True

    notification: str
    proof: str = ""


class DeliveryFailed(Event, frozen=True, tag="delivery.failed"):
    """The way did not take it: why. `final`: it is not tried again; else at `next_at` (ms).

    `then` is the way that is tried next, empty where none is left.
    `withheld`: it was kept back on purpose (an exercise, too old, answered meanwhile), and nothing is lost by it.
    `unsure`: nothing came back, so it may have arrived all the same.
    """

    is_input: ClassVar[bool] = True

    notification: str
    reason: str
    final: bool = False
    next_at: int = -1
    withheld: bool = False
    unsure: bool = False
    then: str = ""


class PlanAdopted(Event, frozen=True, tag="plan.adopted"):
    """From here on another version of the plan counts, with the days off that it needs. Clocks that run keep their
    dues."""

    is_input: ClassVar[bool] = True
    plan: str
    holidays: tuple[str, ...] = ()
    calendars: dict[str, tuple[str, ...]] = {}


class DeskTaken(Event, frozen=True, tag="desk.taken"):
    """A process has the duty desk from here on. `down_since` (ms) is the last instant at which one had, -1 for the
    first: what fell due in between is announced now, with its true time."""

    is_input: ClassVar[bool] = True
    holder: str
    down_since: int = -1


class AlertsArchived(Event, frozen=True, tag="alerts.archived"):
    """Alerts of no incident, which have long been over, have left the board; they are found by searching."""

    alerts: tuple[str, ...]


class IncidentArchived(Event, frozen=True, tag="incident.archived"):
    """A closed incident has left the board; it is found by searching. Its alerts, clocks, pages and updates go too."""

    incident: str
