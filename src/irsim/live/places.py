"""Where the parts of an installation are: the socket of terminals, the store's address, what senders reach."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from irsim.session.addresses import runtime_folder

if TYPE_CHECKING:
    from irsim.live.config.whole import Config

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that mean every one of this machine, and the one by which it reaches itself."""


def socket_of(config: "Config") -> Path:
    """Where terminals of this machine find the process that serves this configuration's store. Raises BadInput."""
    if config.serve.socket:
        return config.place(config.serve.socket).absolute()
    mark = sha256(config.store.place.encode()).hexdigest()[:12]
    return runtime_folder() / f"live-{mark}.socket"


def address_of(config: "Config") -> str:
    """The store's address, with its password: never shown. Raises BadInput where that cannot be read."""
    store = config.store
    if store.path is not None:
        return f"sqlite:///{store.path}"
    password = store.password()
    if password is None:
        return store.url
    scheme, _, rest = store.url.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}://{user}:{quote(password.reveal(), safe='')}{at or '@'}{host}"


def beside_store(config: "Config") -> Path:
    """What names the folder of evidence, as `log/attachments.py` has it for a recording: `live.sqlite.files` beside
    `live.sqlite`; where the store is a database elsewhere, `live.files` beside the configuration."""
    return config.store.path or config.folder / "live"


def receiver_of(config: "Config") -> str:
    """The receiver's address as this machine reaches it, as http://127.0.0.1:9311."""
    host, port = config.serve.address
    host = ANY.get(host, host)
    return f"{'https' if config.serve.tls_cert else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
