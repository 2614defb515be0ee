"""Evidence bundles: whole, signed and the same each time; what was changed, taken, added or made to harm is refused."""

import os
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from irsim.cli.bundle import bundle_recording, verify_bundle
from irsim.log.reading import read_recording
from irsim.reports.bundle.checking import Checked, check_bundle
from irsim.reports.bundle.keys import Signer, fingerprint, read_key_file, signer
from irsim.reports.bundle.making import make_bundle
from irsim.reports.bundle.manifest import FOLDER, MANIFEST, PUBLIC_KEY, SIGNATURE, canonical, read_manifest
from irsim.words.faults import BadInput
from tests.drill.test_handouts import recorded

DOCUMENTS = {"report.md": b"# Report\n", "score.json": b"{}\n"}

Change = Callable[[zipfile.ZipFile, zipfile.ZipFile], None]


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording with three handouts beside it."""
    return recorded(tmp_path_factory.mktemp("drill"))[0]


@pytest.fixture(scope="module")
def by(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    """Somebody's key."""
    return signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def bundle(drill: Path, by: Signer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What they signed."""
    path = tmp_path_factory.mktemp("bundle") / "bundle.zip"
    make_bundle(read_recording(drill), DOCUMENTS, by, path, "irsim test")
    return path


def sound(place: Path, head: str) -> tuple[bool, Sequence[str]]:
    """What the command line asks of the recording inside, without the engine."""
    return read_recording(place).head == head, ["The chain holds."]


def checked(path: Path, key: Path | None = None) -> Checked:
    return check_bundle(path, key, sound)


def rebuilt(bundle: Path, to: Path, change: Change, leave: Sequence[str] = ()) -> Checked:
    """The bundle written again without some members, after `change` has added its own."""
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for about in old.infolist():
            if about.filename not in leave:
                new.writestr(about, old.read(about.filename))
        change(old, new)
    return checked(to)


def names(bundle: Path) -> list[str]:
    with zipfile.ZipFile(bundle) as packed:
        return packed.namelist()


def test_a_bundle_holds_everything_and_says_whose_key_signed_it(bundle: Path, by: Signer) -> None:
    found = checked(bundle, by.place.with_suffix(".pub.pem"))
    print = fingerprint(by.key.public_key())
    assert found.holds
    assert found.sentences[0].startswith(f"Signed with the key {print} (")
    assert found.sentences[1:] == (
        "It is the key given.",
        "All 6 members are there and have their sha256.",
        "The chain holds.",
    )
    assert "only --key with the signer's public key can tell" in checked(bundle).sentences[1]
    inside = names(bundle)
    assert inside[:3] == [MANIFEST, SIGNATURE, PUBLIC_KEY]
    assert {"report.md", "score.json", "recording/drill.jsonl"} < set(inside)
    assert sum(name.startswith("recording/drill.jsonl.files/") for name in inside) == 3


def test_the_same_recording_and_key_give_the_same_bytes(drill: Path, by: Signer, bundle: Path, tmp_path: Path) -> None:
    make_bundle(read_recording(drill), DOCUMENTS, by, tmp_path / "again.zip", "irsim test")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()
    assert os.listdir(tmp_path) == ["again.zip"], "nothing half is left"


def test_openssl_comes_to_the_same_answer(bundle: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(tmp_path, [MANIFEST, SIGNATURE, PUBLIC_KEY])
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", PUBLIC_KEY, "-rawin", "-in", MANIFEST]
    done = subprocess.run([*command, "-sigfile", SIGNATURE], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verified Successfully" in done.stdout


def test_another_key_is_not_the_key_given(bundle: Path, tmp_path: Path) -> None:
    other = signer(tmp_path / "other")
    found = checked(bundle, other.place.with_suffix(".pub.pem"))
    assert not found.holds
    assert found.sentences[-1].startswith("That is not the key given, which is ")


@pytest.mark.parametrize(
    "name", ["report.md", "recording/drill.jsonl", MANIFEST, SIGNATURE, PUBLIC_KEY, "recording/drill.jsonl.files/"]
)
def test_a_changed_or_missing_member_is_found(bundle: Path, tmp_path: Path, name: str) -> None:
    name = next(each for each in names(bundle) if each.startswith(name))

    def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
        raw = bytearray(old.read(name))
        raw[len(raw) // 2] ^= 1
        new.writestr(name, bytes(raw))

    assert not rebuilt(bundle, tmp_path / "changed.zip", change, leave=[name]).holds
    assert not rebuilt(bundle, tmp_path / "missing.zip", lambda old, new: None, leave=[name]).holds


def test_one_that_was_signed_anew_by_another_is_not_by_the_key_given(bundle: Path, by: Signer, tmp_path: Path) -> None:
    other = signer(tmp_path / "other")

    def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
        manifest = read_manifest(old.read(MANIFEST), "it")
        raw = canonical(manifest)
        new.writestr(MANIFEST, raw)
        new.writestr(SIGNATURE, other.sign(raw))
        new.writestr(PUBLIC_KEY, other.public)

    found = rebuilt(bundle, tmp_path / "forged.zip", change, leave=[MANIFEST, SIGNATURE, PUBLIC_KEY])
    assert found.sentences == ("The public key in it is not the one that the manifest names.",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.txt", "a member that the manifest does not list: notes.txt"),
        ("recording/drill.jsonl.files/" + "0" * 64, "a member that the manifest does not list"),
        ("/etc/cron.d/x", "a path that leads elsewhere, or a folder"),
        ("../up.txt", "a path that leads elsewhere, or a folder"),
        ("recording/../../up.txt", "a path that leads elsewhere, or a folder"),
        ("C:\\up.txt", "a path that leads elsewhere, or a folder"),
        ("folder/", "a path that leads elsewhere, or a folder"),
        ("REPORT.md", "'REPORT.md' is there twice"),
        ("re\x1b[31mport", "a path that leads elsewhere, or a folder"),
    ],
)
def test_what_nobody_declared_is_refused(bundle: Path, tmp_path: Path, name: str, said: str) -> None:
    found = rebuilt(bundle, tmp_path / "more.zip", lambda old, new: new.writestr(name, b"x"))
    assert not found.holds
    assert said in found.sentences[-1]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_member_twice_is_refused(bundle: Path, tmp_path: Path) -> None:
    found = rebuilt(bundle, tmp_path / "twice.zip", lambda old, new: new.writestr("report.md", b"# Another\n"))
    assert found.sentences == ("Its member 'report.md' is there twice.",)


def test_a_link_is_refused(bundle: Path, tmp_path: Path) -> None:
    def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
        link = zipfile.ZipInfo("report.md")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        new.writestr(link, "/etc/passwd")

    found = rebuilt(bundle, tmp_path / "link.zip", change, leave=["report.md"])
    assert found.sentences == ("Its member 'report.md' is a link or no file at all.",)


def test_what_would_fill_a_disk_is_refused_before_it_is_unpacked(bundle: Path, tmp_path: Path) -> None:
    def change(old: zipfile.ZipFile, new: zipfile.ZipFile) -> None:
        new.writestr("report.md", bytes(60_000_000))

    found = rebuilt(bundle, tmp_path / "bomb.zip", change, leave=["report.md"])
    assert "it is made to fill a disk" in found.sentences[-1]


def test_a_member_that_says_it_is_smaller_than_it_is_is_found(bundle: Path, tmp_path: Path) -> None:
    raw = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as packed:
        about = packed.getinfo("report.md")
    size = about.file_size.to_bytes(4, "little")
    where = raw.rindex(b"report.md") - 46 + 24
    assert raw[where : where + 4] == size
    forged = tmp_path / "forged.zip"
    forged.write_bytes(raw[:where] + (4).to_bytes(4, "little") + raw[where + 4 :])
    assert not checked(forged).holds


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(300)])
def test_garbage_is_no_bundle(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(raw)
    assert not checked(tmp_path / "x.zip").holds


def test_no_single_byte_can_be_changed(bundle: Path, tmp_path: Path) -> None:
    """Every 97th: in what is packed, in the names and in the table at the end. Times and the like mean nothing here."""
    raw = bundle.read_bytes()
    with zipfile.ZipFile(bundle) as packed:
        whole = {name: packed.read(name) for name in packed.namelist()}
    forged = tmp_path / "forged.zip"
    for place in range(0, len(raw), 97 if len(raw) < 40_000 else 997):
        forged.write_bytes(raw[:place] + bytes([raw[place] ^ 0x55]) + raw[place + 1 :])
        if checked(forged).holds:
            with zipfile.ZipFile(forged) as packed:
                assert {name: packed.read(name) for name in packed.namelist()} == whole


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = signer(tmp_path / "keys")
    again = signer(tmp_path / "keys")
    assert (first.made, again.made) == (True, False)
    assert first.public == again.public == (tmp_path / "keys" / "bundle-key.pub.pem").read_bytes()
    assert stat.S_IMODE(first.place.stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path / "keys")) == ["bundle-key.pem", "bundle-key.pub.pem"]
    first.place.chmod(0o644)
    with pytest.raises(BadInput, match="can be read by others and proves nothing"):
        signer(tmp_path / "keys")
    first.place.chmod(0o600)
    first.place.write_text("nothing")
    with pytest.raises(BadInput, match="is no private key; move it away"):
        signer(tmp_path / "keys")
    with pytest.raises(BadInput, match="is no public key; give the PEM file"):
        read_key_file(first.place)


def test_a_missing_kept_file_is_said_before_anything_is_written(drill: Path, by: Signer, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(drill.read_bytes())
    with pytest.raises(BadInput, match=r"cannot be bundled: handout door-log: its file door.log is not kept beside"):
        make_bundle(read_recording(copy), {}, by, tmp_path / "x.zip", "irsim test")
    assert not (tmp_path / "x.zip").exists()


def test_the_command_makes_one_checks_it_and_writes_over_nothing(
    drill: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    output = tmp_path / "bundle.zip"
    assert bundle_recording(drill, output, force=False) == 0
    said = capsys.readouterr().out
    key = tmp_path / "data" / "irsim" / "keys" / "bundle-key.pub.pem"
    assert f"Who checks it needs its public key from you by another way: {key}" in said
    with pytest.raises(BadInput, match="exists already; give another name, or --force"):
        bundle_recording(drill, output, force=False)
    assert verify_bundle(output, key, read_recording(drill).head) == 0
    said = capsys.readouterr().out
    assert "Derived again from its inputs, every record comes out the same." in said
    assert "3 kept files: each is there and has its sha256." in said
    assert said.endswith("The bundle holds.\n")
    assert verify_bundle(output, key, "0" * 64) == 1
    assert f"{FOLDER}/drill.jsonl" in names(output)
