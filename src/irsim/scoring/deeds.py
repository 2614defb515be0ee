"""A deed that was expected, weighed: how many such events, how many of their fields right, and how much in time."""

from dataclasses import dataclass

import msgspec

from irsim.events import kind_of
from irsim.scenario.models import By, Expectation
from irsim.scoring.anchors import ANSWERS, Finder, Found, Limit
from irsim.scoring.case import Case
from irsim.scoring.claims import claim
from irsim.scoring.scorecard import Claim, Verdict
from irsim.scoring.wording import anchor_words, counts, lateness, misses
from irsim.words.durations import format_instant


@dataclass(frozen=True)
class Weighed:
    """A matching event: the share (0 to 1) of its fields that are right, and what its time is worth (0 to 1)."""

    found: Found
    right: float
    worth: float

    @property
    def order(self) -> tuple[float, float, tuple[int, int]]:
        """The one that yields most first; of equals the one with more right, then the earliest."""
        return -self.right * self.worth, -self.right, self.found.order


def judge_deed(finder: Finder, expectation: Expectation) -> Claim:
    """The claim of an expectation by `does` or `any_of`: the events that yield most count."""
    case = finder.case
    limit = finder.limit(expectation)
    if limit is None:
        return never_anchored(case, expectation)
    ways = [expectation.does] if expectation.does else expectation.any_of
    done = [each for each in finder.matches(ways, expectation.incident or "") if _counts_after(each, limit)]
    found = [each for each in done if expectation.as_ in (None, case.doer(each.record))]
    others = [each for each in done if each not in found]
    reason = _unexercised(case, expectation, limit, found)
    if reason:
        words = f"{expectation.title}, {limit.words}; {reason}"
        return claim(expectation, "not exercised", words, limit=limit, evidence=found)
    weighed = [_weigh(expectation, limit, each) for each in found]
    best = sorted(weighed, key=lambda each: each.order)[: expectation.at_least]
    judged = _claim(expectation, limit, sorted(best, key=lambda each: each.found.order))
    if judged.verdict == "met" or not others:
        return judged
    who = case.doer(others[0].record).replace("_", " ")
    wanted = str(expectation.as_).replace("_", " ")
    words = f"{judged.rule}; {who} did it at {format_instant(others[0].instant)}, and only the {wanted} counts"
    return msgspec.structs.replace(judged, rule=words)


def never_anchored(case: Case, expectation: Expectation) -> Claim:
    """The claim of an expectation whose time never began."""
    by = expectation.by
    after = anchor_words(case, by.after) if isinstance(by, By) and by.after is not None else "the start"
    words = f"{expectation.title}; its time runs from {after}, which never came"
    return claim(expectation, "not exercised", words)


def _counts_after(each: Found, limit: Limit) -> bool:
    """An answer counts from its anchor on; what stands since before it still stands."""
    return limit.anchor is None or kind_of(each.record.body) not in ANSWERS or each.instant >= limit.since


def _unexercised(case: Case, expectation: Expectation, limit: Limit, found: list[Found]) -> str:
    """Why nobody can be blamed for what is not done; empty where the claim is to be judged."""
    if limit.due < 0:
        undone = len(found) < expectation.at_least and not case.ended
        return "the session has not ended yet" if undone else ""
    in_time = sum(limit.in_time(each.instant) for each in found)
    if in_time < expectation.at_least and case.off_stage(limit.due):
        return f"it fell due off stage, at {format_instant(limit.due)}"
    if len(found) < expectation.at_least and not case.reached(limit.due):
        until = "the session ended" if case.ended else "the recording stops"
        return f"{until} at {format_instant(case.now)}, before it was due"
    return ""


def _weigh(expectation: Expectation, limit: Limit, found: Found) -> Weighed:
    fields = len(expectation.values) + len(expectation.contains)
    right = 1.0 if not fields else (fields - len(misses(expectation, found))) / fields
    return Weighed(found, right, limit.worth(found.instant, expectation.late_share))


def _claim(expectation: Expectation, limit: Limit, best: list[Weighed]) -> Claim:
    wanted = expectation.at_least
    share = sum(each.right * each.worth for each in best) / wanted
    words = f"{expectation.title}, {limit.words}; {_outcome(expectation, limit, best)}"
    evidence = [each.found for each in best]
    at = max((each.found.instant for each in best), default=-1)
    verdict: Verdict
    if len(best) == wanted and all(each.right == 1.0 for each in best):
        verdict = "met" if all(limit.in_time(each.found.instant) for each in best) else "late"
        return claim(expectation, verdict, words, share=share, evidence=evidence, at=at, limit=limit)
    verdict = "partly" if any(each.right for each in best) else "missed"
    words += f"; {counts(expectation)}"
    return claim(expectation, verdict, words, share=share, evidence=evidence, at=at, limit=limit)


def _outcome(expectation: Expectation, limit: Limit, best: list[Weighed]) -> str:
    if not best:
        return "not done"
    last = max(best, key=lambda each: each.found.order).found
    done = f"done at {format_instant(last.instant)}"
    if expectation.at_least > 1:
        done = f"done {len(best)} of {expectation.at_least} times, last at {format_instant(last.instant)}"
    wrong = [miss for each in best for miss in misses(expectation, each.found)]
    done += lateness(limit, last.instant, expectation.late_share)
    return done + (", but " + ", ".join(dict.fromkeys(wrong)) if wrong else "")
