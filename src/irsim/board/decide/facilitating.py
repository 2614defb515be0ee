"""What the facilitator asks of the run of show, and the evaluator of the claims."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, incident, named, required
from irsim.board.decide.working import act
from irsim.board.script import expected_in, injects_of, monitors_of, script_of
from irsim.commands import (
    Act,
    AdHoc,
    Adjourn,
    Adjudicate,
    Bookmark,
    Delay,
    Discuss,
    Edit,
    Fire,
    Hand,
    Memo,
    Override,
    Skip,
    Tick,
)
from irsim.events import KINDS
from irsim.events.base import Event
from irsim.events.facilitation import (
    BookmarkSet,
    ClaimOverridden,
    InjectAdded,
    InjectCalled,
    InjectDelayed,
    InjectEdited,
    InjectWithdrawn,
    KeyPointTicked,
    MemoAdded,
    SeatHanded,
    SessionAdjourned,
    StatementJudged,
)
from irsim.events.session import DiscussionOpened
from irsim.words.durations import HOUR, MINUTE, format_instant, parse_duration, parse_instant
from irsim.words.quantities import parse_quantity
from irsim.words.texts import TextFault, render

VERDICTS = ("met", "late", "partly", "missed", "wrong", "not exercised")
"""What an evaluator may put in the place of a claim's verdict."""

LONGEST_TALK = 4 * HOUR
"""A discussion that is longer is an adjournment."""

WITHIN = 10 * MINUTE
"""How soon the reaction to an added inject is expected, where nobody said."""


def fire(board: Board, command: Fire, at: int) -> list[Event]:
    """Now, whatever it waits for."""
    return [InjectCalled(_coming(board, command.inject, repeats=True))]


def skip(board: Board, command: Skip, at: int) -> list[Event]:
    """It does not come."""
    return [InjectWithdrawn(_coming(board, command.inject), command.reason)]


def delay(board: Board, command: Delay, at: int) -> list[Event]:
    """No earlier than that."""
    name = _coming(board, command.inject)
    written = command.until.strip()
    try:
        if written.startswith("+"):
            until = max(at, board.show.delayed.get(name, 0), _planned(board, name)) + parse_duration(written[1:])
        else:
            until = parse_instant(written)
    except ValueError as error:
        raise Refused(str(error).partition("; ")[0], "write it as T+00:50:00, 50m or +5m") from None
    if until <= at:
        raise Refused(f"it is {format_instant(at)} already", "fire it, or give a later time")
    planned = max(_planned(board, name), board.show.delayed.get(name, 0))
    if until <= planned and name not in board.show.awaiting:
        raise Refused(f"it does not come before {format_instant(planned)} anyway", "fire it, or give a later time")
    _before_the_end(board, until)
    return [InjectDelayed(name, until)]


def edit(board: Board, command: Edit, at: int) -> list[Event]:
    """Other words, before it comes."""
    name = _coming(board, command.inject)
    inject, added = injects_of(board).get(name), board.show.added.get(name)
    message = (inject is not None and inject.message is not None) or (added is not None and bool(added.channel))
    alert = (inject is not None and inject.alert is not None) or (added is not None and bool(added.monitor))
    if not message and not alert:
        raise Refused(f"{name} has no words to change", "skip it, and add an inject of your own")
    given = [each for each in ("subject", "text", "sender", "channel") if getattr(command, each)]
    if not given and not command.to:
        raise Refused("nothing is changed", "give a subject, a text, a sender, seats or a channel")
    if alert and not message and set(given) - {"subject", "text"}:
        raise Refused("an alert has only a subject and a text", "leave the rest out")
    for text in (command.subject, command.text, command.sender):
        _fills(board, text)
    to = tuple(named(board.rules.roles, role, "role") for role in command.to)
    channel = named(board.opened.setting.channels, command.channel, "channel") if command.channel else ""
    return [InjectEdited(name, command.subject, command.text, command.sender, to, channel)]


