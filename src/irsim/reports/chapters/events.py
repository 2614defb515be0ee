"""What happened: each incident with its facts, and the timeline as a figure and line by line."""

from irsim.board.exercise import is_exercise
from irsim.reports.account import incidents, timeline
from irsim.reports.account.chart import chart
from irsim.reports.account.incidents import IncidentAccount
from irsim.reports.account.source import Row, Source
from irsim.reports.document.model import Block, Figure, Heading, Note, Paragraph, Quote, bullets, table

ALERTS = ("Alert", "Fired", "Severity", "Title", "Service", "Value", "What was made of it")


def incident_chapter(source: Source) -> list[Block]:
    """Every incident, those that were not opened, and alerts that belong to none."""
    blocks: list[Block] = [Heading(2, "4. Incidents")]
    found = incidents.incidents(source)
    for each in found:
        practised = is_exercise(source.board, source.board.incidents[each.id])
        blocks += _incident(each, marked=source.names.live and practised)
    if not found:
        blocks.append(Paragraph("No incident was opened."))
    unopened = incidents.unopened(source)
    if unopened:
        blocks.append(Heading(3, "Incidents that the team did not open"))
        blocks.append(table(("Incident", "True severity", "First sign"), unopened))
    loose = incidents.loose_alerts(source)
    if loose:
        blocks += [Heading(3, "Alerts that belong to no incident"), table(ALERTS, loose)]
    return blocks


def _incident(about: IncidentAccount, *, marked: bool) -> list[Block]:
    """`marked`: an exercise among what is real."""
    blocks: list[Block] = [Heading(3, f"{about.id}: {'EXERCISE, ' if marked else ''}{about.title}")]
    blocks += [Note("This incident is an exercise; nothing of it happened.", "EXERCISE.")] if marked else []
    blocks.append(Paragraph(f"Severity: {about.severity}"))
    blocks += [Quote(about.description)] if about.description else []
    blocks.append(table(("Fact", "Value"), about.facts, named=True))
    tables: tuple[tuple[str, Row, list[Row]], ...] = (
        ("Alerts of", ALERTS, about.alerts),
        ("Playbook of", ("Phase", "Step", "Role", "State"), about.steps),
        ("Findings on", ("When", "Who", "Finding", "Confidence"), about.findings),
    )
    for name, heads, rows in tables:
        blocks += [Heading(4, f"{name} {about.id}"), table(heads, rows)] if rows else []
    blocks.append(Heading(4, f"Root cause of {about.id}"))
    blocks.append(Paragraph(about.cause or "No root cause was recorded."))
    blocks += [bullets(about.whys, numbered=True)] if about.whys else []
    tables = (
        ("Criteria checked on", ("Criterion", "State"), about.checks),
        ("Watch of", ("What", "Verdict", "When", "Note"), about.watch),
        ("Notes on", ("When", "Who", "Note"), about.notes),
    )
    for name, heads, rows in tables:
        blocks += [Heading(4, f"{name} {about.id}"), table(heads, rows)] if rows else []
    return blocks


def timeline_chapter(source: Source) -> list[Block]:
    """The figure, then what scenario, monitoring and team did, in order."""
    caption = (
        "Alerts, injects, decisions, what each seat did, and every running of a clock with its due time. What passed "
        "off stage is left out. The table below says the same line by line."
    )
    drawn = chart(source)
    return [
        Heading(2, "5. Timeline"),
        *([Figure(drawn, caption)] if drawn.lanes else []),
        Paragraph(
            "What scenario, monitoring and team did, in order. Commands, clocks that began, feedback and the courses "
            "of metrics are left out here; clocks, refused commands and feedback have sections of their own."
        ),
        table(("T+", "UTC", "Kind", "What happened", "Record"), timeline.timeline(source), widths=(11, 12, 10, 59, 8)),
    ]
