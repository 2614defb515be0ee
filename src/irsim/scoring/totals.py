"""Sums of claims: over an objective, a role, and all. What is not exercised or not rated only lowers coverage."""

from collections.abc import Iterable, Mapping

from irsim.scoring.scorecard import Claim, Total

UNCOUNTED = ("not exercised", "not rated")


def total(name: str, label: str, claims: Iterable[Claim]) -> Total:
    """The sum of some claims. Wrong ones cancel what was earned, and nothing beyond: the score stops at 0."""
    asked = list(claims)
    counted = [claim for claim in asked if claim.verdict not in UNCOUNTED]
    points = round(sum(claim.points for claim in counted), 2)
    possible = sum(claim.possible for claim in counted)
    return Total(name, label, percent(points, possible), coverage(asked), points, possible)


def grouped(claims: list[Claim], field: str, labels: Mapping[str, str]) -> list[Total]:
    """A total for each of `labels`, and for what claims name beyond them."""
    names = list(dict.fromkeys([*labels, *(getattr(claim, field) for claim in claims)]))
    return [
        total(name, labels.get(name, name), [claim for claim in claims if getattr(claim, field) == name])
        for name in names
    ]


def overall(objectives: list[Total]) -> float | None:
    """The whole score: what is wrong in one objective takes nothing from another."""
    return percent(sum(max(0.0, each.points) for each in objectives), sum(each.possible for each in objectives))


def coverage(claims: Iterable[Claim]) -> float:
    """The share of the possible points that was exercised and rated, 0 to 100; 0 where nothing was possible."""
    asked = list(claims)
    counted = sum(claim.possible for claim in asked if claim.verdict not in UNCOUNTED)
    return percent(counted, sum(claim.possible for claim in asked)) or 0.0


def percent(points: float, possible: float) -> float | None:
    """0.0 to 100.0 with one decimal, None of nothing. Only all points are 100.0: what falls short by a hair is 99.9."""
    if possible <= 0:
        return None
    share = max(0.0, points) / possible * 100
    if points >= possible:
        return 100.0
    return min(99.9, round(share, 1))
