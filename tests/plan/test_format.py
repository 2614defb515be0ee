"""docs/plan-format.md says what the models say, and its examples are sound."""

from pathlib import Path

from irsim.plan.described import sections
from irsim.reports.plan_format import plan_keys

DOCUMENT = Path(__file__).parents[2] / "docs" / "plan-format.md"


def test_the_document_lists_every_key_as_it_is() -> None:
    text = DOCUMENT.read_text()
    assert text.rstrip().endswith(plan_keys().rstrip()), "run: irsim plan keys, and put it at the end of the document"


def test_every_part_says_what_it_is() -> None:
    assert [section.name for section in sections() if not section.meaning] == []