def add(board: Board, command: AdHoc, at: int) -> list[Event]:
    """An inject that nobody wrote before."""
    setting, rules = board.opened.setting, board.rules
    ways = [name for name in ("channel", "monitor", "metric") if getattr(command, name)]
    if len(ways) != 1:
        raise Refused("it is not clear what comes", "give a channel (message), a monitor (alert) or a metric")
    for text in (command.subject, command.text, command.sender):
        _fills(board, text)
    due = at if not command.at.strip() else _instant(command.at, at)
    if due < at:
        raise Refused(f"it is {format_instant(at)} already", "give a later time, or none for now")
    _before_the_end(board, due)
    channel = named(setting.channels, command.channel, "channel") if command.channel else ""
    if channel:
        required(command.sender, "a sender")
        required(command.subject, "a subject")
    monitors = monitors_of(board)
    monitor = named(monitors, command.monitor, "monitor") if command.monitor else ""
    service = ""
    if not channel:
        service = named(setting.services, command.service, "service")
    value: int | None = None
    if command.metric:
        units = setting.services[service].metrics
        value = _quantity(command.value, units[named(units, command.metric, "metric")])
    elif monitor and command.value:
        value = _quantity(command.value, monitors[monitor].unit)
    objective = choice(command.objective, setting.objectives, "objective")
    role = choice(command.role, rules.roles, "role")
    if objective:
        required(command.expects, "what is expected")
        required(role, "whose reaction is expected")
    if command.does and command.does not in KINDS:
        raise Refused(
            f"'{command.does[:40]}' is no kind of event", "give one as incident.escalated, or rate it yourself"
        )
    if not 0 <= command.points <= 100:
        raise Refused(f"{command.points} points are out of reach", "give 1 to 100")
    within = _duration(command.within, "within") or (WITHIN if objective else 0)
    name = f"ADHOC-{len(board.show.added) + 1}"
    return [
        InjectAdded(
            name,
            required(command.title, "a title"),
            due,
            channel,
            command.sender,
            command.subject or command.title,
            command.text,
            tuple(named(rules.roles, each, "role") for each in command.to),
            monitor,
            service,
            command.metric,
            value,
            _duration(command.over, "over"),
            _duration(command.lasts, "lasts"),
            command.expects,
            objective,
            role,
            within,
            command.does,
            command.points if objective else 0,
        )
    ]


def discuss(board: Board, command: Discuss, at: int) -> list[Event]:
    """The table talks."""
    if board.discussion is not None and board.discussion.until >= at:
        raise Refused("a discussion is open already", "release it first")
    length = _duration(command.length, "length")
    if not 0 < length <= LONGEST_TALK:
        raise Refused("the time box does not fit", "give 1m to 4h; adjourn where it takes longer")
    clocks = choice(command.clocks, ("stopped", "running"), "way for the clocks") or "stopped"
    questions = tuple(each for each in command.questions if each.strip())
    return [DiscussionOpened(f"TALK-{board.show.talks + 1}", questions, clocks, length)]


def adjudicate(board: Board, command: Adjudicate, at: int) -> list[Event]:
    """What was said counts, does something, or has no effect; it counts from when it was said."""
    said = board.show.statements.get(command.statement)
    if said is None:
        raise Refused(f"record {command.statement} is nothing that was said", "name a line that somebody said")
    expectation = ""
    if command.expectation:
        expectation = named(expected_in(board), command.expectation, "expectation")
    events: list[Event] = []
    action = ""
    if command.action:
        action = named(board.opened.setting.actions, command.action, "action")
        about = incident(board, command.incident).id if command.incident else ""
        events = act(board, Act(action, about), at)
    return [
        StatementJudged(command.statement, said.said_at, expectation, action, said.role, command.reason),
        *events,
    ]


def tick(board: Board, command: Tick, at: int) -> list[Event]:
    """Heard, or not after all."""
    loaded = script_of(board)
    expectations = {each.id: each for each in (loaded.scenario.expectations if loaded else ())}
    about = expectations[named(expectations, command.expectation, "expectation")]
    if not about.key_points:
        raise Refused(f"{about.id} has no key points", "rate it by `observe`")
    if not 1 <= command.point <= len(about.key_points):
        raise Refused(f"there is no key point {command.point}", f"give 1 to {len(about.key_points)}")
    return [KeyPointTicked(about.id, command.point, command.done)]


