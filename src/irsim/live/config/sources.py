"""`[[sources]]`: who may send alerts, in which format, how each shows that it is who it says, and what we add."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from irsim.live.config.outbound import web_address
from irsim.live.config.secrets import Secret
from irsim.plan.fields import Name, Span
from irsim.words.documents import Model
from irsim.words.durations import MINUTE, SECOND

Signing = Literal["none", "bearer", "hmac-sha256", "sentry"]

HEADERS: dict[str, str] = {
    "bearer": "Authorization",
    "hmac-sha256": "X-Signature-256",
    "sentry": "Sentry-Hook-Signature",
}
"""Where each way of signing puts what it shows, unless the source says otherwise."""

SENTRY_TIMESTAMP = "Sentry-Hook-Timestamp"

ALERTMANAGER, ALERTMANAGER_API, PAGERDUTY = "alertmanager", "alertmanager-api", "pagerduty"

_Header = Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$")


class Poll(Model):
    """An Alertmanager that is asked over its API, beside or in place of its webhook."""

    url: str
    """its address, as http://127.0.0.1:9093"""
    every: Span = 15 * SECOND
    """how often it is asked"""
    secret: Secret | None = None
    """a bearer token for it"""

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        return web_address(url)


class Source(Model):
    """Who may send alerts."""

    name: Name
    """what the board calls it; its alerts are sent to /in/NAME"""
    format: Name
    """how its deliveries are read: alertmanager, alertmanager-api, pagerduty, generic, grafana, sentry, datadog, ..."""
    mapping: str = ""
    """a mapping in place of the format's own: one that ships, by its name, or a file of yours"""
    secrets: Annotated[tuple[Secret, ...], Field(max_length=16)] = ()
    """what the sender must show; several are active at once while one takes the other's place"""
    sign: Signing | None = None
    """how it shows it: bearer (the default where there are secrets), hmac-sha256, sentry, none"""
    header: Annotated[str, _Header] | None = None
    """the header with the token or the signature, where it is not the usual one"""
    timestamp_header: Annotated[str, _Header] | None = None
    """the header with the time of signing, which is signed along with the body"""
    joined_by: Annotated[str, Field(max_length=1)] = "."
    """what stands between the time and the body in what is signed; Grafana has ':'"""
    tolerance: Annotated[Span, Field(le=60 * MINUTE)] = 5 * MINUTE
    """a signature whose time is further off is refused; a second one within it counts once"""
    rate: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    """requests a second; that of serve.limits where not given"""
    expect_every: Span | None = None
    """silence longer than this is an alert: the sender's heartbeat, or its repeats, come more often"""
    labels: dict[Name, Annotated[str, Field(max_length=200)]] = {}
    """labels that each of its alerts gets, over the sender's own"""
    poll: Poll | None = None
    """an Alertmanager that is asked over its API"""
    exercise: bool = False
    """only for exercises: what comes with the mark of a shadow drill is one, and what comes without it is real"""
    silence: bool = False
    """whether silencing an alert on the board silences it at the Alertmanager of `poll`, too"""

    @model_validator(mode="after")
    def _signing(self) -> "Source":
        if self.sign == "none" and self.secrets:
            raise ValueError("sign is none, and secrets are given; take one of the two out")
        if self.sign not in (None, "none") and not self.secrets:
            raise ValueError(f'sign is {self.sign}, and nothing to check it by; add secrets = [{{ env = "NAME" }}]')
        if self.timestamp_header and self.signing != "hmac-sha256":
            raise ValueError("timestamp_header belongs to sign = 'hmac-sha256'; take it out")
        if self.format == PAGERDUTY and (self.sign not in (None, "none") or self.header):
            raise ValueError("a PagerDuty sender shows its routing key in the body; keep secrets, take the rest out")
        if self.silence and not self.poll:
            raise ValueError("silence needs the Alertmanager's address; add poll = { url = 'http://127.0.0.1:9093' }")
        return self

    @property
    def signing(self) -> Signing:
        """How requests show that they are the source's; for PagerDuty senders none, their key is in the body."""
        if self.format == PAGERDUTY or not self.secrets:
            return "none"
        return self.sign or "bearer"


def shipped() -> tuple[Source, ...]:
    """The sources of an installation without a configuration: one a format that senders speak, on loopback."""
    return (
        Source(name="alertmanager", format=ALERTMANAGER),
        Source(name="prometheus", format=ALERTMANAGER_API),
        Source(name="pagerduty", format=PAGERDUTY),
        Source(name="alerts", format="generic"),
    )
