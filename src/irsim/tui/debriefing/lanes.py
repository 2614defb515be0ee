"""The swimlanes as lines of characters: tracks with what stands in them, drawn for a window of the axis."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from irsim.events.alerts import AlertFired
from irsim.reports.plain import one_line
from irsim.reports.verdicts import GLYPHS
from irsim.scoring.lanes import Bar, Lane, Mark
from irsim.scoring.scorecard import Claim
from irsim.tui.debriefing.axis import Axis
from irsim.tui.debriefing.rows import verdict_style
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Span
from irsim.tui.marks import ALERT_STYLES

MARKS: dict[str, tuple[str, str]] = {
    "alert.fired": ("▲", "notice"),
    "alert.resolved": ("▽", "muted"),
    "alert.unhandled": ("!", "urgent"),
    "bookmark.set": ("★", "accent"),
    "command.refused": ("✗", "muted"),
    "decision.lapsed": ("□", "urgent"),
    "decision.offered": ("?", "notice"),
    "discussion.closed": ("▷", "muted"),
    "discussion.opened": ("‖", "accent"),
    "inject.added": ("◆", "notice"),
    "inject.delivered": ("◆", "accent"),
    "inject.skipped": ("◇", "muted"),
    "message.delivered": ("·", ""),
    "observation.made": ("○", "accent"),
    "part.opened": ("▶", "accent"),
    "session.ended": ("■", "strong"),
    "session.paused": ("‖", "muted"),
    "session.resumed": ("▷", "muted"),
    "time.advanced": ("»", "muted"),
}
"""Sign and style of a kind of mark; a decision's is ■ and anything else's ●."""

ROWS = 3
"""Rows that the bars of a lane take at most; what does not fit overlaps in the last."""


@dataclass(frozen=True)
class Limit:
    """By when (ms) something was to be done for a claim, in the lane of whose it was."""

    lane: str
    at: int
    claim: Claim


Thing = Mark | Bar | Limit


@dataclass(frozen=True)
class Spotlight:
    """Claims whose evidence is to be seen, and where they belong: the objective's or seat's name, or none."""

    title: str = ""
    claims: tuple[Claim, ...] = ()

    @cached_property
    def seqs(self) -> frozenset[int]:
        """The records that they rest on."""
        return frozenset(seq for claim in self.claims for seq in claim.evidence)


@dataclass(frozen=True)
class Track:
    """A row to draw: a lane, or one of several rows of its bars; a heading has no lane."""

    lane: Lane | None
    label: str
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    limits: tuple[Limit, ...] = ()
    things: tuple[Thing, ...] = field(default=())
    """everything in it by time"""


def lit(thing: Thing, spotlight: Spotlight) -> bool:
    """Whether the spotlight is on it."""
    if isinstance(thing, Mark):
        return not spotlight.seqs.isdisjoint(thing.seqs)
    return isinstance(thing, Limit) or thing.seq in spotlight.seqs


def begins(thing: Thing) -> int:
    """When it happened, or began (ms)."""
    return thing.since if isinstance(thing, Bar) else thing.at


def tracks_of(story: Story, spotlight: Spotlight) -> list[Track]:
    """All rows, from above to below, under their headings."""
    lanes = story.lanes
    limits = [Limit(f"seat:{claim.role}", claim.due, claim) for claim in spotlight.claims if claim.due >= 0]
    seats = {lane.id for lane in lanes.lanes}
    limits = [each if each.lane in seats else Limit("room", each.at, each.claim) for each in limits]
    found: list[Track] = []
    heading = ""
    for lane in lanes.lanes:
        title = {"seat": "seats", "clocks": f"clocks of {lane.about}" if lane.about else "clocks"}.get(lane.kind, "")
        if title and title != heading:
            found.append(Track(None, one_line(title, 60)))
        heading = title
        marks, bars = lanes.of(lane.id)
        here = [limit for limit in limits if limit.lane == lane.id]
        label = one_line(lane.label, 80)
        label = label.removeprefix(f"{lane.about} ") if lane.about else label
        for number, row in enumerate(_packed(bars) or [[]]):
            first = not number
            found.append(_track(lane, label if first else "", marks if first else (), row, here if first else ()))
    return found


def _track(lane: Lane, label: str, marks: Iterable[Mark], bars: Iterable[Bar], limits: Iterable[Limit]) -> Track:
    marks, bars, limits = tuple(marks), tuple(bars), tuple(limits)
    things: list[Thing] = sorted([*marks, *bars, *limits], key=begins)
    return Track(lane, label, marks, bars, limits, tuple(things))


def _packed(bars: Sequence[Bar]) -> list[list[Bar]]:
    """Bars in rows, so that none covers another."""
    rows: list[list[Bar]] = []
    for bar in bars:
        free = next((row for row in rows if row[-1].until <= bar.since), None)
        if free is not None:
            free.append(bar)
        elif len(rows) < ROWS:
            rows.append([bar])
        else:
            rows[-1].append(bar)
    return rows


def under(track: Track, axis: Axis, column: int) -> list[Thing]:
    """What stands at a column: marks and limits first, then the bars that pass there."""
    points: list[Thing] = [each for each in track.marks if axis.column(each.at) == column]
    points += [each for each in track.limits if axis.column(each.at) == column]
    passing = [bar for bar in track.bars if axis.column(bar.since) <= column <= axis.column(bar.until)]
    return [*points, *passing]


def beside(track: Track, axis: Axis, column: int, chosen: Thing | None, by: int, spotlight: Spotlight) -> Thing | None:
    """The next thing on the right (1) or left (-1) of the chosen one, or of the column; under a spotlight only what it
    is on. None where there is nothing more."""
    things = [each for each in track.things if not spotlight.claims or lit(each, spotlight)]
    if chosen in things:
        place = things.index(chosen) + by
        return things[place] if 0 <= place < len(things) else None
    columns = [axis.column(begins(each)) for each in things]
    place = bisect_right(columns, column) if by > 0 else bisect_right(columns, column - 1) - 1
    return things[place] if 0 <= place < len(things) else None


class Canvas:
    """A line of cells, each a character in a style."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.cells: list[tuple[str, str]] = [(" ", "")] * width

    def put(self, column: int, text: str, style: str) -> None:
        """Text of one-column characters; what lies outside is left out."""
        for offset, character in enumerate(text):
            if 0 <= column + offset < self.width:
                self.cells[column + offset] = (character, style)

    def blank(self, start: int, end: int) -> bool:
        """Whether nothing stands from `start` up to `end`, which lies within."""
        return start >= 0 and end <= self.width and all(cell[0] in " │┊" for cell in self.cells[start:end])

    def spans(self) -> list[Span]:
        """The line, neighbours of one style together."""
        found: list[Span] = []
        for text, style in self.cells:
            if found and found[-1].style == style:
                found[-1] = Span(found[-1].text + text, style)
            else:
                found.append(Span(text, style))
        return found


