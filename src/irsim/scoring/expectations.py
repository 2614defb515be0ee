"""Expectations into claims: who should have done what, with which values, by when, and whether it came to that."""

import msgspec

from irsim.events.after import ObservationMade
from irsim.scenario.models import Expectation
from irsim.scoring.anchors import Finder, Found
from irsim.scoring.claims import claim
from irsim.scoring.deadlines import judge_clock
from irsim.scoring.deeds import judge_deed, never_anchored
from irsim.scoring.rulings import adjudicated, heard
from irsim.scoring.scorecard import Claim, Verdict
from irsim.scoring.wording import anchor_words, pattern_words
from irsim.words.durations import format_instant

RATINGS: dict[str, tuple[Verdict, int, str]] = {
    "P": ("met", 100, "performed without challenges"),
    "S": ("partly", 75, "performed with some challenges"),
    "M": ("partly", 50, "performed with major challenges"),
    "U": ("missed", 0, "unable to be performed"),
}
"""HSEEP's ratings of a critical task, and what each is worth in percent."""


def judge(finder: Finder, expectation: Expectation) -> Claim:
    """The claim that this expectation comes to."""
    unexercised = _unexercised(finder, expectation)
    if unexercised is not None:
        return unexercised
    spoken = adjudicated(finder, expectation)
    if spoken is not None:
        return spoken
    wrong = finder.matches(expectation.wrong, expectation.incident or "")
    if wrong:
        done = wrong[0]
        fitting = next(p for p in expectation.wrong if p.compiled().matches(done.record.body))
        words = f"{expectation.title}; at {format_instant(done.instant)} this was done instead, which is wrong "
        words += f"whatever came later: {pattern_words(fitting)}"
        return claim(expectation, "wrong", words, costs=expectation.costs, evidence=[done], at=done.instant)
    if expectation.judge == "evaluator":
        return _rated(finder, expectation)
    if expectation.clock:
        return judge_clock(finder, expectation)
    return judge_deed(finder, expectation)


def _unexercised(finder: Finder, expectation: Expectation) -> Claim | None:
    """The claim for what was never asked of anybody; None where it was."""
    case, truth = finder.case, expectation.incident or ""
    unplayed = case.unplayed(expectation.role)
    if unplayed:
        return claim(expectation, "not exercised", f"{expectation.title}; the seat was {unplayed}")
    for anchor in expectation.needs:
        if finder.first(anchor, truth) is None:
            words = f"{expectation.title}; only after {anchor_words(case, anchor)}, which never came"
            return claim(expectation, "not exercised", words)
    for anchor in expectation.unless:
        came = finder.first(anchor, truth)
        if came is not None:
            words = f"{expectation.title}; not asked for after {anchor_words(case, anchor)}"
            words += f", which came at {format_instant(came.instant)}"
            return claim(expectation, "not exercised", words, evidence=[came], at=came.instant)
    return None


def _rated(finder: Finder, expectation: Expectation) -> Claim:
    """The evaluator's latest rating; her key points say what to look for."""
    case = finder.case
    points = "; key points: " + ", ".join(expectation.key_points) if expectation.key_points else ""
    rated = [
        Found(record.at, record)
        for record in case.of("observation.made")
        if isinstance(record.body, ObservationMade)
        and record.body.expectation == expectation.id
        and record.body.rating.upper() in RATINGS
    ]
    if not rated:
        spoken = heard(finder, expectation)
        if spoken is not None:
            return spoken
        if finder.limit(expectation) is None:
            return never_anchored(case, expectation)
        words = f"{expectation.title}; the evaluator rates this, and has not yet{points}"
        return claim(expectation, "not rated", words)
    body = rated[-1].record.body
    letter = body.rating.upper() if isinstance(body, ObservationMade) else ""
    verdict, share, meaning = RATINGS[letter]
    words = f"{expectation.title}; the evaluator rated it {letter} ({meaning}): worth {share} %{points}"
    made = claim(expectation, verdict, words, share=share / 100, evidence=[rated[-1]], at=rated[-1].instant)
    return msgspec.structs.replace(made, basis="evaluator")
