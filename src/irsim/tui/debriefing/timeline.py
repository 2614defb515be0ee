"""Everything as it was told, in three lanes, with what only control knew; and one record with what rests on it."""

from __future__ import annotations

from rich.cells import cell_len

from irsim.events import kind_of
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.reports.verdicts import GLYPHS
from irsim.tui.debriefing.claims import KIND, evidence
from irsim.tui.debriefing.rows import BLANK, Lines, Row, heading, pair, stopping, verdict_style, words
from irsim.tui.debriefing.story import LANES, Entry, Story
from irsim.tui.lines import Span, cut, wrapped
from irsim.tui.marks import short
from irsim.words.durations import format_instant

LINES = 3
"""Lines an entry takes at most in the list."""

LANE_STYLES = dict(zip(LANES, ("accent", "notice", "good"), strict=True))

URGENCY = {"urgent": "urgent", "notice": "notice", "calm": ""}


def shown_entries(story: Story, wanted: str) -> list[Entry]:
    """The entries that hold all these words: in text, kind, lane, writer or number."""
    sought = wanted.lower().split()
    names = story.source.names
    if not sought:
        return story.entries
    return [entry for entry in story.entries if all(word in _words(entry, names) for word in sought)]


def _words(entry: Entry, names: Names) -> str:
    hidden = "control" if entry.hidden else ""
    return f"{entry.kind} {entry.text} {entry.lane} {names.who(entry.by)} {entry.by} {entry.seq} {hidden}".lower()


def timeline_rows(story: Story, wanted: str = "") -> list[Row]:
    """The list, oldest first."""
    shown = shown_entries(story, wanted)
    clock = max((cell_len(short(entry.at)) for entry in shown[-1:]), default=5)
    rows = [_entry(entry, clock, entry.seq in story.resting) for entry in shown]
    return [legend(), *rows] if rows else []


def legend() -> Row:
    """What the lanes are."""
    parts: list[Span] = [Span(" ")]
    for place, lane in enumerate(LANES):
        parts += [Span(_lane(place), LANE_STYLES[lane]), Span(f" {lane}   ", "muted")]
    counts = Span("◂ counts for a claim", "muted")
    whole = sum(cell_len(span.text) for span in (*parts, counts))
    return Row(lambda width: [[*parts, counts] if whole <= width else parts])


def _lane(place: int) -> str:
    return "·" * place + "●" + "·" * (2 - place)


def _entry(entry: Entry, clock: int, counts: bool) -> Row:
    style = URGENCY.get(entry.urgency, "")
    place = LANES.index(entry.lane)
    text = one_line(entry.text, 2_000) if entry.hidden else entry.text

    def lines(width: int) -> Lines:
        room = max(8, width - clock - KIND - 9)
        found: Lines = []
        headline = len(wrapped(text.split("\n")[0], room, LINES))
        for number, line in enumerate(wrapped(text, room, LINES)):
            if number:
                told = style if number < headline else ""
                found.append([Span(" " * (clock + KIND + 7)), Span(line, "muted" if entry.hidden else told)])
                continue
            found.append(
                [
                    Span(" "),
                    Span(_lane(place), LANE_STYLES[entry.lane]),
                    Span(f" {short(entry.at):>{clock}} ", "muted"),
                    Span(cut(entry.kind, KIND) + " ", style or "muted"),
                    Span(cut(line, room), style or ("muted" if entry.hidden else "")),
                    Span(" ◂" if counts else "", "accent"),
                ]
            )
        return found

    return Row(lines, True, ("record", str(entry.seq)), entry.copy)


def record_detail(story: Story, seq: int) -> list[Row]:
    """One record: all it says, who wrote it, what it followed from, and the claims that rest on it."""
    entry, names, records = story.entry(seq), story.source.names, story.source.records
    rows = [words(entry.text, "strong" if "\n" not in entry.text else ""), BLANK]
    rows.append(pair("Record", str(seq), columns=10))
    rows.append(pair("When", f"{format_instant(entry.at)}, {names.moment(entry.at)}", columns=10))
    if not 0 <= seq < len(records):
        return rows
    record = records[seq]
    rows.append(pair("By", names.who(record.by), columns=10))
    rows.append(pair("Kind", kind_of(record.body), columns=10))
    if entry.hidden:
        rows.append(pair("Seen by", "control only, until the exercise was over", columns=10))
    if 0 <= record.cause < len(records):
        rows += [BLANK, heading("It followed from"), evidence(story.entry(record.cause))]
    claims = story.resting.get(seq, [])
    rows += [BLANK, heading("Counts for")]
    if not claims:
        rows.append(words("No claim rests on it.", "muted"))
    for claim in claims:
        title, style = one_line(claim.title), verdict_style(claim.verdict)
        row = words(f"{title} ({claim.verdict})", "", 1, f"{GLYPHS.get(claim.verdict, '·')} ", style)
        rows.append(stopping(row, ("claim", claim.id), title))
    return rows
