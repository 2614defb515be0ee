"""Each inject as it stands in the run of show: whether it came and what it became, or when and on what it comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from irsim.board.board import Board
from irsim.board.script import reaction_to
from irsim.board.state import NEVER
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.facilitation import InjectAdded
from irsim.events.session import InjectDelivered
from irsim.events.work import AutomationReported
from irsim.events.world import MessageDelivered, MessageLost
from irsim.scenario.happening import DecisionRule
from irsim.scenario.models import Inject
from irsim.scoring.anchors import Finder
from irsim.scoring.case import Case
from irsim.scoring.triggers import Condition, Outlook, outlook
from irsim.words.durations import format_duration, format_instant

State = Literal["delivered", "skipped", "withdrawn", "awaiting", "held", "coming", "waiting"]
"""`awaiting`: due, and to be acted out. `held`: due, and waits for a discussion's end. `coming`: its time is known.
`waiting`: it hangs on something that has not happened. `skipped` by the engine, `withdrawn` by the facilitator."""

OPEN = ("awaiting", "held", "coming", "waiting")
"""States of what has not come and may yet."""


@dataclass(frozen=True)
class Words:
    """What players will read, or have read: the cast filled in, the facilitator's changes made. Empty where there is
    none; `way` is the channel or the monitor."""

    way: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An inject of the run of show. All times in ms, NEVER where there is none.

    `planned` is when the scenario has it, `comes` when it comes as things stand, `at` when it came, was skipped, or
    began to wait. `why` says in a sentence how it stands; `conditions` are what it hangs on.
    """

    id: str
    title: str
    what: str
    """message, alert, automation, hold, advance, metric or decision"""
    state: State
    planned: int
    comes: int
    at: int
    why: str
    spoken: Callable[[], Words]
    """its words, filled in when they are asked for: texts are the dearest part of a run of show"""
    conditions: tuple[Condition, ...] = ()
    became: tuple[tuple[str, int], ...] = ()
    """ids of the messages and alerts that it became, each with when it arrived"""
    expectations: tuple[str, ...] = ()
    came: tuple[int, ...] = ()
    """when it came, each time"""
    inject: Inject | None = None
    """the scenario's; None for one that the facilitator added"""
    added: InjectAdded | None = None
    edited: bool = False
    decision: DecisionRule | None = None
    """the scenario's decision, where it is one; what can be done to an inject cannot be done to it"""
    ends: int = NEVER
    """when a decision lapses (ms)"""
    outcome: Literal["", "open", "decided", "lapsed"] = ""
    """of a decision that was put to the team"""

    @property
    def words(self) -> Words:
        """What players will read, or have read."""
        return self.spoken()

    @property
    def open(self) -> bool:
        """Whether it has not come and may yet."""
        return self.state in OPEN

    @property
    def optional(self) -> bool:
        """Whether the scenario lets it be skipped when time is short."""
        return self.inject is not None and self.inject.optional

    @property
    def acted(self) -> bool:
        """Whether the facilitator acts it out."""
        return self.inject is not None and self.inject.delivery == "facilitator"


@dataclass(frozen=True)
class Trail:
    """What came of each inject by its id: when it came, each time (ms), and what it became."""

    came: dict[str, tuple[int, ...]]
    became: dict[str, tuple[tuple[str, int], ...]]


def trail_of(case: Case) -> Trail:
    """From the records; a message that got lost is marked."""
    came: dict[str, tuple[int, ...]] = {}
    for record in case.of("inject.delivered"):
        if isinstance(body := record.body, InjectDelivered):
            came[body.inject] = (*came.get(body.inject, ()), record.at)
    became: dict[str, tuple[tuple[str, int], ...]] = {}
    for seq, inject in case.roots.items():
        name = _named(case.by_seq[seq].body)
        if name:
            became[inject] = (*became.get(inject, ()), (name, case.by_seq[seq].at))
    return Trail(came, became)


def _named(body: Event) -> str:
    """What reached somebody, by its id; empty for everything else."""
    if isinstance(body, MessageLost):
        return f"{body.message} was lost"
    if isinstance(body, MessageDelivered):
        return body.message
    if isinstance(body, AlertFired):
        return body.alert
    return body.automation if isinstance(body, AutomationReported) else ""


def item_of(finder: Finder, trail: Trail, inject: Inject, expectations: tuple[str, ...], now: int) -> Item:
    """One of the scenario's, as it stands at `now` (ms)."""
    case, show = finder.case, finder.case.board.show
    ahead, came = outlook(finder, inject, now), trail.came.get(inject.id, ())
    state, at, comes, why = _stands(case.board, inject.id, ahead, now, came, inject)
    contents = ("message", "alert", "automation", "hold", "advance")
    return Item(
        inject.id,
        case.filled(inject.title),
        next(name for name in contents if getattr(inject, name) is not None),
        state,
        NEVER if inject.at is None else inject.at,
        comes,
        at,
        why,
        lambda: _words(case, inject),
        ahead.conditions,
        trail.became.get(inject.id, ()),
        expectations,
        came,
        inject,
        edited=inject.id in show.edited,
    )


