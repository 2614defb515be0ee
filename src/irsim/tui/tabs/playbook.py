"""The steps of the incident's playbooks and the plan's criteria, with what became of each; it opens at what is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from irsim.board.automation import done_by_source
from irsim.board.criteria import wanted
from irsim.board.playbooks import PHASES, Task, playbooks_of
from irsim.board.state import Incident
from irsim.plan.models import PlaybookStep
from irsim.reports.plain import counted, one_line
from irsim.tui.forms.fields import Focus
from irsim.tui.lines import Cell, Span
from irsim.tui.tabs.rows import Row, View, heading

FIRST = PHASES[0]
"""The initial assessment, with which what comes next overlaps."""

GROUPS = {
    "validation": "Validation",
    "restoration": "Restoration",
    "closure": "Closure",
    "documentation": "Documentation",
    "follow_up": "Follow-up",
}


def rows(view: View) -> list[Row]:
    """Steps, then criteria."""
    steps, criteria = _steps(view), _criteria(view)
    if view.tasks and not any(row.begins for row in steps):  # gone through: what is left is to see that it worked
        first = next((row for row in criteria if row.opens is not None and row.tail[0].text), None)
        criteria = [replace(row, begins=True) if row is first else row for row in criteria]
    return [*steps, *criteria]


def progress(view: View) -> str:
    """`2/5`; empty without a playbook."""
    tasks = view.tasks
    return f"{sum(task.step.id in view.about.steps for task in tasks)}/{len(tasks)}" if tasks else ""


def _steps(view: View) -> list[Row]:
    """Phase by phase, and in a phase playbook by playbook."""
    if not view.tasks:
        name = view.names.category(view.about.category)
        return [view.hint(f"The plan has no playbook for {name}.", "classify", "sets another category")]
    found: list[Row] = []
    now = phases_now(view.tasks, view.about)
    for (phase, _), tasks in groupby(view.tasks, key=lambda task: (task.phase, task.book.id)):
        found += _group(view, phase, list(tasks), phase in now)
    first = next((number for number, row in enumerate(found) if row.begins), 0)
    found = [replace(row, begins=number == first) if row.begins else row for number, row in enumerate(found)]
    other = sum(book not in playbooks_of(view.board, view.about) for book in view.board.rules.playbooks.values())
    if other:
        found.append(view.hint(f"The plan has {counted(other, 'further playbook')}.", "follow", "follows one of them"))
    return found


def phases_now(tasks: Sequence[Task], about: Incident) -> tuple[str, ...]:
    """The phase that comes next; what is left of the initial assessment goes on beside it."""
    left = [task.phase for task in tasks if task.step.id not in about.steps]
    following = next((phase for phase in left if phase != FIRST), "")
    return tuple(phase for phase in (FIRST if FIRST in left else "", following) if phase)


def _group(view: View, phase: str, tasks: list[Task], now: bool) -> list[Row]:
    """A phase of a playbook. How a step is done, and what fulfils it, stands where it is to be done now."""
    label, book = view.names.phase(phase), view.names.playbook(tasks[0].book.id)
    title = label[:1].upper() + label[1:]
    dealt = sum(task.step.id in view.about.steps for task in tasks)
    head = heading(title, f"{dealt}/{len(tasks)}" if book == title else f"{book} {dealt}/{len(tasks)}")
    if now and dealt < len(tasks):
        head = replace(head, text=(*head.text, Span(" · now", "notice")))
    elif dealt == len(tasks):
        head = replace(head, text=(*head.text, Span(" ✔", "good")))
    found = [replace(head, name=f"heading:{phase}:{tasks[0].book.id}")]
    for task in tasks:
        left = task.step.id not in view.about.steps
        found.append(replace(_step(view, task), begins=left and now))
        if left and now and view.board.opened.assist == "guided":
            found += _how(view, task)
            found += _ways(view, task.step)
    return found


def _step(view: View, task: Task) -> Row:
    step, about = task.step, view.about
    state = about.steps.get(step.id, "")
    glyph, style = ("✔", "good") if state == "done" else ("–", "muted") if state else ("○", "")
    done = done_by_source(view.board, about, step.id)
    tail: list[Cell] = []
    if state == "done" and done is not None:
        tail.append(Cell(f"done by {one_line(done.source, 24)} at {view.at(done.at)}", "good"))
    elif state == "skipped":
        tail.append(Cell("left out", "muted"))
    elif not state and step.within is not None:
        due = about.since + step.within
        tail.append(Cell(f"by {view.at(due)}", "urgent" if view.seat.now > due else "muted", drop=2))
    tail.append(Cell(view.names.role(step.role), "muted", drop=1))
    focus = Focus(incident=about.id, step=step.id)
    return Row(
        f"step:{step.id}",
        (Span(one_line(step.text), "muted" if state else ""),),
        (Cell(glyph, style),),
        tuple(tail),
        focus=focus,
        opens=None if state else view.do("step"),
    )


def _how(view: View, task: Task) -> list[Row]:
    """The runbook of the step, where the plan has one."""
    if not task.step.how:
        return []
    focus = Focus(incident=view.about.id, step=task.step.id)
    text = (Span(one_line(task.step.how, 400), "muted"),)
    return [Row(f"how:{task.step.id}", text, indent=3, limit=3, focus=focus, opens=view.do("step"))]


def _ways(view: View, step: PlaybookStep) -> list[Row]:
    """The world's actions that fulfil a step."""
    found = []
    for name, brief in view.board.opened.setting.actions.items():
        if brief.step != step.id:
            continue
        taken = view.board.actions.get(name, [])
        word = "done" if name in view.board.completed else "begun"
        state = f"{word} at {view.at(taken[-1])}" if taken else ""
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
    asked = {"close": wanted(view.board, about, "close"), "resolve": wanted(view.board, about, "resolve")}
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
