"""`irsim live`: the room on real alerts. It joins the process that serves; where none does, it starts one that
stays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from getpass import getpass
from pathlib import Path

from irsim.cli.past import StoreBack
from irsim.cli.streams import in_terminal, with_screens
from irsim.live.config.loading import load_configuration
from irsim.live.config.serve import is_loopback
from irsim.live.places import socket_of
from irsim.live.pointing import pointing
from irsim.session.addresses import parse_address
from irsim.session.admission import own_account
from irsim.session.protocol import OBSERVER, PLAYERS
from irsim.session.ways import knock
from irsim.tui.launch import JoinWish
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

PATIENCE = 20.0
"""Seconds in which a process that was just started lets terminals in."""

RIVALS = 5.0
"""Seconds for which it is waited on after the process that was started has ended: another terminal may have started one
at the same moment, and only one of them gets the address."""

TAIL = 5
"""Lines of its own words that are shown where it does not."""


def run_live(config_file: Path | None, *, observer: bool = False, plain: bool = False) -> int:
    """The room, in screens or in lines; the exit code. Raises BadInput."""
    wish = room_of(config_file, OBSERVER if observer else PLAYERS)
    if not _lives(wish):
        start_serving(config_file, Path(wish.address), wish)
    from irsim.cli.join import run_join

    return run_join(wish, screens=in_terminal() and with_screens() and not plain)


def run_elsewhere(room: str, token: str, authority: Path | None, *, observer: bool = False, plain: bool = False) -> int:
    """The room of a process on another machine, joined by a person's token; nothing is started, and no configuration is
    read. The exit code. Raises BadInput."""
    address = parse_address(room)
    if address.path is None and not address.secure and not is_loopback(address.host):
        raise BadInput.one(str(address), 0, "would send your token in the clear; give wss://HOST:PORT")
    if address.path is None and not token:
        if not in_terminal():
            raise BadInput.one("--room", 0, "asks for your token; put it into IRSIM_TOKEN")
        token = getpass("Your token: ").strip()
    from irsim.cli.join import run_join

    # Who somebody is, the room knows by the token.
    words = ["live", "--room", str(address)]
    words += ["--tls-ca", str(authority)] if authority is not None else []
    kind = OBSERVER if observer else PLAYERS
    wish = JoinWish(str(address), kind, (), own_account(), token, authority, command=tuple(words))
    return run_join(wish, screens=in_terminal() and with_screens() and not plain)


def room_of(config_file: Path | None, kind: str = PLAYERS) -> JoinWish:
    """The room of a configuration, to be joined as whoever is logged in. Raises BadInput."""
    config = load_configuration(config_file)
    words = ("live", *(("--config", str(config_file)) if config_file is not None else ()))
    return JoinWish(
        str(socket_of(config)),
        kind,
        (),
        own_account(),
        command=words,
        pointing=pointing(config),
        back=StoreBack(config_file),
    )


def start_serving(config_file: Path | None, path: Path, wish: JoinWish) -> None:
    """Start `irsim serve` so that it outlives this terminal, and wait until it lets this one in. Raises BadInput."""
    words = [sys.executable, "-m", "irsim.cli", "serve"]
    words += ["--config", str(config_file.absolute())] if config_file is not None else []
    log = path.with_suffix(".log")
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
        begin = out.tell()
        started = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # neither SIGHUP nor Ctrl-C of this terminal reach it
            cwd="/",
        )
    wait_for(wish, started, log, begin)


def wait_for(wish: JoinWish, started: subprocess.Popen[bytes], log: Path, begin: int) -> None:
    """Wait until a process that was started lets this terminal in; it writes to `log`, from byte `begin` on. Raises
    BadInput."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if _lives(wish):
            return
        if started.poll() is not None:
            until = min(until, time.monotonic() + RIVALS)
        time.sleep(0.1)
    raise BadInput.one("irsim serve", 0, f"did not start: {_last_words(log, begin)}; see {log}")


def _lives(wish: JoinWish) -> bool:
    """Whether a process lets this terminal in. Raises BadInput where it refuses."""
    from irsim.cli.joining import way_of

    if not Path(wish.address).exists():
        return False
    try:
        knock(way_of(wish))
    except BadInput as fault:
        if "cannot be reached" in str(fault) or "does not answer" in str(fault):
            return False
        raise
    return True


def _last_words(log: Path, begin: int) -> str:
    said = ""
    with suppress(OSError), log.open("rb") as file:
        file.seek(begin)
        said = " ".join(file.read(20_000).decode(errors="replace").splitlines()[-TAIL:])
    return clean_title(said, 600) or "it said nothing"
