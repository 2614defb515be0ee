"""What is learned from it: the post-mortem, the improvements, and the deadlines that were not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from irsim.board.state import NEVER, Lesson
from irsim.reports.plain import counted, one_line
from irsim.tui.lines import Cell, Span
from irsim.tui.tabs.rows import Opens, Row, View, heading

PRIORITY = {"high": "urgent", "medium": "notice", "low": "muted"}

MARKS = {"pending": ("○", "muted"), "in_progress": ("▸", "notice"), "completed": ("✔", "good")}
"""Status of an improvement to its sign and style."""


def rows(view: View) -> list[Row]:
    """Post-mortem, improvements, deadlines."""
    follow_ups = [item for item in _items(view) if item["follow_up"]]
    return [
        heading("Post-mortem"),
        *_review(view),
        *_follow_ups(view, follow_ups),
        *_improvements(view),
        *_lessons(view),
        *_deadlines(view),
    ]


def _items(view: View) -> list[Mapping[str, Any]]:
    return [item for item in view.board.items.values() if item["incident"] == view.about.id]


def _review(view: View) -> list[Row]:
    about = view.about
    if not about.review:
        return [view.hint("No post-mortem has been scheduled.", "review", "gives it a date")]
    held = about.review == "held"
    when = one_line(about.review) if about.review_at == NEVER else view.names.moment(about.review_at, year=True)
    groups = f", with {view.names.attendees(about.attendees)}" if about.attendees else ""
    state = Row(
        "review",
        (Span("✔ held", "good") if held else Span(f"○ scheduled for {when}", "notice"), Span(groups, "muted")),
        opens=view.do("review"),
    )
    told = [
        Row(
            f"review:{item.seq}",
            (Span(view.told(item)),),
            (Cell(view.at(item.line.at), "muted", width=view.columns, right=True),),
            indent=0,
            opens=Opens("item", str(item.seq)),
        )
        for item in view.items("review.scheduled", "review.held")
    ]
    return [state, *told]


def _improvements(view: View) -> list[Row]:
    items = [item for item in _items(view) if not item["follow_up"]]
    found = [row for item in items for row in _improvement(view, item)]
    if not found:
        found = [view.hint("No improvement has been opened.", "improve", "opens one, with owner and date")]
    return [heading("Improvements", str(len(items)) if items else ""), *found]


def _improvement(view: View, item: Mapping[str, Any]) -> list[Row]:
    name, priority = one_line(item["item"], 40), one_line(item["priority"], 20)
    owner = view.names.role(item["owner"]) if item["follow_up"] else one_line(item["owner"], 80)
    due = one_line(item["due_date"], 40)
    opens, typed = view.do("progress"), (("item", item["item"]),)
    mark, style = MARKS.get(item["status"], MARKS["pending"])
    first = Row(
        f"item:{name}",
        (Span(one_line(item["description"], 600)),),
        (
            Cell(mark, style),
            Cell(name, "strong", width=6),
            Cell(priority, PRIORITY.get(priority, ""), width=6, drop=1),
        ),
        opens=opens,
        typed=typed,
    )
    said = [
        item["status"].replace("_", " "),
        f"owner {owner}" if owner else "no owner yet",
        f"due {due}" if due else "no date yet",
    ]
    if item["measure"]:
        said.append(f"success shows in: {one_line(item['measure'], 400)}")
    style = "muted" if owner and due else "notice"
    if item["note"]:
        said.append(one_line(item["note"], 400))
    return [first, Row(f"details:{name}", (Span(" · ".join(said), style),), indent=8, opens=opens, typed=typed)]


def _follow_ups(view: View, items: list[Mapping[str, Any]]) -> list[Row]:
    """What the plan has opened once the incident was resolved."""
    if not items:
        return []
    done = sum(item["status"] == "completed" for item in items)
    found = [row for item in items for row in _improvement(view, item)]
    return [heading("Follow-ups", f"{done} of {len(items)}"), *found]


def _lessons(view: View) -> list[Row]:
    """Lessons, the thresholds that are to be changed, and how content people are."""
    about = view.about
    found = [
        Row(
            f"lesson:{lesson.seq}",
            (Span(one_line(lesson.text, 600)), Span(_changes(lesson), "muted")),
            (Cell(one_line(lesson.kind, 20), "accent", width=8),),
        )
        for lesson in about.lessons
    ]
    found += [
        Row(
            f"threshold:{each.seq}",
            (
                Span(f"{view.names.monitor(each.monitor)} {each.side} {one_line(each.written, 40)}"),
                Span(f": {one_line(each.reason, 400)}" if each.reason else "", "muted"),
            ),
            (Cell("limit", "accent", width=8),),
        )
        for each in about.proposals
    ]
    if not found:
        found = [view.hint("No lesson has been recorded.", "lesson", "records one, and what of the plan it changes")]
    if about.satisfaction:
        scores = ", ".join(str(score) for score in about.satisfaction)
        found.append(Row("satisfaction", (Span(f"{scores} of 5"),), (Cell("content", "muted", width=8),)))
    return [heading("Lessons", str(len(about.lessons) + len(about.proposals) or "")), *found]


def _changes(lesson: Lesson) -> str:
    if not lesson.section:
        return ""
    change = f": {one_line(lesson.change, 400)}" if lesson.change else ""
    return f" · the plan's {lesson.section.replace('_', ' ')}{change}"


def _deadlines(view: View) -> list[Row]:
    now = view.seat.now
    runs = view.clocks()
    kept = sum(clock.verdict(now) == "met" for clock in runs)
    missed = [clock for clock in runs if clock.verdict(now) in ("late", "overdue")]
    if not runs:
        return []
    note = f"{kept} kept, {len(missed)} not"
    if not missed:
        words = f"{counted(kept, 'deadline')} kept, none missed so far."
        return [heading("Deadlines", note), Row("deadlines", (Span(words, "good" if kept else "muted"),))]
    return [heading("Deadlines", note), *(view.clock(clock) for clock in missed)]
