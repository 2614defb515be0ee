"""A notice as a document: what its regime asks for, filled from the incident's fact sheet, and what it still lacks."""

from irsim.board.board import Board
from irsim.board.duties import regimes_of, still_lacks
from irsim.board.facts import sheet
from irsim.board.state import Incident
from irsim.plan.models import Notice
from irsim.reports.markdown import md
from irsim.reports.names import Names

GAP = "(to be completed)"
"""Stands where something is asked for that nobody has written yet."""


def notice_document(board: Board, about: Incident, notice: Notice) -> str:
    """The notice in Markdown: as it was last filed, or as a draft for whoever files it."""
    names, known = Names(board), {**sheet(board, about), **board.filed.get((about.id, notice.id), {})}
    labels = {field.id: field.label for field in notice.fields}
    lines = [f"# {md(notice.label)}", ""]
    lines += [f"To: {md(notice.recipient)}  ", f"From: {md(board.rules.plan.plan.organisation)}  "]
    lines += [f"Reference: {md(about.id)}  ", f"Basis: {md(notice.basis)}", ""]
    if notice.about:
        lines += [f"> {md(notice.about)}", ""]
    required = {field.id for field in notice.fields if field.required}
    grouped = notice.headings or {labels[name]: [name] for name in labels}
    for heading, content in grouped.items():
        said = [known.get(name, GAP if name in required else "") for name in content]
        if any(said):
            lines += [f"## {md(heading)}", "", *(f"{md(text)}\n" for text in dict.fromkeys(said) if text)]
    lines += ["---", "", *_state(board, about, notice, names)]
    return "\n".join(lines).rstrip() + "\n"


def _state(board: Board, about: Incident, notice: Notice, names: Names) -> list[str]:
    """For whoever files it: what is missing, by when it is due, how far to trust the figure."""
    given = board.filed.get((about.id, notice.id), {})
    lacks = still_lacks(board, about, notice, given)
    lines = ["Still lacking:", "", *(f"- {md(names.field(notice.id, name))}" for name in lacks), ""]
    if not lacks:
        lines = ["Nothing that it asks for is missing.", ""]
    ours = [clock for (name, _), runs in board.runs.items() if name == about.id for clock in runs]
    asking = [clock for clock in ours if notice.id in regimes_of(board, clock)]
    for clock in asking:
        rule, verdict = board.rules.clocks[clock.rule], clock.verdict(board.at)
        target = ", a target of the plan's" if rule.target else ""
        due = f"{md(rule.label)}: due {names.moment(clock.due, year=True)}{target} ({verdict})."
        lines += [f"{due} {md(rule.differs)}".rstrip(), ""]
    if not asking:
        lines += ["Nothing on record asks for this notice: none of its clocks runs.", ""]
    law = board.rules.plan.law
    if law.caution:
        lines.append(md(law.caution) + (f" Table of {law.as_of}." if law.as_of else ""))
    return lines
