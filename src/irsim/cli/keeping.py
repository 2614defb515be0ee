"""`irsim live check|stop|backup|export|move|schema|example`: looking after an installation and its records."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.output import as_data, show
from irsim.live.config.loading import (
    config_path,
    load_configuration,
    look_at_configuration,
    read_configuration,
    schema,
)
from irsim.live.places import address_of, beside_store, socket_of
from irsim.live.presence import SYSTEMD, present
from irsim.log.attachments import folder_of, keep_again
from irsim.log.records import unseal
from irsim.plan import load_plan
from irsim.words.documents import few
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config
    from irsim.live.store.sql import SqlStore

ENDING = 30.0
"""Seconds in which a process that was told to end does: it answers whom it has heard, and writes what it knows."""

EVIDENCE = 1_000_000
"""Pieces of evidence whose files go along with an export."""

FAULTY = 2


def check(config_file: Path | None, *, as_json: bool) -> int:
    """Whether the configuration fits together and can work here; the exit code, to which warnings are nothing. Raises
    BadInput where it cannot be read at all."""
    from irsim.live.config.check import check_installation
    from irsim.live.probes.sparse import too_sparse

    try:
        config, faults = look_at_configuration(config_file)
    except BadInput as bad:
        config, faults = None, bad.faults
    if config is not None:
        faults = few({*faults, *check_installation(config)})
    sound = config is not None and not faults
    warnings = []
    if config is not None and not faults:
        warnings = too_sparse(config, load_plan(config.plan_text(), config.plan.file or "the plan"))
    place = config_file or config_path()
    if as_json:
        show(json.dumps({"sound": sound, "faults": as_data(faults), "warnings": as_data(warnings)}, indent=2))
        return FAULTY if faults else 0
    for each in faults:
        print(each, file=sys.stderr)
    for each in warnings:
        print(f"{each.file}:{each.line}: warning: {each.message}", file=sys.stderr)
    if faults:
        return FAULTY
    if config_file is None and not place.exists():
        show(f"There is no {place}, and none is needed: what ships works here.")
    else:
        show(f"{place} is sound: plan, world, secrets and names fit together.")
    return 0


def stop(config_file: Path | None) -> int:
    """End the process that serves this configuration on this machine, in good order; the exit code. Raises BadInput."""
    path = socket_of(load_configuration(config_file))
    serves = present(path)
    if serves is None:
        raise BadInput.one("irsim serve", 0, "does not run here for this configuration; there is nothing to end")
    if serves.kept_by == SYSTEMD:
        raise BadInput.one("irsim serve", 0, "is kept by systemd, which starts it again; run systemctl stop irsim")
    if serves.pid <= 1:
        raise BadInput.one("irsim serve", 0, "is a process whose number the system does not tell; end it by hand")
    try:
        os.kill(serves.pid, signal.SIGTERM)
    except PermissionError:
        raise BadInput.one("irsim serve", 0, f"is another account's process ({serves.pid}); that one ends it") from None
    except ProcessLookupError:
        pass
    until = time.monotonic() + ENDING
    while time.monotonic() < until:
        if present(path) is None and not _runs(serves.pid):
            show("Ended. Senders are refused until somebody serves again.")
            return 0
        time.sleep(0.05)
    raise BadInput.one("irsim serve", 0, f"was told to end and has not (process {serves.pid}); look at its log")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:  # one that has ended and whose parent has not looked yet
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def backup(config_file: Path | None, path: Path) -> int:
    """Copy the store into a file while it works; the exit code. Raises BadInput."""
    from irsim.live.store.moving import backup as copied

    with _store(config_file) as store:
        copied(store, path.absolute(), _progress("Copied"))
    show(f"Written: {path}, and its intake beside it")
    return 0


def export(config_file: Path | None, path: Path) -> int:
    """Write the log as a recording; the exit code. Raises BadInput."""
    from irsim.live.store.moving import export as written

    with _store(config_file) as store:
        number = written(store, path.absolute(), _progress("Written"))
        evidence = [unseal(line.rstrip(b"\n")) for line in store.find(kinds=("evidence.collected",), limit=EVIDENCE)]
    keep_again(path.absolute(), beside_store(load_configuration(config_file)), evidence)
    files = folder_of(path.absolute())
    beside = f", and the files of its evidence in {files.name}" if files.exists() else ""
    show(f"Written: {path}, {number:,} records{beside}")
    return 0


def move(config_file: Path | None, url: str) -> int:
    """Copy the store into another, empty one; the exit code. Raises BadInput."""
    from irsim.live.store.moving import move as moved
    from irsim.live.store.opening import name_of, open_store

    with_password = _other(load_configuration(config_file), url)
    with _store(config_file) as store, closing(open_store(with_password)) as other:
        moved(store, other, _progress("Copied"))
        show(f"Copied from {store.name} to {name_of(url)}. Put that into [store] of irsim.toml, then start again.")
    return 0


def _other(config: Config, url: str) -> str:
    """The address of a store that is named on the command line, with the password that the configuration or the
    environment has for it: on a command line others could read it. Raises BadInput."""
    named = read_configuration(f"[store]\nurl = {json.dumps(url)}\n", "URL", Path.cwd()).store
    if named.path is not None:
        return f"sqlite:///{named.path}"
    if os.environ.get("PGPASSWORD") or not (config.store.password_env or config.store.password_file):
        return url
    changes = {"password_env": config.store.password_env, "password_file": config.store.password_file}
    return address_of(config.model_copy(update={"store": named.model_copy(update=changes)}))


@contextmanager
def _store(config_file: Path | None) -> Iterator[SqlStore]:
    from irsim.live.store.base import Away
    from irsim.live.store.opening import open_store

    config = load_configuration(config_file)
    store = open_store(address_of(config), create=False)
    try:
        yield store
    except Away as away:
        raise BadInput.one(store.name, 0, f"is away: {away}") from None
    finally:
        store.close()


def _progress(what: str) -> Callable[[int, int], None]:
    """Says how far it is, on a terminal."""

    def say(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{what} {done:,} of {of:,} records", end="\n" if done == of else "", file=sys.stderr, flush=True)

    return say


def schema_text() -> str:
    """The JSON Schema of irsim.toml."""
    return json.dumps(schema(), indent=2, ensure_ascii=False)


def example_text() -> str:
    """An irsim.toml that shows every section."""
    return resources.files("irsim.live.config").joinpath("example.toml").read_text(encoding="utf-8").rstrip("\n")
