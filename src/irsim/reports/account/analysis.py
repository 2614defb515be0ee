"""The analysis of objectives: strengths and areas for improvement, each with its evidence and why it matters."""

from collections.abc import Mapping
from dataclasses import dataclass

from irsim.events.after import ObservationMade
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import listed
from irsim.reports.ratings import LETTERS, told
from irsim.reports.verdicts import IMPROVEMENTS, STRENGTHS, UNJUDGED, by_objective, points, sign, worth
from irsim.scoring.ratings import AUTOMATIC, EVALUATOR, Rating
from irsim.scoring.ratings import ratings as rated
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
    reference: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Analysis:
    """One objective."""

    label: str
    strengths: list[Point]
    improvements: list[Point]
    unjudged: list[Point]
    observations: list[Row]
    rating: str = ""


def score_line(total: float | None) -> str:
    """A score from 0 to 100, or that there is none."""
    return "none" if total is None else f"{total:g}"


def totals(source: Source, sums: list[Total]) -> list[Row]:
    """Rows of label, score, coverage and points."""
    return [(total.label or total.id, *_figures(total)) for total in sums]


def _figures(total: Total) -> Row:
    return (
        score_line(total.score),
        f"{total.coverage:g} %",
        f"{points(total.points)} of {points(total.possible)}",
    )


def ratings(source: Source) -> list[Row]:
    """Objective, core capability, a cross under P, S, M or U, the basis, score, coverage and points."""
    capability = _capabilities(source)
    found = rated(source.card.objectives, source.card.claims, source.records)
    return [
        (
            each.label,
            capability.get(each.objective) or each.label,
            *("X" if each.rating == letter else "" for letter in LETTERS),
            _basis(source, each),
            *_figures(total),
        )
        for each, total in zip(found, source.card.objectives, strict=True)
    ]


def _capabilities(source: Source) -> dict[str, str]:
    """Objective to the core capability that it exercises, where the scenario names one."""
    found = source.loaded.scenario.objectives if source.loaded else []
    return {each.id: source.filled(each.capability) for each in found}


def capability(source: Source, objective: str) -> str:
    """The core capability of an objective: its label where the scenario names none."""
    labels = {total.id: total.label for total in source.card.objectives}
    return _capabilities(source).get(objective) or labels.get(objective) or objective


def _basis(source: Source, rating: Rating) -> str:
    if rating.basis == EVALUATOR:
        beside = f"; the rules alone: {rating.automatic}" if rating.automatic not in ("", rating.rating) else ""
        return f"evaluator's, {source.ref(rating.evidence[-1])}{beside}"
    return "automatic" if rating.basis == AUTOMATIC else "not rated"


def analyses(source: Source) -> list[Analysis]:
    """Every objective that has claims or observations, in the scorecard's order."""
    found = []
    given = {each.objective: each for each in rated(source.card.objectives, source.card.claims, source.records)}
    for id, label, claims in by_objective(source.card):
        observed = _observations(source, id, claims)
        rating = given.get(id)
        if claims or observed:
            found.append(
                Analysis(
                    label,
                    _seen(source, observed, "strength")
                    + [_point(source, claim) for claim in claims if claim.verdict in STRENGTHS],
                    _seen(source, observed, "area")
                    + [_point(source, claim) for claim in claims if claim.verdict in IMPROVEMENTS],
                    [_point(source, claim) for claim in claims if claim.verdict in UNJUDGED],
                    [_observation(source, seq) for seq in observed],
                    f"{told(rating.rating)} ({_basis(source, rating)})" if rating and rating.rating else "not rated",
                )
            )
    return found


def _seen(source: Source, observed: list[int], sort: str) -> list[Point]:
    """What the evaluator called a strength or an area for improvement."""
    points = []
    for seq in observed:
        body = _made(source, seq)
        if body.sort == sort and body.text:
            claim = next((each for each in source.card.claims if each.id == body.expectation), None)
            points.append(
                Point(
                    _seen_by(source.names.who(source.records[seq].by)),
                    told(body.rating) if body.rating else "",
                    source.names.role(claim.role) if claim else "",
                    "",
                    "",
                    source.ref(seq),
                    body.text,
                    "",
                    _reference(source, claim) if claim else "",
                    "evaluator's",
                )
            )
    return points