def draw(story: Story, track: Track, axis: Axis, left: int, width: int, guide: int, spotlight: Spotlight) -> Canvas:
    """The part of a track from column `left` on; `guide` is the cursor's column, seen where nothing else stands."""
    canvas = Canvas(width)
    canvas.put(guide - left, "│", "rest")
    for column in range(max(0, left), min(axis.columns, left + width)):
        gap = axis.gap(column)
        if gap is not None and column == axis.column(gap[0] + 1):
            canvas.put(column - left, "┊", "rest")
    for bar in track.bars:
        _bar(canvas, bar, axis, left, dim=bool(spotlight.claims) and not lit(bar, spotlight))
    for bar in track.bars:
        _word(canvas, bar, axis, left)
    for column, marks in _columns(_within(track.marks, axis, left, width), axis).items():
        _mark(canvas, story, marks, column - left, spotlight)
    for limit in track.limits:
        _limit(canvas, limit, axis.column(limit.at) - left)
    return canvas


def _bar(canvas: Canvas, bar: Bar, axis: Axis, left: int, *, dim: bool) -> None:
    start, end = axis.column(bar.since) - left, axis.column(bar.until) - left
    fault = bar.due < 0
    style = "notice" if fault else verdict_style(bar.verdict) or "bar"
    body = "╌" if bar.verdict == "waived" else "━"
    first, last = max(0, start), min(canvas.width - 1, end)
    due = axis.column(bar.due) - left if not fault else end
    for column in range(first, last + 1):
        over = column > due and bar.verdict in ("late", "overdue")
        canvas.put(column, "▒" if over else body, "urgent" if over else "muted" if dim else style)
    if not fault and start < due < end:
        canvas.put(due, "┿", "urgent")


