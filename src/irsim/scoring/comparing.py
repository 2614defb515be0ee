"""Recordings of one scenario beside each other: what came out differently, claim by claim, clock by clock. Pure.

Every figure is taken from the recordings' own scores; nothing is judged here.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from irsim.board.state import NEVER
from irsim.events.session import SessionForked
from irsim.scoring.likeness import Side, check_alike, differences, forks
from irsim.scoring.measures import TIMES
from irsim.scoring.scorecard import Claim, ClockResult, Scorecard, Total

MOST = 8
"""Recordings that stand beside each other; more of them are a trend."""

COUNTS = {
    "commands": "commands",
    "refused": "of them refused",
    "alerts": "alerts",
    "alerts_dismissed": "alerts dismissed",
    "false_positives": "false alarms",
    "pages": "pages",
    "pages_missed": "pages missed",
    "updates": "updates sent",
    "public_updates": "updates to the outside",
    "clocks_met": "clocks met",
    "clocks_late": "clocks late",
    "clocks_overdue": "clocks overdue",
}
"""Fields of `Metrics` that are counted, and what they are called."""


class Column(Struct, frozen=True):
    """A recording in the tables. `held` is its real start (ISO 8601) or empty; `forked` (ms) the instant at which it
    left its parent `parent`, -1 where it is no fork. `score` is None where nothing counted."""

    label: str
    name: str
    held: str
    score: float | None
    coverage: float
    closed: bool
    ended_at: int
    head: str
    assist: str
    parent: str = ""
    forked: int = NEVER


class TotalRow(Struct, frozen=True):
    """An objective or a role: the score in each recording, None where nothing counted or nobody asked for it."""

    id: str
    label: str
    scores: list[float | None]


class ClaimCell(Struct, frozen=True):
    """A claim in one recording. `at` is the instant (ms) of its deciding evidence, -1 where there is none; `basis` says
    who judged it: the rules, the evaluator, or the facilitator."""

    verdict: str
    points: float
    possible: float
    at: int
    basis: str = "automatic"


class ClaimRow(Struct, frozen=True):
    """A claim in each recording; None where it has no such claim: a harm that was not done, or another scenario."""

    id: str
    title: str
    objective: str
    role: str
    harm: bool
    cells: list[ClaimCell | None]
    differs: bool


class ClockCell(Struct, frozen=True):
    """How the runnings of a clock ended; of a single one that was stopped, what it `took` of what was `allowed`."""

    met: int
    late: int
    overdue: int
    waived: int
    running: int
    took: int = NEVER
    allowed: int = NEVER


class ClockRow(Struct, frozen=True):
    """A clock of the plan on an incident: by the truth's id of it, which is the same on every board."""

    rule: str
    label: str
    incident: str
    title: str
    cells: list[ClockCell | None]
    differs: bool


class TimeRow(Struct, frozen=True):
    """A time of an incident of the truth (ms) in each recording; -1 where it never came."""

    incident: str
    title: str
    name: str
    took: list[int]
    differs: bool


class CountRow(Struct, frozen=True):
    """Something that was counted over each recording."""

    name: str
    label: str
    counts: list[int]
    differs: bool


class Comparison(Struct, frozen=True):
    """Recordings beside each other. `differences` are sentences on what differs beside what people did: they stand
    above every table, with `forks` on which of them is a fork of which."""

    scenario: str
    codename: str
    columns: list[Column]
    differences: list[str]
    forks: list[str]
    objectives: list[TotalRow]
    roles: list[TotalRow]
    claims: list[ClaimRow]
    clocks: list[ClockRow]
    times: list[TimeRow]
    counts: list[CountRow]


def compare(sides: Sequence[Side], *, anyway: bool = False) -> Comparison:
    """Two recordings or more, in the order that they are given. Raises BadInput where they are not alike."""
    check_alike(sides, anyway=anyway)
    labels = [chr(ord("A") + number) for number in range(len(sides))]
    cards = [side.card for side in sides]
    return Comparison(
        scenario=cards[0].scenario,
        codename=cards[0].codename,
        columns=[_column(side, label) for side, label in zip(sides, labels, strict=True)],
        differences=differences(sides, labels),
        forks=forks(sides, labels),
        objectives=_totals([card.objectives for card in cards]),
        roles=_totals([card.roles for card in cards]),
        claims=_claims(cards),
        clocks=_clocks(cards),
        times=_times(cards),
        counts=[_count(cards, name, label) for name, label in COUNTS.items()],
    )


