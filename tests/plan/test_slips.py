"""A plan with mistakes gets each of them named with its line and its cure; one slip is one fault."""

import pytest

from irsim.plan import load_plan
from irsim.words.faults import BadInput, Fault
from tests.drills import hospital_plan
from tests.plan.slips import CLOCKS, COMMUNICATION, DUTIES, PEOPLE, SLIPS, WORK

PLAN = hospital_plan()


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(BadInput) as caught:
        load_plan(text, "plan.yaml")
    return caught.value.faults


def slipped(old: str, new: str) -> str:
    assert old in PLAN, old
    return PLAN.replace(old, new, 1)


def line_at_fault(text: str, old: str, new: str, words: str) -> int:
    """The line in which `words` first stand in the changed part or after it, else the line of the change itself."""
    at = PLAN.index(old)
    if words:
        return text[: text.index(words)].count("\n") + 1
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return text[: at + same].count("\n") + 1


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip[2][:50])
def test_one_slip_is_one_fault_in_its_line_with_its_cure(slip: tuple[str, ...]) -> None:
    old, new, said, *rest = slip
    text = slipped(old, new)
    [fault] = faults_of(text)
    assert fault.message.startswith(said)
    assert fault.message.isprintable()
    assert fault.line == line_at_fault(text, old, new, rest[0] if rest else "")
    problem, _, cure = fault.message.partition("; ") if "; " in fault.message else fault.message.partition(": ")
    assert problem
    assert cure, f"{fault.message}: and then?"


def test_there_are_slips_of_every_section() -> None:
    assert len(SLIPS) >= 100
    sections = {
        fault.message.partition(":")[0].partition(".")[0] for s in SLIPS for fault in faults_of(slipped(s[0], s[1]))
    }
    plan = load_plan(PLAN)
    unmentioned = {
        "plan",
        "checks",
        "approaches",
        "data_kinds",
        "rights",
        "evidence_kinds",
        "deviations",
        "paging",
        "law",
        "calendars",
    }
    assert set(plan.model_fields_set) - sections <= unmentioned | {"profile"}


def test_many_slips_at_once_are_each_told() -> None:
    """Those that neither end the reading nor touch what another one touches."""
    text, expected = PLAN, []
    changed: set[str] = set()
    for slip in [*PEOPLE, *CLOCKS, *WORK, *COMMUNICATION, *DUTIES]:
        old, new, said = slip[:3]
        lines = {line for line in PLAN.split("\n") if any(part in line for part in old.split("\n") if part.strip())}
        names = said.split(":")[0].split(".")
        part = names[0] if names[0] in ("watch", "review") else ".".join(names[:2])
        if (
            said.startswith("status_page.channel")
            or old not in text
            or lines & changed
            or part in changed
            or not old.strip()
        ):
            continue
        changed |= lines | {part}
        text = text.replace(old, new, 1)
        expected.append(said)
    told = [fault.message for fault in faults_of(text)]
    missing = [said for said in expected if not any(message.startswith(said.split(": ")[0]) for message in told)]
    assert len(expected) >= 30
    assert not missing
