"""`[channels.NAME]` and `[notifications]`: the ways out, and how patiently they are used. Addresses hold keys, so they
are named, never written."""

import os
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated

from pydantic import Field, model_validator

from irsim.live.config.secrets import Hidden, Secret
from irsim.plan.fields import Duration, Name, Span
from irsim.words.documents import Model
from irsim.words.durations import HOUR, MINUTE, SECOND
from irsim.words.faults import BadInput, Fault
from irsim.words.yamltext import Path


class Retry(Model):
    """How long a notification that did not go out is tried again."""

    first: Span = 5 * SECOND
    """after the first failure; each further wait is twice as long"""
    longest: Span = 5 * MINUTE
    """no wait is longer than this"""
    give_up_after: Span = 15 * MINUTE
    """from when it was to leave; a page has then bounced, and the next way is tried"""


class Channel(Model):
    """One way notifications go out."""

    label: Annotated[str, Field(max_length=80)] = ""
    """what people call it; its name where left out"""
    url: Secret | None = None
    """its Apprise address, which reaches Slack, mail, PagerDuty and a hundred others"""
    by_hand: bool = False
    """people use it themselves, as a telephone: nothing leaves by it, and no proof is waited for"""
    carries: tuple[str, ...] = ()
    """the channels of the plan that go this way; the one of the same name where left out"""
    audiences: tuple[str, ...] = ()
    """only updates to these audiences, and no pages; everything where left out"""
    then: tuple[Name, ...] = ()
    """the ways that are tried where this one gives up, in this order"""
    exercise: bool = False
    """whether what belongs to an exercise may go this way, marked as such"""
    retry: Retry = Retry()
    """how long it is tried again"""
    timeout: Span = 15 * SECOND
    """one attempt takes no longer"""
    per_minute: Annotated[int, Field(ge=1, le=6_000)] = 60
    """what is more than this waits"""
    rests_after: Annotated[int, Field(ge=1, le=1_000)] = 5
    """so many failures one after another, and it rests"""
    rests_for: Span = 30 * SECOND
    """how long it rests before one attempt shows whether it works again"""

    @model_validator(mode="after")
    def _somewhere(self) -> "Channel":
        if self.by_hand and self.url is not None:
            raise ValueError("nothing leaves by a way that is used by hand; leave out url, or by_hand")
        if not self.by_hand and self.url is None:
            raise ValueError('it leads nowhere; write url = { env = "NAME" }, or by_hand = true')
        return self


class Notifications(Model):
    """What holds for all ways."""

    not_older_than: Duration = HOUR
    """what was to leave longer ago, while nothing could send, is said to be too old, and is not sent"""
    pages: tuple[Name, ...] = ()
    """the ways of a page whose contact has neither a channel in the plan nor a person with ways of their own"""
    team: tuple[Name, ...] = ()
    """the ways by which the whole team is told, beside the pages to its members"""


Channels = dict[Name, Channel]


def named_ways(
    channels: Mapping[str, Channel], notifications: Notifications
) -> list[tuple[tuple[str | int, ...], str]]:
    """Each place (a path in the document) where a way is named, with the name."""
    found: list[tuple[Path, str]] = []
    for name, channel in channels.items():
        found += [(("channels", name, "then", n), other) for n, other in enumerate(channel.then)]
    for part in ("pages", "team"):
        found += [(("notifications", part, n), other) for n, other in enumerate(getattr(notifications, part))]
    return found


def channel_addresses(
    channels: Mapping[str, Channel], folder: FilePath, env: Mapping[str, str] = os.environ
) -> dict[str, Hidden]:
    """The Apprise address of each way. Raises BadInput naming every one that is missing or within others' reach."""
    found: dict[str, Hidden] = {}
    faults: list[Fault] = []
    for name, channel in channels.items():
        if channel.url is not None:
            try:
                found[name] = channel.url.read(f"channels.{name}.url", folder, env)
            except BadInput as bad:
                faults += bad.faults
    if faults:
        raise BadInput(faults)
    return found
