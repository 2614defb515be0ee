"""The claims by objective, and one of them with its rule, its reason and the records that it rests on."""

from __future__ import annotations

from irsim.reports.names import Names
from irsim.reports.plain import counted, one_line
from irsim.reports.verdicts import GLYPHS, UNJUDGED, by_objective, points, sign, worth
from irsim.scoring.scorecard import Claim
from irsim.tui.debriefing.rows import BLANK, NOWHERE, Lines, Row, heading, line, pair, stopping, verdict_style, words
from irsim.tui.debriefing.score import when
from irsim.tui.debriefing.story import Entry, Story
from irsim.tui.lines import Cell, Span, wrapped
from irsim.tui.marks import short
from irsim.words.durations import format_instant

KIND = 9

EVIDENCE_LINES = 4
"""Lines of a record in the evidence; Enter leads to the whole of it."""

JUDGED_BY = {
    "automatic": "the rules",
    "evaluator": "the evaluator",
    "facilitator": "the facilitator, of what was said at the table",
}

WHEN_FROM = 74
"""Columns from which time and limit stand in the list."""


def shown_claims(story: Story, *, unmet: bool, role: str) -> list[Claim]:
    """Claims by the filter: those that were not met, those of a role."""
    return [
        claim
        for claim in story.source.card.claims
        if (not unmet or claim.verdict not in ("met", *UNJUDGED)) and (not role or claim.role == role)
    ]


def claim_rows(story: Story, *, unmet: bool = False, role: str = "") -> list[Row]:
    """The list."""
    wanted = {claim.id for claim in shown_claims(story, unmet=unmet, role=role)}
    widest = max((len(claim.verdict) for claim in story.source.card.claims if claim.id in wanted), default=0)
    timed = max((len(when(claim)) for claim in story.source.card.claims if claim.id in wanted), default=0)
    any_other = any(claim.basis != "automatic" for claim in story.source.card.claims)
    totals = {total.id: total for total in story.source.card.objectives}
    rows: list[Row] = []
    for id, label, claims in by_objective(story.source.card):
        shown = [claim for claim in claims if claim.id in wanted]
        if not shown:
            continue
        score = totals[id].score if id in totals else None
        rows += [BLANK] if rows else []
        rows.append(heading(one_line(label), "" if score is None else f"{score:g} of 100"))
        rows += [_claim(claim, widest, timed, any_other=any_other) for claim in shown]
    return rows


def _claim(claim: Claim, widest: int, timed: int, *, any_other: bool = False) -> Row:
    style = verdict_style(claim.verdict)
    title, of = one_line(claim.title), worth(claim).replace(" of ", "/")

    def lines(width: int) -> Lines:
        columns = [
            Cell(GLYPHS.get(claim.verdict, "·"), style),
            Cell(title, "muted" if claim.verdict in UNJUDGED else "", flex=True),
            Cell(claim.verdict, style, width=widest),
            Cell(of, style, width=6, right=True),
        ]
        if width >= WHEN_FROM and any_other:
            columns.append(Cell("" if claim.basis == "automatic" else claim.basis, "muted", width=11))
        if width >= WHEN_FROM and timed:
            columns.append(Cell(when(claim), "muted", width=timed, right=True))
        return [line(columns, width)]

    return Row(lines, True, ("claim", claim.id), f"{claim.verdict} {of} {title}")


def claim_detail(story: Story, claim: Claim) -> list[Row]:
    """Everything about one claim; its evidence can be followed into the timeline."""
    names, style = story.source.names, verdict_style(claim.verdict)
    rows = [words(one_line(claim.title), "strong"), BLANK]
    if claim.harm:
        rows.append(pair("Verdict", f"{sign(claim.verdict)}, {points(claim.points)} points", style))
    else:
        rows.append(pair("Verdict", f"{sign(claim.verdict)}, {worth(claim)} points", style))
    rows.append(pair("Role", names.role(claim.role)))
    rows.append(pair("Judged by", JUDGED_BY.get(claim.basis, claim.basis)))
    if claim.overridden:
        was = f"was {sign(claim.was)}; " if claim.was else ""
        rows.append(pair("Overridden", f"{was}{one_line(claim.overridden, 1_000)}", "notice"))
    if claim.at >= 0:
        rows.append(pair("Done", _moment(names, claim.at)))
    if claim.recorded_late:
        rows.append(pair("Recorded", "later than it was said at the table; it counts from when it was said", "notice"))
    if claim.due >= 0:
        rows.append(pair("Limit", _moment(names, claim.due)))
    rows += [BLANK, heading("Rule"), words(one_line(claim.rule, 2_000))]
    if claim.why:
        counted_as = "What it was for" if claim.verdict == "met" else "What would have counted"
        rows += [BLANK, heading(counted_as), words(one_line(claim.why, 2_000))]
    rows += [BLANK, heading("Evidence", counted(len(claim.evidence), "record"))]
    if not claim.evidence:
        rows.append(words("No record shows it.", "muted"))
    return rows + [evidence(story.entry(seq)) for seq in claim.evidence]


def _moment(names: Names, at: int) -> str:
    return f"{format_instant(at)}, {names.moment(at)}"


def evidence(entry: Entry, link: tuple[str, str] = NOWHERE) -> Row:
    """A record as the feed told it."""
    style = {"urgent": "urgent", "notice": "notice"}.get(entry.urgency, "")

    def lines(width: int) -> Lines:
        head: list[Span] = [
            Span(f" {short(entry.at)} ", "muted"),
            Span(f"{entry.kind} ", style or "accent"),
            Span(f"record {entry.seq}", "muted"),
        ]
        return [head, *([Span("   "), Span(part)] for part in wrapped(entry.text, width - 4, EVIDENCE_LINES))]

    return stopping(Row(lines), link if link != NOWHERE else ("record", str(entry.seq)), entry.copy)
