"""What is learned from it: the post-mortem, the improvements, and the deadlines that were not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from irsim.reports.plain import counted, one_line
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import short
from irsim.tui.tabs.rows import Opens, Row, View, heading

PRIORITY = {"high": "urgent", "medium": "notice", "low": "muted"}


def rows(view: View) -> list[Row]:
    """Post-mortem, improvements, deadlines."""
    return [heading("Post-mortem"), *_review(view), *_improvements(view), *_deadlines(view)]


def _review(view: View) -> list[Row]:
    about = view.about
    if not about.review:
        return [view.hint("No post-mortem has been scheduled.", "review", "gives it a date")]
    held = about.review == "held"
    state = Row(
        "review",
        (Span("✔ held", "good") if held else Span(f"○ scheduled for {one_line(about.review)}", "notice"),),
        opens=view.do("review"),
    )
    told = [
        Row(
            f"review:{item.seq}",
            (Span(view.told(item)),),
            (Cell(short(item.line.at), "muted", width=8, right=True),),
            indent=0,
            opens=Opens("item", str(item.seq)),
        )
        for item in view.items("review.scheduled", "review.held")
    ]
    return [state, *told]


def _improvements(view: View) -> list[Row]:
    items = [item for item in view.board.items.values() if item["incident"] == view.about.id]
    found = [row for item in items for row in _improvement(view, item)]
    if not found:
        found = [view.hint("No improvement has been opened.", "improve", "opens one, with owner and date")]
    return [heading("Improvements", str(len(items)) if items else ""), *found]


def _improvement(view: View, item: Mapping[str, Any]) -> list[Row]:
    name, priority = one_line(item["item"], 40), one_line(item["priority"], 20)
    owner, due = one_line(item["owner"], 80), one_line(item["due_date"], 40)
    first = Row(
        f"item:{name}",
        (Span(one_line(item["description"], 600)),),
        (Cell(name, "strong", width=6), Cell(priority, PRIORITY.get(priority, ""), width=6, drop=1)),
    )
    said = [f"owner {owner}" if owner else "no owner yet", f"due {due}" if due else "no date yet"]
    if item["measure"]:
        said.append(f"success shows in: {one_line(item['measure'], 400)}")
    style = "muted" if owner and due else "notice"
    return [first, Row(f"details:{name}", (Span(" · ".join(said), style),), indent=8)]


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
