"""Files kept as evidence: each is there as a whole under its sha256, or not at all, and a change is found."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from irsim.events.work import EvidenceCollected
from irsim.log.attachments import count_of, faults_of, folder_of, keep_file
from irsim.log.records import Record
from irsim.words.faults import BadInput

BYTES = b"2026-11-16 contacts.export ws_1841\n" * 40_000


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "drill.jsonl"
    path.touch()
    return path


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    path = tmp_path / "shelf" / "audit.log"
    path.parent.mkdir()
    path.write_bytes(BYTES)
    return path


def evidence(digest: str, file: str = "audit.log") -> list[Record]:
    return [Record(1, 0, "desk", -1, EvidenceCollected("EV-1", "INC-1", "Logs", sha256=digest, file=file))]


def test_a_file_is_kept_under_its_sha256(recording: Path, audit: Path) -> None:
    kept = keep_file(recording, audit)
    assert (kept.sha256, kept.name, kept.size) == (sha256(BYTES).hexdigest(), "audit.log", len(BYTES))
    assert (folder_of(recording) / kept.sha256).read_bytes() == BYTES
    assert os.listdir(folder_of(recording)) == [kept.sha256], "nothing half is left"
    assert keep_file(recording, audit) == kept
    assert faults_of(recording, evidence(kept.sha256)) == []
    assert count_of(evidence(kept.sha256)) == 1


def test_a_file_that_was_changed_is_kept_anew(recording: Path, audit: Path) -> None:
    kept = keep_file(recording, audit)
    (folder_of(recording) / kept.sha256).write_bytes(b"torn")
    keep_file(recording, audit)
    assert faults_of(recording, evidence(kept.sha256)) == []


def test_what_is_too_large_or_no_file_is_refused_with_a_cure(recording: Path, audit: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="keep it in an evidence store, and give its sha256 here"):
        keep_file(recording, audit, limit=1_000_000)
    with pytest.raises(BadInput, match="is no file; name a file"):
        keep_file(recording, tmp_path)
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        keep_file(recording, tmp_path / "none")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="is no file"):
        keep_file(recording, pipe)
    assert not folder_of(recording).exists() or os.listdir(folder_of(recording)) == []


def test_a_kept_file_that_is_gone_or_changed_is_named(recording: Path, audit: Path) -> None:
    kept = keep_file(recording, audit)
    place = folder_of(recording) / kept.sha256
    place.chmod(0o600)
    place.write_bytes(BYTES[:-1])
    assert faults_of(recording, evidence(kept.sha256)) == [
        "EV-1: its file audit.log was changed: it no longer has its sha256."
    ]
    place.unlink()
    assert faults_of(recording, evidence(kept.sha256)) == ["EV-1: its file audit.log is not kept beside the recording."]


def test_a_recording_leads_to_no_file_outside_its_folder(recording: Path, audit: Path) -> None:
    keep_file(recording, audit)
    assert "is not kept" in faults_of(recording, evidence("../../shelf/audit.log"))[0]
    link = folder_of(recording) / sha256(BYTES).hexdigest()
    link.unlink()
    link.symlink_to(audit)
    assert "is not kept" in faults_of(recording, evidence(link.name))[0]


def test_evidence_without_a_file_needs_none(recording: Path) -> None:
    assert faults_of(recording, evidence("ab" * 32, "")) == []
