"""What happened, in lanes along time: seats, alerts, injects, decisions, clocks as bars. The debrief's timeline and the
report's figure draw the same lanes; nothing here says how. Texts are as they were written: whoever shows them cleans.
"""

from collections.abc import Iterable, Mapping

from irsim.board.state import NEVER, Clock
from irsim.events import after, alerts, facilitation, incident, kind_of, recovery, session, work, world
from irsim.events.base import Event
from irsim.events.clocks import ClockWaived
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.log.records import Record
from irsim.scoring.anchors import done_at
from irsim.scoring.case import Case
from irsim.scoring.lanes import Bar, Lane, Mark, Stretch, Swimlanes
from irsim.scoring.scorecard import Claim

WORST = ("wrong", "missed", "partly", "late", "met", "not exercised", "not rated")
"""Verdicts from the one that is looked at first."""

ROOM: frozenset[type[Event]] = frozenset(
    {
        after.ObservationMade,
        facilitation.BookmarkSet,
        facilitation.SeatHanded,
        facilitation.SessionAdjourned,
        session.DiscussionClosed,
        session.DiscussionOpened,
        session.PartOpened,
        session.SessionEnded,
        session.SessionForked,
        session.SessionPaused,
        session.SessionResumed,
        session.TimeAdvanced,
    }
)

INJECTS: frozenset[type[Event]] = frozenset(
    {
        facilitation.InjectAdded,
        session.InjectDelivered,
        session.InjectSkipped,
        world.MessageDelivered,
    }
)

ALERTS: frozenset[type[Event]] = frozenset({alerts.AlertFired, alerts.AlertResolved, alerts.AlertUnhandled})

DECISIONS: frozenset[type[Event]] = frozenset(
    {
        facilitation.StatementJudged,
        incident.IncidentClassified,
        incident.IncidentDeclared,
        recovery.WatchEnded,
        work.ApproachChosen,
        world.DecisionLapsed,
        world.DecisionOffered,
        world.DecisionStated,
        world.DecisionTaken,
    }
)
"""What changed the course: decisions that were put to the team or spoken, and what the team took the incident for."""

SAID_AGAIN: frozenset[type[Event]] = frozenset(
    {after.FeedbackGiven, CommandSubmitted, session.SeatLeft, session.SeatTaken}
)
"""Kinds that the lane of a seat leaves out: they say nothing of the incident, or what follows says it."""


def swimlanes(case: Case, claims: Iterable[Claim]) -> Swimlanes:
    """The lanes of a recording: the room, the world, injects, alerts, decisions, each seat, each incident's clocks."""
    resting = _resting(claims)
    board = case.board
    roles = {name: role.label for name, role in board.rules.roles.items()}
    marks = _marks(case, resting, roles)
    bars = [*_faults(case), *_clocks(case)]
    used = {mark.lane for mark in marks} | {bar.lane for bar in bars}
    lanes = [
        Lane("room", "room", "room"),
        Lane("world", "world", "world"),
        Lane("injects", "injects", "injects"),
        Lane("alerts", "alerts", "alerts"),
        Lane("decisions", "decisions", "decisions"),
        *(Lane(f"seat:{name}", label, "seat") for name, label in roles.items()),
    ]
    rules = {name: rule.label for name, rule in board.rules.clocks.items()}
    runs = dict.fromkeys((clock.incident, clock.rule) for clock in board.clocks.values())
    lanes += [
        Lane(_clock_lane(about, rule), f"{about} {rules.get(rule, rule)}".strip(), "clocks", about)
        for about, rule in runs
    ]
    shown = tuple(lane for lane in lanes if lane.id in used)
    return Swimlanes(
        shown,
        tuple(sorted(marks, key=lambda mark: (mark.at, mark.seq))),
        tuple(sorted(bars, key=lambda bar: (bar.since, bar.seq))),
        _stretches(case),
        case.now,
    )


def _resting(claims: Iterable[Claim]) -> dict[int, list[Claim]]:
    resting: dict[int, list[Claim]] = {}
    for claim in claims:
        for seq in claim.evidence:
            resting.setdefault(seq, []).append(claim)
    return resting


def _marks(case: Case, resting: Mapping[int, list[Claim]], roles: Mapping[str, str]) -> list[Mark]:
    """One mark for a record, and in a seat's lane one for all that came of one command."""
    grouped: dict[tuple[str, int, int, str], list[Record]] = {}
    for record in case.records:
        lane = _lane(case, record, roles, counts=record.seq in resting)
        if lane:
            alone = record.cause < 0 or not lane.startswith("seat:")
            group = (lane, record.seq if alone else record.cause, record.at, record.by)
            grouped.setdefault(group, []).append(record)
    return [_mark(case, key[0], together, resting) for key, together in grouped.items()]


