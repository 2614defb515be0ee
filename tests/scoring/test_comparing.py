"""Like with like: what came out differently, from the recordings' own scores, and every other difference in words."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.facilitation import InjectDelayed, InjectWithdrawn
from irsim.events.session import SessionOpened
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text
from irsim.scenario.script import read_script
from irsim.scoring.comparing import Comparison, compare, endings
from irsim.scoring.likeness import Side
from irsim.scoring.score import score
from irsim.scoring.trends import trends
from irsim.session.forking import fork, moment_at
from irsim.session.ledger import Ledger
from irsim.session.play import play
from irsim.words.faults import BadInput
from tests.drills import DATA, small, the_plan

SMALL = small()
DIRECTED = [InjectWithdrawn("ask"), InjectWithdrawn("ask"), InjectDelayed("ask", 9)]
SCRIPT = read_script(DATA / "small-script.yaml")


@cache
def drill(steps: int = 9, **options: Any) -> Recording:
    """A small drill of which a script played the first `steps` decisions."""
    seats = dict.fromkeys([role.id for role in the_plan().roles], options.pop("played", "script"))
    seats |= dict.fromkeys(options.pop("simulated", ()), "simulated")
    opened = open_drill(SMALL, the_plan(), default_plan_text(), seats=seats, **{"seed": "1", **options})
    sink = MemorySink()
    ledger = Ledger(sink, opened)
    engine = DrillEngine(ledger, SMALL)
    ledger.open()
    engine.start()
    play(ledger, engine, SCRIPT[:steps])
    return Recording(Path(f"{steps}.jsonl"), ledger.records, [line[:-1] for line in sink.lines])


def side(recording: Recording, name: str = "") -> Side:
    return Side(name or recording.path.name, recording.records, score(recording.records))


def opened_otherwise(name: str, **changes: Any) -> Side:
    """A drill whose first record says something else."""
    recording = drill()
    first = msgspec.structs.replace(recording.records[0], body=msgspec.structs.replace(recording.opened, **changes))
    return Side(name, [first, *recording.records[1:]], score(recording.records))


def beside(*sides: Side, anyway: bool = False) -> Comparison:
    return compare(sides, anyway=anyway)


@pytest.fixture(scope="module")
def both() -> tuple[Comparison, Sequence[Side]]:
    sides = [side(drill(), "good.jsonl"), side(drill(3), "poor.jsonl")]
    return compare(sides), sides


class TestTables:
    """Every figure is the score's own."""

    def test_scores_and_totals(self, both: tuple[Comparison, Sequence[Side]]) -> None:
        found, sides = both
        assert [(each.label, each.name) for each in found.columns] == [("A", "good.jsonl"), ("B", "poor.jsonl")]
        assert [each.score for each in found.columns] == [each.card.score for each in sides]
        for number, each in enumerate(sides):
            assert {row.id: row.scores[number] for row in found.objectives} == {
                total.id: total.score for total in each.card.objectives
            }

    def test_every_claim_of_any_stands_there_once(self, both: tuple[Comparison, Sequence[Side]]) -> None:
        found, sides = both
        for number, each in enumerate(sides):
            for claim in each.card.claims:
                row = next(row for row in found.claims if row.id == claim.id)
                cell = row.cells[number]
                assert cell is not None
                assert (cell.verdict, cell.points, cell.at) == (claim.verdict, claim.points, claim.at)
        assert [row.title for row in found.claims if row.differs] == ["Close the door"]

    def test_a_clock_is_the_same_whatever_the_board_called_its_incident(
        self, both: tuple[Comparison, Sequence[Side]]
    ) -> None:
        found, sides = both
        truths = {each.truth for each in sides[0].card.metrics.incidents if each.truth}
        assert {row.incident for row in found.clocks} <= truths | {"INC-1"}
        respond = next(row for row in found.clocks if row.rule == "respond")
        assert not respond.differs
        assert respond.cells[0] is not None
        assert respond.cells[0].took == 120_000
        told = next(row for row in found.clocks if row.rule == "gdpr-33")
        assert told.differs
        assert told.cells[1] is None

    def test_times_and_counts(self, both: tuple[Comparison, Sequence[Side]]) -> None:
        found, sides = both
        contain = next(row for row in found.times if row.name == "contain_by_world")
        assert contain.took == [each.card.metrics.incidents[0].contain_by_world for each in sides]
        assert contain.differs
        commands = next(row for row in found.counts if row.name == "commands")
        assert commands.counts == [9, 3]

    def test_the_same_twice_differs_in_nothing(self) -> None:
        found = beside(side(drill()), side(drill()))
        assert not found.differences
        assert not any(row.differs for row in found.claims)
        assert not any(row.differs for row in found.clocks)
        assert not any(row.differs for row in found.times)
        assert not any(row.differs for row in found.counts)


