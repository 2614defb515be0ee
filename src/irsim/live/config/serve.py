"""`[serve]`: where alerts are taken in, within which bounds, and who is told that we live."""

from ipaddress import ip_address
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from irsim.live.config.secrets import Secret
from irsim.plan.fields import Span
from irsim.words.documents import Model
from irsim.words.durations import SECOND

PORT = 9311
"""The receiver's own: free in the registry of ports, beside those that monitoring uses."""


def address_of(listen: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:9311`, `[::1]:9311` or `name:9311`. Raises ValueError with the cure."""
    host, separator, port = listen.strip().rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else "" if ":" in host else host
    if not separator or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"'{listen[:60]}' is no address; write host:port, as 127.0.0.1:{PORT} or [::1]:{PORT}")
    return host, int(port)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`. A name other than localhost counts as reachable."""
    try:
        return ip_address(host.strip("[]").partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Limits(Model):
    """How much is taken from senders; beyond it they are refused, each in the way its retries understand."""

    body: Annotated[int, Field(ge=1_024, le=64 * 1_048_576)] = 1_048_576
    """bytes of one request's body"""
    rate: Annotated[int, Field(ge=1, le=1_000_000)] = 2_000
    """requests a second of one source, where the source has no rate of its own"""
    connections: Annotated[int, Field(ge=16, le=100_000)] = 1_000
    """open at once; beyond it those that wait idly give way"""
    memory: Annotated[int, Field(ge=4 * 1_048_576)] = 64 * 1_048_576
    """bytes of bodies that are held at once, being read or waiting for the store"""
    slow: Span = 10 * SECOND
    """a body must be here after this time"""
    idle: Span = 75 * SECOND
    """a connection without a request is closed after this time"""
    commit: Span = 10 * SECOND
    """a sender is told to come again where the store has not taken its request after this time"""


class Heartbeat(Model):
    """A call that goes out while the desk is well; a service of others raises the alarm where it stays away."""

    url: Secret
    """its address, which is a secret: whoever knows it can keep the alarm quiet"""
    every: Span = 60 * SECOND
    """how often"""


class Serve(Model):
    """Where alerts are taken in."""

    name: Annotated[str, Field(max_length=64)] = ""
    """what this process is called where there are several; the machine's name where empty"""
    listen: str = f"127.0.0.1:{PORT}"
    """host and port of the receiver; other than loopback only where every source has a secret"""
    socket: str = ""
    """the Unix socket at which terminals join; in the account's runtime folder where empty"""
    terminals: str = ""
    """host and port at which terminals of other machines join, by the tokens of people; none do where empty"""
    tls_cert: str = ""
    """file with the certificate and its chain; with it senders come by https, and terminals by wss"""
    tls_key: str = ""
    """file with the certificate's key, readable by this account alone"""
    limits: Limits = Limits()
    """how much is taken from senders"""
    heartbeat: Heartbeat | None = None
    """a call that goes out while the desk is well"""
    metrics_secrets: tuple[Secret, ...] = ()
    """bearer tokens for /metrics; without one it is answered on loopback alone"""

    @field_validator("listen", "terminals")
    @classmethod
    def _address(cls, listen: str) -> str:
        if listen:
            address_of(listen)
        return listen

    @model_validator(mode="after")
    def _both(self) -> "Serve":
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ValueError("a certificate and its key belong together; give tls_cert and tls_key, or neither")
        if self.terminals and not self.tls_cert and not is_loopback(address_of(self.terminals)[0]):
            raise ValueError("terminals join over the network by TLS alone; give tls_cert and tls_key")
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return address_of(self.listen)
