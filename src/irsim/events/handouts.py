"""Handouts: files that come with an inject, named here by their sha256; what they hold lies beside the recording."""

from typing import ClassVar

from irsim.events.base import Event


class HandoutGiven(Event, frozen=True, tag="handout.given"):
    """A handout reached the seats in `to` (all, where empty): its file's name, sha256, size in bytes and media type.

    `message` or `alert` is what it came with, where it came with one.
    """

    seen_by: ClassVar[str] = "to"
    handout: str
    title: str
    name: str
    sha256: str
    size: int
    media: str
    to: tuple[str, ...] = ()
    message: str = ""
    alert: str = ""
