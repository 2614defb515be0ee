"""Where a hosted room is reached: a Unix socket that is named by its recording, a path that somebody gave, or a port of
the network. Sockets are bound here, and the one that lives is found."""

import errno
import os
import re
import socket
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from irsim.words.faults import BadInput

LONGEST = 100
"""Bytes of a socket's path: systems allow 104 to 108, with a zero at the end."""

ENDING = ".sock"

_NETWORK = re.compile(r"(?:(wss?)://)?(\[[0-9A-Fa-f:.%]+\]|[^/:\[\]\s]+):([0-9]{1,5})/?")


@dataclass(frozen=True)
class Address:
    """A path, or a host and port; `secure` where the terminals speak TLS."""

    path: Path | None = None
    host: str = ""
    port: int = 0
    secure: bool = False

    def __str__(self) -> str:
        if self.path is not None:
            return str(self.path)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'wss' if self.secure else 'ws'}://{host}:{self.port}"


def parse_address(written: str) -> Address:
    """`HOST:PORT`, `ws://HOST:PORT`, `wss://HOST:PORT`, else a path. Raises BadInput."""
    network = _NETWORK.fullmatch(written)
    if network is None:
        if "://" in written or not written.strip() or "\0" in written:
            raise BadInput.one(
                written[:80] or "the address", 0, "is no address; give HOST:PORT, ws://HOST:PORT, or a socket's path"
            )
        return _of_path(Path(written).expanduser().absolute())
    scheme, host, port = network.groups()
    if not 0 <= int(port) < 65536:
        raise BadInput.one(written[:80], 0, "has no port between 0 and 65535; give another")
    return Address(None, host.strip("[]"), int(port), scheme == "wss")


def _of_path(path: Path) -> Address:
    if len(os.fsencode(path)) > LONGEST:
        raise BadInput.one(str(path), 0, f"is longer than the {LONGEST} bytes of a socket's path; give a shorter one")
    return Address(path)


def runtime_folder() -> Path:
    """A folder of this account alone, made where it is missing. Raises BadInput where somebody else has it."""
    if not hasattr(socket, "AF_UNIX") or not hasattr(os, "getuid"):
        raise BadInput.one("this system", 0, "has no sockets with a path; give HOST:PORT")
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(given) / "irsim" if given else Path(tempfile.gettempdir()) / f"irsim-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        seen = folder.lstat()
    except OSError as error:
        raise BadInput.one(str(folder), 0, f"cannot be made: {error.strerror}; give a socket's path") from None
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
        raise BadInput.one(str(folder), 0, "is open to others; remove it, or give a socket's path")
    return folder


def own_address(recording: Path) -> Address:
    """The socket of a recording's room in the runtime folder."""
    folder = runtime_folder()
    path = folder / f"{recording.stem}{ENDING}"
    if len(os.fsencode(path)) > LONGEST:
        path = folder / f"{sha256(os.fsencode(recording.stem)).hexdigest()[:16]}{ENDING}"
    return _of_path(path)


def living_rooms() -> list[Path]:
    """The sockets in the runtime folder behind which a host lives; those of hosts that died are cleared away."""
    try:
        found = sorted(runtime_folder().glob(f"*{ENDING}"))
    except BadInput:
        return []
    return [path for path in found if answers(path) or not _cleared(path)]


def the_room() -> Address:
    """The one room that lives on this machine. Raises BadInput where there is none, or several."""
    found = living_rooms()
    if not found:
        raise BadInput.one(
            "no room", 0, "is hosted here by this account; begin one with `irsim drill --host`, or give its address"
        )
    if len(found) > 1:
        raise BadInput.one(f"{len(found)} rooms", 0, f"are hosted here; give one: {', '.join(map(str, found[:8]))}")
    return _of_path(found[0])


def bound(address: Address) -> socket.socket:
    """A socket that listens there. A path's belongs to this account, one in a folder of others' also to the file's
    group. Raises BadInput."""
    try:
        return _bound_path(address.path) if address.path is not None else _bound_port(address)
    except OSError as error:
        reason = {
            errno.EADDRINUSE: "is taken: something listens there",
            errno.EADDRNOTAVAIL: "is no address of this machine",
        }
        why = reason.get(error.errno or 0, f"cannot be opened: {error.strerror or error}")
        raise BadInput.one(str(address), 0, f"{why}; give another address") from None


def _bound_port(address: Address) -> socket.socket:
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, place = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(place)
        opened.listen(64)
    except BaseException:
        opened.close()
        raise
    return opened


def _bound_path(path: Path) -> socket.socket:
    if path.exists() or path.is_symlink():
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise BadInput.one(str(path), 0, "is there already and no socket; give another path")
        if answers(path):
            raise BadInput.one(str(path), 0, "is taken: a room is hosted there; end that one, or give another path")
        path.unlink()
    opened = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        opened.bind(str(path))
    except BaseException:
        opened.close()
        raise
    finally:
        os.umask(before)
    if not _ours(path.parent):
        with suppress(PermissionError):  # who is no member of the folder's group keeps it for their own
            os.chown(path, -1, path.parent.stat().st_gid)
        path.chmod(0o660)
    opened.listen(64)
    return opened


def _ours(folder: Path) -> bool:
    """Whether it is the folder of this account alone."""
    try:
        return folder == runtime_folder()
    except BadInput:
        return False


def answers(path: Path) -> bool:
    """Whether somebody listens at a socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trying:
        trying.settimeout(1)
        try:
            trying.connect(str(path))
        except OSError as error:
            return error.errno not in (errno.ECONNREFUSED, errno.ENOENT, errno.ENOTSOCK)
    return True


def _cleared(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return not path.exists()
    return True
