"""The analysis of objectives: strengths and areas for improvement, each with its evidence and why it matters."""

from dataclasses import dataclass

from irsim.events.after import ObservationMade
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import listed
from irsim.reports.telling.after import RATINGS
from irsim.reports.verdicts import IMPROVEMENTS, STRENGTHS, UNJUDGED, by_objective, points, sign, worth
from irsim.scoring.scorecard import Claim, Total
from irsim.words.durations import format_instant

EVIDENCE_LIMIT = 20
"""Records named as the evidence of one claim; the rest is counted."""


@dataclass(frozen=True)
class Point:
    """A strength or an area for improvement."""

    title: str
    verdict: str
    role: str
    points: str
    when: str
    evidence: str
    rule: str
    why: str


@dataclass(frozen=True)
class Analysis:
    """One objective."""

    label: str
    strengths: list[Point]
    improvements: list[Point]
    unjudged: list[Point]
    observations: list[Row]


def score_line(total: float | None) -> str:
    """A score from 0 to 100, or that there is none."""
    return "none" if total is None else f"{total:g}"


def totals(source: Source, sums: list[Total], *, rated: bool = False) -> list[Row]:
    """Rows of label, score, coverage and points; `rated` adds the evaluator's last rating."""
    rows: list[Row] = []
    for total in sums:
        row: Row = (
            total.label or total.id,
            score_line(total.score),
            f"{total.coverage:g} %",
            f"{points(total.points)} of {points(total.possible)}",
        )
        rows.append((*row, _rating(source, total.id)) if rated else row)
    return rows


def _rating(source: Source, objective: str) -> str:
    given = [body.rating for _, body in source.of(ObservationMade) if body.objective == objective and body.rating]
    return f"{given[-1]}, {RATINGS[given[-1]]}" if given and given[-1] in RATINGS else "not rated"


def analyses(source: Source) -> list[Analysis]:
    """Every objective that has claims or observations, in the scorecard's order."""
    found = []
    for id, label, claims in by_objective(source.card):
        observed = _observations(source, id, claims)
        if claims or observed:
            found.append(
                Analysis(
                    label,
                    [_point(source, claim) for claim in claims if claim.verdict in STRENGTHS],
                    [_point(source, claim) for claim in claims if claim.verdict in IMPROVEMENTS],
                    [_point(source, claim) for claim in claims if claim.verdict in UNJUDGED],
                    observed,
                )
            )
    return found


def general_observations(source: Source) -> list[Row]:
    """Observations about no objective of the scorecard."""
    known = {id for id, _, _ in by_objective(source.card)}
    expectations = {claim.id for claim in source.card.claims}
    return [
        _observation(source, record.seq)
        for record, body in source.of(ObservationMade)
        if body.objective not in known and body.expectation not in expectations
    ]


def _observations(source: Source, objective: str, claims: list[Claim]) -> list[Row]:
    ids = {claim.id for claim in claims}
    return [
        _observation(source, record.seq)
        for record, body in source.of(ObservationMade)
        if body.objective == objective or (not body.objective and body.expectation in ids)
    ]


def _observation(source: Source, seq: int) -> Row:
    record = source.records[seq]
    body = record.body
    assert isinstance(body, ObservationMade)
    rating = f"{body.rating}, {RATINGS[body.rating]}" if body.rating in RATINGS else body.rating or "no rating"
    return (source.ref(seq), source.names.who(record.by), rating, body.text)


def _point(source: Source, claim: Claim) -> Point:
    return Point(
        claim.title,
        sign(claim.verdict),
        source.names.role(claim.role),
        worth(claim),
        when(claim),
        evidence(source, claim),
        claim.rule,
        claim.why,
    )


def when(claim: Claim) -> str:
    """The deciding instant and the limit, as far as there are any."""
    parts = [format_instant(claim.at)] if claim.at >= 0 else []
    parts += [f"limit {format_instant(claim.due)}"] if claim.due >= 0 else []
    return ", ".join(parts)


def evidence(source: Source, claim: Claim) -> str:
    """The records that the claim rests on, as stamps and numbers."""
    if not claim.evidence:
        return "no record shows it"
    shown = [source.ref(seq) for seq in claim.evidence[:EVIDENCE_LIMIT]]
    more = len(claim.evidence) - EVIDENCE_LIMIT
    return listed([*shown, f"{more} more"] if more > 0 else shown)


def appendix(source: Source) -> list[Row]:
    """Every claim with its rule and evidence, grouped by objective."""
    return [
        (
            label,
            claim.id,
            claim.title,
            source.names.role(claim.role),
            sign(claim.verdict),
            worth(claim),
            claim.rule,
            when(claim) or "-",
            evidence(source, claim),
        )
        for _, label, claims in by_objective(source.card)
        for claim in claims
    ]


def own_rules(source: Source) -> list[str]:
    """Where the scenario sets shares or costs of its own, in words."""
    if source.loaded is None:
        return []
    scenario = source.loaded.scenario
    lines = [
        f"'{source.filled(item.title)}': late is worth {item.late_share} %"
        for item in scenario.expectations
        if item.late_share != 50
    ]
    costly = [item for item in scenario.expectations if item.costs]
    lines += [f"'{source.filled(item.title)}': wrong costs {item.costs}" for item in costly]
    return lines + [f"'{source.filled(item.title)}': costs {item.costs}" for item in scenario.harms]
