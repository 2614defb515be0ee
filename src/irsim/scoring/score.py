"""The score of a recording: its records folded into claims, and the claims into sums. Pure; never runs the engine."""

from collections.abc import Sequence
from typing import TypeVar

from irsim.events.roles import DeviationRecorded
from irsim.events.session import SessionReopened
from irsim.log.records import Record
from irsim.scenario.models import Expectation, Harm
from irsim.scoring.anchors import Finder
from irsim.scoring.case import Case, read
from irsim.scoring.expectations import judge
from irsim.scoring.harms import judge_harm
from irsim.scoring.measures import measures, sample
from irsim.scoring.metrics import clock_results, metrics
from irsim.scoring.rulings import expected_of_added, overridden, seen_harm
from irsim.scoring.scorecard import Claim, RoleDeviation, Scorecard
from irsim.scoring.totals import coverage, grouped, overall
from irsim.scoring.truth import realise

Judged = TypeVar("Judged", Expectation, Harm)


def score(records: Sequence[Record]) -> Scorecard:
    """The scorecard of `records`, which begin with session.opened; a live store's has times and no claims.

    Raises ValueError where the first record is missing, BadInput where the recorded plan or scenario cannot be read.
    """
    case = read(records)
    finder = Finder(case, realise(case))
    claims = _claims(finder)
    objectives = grouped(claims, "objective", _objectives(case))
    acting = {claim.role for claim in claims}
    roles = {name: role.label for name, role in case.board.rules.roles.items() if name in acting}
    clocks = clock_results(case)
    counts = metrics(case, finder.truths, clocks)
    setting = case.opened.setting
    return Scorecard(
        scenario=case.scenario.id if case.scenario else setting.scenario,
        codename=case.scenario.codename if case.scenario else setting.codename,
        score=overall(objectives),
        coverage=coverage(claims),
        objectives=objectives,
        roles=grouped(claims, "role", roles),
        claims=claims,
        metrics=counts,
        clocks=clocks,
        seats=case.seats,
        assist=case.opened.assist,
        closed=case.board.closed,
        ended_at=case.board.ended_at,
        head=records[-1].digest,
        deviations=_deviations(case),
        measures=measures([sample(case, counts.incidents, clocks)]),
        held=_held(case),
    )


def _held(case: Case) -> list[str]:
    """The day on which it was held, and those on which it went on after an adjournment."""
    again = [record.body.held for record in case.records if isinstance(record.body, SessionReopened)]
    return [instant for instant in [case.opened.held, *again] if instant]


def _deviations(case: Case) -> list[RoleDeviation]:
    """Every act outside a role, in order."""
    return [
        RoleDeviation(record.seq, record.at, body.incident, body.command, body.role, body.owner)
        for record in case.of("deviation.recorded")
        if isinstance(body := record.body, DeviationRecorded)
    ]


def _claims(finder: Finder) -> list[Claim]:
    """The expectations in the scenario's order, those of added injects, then the harms that were done; the evaluator
    has the last word on each."""
    scenario = finder.case.scenario
    if scenario is None:
        return []
    case = finder.case
    expected = [_filled(case, each) for each in (*scenario.expectations, *expected_of_added(case))]
    claims = [overridden(case, judge(finder, each), each) for each in expected]
    for harm in [_filled(case, each) for each in scenario.harms]:
        done = judge_harm(finder, harm) or seen_harm(case, harm)
        if done is not None:
            claims.append(overridden(case, done, harm))
    return claims


def _filled(case: Case, item: Judged) -> Judged:
    """The item with the cast's names in what it says."""
    return item.model_copy(update={"title": case.filled(item.title), "why": case.filled(item.why)})


def _objectives(case: Case) -> dict[str, str]:
    return {each.id: case.filled(each.label) for each in case.scenario.objectives} if case.scenario else {}
