"""The steps of the incident's playbook and the plan's criteria, with what became of each."""

from __future__ import annotations

from irsim.plan.models import PlaybookStep
from irsim.reports.plain import counted, one_line
from irsim.tui.forms.fields import Focus
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import short
from irsim.tui.tabs.rows import Row, View, heading

GROUPS = {
    "validation": "Validation",
    "restoration": "Restoration",
    "closure": "Closure",
    "documentation": "Documentation",
    "follow_up": "Follow-up",
}


def rows(view: View) -> list[Row]:
    """Steps, then criteria."""
    return [*_steps(view), *_criteria(view)]


def progress(view: View) -> str:
    """`2/5`; empty without a playbook."""
    book = view.playbook
    return f"{sum(step.id in view.about.steps for step in book.steps)}/{len(book.steps)}" if book else ""


def _steps(view: View) -> list[Row]:
    book = view.playbook
    if book is None:
        name = view.names.category(view.about.category)
        return [view.hint(f"The plan has no playbook for {name}.", "classify", "sets another category")]
    label = one_line(book.label, 60)
    found = [heading(label, f"{progress(view)} dealt with")]
    guided = view.board.opened.assist == "guided"
    for step in book.steps:
        found.append(_step(view, step))
        if guided:
            found += _ways(view, step)
    return found


def _step(view: View, step: PlaybookStep) -> Row:
    state = view.about.steps.get(step.id, "")
    glyph, style = ("✔", "good") if state == "done" else ("–", "muted") if state else ("○", "")
    tail = [Cell("left out", "muted")] if state == "skipped" else []
    tail.append(Cell(view.names.role(step.role), "muted", drop=1))
    focus = Focus(incident=view.about.id, step=step.id)
    return Row(
        f"step:{step.id}",
        (Span(one_line(step.text), "muted" if state else ""),),
        (Cell(glyph, style),),
        tuple(tail),
        focus=focus,
        opens=None if state else view.do("step"),
    )


def _ways(view: View, step: PlaybookStep) -> list[Row]:
    """The world's actions that fulfil a step."""
    found = []
    for name, brief in view.board.opened.setting.actions.items():
        if brief.step != step.id:
            continue
        taken = view.board.actions.get(name, [])
        word = "done" if name in view.board.completed else "begun"
        state = f"{word} at {short(taken[-1])}" if taken else ""
        focus = Focus(incident=view.about.id, step=step.id)
        found.append(
            Row(
                f"way:{step.id}:{name}",
                (Span(one_line(brief.label), "muted" if taken else "accent"),),
                (Cell(view.key_of("act"), "muted" if taken else "key", width=1),),
                (Cell(state, "good"), Cell(view.names.role(brief.role), "muted", drop=1)),
                indent=5,
                focus=focus,
                opens=view.do("act"),
                typed=(("action", name),),
            )
        )
    return found


def _criteria(view: View) -> list[Row]:
    rules, about = view.board.rules, view.about
    asked = {part: _wanted(view, part) for part in ("close", "resolve")}
    found: list[Row] = []
    for group, label in GROUPS.items():
        checks = [check for check in rules.checks.values() if check.of == group]
        if not checks:
            continue
        held = sum(bool(about.checks.get(check.id)) for check in checks)
        found.append(heading(label, f"{held} of {counted(len(checks), 'criterion', 'criteria')}"))
        for check in checks:
            holds = about.checks.get(check.id)
            glyph, style = ("✔", "good") if holds else ("✘", "urgent") if holds is False else ("○", "")
            part = next((part for part in ("resolve", "close") if check.id in asked[part]), "")
            found.append(
                Row(
                    f"check:{check.id}",
                    (Span(one_line(check.text), "muted" if holds else ""),),
                    (Cell(glyph, style),),
                    (Cell(f"to {part}" if part else "", "muted" if holds else "notice"),),
                    opens=None if holds else view.do("check"),
                    typed=(("check", check.id),),
                )
            )
    return found


def _wanted(view: View, part: str) -> set[str]:
    criteria: dict[str, list[str]] = getattr(view.board.rules.plan.requires, part)
    return {*criteria.get("all", []), *criteria.get(view.about.severity, [])}
