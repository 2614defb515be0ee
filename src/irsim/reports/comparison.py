"""Recordings beside each other as plain text: what differs in how they were played, then every table, a column each."""

from collections.abc import Iterable, Sequence

from irsim.reports.columns import hang, in_ascii, pad
from irsim.reports.plain import counted, one_line, span
from irsim.reports.verdicts import GLYPHS, TIMES, points
from irsim.scoring.comparing import ClaimCell, ClaimRow, ClockCell, Comparison
from irsim.words.durations import format_instant

NARROWEST = 80

LIKE = "Like with like: scenario, plan, rules, seed, seats, assist level, skill, pace, injects and end are the same."

BESIDES = "What differs besides what people did"
"""Above the sentences that say in what like is not compared with like."""

NONE = "–"
"""No figure: nothing counted, or nobody asked for it."""

DIFFERS = "≠"
"""In front of what came out differently."""

_LEAST = 28
"""Columns that the names of rows take at least."""


def comparison_text(found: Comparison, width: int = 100, *, ascii_only: bool = False) -> str:
    """Everything, in lines of at most `width` columns, ending in a newline."""
    width = max(width, NARROWEST)
    parts = [_head(found, width), _scores(found, width), _claims(found, width)]
    parts += [_clocks(found, width), _times(found, width), _counts(found, width)]
    text = "\n\n".join("\n".join(part) for part in parts if part) + "\n"
    return in_ascii(text).replace(DIFFERS, "*").replace(NONE, "-") if ascii_only else text


def score_word(score: float | None) -> str:
    """A score of 100, or a dash."""
    return NONE if score is None else f"{score:g}"


def claim_words(cell: ClaimCell | None, *, harm: bool) -> str:
    """`✔ met 8/8`; what made things worse is not done where nobody did it."""
    if cell is None:
        return "not done" if harm else NONE
    of = points(cell.points) if harm else f"{points(cell.points)}/{points(cell.possible)}"
    return f"{GLYPHS.get(cell.verdict, '·')} {cell.verdict} {of}"


def clock_words(cell: ClockCell | None) -> str:
    """`✔ 6m12s of 15m` of a single running that was stopped, `5 met, 1 late` of several."""
    if cell is None:
        return "did not run"
    named = (("met", cell.met), ("late", cell.late), ("overdue", cell.overdue), ("waived", cell.waived))
    counts = [(word, number) for word, number in (*named, ("running", cell.running)) if number]
    if sum(number for _, number in counts) > 1:
        return ", ".join(f"{number} {word}" for word, number in counts)
    verdict = counts[0][0] if counts else ""
    if cell.took >= 0 and verdict != "waived":
        return f"{GLYPHS.get(verdict, '·')} {span(cell.took)} of {span(cell.allowed)}"
    return f"{GLYPHS.get(verdict, '·')} {verdict}"


def took_words(took: int) -> str:
    """A time, or that it never came."""
    return span(took) if took >= 0 else "never"


def held_words(held: str) -> str:
    """The day and the minute, as recorded."""
    return one_line(held, 40)[:16].replace("T", " ") if held else "no date"


def tally(differing: int, of: int, what: str) -> str:
    """How many rows came out differently."""
    return f"{differing} of {counted(of, what)} came out differently" if of else ""


def _head(found: Comparison, width: int) -> list[str]:
    title = one_line(found.codename) or one_line(found.scenario)
    lines = [*hang("", f"{title}: {counted(len(found.columns), 'recording')} beside each other", width), "─" * width]
    for each in found.columns:
        score = f"score {score_word(each.score)}, coverage {each.coverage:g} %"
        ended = format_instant(each.ended_at) if each.ended_at >= 0 else "not ended"
        told = f"{one_line(each.name, 200)}: {score}, {held_words(each.held)}, ended {ended}"
        lines += hang(f"  {each.label}  ", told, width)
    for sentence in found.forks:
        lines += hang("     ", one_line(sentence, 1_000), width)
    lines.append("")
    if not found.differences:
        return [*lines, *hang("  ", LIKE, width)]
    lines.append(f"  {BESIDES}")
    for sentence in found.differences:
        lines += hang("  - ", one_line(sentence, 1_000), width)
    return lines


