"""`irsim statuspage`: where it writes, and where it refuses to."""

import os
from pathlib import Path

import pytest

from irsim.cli.statuspage import statuspage_recording, write_site
from irsim.events.session import SessionOpened
from irsim.log.writing import FileSink
from irsim.reports.statuspage import GENERATOR
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput
from tests.board.desk import Desk, opening
from tests.reports.test_statuspage import outage

SITE = {"index.html": GENERATOR.encode(), "incidents/INC-1.html": b"one", "status.json": b"{}"}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of an outage, in a file."""
    path = tmp_path_factory.mktemp("recorded") / "kite.jsonl"
    room = Desk()
    opened: SessionOpened = opening()
    room.ledger = Ledger(FileSink.create(path), opened)
    room.ledger.open()
    outage(room)
    room.ledger.sink.close()
    return path


def found(directory: Path) -> dict[str, bytes]:
    return {
        file.relative_to(directory).as_posix(): file.read_bytes() for file in directory.rglob("*") if file.is_file()
    }


def refused(recorded: Path, output: Path, at: str = "") -> str:
    with pytest.raises(BadInput) as caught:
        statuspage_recording(recorded, output, at)
    (fault,) = caught.value.faults
    return str(fault)


def test_it_writes_a_site_and_says_where(recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = recorded.read_bytes()
    assert statuspage_recording(recorded, tmp_path / "public" / "status", "") == 0
    files = found(tmp_path / "public" / "status")
    assert sorted(files) == ["feed.atom", "history.html", "incidents/INC-1.html", "index.html", "status.json"]
    assert capsys.readouterr().out == f"Written: {tmp_path}/public/status/index.html, as of T+02:00:10\n"
    assert recorded.read_bytes() == before
    assert os.listdir(tmp_path / "public") == ["status"]


def test_a_later_page_takes_the_place_of_an_older_one_and_leaves_nothing_of_it(recorded: Path, tmp_path: Path) -> None:
    statuspage_recording(recorded, tmp_path / "site", "T+01:00:00")
    early = found(tmp_path / "site")
    statuspage_recording(recorded, tmp_path / "site", "T+00:05:00")
    assert "incidents/INC-1.html" not in found(tmp_path / "site")
    statuspage_recording(recorded, tmp_path / "site", "1h")
    assert found(tmp_path / "site") == early
    assert os.listdir(tmp_path) == ["site"]


def test_an_empty_directory_will_do(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    statuspage_recording(recorded, tmp_path / "site", "")
    assert (tmp_path / "site" / "index.html").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.txt", "mine"), ("index.html", "<title>My home page</title>"), ("incidents/INC-1.html", "mine")],
)
def test_what_somebody_else_wrote_is_left_alone(recorded: Path, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "site" / name).parent.mkdir(parents=True)
    (tmp_path / "site" / name).write_text(content)
    said = refused(recorded, tmp_path / "site")
    assert said == (
        f"{tmp_path}/site: holds '{name}', which is not of a status page; "
        "give a new or an empty directory, or move that away"
    )
    assert found(tmp_path / "site") == {name: content.encode()}


def test_a_file_beside_an_older_page_is_left_alone(recorded: Path, tmp_path: Path) -> None:
    statuspage_recording(recorded, tmp_path / "site", "")
    (tmp_path / "site" / "CNAME").write_text("status.example.org")
    assert "holds 'CNAME'" in refused(recorded, tmp_path / "site")
    assert (tmp_path / "site" / "CNAME").exists()


def test_a_file_is_no_directory(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    assert refused(recorded, tmp_path / "site").endswith("is a file; give a directory, which may be new")
    assert "cannot be written: " in refused(recorded, tmp_path / "site" / "below")


@pytest.mark.parametrize("at", ["T+02:00:11", "3h", "-1h"])
def test_an_instant_outside_the_recording_is_refused_with_its_bounds(recorded: Path, tmp_path: Path, at: str) -> None:
    said = refused(recorded, tmp_path / "site", at)
    assert said.startswith("--at: ")
    assert not (tmp_path / "site").exists()


def test_no_instant_at_all_is_refused(recorded: Path, tmp_path: Path) -> None:
    assert refused(recorded, tmp_path / "site", "yesterday").startswith("--at: ")


def test_a_page_that_cannot_be_put_in_its_place_leaves_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write_site(site, SITE)
    rename = os.rename

    def fails_once(source: Path, target: Path) -> None:
        if source.name == "new":
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails_once)
    with pytest.raises(OSError, match="No space left"):
        write_site(site, {**SITE, "incidents/INC-1.html": b"two"})
    assert found(site) == SITE
    assert os.listdir(tmp_path) == ["site"]


def test_a_link_to_the_directory_goes_on_leading_there(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_site(tmp_path / "link", SITE)
    assert (tmp_path / "link").is_symlink()
    assert found(tmp_path / "real") == SITE
