"""After the end: facilitation log, hot wash, improvement plan, participants, rules of scoring, every claim."""

from irsim.reports.account import after, analysis, facilitation, participants
from irsim.reports.account.source import Row, Source
from irsim.reports.chapters.common import rows_or
from irsim.reports.document.model import Block, Code, Heading, Item, Landscape, Listing, Paragraph, bullets, table
from irsim.reports.plain import counted
from irsim.reports.planning import plan_diff
from irsim.reports.ratings import DEFINITIONS, LETTERS, meaning, worth
from irsim.reports.verdicts import VERDICTS


def facilitation_chapter(source: Source) -> list[Block]:
    """What facilitator and evaluator did with the exercise."""
    rows = facilitation.log(source)
    blocks: list[Block] = [
        Heading(2, "10. Facilitation log"),
        rows_or(
            ("When", "Who", "What", "About"), rows, "Nothing was held, fired, left out, delayed, changed or added."
        ),
    ]
    private = facilitation.private_notes(source)
    if private:
        blocks.append(Paragraph(f"Left out of this report: {counted(private, 'private note')} of the facilitation."))
    return blocks


def wash_chapter(source: Source) -> list[Block]:
    """Hot wash, participants' feedback, lessons and thresholds."""
    blocks: list[Block] = [Heading(2, "11. Hot wash and participant feedback")]
    discussions = after.discussions(source)
    if discussions:
        blocks += [Paragraph("Put to the table during the exercise:"), table(("When", "Question"), discussions)]
    questions = after.questions(source)
    if questions:
        blocks += [Paragraph("Questions for the hot wash:"), bullets(questions, numbered=True)]
    feedback = after.feedback(source)
    for title, rows in feedback:
        blocks += [Heading(3, title), table(("When", "Who", "In their words"), rows)]
    blocks += _participants(source)
    if not feedback and not after.forms(source):
        blocks.append(Paragraph("No feedback was recorded."))
    satisfaction = after.satisfaction(source)
    if satisfaction:
        heads: Row = ("When", "Incident", "Who", "Score", "In their words")
        blocks += [Heading(3, "Satisfaction with the resolution"), table(heads, satisfaction)]
    lessons = after.lessons(source)
    if lessons:
        heads = ("When", "Incident", "Kind", "Lesson", "Changes in the plan")
        blocks += [Heading(3, "Lessons"), table(heads, lessons)]
    thresholds = after.thresholds(source)
    if thresholds:
        heads = ("When", "Incident", "Monitor", "Proposed", "Why")
        blocks += [Heading(3, "Thresholds to be changed"), table(heads, thresholds)]
        diff = plan_diff(source.board)
        blocks += [Paragraph("As a change of the plan's text:"), Code(diff, "diff")] if diff else []
    return blocks


def _participants(source: Source) -> list[Block]:
    """The forms of those who took part, together."""
    filled = after.forms(source)
    if not filled:
        return []
    blocks: list[Block] = [
        Heading(3, "Participant feedback"),
        Paragraph(
            f"{counted(filled, 'form')}; 1 is not at all, 5 is fully. Who wrote what stays with the facilitation."
        ),
    ]
    agree = after.agree(source)
    blocks += [table(("Statement", "n", "Mean", "Median", "Lowest", "Highest"), agree)] if agree else []
    for title, rows in after.written(source):
        if len(rows[0]) == 1:
            blocks += [Heading(4, title), bullets([row[0] for row in rows])]
        else:
            blocks += [Heading(4, title), table(("Corrective action", "Priority", "Owner", "Due"), rows)]
    return blocks


def improvement_appendix(source: Source) -> list[Block]:
    """Appendix A: what was decided, and the areas for which nothing was."""
    heads: Row = (
        "Item",
        "Core capability",
        "Issue or area for improvement",
        "Corrective action",
        "Capability element",
        "Responsible",
        "Point of contact",
        "Start",
        "Due",
        "Priority",
        "Measure of success",
        "Status",
    )
    rows = after.improvements(source)
    blocks: list[Block] = [
        Heading(2, "Appendix A. Improvement plan", fresh=True),
        rows_or(heads, rows, "No improvements were recorded."),
    ]
    open_areas = after.without_action(source)
    if open_areas:
        blocks += [
            Heading(3, "Areas without a corrective action"),
            Paragraph(
                "Nobody named an improvement for these objectives. They are listed so that somebody decides, also "
                "where the decision is to change nothing."
            ),
            table(("Core capability", "Area for improvement", "Left, points"), open_areas),
        ]
    blocks.append(
        Paragraph("Capability elements: planning, organisation, equipment, training, exercise. A dash was not given.")
    )
    return [Landscape(tuple(blocks))]


def participant_appendix(source: Source) -> list[Block]:
    """Appendix B: who took part, and what was proven of them."""
    heads = ("Role", "Name", "Proven by", "From", "Until", "Commands")
    rows = participants.participants(source)
    nothing = "Nobody took a seat by name: the session was simulated, played from a script, or at one shared terminal."
    seats = participants.seats(source)
    blocks: list[Block] = [Heading(2, "Appendix B. Participants", fresh=True), rows_or(heads, rows, nothing)]
    return blocks + ([table(("Role", "Played", "By", "Did"), seats)] if seats else [])


def scoring_appendix(source: Source) -> list[Block]:
    """Appendix C: the rules in words, the scenario's own among them."""
    verdicts = Listing(tuple(Item(f": {words}", verdict) for verdict, words in VERDICTS.items()))
    blocks: list[Block] = [
        Heading(2, "Appendix C. How the score comes about", fresh=True),
        Paragraph(
            "Each expectation of the scenario becomes one claim, and each claim names the records that show it. A "
            "claim is automatic where the rules judged it, the evaluator's where she rated it or overrode the rules, "
            "the facilitator's where she judged what was said, and recorded late "
            "where what it rests on was said at the table before it was written down."
        ),
        verdicts,
        Paragraph(
            "The score is the points earned out of the points possible over all claims that were exercised and judged. "
            "What is wrong in one objective takes nothing from another. Coverage is the share of all possible points "
            "that was exercised and judged. Claims about clocks are judged by the true severity, from the first sign "
            "that reached a seat. Content is judged by typed fields and the plan's lists of phrases; what a text means "
            "is for the evaluator."
        ),
        Heading(3, "Ratings of objectives"),
        table(
            ("Rating", "Meaning", "Definition"),
            [(letter, meaning(letter), DEFINITIONS[letter]) for letter in LETTERS],
        ),
        Paragraph(
            "The evaluator's last rating of an objective counts. Where there is none, the rating is automatic: the "
            f"letter whose worth ({worth()}) lies nearest to the objective's score, and never better than "
            "M where something was done that made things worse."
        ),
    ]
    own = analysis.own_rules(source)
    return blocks + ([Paragraph("The scenario sets these values of its own:"), bullets(own)] if own else [])


def claim_appendix(source: Source) -> list[Block]:
    """Appendix D: every claim with its rule and evidence."""
    heads = ("Objective", "Claim", "Title", "Role", "Verdict", "Points", "Basis", "Rule", "Time", "Evidence")
    rows = analysis.appendix(source)
    return [
        Landscape((Heading(2, "Appendix D. Every claim", fresh=True), rows_or(heads, rows, "There are no claims."))),
    ]
