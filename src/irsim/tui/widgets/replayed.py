"""What of the room looks otherwise in a replay: header and footer, and a feed in which one moves back and forth."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.session.protocol import FACILITATOR
from irsim.session.replaying import TABLE
from irsim.tui.forms.fields import Focus
from irsim.tui.items import FeedItem
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.replay.keys import REPLAY_BY_ID
from irsim.tui.replay.replay import Replay
from irsim.tui.replay.view import View
from irsim.tui.widgets.feed import FeedPanel
from irsim.tui.widgets.footer import Footer
from irsim.tui.widgets.header import Header, calendar_words
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import format_instant

WINDOW = 500
"""Lines of the feed that are laid out: whoever wants older ones goes back in time. A jump lays out all of them anew."""

WIDE = 100
"""Columns from which the head line says whose view it is in full."""

FORK = ("replay-fork",)

ARROWS = {"left": "←", "right": "→"}

Group = tuple[str, ...]
"""Actions that share a place in the footer; the word is that of the last one."""


class ReplayHeader(Header):
    """The room's, that says what this is and whose view."""

    def __init__(self, replay: Replay, *, local: bool = False) -> None:
        super().__init__(replay.seat, local=local)
        self.replay = replay

    def _where(self, width: int) -> list[Span]:
        seat, board = self.seat, self.seat.board
        if board.live:
            return self._of_the_past(width)
        live = Names(board).live
        cells = [
            Cell(" LIVE " if live else " EXERCISE ", "live" if live else "exercise"),
            Cell("REPLAY", "accent"),
            Cell(one_line(board.opened.setting.codename, 40), "strong", flex=True),
            Cell(format_instant(seat.now), "strong"),
            Cell(f" {self._moment()}", "muted", drop=2),
            Cell(f" {self.viewed(short=width < WIDE)} ", "notice", drop=1),
        ]
        return lay(cells, width)

    def _of_the_past(self, width: int) -> list[Span]:
        """Of a live log: what was known, and when by the calendar."""
        board = self.seat.board
        live = Names(board).live
        time, day = calendar_words(board, self.seat.now, local=self.local)
        cells = [
            Cell(" LIVE " if live else " EXERCISE ", "live" if live else "exercise"),
            Cell("AS KNOWN THEN", "accent"),
            Cell(one_line(board.opened.setting.codename, 40), "strong", flex=True),
            Cell(time, "strong"),
            Cell(f"{day} ", "muted", drop=2),
        ]
        return lay(cells, width)

    def viewed(self, *, short: bool = False) -> str:
        """Whose view it is, in as few words as do where there is little room."""
        audience = self.replay.audience
        if audience in (FACILITATOR, TABLE):
            whose = "facilitator" if audience == FACILITATOR else "the table"
            return whose if short else f"{whose}'s view"
        role = Names(self.seat.board).role(audience)
        return role if short else f"as {role}"

    def waits(self, count: int) -> str:
        """Nothing can be answered here."""
        return f"{count} waiting for an answer"

    def talks(self, *, wide: bool) -> str:
        """Nor talked over."""
        return "discussion"


class ReplayFooter(Footer):
    """Keys of the replay's registry, those that belong together under one word."""

    def __init__(
        self, replay: Replay, key_of: Callable[[str], str], groups: Sequence[Group], shorter: Sequence[Group] = ()
    ) -> None:
        """`shorter` takes the place of `groups` where they do not fit."""
        super().__init__(replay.seat, Focus, key_of)
        if replay.elsewhere and replay.seat.board.live:  # there is no recording to fork
            groups, shorter = ([each for each in given if each != FORK] for given in (groups, shorter))
        self._groups = groups
        self._shorter = shorter or groups
        self._keyed: list[tuple[str, str, str]] = []

    def look(self) -> None:
        """It is always the same."""

    def _choose(self, width: int) -> list[tuple[str, bool]]:
        """As many as fit; help has its place first."""
        last = (self._key_of("help"), "Help", "help")
        entries = [*map(_entry, self._groups), last]
        if sum(map(self._taken, entries)) > width:
            entries = [*map(_entry, self._shorter), last]
        while len(entries) > 1 and sum(map(self._taken, entries)) > width:
            entries.pop(-2)
        self._keyed = entries
        return [(name, True) for _, _, name in entries]

    @staticmethod
    def _taken(entry: tuple[str, str, str]) -> int:
        return cell_len(f" {entry[0]} {entry[1]} ")

    def render_line(self, y: int) -> Strip:
        """The line."""
        spans: list[Span] = []
        self._places = []
        at = 0
        for entry in self._keyed if y == 0 else ():
            spans += [Span(f" {entry[0]}", "key"), Span(f" {entry[1]} ")]
            self._places.append((at, at + self._taken(entry), entry[2]))
            at += self._taken(entry)
        return self.palette.strip(spans, self.size.width, self.rich_style)


def _entry(group: Group) -> tuple[str, str, str]:
    """The keys of a group, its word, and the action that a click does."""
    actions = [REPLAY_BY_ID[name] for name in group]
    keys = [ARROWS.get(each.keys[0], each.key) for each in actions]
    return ("/" if keys[0].isalpha() else "").join(keys), actions[-1].short, actions[-1].id


class ReplayFeed(FeedPanel):
    """The feed up to where one stands. What fits the filter is looked up once for the whole recording."""

    def __init__(self, replay: Replay, *, id: str | None = None) -> None:
        super().__init__(replay.seat, id=id)
        self.replay = replay
        self._found: tuple[View, str, list[int]] | None = None
        """of which view, for which words, the numbers of the fitting items"""

    def _fitting(self) -> list[int]:
        view = self.replay.view
        if self._found is None or self._found[0] is not view or self._found[1] != self.wanted:
            fitting = [number for number, item in enumerate(view.items) if self._fits(item)]
            self._found = (view, self.wanted, fitting)
        return self._found[2]

    def changed(self) -> None:
        """The last lines up to here; who reads further down stays there, as long as it is among them."""
        fitting, items = self._fitting(), self.replay.view.items
        until = bisect_left(fitting, len(self.seat.feed))
        before = self.selected if self.cursor else None
        above = self.start_of(self.cursor) - self.scroll_offset.y if before is not None else 0
        self._shown = [items[number] for number in fitting[max(0, until - WINDOW) : until]]
        self._sums = [0]
        self.cursor = self._index_of(before)
        words = [f"Feed · {self.wanted!r}: {until}" if self.wanted else "Feed"]
        waiting = len(self.seat.waiting())
        words += [f"{waiting} waiting"] if waiting else []
        words += [f"the last {WINDOW} of {until:,}"] if until > WINDOW else []
        self.entitle(" · ".join(words))
        Panel.changed(self)
        self.scroll_to(y=max(0, self.start_of(self.cursor) - above) if self.cursor else 0, animate=False)

    def _index_of(self, item: FeedItem | None) -> int:
        """Where an item stands now; the newest one, where it is none of them."""
        if item is None:
            return 0
        place = bisect_left(self._shown, item.seq, key=lambda each: each.seq)
        there = place < len(self._shown) and self._shown[place].seq == item.seq
        return len(self._shown) - 1 - place if there else 0
