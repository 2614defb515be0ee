"""The screens that stand beside a workplace in live, by their names: who works asks the house for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from irsim.tui.screens import looking_back

if TYPE_CHECKING:
    from irsim.tui.forms import Focus
    from irsim.tui.screens.seated import Seated


def _lines(screen: Seated, focus: Focus | None) -> None:
    from irsim.tui.log_queries import lines_of_alert
    from irsim.tui.screens.loglines import LogLinesScreen

    alert, incident = (focus.alert, focus.incident) if focus is not None else ("", "")
    screen.app.push_screen(LogLinesScreen(screen.table, lines_of_alert(screen.seat, alert), incident))


def _quiet(screen: Seated, _: Focus | None) -> None:
    from irsim.tui.screens.quiet import QuietScreen

    screen.app.push_screen(QuietScreen(screen.table))


OPENS: dict[str, Callable[[Seated, Focus | None], None]] = {
    "search": lambda screen, _: looking_back.open_search(screen),
    "handover": lambda screen, _: looking_back.open_handover(screen),
    "trend": lambda screen, _: looking_back.open_trend(screen),
    "past": lambda screen, _: looking_back.ask_past(screen),
    "lines": _lines,
    "quiet": _quiet,
}
