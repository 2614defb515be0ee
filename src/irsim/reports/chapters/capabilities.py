"""The analysis of core capabilities: the table of ratings, then strengths and areas for improvement, one by one."""

from irsim.reports.account import analysis
from irsim.reports.account.analysis import Analysis, Point
from irsim.reports.account.source import Source
from irsim.reports.document.model import Block, Heading, Item, Listing, Paragraph, bullets, table
from irsim.reports.ratings import LETTERS, meaning

OBSERVED = ("When", "Who", "Rating", "Observation")


def capabilities(source: Source) -> list[Block]:
    """The whole chapter."""
    blocks: list[Block] = [Heading(2, "3. Analysis of core capabilities")]
    rows = analysis.ratings(source)
    if rows:
        heads = ("Objective", "Core capability", *LETTERS, "Basis", "Score", "Coverage", "Points")
        blocks += [
            table(heads, rows, named=True),
            Paragraph(" ".join(f"{letter}: {meaning(letter)}." for letter in LETTERS)),
            Paragraph(
                "A rating marked automatic was derived from the score of the objective's claims, for the evaluator "
                "gave none; how, is told in appendix C. The analysis of an area for improvement says why it matters, "
                "and what would have counted."
            ),
        ]
    found = analysis.analyses(source)
    for each in found:
        blocks += _objective(each)
    if not found:
        blocks.append(
            Paragraph("Nothing was expected and nothing observed in this session, so there is nothing to analyse.")
        )
    others = analysis.general_observations(source)
    return blocks + ([Heading(3, "Further observations"), table(OBSERVED, others)] if others else [])


def _objective(found: Analysis) -> list[Block]:
    blocks: list[Block] = [Heading(3, found.label)]
    if found.rating:
        blocks.append(Paragraph(found.rating, "Rating:"))
    blocks.append(Heading(4, "Strengths"))
    blocks += _points(found.strengths, "No strength was recorded by a claim.")
    blocks.append(Heading(4, "Areas for improvement"))
    blocks += _points(found.improvements, "No area for improvement was recorded by a claim.")
    if found.unjudged:
        texts = [f"{point.title} ({point.verdict}): {point.rule or 'no rule is recorded'}" for point in found.unjudged]
        blocks += [Heading(4, "Not judged"), bullets(texts)]
    if found.observations:
        blocks += [Heading(4, "Evaluator's observations"), table(OBSERVED, found.observations)]
    return blocks


def _points(points: list[Point], nothing: str) -> list[Block]:
    if not points:
        return [Paragraph(nothing)]
    return [Listing(tuple(_item(point) for point in points), numbered=True)]


def _item(point: Point) -> Item:
    facts = ", ".join(part for part in (point.verdict, point.points and f"{point.points} points", point.role) if part)
    details = (
        ("Observation", point.rule or "no rule is recorded"),
        ("Reference", point.reference),
        ("Analysis", point.why),
        ("Time", point.when),
        ("Evidence", point.evidence),
        ("Basis", point.basis),
    )
    return Item(f"({facts})" if facts else "", point.title, tuple(detail for detail in details if detail[1]))
