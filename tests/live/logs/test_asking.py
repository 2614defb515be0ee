"""Asking for kept lines, as from a shell."""

from hashlib import sha256
from pathlib import Path

import pytest

from irsim.live.config.loading import load_configuration
from irsim.live.config.whole import Config
from irsim.live.eyes import lines_file_of
from irsim.live.logs.asking import detail_of, instant_of, open_lines, row_of, write_lines
from irsim.live.logs.keep import Found, Keep
from irsim.live.logs.lines import Line
from irsim.words.faults import BadInput

NOW = 1_795_348_800_000
FOUND = Found(7, Line(NOW, "bad \x1b]52;c;x\x07 line\nwith more", "auth", "web-1", "sshd", fields={"user": "a\x9bnna"}))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "irsim.toml").write_text(f'[store]\nurl = "sqlite:///{tmp_path / "live.sqlite"}"\n')
    return load_configuration(tmp_path / "irsim.toml")


def test_lines_lie_beside_the_store_and_can_be_searched(config: Config, tmp_path: Path) -> None:
    assert lines_file_of(config) == tmp_path / "irsim-lines.db"
    with pytest.raises(BadInput, match="irsim serve"):
        open_lines(config)
    keep = Keep(lines_file_of(config))
    keep.add([FOUND.line], {})
    assert [each.line for each in open_lines(config).search("web-1")] == [FOUND.line]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2h", NOW - 7_200_000),
        ("2026-11-22", NOW - 43_200_000),
        ("2026-11-22T13:00+01:00", NOW),
        ("11:00", NOW - 3_600_000),
        ("21 Nov 11:00", NOW - 25 * 3_600_000),
        ("10m ago", NOW - 600_000),
    ],
)
def test_times_as_people_write_them(written: str, at: int) -> None:
    assert instant_of(written, NOW) == at


def test_what_is_no_time_is_refused_with_the_cure() -> None:
    with pytest.raises(ValueError, match="write it as 2h"):
        instant_of("yesterday", NOW)


def test_what_is_shown_is_cleaned() -> None:
    assert row_of(FOUND) == "       7  2026-11-22 12:00:00  auth web-1 sshd  bad line with more"
    assert "\x1b" not in detail_of(FOUND)
    assert detail_of(FOUND).endswith("user: ana")


def test_chosen_lines_are_written_to_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    digest = write_lines(path, [FOUND])
    assert sha256(path.read_bytes()).hexdigest() == digest
    with pytest.raises(BadInput, match="is there already"):
        write_lines(path, [FOUND])
    with pytest.raises(BadInput, match="search"):
        write_lines(tmp_path / "none.jsonl", [])
