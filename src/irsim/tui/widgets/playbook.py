"""The playbook of the selected incident: its steps, who does each, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.board.playbooks import tasks_of
from irsim.plan.models import PlaybookStep
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.seat import Seat
from irsim.tui.tabs.playbook import FIRST, phases_now
from irsim.tui.widgets.listed import AboutPanel


class PlaybookPanel(AboutPanel):
    """One line a step of the phase that comes next, and above them what is left of the initial assessment, which goes
    on beside it; the incident's own tab has them all."""

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
        """Steps of the phase."""
        return len(self._steps)

    def changed(self) -> None:
        """Read it anew."""
        about = self.seat.incident(self.about)
        tasks = tasks_of(self.seat.board, about) if about else []
        self._states = about.steps if about else {}
        phases = phases_now(tasks, about) if about else ()
        phase = phases[-1] if phases else ""
        first = [task for task in tasks if task.phase == FIRST and task.step.id not in self._states]
        now = [task for task in tasks if task.phase == phase]
        self._steps = [task.step for task in (*(first if phase != FIRST else ()), *now)]
        dealt = sum(task.step.id in self._states for task in now)
        if now:
            self.entitle(f"Playbook · {Names(self.seat.board).phase(phase)} {dealt}/{len(now)}")
        else:
            self.entitle("Playbook · gone through" if tasks else "Playbook")
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
