"""A recording of 100,000 records against plain JSON lines. Goal: 1 or more, both ways.

What is compared: the same 100,000 events, each with its place, instant, author and cause, chained by sha256, written to
a file that is fsynced once at the end; then read back, with every digest computed again.

- Ours: `log.records.seal` and `log.writing.FileSink`, flushed every thousand records; `log.reading.read_recording`,
  which gives typed, validated records.
- The peer: dictionaries, `json.dumps` and `hashlib`, a buffered file; back with `json.loads`, which gives dictionaries.

The ratio is peer time / our time, medians of interleaved rounds.
"""

import gc
import hashlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.session import SessionOpened, Setting
from irsim.events.world import ServiceChanged
from irsim.log.reading import read_recording
from irsim.log.records import GENESIS, seal
from irsim.log.writing import FileSink

RECORDS = 100_000
ROUNDS = 7
TAIL = len(',"digest":""}\n') + 64
OPENED = SessionOpened(
    rules=1,
    engine="drill",
    seed="1",
    starts="2026-11-16T09:00:00+00:00",
    seats={},
    setting=Setting("bench", "Bench", "", {}, 0, {}, {}, {}, {}, "advanced"),
    plan="",
)


def events() -> list[Event]:
    """What is logged: a session's opening, then metrics and alerts."""
    made: list[Event] = [OPENED]
    for n in range(1, RECORDS):
        if n % 3 == 0:
            made.append(ServiceChanged(f"s{n % 20}", "error_rate", n * 100, n % 977, n * 100 + 60_000, n % 1013))
        elif n % 3 == 1:
            made.append(AlertFired(f"AL-{n}", "error-rate", f"Error rate {n % 40} %", "high", f"s{n % 20}", value=n))
        else:
            made.append(AlertResolved(f"AL-{n - 1}"))
    return made


def write_ours(path: Path, bodies: list[Event]) -> None:
    """Seal and append."""
    sink, head = FileSink.create(path), GENESIS
    for seq, body in enumerate(bodies):
        record, line = seal(seq, seq * 100, "engine", -1, body, head)
        head = record.digest
        sink.write(line)
        if seq % 1000 == 0:
            sink.flush()
    sink.close()


def read_ours(path: Path) -> int:
    """Read and verify."""
    recording = read_recording(path)
    assert not recording.broken, recording.broken
    return len(recording.records)


def as_plain(body: Event) -> dict[str, object]:
    """An event as one keeps it without Structs."""
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if body is not OPENED}
    return {"kind": str(body.__struct_config__.tag), **fields}


def write_plain(path: Path, bodies: list[dict[str, object]]) -> None:
    """Dump, hash and append."""
    head, dumps = GENESIS, json.JSONEncoder(separators=(",", ":")).encode
    with path.open("w", encoding="utf-8") as file:
        for seq, body in enumerate(bodies):
            line = {"seq": seq, "at": seq * 100, "by": "engine", "cause": -1, "body": body}
            bare = dumps(line)
            head = hashlib.sha256((head + bare).encode()).hexdigest()
            file.write(f'{bare[:-1]},"digest":"{head}"}}\n')
        file.flush()
        os.fsync(file.fileno())


def read_plain(path: Path) -> int:
    """Load and verify."""
    head, lines = GENESIS, []
    with path.open(encoding="utf-8") as file:
        for text in file:
            line = json.loads(text)
            head = hashlib.sha256(f"{head}{text[:-TAIL]}}}".encode()).hexdigest()
            assert head == line["digest"]
            lines.append(line)
    return len(lines)


def timed(run: Callable[[], object]) -> float:
    """Seconds of one run, begun with a clean heap."""
    gc.collect()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> None:
    """Print both ratios."""
    bodies = events()
    plain = [as_plain(body) for body in bodies]
    took: dict[str, list[float]] = {"write": [], "read": [], "plain write": [], "plain read": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            ours, theirs = Path(folder, f"{number}.jsonl"), Path(folder, f"{number}-plain.jsonl")
            took["write"].append(timed(lambda path=ours: write_ours(path, bodies)))  # type: ignore[misc]
            took["plain write"].append(timed(lambda path=theirs: write_plain(path, plain)))  # type: ignore[misc]
            took["read"].append(timed(lambda path=ours: read_ours(path)))  # type: ignore[misc]
            took["plain read"].append(timed(lambda path=theirs: read_plain(path)))  # type: ignore[misc]
            ours.unlink()
            theirs.unlink()
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds * 1000:.0f} ms, {RECORDS / seconds / 1000:.0f} k records/s")
    for name in ("write", "read"):
        print(f"ratio {name}, plain JSON / ours: {medians[f'plain {name}'] / medians[name]:.1f} (goal 1)")


if __name__ == "__main__":
    main()
