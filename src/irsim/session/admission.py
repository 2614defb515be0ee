"""Who is let into a hosted room, and as whom: proven by the account behind a socket or by a token, never by what a
terminal says of itself."""

import os
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from irsim.board.board import Board
from irsim.session.protocol import CONTROLLING, EVALUATOR, FACILITATOR, OBSERVER, PLAYERS, SCREEN
from irsim.session.tokens import Tokens
from irsim.session.wire import VERSION, Hello, Place
from irsim.words.clean import clean_title
from irsim.words.faults import nearest

KINDS = (PLAYERS, FACILITATOR, EVALUATOR, SCREEN, OBSERVER)

PLACES = {
    PLAYERS: "a player's seat",
    FACILITATOR: "the facilitator's seat",
    EVALUATOR: "the evaluator's seat",
    SCREEN: "the room's screen",
    OBSERVER: "an observer's place",
}

NAME_LIMIT = 40
"""Characters of a person's name: what a line of the feed has room for."""


class Refusal(Exception):
    """A terminal is not let in: one sentence that says why, and what to do."""


@dataclass(frozen=True)
class Caller:
    """Who is at the other end of a connection, before a word was said: the account, where the system tells. `trusted`:
    an account is enough to play, as it is on a socket of this machine."""

    account: str = ""
    trusted: bool = False


@dataclass(frozen=True)
class Admission:
    """A terminal that is let in. `seats` are the roles whose records it is sent, none for control; `sits` the ones it
    is on record as sitting at."""

    kind: str
    seats: tuple[str, ...]
    sits: tuple[str, ...]
    name: str
    proof: str
    visit: bool = False


def account_behind(peer: socket.socket) -> str:
    """The account that opened the other end of a Unix socket; empty where the system does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return ""
    try:
        held = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        _, user, _ = struct.unpack("3i", held)
    except (OSError, struct.error):
        return ""
    return account_name(user)


def account_name(user: int) -> str:
    """The name of an account by its number."""
    with suppress(ImportError, KeyError):
        import pwd

        return pwd.getpwuid(user).pw_name
    return f"uid {user}"


def own_account() -> str:
    """The account that runs this program."""
    return account_name(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")


def proven(caller: Caller, tokens: Tokens, token: str, version: str) -> str:
    """The name of the token that was given, empty where an account is enough. Raises Refusal."""
    if version != VERSION:
        raise Refusal(f"The host speaks version {VERSION}, this terminal {version[:20]}; use the same irsim on both.")
    if token:
        name = tokens.name_of(token)
        if not name:
            raise Refusal(
                "The token opens nothing here; copy the room's join line again, or ask whoever runs it for yours."
            )
        return name
    if not caller.trusted:
        raise Refusal("This room asks for a token; give the one of its join line, or yours in its irsim.toml.")
    if not caller.account:
        raise Refusal("This system does not tell whose connection it is; use a join line with a token.")
    return ""


def kinds_for(token_name: str) -> tuple[str, ...]:
    """The kinds of terminals that somebody may open: by the token's name, or by an account where it is empty."""
    name = token_name or PLAYERS
    return tuple(kind for kind in KINDS if Tokens.opens(name, kind))


def admit(
    hello: Hello,
    caller: Caller,
    tokens: Tokens,
    board: Board,
    proofs: dict[tuple[str, str], str],
    accounts: Mapping[str, str] | None = None,
) -> Admission:
    """Let a terminal in as what it asks to be. `proofs` says for role and name (folded in case) who sits there by which
    proof. With `accounts`, by which some have another name, people are called what was proven of them and nothing else.
    Raises Refusal."""
    token_name = proven(caller, tokens, hello.token, hello.version)
    kind = hello.kind
    if kind not in KINDS:
        raise Refusal(f"There is no such terminal as '{clean_title(kind, 20)}'; {nearest(kind[:40], KINDS)}.")
    if kind in CONTROLLING and not hello.token:
        raise Refusal(f"{PLACES[kind].capitalize()} has a token of its own; use the join line for it.")
    if kind not in kinds_for(token_name):
        raise Refusal(f"That token does not open {PLACES[kind]}; use the join line for it.")
    if accounts is not None:
        hello = msgspec.structs.replace(hello, name=accounts.get(caller.account, ""))
    name = _name(hello, caller, token_name)
    proof = f"token {token_name}" if token_name else f"account {caller.account}"
    roles = tuple(board.rules.roles)
    if kind == PLAYERS:
        seats = sits = _seats(hello, board)
    else:
        seats, sits = () if kind in CONTROLLING else roles, (kind,)
    for role in sits:
        there = proofs.get((role, name.casefold()), proof)
        if there != proof:
            raise Refusal(f"Somebody else sits there as '{name}'; give another name with --name.")
    return Admission(kind, seats, sits, name, proof, hello.visit)


def _name(hello: Hello, caller: Caller, token_name: str) -> str:
    """A guest's token says the name; else what the person says, else what is known."""
    guest = token_name.removeprefix("guest:") if token_name.startswith("guest:") else ""
    said = guest or hello.name or caller.account or (SCREEN if hello.kind == SCREEN else "")
    name = clean_title(said.replace(":", " "), NAME_LIMIT)
    if not name:
        raise Refusal("Say who you are, with --name.")
    return name


def _seats(hello: Hello, board: Board) -> tuple[str, ...]:
    taken = [role for role, played in board.seats.items() if played == "people"]
    for role in hello.seats:
        if role not in board.rules.roles:
            raise Refusal(f"The plan has no role '{clean_title(role, 40)}'; {nearest(role[:80], taken)}.")
        if role not in taken:
            raise Refusal(f"The seat of {role} is {board.seats.get(role, 'empty')}; {nearest('', taken)}.")
    seats = tuple(dict.fromkeys(hello.seats)) or tuple(taken)
    if not seats:
        raise Refusal("No seat here is played by people; watch with --observer.")
    return seats


def places(board: Board) -> tuple[Place, ...]:
    """The plan's seats, and who sits where."""
    return tuple(
        Place(role.id, role.label, board.seats.get(role.id, "empty"), tuple(board.sitting.get(role.id, ())))
        for role in board.rules.roles.values()
    )
