"""The playbook of the selected incident: its steps, who does each, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.plan.models import PlaybookStep
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.seat import Seat
from irsim.tui.widgets.listed import AboutPanel


class PlaybookPanel(AboutPanel):
    """One line a step."""

    empty = "No playbook yet: it comes with the category."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._steps: list[PlaybookStep] = []
        self._states: dict[str, str] = {}

    @property
    def selected(self) -> str:
        """The id of the selected step; empty where there is none."""
        return self._steps[self.index].id if 0 <= self.index < len(self._steps) else ""

    def count(self) -> int:
        """Steps of the playbook."""
        return len(self._steps)

    def changed(self) -> None:
        """Read it anew."""
        about = self.seat.incident(self.about)
        rules = self.seat.board.rules
        category = rules.categories.get(about.category) if about else None
        book = rules.playbooks.get(category.playbook) if category else None
        self._steps = book.steps if book else []
        self._states = about.steps if about else {}
        done = sum(1 for step in self._steps if self._states.get(step.id))
        label = one_line(book.label, 40).lower() if book else ""
        self.entitle(f"Playbook · {label} {done}/{len(self._steps)}" if book else "Playbook")
        super().changed()

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One step."""
        step = self._steps[index]
        state = self._states.get(step.id, "")
        glyph, style = ("✔", "good") if state == "done" else ("–", "muted") if state else ("○", "")
        role = Names(self.seat.board).role(step.role)
        return lay(
            [
                Cell(" "),
                Cell(glyph, style),
                Cell(one_line(step.text), "muted" if state else "", flex=True),
                Cell(role, "muted", drop=1),
                Cell(" "),
            ],
            width,
        )
