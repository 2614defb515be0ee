"""What was held, what it came to in a few lines, and what a reader has to know before believing any of it."""

from irsim.reports.account import analysis, overview, participants
from irsim.reports.account.source import Source
from irsim.reports.chapters.common import count
from irsim.reports.document.model import Block, Heading, Note, Paragraph, Quote, bullets, table
from irsim.reports.plain import counted, span
from irsim.reports.verdicts import IMPROVEMENTS, points, sign

STRONGEST, WEAKEST = 3, 5
"""Claims that the summary names: those that earned most, and those at which most was left."""


def opening(source: Source) -> list[Block]:
    """What kind of document this is, and whatever keeps it from being the whole truth."""
    live, recording = source.names.live, source.recording
    found: list[Block] = [
        Note("This report is about real events.", "LIVE.")
        if live
        else Note(
            "This report is about an exercise: its incidents, customers and figures are made up.",
            "EXERCISE.",
        )
    ]
    if recording.broken:
        text = f"{recording.broken}. What follows covers the records before that point, and nothing after it."
        found.append(Note(text, "The recording is damaged:"))
    if source.board.opened.redacted:
        text = "Names, addresses and free text are replaced; the original is the recording with the head "
        found.append(Note(f"{text}{source.board.opened.redacted}.", "A redacted copy."))
    if source.board.ended_at < 0:
        text = "This report says how things stood at the last record, and more may follow."
        adjourned = overview.adjourned(source)
        found.append(Note(text, "The session has not ended."))
        found += [Note(adjourned, "Adjourned.")] if adjourned else []
    elif early := overview.cut_short(source):
        found.append(Note(early, "The session was ended early."))
    if source.unreadable:
        text = f"{source.unreadable}. Titles and explanations from it are missing here."
        found.append(Note(text, "The scenario in the recording cannot be read:"))
    if participants.nobody_acted(source):
        text = (
            "No seat gave a command from beginning to end. What happened, the scenario, monitoring and the duty desk "
            "brought about."
        )
        found.append(Note(text, "Nobody acted."))
    return [
        *found,
        Paragraph(
            "Times are given as T+ hours, minutes and seconds of the session, and in UTC. A number in brackets is the "
            "record of the session's log that shows it."
        ),
    ]


def overview_chapter(source: Source) -> list[Block]:
    """The exercise overview, how it was run, the seats, the recording, the briefing and the truth."""
    name = "1. Overview" if source.names.live else "1. Exercise overview"
    blocks: list[Block] = [
        Heading(2, name),
        table(("Fact", "Value"), overview.exercise(source), named=True),
        Heading(3, "How it was run"),
        table(("Fact", "Value"), overview.overview(source), named=True),
        Heading(3, "Seats"),
    ]
    seats = participants.seats(source)
    blocks.append(table(("Role", "Played", "By", "Did"), seats) if seats else Paragraph("No seats were taken."))
    blocks += [
        Heading(3, "The recording"),
        table(("Fact", "Value"), overview.custody(source), named=True),
        Paragraph(
            "The head digest stands for every record before it. Whoever kept it can show that nothing was changed "
            "since: irsim verify compares."
        ),
    ]
    briefing = source.board.opened.setting.briefing
    blocks += [Heading(3, "Briefing"), Quote(briefing)] if briefing else []
    return blocks + _truth(source)


def _truth(source: Source) -> list[Block]:
    story = source.filled(source.loaded.scenario.truth.story) if source.loaded else ""
    rows = overview.truth(source)
    if not story and not rows:
        return []
    blocks: list[Block] = [Heading(3, "What really happened")]
    if source.board.ended_at < 0:
        return [*blocks, Paragraph("Not before the session has ended.")]
    blocks += [Quote(story)] if story else []
    heads = ("Incident", "True severity", "Category", "Personal data", "Onset", "Cause")
    return blocks + ([table(heads, rows)] if rows else [])


def summary(source: Source) -> list[Block]:
    """Score and coverage, objectives, roles, where the points were earned and left."""
    card = source.card
    none = ", for nothing that counts was exercised"
    blocks: list[Block] = [
        Heading(2, "2. Summary of the score" + ("" if source.board.ended_at >= 0 else " so far")),
        bullets(
            [
                f"Score: {analysis.score_line(card.score)}{' of 100' if card.score is not None else none}",
                f"Coverage: {card.coverage:g} %, the share of the possible points that was exercised and judged",
            ]
        ),
        Paragraph("The two figures belong together: a high score with little coverage says little."),
    ]
    counted_claims = count(claim.verdict for claim in card.claims)
    if counted_claims:
        words = ", ".join(f"{number} {sign(verdict)}" for verdict, number in counted_claims.items())
        blocks.append(Paragraph(f"Of {counted(len(card.claims), 'claim')}: {words}."))
    best = sorted((claim for claim in card.claims if claim.verdict == "met"), key=lambda each: -each.points)
    worst = sorted(
        (claim for claim in card.claims if claim.verdict in IMPROVEMENTS), key=lambda each: each.points - each.possible
    )
    if best:
        texts = [f"{claim.title} ({points(claim.points)} points)" for claim in best[:STRONGEST]]
        blocks += [Heading(3, "What earned most"), bullets(texts)]
    if worst:
        texts = [
            f"{claim.title} ({sign(claim.verdict)}, {points(claim.possible - claim.points)} points left)"
            for claim in worst[:WEAKEST]
        ]
        blocks += [Heading(3, "Where most was left"), bullets(texts)]
    if card.roles:
        rows = analysis.totals(source, card.roles)
        blocks += [Heading(3, "Roles"), table(("Role", "Score", "Coverage", "Points"), rows)]
    return blocks


def subtitle(source: Source) -> str:
    """The kind of report, when, and how long."""
    kind = "After-action report and improvement plan" if not source.names.live else "Report"
    return f"{kind}. Held: {overview.held(source)}. Length: {span(source.now)}."
