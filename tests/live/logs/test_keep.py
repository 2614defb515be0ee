"""Lines that are kept, searched and turned into evidence."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from irsim.live.logs.keep import Keep, evidence_of, keep_as_evidence
from irsim.live.logs.lines import Line
from irsim.live.store.base import Away
from irsim.log.attachments import kept_bytes
from irsim.words.faults import BadInput

LINES = [
    Line(1_000, "Failed password for anna from 192.0.2.7 port 22", "auth", "web-1", "sshd", fields={"user": "anna"}),
    Line(2_000, "disk of volume grün is full", "app", level="error"),
    Line(3_000, 'he said "quote" AND (NEAR *', "app"),
]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    keep = Keep(tmp_path / "lines.db")
    keep.add(LINES, {"file:auth": b"place"})
    return keep


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [3_000, 2_000, 1_000]),
        ("192.0.2.7", [1_000]),
        ("PASSWORD anna", [1_000]),
        ("pass", [1_000]),
        ("grün", [2_000]),
        ("web-1", [1_000]),
        ('"quote" AND (NEAR', [3_000]),
        ("nothing-of-the-kind", []),
        ('"', [3_000, 2_000, 1_000]),
    ],
)
def test_search_finds_words_and_their_beginnings(keep: Keep, text: str, found: list[int]) -> None:
    assert [each.line.at for each in keep.search(text)] == found


def test_search_is_narrowed_by_time_source_and_number(keep: Keep) -> None:
    assert [each.line.at for each in keep.search(since=2_000, until=3_000)] == [2_000]
    assert [each.line.at for each in keep.search(source="app", limit=1)] == [3_000]
    assert keep.search("disk", source="auth") == []


def test_a_line_comes_back_as_it_was(keep: Keep) -> None:
    assert [each.line for each in reversed(keep.search())] == LINES
    assert keep.since(2_000, 10) == LINES[1:]


def test_places_are_kept_with_the_lines(keep: Keep, tmp_path: Path) -> None:
    assert keep.place("file:auth") == b"place"
    assert keep.place("other") == b""
    keep.close()
    assert Keep(tmp_path / "lines.db").place("file:auth") == b"place"


def test_what_is_old_goes_and_is_found_no_more(keep: Keep) -> None:
    assert keep.retain(age=1_500, size=10**9, now=3_000) == 1
    assert keep.search("anna") == []
    assert [each.line.at for each in keep.search()] == [3_000, 2_000]


def test_the_oldest_go_where_the_file_is_too_large(keep: Keep) -> None:
    for n in range(20):
        keep.add([Line(10_000 + n * 1_000 + k, f"line {n} {k} " + "x" * 400, "app") for k in range(200)], {})
    before = keep.size()
    keep.retain(age=10**12, size=before // 2, now=10**6)
    assert keep.size() <= before // 2
    left = keep.search(limit=10_000)
    assert 0 < len(left) < 4_000
    assert left[0].line.text.startswith("line 19 199")


def test_another_process_searches_while_lines_come(keep: Keep, tmp_path: Path) -> None:
    reader = Keep(tmp_path / "lines.db", read_only=True)
    keep.add([Line(9_000, "late", "app")], {})
    assert [each.line.text for each in reader.search("late")] == ["late"]
    with pytest.raises(Away):
        reader.add(LINES, {})


def test_a_search_before_anything_was_kept_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="irsim serve"):
        Keep(tmp_path / "none.db", read_only=True)


def test_chosen_lines_are_evidence(keep: Keep, tmp_path: Path) -> None:
    chosen = keep.numbered([each.number for each in keep.search(source="app")])
    assert [each.line.at for each in chosen] == [2_000, 3_000]
    kept = keep_as_evidence(tmp_path / "live.jsonl", chosen)
    data = kept_bytes(tmp_path / "live.jsonl", kept.sha256)
    assert kept.sha256 == sha256(data).hexdigest() == sha256(evidence_of(chosen)).hexdigest()
    assert [json.loads(each)["at"] for each in data.splitlines()] == [2_000, 3_000]


def test_no_lines_are_no_evidence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="search"):
        keep_as_evidence(tmp_path / "live.jsonl", [])


def test_broken_text_is_kept_as_far_as_it_goes(keep: Keep) -> None:
    keep.add([Line(5_000, "half \ud800 a letter", "app")], {})
    assert keep.search("letter")[0].line.text == "half ? a letter"
