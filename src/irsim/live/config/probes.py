"""`[[probes]]`: what we look at ourselves: HTTP, TCP, certificates, DNS. When it is an alert, the plan says."""

from typing import Annotated, Literal

from pydantic import Field

from irsim.plan.fields import Name, Span
from irsim.words.documents import Model
from irsim.words.durations import SECOND


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
