"""How every expectation stands while the exercise runs: open, met, missed. The claims of the score, read live."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from irsim.board.state import NEVER
from irsim.plan.fields import EventPattern
from irsim.scenario.models import By, Expectation
from irsim.scoring.anchors import Finder
from irsim.scoring.case import Case
from irsim.scoring.rulings import expected_of_added
from irsim.scoring.scorecard import Claim
from irsim.scoring.wording import counts

State = Literal["open", "ahead", "to rate", "met", "late", "partly", "missed", "wrong", "not asked"]
"""`ahead`: its time has not begun. `to rate`: the evaluator's, and not rated. `not asked`: it does not count here."""

DONE: Mapping[str, State] = {"met": "met", "late": "late", "partly": "partly", "missed": "missed", "wrong": "wrong"}


@dataclass(frozen=True)
class Expected:
    """An expectation, or a harm that was done, with its claim as of the last record. `due` (ms) is NEVER where only the
    end is the limit; `injects` are those on which it hangs; `heard` are the numbers of key points that were ticked."""

    claim: Claim
    state: State
    due: int
    injects: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    heard: frozenset[int] = frozenset()
    rated: bool = False
    """whether the evaluator judges it"""
    counts: str = ""
    """by what it is met, in words; empty where a clock or the evaluator says"""

    @property
    def id(self) -> str:
        """The claim's."""
        return self.claim.id

    def state_at(self, now: int) -> State:
        """How it stands at `now` (ms): what was open is missed once its time is over, without any record of that."""
        return "missed" if self.state == "open" and NEVER < self.due < now else self.state


def standing(finder: Finder, claims: Sequence[Claim]) -> list[Expected]:
    """Every claim as it stands, in their order."""
    case = finder.case
    scenario = case.scenario
    expected = [*scenario.expectations, *expected_of_added(case)] if scenario is not None else []
    known = {each.id: each for each in expected}
    hanging = _by_inject(case, expected)
    found = []
    for claim in claims:
        about = known.get(claim.id)
        if about is None or claim.harm:
            found.append(Expected(claim, DONE.get(claim.verdict, "not asked"), claim.due))
            continue
        state, due = _state(finder, about, claim)
        points = tuple(case.filled(point) for point in about.key_points)
        heard = frozenset(case.board.show.ticked.get(about.id, ()))
        rated = about.judge == "evaluator"
        told = counts(about) if about.does or about.any_of else ""
        found.append(Expected(claim, state, due, hanging.get(about.id, ()), points, heard, rated, told))
    return found


def _state(finder: Finder, about: Expectation, claim: Claim) -> tuple[State, int]:
    case = finder.case
    if claim.verdict in DONE:
        return DONE[claim.verdict], claim.due
    if claim.verdict == "not rated":
        return "to rate", claim.due
    truth = about.incident or ""
    over = case.ended or claim.overridden or case.unplayed(about.role)
    if over or any(finder.first(anchor, truth) is not None for anchor in about.unless):
        return "not asked", claim.due
    if any(finder.first(anchor, truth) is None for anchor in about.needs):
        return "ahead", NEVER
    if claim.due != NEVER:
        return ("not asked" if case.off_stage(claim.due, about.clock or "") else "open"), claim.due
    if about.clock or finder.limit(about) is None:
        return "ahead", NEVER
    return "open", NEVER


def _by_inject(case: Case, expected: Iterable[Expectation]) -> dict[str, tuple[str, ...]]:
    """Expectation to the injects on which it hangs: its time runs from one, it asks for one, or for an answer to it."""
    stances: dict[str, str] = {}
    for inject in case.injects.values():
        for answer in inject.message.answers if inject.message is not None else ():
            stances.setdefault(answer.id, inject.id)
    found = {}
    for each in expected:
        names: list[str] = []
        if isinstance(each.by, By) and isinstance(each.by.after, str):
            names.append(each.by.after)
        names += [anchor for anchor in each.needs if isinstance(anchor, str)]
        for pattern in [*([each.does] if each.does else []), *each.any_of, *each.wrong]:
            names += _answered(pattern, stances)
        found[each.id] = tuple(dict.fromkeys(names))
    return found


def _answered(pattern: EventPattern, stances: Mapping[str, str]) -> list[str]:
    if pattern.event != "message.answered":
        return []
    wanted = pattern.where.get("stance", [])
    values = wanted if isinstance(wanted, list) else [wanted]
    return [stances[value] for value in values if isinstance(value, str) and value in stances]
