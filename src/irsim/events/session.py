"""The session itself: opening with all it needs, the room's facts, parts of the exercise, discussion, the end."""

from typing import ClassVar

from msgspec import Struct

from irsim.events.base import CONTROL, Event

LIVE = "live"
"""The engine of a session whose alerts are real; a drill's is `drill`."""


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


class HandoutBrief(Struct, frozen=True, omit_defaults=True):
    """A handout as it was when the session was opened: its file's name, sha256, size in bytes and media type."""

    title: str
    name: str
    sha256: str
    size: int
    media: str


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
    handouts: dict[str, HandoutBrief] = {}
    """what may be handed out; no player knows of one before it is given"""


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
    redacted: str = ""
    """the head of the recording of which this one is a redacted copy; empty where it is none"""


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
    held: str = ""
    """the real instant (ISO 8601) where the room was adjourned before: another day of the same exercise"""


class SessionForked(Event, frozen=True, tag="session.forked"):
    """From here on this is another course of a drill that was recorded before: the records up to here are the parent's.

    `parent` is the digest of the parent's record `seq`, the last one that both share; `name` is the parent's file. Both
    are for control: a digest covers what players may not know, and a file's name may tell the scenario's family.
    """

    is_input: ClassVar[bool] = True
    parent: str
    seq: int
    name: str = ""


class SessionEnded(Event, frozen=True, tag="session.ended"):
    """The world stands still from here; hot wash and ratings may follow."""

    reason: str = ""


class SessionClosed(Event, frozen=True, tag="session.closed"):
    """Nothing is appended after this."""

    is_input: ClassVar[bool] = True


class SeatTaken(Event, frozen=True, tag="seat.taken"):
    """Somebody sits down at a role, or as facilitator, evaluator, observer or screen. `name` is what they call
    themselves, `proof` what was proven of them: the account at this machine, or the name of the token."""

    is_input: ClassVar[bool] = True
    role: str
    name: str = ""
    proof: str = ""


class SeatLeft(Event, frozen=True, tag="seat.left"):
    """Somebody gets up from a role."""

    is_input: ClassVar[bool] = True
    role: str
    name: str = ""
    proof: str = ""


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
