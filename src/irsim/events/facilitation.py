"""What facilitator and evaluator did. Control alone sees it, but for what everyone must know."""

from typing import ClassVar

from irsim.events.base import CONTROL, Event


class InjectCalled(Event, frozen=True, tag="inject.called"):
    """The facilitator delivers an inject now."""

    seen_by: ClassVar[str] = CONTROL
    inject: str


class InjectWithdrawn(Event, frozen=True, tag="inject.withdrawn"):
    """The facilitator leaves an inject out."""

    seen_by: ClassVar[str] = CONTROL
    inject: str
    reason: str = ""


class InjectDelayed(Event, frozen=True, tag="inject.delayed"):
    """An inject comes no earlier than `until` (ms)."""

    seen_by: ClassVar[str] = CONTROL
    inject: str
    until: int


class InjectEdited(Event, frozen=True, tag="inject.edited"):
    """An inject's words were changed before it came; what is empty stays as it was."""

    seen_by: ClassVar[str] = CONTROL
    inject: str
    subject: str = ""
    text: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    channel: str = ""


class InjectAwaiting(Event, frozen=True, tag="inject.awaiting"):
    """An inject that the facilitator acts out is due; it comes when she says that it was delivered."""

    seen_by: ClassVar[str] = CONTROL
    inject: str


class InjectAdded(Event, frozen=True, tag="inject.added"):
    """The facilitator added an inject, due at `at` (ms). It has one of `channel` (a message), `monitor` (an alert) and
    `metric`: that of a service goes to `value`, in its unit, within `over` ms, and goes back after `lasts` ms (0:
    never). `objective`, `role`, `points`, `within` (ms) and `does` (a kind of event) make the reaction a claim."""

    seen_by: ClassVar[str] = CONTROL
    inject: str
    title: str
    at: int
    channel: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    to: tuple[str, ...] = ()
    monitor: str = ""
    service: str = ""
    metric: str = ""
    value: int | None = None
    over: int = 0
    lasts: int = 0
    expects: str = ""
    objective: str = ""
    role: str = ""
    within: int = 0
    does: str = ""
    points: int = 0


class StatementJudged(Event, frozen=True, tag="statement.judged"):
    """What was said at the table, in the record `statement`, said at `said_at` (ms): the expectation that it meets, the
    action that it triggered, or neither."""

    seen_by: ClassVar[str] = CONTROL
    statement: int
    said_at: int
    expectation: str = ""
    action: str = ""
    role: str = ""
    reason: str = ""


class KeyPointTicked(Event, frozen=True, tag="key-point.ticked"):
    """A key point of an expectation was heard, or was not after all."""

    seen_by: ClassVar[str] = CONTROL
    expectation: str
    point: int
    done: bool = True


class BookmarkSet(Event, frozen=True, tag="bookmark.set"):
    """A moment to come back to."""

    seen_by: ClassVar[str] = CONTROL
    text: str = ""


class MemoAdded(Event, frozen=True, tag="memo.added"):
    """A private note of facilitator or evaluator."""

    seen_by: ClassVar[str] = CONTROL
    text: str


class SeatHanded(Event, frozen=True, tag="seat.handed"):
    """A seat was handed to a simulated responder, or back to people."""

    role: str
    to: str


class SessionAdjourned(Event, frozen=True, tag="session.adjourned"):
    """The room is closed for today, in or after `part`, by its title; it goes on from here on another day."""

    part: str = ""
    reason: str = ""
    title: str = ""


class ClaimOverridden(Event, frozen=True, tag="claim.overridden"):
    """The evaluator's verdict stands in the place of the rules'; an empty one takes it back."""

    seen_by: ClassVar[str] = CONTROL
    claim: str
    verdict: str
    reason: str = ""
