"""Everything that is scored of a recording, with what the report says beside the score: the shape of
`irsim score --json` and of a report written as JSON.

It is the scorecard with more lists at its end, so that who reads a scorecard reads this too. Instants and lengths are
in ms, -1 for what never came; `seq` and `evidence` are numbers of records. The shape is stable: fields are added, none
changes its meaning, and `form` is raised if that must be broken.
"""

from typing import Any

from msgspec import Struct

from irsim.scoring.ratings import Rating
from irsim.scoring.scorecard import Scorecard
from irsim.scoring.spread import Spread

FORM = 1


class Held(Struct, frozen=True):
    """What was held: `planned` and `length` in ms, `records` how many the recording has."""

    name: str
    held: str
    starts: str
    family: str
    organisation: str
    planned: int
    length: int
    records: int
    broken: str
    seed: str
    rules: int


class Happening(Struct, frozen=True):
    """A line of the timeline."""

    seq: int
    at: int
    by: str
    kind: str
    text: str


class Act(Struct, frozen=True):
    """A technical action: taken at `at`, with effect at `done`, which `took` so long."""

    seq: int
    at: int
    by: str
    action: str
    incident: str
    done: int
    took: int
    result: str


class TrueIncident(Struct, frozen=True):
    """An incident of the truth; `onset` may lie before T+0."""

    id: str
    title: str
    severity: str
    category: str
    onset: int
    cause: str


class Alternative(Struct, frozen=True):
    """One way to decide, and what speaks for and against it."""

    decision: str
    id: str
    text: str
    why: str
    chosen: bool


class Opened(Struct, frozen=True):
    """An incident that the team opened: its instants, and whom it hit."""

    id: str
    title: str
    severity: str
    category: str
    status: str
    detected: int
    declared: int
    acknowledged: int
    classified: int
    contained: int
    resolved: int
    closed: int
    aware: int
    review: int
    customers: int
    users: int
    revenue: int
    response_time: int
    resolution_time: int


class Exchange(Struct, frozen=True):
    """A message, an update, a page or a decision: when it came and when it was answered, sent or taken. `took` is
    between the two; `state` says how it ended."""

    sort: str
    id: str
    seq: int
    at: int
    due: int
    done: int
    took: int
    done_seq: int
    state: str
    title: str


class Observation(Struct, frozen=True):
    """What the evaluator wrote down."""

    seq: int
    at: int
    by: str
    objective: str
    expectation: str
    rating: str
    sort: str
    text: str


class Improvement(Struct, frozen=True):
    """A line of the improvement plan."""

    seq: int
    item: str
    incident: str
    objective: str
    issue: str
    action: str
    element: str
    owner: str
    contact: str
    start: str
    due: str
    priority: str
    measure: str
    status: str


class Participant(Struct, frozen=True):
    """Somebody who took a seat; `until` is -1 for who stayed."""

    role: str
    name: str
    proof: str
    since: int
    until: int
    commands: int


class Agreement(Struct, frozen=True):
    """How far participants agree with a statement; the spread is in hundredths."""

    statement: str
    spread: Spread
    lowest: int
    highest: int


class Left(Struct, frozen=True):
    """Points that were left in an objective."""

    objective: str
    label: str
    points: float
    claims: list[str]


class Scored(Scorecard, frozen=True):
    """The scorecard, and what the report tells beside it."""

    form: int = FORM
    session: Held | None = None
    ratings: list[Rating] = []
    worth: dict[str, int] = {}
    """what each rating is worth, in percent"""
    spreads: dict[str, Spread] = {}
    """the times of `metrics.incidents` over all of them"""
    left: list[Left] = []
    truth: list[TrueIncident] = []
    incidents: list[Opened] = []
    exchanges: list[Exchange] = []
    alternatives: list[Alternative] = []
    notices: list[Happening] = []
    actions: list[Act] = []
    observations: list[Observation] = []
    satisfaction: list[int] = []
    feedback: list[Agreement] = []
    questions: list[str] = []
    """of the hot wash"""
    improvements: list[Improvement] = []
    participants: list[Participant] = []
    facilitation: list[Happening] = []
    timeline: list[Happening] = []
    marks: list[dict[str, Any]] = []
    """what stands in the lanes of the figure: lane, at, seq, kind, verdict, claims"""
    bars: list[dict[str, Any]] = []
    """what stands in them with a length: lane, since, until, due, verdict, label"""
