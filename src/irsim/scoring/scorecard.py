"""What a score is made of: claims that name their evidence, and their sums. Also the shape of `irsim score --json`."""

from typing import Literal

from msgspec import Struct

from irsim.scoring.spread import Share, Spread

Basis = Literal["automatic", "evaluator", "facilitator"]
"""Who judged a claim: the rules, the evaluator's rating or verdict, the facilitator of what was said at the table."""

Verdict = Literal["met", "late", "partly", "missed", "wrong", "not exercised", "not rated"]


class Claim(Struct, frozen=True):
    """One statement about the team. `points` may be below zero where a claim is wrong; `evidence` are seqs.

    `rule` says in words what was judged and how; `why` explains, from the scenario, what it is for and what would have
    counted. `at` is the instant (ms) of the deciding evidence, -1 where there is none; `due` the limit, -1 for none.
    """

    id: str
    title: str
    objective: str
    role: str
    verdict: Verdict
    points: float
    possible: float
    evidence: list[int]
    rule: str
    why: str = ""
    at: int = -1
    due: int = -1
    harm: bool = False
    basis: Basis = "automatic"
    recorded_late: bool = False
    """whether the deciding deed was entered later than it was said: it counts from when it was said"""
    overridden: str = ""
    """the evaluator's reason, where her verdict stands in the place of `was`"""
    was: Verdict | None = None


class Total(Struct, frozen=True):
    """The sum over an objective or a role: `score` and `coverage` run from 0 to 100; None where nothing counted."""

    id: str
    label: str
    score: float | None
    coverage: float
    points: float
    possible: float


class ClockResult(Struct, frozen=True):
    """How a running of a clock ended. Times in ms; `stopped` and `took` are -1 while it runs. `verdict` as the board
    has it."""

    id: str
    rule: str
    label: str
    incident: str
    since: int
    due: int
    stopped: int
    verdict: str
    basis: str
    owner: str
    allowed: int = -1
    took: int = -1


class TrueTime(Struct, frozen=True):
    """Metrics of one incident of the truth (ms from its first sign or onset; -1 where it never happened)."""

    incident: str
    truth: str
    title: str
    assigned_severity: str
    true_severity: str
    first_sign: int
    detect: int
    acknowledge: int
    declare: int
    contain: int
    contain_by_world: int
    first_public_update: int
    resolve: int
    respond: int = -1
    """from detection to the first of: declared, a step of containment done, contained"""


class Metrics(Struct, frozen=True):
    """Times per incident, and counts over the whole session."""

    incidents: list[TrueTime]
    clocks_met: int
    clocks_late: int
    clocks_overdue: int
    clocks_waived: int
    alerts: int
    alerts_dismissed: int
    false_positives: int
    commands: int
    refused: int
    pages: int
    pages_missed: int
    updates: int
    public_updates: int
    automations: int = 0


class ServiceLevel(Struct, frozen=True):
    """A service against its objective, over the `n` recordings that could tell. Shares in ppm, times in ms.

    Each recording stands for one window of the plan, or for its own length where that is longer: `period` is all of
    them. `budget` is how long the service might be down in it. `availability` is rounded down, None where nothing
    tells.
    """

    service: str
    label: str
    n: int
    down: int
    lasting: bool
    period: int
    availability: int | None
    objective: int
    budget: int


class Accuracy(Struct, frozen=True):
    """Of `n` incidents that were classified, whether rightly: `by_truth` of them against the true severity, the others
    the first severity against the last."""

    n: int
    right: int
    too_mild: int
    too_strict: int
    by_truth: int


class InTime(Struct, frozen=True):
    """How the runnings of a clock about telling somebody ended."""

    rule: str
    label: str
    met: int
    late: int
    overdue: int
    waived: int


class SecurityFigure(Struct, frozen=True):
    """A security metric: `figure` in `unit` over `recordings`, or None and `unmeasured` says why."""

    id: str
    group: str
    label: str
    source: str
    figure: int | None
    unit: str
    unmeasured: str
    note: str
    recordings: int


class Measures(Struct, frozen=True):
    """The metrics of the plan over one recording or several. `times` and `downtime` in ms, `revenue` in whole dollars,
    `satisfaction` in hundredths of a point (of 1 to 5).

    `incidents` are those of the truth and those of the board that stand for none. Downtime and impact are those of the
    board's incidents, but for false alarms.
    """

    recordings: int
    incidents: int
    times: dict[str, Spread]
    downtime: Spread
    services: list[ServiceLevel]
    customers: Spread
    revenue: Spread
    false_alerts: Share
    false_incidents: Share
    severity: Accuracy
    satisfaction: Spread
    automated: int
    page_answers: Spread
    pages_missed: Share
    updates: list[InTime]
    security: list[SecurityFigure]


class RoleDeviation(Struct, frozen=True):
    """An act outside a role: record `seq` at `at` (ms), what was done, by which role, and whose it was. Costs nothing
    by itself."""

    seq: int
    at: int
    incident: str
    command: str
    role: str
    owner: str


class Scorecard(Struct, frozen=True):
    """The whole score of a recording. `score` is None where nothing counted; `head` is the chain's last digest."""

    scenario: str
    codename: str
    score: float | None
    coverage: float
    objectives: list[Total]
    roles: list[Total]
    claims: list[Claim]
    metrics: Metrics
    clocks: list[ClockResult]
    seats: dict[str, str]
    assist: str
    closed: bool
    ended_at: int
    head: str
    deviations: list[RoleDeviation] = []
    measures: Measures | None = None
    held: list[str] = []
    """the real instants (ISO 8601) at which the room was opened and, after an adjournment, opened again; none where
    nobody played in real time"""
