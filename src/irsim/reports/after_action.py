"""The after-action report and improvement plan (AAR/IP) of a recording, as a document and as Markdown."""

from irsim.log.reading import Recording
from irsim.reports.account import overview
from irsim.reports.account.source import Source, read_source
from irsim.reports.chapters import capabilities, clocks, closing, communication, events
from irsim.reports.chapters import overview as opening
from irsim.reports.document import Document, as_markdown
from irsim.scoring.scorecard import Scorecard

CHAPTERS = (
    opening.opening,
    opening.overview_chapter,
    opening.summary,
    capabilities.capabilities,
    events.incident_chapter,
    events.timeline_chapter,
    clocks.clock_chapter,
    communication.communication_chapter,
    communication.decision_chapter,
    communication.work_chapter,
    closing.facilitation_chapter,
    closing.wash_chapter,
    closing.improvement_appendix,
    closing.participant_appendix,
    closing.scoring_appendix,
    closing.claim_appendix,
)
"""In the order of the field's AAR/IP: overview, analysis of core capabilities, then what it rests on."""


def after_action(source: Source) -> Document:
    """The whole report.

    It tells what only control may know (faults, true severities), and is therefore for after the exercise.
    """
    blocks = tuple(block for chapter in CHAPTERS for block in chapter(source))
    return Document(f"After-Action Report: {overview.title(source)}", opening.subtitle(source), blocks)


def after_action_report(recording: Recording, card: Scorecard) -> str:
    """The report as Markdown; ends in a newline. Raises BadInput where the recorded plan cannot be read."""
    return as_markdown(after_action(read_source(recording, card)))