def _stands(
    board: Board, name: str, ahead: Outlook, now: int, came: Sequence[int], inject: Inject | None
) -> tuple[State, int, int, str]:
    """State, since when, when it comes, and why, in a sentence."""
    show = board.show
    until = show.delayed.get(name, NEVER)
    if not came and board.ended_at != NEVER and name not in show.skipped:
        return "skipped", NEVER, NEVER, "the exercise ended before it"
    if came:
        repeat = inject.repeat if inject is not None else None
        if repeat is not None and len(came) <= repeat.times and name not in show.withdrawn:
            left = repeat.times + 1 - len(came)
            again = came[-1] + repeat.every
            return "delivered", came[-1], again, f"comes again at {format_instant(again)}, {left} more"
        return "delivered", came[-1], NEVER, f"came at {format_instant(came[-1])}"
    if name in show.withdrawn:
        return "withdrawn", NEVER, NEVER, show.skipped.get(name, "") or "left out by the facilitator"
    if name in show.skipped:
        return "skipped", NEVER, NEVER, show.skipped[name]
    if name in show.awaiting:
        since = show.awaiting[name]
        return "awaiting", since, NEVER, f"to be acted out since {format_instant(since)}"
    comes = max(ahead.due, until) if ahead.due != NEVER else NEVER
    talk = board.discussion
    if comes != NEVER and comes <= now and talk is not None and talk.clocks == "running" and now <= talk.until:
        return "held", comes, comes, f"due since {format_instant(comes)}; it waits until the discussion is over"
    later = f"delayed until {format_instant(until)}" if until > max(now, ahead.due) else ""
    if comes == NEVER:
        return "waiting", NEVER, NEVER, "; ".join(filter(None, (ahead.conditions[0].words, later)))
    if ahead.against:
        told = f"would come at {format_instant(comes)}, but will be left out: {ahead.against}"
        return "waiting", NEVER, comes, told
    return "coming", NEVER, comes, later or f"comes at {format_instant(comes)}"


def item_added(case: Case, trail: Trail, added: InjectAdded, expectations: tuple[str, ...], now: int) -> Item:
    """One that the facilitator added: it has a time, and nothing else to wait for."""
    came = trail.came.get(added.inject, ())
    state, at, comes, why = _stands(case.board, added.inject, Outlook(added.at, ()), now, came, None)
    changed = case.board.show.edited.get(added.inject)
    words = Words(
        added.channel or added.monitor or added.metric,
        case.filled((changed.sender if changed else "") or added.sender),
        (changed.to if changed else ()) or added.to,
        case.filled((changed.subject if changed else "") or added.subject),
        case.filled((changed.text if changed else "") or added.text) or _bends(added),
    )
    return Item(
        added.inject,
        added.title,
        "message" if added.channel else "alert" if added.monitor else "metric",
        state,
        NEVER,
        comes,
        at,
        why,
        lambda: words,
        became=trail.became.get(added.inject, ()),
        expectations=tuple(dict.fromkeys((*expectations, *([reaction_to(added.inject)] if added.objective else ())))),
        came=came,
        added=added,
        edited=changed is not None,
    )


def _bends(added: InjectAdded) -> str:
    if not added.metric:
        return ""
    over = f" within {format_duration(added.over)}" if added.over else ""
    back = f", and back after {format_duration(added.lasts)}" if added.lasts else ""
    return f"{added.metric.replace('_', ' ')} of {added.service} goes to {added.value}{over}{back}"


def _words(case: Case, inject: Inject) -> Words:
    """What it says, with the cast and the facilitator's changes in it."""
    changed = case.board.show.edited.get(inject.id)
    subject, text = (changed.subject, changed.text) if changed is not None else ("", "")
    sender, to = (changed.sender, changed.to) if changed is not None else ("", ())
    filled = case.filled
    if (message := inject.message) is not None:
        return Words(
            (changed.channel if changed else "") or message.channel,
            filled(sender or message.sender),
            to or tuple(message.to),
            filled(subject or message.subject),
            filled(text or message.text),
            tuple(filled(answer.text) for answer in message.answers),
        )
    if (alert := inject.alert) is not None:
        return Words(alert.monitor, alert.service, (), filled(subject or alert.title), filled(text or alert.text))
    if (done := inject.automation) is not None:
        return Words("", filled(done.source), (), "", filled(done.text))
    if (hold := inject.hold) is not None:
        asked = "\n".join(f"{number}. {filled(each)}" for number, each in enumerate(hold.questions, 1))
        length = f"Discussion for {format_duration(hold.for_)}, clocks {hold.clocks}"
        return Words("", "", (), length, asked)
    advance = inject.advance
    assert advance is not None
    return Words("", "", (), f"Moves on to {format_instant(advance.to)}", filled(advance.summary))
