"""`irsim drill --host`: opens a drill to other terminals, says how they join, and hosts it where there is no screen."""

from __future__ import annotations

import asyncio
import shlex
import signal
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from irsim.cli.opening import Room
from irsim.cli.output import Printer, show
from irsim.events.facilitation import SessionAdjourned
from irsim.session.addresses import Address, bound, own_address, parse_address
from irsim.session.admission import own_account
from irsim.session.host import Host
from irsim.session.hosting import HERE, Door, Hosting
from irsim.session.protocol import TABLE
from irsim.session.tokens import Tokens, keep_tokens, kept_tokens, tokens_file
from irsim.tui.launch import HostWish, Sitting
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

WASH = 1800
"""Seconds after the end in which a host without a screen waits for the hot wash, before it closes the recording."""

TOLD = 2.0
"""Seconds in which everybody hears that the room is closed for today."""

LAST_WORDS = 30.0
"""Seconds in which everybody is sent what the debrief needs."""

EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True)
class Prepared:
    """Sockets that are bound and tokens that are drawn, for a drill that is about to be opened. `lines` are the
    commands by which others join, and for whom each is."""

    wish: HostWish
    recording: Path
    doors: list[Door]
    tokens: Tokens
    lines: tuple[str, ...]

    def hosting(self, host: Host, here: tuple[str, ...]) -> Hosting:
        """For the drill that was opened; the tokens are kept beside it from now on. `here` are the roles that are
        played at the host's own terminal alone."""
        keep_tokens(self.recording, str(self.doors[0].address), self.tokens)
        return Hosting(host, self.tokens, self.doors, here=here, who=own_account(), recording=self.recording)

    def open_to_others(self, sitting: Sitting, host: Host) -> None:
        """The sitting at the host's own terminal, with others let in."""
        wished = self.wish.own or played_here(host)
        own = tuple(role for role in sitting.roles if role in wished)
        sitting.roles = own or sitting.roles
        sitting.hosting = self.hosting(host, own or (TABLE,))
        sitting.joining = tuple(explained(self))
        sitting.command += " --host"

    def forget(self) -> None:
        """The drill was not opened after all."""
        for door in self.doors:
            door.close()


def played_here(host: Host) -> tuple[str, ...]:
    """The roles that were played at the host's own terminal when the room was left."""
    return tuple(dict.fromkeys(role for role, _, proof in host.ledger.board.chairs if proof == HERE))


@contextmanager
def preparing(wish: HostWish, recording: Path) -> Iterator[Prepared]:
    """`prepare`, for as long as a drill is being opened: where that fails, the sockets are let go of."""
    prepared = prepare(wish, recording)
    try:
        yield prepared
    except BaseException:
        prepared.forget()
        raise


def prepare(wish: HostWish, recording: Path) -> Prepared:
    """Bind and draw. A recording that was hosted before is hosted where it was and with the same tokens, so that its
    terminals come back by themselves. Raises BadInput."""
    before = kept_tokens(recording) if recording.exists() else None
    guests = tuple(clean_title(name.replace(":", " "), 40) for name in wish.guests)
    tokens = before[1].with_guests(guests) if before else Tokens.drawn(guests)
    if wish.address or before:
        address = parse_address(wish.address or (before[0] if before else ""))
    else:
        address = own_address(recording)
    tls = _certificates(wish, address)
    opened = bound(address)
    if address.path is None:
        address = Address(None, address.host, opened.getsockname()[1], tls is not None)
    lines = join_lines(address, tokens, wish.certificate)
    return Prepared(wish, recording, [Door(opened, address, tls)], tokens, lines)


