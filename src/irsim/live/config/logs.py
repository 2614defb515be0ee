"""`[[logs]]`: log lines that the plan's detection rules read; `[lines]`: how long they are kept."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from irsim.live.config.serve import address_of, is_loopback
from irsim.plan.fields import Name, Span
from irsim.words.documents import Model
from irsim.words.durations import DAY


class LogSource(Model):
    """Where log lines come from."""

    name: Name
    """what the board calls it"""
    format: Literal["json-lines", "plain", "syslog"] = "json-lines"
    """how a line is read: one JSON object, any text (also what web servers and sshd write), or syslog"""
    file: str = ""
    """a file that grows; its rotation is followed"""
    listen: str = ""
    """host and port for syslog over UDP and TCP; loopback alone, for syslog has no secrets"""
    service: Name | None = None
    """the service of the world that it tells of, where lines do not say"""
    expect_every: Span | None = None
    """no line for longer than this is an alert"""
    labels: dict[Name, Annotated[str, Field(max_length=200)]] = {}
    """labels of its alerts"""

    @model_validator(mode="after")
    def _one(self) -> "LogSource":
        if bool(self.file) == bool(self.listen):
            raise ValueError("lines come from one place; give file or listen")
        if self.listen:
            host, _ = address_of(self.listen)
            if not is_loopback(host):
                raise ValueError(f"syslog has no secrets, and '{host[:60]}' is not this machine; listen on 127.0.0.1")
            if "format" in self.model_fields_set and self.format != "syslog":
                raise ValueError("what listens takes syslog; write format = 'syslog', or take it out")
        return self


class Lines(Model):
    """How long lines are kept, to be searched."""

    file: str = ""
    """where they are kept; beside the store where empty"""
    age: Span = 30 * DAY
    """older ones go"""
    megabytes: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    """beyond this size the oldest go"""
