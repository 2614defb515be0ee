"""What was kept and who holds it, legal holds, findings, the five whys, how to recover and the watch that follows."""

from __future__ import annotations

from irsim.board.state import NEVER, Evidence, Hold
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span
from irsim.tui.tabs.rows import Opens, Row, View, heading

INDENT = 3
"""Columns before what is said of a piece of evidence: beside its label, the 64 of a sha256 fit at 80."""


def rows(view: View) -> list[Row]:
    """Evidence first: it is lost first."""
    return [*_kept(view), *_holds(view), *_findings(view), *_cause(view), *_watch(view)]


def _kept(view: View) -> list[Row]:
    known = view.board.evidence
    items = [known[name] for name in view.about.evidence if name in known]
    found = [row for item in items for row in _item(view, item)]
    if not found:
        found = [view.hint("No evidence has been kept.", "evidence", "keeps what may be gone later")]
    return [heading("Evidence", str(len(items)) if items else ""), *found]


def _item(view: View, item: Evidence) -> list[Row]:
    kind = f" · {view.names.evidence_kind(item.kind)}" if item.kind else ""
    source = f" from {one_line(item.source)}" if item.source else ""
    opens, typed = view.do("transfer"), (("evidence", item.id),)
    words = (Span(one_line(item.what)), Span(kind + source, "muted"))
    found = [Row(f"evidence:{item.id}", words, (Cell(item.id, "strong", width=6),), opens=opens, typed=typed)]
    digest = one_line(item.sha256, 64)
    taken, first = _taken(view, item), item.custody[0]
    if len(item.custody) == 1 and first.at == item.recorded_at:
        told = [("taken", f"{taken} · held by {holder(view, first.holder)}", "")]
    else:
        told = [("taken", taken, "")]
        told += [("held by", _link(view, item, number), "") for number in range(len(item.custody))]
    told += [("file", f"{one_line(item.file, 120)}, kept beside the recording", "")] if item.file else []
    told.append(("sha256", digest or "no hash recorded", "" if digest else "muted"))
    for number, (label, text, style) in enumerate(told):
        cells = (Cell(label, "muted", width=7),)
        found.append(
            Row(f"{label}:{item.id}:{number}", (Span(text, style),), cells, indent=INDENT, opens=opens, typed=typed)
        )
    return found


def _taken(view: View, item: Evidence) -> str:
    """When and by whom it was collected; when it was recorded, where that was later."""
    late = f", recorded {view.at(item.recorded_at)}" if item.recorded_at > item.collected_at else ""
    return f"{view.at(item.collected_at)} by {holder(view, item.collector)}{late}"


def _link(view: View, item: Evidence, number: int) -> str:
    """One link of the chain of custody: who, from when on, from whom and why."""
    link = item.custody[number]
    text = f"{view.at(link.at)} {holder(view, link.holder)}"
    if not number:
        return text
    reason = f": {one_line(link.reason, 200)}" if link.reason else ""
    return f"{text}, from {holder(view, item.custody[number - 1].holder)}{reason}"


def holder(view: View, written: str) -> str:
    """Who holds it: a role by its label, a name as it was given."""
    if written in view.board.rules.roles or written.startswith("sim:"):
        return view.names.who(written)
    return one_line(written, 80)


def _holds(view: View) -> list[Row]:
    holds = [view.board.holds[name] for name in view.about.holds]
    found = [_hold(view, hold) for hold in holds]
    if not found:
        found = [view.hint("No legal hold is in place.", "legal-hold", "forbids deleting anything within a scope")]
    return [heading("Legal holds", str(len(holds)) if holds else ""), *found]


def _hold(view: View, hold: Hold) -> Row:
    lifted = hold.lifted_at != NEVER
    state = f" · lifted {view.at(hold.lifted_at)}: {one_line(hold.lifted, 200)}" if lifted else ""
    scope = Span(one_line(hold.scope, 400), "muted" if lifted else "")
    cells = (Cell("□" if lifted else "■", "muted" if lifted else "notice"), Cell(hold.id, "strong", width=6))
    opens, typed = (None, ()) if lifted else (view.do("lift-hold"), (("hold", hold.id),))
    return Row(f"hold:{hold.id}", (scope, Span(state, "muted")), cells, opens=opens, typed=typed)


def _findings(view: View) -> list[Row]:
    """Who found out what and how sure it is: as it was told, for the board keeps the bare text alone."""
    items = view.items("finding.recorded")
    found = [
        Row(
            f"finding:{item.seq}",
            (Span(view.told(item)),),
            (Cell(view.at(item.line.at), "muted", width=view.columns, right=True),),
            indent=0,
            opens=Opens("item", str(item.seq)),
        )
        for item in items
    ]
    if not found:
        found = [view.hint("Nothing has been found out.", "finding", "records a finding and how sure it is")]
    return [heading("Findings", str(len(items)) if items else ""), *found]


def _cause(view: View) -> list[Row]:
    about = view.about
    if not about.cause:
        found = [view.hint("The root cause is not known.", "cause", "records it with the whys that lead there")]
    else:
        found = [Row("cause", (Span(one_line(about.cause, 600), "strong"),), opens=view.do("cause"))]
        found += [
            Row(f"why:{number}", (Span(one_line(why, 400)),), (Cell(f"why {number}", "muted", width=6),), indent=3)
            for number, why in enumerate(about.whys, 1)
        ]
    found = [heading("Root cause"), *found, heading("Recovery")]
    if not about.approach:
        return [*found, view.hint("No way to recover has been chosen.", "recover", "chooses one")]
    chosen = view.board.rules.approaches.get(about.approach)
    meaning = Span(f": {one_line(chosen.text)}" if chosen else "", "muted")
    text = (Span(view.names.approach(about.approach), "strong"), meaning)
    return [*found, Row("approach", text, opens=view.do("recover"))]


def _watch(view: View) -> list[Row]:
    """The watch after recovery: until when, and the verdict on each metric."""
    rule, watch = view.board.rules.plan.watch, view.about.watch
    if rule is None or (watch is None and view.about.means not in ("recovered", "resolved", "reviewing")):
        return []
    if watch is None:
        return [heading("Watch"), view.hint("Nobody watches it yet.", "watch", "begins the watch")]
    if watch.running:
        state, style = f"since {view.at(watch.since)}, until {view.at(watch.until)} at least", "notice"
        opens = view.do("end-watch")
    else:
        state, style = f"{watch.verdict} at {view.at(watch.ended_at)}", "good" if watch.verdict == "held" else "urgent"
        opens = view.do("watch")
    note = f": {one_line(watch.note, 400)}" if watch.note else ""
    found = [heading("Watch"), Row("watch", (Span(state, style), Span(note)), opens=opens)]
    for each in rule.metrics:
        said = watch.verdicts.get(each.id)
        mark, style = ("○", "muted") if said is None else ("✔", "good") if said.holds else ("✘", "urgent")
        words = "no verdict yet" if said is None else f"{view.at(said.at)} {'normal' if said.holds else 'not normal'}"
        words += f": {one_line(said.note, 400)}" if said is not None and said.note else ""
        text = (Span(f"{one_line(each.text, 60)} "), Span(words, "muted"))
        found.append(
            Row(
                f"metric:{each.id}",
                text,
                (Cell(mark, style),),
                opens=view.do("verdict") if watch.running else None,
                typed=(("metric", each.id),) if watch.running else (),
            )
        )
    return found
