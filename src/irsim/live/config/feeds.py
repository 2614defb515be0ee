"""`[feeds.NAME]`: calendars (iCalendar) that the plan's rotas name: where they are, and how often they are read."""

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from irsim.live.config.outbound import web_address
from irsim.live.config.secrets import Secret
from irsim.plan.fields import Span
from irsim.words.documents import Model
from irsim.words.durations import MINUTE, SECOND


class Feed(Model):
    """One calendar of duties; the table's name is what the plan's `ics` says."""

    url: Annotated[str, Field(max_length=2_000)] = ""
    """its web address; or `secret_url`, or `file`"""
    secret_url: Secret | None = None
    """its web address, where that is a secret, as calendars' private addresses are"""
    file: Annotated[str, Field(max_length=4_096)] = ""
    """a file that something else keeps up to date"""
    every: Span = 5 * MINUTE
    """how often it is read"""
    timeout: Span = 20 * SECOND
    """no answer after this time is a failure; what was read last still counts"""

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        return web_address(url) if url else url

    @model_validator(mode="after")
    def _one(self) -> "Feed":
        if [bool(self.url), self.secret_url is not None, bool(self.file)].count(True) != 1:
            raise ValueError("a feed is in one place; write one of 'url', 'secret_url' and 'file'")
        if self.every < 10 * SECOND:
            raise ValueError("a calendar is not read more often than every 10s; give a longer 'every'")
        return self
