"""Claims as CSV for a spreadsheet: a row a claim. No cell can become a formula there."""

import csv
import io

from irsim.reports.sheet import guarded
from irsim.scoring.scorecard import Claim, Scorecard

HEADS = (
    "claim", "title", "objective", "role", "verdict", "points", "possible", "at_ms", "due_ms", "recorded_late",
    "rule", "evidence",
)  # fmt: skip


def claims_csv(card: Scorecard) -> str:
    """A row for each claim; times in ms since the start, -1 where there is none; evidence as numbers of records."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows(_row(claim) for claim in card.claims)
    return out.getvalue()


def _row(claim: Claim) -> list[str | int | float]:
    evidence = " ".join(map(str, claim.evidence))
    words = [guarded(cell) for cell in (claim.id, claim.title, claim.objective, claim.role, str(claim.verdict))]
    figures: list[str | int | float] = [claim.points, claim.possible, claim.at, claim.due]
    return [*words, *figures, "yes" if claim.recorded_late else "no", guarded(claim.rule), evidence]
