"""How a drill is to be played: who plays which role, how much help, how quick the simulated ones are, the pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from irsim.reports.plain import one_line
from irsim.tui.launch import Briefing, Wish
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.widgets.panel import Panel

ASSIST = (
    ("guided", "guided", "Suggestions and checklists stand beside every dialog. For a first drill."),
    ("standard", "standard", "Suggestions come once the team has committed itself. As most teams train."),
    ("bare", "bare", "The plan and nothing else, as on a bad night."),
)

SKILL = (
    ("sharp", "sharp", "Simulated responders act quicker than most people: an experienced shift."),
    ("steady", "steady", "Simulated responders take the time that people take."),
    ("green", "green", "Simulated responders are slow, as in somebody's first week on call."),
)

PACES = (50, 100, 200, 400, 800)
"""Hundredths of real time that a briefing offers; the scenario's own and what was asked for join them."""

LABEL = 22
"""Columns of what is chosen about."""

VALUE = 14
"""Columns of what is chosen."""

MEANT = 66
"""Columns from which a line says what its value means."""

NOBODY = "Somebody has to sit down: at least one role is played by people."


@dataclass(frozen=True)
class Row:
    """A line of the setup: what may be chosen as value, word and meaning, and which of them is; of a
    role, what it has to do."""

    kind: str
    id: str
    label: str
    options: tuple[tuple[str, str, str], ...]
    chosen: int
    duties: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What is chosen."""
        return self.options[self.chosen][0]

    @property
    def meaning(self) -> str:
        """What that means."""
        return self.options[self.chosen][2]


class SetupPanel(Panel):
    """A line a choice: space or right for the next value, left for the one before. Enter begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,l", "turn(1)", "Change", show=False),
        Binding("left,h", "turn(-1)", "Change back", show=False),
        Binding("pageup", "screen.read(-1)", show=False),
        Binding("pagedown", "screen.read(1)", show=False),
    ]

    keeps = True

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[Row] = []
        self._wish = Wish("")
        self.ignored: tuple[str, ...] = ()
        """roles that were asked for and that the plan does not know"""

    def offer(self, briefing: Briefing, wish: Wish) -> None:
        """The choices of a drill, as `wish` would have them."""
        self._wish = wish
        roles = [role.id for role in briefing.roles]
        self.ignored = tuple(role for role in wish.seats if role not in roles)
        seats = {role: wish.seats.get(role, "simulated" if wish.seats else "people") for role in roles}
        if "people" not in seats.values():
            seats = dict.fromkeys(roles, "people")
        self._rows = [
            Row(
                "seat",
                role.id,
                one_line(role.label, 40),
                (
                    ("people", "people", one_line(role.purpose)),
                    ("simulated", "simulated", one_line(role.purpose)),
                ),
                int(seats[role.id] != "people"),
                tuple(one_line(duty) for duty in role.responsibilities),
            )
            for role in briefing.roles
        ]
        pace = briefing.pace if wish.pace is None else wish.pace
        self._rows += [
            _row("assist", "Assistance", ASSIST, wish.assist, "standard"),
            _row("skill", "Simulated responders", SKILL, wish.skill, "steady"),
            _row("pace", "Pace", _paces(briefing.pace, pace), str(pace), "100"),
        ]
        self.changed()

    @property
    def rows(self) -> list[Row]:
        """The lines there are: how quick simulated responders are is asked only where there are any."""
        return [row for row in self._rows if row.kind != "skill" or "simulated" in self._seats().values()]

    @property
    def selected(self) -> Row | None:
        """The line under the cursor."""
        rows = self.rows
        return rows[self.index] if 0 <= self.index < len(rows) else None

    def wish(self) -> Wish:
        """What was chosen, with what cannot be chosen here as it was."""
        values = {row.kind: row.value for row in self._rows if row.kind != "seat"}
        return replace(
            self._wish,
            seats=self._seats(),
            assist=values["assist"],
            skill=values["skill"],
            pace=int(values["pace"]),
        )

    def _seats(self) -> dict[str, str]:
        return {row.id: row.value for row in self._rows if row.kind == "seat"}

    def action_turn(self, by: int) -> None:
        """Another value for the selected line."""
        row = self.selected
        if row is None:
            return
        chosen = (row.chosen + by) % len(row.options)
        if row.kind == "seat" and chosen and list(self._seats().values()).count("people") == 1:
            self.app.notify(NOBODY, severity="warning", markup=False)
            return
        place = self._rows.index(row)
        self._rows[place] = replace(row, chosen=chosen)
        self.changed()
        self.post_message(self.Moved(self, self.index))

    def count(self) -> int:
        """Lines there are."""
        return len(self.rows)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """What is chosen, and what it is for."""
        row = self.rows[index]
        here = index == self.cursor
        word = row.options[row.chosen][1]
        if row.kind == "seat":
            people = row.value == "people"
            value = Cell(f"{'●' if people else '○'} {word}", "good" if people else "muted", width=VALUE)
        else:
            value = Cell(f"‹ {word} ›" if here else f"  {word}", "accent", width=VALUE)
        label = min(LABEL, max(10, width - VALUE - 4))
        cells = [Cell("▸" if here and self.has_focus else " "), Cell(row.label, width=label), value]
        return lay([*cells, Cell(row.meaning if width >= MEANT else "", "muted", flex=True)], width)


def _row(kind: str, label: str, options: tuple[tuple[str, str, str], ...], value: str, usual: str) -> Row:
    values = [each for each, _, _ in options]
    return Row(kind, kind, label, options, values.index(value if value in values else usual))


def _paces(own: int, wanted: int) -> tuple[tuple[str, str, str], ...]:
    options = []
    for pace in sorted({*PACES, own, wanted}, key=lambda pace: pace or 10**9):
        word = "max" if pace == 0 else f"{pace / 100:g}x"
        if pace == 0:
            meaning = "As fast as it can: for simulated responders alone; people cannot follow."
        elif pace < 100:
            meaning = f"A minute in the room takes {60 * 100 / pace:g} seconds: time to talk everything over."
        elif pace == 100:
            meaning = "Real time."
        else:
            meaning = f"A minute in the room takes {60 * 100 / pace:g} seconds; dialogs fall back to real time."
        if pace == own:
            meaning += " The scenario's own."
        options.append((str(pace), word, meaning))
    return tuple(options)
