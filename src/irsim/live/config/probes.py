"""`[[probes]]`: what we look at ourselves: HTTP, TCP, certificates, DNS. When it is an alert, the plan says."""

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from irsim.live.config.outbound import web_address
from irsim.live.config.serve import address_of
from irsim.plan.fields import Name, Span
from irsim.words.documents import Model
from irsim.words.durations import SECOND

Status = Annotated[int, Field(ge=100, le=599)]

_ONLY = {"status": "http", "contains": "http", "redirects": "http", "addresses": "dns", "server_name": "tls"}
"""Keys that belong to one kind of probe."""


class Probe(Model):
    """One thing that is looked at, again and again."""

    name: Name
    """what the board calls it"""
    kind: Literal["http", "tcp", "tls", "dns"]
    """how it is looked at"""
    target: Annotated[str, Field(min_length=1, max_length=2_000)]
    """an address for http, host:port for tcp and tls, a name for dns"""
    service: Name | None = None
    """the service of the world that it tells of"""
    every: Span | None = None
    """how often; as the plan says where not given"""
    timeout: Span = 10 * SECOND
    """no answer after this time is a failure"""
    labels: dict[Name, Annotated[str, Field(max_length=200)]] = {}
    """labels of its alerts"""
    status: Annotated[list[Status], Field(min_length=1, max_length=32)] = [200]
    """http: the answers that are well"""
    contains: Annotated[str, Field(max_length=1_000)] = ""
    """http: what the answer must contain, within its first 256 kB"""
    redirects: Annotated[list[str], Field(max_length=8)] = []
    """http: hosts to which it may be sent on; none, where empty"""
    ca_file: str = ""
    """http and tls: file with the certificates that are trusted, in place of those of the system"""
    server_name: str = ""
    """tls: the name that the certificate must bear, where it is not the target's"""
    addresses: Annotated[list[str], Field(max_length=64)] = []
    """dns: the addresses that the name must lead to, each one of these; any, where empty"""

    @field_validator("addresses")
    @classmethod
    def _addresses(cls, addresses: list[str]) -> list[str]:
        for each in addresses:
            try:
                ip_address(each)
            except ValueError:
                raise ValueError(f"'{each[:60]}' is no IP address; write it as 192.0.2.10 or 2001:db8::10") from None
        return [str(ip_address(each)) for each in addresses]

    @model_validator(mode="after")
    def _fits(self) -> "Probe":
        for key, kind in _ONLY.items():
            if key in self.model_fields_set and self.kind != kind:
                raise ValueError(f"'{key}' belongs to a probe of kind {kind}; take it out")
        if self.kind == "http":
            web_address(self.target)
        elif self.kind == "dns":
            if not 0 < len(self.target) <= 253 or any(part in self.target for part in ":/ @"):
                raise ValueError(f"'{self.target[:60]}' is no name; write it as www.example.com")
        else:
            address_of(self.target)
        return self
