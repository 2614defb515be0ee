"""`[channels.NAME]`: the ways notifications go out. The addresses hold keys, so they are named, never written."""

from typing import Annotated, Literal

from pydantic import Field

from irsim.live.config.secrets import Secret
from irsim.plan.fields import Name, Span
from irsim.words.documents import Model
from irsim.words.durations import MINUTE, SECOND


class Retry(Model):
    """How long a notification that did not go out is tried again."""

    first: Span = 5 * SECOND
    """after the first failure; each further wait is twice as long"""
    longest: Span = 5 * MINUTE
    """no wait is longer than this"""
    attempts: Annotated[int, Field(ge=1, le=100)] = 12
    """then it is given up, and the board says so"""


class Channel(Model):
    """One way notifications go out."""

    kind: Literal["apprise"] = "apprise"
    """what sends: Apprise, whose addresses reach Slack, mail, PagerDuty and a hundred others"""
    urls: Annotated[tuple[Secret, ...], Field(min_length=1, max_length=50)]
    """Apprise addresses; one that works is enough to count as sent"""
    retry: Retry = Retry()
    """how long it is tried again"""
    timeout: Span = 15 * SECOND
    """one attempt takes no longer"""


Channels = dict[Name, Channel]