def endings(fork: Side, parent: Side) -> Comparison:
    """A fork beside the recording that it left: the parent first. What is different came after they parted."""
    return compare([parent, fork], anyway=True)


def _column(side: Side, label: str) -> Column:
    card, record = side.card, side.forked
    body = record.body if record is not None else None
    return Column(
        label=label,
        name=side.name,
        held=side.opened.held,
        score=card.score,
        coverage=card.coverage,
        closed=card.closed,
        ended_at=card.ended_at,
        head=card.head,
        assist=card.assist,
        parent=body.name if isinstance(body, SessionForked) else "",
        forked=record.at if record is not None else NEVER,
    )


def _totals(lists: Sequence[list[Total]]) -> list[TotalRow]:
    labels = {total.id: total.label for totals in lists for total in totals}
    found = [{total.id: total.score for total in totals} for totals in lists]
    return [TotalRow(id, label, [totals.get(id) for totals in found]) for id, label in labels.items()]


def _claims(cards: Sequence[Scorecard]) -> list[ClaimRow]:
    """Every claim of any of them, those that all have in the order of the first."""
    known: dict[str, Claim] = {}
    for card in cards:
        for claim in card.claims:
            known.setdefault(claim.id, claim)
    found = [{claim.id: claim for claim in card.claims} for card in cards]
    rows = []
    for id, claim in known.items():
        cells = [_claim(claims.get(id)) for claims in found]
        outcomes = {(cell.verdict, cell.points) if cell is not None else None for cell in cells}
        about = (claim.title, claim.objective, claim.role, claim.harm)
        rows.append(ClaimRow(id, *about, cells, len(outcomes) > 1))
    return sorted(rows, key=lambda row: row.harm)


def _claim(claim: Claim | None) -> ClaimCell | None:
    return None if claim is None else ClaimCell(claim.verdict, claim.points, claim.possible, claim.at, claim.basis)


def _clocks(cards: Sequence[Scorecard]) -> list[ClockRow]:
    runs: dict[tuple[str, str], list[list[ClockResult]]] = {}
    titles: dict[str, str] = {}
    for number, card in enumerate(cards):
        names = {each.incident: each.truth or each.incident for each in card.metrics.incidents}
        titles |= {each.truth or each.incident: each.title for each in card.metrics.incidents}
        for clock in card.clocks:
            key = (names.get(clock.incident, clock.incident), clock.rule)
            runs.setdefault(key, [[] for _ in cards])[number].append(clock)
    order = {incident: place for place, incident in enumerate(titles)}
    rows = []
    for (incident, rule), lists in sorted(runs.items(), key=lambda item: order.get(item[0][0], len(order))):
        label = next(clocks[0].label for clocks in lists if clocks)
        cells = [_clock(clocks) for clocks in lists]
        rows.append(ClockRow(rule, label, incident, titles.get(incident, ""), cells, _unlike(cells)))
    return rows


def _clock(clocks: list[ClockResult]) -> ClockCell | None:
    """What became of a clock's runnings; None where it never ran."""
    if not clocks:
        return None
    verdicts = [clock.verdict for clock in clocks]
    met, late, overdue, waived, running = (verdicts.count(w) for w in ("met", "late", "overdue", "waived", "running"))
    only = clocks[0] if len(clocks) == 1 and clocks[0].stopped != NEVER else None
    took, allowed = (only.stopped - only.since, only.due - only.since) if only is not None else (NEVER, NEVER)
    return ClockCell(met, late, overdue, waived, running, took, allowed)


def _times(cards: Sequence[Scorecard]) -> list[TimeRow]:
    """Of the truth's incidents: what only one board has stands for nothing that the others could have."""
    titles = {each.truth: each.title for card in cards for each in card.metrics.incidents if each.truth}
    found = [{each.truth: each for each in card.metrics.incidents} for card in cards]
    rows = []
    for truth, title in titles.items():
        for name in TIMES:
            took = [getattr(times[truth], name) if truth in times else NEVER for times in found]
            if any(each != NEVER for each in took):
                rows.append(TimeRow(truth, title, name, took, _unlike(took)))
    return rows


def _count(cards: Sequence[Scorecard], name: str, label: str) -> CountRow:
    counts = [int(getattr(card.metrics, name)) for card in cards]
    return CountRow(name, label, counts, _unlike(counts))


def _unlike(values: Iterable[object]) -> bool:
    first, *others = values
    return any(other != first for other in others)
