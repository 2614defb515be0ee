"""What a real incident has beside what any has: whether it may be over, what its senders link to, the maintenance that
runs, and what happened to the same services before."""

from __future__ import annotations

from irsim.board.exercise import is_exercise, plays_scenario
from irsim.board.history import Earlier, earlier
from irsim.board.joining import OVER
from irsim.board.state import NEVER
from irsim.reports.plain import counted, listed, one_line, span
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import age, severity_mark
from irsim.tui.real_alert import links
from irsim.tui.tabs.rows import LABEL, Opens, Row, View, heading

MOST = 5
"""Earlier incidents, and links, that are shown."""


def asks(view: View) -> list[Row]:
    """What it asks for now, or is, before anything else about it; nothing in a drill."""
    about, board = view.about, view.board
    if not board.live:
        return []
    found = []
    if is_exercise(board, about) and not plays_scenario(board.opened):
        words = (Span(" EXERCISE ", "exercise"), Span(" Every alert of it was sent to practise.", "notice"))
        found.append(Row("exercise", words))
    if about.open and about.proposed_at != NEVER and about.means not in OVER:
        count = sum(not board.alerts[name].dismissed for name in about.alerts if name in board.alerts)
        which = "Its alert is" if count == 1 else f"Every one of its {count} alerts is"
        text = (Span(f"{which} over since {view.at(about.proposed_at)}: ", "good"), Span("resolve it?", "strong"))
        found.append(
            Row(
                "proposed", text, (Cell("✔", "good"),), (Cell(view.key_of("resolve"), "key"),), opens=view.do("resolve")
            )
        )
    if about.open and about.returned_at > about.touched_at:
        lasted = age(view.seat.now - max(about.touched_at, about.acknowledged_at))
        text = (Span(f"Nobody has touched it for {lasted}: ", "urgent"), Span("say where it stands.", "strong"))
        found.append(
            Row("returned", text, (Cell("!", "urgent"),), (Cell(view.key_of("note"), "key"),), opens=view.do("note"))
        )
    if about.split_from:
        parted = (Span(f"Split from {one_line(about.split_from, 40)}", "muted"),)
        found.append(Row("split", parted, opens=Opens("incident", about.split_from)))
    return found


def leads(view: View) -> list[Row]:
    """Where its alerts link to, each address once."""
    board = view.board
    if not board.live:
        return []
    known: dict[str, str] = {}
    for name in view.about.alerts:
        alert = board.alerts.get(name)
        if alert is not None and not alert.dismissed:
            for label, address in links(alert):
                known.setdefault(address, label)
    shown = list(known.items())[:MOST]
    found = [
        Row(f"link:{address}", (Span(address),), (Cell(label, "muted", width=LABEL),), limit=3)
        for address, label in shown
    ]
    if len(known) > MOST:
        found.append(Row("links", (Span(f"{len(known) - MOST} more: each alert has its own", "muted"),), indent=3))
    return [heading("Where to look"), *found] if found else []


def maintenance(view: View) -> list[Row]:
    """The windows that cover one of its services or alerts, and run or are to come."""
    board, about = view.board, view.about
    mine = [board.alerts[name] for name in about.alerts if name in board.alerts]
    found = []
    for name in board.standing if board.live else ():
        window = board.windows[name]
        if not (set(window.services) & set(about.services) or any(window.covers(alert) for alert in mine)):
            continue
        runs = window.runs(view.seat.now)
        when = f"until {view.at(window.ends)}" if runs else f"from {view.at(window.begins)} to {view.at(window.ends)}"
        words = (
            Span(f"{window.id} {when}", "notice" if runs else ""),
            Span(f": {one_line(window.reason, 200)}", "muted"),
        )
        cells = (Cell("Maintenance", "muted", width=LABEL),)
        found.append(Row(f"window:{name}", words, cells, opens=view.do("end-maintenance"), typed=(("window", name),)))
    return found


def before(view: View) -> list[Row]:
    """Earlier incidents of the same services or checks, and how each ended."""
    if not view.board.live:
        return []
    found = earlier(view.board, view.about, MOST)
    return [heading("Before"), *(_earlier(view, each) for each in found)] if found else []


def _earlier(view: View, each: Earlier) -> Row:
    glyph, style = severity_mark(view.board.rules, each.severity)
    ended = {"false alarm": "a false alarm", "open": "still open"}.get(each.ended, each.ended)
    if each.took and each.ended in ("resolved", "closed"):
        ended = f"resolved after {span(each.took // 60_000 * 60_000) if each.took >= 60_000 else span(each.took)}"
    learnt = [f"cause: {one_line(each.cause, 200)}"] if each.cause else []
    learnt += [f"by {view.names.approach(each.approach)}"] if each.approach else []
    learnt += [f"because {one_line(each.why, 200)}"] if each.why else []
    learnt += [counted(len(each.lessons), "lesson")] if each.lessons else []
    shared = [
        view.names.service(name) if name in view.board.services else one_line(name, 40) for name in each.shared[:3]
    ]
    words = (
        Span(one_line(each.title, 120)),
        Span(f" · {ended}", "good" if each.took else "muted"),
        Span(f" · {'; '.join(learnt)}" if learnt else "", ""),
        Span(f" · {listed(shared)}" if shared else "", "muted"),
    )
    lead = (Cell(each.incident, "strong"), Cell(glyph, style), Cell(view.at(each.since), "muted"))
    return Row(f"earlier:{each.incident}", words, lead, limit=3, opens=Opens("incident", each.incident))
