"""The line at the bottom behind the room: control's keys, those that make no sense now muted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from irsim.tui.actions import BY_ID, refusal
from irsim.tui.forms.fields import Focus
from irsim.tui.seat import Seat
from irsim.tui.widgets.footer import Footer

NEEDED = {"fire": "inject", "skip": "inject", "delay": "inject", "edit": "inject"}
"""What has to be selected."""


class ControlFooter(Footer):
    """Keys of `names` as far as they fit; the last ones go first, help stays."""

    def __init__(
        self, seat: Seat, names: Sequence[str], focus: Callable[[], Focus], key_of: Callable[[str], str]
    ) -> None:
        super().__init__(seat, focus, key_of)
        self._names = names

    def _choose(self, width: int) -> list[tuple[str, bool]]:
        focus = self._focus()
        room = width - self._columns(BY_ID["help"])
        shown: list[tuple[str, bool]] = []
        for name in self._names:
            room -= self._columns(BY_ID[name])
            if room < 0:
                break
            lacks = name in NEEDED and not getattr(focus, NEEDED[name])
            lacks = lacks or (name == "script" and not self.seat.board.show.awaiting)
            lacks = lacks or (name == "adjudicate" and not self._unjudged())
            shown.append((name, not lacks and refusal(BY_ID[name], self.seat, focus) is None))
        return [*shown, ("help", True)]

    def _unjudged(self) -> bool:
        return any(not said.judged for said in self.seat.board.show.statements.values())
