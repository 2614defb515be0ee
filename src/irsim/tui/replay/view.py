"""What one audience saw of a recording, and the feed of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from irsim.board.board import Board
from irsim.log.records import Record
from irsim.session.replaying import Reel
from irsim.tui.items import FeedItem, feed_item
from irsim.tui.replay.injects import inject_item


@dataclass
class View:
    """What an audience saw: its records, and the feed of all of them, told on the board as it stood then. `titles` are
    those of the injects, for the facilitator."""

    reel: Reel
    titles: dict[str, str] = field(default_factory=dict)
    items: list[FeedItem] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)

    def watch(self, record: Record, board: Board) -> bool:
        """Keep the line of a record; whether it has one."""
        item = feed_item(record, board) or inject_item(record, self.titles)
        if item is not None:
            self.items.append(item)
            self.seqs.append(item.seq)
        return item is not None
