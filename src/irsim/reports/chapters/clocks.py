"""Clocks and times: how each deadline ended, how long things took, and the metrics of the plan."""

from irsim.reports import measuring
from irsim.reports.account import clocks
from irsim.reports.account.source import Source
from irsim.reports.chapters.common import rows_or
from irsim.reports.document.model import Block, Heading, Landscape, Paragraph, bullets, table

SPREAD = ("n", "Mean", "Median", "p90")


def clock_chapter(source: Source) -> list[Block]:
    """The whole chapter; its wide tables on wide pages."""
    heads = ("Incident", "Clock", "From", "Due", "Stopped", "Verdict", "Owner", "Basis", "Remarks")
    wide: list[Block] = [
        Heading(2, "6. Clocks and times"),
        rows_or(heads, clocks.clocks(source), "No clock ran."),
        Heading(3, "Times of each incident"),
    ]
    times = clocks.times(source)
    if times:
        wide += [
            table(
                (
                    "Incident",
                    "First sign",
                    "Onset to detection (MTTD)",
                    "Detection to acknowledgement (MTTA)",
                    "Detection to declaration",
                    "Detection to response (a step of containment, or declared)",
                    "Detection to containment, as declared",
                    "First sign to containment, in the world",
                    "Detection to first public update",
                    "Detection to resolution (MTTR, resolve)",
                ),
                times,
            ),
        ]
    else:
        wide.append(Paragraph("No incident, no times."))
    blocks: list[Block] = [Landscape(tuple(wide))]
    if times:
        blocks += [
            Heading(3, "Times over all incidents"),
            Paragraph("n counts the incidents in which it happened; p90 is the nearest rank."),
            table(("Time", *SPREAD), clocks.summary(source)),
        ]
    blocks += [Heading(3, "Counts"), table(("What", "Number"), clocks.counts(source))]
    return blocks + _measured(source)


def _measured(source: Source) -> list[Block]:
    """The plan's metrics; nothing where the card was made without."""
    measures = source.card.measures
    if measures is None:
        return []
    blocks: list[Block] = [
        Heading(3, "Metrics"),
        Paragraph(
            "What the plan measures, over the incidents of this session. n is how many a figure is of; p90 is the "
            "nearest rank."
        ),
        table(("Metric", *SPREAD), measuring.impact(measures)),
        table(("Metric", "Figures"), measuring.quality(measures)),
        Heading(4, "Downtime and availability"),
    ]
    services = measuring.services(measures)
    heads = ("Service", "Down, minutes", "Availability", "Objective", "Error budget used, minutes")
    blocks += [table(heads, services)] if services else []
    remarks = measuring.service_remarks(measures)
    blocks += [bullets(remarks)] if remarks else []
    heads = ("Group", "Metric", "Figure", "Source", "Remark")
    security = measuring.security(measures)
    return [*blocks, Heading(4, "Security metrics"), rows_or(heads, security, "The plan names none.")]