class _Table:
    """Rows of a name and a cell for each recording, as wide as the page has room for."""

    def __init__(self, title: str, heads: Sequence[str], width: int, widest: int) -> None:
        room = (width - _LEAST - 4) // max(1, len(heads)) - 1
        self.cell = max(8, min(widest, room))
        self.name = width - 4 - len(heads) * (self.cell + 1)
        self.lines = [title, "─" * width]
        self.lines.append(self._laid(" ", "", heads))

    def _laid(self, sign: str, name: str, cells: Iterable[str]) -> str:
        shown = " ".join(pad(cell, self.cell, right=True) for cell in cells)
        return f"{sign} {pad(name, self.name)} {shown}".rstrip()

    def heading(self, text: str) -> None:
        """A line above rows."""
        self.lines.append("  " + pad(one_line(text), self.name).rstrip())

    def row(self, name: str, cells: Iterable[str], *, differs: bool = False) -> None:
        """A line."""
        self.lines.append(self._laid(DIFFERS if differs else " ", name, cells))


def _labels(found: Comparison) -> list[str]:
    return [each.label for each in found.columns]


def _scores(found: Comparison, width: int) -> list[str]:
    table = _Table("Scores", _labels(found), width, 10)
    scores = [each.score for each in found.columns]
    table.row("whole", map(score_word, scores), differs=len(set(scores)) > 1)
    table.row("coverage", [f"{each.coverage:g} %" for each in found.columns])
    for title, rows in (("Objectives", found.objectives), ("Roles", found.roles)):
        if rows:
            table.heading(title)
        for row in rows:
            name = f"  {one_line(row.label) or one_line(row.id)}"
            table.row(name, map(score_word, row.scores), differs=len(set(row.scores)) > 1)
    return table.lines


def _claims(found: Comparison, width: int) -> list[str]:
    if not found.claims:
        return []
    title = f"Claims: {tally(sum(row.differs for row in found.claims), len(found.claims), 'claim')}"
    table = _Table(title, _labels(found), width, 21)
    labels = {row.id: row.label for row in found.objectives}
    for objective in dict.fromkeys(row.objective for row in found.claims):
        table.heading(labels.get(objective) or objective or "without an objective")
        for row in found.claims:
            if row.objective == objective:
                table.row(f"  {one_line(row.title)}", _claim_cells(row, table.cell), differs=row.differs)
    return table.lines


def _claim_cells(row: ClaimRow, columns: int) -> list[str]:
    """Verdict and points; the sign and the points alone where words do not fit."""
    told = [claim_words(cell, harm=row.harm) for cell in row.cells]
    if max(map(len, told)) <= columns:
        return told
    return [text if len(text) <= columns else f"{text[0]} {text.rpartition(' ')[2]}" for text in told]


def _clocks(found: Comparison, width: int) -> list[str]:
    if not found.clocks:
        return []
    title = f"Clocks: {tally(sum(row.differs for row in found.clocks), len(found.clocks), 'clock')}"
    table = _Table(title, _labels(found), width, 20)
    for incident in dict.fromkeys(row.incident for row in found.clocks):
        rows = [row for row in found.clocks if row.incident == incident]
        table.heading(rows[0].title or incident or "Without an incident")
        for row in rows:
            table.row(f"  {one_line(row.label)}", map(clock_words, row.cells), differs=row.differs)
    return table.lines


def _times(found: Comparison, width: int) -> list[str]:
    if not found.times:
        return []
    table = _Table("Times", _labels(found), width, 14)
    for incident in dict.fromkeys(row.incident for row in found.times):
        rows = [row for row in found.times if row.incident == incident]
        table.heading(rows[0].title or incident)
        for row in rows:
            table.row(f"  {TIMES.get(row.name, row.name)}", map(took_words, row.took), differs=row.differs)
    return table.lines


def _counts(found: Comparison, width: int) -> list[str]:
    table = _Table("Counts", _labels(found), width, 10)
    for row in found.counts:
        table.row(f"  {row.label}", map(str, row.counts), differs=row.differs)
    return table.lines
