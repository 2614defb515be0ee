"""`[outbound]`: the hosts that irsim may call. What is not listed, and not configured by its own key, is not called."""

from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from irsim.words.documents import Model


def web_address(url: str) -> str:
    """`url` where it is an address of http or https without a user. Raises ValueError that does not repeat it."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or any(character <= " " for character in url):
        raise ValueError("this is no web address; write it as https://host/path")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no user and no password; take them out and name a secret")
    return url


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


class Outbound(Model):
    """The hosts that irsim may call."""

    hosts: Annotated[tuple[str, ...], Field(max_length=500)] = ()
    """hosts, as hooks.example.org or 10.0.0.7; *.example.org stands for all below it"""

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            bare = host.removeprefix("*.")
            try:
                ip_address(bare)
                continue
            except ValueError:
                pass
            plain = bare.replace("-", "").replace(".", "").replace("_", "")
            if not plain.isascii() or not plain.isalnum() or (host != bare and "." not in bare):
                raise ValueError(f"'{host[:60]}' is no host; write hooks.example.org, 10.0.0.7 or *.example.org")
        return tuple(host.rstrip(".").lower() for host in hosts)

    def allows(self, host: str) -> bool:
        """Whether `host` may be called."""
        host = host.rstrip(".").lower()
        return any(host == each or (each.startswith("*.") and host.endswith(each[1:])) for each in self.hosts)
