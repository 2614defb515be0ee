"""Every running of each clock, by incident, with what it took of what it allowed."""

from __future__ import annotations

from irsim.reports.account import clocks as account
from irsim.reports.plain import one_line, span
from irsim.reports.verdicts import GLYPHS
from irsim.scoring.scorecard import ClockResult
from irsim.tui.debriefing.claims import evidence
from irsim.tui.debriefing.rows import BLANK, Lines, Row, heading, pair, verdict_style, words
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Cell, Span, bar, lay
from irsim.words.durations import format_instant

BAR = 10

OWNER_FROM = 100
"""Columns from which the owner stands in the list."""


def clock_rows(story: Story) -> list[Row]:
    """The list: by incident, in the order in which they began."""
    groups: dict[str, list[ClockResult]] = {}
    for clock in story.source.card.clocks:
        groups.setdefault(clock.incident, []).append(clock)
    rows: list[Row] = []
    for incident, clocks in groups.items():
        about = story.source.board.incidents.get(incident)
        title = " ".join(part for part in (one_line(incident, 40), one_line(about.title) if about else "") if part)
        rows += [BLANK] if rows else []
        rows.append(heading(title or "Without an incident", tally(clocks)))
        rows += [_clock(story, clock) for clock in clocks]
    return rows


def tally(clocks: list[ClockResult]) -> str:
    """`4 met, 1 late`."""
    words = ("met", "late", "overdue", "waived", "running")
    counts = {word: sum(clock.verdict == word for clock in clocks) for word in words}
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number)


def _clock(story: Story, clock: ClockResult) -> Row:
    style = verdict_style(clock.verdict)
    label, allowed = one_line(clock.label) or one_line(clock.rule), clock.due - clock.since
    took = span(clock.stopped - clock.since) if clock.stopped >= 0 else "not stopped"
    share = (clock.stopped - clock.since) / allowed if clock.stopped >= 0 and allowed > 0 else 1.0
    owner = story.source.names.role(clock.owner) if clock.owner else ""
    subject = story.source.board.clocks[clock.id].subject if clock.id in story.source.board.clocks else ""
    shown = f"{label} ({one_line(subject, 60)})" if subject else label

    def lines(width: int) -> Lines:
        columns = [
            Cell(GLYPHS.get(clock.verdict, "·"), style),
            Cell(shown, flex=True),
            Cell(clock.verdict, style, width=7),
            Cell(took, "" if clock.verdict in ("met", "running") else style, width=11, right=True),
            Cell(f"of {span(allowed)}", "muted", width=9),
        ]
        if width >= OWNER_FROM:
            columns.append(Cell(owner, "muted", width=22))
        spans = [Span(" "), *lay(columns, width - BAR - 3)]
        if clock.verdict in ("waived", "running"):
            return [spans]
        full, empty = bar(min(1.0, share), BAR)
        return [[*spans, Span(" "), Span(full, "bar" if clock.verdict == "met" else style), Span(empty, "rest")]]

    return Row(lines, True, ("clock", clock.id), f"{clock.verdict} {clock.incident} {shown}: {took} of {span(allowed)}")


def clock_detail(story: Story, id: str) -> list[Row]:
    """By whose word a clock runs, who owns it, and what stopped it."""
    listed = zip(story.source.card.clocks, account.clocks(story.source), strict=False)
    found = next(((clock, row) for clock, row in listed if clock.id == id), None)
    if found is None:
        return []
    clock, row = found
    incident, label, since, allowed, ended, verdict, owner, basis, remarks = (one_line(part, 400) for part in row)
    rows = [
        words(label, "strong"),
        BLANK,
        pair("Verdict", verdict, verdict_style(clock.verdict)),
        pair("Incident", incident),
        pair("Ran from", since),
        pair("Allowed", allowed),
        pair("Ended", ended),
        pair("Owner", owner),
        pair("Basis", basis),
    ]
    if remarks != "-":
        rows.append(pair("Remarks", remarks))
    known = story.source.board.clocks.get(id)
    if known is not None and known.stopped_by >= 0:
        rows += [BLANK, heading("Stopped by"), evidence(story.entry(known.stopped_by))]
    began = next((entry for entry in story.entries if entry.kind == "clock" and _starts(story, entry.seq, id)), None)
    if began is not None:
        rows += [BLANK, heading("Began with"), evidence(began)]
    return [*rows, BLANK, pair("Due", format_instant(clock.due))] if clock.verdict == "running" else rows


def _starts(story: Story, seq: int, id: str) -> bool:
    from irsim.events.clocks import ClockStarted

    body = story.source.records[seq].body
    return isinstance(body, ClockStarted) and body.id == id
