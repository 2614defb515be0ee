"""The plan on one page: it fits, says whom to call and what to do first, and takes no markup from the plan."""

from datetime import UTC, datetime

import pytest

from irsim.board.rules import Rules
from irsim.plan import default_plan_text, load_plan
from irsim.reports.card import WIDTH, card, card_page

STARTS = datetime(2026, 11, 16, tzinfo=UTC)


def of(text: str, category: str = "") -> list[str]:
    return card(Rules(load_plan(text, "plan.yaml"), STARTS), category).split("\n")


@pytest.mark.parametrize("category", ["", "security", "outage", "data", "third-party", "operational"])
def test_it_is_one_page_of_80_columns(category: str) -> None:
    lines = of(default_plan_text(), category)
    assert len(lines) <= 60
    assert max(map(len, lines)) <= WIDTH


def test_it_says_whom_to_call_and_when_who_is_next_and_what_to_do_first() -> None:
    text = "\n".join(of(default_plan_text()))
    for said in (
        "Primary on-call, Engineering Lead",
        "no answer in 5m: Secondary on-call",
        "CTO, in business hours",
        "CEO, for SEV-1",
        "for a security incident or data incident",
        "under 15 minutes *",
        "System outage: 1 Check system resource utilisation; 2 Restart",
        "72h                 GDPR Art. 33 notice to the authority",
    ):
        assert said in text, said


def test_of_the_plan_that_ships_nobody_is_left_out_and_no_audience_inside() -> None:
    lines = of(default_plan_text())
    assert not any("in the plan" in line and "more" in line for line in lines)
    for said in ("Legal counsel, Lawyer", "Press contact, Press officer", "Response team, Management", "All employees"):
        assert any(said in line for line in lines), said


def test_of_one_category_it_has_the_whole_containment_with_who_does_it() -> None:
    text = "\n".join(of(default_plan_text(), "security"))
    assert "At once  Revoke all active sessions" in text
    assert "Then     Prepare rollback procedures" in text
    assert "System outage:" not in text


def test_a_number_that_the_plan_knows_is_printed_and_another_is_left_to_fill_in() -> None:
    label = "    label: Primary on-call\n"
    known = default_plan_text().replace(label, f"{label}    number: 555-0100\n", 1)
    lines = of(known)
    assert any("Primary on-call" in line and line.endswith("555-0100") for line in lines)
    assert any("Secondary on-call, DevOps" in line and line.endswith("____") for line in lines)


def test_a_long_plan_is_cut_and_says_so() -> None:
    many = "".join(f"  - {{id: extra-{n}, label: Extra {n}, person: Somebody}}\n" for n in range(30))
    lines = of(default_plan_text().replace("\ncontacts:\n", f"\ncontacts:\n{many}", 1))
    assert len(lines) <= 60
    assert any("more lines in the plan" in line for line in lines)


def test_the_page_escapes_what_the_plan_says() -> None:
    page = card_page("<script>", "a < b")
    assert "<script>" not in page
    assert "a &lt; b" in page
