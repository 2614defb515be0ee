"""Ratings of objectives: the evaluator's last one, and where she gave none, what the claims come to, marked as such.

P, S, M and U are those of HSEEP's Exercise Evaluation Guide.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from irsim.events.after import ObservationMade
from irsim.log.records import Record
from irsim.scoring.expectations import RATINGS
from irsim.scoring.scorecard import Claim, Total

EVALUATOR, AUTOMATIC, NONE = "evaluator", "automatic", "none"


class Rating(Struct, frozen=True):
    """How an objective was performed. `rating` is P, S, M or U, empty where nothing tells; `basis` is evaluator,
    automatic or none; `evidence` are seqs of the evaluator's ratings. `automatic` is what the claims alone come to."""

    objective: str
    label: str
    rating: str
    basis: str
    automatic: str
    evidence: list[int] = []


def ratings(objectives: Iterable[Total], claims: Sequence[Claim], records: Iterable[Record]) -> list[Rating]:
    """A rating for each objective, in their order."""
    observed = [(record, record.body) for record in records if isinstance(record.body, ObservationMade)]
    found = []
    for total in objectives:
        given = [
            (record.seq, body.rating.upper())
            for record, body in observed
            if body.objective == total.id and not body.expectation and body.rating.upper() in RATINGS
        ]
        derived = automatic(total, [claim for claim in claims if claim.objective == total.id])
        rating = given[-1][1] if given else derived
        basis = EVALUATOR if given else AUTOMATIC if derived else NONE
        label = total.label or total.id
        found.append(Rating(total.id, label, rating, basis, derived, [seq for seq, _ in given]))
    return found


def automatic(total: Total, claims: Iterable[Claim]) -> str:
    """The letter whose worth lies nearest to the score; never better than M where something was done that made things
    worse, for that adds risk. Empty where nothing was scored."""
    if total.score is None:
        return ""
    letter = min(RATINGS, key=lambda each: abs(RATINGS[each][1] - (total.score or 0.0)))
    wrong = any(claim.verdict == "wrong" for claim in claims)
    return "M" if wrong and letter in ("P", "S") else letter
