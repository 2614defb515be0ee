"""What a simulated responder does by its playbooks: the first steps at once, of the others a few a round."""

import random

from irsim.board.playbooks import open_tasks
from irsim.commands import Contain, Step
from irsim.drill.duties import STEPS_A_ROUND, Duties
from tests.board.desk import Desk


def rounds(desk: Desk, role: str) -> list[Step]:
    """The steps that it would tick in one look around."""
    return [each for each in Duties(desk.board, role, random.Random(1)).round() if isinstance(each, Step)]


def test_the_first_steps_come_at_once_and_containment_is_declared_without_the_rest() -> None:
    desk = Desk()
    desk.declare("1m", "SEV-1", "outage")
    lead = Duties(desk.board, "technical_lead", random.Random(1))
    first = [each.step for each in lead.classified("INC-1") if isinstance(each, Step)]
    assert first == ["check-resources", "restart-services", "verify-database", "check-network", "balance-load"]
    for step in first:
        desk.do("2m", Step("INC-1", step))
    assert [type(each) for each in lead.progress("INC-1")] == [Contain]


def test_of_the_others_a_few_a_round_in_their_order_and_none_that_the_record_ticks() -> None:
    desk = Desk()
    desk.declare("1m", "SEV-1", "outage")
    asked: list[str] = []
    for minute in range(2, 30):
        mine = rounds(desk, "technical_lead")
        new = [each for each in mine if each.step not in asked]
        routine = [each for each in new if not each.step.startswith(("check-", "restart-", "verify-", "balance-"))]
        assert len(routine) <= STEPS_A_ROUND
        for each in mine:
            if each.step not in desk.incident.steps:
                desk.do(f"{minute}m", each)
        asked += [each.step for each in mine]
        if minute == 5:
            assert {"find-root-cause", "collect-evidence"}.isdisjoint(asked)
            assert "analyse-full-impact" not in asked  # nothing is investigated before it is contained
            desk.do("6m", Contain("INC-1"))
    left = [task for task in open_tasks(desk.board, desk.incident) if task.step.role == "technical_lead"]
    assert all(task.step.done_by for task in left)
    assert "analyse-full-impact" in asked