def _certificates(wish: HostWish, address: Address) -> ssl.SSLContext | None:
    if wish.certificate is None and wish.key is None:
        if address.secure:
            raise BadInput.one(str(address), 0, "asks for TLS; give --tls-cert and --tls-key")
        return None
    if wish.certificate is None:
        raise BadInput.one("--tls-key", 0, "has no certificate; give --tls-cert, too")
    if address.path is not None:
        raise BadInput.one("--tls-cert", 0, "is for the network; a socket of this machine needs none")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(wish.certificate, wish.key)
    except ssl.SSLError as error:
        raise BadInput.one(
            str(wish.certificate), 0, f"is no certificate with its key ({error.reason}); give both as PEM files"
        ) from None
    except OSError as error:
        name = error.filename or wish.certificate
        raise BadInput.one(str(name), 0, f"cannot be read: {error.strerror}; check the path and its rights") from None
    return context


def join_lines(address: Address, tokens: Tokens, certificate: Path | None = None) -> tuple[str, ...]:
    """A complete command for each that may join, with the word for whom it is before it."""
    if address.host in EVERYWHERE:
        address = Address(None, socket.gethostname(), address.port, address.secure)
    trusted = address.path is not None
    words = ["irsim", "join", str(address)]
    authority = ["--tls-ca", str(certificate)] if address.secure and certificate is not None else []

    def line(name: str, option: str, *, token: bool) -> str:
        options = [option] if option else []
        given = ["--token", tokens.of[name]] if token else []
        return f"{name:<12} {shlex.join([*words, *options, *given, *authority])}"

    lines = [line("players", "", token=not trusted)]
    lines += [line(name, "", token=True) for name in tokens.of if name.startswith("guest:")]
    lines += [line("screen", "--screen", token=not trusted)]
    lines += [line(name, f"--{name}", token=True) for name in ("facilitator", "evaluator")]
    return tuple(lines)


def explained(prepared: Prepared) -> list[str]:
    """What somebody reads who hosts: how the others join."""
    lines = ["Other terminals join by these commands:", *(f"  {line}" for line in prepared.lines)]
    door = prepared.doors[0]
    if door.address.path is None and door.tls is None:
        lines.append("Nothing is encrypted on the way: use it in a network that you trust, through SSH, or with TLS.")
    lines.append(f"They are shown once; the tokens stay in {tokens_file(prepared.recording)} while the drill is open.")
    return lines


def host_without_screen(room: Room, speed: int, prepared: Prepared, printer: Printer) -> int:
    """Host until the exercise is over and closed, or this process is told to end; the exit code."""
    return asyncio.run(_host(room, speed, prepared, printer))


async def _host(room: Room, speed: int, prepared: Prepared, printer: Printer) -> int:
    host = Host(room.ledger, room.engine, at=room.at, speed=speed, recording=room.path)
    hosting = prepared.hosting(host, ())
    hosting.said = lambda sentence: printer.line(clean_title(sentence, 300), "notice")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def adjourned(_: object) -> None:
        loop.call_later(TOLD, stop.set)

    room.ledger.listen([SessionAdjourned], adjourned)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    running = asyncio.create_task(host.run())
    await hosting.open()
    show("\n".join(explained(prepared)))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not running.done():
        running.cancel()
        await asyncio.wait({running})
    else:
        running.result()
        minutes = WASH // 60
        show(
            "The exercise is over. The facilitator closes the recording after the hot wash;"
            f" where nobody does within {minutes} minutes, or with Ctrl-C, it is closed here."
        )
        closing = asyncio.create_task(host.disclosed())
        await asyncio.wait({closing, stopping}, timeout=WASH, return_when=asyncio.FIRST_COMPLETED)
        if not closing.done():
            await host.close()
            await closing
    stopping.cancel()
    if not host.gone:
        host.leave()
    await hosting.close(LAST_WORDS)
    if host.whole is None:
        hint = shlex.join([sys.argv[0], "drill", "--resume", str(room.path), "--host"])
        with suppress(OSError):
            print(f"The recording stays open; go on with: {hint}", file=sys.stderr)
        return 0
    printer.score(host.whole, room.path)
    return 0
