"""Exercise Evaluation Guides (EEG): for each objective its target, critical tasks, notes and ratings; empty before the
exercise, filled in from its recording after it."""

from dataclasses import dataclass, field

from irsim.events.after import ObservationMade
from irsim.events.facilitation import KeyPointTicked
from irsim.log.records import Record
from irsim.reports.account import analysis
from irsim.reports.account.source import Row, Source
from irsim.reports.document.model import (
    Block,
    Document,
    Heading,
    Landscape,
    Note,
    Paragraph,
    table,
)
from irsim.reports.papers.script import Script
from irsim.reports.ratings import DEFINITIONS, LETTERS, meaning
from irsim.reports.verdicts import sign
from irsim.scenario.models import Expectation, Objective
from irsim.scoring.ratings import Rating, ratings
from irsim.scoring.scorecard import Claim

EMPTY, TICKED, CHOSEN = "☐", "☑", "☒"

NOTES = 22
"""Height (mm) of a row in which an evaluator writes."""


@dataclass(frozen=True)
class Filled:
    """What a recording says for the guides: claims by id, observations, key points heard, ratings by objective."""

    claims: dict[str, Claim] = field(default_factory=dict)
    observations: tuple[tuple[Record, ObservationMade], ...] = ()
    heard: dict[tuple[str, int], bool] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    source: Source | None = None


def filled_from(source: Source) -> Filled:
    """The recording's."""
    return Filled(
        {claim.id: claim for claim in source.card.claims},
        tuple(source.of(ObservationMade)),
        {(body.expectation, body.point): body.done for _, body in source.of(KeyPointTicked)},
        {each.objective: each for each in ratings(source.card.objectives, source.card.claims, source.records)},
        source,
    )


def guides(script: Script, filled: Filled | None = None, title: str = "") -> Document:
    """The guides of every objective: empty forms, or filled in."""
    blocks: list[Block] = [
        Note("For evaluators and facilitators only: it names what is expected of the players.", "NOT FOR PLAYERS."),
        Paragraph(_how(filled)),
    ]
    for number, objective in enumerate(script.scenario.objectives, 1):
        asked = [each for each in script.scenario.expectations if each.objective == objective.id]
        blocks += _guide(script, objective, asked, filled, number)
    blocks += [Heading(2, "Ratings", fresh=True), *definitions()]
    subtitle = f"{script.plan.plan.organisation}. {len(script.scenario.objectives)} objectives."
    name = "Exercise Evaluation Guides" + (", filled in" if filled else "")
    return Document(f"{name}: {title or script.scenario.codename}", subtitle, tuple(blocks))


def _how(filled: Filled | None) -> str:
    if filled:
        return (
            "Filled in from the recording. A task's verdict is the claim's; a rating is the evaluator's where she gave "
            "one, and otherwise derived from the score and marked automatic."
        )
    return (
        "For each critical task write what you saw and heard, with the time, and rate it P, S, M or U. Explain every "
        "S, M and U. Rate the objective as a whole when the exercise is over."
    )


def definitions() -> list[Block]:
    """What the four letters mean."""
    rows: list[Row] = [(letter, meaning(letter), DEFINITIONS[letter]) for letter in LETTERS]
    return [table(("Rating", "Meaning", "Definition"), rows, named=True)]


