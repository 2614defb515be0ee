"""The timeline as a chart: the lanes that scoring knows, as bars and marks with their words; what passed off stage is
left out."""

from irsim.reports.account.source import Source
from irsim.reports.document.chart import Bar, Chart, Lane, Mark, Shape, Stretch, Tone
from irsim.reports.plain import span
from irsim.reports.verdicts import GLYPHS
from irsim.scoring import lanes as known
from irsim.scoring import swimlanes
from irsim.scoring.case import read
from irsim.words.durations import MINUTE, format_instant

TONES: dict[str, Tone] = {
    "met": "good",
    "late": "late",
    "overdue": "bad",
    "waived": "quiet",
    "running": "open",
    "over": "plain",
    "lasting": "plain",
}

MARKS: dict[str, tuple[Shape, Tone]] = {
    "alert.fired": ("triangle", "plain"),
    "inject.delivered": ("diamond", "plain"),
    "inject.added": ("diamond", "good"),
    "inject.skipped": ("diamond", "quiet"),
    "decision.offered": ("square", "plain"),
    "decision.taken": ("square", "good"),
    "decision.stated": ("square", "good"),
    "decision.lapsed": ("square", "bad"),
    "bookmark.set": ("circle", "plain"),
    "discussion.opened": ("circle", "quiet"),
    "observation.made": ("circle", "open"),
}
"""What stands out in the lanes that are no seat's; other kinds are in the table below the figure."""

LEGEND: tuple[tuple[str, Tone, str], ...] = (
    ("triangle", "plain", "alert"),
    ("diamond", "plain", "inject"),
    ("diamond", "good", "inject added by the facilitator"),
    ("diamond", "quiet", "inject that did not come"),
    ("square", "plain", "decision asked"),
    ("square", "good", "decision taken"),
    ("square", "bad", "decision lapsed"),
    ("circle", "quiet", "discussion"),
    ("circle", "open", "observation"),
    ("circle", "plain", "bookmark"),
    ("tick", "plain", "act of a seat"),
    ("bar", "plain", "fault of the world"),
    ("bar", "good", "clock met"),
    ("bar", "late", "clock met late"),
    ("bar", "bad", "clock overdue"),
    ("overrun", "bad", "beyond its due time"),
    ("bar", "quiet", "clock waived"),
    ("bar", "open", "clock still running"),
)

SHORTEST = 5 * MINUTE
"""The least time (ms) that a chart spans."""


def lanes(source: Source) -> known.Swimlanes:
    """The lanes of the recording, as scoring has them; none where its scenario cannot be read."""
    if source.unreadable:
        return known.Swimlanes((), (), (), (), source.now)
    return swimlanes.swimlanes(read(source.records), source.card.claims)


def chart(source: Source) -> Chart:
    """The whole session."""
    found = lanes(source)
    cadences = {name for name, rule in source.board.rules.clocks.items() if rule.cadence}
    ruled = {clock.id: clock.rule in cadences for clock in source.board.clocks.values()}
    single = len({lane.id.split(":")[1] for lane in found.lanes if lane.kind == "clocks"} - {""}) == 1
    drawn = []
    for lane in found.lanes:
        marks, bars = found.of(lane.id)
        here = tuple(mark for each in marks if (mark := _mark(each, lane)) is not None)
        label = _label(source, lane, single=single)
        drawn.append(Lane(label, tuple(_bar(each, ruled.get(each.id, False)) for each in bars), here))
    shown = tuple(lane for lane in drawn if lane.bars or lane.marks)
    return Chart(_stretches(found), shown, _legend(shown))


def _label(source: Source, lane: known.Lane, *, single: bool) -> str:
    """The lane's; of a clock without its incident, where there is only one."""
    rule = lane.id.split(":")[-1]
    label = source.names.clock_rule(rule) if single and lane.kind == "clocks" else lane.label
    return label[:1].upper() + label[1:]


def _legend(shown: tuple[Lane, ...]) -> tuple[tuple[str, Tone, str], ...]:
    """Only what there is."""
    used: set[tuple[str, Tone]] = {(mark.shape, mark.tone) for lane in shown for mark in lane.marks}
    used |= {("bar", bar.tone) for lane in shown for bar in lane.bars}
    if any(bar.until > bar.due and bar.tone in ("bad", "late") for lane in shown for bar in lane.bars):
        used.add(("overrun", "bad"))
    return tuple(entry for entry in LEGEND if entry[:2] in used)


def _stretches(found: known.Swimlanes) -> tuple[Stretch, ...]:
    parts = []
    before = None
    for each in found.stretches:
        until = max(each.until, each.since + SHORTEST) if each is found.stretches[-1] else each.until
        skipped = span(each.since - before) if before is not None else ""
        parts.append(Stretch(each.since, until, each.title, skipped))
        before = each.until
    return tuple(parts) or (Stretch(0, max(SHORTEST, found.until)),)


def _mark(mark: known.Mark, lane: known.Lane) -> Mark | None:
    shape, tone = ("tick", "plain") if lane.kind == "seat" else MARKS.get(mark.kind, ("", "plain"))
    text = f"{format_instant(mark.at)} {mark.text} ({mark.kind}, record {mark.seq})"
    return Mark(mark.at, shape, tone, text) if shape else None  # type: ignore[arg-type]  # the empty shape is no mark


def _bar(bar: known.Bar, cadence: bool) -> Bar:
    """The next interval of a cadence follows a missed one, which therefore ends where it was due."""
    tone = TONES.get(bar.verdict, "plain")
    until = bar.due if cadence and bar.verdict == "overdue" else bar.until
    due = bar.due if bar.due >= 0 else until
    text = f"{bar.label}: {bar.verdict}, {format_instant(bar.since)} to {format_instant(until)}"
    text += f", due {format_instant(bar.due)}" if bar.due >= 0 else ""
    return Bar(bar.since, until, due, tone, GLYPHS.get(bar.verdict, "") if bar.due >= 0 else "", text)
