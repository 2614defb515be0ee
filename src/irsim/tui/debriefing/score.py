"""The first page: the score, what it is made of by objective and role, and what would have counted most."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.cells import cell_len

from irsim.reports.account.analysis import score_line
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import listed, one_line
from irsim.reports.verdicts import GLYPHS, IMPROVEMENTS, points
from irsim.scoring.scorecard import Claim, Scorecard, Total
from irsim.tui.debriefing.figure import large
from irsim.tui.debriefing.rows import BLANK, Lines, Row, heading, pair, stopping, verdict_style, words
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Cell, Span, bar, lay, wrapped
from irsim.tui.marks import short
from irsim.words.durations import format_instant

FIRST = 5
"""What would have counted most, where there is no second column to say all of it."""

COVERAGE = ("of what could be won was exercised and judged", "of all points was exercised and judged", "was judged")
"""What coverage is, the longest that fits."""


def score_rows(story: Story, report: str = "", *, alone: bool = True) -> list[Row]:
    """The whole page; `alone` where nothing stands beside it. `report` is where the after-action report was written."""
    card = story.source.card
    rows = [BLANK, Row(lambda width: _figure(card, width)), BLANK]
    if card.objectives:
        rows.append(heading("Objectives", "score · coverage · points"))
        rows += [_total(each, ("objective", each.id)) for each in card.objectives]
        rows.append(BLANK)
    if card.roles:
        rows.append(heading("Roles", "score · coverage · points"))
        rows += [_total(each, ("role", each.id)) for each in card.roles]
        rows.append(BLANK)
    if alone and (lost := losses(card)):
        rows.append(heading("What would have counted most", f"{min(FIRST, len(lost))} of {len(lost)}, all under 2"))
        for claim in lost[:FIRST]:
            rows.append(loss(story, claim))
        rows.append(BLANK)
    return [*rows, *_seats(story), BLANK, *_recording(story, report)]


def loss_rows(story: Story) -> list[Row]:
    """Everything that cost points, the dearest first, with what would have counted."""
    lost = losses(story.source.card)
    if not lost:
        judged = any(claim.verdict == "met" for claim in story.source.card.claims)
        return [words("Nothing was missed." if judged else "Nothing was judged.", "good" if judged else "muted")]
    return [loss(story, claim) for claim in lost]


def lost_points(claim: Claim) -> float:
    """What a claim cost: points that were not won, or that were taken."""
    return -claim.points if claim.harm else claim.possible - claim.points


def losses(card: Scorecard) -> list[Claim]:
    """The claims that cost points, the dearest first."""
    found = [claim for claim in card.claims if claim.verdict in IMPROVEMENTS]
    return sorted(found, key=lost_points, reverse=True)


def loss(story: Story, claim: Claim) -> Row:
    """A claim that cost points: what it was, what it cost, and what would have counted."""
    title = one_line(claim.title)
    style = verdict_style(claim.verdict)
    names = story.source.names
    facts = [f"{points(lost_points(claim))} lost", names.role(claim.role)]
    facts += [f"done {short(claim.at)}"] if claim.at >= 0 else []
    facts += [f"limit {short(claim.due)}"] if claim.due >= 0 else []
    told = "".join(f" · {fact}" for fact in facts)
    why = one_line(claim.why or claim.rule, 2_000)

    def lines(width: int) -> Lines:
        found: Lines = []
        for number, line in enumerate(wrapped(title, width - 4)):
            sign = GLYPHS.get(claim.verdict, "·") if not number else " "
            found.append([Span(f" {sign} ", style), Span(line, "strong")])
        first, *more = wrapped(claim.verdict + told, width - 4)
        rest = first.removeprefix(claim.verdict)
        found.append([Span("   "), Span(claim.verdict, style), Span(rest, "muted")])
        found += [[Span("   "), Span(line, "muted")] for line in more]
        found += [[Span("   "), Span(line)] for line in wrapped(why, width - 4)]
        return [*found, []]

    return stopping(Row(lines), ("claim", claim.id), f"{claim.verdict}: {title}. {why}")


def when(claim: Claim) -> str:
    """Time against limit: `22:00 by 15:20`."""
    parts = [short(claim.at)] if claim.at >= 0 else []
    parts += [f"by {short(claim.due)}"] if claim.due >= 0 else []
    return " ".join(parts)


def _figure(card: Scorecard, width: int) -> Lines:
    if card.score is None:
        figure, beside = ["", "none", ""], "nothing counted"
    else:
        figure, beside = large(f"{card.score:.1f}".removesuffix(".0")), f"{card.score:g} of 100"
    columns = max(map(cell_len, figure))
    rest = max(0, width - columns - 8)
    full, empty = bar(card.coverage / 100, max(8, min(30, rest - 18)))
    explained = next((words for words in COVERAGE if cell_len(words) <= rest), "")
    side: list[list[Span]] = [
        [Span(beside, "strong"), Span("" if card.ended_at >= 0 else ", so far", "notice")],
        [Span(f"coverage {card.coverage:g} %  "), Span(full, "bar"), Span(empty, "rest")],
        [Span(explained, "muted")],
    ]
    return [
        [Span("   "), Span(line.ljust(columns), "accent"), Span("    "), *side[number]]
        for number, line in enumerate(figure)
    ]


def _total(total: Total, link: tuple[str, str]) -> Row:
    label = one_line(total.label) or one_line(total.id)
    score, coverage = score_line(total.score), f"{total.coverage:g} %"
    won = f"{points(total.points)} of {points(total.possible)}"

    def lines(width: int) -> Lines:
        columns = 6 if width < 70 else 10 if width < 90 else 24
        full, empty = bar((total.score or 0) / 100, columns)
        tail = [
            Cell(score, "muted" if total.score is None else "strong", width=5, right=True),
            Cell(coverage, "muted", width=6, right=True),
            Cell(won, "muted", width=11, right=True),
        ]
        figures = lay(tail, 24)
        front = lay([Cell(label, flex=True)], width - columns - 27)
        return [[Span(" "), *front, Span(" "), Span(full, "bar"), Span(empty, "rest"), *figures]]

    return Row(lines, True, link, f"{label}: score {score}, coverage {coverage}, points {won}")


def _whole(digest: str, width: int) -> Lines:
    """A digest without a letter missing: on one line, or in two halves."""
    half = len(digest) if len(digest) + 2 <= width else max(1, (len(digest) + 1) // 2)
    return [[Span(" "), Span(digest[at : at + half], "accent")] for at in range(0, len(digest), half)]


def _seats(story: Story) -> list[Row]:
    card, names = story.source.card, story.source.names
    rows = [heading("Seats")]
    for role, kind in card.seats.items():
        people = ", ".join(one_line(name, 60) for name in story.source.board.sitting.get(role, ()))
        played = SEAT_WORDS.get(kind, one_line(kind, 40)) + (f": {people}" if people else "")
        rows.append(pair(names.role(role).capitalize(), played, columns=26))
    if not card.seats:
        rows.append(words("No seats were taken.", "muted"))
    return rows


def _recording(story: Story, report: str) -> list[Row]:
    card = story.source.card
    path = one_line(str(story.debriefing.path), 400)
    ended = format_instant(card.ended_at) if card.ended_at >= 0 else "not yet: this is the score so far"
    closed = "closed" if card.closed else "open: more may be added, and the head will then change"
    rows = [
        heading("Recording"),
        *([pair("Held", _days(card.held))] if card.held else []),
        pair("Ended", ended),
        pair("Assist", f"level {one_line(card.assist, 40)}"),
        pair("State", closed),
        pair("File", path, copy=path),
    ]
    if report:
        rows.append(pair("Report", one_line(report, 400), "good", copy=report))
    if story.other_rules:
        rows.append(pair("Rules", "made by an irsim with other rules; scored by those of today", "notice"))
    if story.source.unreadable:
        rows.append(pair("Scenario", f"cannot be read: {story.source.unreadable}", "notice"))
    head = one_line(card.head, 80)
    digest = stopping(Row(lambda width: _whole(head, width)), copy=head)
    return [*rows, words("Head digest: keep it, it shows later that nothing was changed", "muted"), digest]


def _days(held: list[str]) -> str:
    """When the room was opened, and opened again on another day: `2026-11-20 09:00 UTC and 2026-11-27 09:02 UTC`."""
    return listed([_day(each) for each in held])


def _day(instant: str) -> str:
    try:
        given = datetime.fromisoformat(instant)
    except ValueError:
        return one_line(instant, 20)
    return f"{given.astimezone(UTC) if given.tzinfo else given:%Y-%m-%d %H:%M} UTC"
