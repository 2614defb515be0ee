"""By which channel something goes, and what the team knows of it. Pure."""

from irsim.board.board import Board
from irsim.board.state import NEVER, Channel
from irsim.plan.models import Contact
from irsim.words.durations import format_instant


def page_channel(board: Board, contact: Contact, asked: str = "") -> str:
    """The channel by which a contact is paged: the one asked for, or the plan's; empty where this world has neither."""
    return next((name for name in (asked, contact.via) if name in board.channels), "")


def known_of(channel: Channel) -> str:
    """What the team knows of a channel, in a few words; empty for nothing."""
    if channel.asked_at != NEVER:
        return f"being tested since {format_instant(channel.asked_at)}"
    if channel.works is None:
        return ""
    verdict = "works" if channel.works else "does not work"
    return f"{verdict}, at {format_instant(channel.since)}: {channel.why}"