def bookmark(board: Board, command: Bookmark, at: int) -> list[Event]:
    """To come back to."""
    return [BookmarkSet(command.text)]


def memo(board: Board, command: Memo, at: int) -> list[Event]:
    """For control's eyes."""
    return [MemoAdded(required(command.text, "the text"))]


def hand(board: Board, command: Hand, at: int) -> list[Event]:
    """A seat changes hands between people and a simulated responder."""
    role = named(board.rules.roles, command.role, "role")
    to = choice(required(command.to, "to whom"), ("simulated", "people"), "way to play a seat")
    if board.seats.get(role) == to:
        raise Refused(
            f"it is played by {'a simulated responder' if to == 'simulated' else 'people'} already", "leave it"
        )
    return [SeatHanded(role, to)]


def adjourn(board: Board, command: Adjourn, at: int) -> list[Event]:
    """Enough for today."""
    return [SessionAdjourned(board.part, command.reason, board.part_title)]


def override(board: Board, command: Override, at: int) -> list[Event]:
    """The evaluator knows better, and says why."""
    loaded = script_of(board)
    harms = {each.id: each.title for each in (loaded.scenario.harms if loaded else ())}
    claim = named({**expected_in(board), **harms}, command.claim, "claim")
    verdict = choice(command.verdict, VERDICTS, "verdict")
    if not verdict and claim not in board.show.overrides:
        raise Refused(f"{claim} has no other verdict", "give a verdict")
    return [ClaimOverridden(claim, verdict, required(command.reason, "a reason"))]


def _coming(board: Board, written: str, *, repeats: bool = False) -> str:
    """The id of an inject that may still come. Raises Refused."""
    injects = injects_of(board)
    name = named({**injects, **board.show.added}, written, "inject", "" if injects else "only control knows them")
    if name in board.show.delivered and not (repeats and name in injects and injects[name].repeat is not None):
        raise Refused(f"{name} came at {format_instant(board.show.delivered[name])}", "add an inject of your own")
    if (name in board.show.withdrawn or name in board.show.skipped) and not repeats:
        raise Refused(f"{name} was skipped already", "fire it if it is to come after all")
    return name


def _planned(board: Board, name: str) -> int:
    """The instant (ms) that the scenario or the facilitator gave it, 0 where it waits for something else."""
    inject, added = injects_of(board).get(name), board.show.added.get(name)
    return added.at if added is not None else (inject.at or 0) if inject is not None else 0


def _before_the_end(board: Board, at: int) -> None:
    end = board.opened.setting.duration
    if end and at >= end:
        raise Refused(f"the exercise ends at {format_instant(end)}", "give an earlier time")


def _fills(board: Board, text: str) -> None:
    """Raises Refused for a text that cannot be filled from the cast."""
    loaded = script_of(board)
    try:
        render(text, {**board.opened.cast, "facts": loaded.world.facts if loaded else {}})
    except TextFault as fault:
        reason, _, cure = str(fault).partition("; ")
        raise Refused(reason, cure or "write it without braces") from None


def _instant(written: str, at: int) -> int:
    try:
        return at + parse_duration(written.strip()[1:]) if written.strip().startswith("+") else parse_instant(written)
    except ValueError as error:
        raise Refused(str(error).partition("; ")[0], "write it as T+00:50:00, 50m or +5m") from None


def _duration(written: str, what: str) -> int:
    if not written.strip():
        return 0
    try:
        return parse_duration(written.strip())
    except ValueError as error:
        raise Refused(f"{what}: {str(error).partition('; ')[0]}", "write it as 8m or 1h30m") from None


def _quantity(written: str, unit: str) -> int:
    try:
        return parse_quantity(required(written, "a value"), unit)  # type: ignore[arg-type]
    except ValueError as error:
        raise Refused(str(error).partition("; ")[0], f"give it in {unit}") from None


RULES = {
    "fire": fire,
    "skip": skip,
    "delay": delay,
    "edit": edit,
    "inject": add,
    "discuss": discuss,
    "adjudicate": adjudicate,
    "tick": tick,
    "bookmark": bookmark,
    "memo": memo,
    "hand": hand,
    "adjourn": adjourn,
    "override": override,
}
