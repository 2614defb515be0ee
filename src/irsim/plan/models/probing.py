"""How the organisation's own probes judge what they see, beside the thresholds of the monitors."""

from typing import Annotated

from pydantic import Field, model_validator

from irsim.plan.fields import Duration, Name, Span
from irsim.words.documents import Model


class Probing(Model):
    """What is made of the looks of our own probes. Thresholds are the monitors': a probe measures `response_time`,
    `error_rate`, `apdex` and `certificate_left` of its service, and every monitor that watches one of them counts."""

    every: Span = 30_000
    """how often a probe looks, where no monitor of what it measures says so"""
    window: Span = 900_000
    """error rate and Apdex are reckoned over the looks of this time"""
    enough: Annotated[int, Field(ge=1, le=1000)] = 20
    """looks in the window below which neither is reckoned"""
    satisfied: Span = 500
    """an answer within this time satisfies, within four times it is tolerated: Apdex"""
    failed: Annotated[int, Field(ge=1, le=100)] = 2
    """a probe fails when this many ..."""
    of: Annotated[int, Field(ge=1, le=100)] = 3
    """... of so many last looks failed; it is well again when none of them did"""
    quiet: Duration = 0
    """how long a measured value must be back on the right side before its alert is over"""
    http: Name | None = None
    """the monitor that an HTTP probe which fails is an alert of"""
    tcp: Name | None = None
    """the same for a TCP probe"""
    tls: Name | None = None
    """the same for a certificate that does not verify, or a TLS handshake that fails"""
    dns: Name | None = None
    """the same for a name that does not resolve, or to other addresses"""

    @model_validator(mode="after")
    def _possible(self) -> "Probing":
        if self.failed > self.of:
            raise ValueError(f"{self.failed} of {self.of} looks cannot fail; write 'failed' no larger than 'of'")
        return self
