"""The chain: whoever changes, removes, swaps or doubles a record is found out, and the record is named."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.events.session import SessionClosed
from irsim.log.reading import read_recording
from irsim.log.records import GENESIS, seal
from irsim.words.faults import BadInput
from tests.log.making import OPENED, chain, notes, written

COUNT = 8
RECORDS, LINES = chain([*notes(COUNT - 2), SessionClosed()])
WHOLE = b"".join(LINES)
IN_TMP = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def found(path: Path) -> tuple[int, str]:
    """The number of the record at which reading stops, and what is said; the whole recording's length for none."""
    try:
        recording = read_recording(path)
    except BadInput as bad:
        [fault] = bad.faults
        assert ";" in fault.message
        return 0, fault.message
    if recording.broken:
        assert recording.records == RECORDS[: len(recording.records)]
        return len(recording.records), recording.broken
    return len(recording.records), ""


def named(said: str) -> set[int]:
    return {int(number) for number in re.findall(r"record (\d+)", said)}


def test_a_recording_that_nobody_touched_holds(tmp_path: Path) -> None:
    recording = read_recording(written(tmp_path / "a.jsonl", LINES))
    assert (recording.records, recording.broken, recording.torn) == (RECORDS, "", 0)
    assert recording.opened == OPENED
    assert recording.head == RECORDS[-1].digest
    assert recording.closed
    assert b"".join(line + b"\n" for line in recording.lines) == WHOLE


@IN_TMP
@given(position=st.integers(0, len(WHOLE) - 2), byte=st.integers(1, 255))
def test_any_byte_that_is_changed_names_its_record(tmp_path: Path, position: int, byte: int) -> None:
    changed = bytearray(WHOLE)
    changed[position] ^= byte
    number = WHOLE[:position].count(b"\n")
    stop, said = found(written(tmp_path / "a.jsonl", [bytes(changed)]))
    assert stop == number
    assert number in named(said) or (number == 0 and "not a recording of irsim" in said)


def test_the_last_newline_taken_away_leaves_a_torn_line(tmp_path: Path) -> None:
    recording = read_recording(written(tmp_path / "a.jsonl", [WHOLE[:-1]]))
    assert (len(recording.records), recording.torn) == (COUNT - 1, len(LINES[-1]) - 1)


@IN_TMP
@given(number=st.integers(1, COUNT - 2))
def test_a_record_taken_out_is_named(tmp_path: Path, number: int) -> None:
    stop, said = found(written(tmp_path / "a.jsonl", LINES[:number] + LINES[number + 1 :]))
    assert stop == number
    assert said == f"record {number + 1} stands where record {number} belongs (line {number + 1})"


@IN_TMP
@given(numbers=st.lists(st.integers(1, COUNT - 1), min_size=2, max_size=2, unique=True))
def test_records_that_change_places_are_named(tmp_path: Path, numbers: list[int]) -> None:
    first, second = sorted(numbers)
    lines = list(LINES)
    lines[first], lines[second] = lines[second], lines[first]
    stop, said = found(written(tmp_path / "a.jsonl", lines))
    assert stop == first
    assert named(said) == {first, second}


@IN_TMP
@given(number=st.integers(0, COUNT - 1))
def test_a_record_that_stands_twice_is_named(tmp_path: Path, number: int) -> None:
    stop, said = found(written(tmp_path / "a.jsonl", [*LINES[: number + 1], *LINES[number:]]))
    assert stop == number + 1
    assert named(said) == {number, number + 1}


def test_a_record_of_another_session_does_not_follow(tmp_path: Path) -> None:
    _, others = chain(notes(3)[::-1])
    stop, said = found(written(tmp_path / "a.jsonl", [*LINES[:3], others[3]]))
    assert stop == 3
    assert "record 3 (line 4) was changed" in said


def test_a_record_written_anew_with_a_digest_of_its_own_breaks_the_next(tmp_path: Path) -> None:
    forged, line = seal(3, 3_000, "engine", 2, notes(9)[8], RECORDS[2].digest)
    recording = read_recording(written(tmp_path / "a.jsonl", [*LINES[:3], line, *LINES[4:]]))
    assert recording.records == [*RECORDS[:3], forged]
    assert recording.broken.startswith("record 4 (line 5) was changed, or the one before it was changed")


def test_a_session_cannot_open_twice(tmp_path: Path) -> None:
    _, line = seal(COUNT, 0, "engine", -1, OPENED, RECORDS[-1].digest)
    stop, said = found(written(tmp_path / "a.jsonl", [*LINES, line]))
    assert (stop, said) == (COUNT, f"record {COUNT} opens a session a second time")


def test_unverified_reading_looks_at_the_order_only(tmp_path: Path) -> None:
    changed = WHOLE.replace(b"note 2", b"note 7")
    path = written(tmp_path / "a.jsonl", [changed])
    assert read_recording(path).broken
    assert not read_recording(path, verify=False).broken


@pytest.mark.parametrize("cut", range(1, len(LINES[-1]) + 1))
def test_a_last_line_torn_anywhere_leaves_all_before_it(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path / "a.jsonl", [WHOLE[:-cut]])
    recording = read_recording(path)
    assert recording.records == RECORDS[:-1]
    assert (recording.torn, recording.broken, recording.closed) == (len(LINES[-1]) - cut, "", False)
    assert path.read_bytes() == WHOLE[:-cut]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a recording of irsim; give a .jsonl file"),
        (b"\n\n\n", "not a recording of irsim; give a .jsonl file"),
        (b"hello\n", "not a recording of irsim; give a .jsonl file"),
        (b"\x7fELF\x02\x01" + bytes(5_000), "not a recording of irsim; give a .jsonl file"),
        (b"[" * 200_000 + b"\n", "not a recording of irsim; give a .jsonl file"),
        (b'{"seq": 1}\n', "not a recording of irsim; give a .jsonl file"),
        (LINES[1], "not a recording of irsim; give a .jsonl file"),
        (seal(0, 0, "engine", -1, SessionClosed(), GENESIS)[1], "not a recording of irsim; give a .jsonl file"),
        (LINES[0][:-1], "record 0 was never finished, so there is nothing to read; start a new drill"),
    ],
)
def test_a_file_that_is_no_recording_says_so(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_recording(written(tmp_path / "a.jsonl", [content]))
    [fault] = caught.value.faults
    assert said in fault.message


def test_a_first_record_that_was_changed_leaves_nothing_to_read(tmp_path: Path) -> None:
    recording = read_recording(written(tmp_path / "a.jsonl", [WHOLE.replace(b"Heron", b"Robin")]))
    assert recording.records == []
    assert recording.broken.startswith("record 0 (line 1) was changed")


def test_a_path_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path / "none.jsonl", "No such file"),
        (tmp_path, "is no file"),
        (Path("/dev/zero"), "no file"),
    ):
        with pytest.raises(BadInput, match=said):
            read_recording(path)
