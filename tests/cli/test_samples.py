"""The recordings that ship: they hold, with what was handed out, and score as the documentation says."""

import re
from pathlib import Path

import pytest

from irsim.cli.recordings import verified
from irsim.log.reading import read_recording
from irsim.scoring.score import score
from irsim.session.ledger import RULES

ROOT = Path(__file__).parents[2]

ROWS = re.findall(
    r"^\| `(recordings/samples/[\w-]+\.jsonl)` \| [^|]+ \| ([\d.]+) \| ([\d.]+) % \|$",
    (ROOT / "docs" / "sharing.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_every_sample_is_documented() -> None:
    shipped = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "recordings" / "samples").glob("*.jsonl"))
    assert shipped == sorted(name for name, _, _ in ROWS)
    assert len(shipped) == 2


@pytest.mark.parametrize(("name", "points", "coverage"), ROWS)
def test_a_sample_holds_and_scores_as_documented(name: str, points: str, coverage: str) -> None:
    recording = read_recording(ROOT / name)
    assert recording.opened.rules == RULES, "the rules changed since it was made; run `make samples`"
    holds, sentences = verified(ROOT / name, "")
    assert holds, f"{sentences}; run `make samples`"
    assert "Derived again from its inputs, every record comes out the same." in sentences
    assert any(sentence.startswith("2 kept files: ") for sentence in sentences)
    card = score(recording.records)
    assert (card.score, card.coverage) == (float(points), float(coverage))
    assert (ROOT / name).stat().st_size < 1_000_000


def test_they_are_not_ignored() -> None:
    """Whatever people record beside them is."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "recordings/*.jsonl" in patterns
    assert not any(pattern.startswith(("recordings/samples", "recordings/**", "*.jsonl")) for pattern in patterns)