def _guide(
    script: Script, objective: Objective, asked: list[Expectation], filled: Filled | None, number: int
) -> list[Block]:
    label = script.filled(objective.label)
    sources = "; ".join([script.plan.plan.title, *script.plan.plan.sources])
    facts: list[Row] = [
        ("Core capability", script.filled(objective.capability) or label),
        ("Objective", label),
        ("Capability target", script.filled(objective.target) or _target(script, asked)),
        ("Source (plan, policy)", sources),
        ("Evaluator", _evaluators(filled)),
    ]
    wide: list[Block] = [
        Heading(2, f"{number}. {label}", fresh=True),
        table(("Field", "Entry"), facts, named=True),
        Heading(3, f"Critical tasks of objective {number}"),
        table(
            ("Task", "By", "By when", "What counts", "Key points", "Observation notes", "Rating"),
            [_task(script, each, filled) for each in asked],
            named=True,
            room=0 if filled else NOTES,
            widths=(16, 10, 13, 16, 17, 28, 9),
        ),
        Heading(3, f"Observation notes and explanation of the rating of objective {number}"),
        *_notes(objective, asked, filled),
        Paragraph(_final(objective, filled), "Final rating:"),
    ]
    return [Landscape(tuple(wide))]


def _target(script: Script, asked: list[Expectation]) -> str:
    """Where the scenario names none: every critical task, in the time that the plan allows."""
    owners = dict.fromkeys(script.names.role(each.role) for each in asked)
    return f"Each of the {len(asked)} critical tasks below is done in its time, by the {', '.join(owners)}."


def _evaluators(filled: Filled | None) -> str:
    if filled is None or filled.source is None:
        return ""
    names = dict.fromkeys(filled.source.names.who(record.by) for record, _ in filled.observations)
    return ", ".join(names) or "nobody observed"


def _task(script: Script, asked: Expectation, filled: Filled | None) -> Row:
    points = [
        f"{_tick(filled, asked, number)} {script.filled(text)}" for number, text in enumerate(asked.key_points, 1)
    ]
    return (
        script.filled(asked.title),
        script.names.role(asked.role),
        script.limit(asked),
        script.counts(asked),
        " ".join(points) or "-",
        _seen(asked, filled),
        _rating(asked, filled),
    )


def _tick(filled: Filled | None, asked: Expectation, number: int) -> str:
    return TICKED if filled and filled.heard.get((asked.id, number)) else EMPTY


def _seen(asked: Expectation, filled: Filled | None) -> str:
    """The claim's verdict with its evidence, and what the evaluator wrote on this task."""
    if filled is None or filled.source is None:
        return ""
    source, claim = filled.source, filled.claims.get(asked.id)
    parts = [f"{sign(claim.verdict)}: {analysis.evidence(source, claim)} ({analysis.basis(claim)})"] if claim else []
    parts += [
        f"{source.ref(record.seq)}: {body.text}"
        for record, body in filled.observations
        if body.expectation == asked.id and body.text
    ]
    return "; ".join(parts) or "-"


def _rating(asked: Expectation, filled: Filled | None) -> str:
    given = (
        [body.rating for _, body in filled.observations if body.expectation == asked.id and body.rating]
        if filled
        else []
    )
    return _boxes(given[-1] if given else "")


def _boxes(letter: str) -> str:
    return " ".join(f"{CHOSEN if each == letter else EMPTY} {each}" for each in LETTERS)


def _notes(objective: Objective, asked: list[Expectation], filled: Filled | None) -> list[Block]:
    if filled is None or filled.source is None:
        return [
            table(
                ("Time", "Strength or area", "Observation", "Reference (plan, policy)"),
                [("", "", "", "")] * 4,
                widths=(10, 14, 56, 20),
                room=12,
            )
        ]
    tasks = {each.id for each in asked}
    here = [
        (record, body)
        for record, body in filled.observations
        if body.objective == objective.id or (not body.objective and body.expectation in tasks)
    ]
    if not here:
        return [Paragraph("No observation was recorded.")]
    source = filled.source
    rows: list[Row] = [
        (source.ref(record.seq), body.sort or "not said", body.rating or "-", body.text or "-") for record, body in here
    ]
    return [table(("Time", "Strength or area", "Rating", "Observation"), rows)]


def _final(objective: Objective, filled: Filled | None) -> str:
    rating = filled.ratings.get(objective.id) if filled else None
    basis = f" ({rating.basis})" if rating and rating.rating else ""
    return _boxes(rating.rating if rating else "") + basis
