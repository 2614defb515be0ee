"""A list of actions under their headings: key, title, what it does or why not now, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.tui.lines import Cell, Span, lay
from irsim.tui.repertoire import Listed
from irsim.tui.widgets.headed import Headed

KEYS = 8
TITLE = 22
OWNER = 20
ROOMY = 96
"""Columns from which the owner is written out; on fewer the initials stand for it."""


class Listing(Headed[Listed]):
    """Actions, one line each; the cursor passes over headings."""

    empty = "No action holds these words. esc shows all of them."

    def show(self, rows: Sequence[Listed]) -> None:
        """Other actions; the cursor stays on the one it stood on."""
        before = self.selected
        self._rows = under_headings(rows)
        kept = [n for n, row in enumerate(self._rows) if isinstance(row, Listed)]
        same = [n for n in kept if before is not None and self._rows[n].action is before.action]  # type: ignore[union-attr]
        self.cursor = next(iter(same or kept), 0)
        self.changed()
        if self.cursor <= 1:
            self.scroll_to(y=0, animate=False)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading or an action."""
        row = self._rows[index]
        if isinstance(row, str):
            return lay([Cell(f" {row}", "accent", flex=True)], width)
        out = bool(row.refused)
        owner = Cell(row.owner, "muted", width=OWNER, right=True, drop=1)
        if width < ROOMY:
            owner = Cell(initials(row.owner), "muted", width=3, right=True, drop=1)
        return lay(
            [
                Cell(""),
                Cell(f" {row.keys}", "muted" if out else "key", width=KEYS),
                Cell(row.action.title, "muted" if out else "strong", width=TITLE),
                Cell(f"not now: {row.refused}" if out else row.action.help, "notice" if out else "", flex=True),
                owner,
            ],
            width,
        )


def initials(owner: str) -> str:
    """A role as people who work with it call it: IC for the incident commander."""
    return "".join(word[0] for word in owner.split() if word != "and").upper()


def under_headings(rows: Sequence[Listed]) -> list[str | Listed]:
    """Each group after its heading."""
    found: list[str | Listed] = []
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            found.append(group)
        found.append(row)
    return found


def halved(rows: Sequence[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Two columns of about the same length, no group torn apart."""
    groups = list(dict.fromkeys(row.group for row in rows))
    sizes = {group: 1 + sum(row.group == group for row in rows) for group in groups}
    whole = sum(sizes.values())
    cuts = range(1, len(groups)) if len(groups) > 1 else range(1, 2)
    cut = min(cuts, key=lambda n: max(left := sum(sizes[g] for g in groups[:n]), whole - left))
    first = set(groups[:cut])
    return [row for row in rows if row.group in first], [row for row in rows if row.group not in first]
