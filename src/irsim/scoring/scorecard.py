"""What a score is made of: claims that name their evidence, and their sums. Also the shape of `irsim score --json`."""

from typing import Literal

from msgspec import Struct

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


class Total(Struct, frozen=True):
    """The sum over an objective or a role: `score` and `coverage` run from 0 to 100; None where nothing counted."""

    id: str
    label: str
    score: float | None
    coverage: float
    points: float
    possible: float


class ClockResult(Struct, frozen=True):
    """How a running of a clock ended. Times in ms; `stopped` is -1 while it runs. `verdict` as the board has it."""

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
