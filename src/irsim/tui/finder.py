"""The command palette: every action of the registry by its name, those that make sense now first.

All texts go as `Content`: the palette reads markup in whatever is a string.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Matcher, Provider
from textual.content import Content
from textual.screen import Screen
from textual.style import Style

from irsim.tui.repertoire import Listed
from irsim.tui.screens.workplace import Workplace

AWAY = (
    ("Theme", "Dark, light, high contrast.", "next_theme"),
    ("Free the mouse", "Let the terminal select text; again to have the mouse back.", "toggle_mouse"),
    ("Quit", "A drill that is open is kept and can be continued.", "action_quit_kindly"),
)
"""What can be done where there is no room around: title, help, and the app's method."""

HELPED = 0.4
"""What a hit in an action's explanation is worth, of one in its title."""


class Actions(Provider):
    """What can be done on the screen beneath, about what was selected when the palette was opened."""

    def __init__(self, screen: Screen[Any], match_style: Style | None = None) -> None:
        super().__init__(screen, match_style)
        self.place = screen if isinstance(screen, Workplace) else None
        self.about = self.place.focus_now() if self.place is not None else None

    def listed(self) -> list[Listed]:
        """The registry's actions, those that make sense now first."""
        if self.place is None or self.about is None:
            return []
        rows = self.place.repertoire(self.about)
        return sorted((row for row in rows if row.action.id != "palette"), key=lambda row: bool(row.refused))

    async def discover(self) -> Hits:
        """All of them."""
        for row in self.listed():
            shown = _line(Content(row.action.title), row)
            yield DiscoveryHit(shown, self._doing(row), row.action.title, cast(str, _meaning(row)))
        if self.place is None:
            for title, told, method in AWAY:
                yield DiscoveryHit(Content(title), getattr(self.app, method), title, cast(str, Content(told)))

    async def search(self, query: str) -> Hits:
        """Those that hold the letters of `query`, in the title or, for less, in the explanation."""
        matcher = self.matcher(query)
        for row in self.listed():
            worth = _worth(matcher, query, row.action.title, f"{row.action.help} {row.action.id}")
            if worth:
                shown = _line(matcher.highlight(row.action.title), row)
                worth *= 0.5 if row.refused else 1.0
                yield Hit(worth, shown, self._doing(row), row.action.title, cast(str, _meaning(row)))
        for title, told, method in AWAY if self.place is None else ():
            if worth := _worth(matcher, query, title, told):
                told_as = cast(str, Content(told))
                yield Hit(worth, matcher.highlight(title), getattr(self.app, method), title, told_as)

    def _doing(self, row: Listed) -> Callable[[], Any]:
        assert self.place is not None
        assert self.about is not None
        return partial(self.place.perform, row.action.id, self.about)


def _worth(matcher: Matcher, query: str, title: str, told: str) -> float:
    """How well it fits, 0 to 1: words of the explanation count only where they are whole."""
    found = float(matcher.match(title))
    words = query.lower().split()
    told = told.lower()
    return max(found, HELPED if words and all(len(word) > 2 and word in told for word in words) else 0.0)


def _line(title: Content, row: Listed) -> Content:
    style = "$muted" if row.refused else ""
    return Content.assemble(title.stylize(style) if style else title, "  ", (row.keys, "$accent bold"))


def _meaning(row: Listed) -> Content:
    if row.refused:
        return Content.styled(f"not now: {row.refused}", "$notice")
    return Content.styled(row.action.help, "$muted")