def _seen_by(who: str) -> str:
    """By somebody with a name, or by a role."""
    return f"Seen by {who}" if "(" in who else f"Seen by the {who}"


def general_observations(source: Source) -> list[Row]:
    """Observations about no objective of the scorecard."""
    known = {id for id, _, _ in by_objective(source.card)}
    expectations = {claim.id for claim in source.card.claims}
    return [
        _observation(source, record.seq)
        for record, body in source.of(ObservationMade)
        if body.objective not in known and body.expectation not in expectations
    ]


def _observations(source: Source, objective: str, claims: list[Claim]) -> list[int]:
    ids = {claim.id for claim in claims}
    return [
        record.seq
        for record, body in source.of(ObservationMade)
        if body.objective == objective or (not body.objective and body.expectation in ids)
    ]


def _made(source: Source, seq: int) -> ObservationMade:
    body = source.records[seq].body
    assert isinstance(body, ObservationMade)
    return body


def _observation(source: Source, seq: int) -> Row:
    body = _made(source, seq)
    rating = told(body.rating) if body.rating else "no rating"
    claim = next((each for each in source.card.claims if each.id == body.expectation), None)
    about = f"On '{claim.title}': " if claim else ""
    return (source.ref(seq), source.names.who(source.records[seq].by), rating, about + body.text)


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
        _reference(source, claim),
        basis(claim),
    )


def _reference(source: Source, claim: Claim) -> str:
    """What the claim is held against: the plan's clock with its source, the plan's playbook step, the expectation."""
    own = f"expectation '{claim.id}' of the scenario"
    if source.loaded is None:
        return own
    scenario, plan = source.loaded.scenario, source.board.rules
    asked = next((each for each in scenario.expectations if each.id == claim.id), None)
    if asked is None:
        return f"harm '{claim.id}' of the scenario" if claim.harm else own
    clock = plan.clocks.get(asked.clock or "")
    if clock is not None:
        return f"{clock.basis} (clock '{clock.label}' of the plan)"
    named = [
        (name.rpartition(".")[2], each)
        for fields in [*(way.where for way in ([asked.does] if asked.does else asked.any_of)), asked.values]
        for name, value in fields.items()
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, str)
    ]
    steps = {action.id: action.step for action in source.loaded.world.actions if action.step}
    told = dict.fromkeys(part for field, name in named if (part := _section(source, field, name, steps)))
    return "; ".join([*told, own])


def _section(source: Source, field: str, name: str, steps: Mapping[str, str]) -> str:
    """The part of the plan that a field's value names; empty where it names none."""
    rules = source.board.rules
    if field == "action" and name in steps:
        return f"the plan's step '{source.names.any_step(steps[name])}'"
    if field == "regime" and name in rules.notices:
        return f"{rules.notices[name].basis} (notice '{rules.notices[name].label}' of the plan)"
    if field == "playbook" and name in rules.playbooks:
        return f"playbook '{source.names.playbook(name)}' of the plan"
    if field == "check" and name in rules.checks:
        return f"the plan's criterion '{source.names.check(name)}'"
    if field == "audience" and name in rules.audiences:
        return f"the plan's communication to {source.names.audience(name)}"
    return ""


def basis(claim: Claim) -> str:
    """Whose judgement it is: automatic, the evaluator's, the facilitator's; whether it was recorded late; of what was
    overridden, what the rules had said and why they are not followed."""
    whose = "automatic" if claim.basis == "automatic" else f"{claim.basis}'s"
    late = ", recorded late" if claim.recorded_late else ""
    reason = f", because {claim.overridden}" if claim.overridden else ""
    was = f", overridden: {sign(claim.was)} before{reason}" if claim.was is not None else ""
    return f"{whose}{late}{was}"


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
            basis(claim),
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
