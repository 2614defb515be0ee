"""What made things worse: a decoy followed, a promise that cannot be kept. No harm, no claim."""

from irsim.scenario.models import Harm
from irsim.scoring.anchors import Finder, Found
from irsim.scoring.scorecard import Claim
from irsim.scoring.wording import anchor_words, pattern_words
from irsim.words.durations import format_instant


def judge_harm(finder: Finder, harm: Harm) -> Claim | None:
    """The claim for a harm that was done, None where it was not. It takes `costs` from its own objective."""
    done = _done(finder, harm)
    if done is None:
        return None
    case = finder.case
    unplayed = case.unplayed(harm.role)
    fitting = next(item for item in harm.any_of if item.compiled().matches(done.record.body))
    words = f"{harm.title}; done at {format_instant(done.instant)}: {pattern_words(fitting)}"
    if harm.before:
        words += ", before " + " or ".join(anchor_words(case, anchor) for anchor in harm.before)
    if unplayed:
        words += f"; the seat was {unplayed}"
    return Claim(
        id=harm.id,
        title=harm.title,
        objective=harm.objective,
        role=harm.role,
        verdict="not exercised" if unplayed else "wrong",
        points=0.0 if unplayed else float(-harm.costs),
        possible=0.0,
        evidence=[done.record.seq],
        rule=words,
        why=harm.why,
        at=done.instant,
        due=-1 if harm.until is None else harm.until,
        harm=True,
    )


def _done(finder: Finder, harm: Harm) -> Found | None:
    """The first time that it was done: up to `until`, and with none of `before` earlier."""
    came = [found for found in map(finder.first, harm.before) if found is not None]
    for done in finder.matches(harm.any_of, harm.incident or ""):
        if harm.until is not None and done.instant > harm.until:
            continue
        if not any(before.order < done.order for before in came):
            return done
    return None
