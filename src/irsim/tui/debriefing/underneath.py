"""What is said below the swimlanes: where the cursor stands, what is there, and what would have counted."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.reports.plain import one_line
from irsim.reports.verdicts import GLYPHS, worth
from irsim.scoring.lanes import Bar, Mark
from irsim.scoring.scorecard import Claim
from irsim.tui.debriefing.axis import Axis
from irsim.tui.debriefing.lanes import Limit, Spotlight, Thing, Track
from irsim.tui.debriefing.rows import verdict_style
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Span, wrapped
from irsim.tui.marks import age
from irsim.words.durations import format_instant

Lines = list[list[Span]]


def underneath(
    story: Story,
    track: Track | None,
    axis: Axis,
    column: int,
    things: Sequence[Thing],
    spotlight: Spotlight,
    width: int,
) -> Lines:
    """Lines of at most `width` columns: the place, the claims in the spotlight, each thing; the chosen one first."""
    names = story.source.names
    at = things[0].at if things and isinstance(things[0], Mark | Limit) else axis.instant(column)
    gap = axis.gap(column)
    where = f"{format_instant(at)} · {names.moment(at)}"
    if gap is not None:
        where += f" · {age(gap[1] - gap[0])} off stage"
    head = [Span(f" {where}", "strong")]
    if track is not None and track.lane is not None:
        head.append(Span(f" · {one_line(track.lane.label, 60)}", "muted"))
    lines: Lines = [head]
    lines += _claims(spotlight, width)
    for thing in things:
        lines += _thing(story, thing, width, spotlight)
    if not things:
        lines.append([Span(" Nothing here. n goes to the next thing in this lane, N to the one before.", "muted")])
    return lines


def _claims(spotlight: Spotlight, width: int) -> Lines:
    """One claim with its rule, and what would have counted; of several how many they are."""
    if not spotlight.claims:
        return []
    if len(spotlight.claims) > 1:
        return [
            [Span(f" [ ] {one_line(spotlight.title, 80)}: the evidence of {len(spotlight.claims)} claims", "accent")]
        ]
    claim = spotlight.claims[0]
    lines = [_sign(claim)]
    counted = "what it was for" if claim.verdict == "met" else "what would have counted"
    rule = claim.rule.removeprefix(claim.title).lstrip(";, ")
    for label, text in ((counted, claim.why), ("rule", rule)):
        if text:
            lines += _wrapped(f"{label}: {one_line(text, 1_000)}", width, 2)
    if not claim.evidence:
        lines.append([Span("   No record shows it.", "muted")])
    return lines


def _sign(claim: Claim) -> list[Span]:
    style = verdict_style(claim.verdict)
    lead = Span(f" {GLYPHS.get(claim.verdict, '·')} {claim.verdict}, {worth(claim)}", style)
    return [lead, Span(f"  {one_line(claim.title, 200)}", "strong")]


def _thing(story: Story, thing: Thing, width: int, spotlight: Spotlight) -> Lines:
    if isinstance(thing, Limit):
        lines: Lines = [[Span(f" limit of: {one_line(thing.claim.title, 200)} ({thing.claim.verdict})", "notice")]]
        return lines + _wrapped(one_line(thing.claim.rule, 1_000), width, 2)
    if isinstance(thing, Bar):
        return _bar(thing, width)
    entry = story.entry(thing.seq)
    lines = []
    style = {"urgent": "urgent", "notice": "notice"}.get(entry.urgency, "")
    for number, line in enumerate(wrapped(f"{entry.kind} {one_line(entry.text, 600)}", max(10, width - 4), 2)):
        lines.append([Span("   " if number else " ● ", style or "accent"), Span(line, style)])
    for claim in (story.claim(id) for id in thing.claims):
        if claim is not None and spotlight.claims != (claim,):
            lines.append([Span("  "), *_sign(claim)])
    return lines


def _bar(bar: Bar, width: int) -> Lines:
    style = verdict_style(bar.verdict)
    if bar.due < 0:
        text = f"{bar.verdict}: {one_line(bar.label, 400).rstrip('.')}, from {format_instant(bar.since)}"
        text += f" to {format_instant(bar.until)}" if bar.verdict == "over" else ""
        return _wrapped(text, width, 2)
    took, allowed = age(bar.until - bar.since), age(bar.due - bar.since)
    ended = {"met": f"met after {took}", "late": f"late, after {took}", "waived": "waived", "running": "still running"}
    said = ended.get(bar.verdict, bar.verdict)
    ran = f"from {format_instant(bar.since)}, due {format_instant(bar.due)}"
    text = f"{one_line(bar.label, 200)}: {said} of {allowed}, {ran}"
    lines = _wrapped(text, width, 2)
    lines[0] = [Span(f" {GLYPHS.get(bar.verdict, '·')} ", style), *lines[0][1:]]
    return lines


def _wrapped(text: str, width: int, limit: int) -> Lines:
    return [
        [Span("   "), Span(line, "muted" if number else "")]
        for number, line in enumerate(wrapped(text, max(10, width - 4), limit))
    ]
