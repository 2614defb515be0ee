"""The hot wash as it was recorded: feedback by topic, improvements, observations, and the scenario's questions."""

from __future__ import annotations

from irsim.events.after import ObservationMade, QuestionnaireFilled
from irsim.reports.account import after
from irsim.reports.plain import counted, few_lines, one_line
from irsim.session.seats import SOMEBODY
from irsim.tui.debriefing.claims import evidence
from irsim.tui.debriefing.rows import BLANK, Row, cells, heading, stopping, words
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Cell

SIGNS = {"Strengths": ("✔ ", "good"), "Gaps": ("✘ ", "notice"), "Fixes": ("▸ ", "accent")}
"""Sign and style of a topic, as `after.feedback` calls it."""


def wash_rows(story: Story) -> list[Row]:
    """The page."""
    rows: list[Row] = []
    for label, given in after.feedback(story.source):
        sign, style = SIGNS.get(label, ("· ", "muted"))
        rows += [heading(label)]
        for _, who, text in given:
            said = few_lines(text, 2_000)
            rows.append(stopping(words(f"{said} ({who})", "", 1, sign, style), copy=one_line(f"{said} ({who})", 2_000)))
        rows.append(BLANK)
    rows += _forms(story)
    plan = after.improvement_plan(story.source)
    if plan:
        rows.append(heading("Improvements"))
    for item in plan:
        id, incident, description, owner, priority, due, measure, status = (one_line(part, 600) for part in item)
        facts = f"{id} for {incident or 'the exercise'} · {priority} priority · owner {owner} · due {due} · {status}"
        rows.append(stopping(words(description, "strong", 1, "+ ", "accent"), copy=f"{description} ({facts})"))
        rows.append(words(facts, "muted", 3))
        if measure != "-":
            rows.append(words(f"Success shows in: {measure}", "muted", 3))
    rows += [BLANK] if plan else []
    observed = story.source.of(ObservationMade)
    if observed:
        rows += [heading("Observations"), *(evidence(story.entry(record.seq)) for record, _ in observed), BLANK]
    if not rows:
        rows += [words("Nobody typed anything in.", "muted"), BLANK]
    questions = after.questions(story.source)
    if questions:
        rows.append(heading("Questions for the table"))
        rows += [words(few_lines(text, 400), "", 1, f"{number}. ", "muted") for number, text in enumerate(questions, 1)]
    return rows


def _forms(story: Story) -> list[Row]:
    """The participants' feedback, counted and without names."""
    filled = after.forms(story.source)
    if not filled:
        return []
    rows = [heading("Participants' feedback", f"{counted(filled, 'form')} · mean of 1 to 5 · n")]
    for statement, n, mean, *_ in after.agree(story.source):
        columns = (
            Cell(one_line(statement, 200), flex=True),
            Cell(mean, "strong", width=5, right=True),
            Cell(n, "muted", width=4, right=True),
        )
        rows.append(cells(*columns, copy=f"{one_line(statement, 200)}: {mean} (n={n})"))
    for title, written in after.written(story.source):
        rows += [BLANK, words(title, "muted")]
        for row in written:
            said = " · ".join(few_lines(part, 1_000) for part in row if part != "-")
            rows.append(stopping(words(said, "", 1, "· ", "muted"), copy=one_line(said, 1_000)))
    if any(record.by == SOMEBODY for record, _ in story.source.of(QuestionnaireFilled)):
        rows.append(words("What they wrote is in confidence; the host's report has it without names.", "muted", 1))
    return [*rows, BLANK]
