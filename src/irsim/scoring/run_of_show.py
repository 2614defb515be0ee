"""The run of show while it runs: each inject as it stands, how far behind plan the room is, and what to skip.

Read from the records of a control stream; pure, and never the engine's own state. With 3,000 records it takes about
a tenth of a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from irsim.board.state import NEVER
from irsim.events.session import SessionReopened, TimeAdvanced
from irsim.log.records import Record
from irsim.scoring.anchors import Finder
from irsim.scoring.case import read
from irsim.scoring.cues import Item, item_added, item_of, trail_of
from irsim.scoring.offers import item_of_decision
from irsim.scoring.score import score
from irsim.scoring.scorecard import Scorecard
from irsim.scoring.standing import Expected, standing
from irsim.scoring.truth import realise


@dataclass(frozen=True)
class RunOfShow:
    """Everything that control wants to know of the run of show, as of record `seq`."""

    seq: int
    items: tuple[Item, ...]
    expected: tuple[Expected, ...]
    card: Scorecard
    pace: int
    """hundredths of real time for which the exercise was planned"""
    since: str
    """the real instant (ISO 8601) at which this day's sitting began; empty where nobody noted it"""
    began: int
    """the exercise's instant (ms) at which it did"""
    off_stage: tuple[tuple[int, int], ...] = ()
    """from when to when (ms) the exercise moved on without the table"""
    decisions: tuple[Item, ...] = ()
    """what the scenario puts to the team: these are not injects, and nobody fires, skips or delays them"""
    _late: tuple[tuple[int, int], ...] = ()
    """of timed injects: planned at, came at (NEVER where it has not), in the order of their plan"""

    def behind(self, now: int) -> int:
        """How far (ms) the room is behind the scenario's plan, by exercise time; below zero where it is ahead.

        The first timed inject that should have come and has not says so by its own lateness: it was delayed, waits to
        be acted out, or for the end of a discussion. Where all have come, the last one that did says how late it was.
        """
        last = 0
        for planned, came in self._late:
            if came == NEVER and planned <= now:
                return now - planned
            if came != NEVER:
                last = came - planned
        return last

    def lag(self, now: int, elapsed: int) -> int:
        """How far (ms of real time) the table is behind, `elapsed` ms after it sat down: pauses, discussions with
        stopped clocks and a slower pace count, what went by off stage does not."""
        played = now - self.began
        for since, until in self.off_stage:
            played -= max(0, min(now, until) - max(since, self.began))
        return elapsed - played * 100 // self.pace

    def saving(self, item: Item, now: int) -> int:
        """What (ms) leaving an inject out may save: a hold's length, else the time up to the next planned one."""
        if item.inject is not None and item.inject.hold is not None:
            return item.inject.hold.for_
        if item.comes == NEVER:
            return 0
        later = [each.comes for each in self.items if each.open and each.comes > item.comes]
        return max(0, min(later) - max(now, item.comes)) if later else 0

    def to_skip(self, now: int, behind: int) -> list[Item]:
        """Optional injects which, left out, bring the room back to time: as few as will do, in the order of the plan.

        All of them where they do not suffice; none where nothing is behind or nothing can be saved.
        """
        offered = [each for each in self.items if each.optional and each.open and self.saving(each, now) > 0]
        chosen: list[Item] = []
        for each in sorted(offered, key=lambda item: -self.saving(item, now)):
            if sum(self.saving(item, now) for item in chosen) >= behind:
                break
            chosen.append(each)
        return [each for each in offered if each in chosen]

    def item(self, name: str) -> Item | None:
        """An inject by its id."""
        return next((each for each in self.items if each.id == name), None)

    def expectation(self, name: str) -> Expected | None:
        """An expectation by its id."""
        return next((each for each in self.expected if each.id == name), None)

    def next_up(self, now: int) -> Item | None:
        """What comes next by its time, an inject or a decision."""
        coming = [each for each in (*self.items, *self.decisions) if each.state == "coming" and each.comes >= now]
        return min(coming, key=lambda each: each.comes, default=None)


def run_of_show(records: Sequence[Record], now: int) -> RunOfShow:
    """The run of show of `records`, which control sees from the first on, at `now` (ms).

    Raises ValueError where the first record is missing, BadInput where the recorded plan or scenario cannot be read.
    """
    case = read(records)
    finder = Finder(case, realise(case))
    card = score(records)
    expected = standing(finder, card.claims)
    hanging: dict[str, list[str]] = {}
    for each in expected:
        for name in each.injects:
            hanging.setdefault(name, []).append(each.id)
    trail = trail_of(case)
    injects = sorted(case.injects.values(), key=lambda each: (each.at is None, each.at or 0))
    items = [item_of(finder, trail, inject, tuple(hanging.get(inject.id, ())), now) for inject in injects]
    added = case.board.show.added
    items += [item_added(case, trail, each, tuple(hanging.get(name, ())), now) for name, each in added.items()]
    since, began = case.opened.held, 0
    for record in case.of("session.reopened"):
        if isinstance(record.body, SessionReopened) and record.body.held:
            since, began = record.body.held, record.at
    return RunOfShow(
        records[-1].seq,
        tuple(items),
        tuple(expected),
        card,
        case.opened.pace or 100,
        since,
        began,
        tuple((r.at, r.body.to) for r in case.of("time.advanced") if isinstance(r.body, TimeAdvanced)),
        tuple(item_of_decision(finder, rule, now) for rule in (case.scenario.decisions if case.scenario else ())),
        tuple(_timed(items)),
    )


def _timed(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Of injects that have their time: when the plan has them, and when they first came; NEVER where they may yet."""
    return [
        (each.planned, each.came[0] if each.came else NEVER)
        for each in items
        if each.inject is not None and each.planned != NEVER and (each.open or each.came)
    ]