def _word(canvas: Canvas, bar: Bar, axis: Axis, left: int) -> None:
    """Sign and word of how it ended, where there is room; the sign alone where there is little."""
    end = axis.column(bar.until) - left
    style = "notice" if bar.due < 0 else verdict_style(bar.verdict)
    sign = {"over": "✔", "lasting": "▶"}.get(bar.verdict) or GLYPHS.get(bar.verdict, "·")
    for text in (f"{sign} {bar.verdict}", sign):
        if canvas.blank(end + 1, end + 1 + len(text) + (len(text) > 1)):
            canvas.put(end + 1, text, style)
            return
    if 0 <= end < canvas.width and axis.column(bar.since) - left < end:
        canvas.put(end, sign, style)


def _within(marks: Sequence[Mark], axis: Axis, left: int, width: int) -> Sequence[Mark]:
    """Those in sight, and what lies just beside it: of thousands few are drawn."""
    first = bisect_left(marks, axis.instant(left - 2), key=lambda mark: mark.at) if left > 2 else 0
    last = bisect_right(marks, axis.instant(left + width + 2) + axis.step, key=lambda mark: mark.at)
    return marks[first:last]


def _columns(marks: Iterable[Mark], axis: Axis) -> dict[int, list[Mark]]:
    columns: dict[int, list[Mark]] = {}
    for mark in marks:
        columns.setdefault(axis.column(mark.at), []).append(mark)
    return columns


def _mark(canvas: Canvas, story: Story, marks: list[Mark], column: int, spotlight: Spotlight) -> None:
    """One sign, or how many there are; between brackets where the spotlight is on one of them."""
    shown = [mark for mark in marks if lit(mark, spotlight)] or marks
    glyph, style = sign_of(story, shown[0])
    if len(marks) > 1 and len(shown) == len(marks):
        glyph = str(len(marks)) if len(marks) < 10 else "+"
        style = next((style for mark in marks if (style := sign_of(story, mark)[1]) == "urgent"), style)
    bright = any(lit(mark, spotlight) for mark in marks)
    if spotlight.claims and not bright:
        style = "muted"
    canvas.put(column, glyph, style)
    if bright:
        canvas.put(column - 1, "[", "accent")
        canvas.put(column + 1, "]", "accent")


def _limit(canvas: Canvas, limit: Limit, column: int) -> None:
    missed = limit.claim.verdict == "missed"
    canvas.put(column, "✘" if missed else "┃", "urgent" if missed else "notice")


def sign_of(story: Story, mark: Mark) -> tuple[str, str]:
    """Sign and style of a mark; what a claim rests on has the verdict's style."""
    glyph, style = MARKS.get(mark.kind) or ("■" if mark.lane == "decisions" else "●", "")
    records = story.source.records
    body = records[mark.seq].body if 0 <= mark.seq < len(records) else None
    if isinstance(body, AlertFired):
        style = ALERT_STYLES.get(body.severity, style)
    return glyph, verdict_style(mark.verdict) or style if mark.verdict else style
