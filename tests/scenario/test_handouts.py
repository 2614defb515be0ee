"""Handouts in a scenario: each has a name of its own and a file that is there, small enough, and the scenario's own."""

from pathlib import Path

import pytest

from irsim.scenario.handouts import SIZE_LIMIT, content_of, read_file
from irsim.scenario.library import load_scenario
from irsim.scenario.models import Handout
from irsim.words.faults import BadInput
from tests.drills import the_plan
from tests.handouts import LOG, PAPERS, PICTURE, scenario_text, with_papers, write_papers


def test_a_text_and_a_file_that_ends_in_j2_are_filled_in_and_any_other_file_is_as_it_is(tmp_path: Path) -> None:
    loaded = with_papers(tmp_path)
    names = {"thief": {"name": "Ann Other"}, "boss": {"name": "Bo Boss", "first": "Bo"}}
    handouts = [each for inject in loaded.scenario.injects for each in inject.handouts]
    log, picture, letter = (content_of(each, loaded.folder, names) for each in handouts)
    assert (log.name, log.media, log.data) == ("door.log", "text/plain", b"02:14 Ann Other at the door\n")
    assert (picture.name, picture.media, picture.data) == ("door.png", "image/png", PICTURE)
    assert (letter.name, letter.media, letter.data) == ("l.txt", "text/plain", b"Dear Bo Boss, mind the door.\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("papers/door.png", "papers/dor.png", "handouts.picture.file: there is no file 'papers/dor.png' beside this"),
        ("papers/door.png", "papers", "handouts.picture.file: 'papers' is no file; name one"),
        ("papers/door.png", "../secret", "handouts.picture.file: '../secret' leads out of the scenario's folder; put"),
        ("papers/door.png", "/etc/passwd", "handouts.picture.file: '/etc/passwd' leads out of the scenario's folder"),
        ("papers/door.png", "link", "handouts.picture.file: 'link' leads out of the scenario's folder; put the file"),
        ("papers/door.png", "large", "handouts.picture.file: 'large' is larger than 2 MB; hand out an excerpt"),
        ("papers/door.png", "latin.txt.j2", "handouts.picture.file: is not UTF-8; save it as UTF-8, or leave '.j2'"),
        ("papers/door.png", "odd.txt.j2", "handouts.picture.file: 'thef' is not in the cast; did you mean 'thief'?"),
        ("{{ boss.name }}, mind", "{{ bos.name }}, mind", "handouts.letter.text: 'bos' is not in the cast; did you"),
        (
            "{id: picture,",
            "{id: door-log,",
            "handouts.door-log.id: 'door-log' is given twice, first in line 29",
        ),
        ("file: papers/door.png", "name: door.png", "handouts.picture: needs exactly one of 'file' and 'text'"),
        ("name: l.txt", "name: ../l.txt", "handouts.letter.name: '../l.txt' is not a name; write"),
        ("title: The door,", "titel: The door,", "handouts.picture.titel: this key is not known here; did you mean"),
    ],
)
def test_each_mistake_is_told_with_line_and_cure(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = scenario_text(LOG, PAPERS.replace(old, new))
    assert new in text
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "secret").write_text("not yours")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "large").write_bytes(b"x" * (SIZE_LIMIT + 1))
    (folder / "latin.txt.j2").write_bytes("Tür".encode("latin-1"))
    (folder / "odd.txt.j2").write_text("{{ thef.name }}")
    with pytest.raises(BadInput) as bad:
        load_scenario(write_papers(folder, text), the_plan())
    (fault,) = bad.value.faults
    assert fault.message.split(".", 2)[2].startswith(said) or fault.message.startswith(f"injects.ask.{said}")
    assert fault.line == text[: text.index("handouts: [", text.index("id: ask"))].count("\n") + 1


def test_a_link_within_the_folder_is_followed_and_a_loop_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("here")
    (tmp_path / "b.txt").symlink_to("a.txt")
    (tmp_path / "loop").symlink_to("loop")
    assert read_file(tmp_path, "b.txt") == b"here"
    with pytest.raises(ValueError, match=r"leads out of|no file"):
        read_file(tmp_path, "loop")


def test_without_a_folder_only_texts_can_be_handed_out() -> None:
    with pytest.raises(ValueError, match="which has no folder here; write it as 'text'"):
        content_of(Handout(id="x", title="X", file="x.txt"), None, {})
    assert content_of(Handout(id="x", title="X", text="Y"), None, {}).name == "x.txt"
