"""The ways in for terminals: a socket of this machine, where the account says who somebody is, and, where it is
configured, an address of the network, where their token does."""

from __future__ import annotations

import os
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.live.config.serve import address_of
from irsim.live.places import socket_of
from irsim.session.addresses import Address, bound
from irsim.session.hosting import Door, Hosting
from irsim.session.tokens import Tokens
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config
    from irsim.session.host import Host


def hosting_of(config: Config, host: Host) -> Hosting:
    """Lets terminals in, as the configuration has it. Raises BadInput."""
    doors = [_here(socket_of(config))]
    try:
        if config.serve.terminals:
            doors.append(_network(config))
        accounts = {person.account: person.label or name for name, person in config.people.items() if person.account}
        return Hosting(host, Tokens({}, _tokens(config)), doors, accounts=accounts)
    except BaseException:
        for door in doors:
            door.close()
        raise


def _here(path: Path) -> Door:
    with suppress(FileNotFoundError):
        if not _answers(path):
            path.unlink()  # whoever had it died
    address = Address(path)
    return Door(bound(address), address)


def _network(config: Config) -> Door:
    host, port = address_of(config.serve.terminals)
    tls: ssl.SSLContext | None = None
    if config.serve.tls_cert:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            tls.load_cert_chain(config.place(config.serve.tls_cert), config.place(config.serve.tls_key))
        except (OSError, ssl.SSLError):
            message = "certificate and key cannot be read; give PEM files that belong together"
            raise BadInput.one("serve.tls_cert", 0, message) from None
    address = Address(None, host, port, tls is not None)
    return Door(bound(address), address, tls)


def _tokens(config: Config) -> tuple[tuple[str, str], ...]:
    """Whose each token is: it says the name on every record. Raises BadInput."""
    return tuple(
        (f"guest:{person.label or name}", secret.read(f"people.{name}.tokens", config.folder, os.environ).reveal())
        for name, person in config.people.items()
        for secret in person.tokens
    )


def _answers(path: Path) -> bool:
    """Whether somebody listens at a socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