class TestLikeness:
    """Every difference is said, and another scenario is refused."""

    @pytest.mark.parametrize(
        ("other", "sentence"),
        [
            ({"assist": "bare"}, "Assist level: standard in A, bare in B."),
            ({"seed": "2"}, "Seeds: they differ"),
            ({"pace": 0}, "Pace when it was opened: 1x in A, flat out in B."),
            ({"played": "people"}, "Seats, every role: script in A, people in B."),
            ({"simulated": ("technical_lead",)}, "Seats, technical lead: script in A, simulated in B."),
        ],
    )
    def test_how_it_was_opened(self, other: dict[str, Any], sentence: str) -> None:
        said = beside(side(drill()), side(drill(**other))).differences
        assert any(each.startswith(sentence) for each in said), said

    def test_skill_counts_only_where_anybody_is_simulated(self) -> None:
        assert not beside(side(drill()), side(drill(skill="green"))).differences
        some = [side(drill(simulated=("technical_lead",), skill=skill)) for skill in ("sharp", "green")]
        assert beside(*some).differences == ["Skill of the simulated responders: sharp in A, green in B."]

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("rules", 99, "Rules: number"),
            ("plan", "another", "Plan: B goes by another text than A."),
            ("world", "another", "World: B goes by another text than A."),
        ],
    )
    def test_what_it_goes_by(self, field: str, value: object, sentence: str) -> None:
        said = beside(side(drill()), opened_otherwise("b", **{field: value})).differences
        assert [each for each in said if each.startswith(sentence)] == said

    def test_another_scenario_is_refused_with_the_cure_and_told_anyway(self) -> None:
        text = drill().opened.scenario
        changed = text.replace("points: 10", "points: 11")
        assert changed != text
        other = opened_otherwise("b.jsonl", scenario=changed)
        with pytest.raises(BadInput, match=r"b\.jsonl: plays another text of small.*--anyway"):
            beside(side(drill()), other)
        said = beside(side(drill()), other, anyway=True).differences
        assert any(each.startswith("Scenario: the texts of A and B differ: expectations changed") for each in said), (
            said
        )

    def test_a_scenario_that_cannot_be_read_is_a_sentence(self) -> None:
        said = beside(side(drill()), opened_otherwise("b", scenario="["), anyway=True).differences
        assert any("one of them cannot be read" in each for each in said)

    def test_what_plays_no_scenario_has_nothing_to_compare(self) -> None:
        with pytest.raises(BadInput, match="plays no scenario"):
            beside(side(drill()), opened_otherwise("live", scenario=""), anyway=True)

    def test_what_facilitator_and_evaluator_did(self) -> None:
        recording = drill()
        last = recording.records[-1]
        more = [msgspec.structs.replace(last, seq=last.seq + n + 1, body=body) for n, body in enumerate(DIRECTED)]
        records = [*recording.records[:-1], *more, last]
        card = score(recording.records)
        judged = msgspec.structs.replace(
            card, claims=[msgspec.structs.replace(card.claims[0], basis="evaluator"), *card.claims[1:]]
        )
        assert beside(side(drill()), Side("b", records, judged)).differences == [
            "Injects: as written in A, 2 left out and 1 delayed in B.",
            "Judged by people: none in A, 1 claim in B.",
        ]

    def test_what_is_not_closed_is_said(self) -> None:
        records = drill().records[:40]
        said = beside(side(drill()), Side("open", records, score(records))).differences
        assert "Not closed: B. More may be added, and the figures may change." in said
        assert "End: T+01:00:00 in A, not ended in B." in said


def test_a_fork_beside_its_parent_differs_only_after_they_parted(tmp_path: Path) -> None:
    parent = drill()
    made = fork(parent, moment_at(parent, 510_000), tmp_path / "f.jsonl", DrillEngine)
    play(made.ledger, made.engine, [], start=made.at)
    found = endings(Side("f.jsonl", made.ledger.records, score(made.ledger.records)), side(parent, "p.jsonl"))
    assert [each.name for each in found.columns] == ["p.jsonl", "f.jsonl"]
    assert found.columns[1].forked == 510_000
    assert found.forks == ["B is a fork of A: A and B are the same up to T+00:08:30, record 37."]
    assert not found.differences
    assert [row.id for row in found.claims if row.differs]
    alone = beside(side(drill(2)), Side("f.jsonl", made.ledger.records, score(made.ledger.records)))
    assert alone.forks[0].startswith("B is a fork of 9.jsonl, which it left at T+00:08:30")


class TestTrends:
    """A folder over time."""

    def held(self, day: str, steps: int) -> Side:
        recording = drill(steps)
        opened = recording.opened
        assert isinstance(opened, SessionOpened)
        first = msgspec.structs.replace(recording.records[0], body=msgspec.structs.replace(opened, held=day))
        records: list[Record] = [first, *recording.records[1:]]
        return Side(f"{day or 'none'}-{steps}", records, score(recording.records))

    def test_by_the_day_on_which_they_were_held_with_medians_and_n(self) -> None:
        days = [("2026-09-01T09:00:00+02:00", 9), ("2026-03-01T09:00:00+01:00", 2), ("", 5), ("2026-06-01", 3)]
        sides = [self.held(day, steps) for day, steps in days]
        (trend,) = trends(sides)
        assert [row.held[:7] for row in trend.rows] == ["2026-03", "2026-06", "2026-09", ""]
        assert [row.number for row in trend.rows] == [1, 2, 3, 4]
        scores = sorted(each.card.score or 0 for each in sides)
        assert trend.medians.score == pytest.approx((scores[1] + scores[2]) / 2, abs=0.06)
        assert trend.medians.scored == trend.n == 4
        assert set(trend.medians.objectives) == set(trend.labels)

    def test_each_scenario_has_its_own_and_differences_are_said_by_number(self) -> None:
        one, two = self.held("2026-01-01", 9), self.held("2026-02-01", 9)
        bare = Side("bare", drill(assist="bare").records, score(drill(assist="bare").records))
        other = Side("other", two.records, msgspec.structs.replace(two.card, scenario="another"))
        found = trends([one, two, bare, other])
        assert [(each.scenario, each.n) for each in found] == [("another", 1), ("small", 3)]
        assert "Assist level: standard in 1 and 2, bare in 3." in found[1].differences
