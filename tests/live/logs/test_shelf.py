"""Kept lines as the host of a room answers for them."""

import json
from pathlib import Path

import pytest

from irsim.live.logs.keep import Keep
from irsim.live.logs.lines import LEVELS, Line
from irsim.live.logs.shelf import LARGEST, LinesShelf
from irsim.log.attachments import folder_of, kept_bytes
from irsim.session.loglines import KEPT_MOST, MOST, LinesWanted
from irsim.words.faults import BadInput

NOW = 1_795_348_800_000


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    keep = Keep(tmp_path / "lines.db")
    keep.add(
        [
            Line(NOW + number, f"request {number}", ("app", "web")[number % 2], "h", "p", LEVELS[number % 8])
            for number in range(20)
        ],
        {},
    )
    return keep


@pytest.fixture
def shelf(keep: Keep, tmp_path: Path) -> LinesShelf:
    return LinesShelf(keep.path, tmp_path / "live.sqlite", ("app", "web"))


def numbers(shelf: LinesShelf, wanted: LinesWanted) -> list[int]:
    return [line.number for line in shelf.search(wanted).lines]


def test_lines_are_found_by_log_level_time_and_words(shelf: LinesShelf) -> None:
    assert numbers(shelf, LinesWanted("request", limit=3)) == [20, 19, 18]
    assert numbers(shelf, LinesWanted(source="web", limit=2)) == [20, 18]
    assert numbers(shelf, LinesWanted(level="critical")) == [19, 18, 17, 11, 10, 9, 3, 2, 1]
    assert numbers(shelf, LinesWanted(since=NOW + 3, until=NOW + 5)) == [5, 4]
    assert shelf.search(LinesWanted("nothing")).lines == ()
    for odd in ("=", '"', "\x00", "NEAR(", "* -", "\u202e"):
        shelf.search(LinesWanted(odd))
    assert shelf.search(LinesWanted()).sources == ("app", "web")


def test_pages_follow_one_another_and_new_lines_are_those_with_higher_numbers(shelf: LinesShelf, keep: Keep) -> None:
    found = shelf.search(LinesWanted(limit=12))
    assert found.more
    last = found.lines[-1]
    rest = shelf.search(LinesWanted(limit=12, before=(last.at, last.number)))
    assert not rest.more
    assert [line.number for line in (*found.lines, *rest.lines)] == list(range(20, 0, -1))
    keep.add([Line(NOW - 5, "late")], {})
    assert numbers(shelf, LinesWanted(after=20)) == [21]


def test_an_answer_is_bounded(shelf: LinesShelf, keep: Keep) -> None:
    keep.add([Line(NOW + 100, "x" * 8_000) for _ in range(MOST)], {})
    found = shelf.search(LinesWanted(limit=10 * MOST))
    assert sum(len(line.text) for line in found.lines) <= LARGEST
    assert found.more


def test_chosen_lines_lie_in_a_file_beside_the_store(shelf: LinesShelf, tmp_path: Path) -> None:
    kept = shelf.keep([5, 3, 3])
    assert (kept.count, kept.first, kept.last, kept.sources) == (2, NOW + 2, NOW + 4, ("app",))
    assert kept.name == "app-20261122T120000Z.jsonl"
    assert shelf.keeps(kept.sha256)
    assert not shelf.keeps("../lines.db")
    data = kept_bytes(tmp_path / "live.sqlite", kept.sha256)
    assert [json.loads(line)["text"] for line in data.splitlines()] == ["request 2", "request 4"]
    assert [each.name for each in folder_of(tmp_path / "live.sqlite").iterdir()] == [kept.sha256]
    assert shelf.keep([3, 5]).sha256 == kept.sha256


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ([], "must be chosen"),
        ([1, 99], "1 are gone"),
        ([1, 1 << 80, -5], "2 are gone"),
        (range(KEPT_MOST + 1), "in several pieces"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_cure(shelf: LinesShelf, chosen: list[int], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        shelf.keep(list(chosen))


def test_where_none_are_kept_the_cure_is_said(shelf: LinesShelf, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no level 'loud'; use one of"):
        shelf.search(LinesWanted(level="loud"))
    with pytest.raises(BadInput, match=r"name logs in irsim\.toml"):
        LinesShelf(tmp_path / "none.db", tmp_path / "x").search(LinesWanted())
    with pytest.raises(BadInput, match="no line has come yet"):
        LinesShelf(tmp_path / "none.db", tmp_path / "x", ("app",)).search(LinesWanted())
