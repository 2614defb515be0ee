"""Opening a log of a million records: `irsim serve` from its start until senders are told that all is well (/healthz
200), and until a terminal has joined and has its board. Limit with a warm snapshot: two seconds. Without one the whole
log is folded, and how far it is is said: for orientation, with the time that a record takes.

The log is made first, by the desk's own rules: alerts that fire every twenty seconds and are over again (a minute and a
half). `--keep FOLDER` leaves it there for the next time. Medians of three warm openings and two without a snapshot.
`--quick` has 50,000 records.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from irsim.live.config.loading import load_configuration
from irsim.live.places import address_of
from irsim.live.store.opening import open_store
from served import Irsim, joined, logs_made, peak, until

LIMIT = 2.0
"""Seconds until a terminal has its board, with a warm snapshot."""


PILOT = 20_000
"""Records of a short log, which tells how long ago a long one must begin to end just now."""


def make(room: Irsim, records: int) -> None:
    """The log, without a snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/few.sqlite")
        few = logs_made.filled(store, PILOT)
        each = few.ledger.board.at / len(few.ledger.records)
        store.close()
    logs_made.STARTS = datetime.now(UTC) - timedelta(milliseconds=each * records, minutes=1)
    store = open_store(address_of(load_configuration(room.config)))
    begun = time.monotonic()
    loaded = logs_made.filled(store, records)
    made = len(loaded.ledger.records)
    store.close()
    print(f"made {made:,} records in {time.monotonic() - begun:.0f} s, {room.on_disk() / made:.0f} bytes each on disk")


async def _board(room: Irsim, records: int) -> None:
    async with joined(room.socket, "bench") as seat:
        await until(lambda: seat.board.seq >= records - 1, "the board", 120)


def well(room: Irsim) -> bool:
    """Whether it says so."""
    try:
        with urllib.request.urlopen(f"{room.url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def open_once(room: Irsim, records: int) -> tuple[float, float, float]:
    """Seconds from the start until /healthz is 200, and until a terminal has its board; MB at most."""
    begun = time.monotonic()
    room.start()
    room.until(lambda: well(room), "good health", 300)
    healthy = time.monotonic() - begun
    asyncio.run(_board(room, records))
    return healthy, time.monotonic() - begun, peak(room.pid)


def main() -> int:
    """Print what was found; the exit code is 1 where the limit was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder for the log, made once")
    options = parser.parse_args()
    records = 50_000 if options.quick else options.records
    with tempfile.TemporaryDirectory() as folder:
        room = Irsim(options.keep or Path(folder))
        if not room.file.exists():
            make(room, records)
        snapshot = room.file.with_name(room.file.name + ".snapshot")
        snapshot.unlink(missing_ok=True)
        cold: list[tuple[float, float, float]] = []
        warm: list[tuple[float, float, float]] = []
        try:
            for _ in range(1 if options.quick else 2):
                snapshot.unlink(missing_ok=True)
                cold.append(open_once(room, records))
                room.stop()  # which leaves a snapshot
            for _ in range(3):
                warm.append(open_once(room, records))
                room.stop()
        finally:
            room.kill()
        progress = [line for line in room.log.read_text().splitlines() if "Reading the log" in line]
        print(f"snapshot: {snapshot.stat().st_size / 1e6:.1f} MB; progress was said {len(progress)} times")
    for name, each in (("warm", warm), ("without a snapshot", cold)):
        healthy, seated, memory = (statistics.median(column) for column in zip(*each, strict=True))
        print(f"{name}: well after {healthy:.2f} s, a terminal has its board after {seated:.2f} s, {memory:.0f} MB")
        if each is cold:
            print(f"    {healthy / records * 1e6:.1f} µs a record")
        else:
            print(f"    {LIMIT / seated:.2f}: the limit of {LIMIT:g} s / ours")
    return 0 if statistics.median(seated for _, seated, _ in warm) < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