def _lane(case: Case, record: Record, roles: Mapping[str, str], *, counts: bool) -> str:
    """Where a record stands, empty where nowhere. What a claim rests on stands somewhere."""
    kind = type(record.body)
    for kinds, lane in ((ROOM, "room"), (INJECTS, "injects"), (ALERTS, "alerts"), (DECISIONS, "decisions")):
        if kind in kinds:
            return lane
    own = record.by.removeprefix("sim:").partition(":")[0]
    if own in roles and kind not in SAID_AGAIN:
        return f"seat:{own}"
    if not counts:
        return ""
    doer = case.doer(record)
    return f"seat:{doer}" if doer in roles else "room" if own in ("facilitator", "evaluator") else "world"


def _mark(case: Case, lane: str, together: list[Record], resting: Mapping[int, list[Claim]]) -> Mark:
    first = together[0]
    seqs = tuple(record.seq for record in together)
    claims = {claim.id: claim for seq in seqs for claim in resting.get(seq, ())}
    verdicts = {claim.verdict for claim in claims.values()}
    return Mark(
        lane,
        done_at(case.board, first),
        first.seq,
        kind_of(first.body),
        _words(case, first.body),
        next((verdict for verdict in WORST if verdict in verdicts), ""),
        seqs,
        tuple(claims),
        first.by,
    )


def _words(case: Case, body: Event) -> str:
    """A few words: the inject's or alert's title, what was said or asked, else the kind of event."""
    if isinstance(body, session.InjectDelivered | session.InjectSkipped | facilitation.InjectAdded):
        known = case.injects.get(body.inject)
        return case.filled(known.title) if known else getattr(body, "title", "") or body.inject
    if isinstance(body, CommandRefused):
        return body.reason
    if isinstance(body, alerts.AlertResolved | alerts.AlertUnhandled):
        alert = case.board.alerts.get(body.alert)
        return alert.title if alert else body.alert
    for field in ("title", "question", "text", "description", "action", "step", "reason"):
        said = getattr(body, field, "")
        if isinstance(said, str) and said:
            return said
    return kind_of(body).replace(".", " ").replace("-", " ")


def _faults(case: Case) -> list[Bar]:
    """From when a fault took hold to when it was over."""
    begun: dict[str, tuple[Record, world.FaultStarted]] = {}
    bars = []
    for record in case.records:
        body = record.body
        if isinstance(body, world.FaultStarted):
            begun[body.fault] = (record, body)
        elif isinstance(body, world.FaultEnded) and body.fault in begun:
            start, fault = begun.pop(body.fault)
            bars.append(Bar("world", start.at, record.at, NEVER, "over", _fault(case, fault), start.seq, fault.fault))
    for start, fault in begun.values():
        bars.append(Bar("world", start.at, case.now, NEVER, "lasting", _fault(case, fault), start.seq, fault.fault))
    return bars


def _fault(case: Case, fault: world.FaultStarted) -> str:
    return case.filled(fault.why) or fault.fault


def _clocks(case: Case) -> list[Bar]:
    waived = {record.body.id: record.at for record in case.of("clock.waived") if isinstance(record.body, ClockWaived)}
    started = {getattr(record.body, "id", ""): record.seq for record in case.of("clock.started")}
    rules = case.board.rules.clocks
    return [
        Bar(
            _clock_lane(clock.incident, clock.rule),
            clock.since,
            max(clock.since, _stopped(case, clock, waived)),
            clock.due,
            clock.verdict(case.records[-1].at),
            rules[clock.rule].label if clock.rule in rules else clock.rule,
            started.get(clock.id, clock.seq),
            clock.id,
        )
        for clock in case.board.clocks.values()
    ]


def _stopped(case: Case, clock: Clock, waived: Mapping[str, int]) -> int:
    if clock.stopped_at != NEVER:
        return clock.stopped_at
    rule = case.board.rules.clocks.get(clock.rule)
    if rule is not None and rule.cadence and case.board.runs[clock.incident, clock.rule][-1] is not clock:
        return min(waived.get(clock.id, clock.due), clock.due, case.now)
    return waived.get(clock.id, case.now)


def _clock_lane(about: str, rule: str) -> str:
    return f"clocks:{about}:{rule}"


def _stretches(case: Case) -> tuple[Stretch, ...]:
    """The time on stage, cut where it moved on without the table."""
    parts = {part.id: case.filled(part.title) for part in case.scenario.parts} if case.scenario else {}
    opened = [
        (record.at, record.body.part)
        for record in case.of("part.opened")
        if isinstance(record.body, session.PartOpened)
    ]
    cuts = [(gap.since, gap.until) for gap in case.gaps if gap.until > gap.since]
    found: list[Stretch] = []
    since = 0
    for begin, end in [*cuts, (case.now, case.now)]:
        here = [parts.get(part, part) for at, part in opened if since <= at < max(begin, since + 1)]
        if begin >= since:
            found.append(Stretch(since, begin, here[0] if here else ""))
        since = min(end, case.now)
    return tuple(found)
