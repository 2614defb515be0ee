"""`[[logs]]`: log lines that the plan's detection rules read, from files or over syslog."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from irsim.live.config.serve import address_of
from irsim.plan.fields import Name
from irsim.words.documents import Model


class LogSource(Model):
    """Where log lines come from."""

    name: Name
    """what the board calls it"""
    format: Literal["json-lines", "syslog"] = "json-lines"
    """how a line is read"""
    file: str = ""
    """a file that grows; its rotation is followed"""
    listen: str = ""
    """host and port for syslog over UDP and TCP; loopback alone, for syslog has no secrets"""
    service: Name | None = None
    """the service of the world that it tells of, where lines do not say"""
    labels: dict[Name, Annotated[str, Field(max_length=200)]] = {}
    """labels of its alerts"""

    @model_validator(mode="after")
    def _one(self) -> "LogSource":
        if bool(self.file) == bool(self.listen):
            raise ValueError("lines come from one place; give file or listen")
        if self.listen:
            address_of(self.listen)
        return self
