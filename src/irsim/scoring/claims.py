"""Makes a claim of an expectation: points from the share that was right, evidence in the order of the log."""

from collections.abc import Iterable

from irsim.board.state import NEVER
from irsim.log.records import Record
from irsim.scenario.models import Expectation
from irsim.scoring.anchors import Found, Limit
from irsim.scoring.scorecard import Claim, Verdict

ENTERED_AT_ONCE = 30_000
"""Milliseconds within which a scribe enters what is said: what takes longer was recorded late."""

CENTS = 2
"""Points are kept to a hundredth: a third of ten is 3.33."""


def claim(
    expectation: Expectation,
    verdict: Verdict,
    rule: str,
    *,
    share: float = 0.0,
    costs: int = 0,
    evidence: Iterable[Found | Record | int] = (),
    at: int = NEVER,
    due: int = NEVER,
    limit: Limit | None = None,
) -> Claim:
    """A claim worth `share` (0 to 1) of the expectation's points, less `costs`. `limit` gives due and its anchor."""
    evidence = list(evidence)
    seqs = {_seq(item) for item in evidence}
    said_before = any(isinstance(item, Found) and item.record.at - item.instant > ENTERED_AT_ONCE for item in evidence)
    if limit is not None:
        due = limit.due
        if limit.anchor is not None:
            seqs.add(limit.anchor.seq)
    return Claim(
        id=expectation.id,
        title=expectation.title,
        objective=expectation.objective,
        role=expectation.role,
        verdict=verdict,
        points=round(expectation.points * share, CENTS) - costs,
        possible=float(expectation.points),
        evidence=sorted(seqs),
        rule=rule,
        why=expectation.why,
        at=at,
        due=due,
        recorded_late=said_before,
    )


def _seq(item: Found | Record | int) -> int:
    if isinstance(item, int):
        return item
    return item.record.seq if isinstance(item, Found) else item.seq
