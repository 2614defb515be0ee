"""The way into a room that is hosted elsewhere, and the sitting there."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from irsim.board.exercise import plays_scenario
from irsim.board.keeping import version
from irsim.events.session import LIVE
from irsim.session import wire
from irsim.session.addresses import parse_address
from irsim.session.protocol import PLAYERS
from irsim.session.remote import RemoteSession
from irsim.session.ways import Way, knock, new_key
from irsim.tui.launch import JoinWish, Sitting


def way_of(wish: JoinWish) -> Way:
    """The way to the room that somebody wants to join. Raises BadInput."""
    kind = wish.kind or PLAYERS
    hello = wire.Hello(wire.VERSION, kind, new_key(), wish.seats, wish.name, wish.token, boards=version())
    return Way(parse_address(wish.address), hello, wish.authority)


def joined(wish: JoinWish) -> Sitting:
    """A sitting in the room, once it lets this terminal in. Raises BadInput."""
    way = way_of(wish)
    welcome = knock(way)
    session = RemoteSession(way, welcome)
    return Sitting(
        session,
        Path(wish.address),
        welcome.seats,
        command="" if _demonstrated(session) else join_command(wish),
        kind=way.hello.kind,
        joined=True,
        pointing=wish.pointing,
        back=wish.back,
    )


def _demonstrated(session: RemoteSession) -> bool:
    """Whether the room goes away with its terminal: it shows a scenario in live."""
    return session.opened.engine == LIVE and plays_scenario(session.opened)


def join_command(wish: JoinWish) -> str:
    """What joins again from a shell, but for the token, which is no word for a screen."""
    if wish.command:
        return shlex.join([sys.argv[0], *wish.command])
    words = [sys.argv[0], "join", wish.address]
    words += [word for seat in wish.seats for word in ("--seat", seat)]
    words += [f"--{wish.kind}"] if wish.kind and wish.kind != PLAYERS else []
    return shlex.join([*words, "--name", wish.name]) + (" --token ..." if wish.token else "")
