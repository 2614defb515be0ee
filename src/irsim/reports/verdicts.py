"""Verdicts with their sign and word, and which of them count as strengths or as areas for improvement."""

from irsim.scoring.scorecard import Claim, Scorecard

GLYPHS = {
    "met": "✔",
    "late": "◐",
    "partly": "◔",
    "missed": "✘",
    "wrong": "‼",
    "not exercised": "○",
    "not rated": "◌",
    "overdue": "▲",
    "waived": "○",
    "running": "·",
}
"""A sign for each verdict of a claim or a clock; it never stands without its word."""

STRENGTHS = ("met",)
IMPROVEMENTS = ("late", "partly", "missed", "wrong")
UNJUDGED = ("not exercised", "not rated")

VERDICTS = {
    "met": "done, in time and as it should be: full points.",
    "late": (
        "done after its limit: half the points until twice the limit is reached, then none. "
        "A scenario may set another share."
    ),
    "partly": "done in part: the share of the required fields (or of the required number of times) that was right.",
    "missed": "not done although it was due: no points.",
    "wrong": "something was done that makes things worse: it costs points, and at most its own objective's.",
    "not exercised": (
        "not reached, skipped, still to come when the session ended, or the seat was simulated or empty while others "
        "were played. Leaves the score and lowers the coverage."
    ),
    "not rated": "for the evaluator to judge, and not judged yet. Leaves the score and lowers the coverage.",
}
"""What each verdict means, in words (DESIGN.md, Scores)."""

TIMES = {
    "detect": "onset to detection",
    "acknowledge": "detection to acknowledgement",
    "declare": "detection to declaration",
    "respond": "detection to first step or declaration",
    "contain": "detection to containment, as declared",
    "contain_by_world": "first sign to containment, in the world",
    "first_public_update": "detection to the first public update",
    "resolve": "detection to resolution",
}
"""The times of an incident, each with the instants that it runs between."""


def sign(verdict: str) -> str:
    """Sign and word."""
    return f"{GLYPHS.get(verdict, '·')} {verdict}"


def points(number: float) -> str:
    """Points without needless decimals."""
    return f"{round(number, 2):g}"


def worth(claim: Claim) -> str:
    """`6 of 8` points; what made things worse has none to win, and says only what it cost."""
    return points(claim.points) if claim.harm else f"{points(claim.points)} of {points(claim.possible)}"


def by_objective(card: Scorecard) -> list[tuple[str, str, list[Claim]]]:
    """The claims under their objective as (id, label, claims), in the card's order; none is lost."""
    labels = {total.id: total.label for total in card.objectives}
    groups: dict[str, list[Claim]] = {total.id: [] for total in card.objectives}
    for claim in card.claims:
        groups.setdefault(claim.objective, []).append(claim)
    return [(id, labels.get(id) or id or "without an objective", claims) for id, claims in groups.items()]
