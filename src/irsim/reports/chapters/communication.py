"""The communication log with its texts, the decisions with their alternatives, and the work that was done."""

from irsim.reports.account import communication, work
from irsim.reports.account.source import Row, Source
from irsim.reports.chapters.common import rows_or
from irsim.reports.document.model import Block, Heading, Paragraph, Quote, bullets, table


def communication_chapter(source: Source) -> list[Block]:
    """Updates, status page, notices, messages."""
    blocks: list[Block] = [Heading(2, "7. Communication log"), Heading(3, "Updates")]
    updates = communication.updates(source)
    for update in updates:
        blocks += [Heading(4, update.heading), Paragraph(update.state)]
        blocks += [bullets(update.remarks)] if update.remarks else []
        blocks.append(Quote(update.text))
    blocks += [] if updates else [Paragraph("No update was written.")]
    heads: Row = ("When", "Incident or component", "Shown as", "With update, or after alert")
    blocks += [
        Heading(3, "Status page"),
        rows_or(heads, communication.statuspage(source), "The status page was not changed."),
    ]
    heads = ("When", "Notice", "Regime", "Recipient", "Filed by", "Content", "Still owed")
    blocks += [Heading(3, "Notices"), rows_or(heads, communication.notices(source), "No notice was filed.")]
    heads = ("Message", "Came", "Channel", "From", "To", "Title", "Answer")
    blocks += [
        Heading(3, "Messages to the team"),
        rows_or(heads, communication.messages(source), "No message came in."),
    ]
    handouts = communication.handouts(source)
    heads = ("When", "Handout", "File", "To", "Size", "sha256")
    return blocks + ([Heading(3, "Handouts"), table(heads, handouts)] if handouts else [])


def decision_chapter(source: Source) -> list[Block]:
    """Every decision that was put to the team, and what was said at the table."""
    blocks: list[Block] = [Heading(2, "8. Decisions")]
    decisions = communication.decisions(source)
    for decision in decisions:
        reason = f" Reason given: {decision.reason}" if decision.reason else ""
        blocks += [
            Heading(3, decision.question),
            Paragraph(f"Asked at {decision.asked}. {decision.outcome}{reason}"),
            table(("Alternative", "What speaks for and against it", "Outcome"), decision.alternatives),
        ]
    blocks += [] if decisions else [Paragraph("No decision was put to the team.")]
    stated = communication.stated(source)
    if stated:
        heads = ("Said at", "Role", "What was said", "Recorded", "What the facilitator made of it")
        blocks += [Heading(3, "Said at the table"), table(heads, stated)]
    return blocks


def work_chapter(source: Source) -> list[Block]:
    """Actions, evidence, pages, requests, handovers, deviations, and what the rules refused."""
    heads: Row = ("When", "Who", "Action", "Incident", "Effect")
    blocks: list[Block] = [
        Heading(2, "9. Work"),
        Heading(3, "Technical actions"),
        rows_or(heads, work.actions(source), "No technical action was taken."),
        Heading(3, "Evidence"),
    ]
    evidence = work.evidence(source)
    if evidence:
        blocks += [
            table(("Evidence", "Incident", "What", "From", "sha256", "Collected"), evidence),
            Paragraph("Chain of custody:"),
            table(("Evidence", "When", "From", "To", "Why", "Recorded by"), work.custody(source)),
        ]
    else:
        blocks.append(Paragraph("No evidence was collected."))
    holds = work.holds(source)
    if holds:
        heads = ("Hold", "Placed", "Incident", "Scope", "Placed by", "State")
        blocks += [Paragraph("Legal holds:"), table(heads, holds)]
    heads = ("Page", "Sent", "Contact", "Incident", "Reason", "Answer")
    blocks += [Heading(3, "Pages and requests"), rows_or(heads, work.pages(source), "Nobody was paged.")]
    requests = work.requests(source)
    heads = ("Request", "Incident", "What", "Kind and amount", "Asked", "State")
    blocks += [table(heads, requests)] if requests else []
    handovers = work.handovers(source)
    if handovers:
        heads = ("When", "Incident", "Role", "From", "To", "What they were told")
        blocks += [Heading(3, "Handovers"), table(heads, handovers)]
    deviations = work.deviations(source)
    if deviations:
        blocks += [
            Heading(3, "Deviations from roles"),
            Paragraph("What a role did that the plan gives to another. It costs no points by itself."),
            table(("When", "Role", "Did", "Incident", "Whose it is"), deviations),
        ]
    heads = ("When", "Who", "Command", "Why not", "What to do instead")
    return [
        *blocks,
        Heading(3, "Refused commands"),
        rows_or(heads, work.refused(source), "No command was refused."),
    ]
