"""What is tried on this machine: configuration, files, store, disk, and whether the process comes back by itself."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from irsim.live.config.check import check_installation, source_secrets
from irsim.live.doctor.findings import FAULT, LOOK, WELL, Finding, Findings, Room, faults_of
from irsim.live.places import address_of
from irsim.live.probes.sparse import too_sparse
from irsim.live.store.base import Away
from irsim.live.store.opening import open_store
from irsim.live.store.transactions import now_ms
from irsim.plan import load_plan
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config

ROOM = 512 * 1024 * 1024
"""Bytes that should be free: some days of a busy log, and SQLite's own work beside it."""

DRIFT = 2_000
"""Milliseconds by which clocks may differ: deadlines are minutes, and desks are compared within seconds."""


def configured(config: "Config") -> Findings:
    """The configuration, the secrets that it names, the plan and the world."""
    faults = check_installation(config)
    if faults:
        yield from faults_of("configuration", BadInput(faults))
        return
    named = "irsim.toml" if config.document.data else "none, and none is needed"
    yield Finding("configuration", WELL, f"{named}; plan, world, names and secrets fit together")
    if not config.plan.file:
        yield Finding("plan", LOOK, "the plan that ships counts", "name your own in [plan]")
    for each in too_sparse(config, load_plan(config.plan_text(), config.plan.file or "the plan")):
        said, _, cure = each.message.rpartition("; ")
        yield Finding("probes", LOOK, f"{each.file}:{each.line}: {said}", cure)
    count = sum(map(len, source_secrets(config).values()))
    if count:
        yield Finding("secrets", WELL, f"{count} of senders, each long enough, and in nobody else's reach")


def kept(config: "Config") -> Findings:
    """The store opens, takes a write, and has the time of this machine."""
    path = config.store.path
    if path is not None and not path.exists():
        yield Finding("store", LOOK, f"{path} is not there yet", "it is made by the first irsim serve")
        return
    try:
        store = open_store(address_of(config), create=False)
    except BadInput as bad:
        yield from faults_of("store", bad)
        return
    with closing(store):
        try:
            store.try_out()
            last, off = store.head().seq, store.time() - now_ms()
        except Away as away:
            said, _, cure = str(away).partition("; ")
            yield Finding("store", FAULT, f"{store.name}: {said}", cure or "mend that, then look again")
            return
    yield Finding("store", WELL, f"{store.name} takes what is written; it holds {last + 1:,} records")
    if abs(off) > DRIFT:
        cure = "keep both machines on the same time, with NTP"
        yield Finding("clock", FAULT, f"this machine and the store differ by {abs(off) / 1000:.1f} s", cure)
    else:
        yield Finding("clock", WELL, "as the store's")


def filed(config: "Config") -> Findings:
    """Rights of files and folders, and room on the disk."""
    path = config.store.path
    if path is not None and path.exists():
        yield from _private("store's file", path)
        free = shutil.disk_usage(path.parent).free
        if free < ROOM:
            cure = "make room before senders are refused"
            yield Finding("disk", FAULT, f"{free // 1_048_576} MB are free beside the store", cure)
        else:
            yield Finding("disk", WELL, f"{free / 1_073_741_824:.1f} GB are free beside the store")
    for log in config.logs:
        if log.file:
            yield from _readable(f"log {log.name}", config.place(log.file))
    if config.statuspage.folder:
        yield from _writable("status page", config.place(config.statuspage.folder))


def _private(part: str, path: Path) -> Findings:
    if os.name != "posix":
        return
    if path.stat().st_mode & 0o077:
        yield Finding(part, FAULT, f"{path} is within the reach of others", "run chmod 600 on it")
    elif path.parent.stat().st_mode & 0o022:
        yield Finding(part, FAULT, f"{path.parent} can be written by others", "run chmod 700 on it")
    else:
        yield Finding(part, WELL, f"{path} is this account's alone")


def _readable(part: str, path: Path) -> Findings:
    if not path.exists():
        yield Finding(part, LOOK, f"{path} is not there", "it is read as soon as it is")
    elif not path.is_file():
        yield Finding(part, FAULT, f"{path} is no ordinary file", "name the file that lines are written to")
    elif not os.access(path, os.R_OK):
        yield Finding(part, FAULT, f"{path} cannot be read", "let this account read it, by its group")
    else:
        yield Finding(part, WELL, f"{path} can be read")


def _writable(part: str, folder: Path) -> Findings:
    try:
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = (error.strerror or "it is out of reach").lower()
        yield Finding(part, FAULT, f"{folder} cannot be written: {why}", "make it, and give it to this account")
    else:
        yield Finding(part, WELL, f"{folder} can be written")


def staying(room: Room) -> Findings:
    """Whether the process is started again after a crash and after this machine is."""
    if room.board is None:
        yield Finding("process", FAULT, "nobody serves this configuration here", "run irsim serve, or start its unit")
    elif room.kept_by:
        yield Finding("process", WELL, f"{room.kept_by} starts it again")
    else:
        cure = "see docs/deploying.md for a unit of systemd's"
        yield Finding("process", LOOK, "nothing starts it again after a crash or a restart of this machine", cure)
    yield from _lingering(room)


def _lingering(room: Room) -> Iterator[Finding]:
    if not room.kept_by or sys.platform != "linux" or not os.geteuid():
        return
    from irsim.session.admission import own_account

    account = own_account()
    if not (Path("/var/lib/systemd/linger") / account).exists():
        cure = f"run loginctl enable-linger {account}, if it is a unit of yours"
        yield Finding("process", LOOK, "your units end when you log out", cure)
