"""Each decision of the scenario in the run of show: when it comes, when it lapses, whether somebody decided."""

from typing import Literal

from irsim.board.state import NEVER, Decision
from irsim.scenario.happening import DecisionRule
from irsim.scoring.anchors import Finder
from irsim.scoring.cues import Item, Words
from irsim.scoring.triggers import Outlook, outlook
from irsim.words.durations import format_duration, format_instant


def item_of_decision(finder: Finder, rule: DecisionRule, now: int) -> Item:
    """One of the scenario's decisions, as it stands at `now` (ms).

    `awaiting` means here that it was put to the team and is open; `ends` is when it lapses.
    """
    case = finder.case
    ahead, put = outlook(finder, rule, now), case.board.decisions.get(rule.id)
    comes, against = ahead.due, ahead.against
    talk = case.board.discussion
    if put is not None:
        state, at, ends, why = _put(rule, put)
    elif case.board.ended_at != NEVER:
        state, at, ends, why = "skipped", NEVER, NEVER, "the exercise ended before it"
    elif comes != NEVER and comes <= now and talk is not None and talk.clocks == "running" and now <= talk.until:
        state, at, ends = "held", comes, NEVER
        why = f"due since {format_instant(comes)}; it waits until the discussion is over"
    elif comes == NEVER:
        state, at, ends, why = "waiting", NEVER, NEVER, ahead.conditions[0].words
    elif comes < now:
        state, at, ends, why = "skipped", NEVER, NEVER, against or f"it did not come at {format_instant(comes)}"
    elif against:
        state, at, ends = "waiting", NEVER, NEVER
        why = f"would come at {format_instant(comes)}, but will not be put: {against}"
    else:
        state, at, ends = "coming", NEVER, comes + rule.open_for if rule.open_for else NEVER
        why = f"is put to the team at {format_instant(comes)}; {_lapses(rule, ends)}"
    return Item(
        rule.id,
        case.filled(rule.question),
        "decision",
        state,  # type: ignore[arg-type]  # the branches above name no other
        NEVER if rule.at is None else rule.at,
        comes if state in ("coming", "waiting") else NEVER,
        at,
        why,
        lambda: _words(finder, rule, put),
        Outlook(comes, ahead.conditions).conditions,
        came=(put.offered_at,) if put is not None else (),
        decision=rule,
        ends=ends,
        outcome=_outcome(put),
    )


def _put(rule: DecisionRule, put: Decision) -> tuple[str, int, int, str]:
    """State, since when, when it lapses and why, of one that was put to the team."""
    if put.lapsed_at != NEVER:
        default = f"; by itself: {put.choice}" if put.choice else "; nothing follows by itself"
        return "delivered", put.lapsed_at, NEVER, f"nobody decided until {format_instant(put.lapsed_at)}{default}"
    if put.taken_at != NEVER:
        return "delivered", put.taken_at, NEVER, f"decided at {format_instant(put.taken_at)}: {put.choice}"
    ends = put.closes or NEVER
    return "awaiting", put.offered_at, ends, f"open since {format_instant(put.offered_at)}; {_lapses(rule, ends)}"


def _lapses(rule: DecisionRule, ends: int) -> str:
    if ends == NEVER:
        return "it stays open until somebody decides"
    default = f", then by itself: {rule.default}" if rule.default else ", then nothing follows by itself"
    return f"it lapses at {format_instant(ends)}, {format_duration(rule.open_for)} after it was put{default}"


def _outcome(put: Decision | None) -> Literal["", "open", "decided", "lapsed"]:
    if put is None:
        return ""
    return "lapsed" if put.lapsed_at != NEVER else "decided" if put.taken_at != NEVER else "open"


def _words(finder: Finder, rule: DecisionRule, put: Decision | None) -> Words:
    """The question and its alternatives; what was chosen is marked, and what happens by itself."""
    answers = []
    for each in rule.alternatives:
        marks = ["chosen"] if put is not None and put.taken_at != NEVER and put.choice == each.id else []
        marks += ["by itself"] if rule.default == each.id else []
        told = f" ({', '.join(marks)})" if marks else ""
        answers.append(f"{each.id}{told}: {finder.case.filled(each.text)}")
    return Words("", "", tuple(rule.to), "", finder.case.filled(rule.question), tuple(answers))
