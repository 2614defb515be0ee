"""By which channel something goes, and what the team knows of it. Pure."""

from irsim.board.board import Board
from irsim.board.instants import stamp
from irsim.board.state import NEVER, Channel, Notification
from irsim.plan.models import Contact


def page_channel(board: Board, contact: Contact, asked: str = "") -> str:
    """The channel by which a contact is paged: the one asked for, or the plan's; empty where this world has neither."""
    return next((name for name in (asked, contact.via) if name in board.channels), "")


def channel_used(board: Board, sent: Notification) -> str:
    """The channel of the world of which a notification shows whether it works: its way, where that is one; else the
    one that was asked for, if no other way was tried before; else the way's own name, which is no channel."""
    if sent.way in board.channels or board.notified[sent.about][0] != sent.id:
        return sent.way
    page, update = board.pages.get(sent.about), board.updates.get(sent.about)
    return (page.via if page is not None else update.channel if update is not None else "") or sent.way


def known_of(board: Board, channel: Channel) -> str:
    """What the team knows of a channel, in a few words; empty for nothing."""
    if channel.asked_at != NEVER:
        return f"being tested since {stamp(board, channel.asked_at)}"
    if channel.works is None:
        return ""
    verdict = "works" if channel.works else "does not work"
    return f"{verdict}, at {stamp(board, channel.since)}: {channel.why}"
