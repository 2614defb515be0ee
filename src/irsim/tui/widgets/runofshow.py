"""The run of show as a list: what is due now, what comes, what hangs on a condition, what came, what was left out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from irsim.reports.plain import one_line
from irsim.scoring.cues import Item
from irsim.scoring.run_of_show import RunOfShow
from irsim.scoring.standing import Expected
from irsim.tui.console.words import EXPECTED, SECTIONS, at_of, section_of, sign, when
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.seat import Seat
from irsim.tui.widgets.headed import Headed

ROOMY = 75
"""Columns from which a line has room for what its inject hangs on."""

COUNTED = ("missed", "wrong", "late", "partly", "open", "met")
"""States of expectations that a line counts, the most urgent first."""


class RunOfShowPanel(Headed[Item]):
    """Every inject with its time and its state, and how the reactions stand that are expected of it. Enter shows the
    selected one in full."""

    empty = "The run of show is being read."
    keeps = True
    picked = False
    """whether somebody has put the cursor on an inject: where it is moved from there, that is said"""

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self.shown: RunOfShow | None = None
        self._expected: dict[str, Expected] = {}

    def show(self, shown: RunOfShow) -> None:
        """Another state of it; the cursor stays on its inject, and begins at what comes first."""
        before, after = self.selected, self._after()
        self.shown = shown
        self._expected = {each.id: each for each in shown.expected}
        now = self.seat.now
        placed: dict[str, list[Item]] = {name: [] for name in SECTIONS}
        for item in (*shown.items, *shown.decisions):
            placed[section_of(item, now)].append(item)
        placed["Now"].sort(key=lambda each: (each.state == "coming", each.at, each.comes))
        placed["Coming"].sort(key=lambda each: each.comes)
        placed["Delivered"].sort(key=lambda each: -each.at)
        self._rows = []
        for name, items in placed.items():
            if items:
                self._rows += [f"{name} · {len(items)}", *items]
        same = [n for n, row in enumerate(self._rows) if before and isinstance(row, Item) and _key(row) == _key(before)]
        if same and before is not None and before.open and not self._rows[same[0]].open:  # type: ignore[union-attr]
            # It came, or was left out: on to what stood below it, where one looks, and not to the top.
            open_at = {_key(row): n for n, row in enumerate(self._rows) if isinstance(row, Item) and row.open}
            same = [open_at[key] for key in after if key in open_at][:1] or same
        items_at = [n for n, row in enumerate(self._rows) if isinstance(row, Item)]
        self.cursor = next(iter(same or items_at), 0)
        came = sum(item.state == "delivered" for item in shown.items)
        self.entitle(f"Run of show · {came} of {len(shown.items)} came")
        self.changed()
        if self.cursor <= 1:
            self.scroll_to(y=0, animate=False)
        else:
            self.call_after_refresh(self._reveal, self.cursor)

    def _after(self) -> list[tuple[str, bool]]:
        """What may still come and stands below the cursor, in its order; then what stands above it, the nearest
        first."""
        rows = [*self._rows[self.cursor + 1 :], *reversed(self._rows[: self.cursor])]
        return [_key(row) for row in rows if isinstance(row, Item) and row.open]

    def tick(self) -> None:
        """What comes within the minute stands elsewhere than a second ago."""
        heading = ""
        for row in self._rows:
            if isinstance(row, str):
                heading = row.partition(" · ")[0]
            elif self.shown is not None and section_of(row, self.seat.now) != heading:
                self.show(self.shown)
                break
        super().tick()

    def select(self, index: int) -> None:
        """Put the cursor on an inject."""
        self.picked = True
        super().select(index)

    def choose(self, name: str) -> None:
        """Put the cursor on an inject."""
        found = next(
            (n for n, row in enumerate(self._rows) if isinstance(row, Item) and row.id == name and not row.decision), -1
        )
        if found >= 0:
            self.select(found)

    def stamp(self, index: int) -> Hashable:
        """What is left until it comes."""
        row = self._rows[index]
        now = self.seat.now
        return None if isinstance(row, str) else (when(row, now), self._reactions(row, now))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading or an inject."""
        row = self._rows[index]
        if isinstance(row, str):
            return lay([Cell(f" {row}", "accent", flex=True)], width)
        now = self.seat.now
        glyph, style = sign(row)
        told, told_style = when(row, now)
        over = row.state in ("delivered", "skipped", "withdrawn")
        tags = [
            name
            for name, so in (
                ("decision", row.decision is not None),
                ("call", row.acted),
                ("optional", row.optional),
                ("edited", row.edited),
            )
            if so
        ]
        reactions, reaction_style = self._reactions(row, now)
        return lay(
            [
                Cell(glyph, style),
                Cell(at_of(row), "muted", width=8, right=True),
                Cell(one_line(row.title, 160), "muted" if over else "", flex=True),
                Cell(_hangs_on(row) if width >= ROOMY else "", "muted", drop=3),
                Cell(" ".join(tags), "accent", drop=2),
                Cell(reactions, reaction_style, drop=1),
                Cell(told, told_style, width=10, right=True),
            ],
            width,
        )

    def _reactions(self, item: Item, now: int) -> tuple[str, str]:
        """How many of its expectations stand how, by their signs; the style of the worst."""
        if item.state != "delivered":
            return "", ""
        states = [self._expected[name].state_at(now) for name in item.expectations if name in self._expected]
        counted = [(state, states.count(state)) for state in COUNTED if state in states]
        text = " ".join(f"{EXPECTED[state][0]}{number if number > 1 else ''}" for state, number in counted)
        return text, EXPECTED[counted[0][0]][1] if counted else ""


def _key(item: Item) -> tuple[str, bool]:
    """What tells it from all others: an inject and a decision may share an id."""
    return item.id, item.decision is not None


def _hangs_on(item: Item) -> str:
    """What a conditional inject waits for, in a few words."""
    return one_line(item.conditions[0].words, 36) if item.state == "waiting" and item.conditions else ""
