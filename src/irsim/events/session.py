"""The session itself: opening with all it needs, the room's facts, parts of the exercise, discussion, the end."""

from typing import ClassVar

from msgspec import Struct

from irsim.events.base import CONTROL, Event


class ServiceBrief(Struct, frozen=True, omit_defaults=True):
    """What everyone knows of a service: `metrics` maps metric to its unit, `baselines` to its calm value."""

    label: str
    depends_on: tuple[str, ...] = ()
    metrics: dict[str, str] = {}
    baselines: dict[str, int] = {}


class ActionBrief(Struct, frozen=True, omit_defaults=True):
    """A technical action as it is offered: never what it will do."""

    label: str
    role: str
    meaning: str = ""
    step: str = ""


class ContactBrief(Struct, frozen=True, omit_defaults=True):
    """Who stands behind a contact of the plan in this world."""

    name: str
    phone: str = ""


class ChannelBrief(Struct, frozen=True, omit_defaults=True):
    """A channel of the world; `receipts`: its tool says how many a message reached."""

    label: str
    public: bool = False
    receipts: bool = False


class Setting(Struct, frozen=True, omit_defaults=True):
    """What every seat may know before the first alert: the part of world and scenario that the board needs."""

    scenario: str
    codename: str
    briefing: str = ""
    objectives: dict[str, str] = {}
    duration: int = 0
    services: dict[str, ServiceBrief] = {}
    actions: dict[str, ActionBrief] = {}
    contacts: dict[str, ContactBrief] = {}
    channels: dict[str, ChannelBrief] = {}
    difficulty: str = ""


class SessionOpened(Event, frozen=True, tag="session.opened"):
    """The first record: everything that the session needs, and no other file. `plan`, `world`, `scenario` are YAML.

    `seats` says for each role who plays it: people, script, simulated or empty. `starts` is the calendar instant of
    T+0 (ISO 8601 with offset); `held` the real start, empty in scripted and simulated runs. `pace` is in hundredths
    (100 is real time, 0 as fast as it can). `rules` is raised whenever the same inputs would give other bytes.
    `calendars` are the days off of the plan's further calendars.
    """

    is_input: ClassVar[bool] = True

    rules: int
    engine: str
    seed: str
    starts: str
    seats: dict[str, str]
    setting: Setting
    plan: str
    world: str = ""
    scenario: str = ""
    cast: dict[str, dict[str, str]] = {}
    holidays: tuple[str, ...] = ()
    assist: str = "standard"
    skill: str = "steady"
    pace: int = 100
    held: str = ""
    calendars: dict[str, tuple[str, ...]] = {}


class SessionPaused(Event, frozen=True, tag="session.paused"):
    """The room stands still: every clock, inject and timer with it."""

    is_input: ClassVar[bool] = True
    reason: str = ""


class SessionResumed(Event, frozen=True, tag="session.resumed"):
    """The room goes on."""

    is_input: ClassVar[bool] = True


class SessionPaced(Event, frozen=True, tag="session.paced"):
    """The pace in hundredths: 100 is real time, 0 as fast as the engine can."""

    is_input: ClassVar[bool] = True
    pace: int


class SessionJumped(Event, frozen=True, tag="session.jumped"):
    """The room asked to be at `to` (ms) at once; everything between happens in its order."""

    is_input: ClassVar[bool] = True
    to: int


class SessionReopened(Event, frozen=True, tag="session.reopened"):
    """The recording was taken up again; `cut` is the number of bytes of a torn last line that were cut off."""

    is_input: ClassVar[bool] = True
    cut: int = 0


class SessionEnded(Event, frozen=True, tag="session.ended"):
    """The world stands still from here; hot wash and ratings may follow."""

    reason: str = ""


class SessionClosed(Event, frozen=True, tag="session.closed"):
    """Nothing is appended after this."""

    is_input: ClassVar[bool] = True


class SeatTaken(Event, frozen=True, tag="seat.taken"):
    """Somebody sits down at a role."""

    is_input: ClassVar[bool] = True
    role: str
    name: str = ""


class SeatLeft(Event, frozen=True, tag="seat.left"):
    """Somebody gets up from a role."""

    is_input: ClassVar[bool] = True
    role: str
    name: str = ""


class PartOpened(Event, frozen=True, tag="part.opened"):
    """A part of the exercise begins."""

    part: str
    title: str = ""
    summary: str = ""


class TimeAdvanced(Event, frozen=True, tag="time.advanced"):
    """Exercise time moves on to `to` (ms) off stage; `exercised` names the clocks that still count in the gap."""

    to: int
    summary: str = ""
    exercised: tuple[str, ...] = ()


class DiscussionOpened(Event, frozen=True, tag="discussion.opened"):
    """The facilitator's hold: the table talks. `clocks` is stopped (the room pauses for `length` ms) or running."""

    discussion: str
    questions: tuple[str, ...]
    clocks: str
    length: int


class DiscussionClosed(Event, frozen=True, tag="discussion.closed"):
    """The table goes on."""

    discussion: str


class InjectDelivered(Event, frozen=True, tag="inject.delivered"):
    """An inject of the scenario came; what the players see of it follows as events of their own."""

    seen_by: ClassVar[str] = CONTROL
    inject: str


class InjectSkipped(Event, frozen=True, tag="inject.skipped"):
    """An inject did not come, and why."""

    seen_by: ClassVar[str] = CONTROL
    inject: str
    reason: str
