"""Secrets come from the environment or from a file of ours alone, and nothing shows them."""

import copy
import os
import pickle
from pathlib import Path

import pytest

from irsim.live.config import Hidden, Secret, read_configuration, source_secrets
from irsim.words.faults import BadInput

LONG = "a-secret-that-is-long-enough"


def of_file(path: Path) -> str:
    return Secret(file=path.name).read("sources.a.secrets.0", path.parent).reveal()


def test_a_secret_is_read_from_the_environment_or_a_file(tmp_path: Path) -> None:
    place = tmp_path / "token"
    place.write_text(f"{LONG}\n")
    place.chmod(0o600)
    assert of_file(place) == LONG
    assert Secret(env="A").read("x", tmp_path, {"A": f" {LONG}\n"}).reveal() == LONG


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o601])
def test_a_file_within_the_reach_of_others_is_refused(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "token"
    place.write_text(LONG)
    place.chmod(mode)
    with pytest.raises(
        BadInput, match=r"sources\.a\.secrets\.0: .*within the reach of others; run chmod 600"
    ) as caught:
        of_file(place)
    assert LONG not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty"), (b"a\nb", "has several lines"), (b"\xff", "is not UTF-8"), (b"a" * 9_000, "is longer than")],
)
def test_a_file_that_holds_no_secret_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    place = tmp_path / "token"
    place.write_bytes(content)
    place.chmod(0o600)
    with pytest.raises(BadInput, match=says):
        of_file(place)


def test_what_is_no_file_is_refused_and_blocks_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        of_file(tmp_path / "none")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(BadInput, match="is no ordinary file"):
        of_file(tmp_path / "pipe")
    with pytest.raises(BadInput, match="is no ordinary file"):
        of_file(tmp_path)


def test_every_secret_that_is_missing_or_short_is_said_at_once() -> None:
    config = read_configuration(
        '[[sources]]\nname = "a"\nformat = "generic"\nsecrets = [{ env = "NONE" }, { env = "GOOD" }]\n'
        '[[sources]]\nname = "b"\nformat = "generic"\nsecrets = [{ env = "SHORT" }]\n'
    )
    with pytest.raises(BadInput) as caught:
        source_secrets(config, {"SHORT": "hunter2", "GOOD": LONG})
    said = str(caught.value).splitlines()
    assert said == [
        "secret: sources.a.secrets.0: the environment has no NONE; set it for the account that runs irsim",
        "secret: sources.b.secrets.0: $SHORT has fewer than 16 characters; make one with `openssl rand -hex 16`",
    ]
    found = source_secrets(config, {"SHORT": LONG, "GOOD": LONG, "NONE": LONG})
    assert [len(each) for each in found.values()] == [2, 1]


def test_a_secret_is_never_shown_and_never_stored() -> None:
    hidden = Hidden(LONG)
    assert LONG not in f"{hidden} {hidden!r} {[hidden]} {hidden!s:>40}"
    assert hidden == Hidden(LONG)
    assert hidden != Hidden("another")
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
    with pytest.raises(TypeError):
        copy.deepcopy(hidden)
    assert not hasattr(hidden, "__dict__")


def test_the_password_of_the_database_is_read_when_it_is_needed(tmp_path: Path) -> None:
    place = tmp_path / "password"
    place.write_text("geheim")
    place.chmod(0o600)
    text = '[store]\nurl = "postgresql://irsim@db/irsim"\npassword_file = "password"'
    store = read_configuration(text, folder=tmp_path).store
    password = store.password()
    assert password is not None
    assert password.reveal() == "geheim"
    assert "geheim" not in f"{store!r} {store.place}"
    assert read_configuration("").store.password() is None
