"""What was kept and who holds it, legal holds, findings, the root cause and how to recover."""

from __future__ import annotations

from irsim.board.state import Evidence
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import short
from irsim.tui.tabs.rows import Opens, Row, View, heading


def rows(view: View) -> list[Row]:
    """Evidence first: it is lost first."""
    return [*_kept(view), *_holds(view), *_findings(view), *_cause(view)]


def _kept(view: View) -> list[Row]:
    known = view.board.evidence
    items = [known[name] for name in view.about.evidence if name in known]
    found = [row for item in items for row in _item(view, item)]
    if not found:
        found = [view.hint("No evidence has been kept.", "evidence", "keeps what may be gone later")]
    return [heading("Evidence", str(len(items)) if items else ""), *found]


def _item(view: View, item: Evidence) -> list[Row]:
    source = f" from {one_line(item.source)}" if item.source else ""
    opens, typed = view.do("transfer"), (("evidence", item.id),)
    words = (Span(one_line(item.what)), Span(source, "muted"))
    found = [Row(f"evidence:{item.id}", words, (Cell(item.id, "strong", width=6),), opens=opens, typed=typed)]
    chain = " ▸ ".join(f"{short(at)} {holder(view, who)}" for at, who in item.custody)
    digest = one_line(item.sha256, 64)
    for label, text, style in (
        ("held by", chain, ""),
        ("sha256", digest or "no hash recorded", "" if digest else "muted"),
    ):
        cells = (Cell(label, "muted", width=8),)
        found.append(Row(f"{label}:{item.id}", (Span(text, style),), cells, indent=8, opens=opens, typed=typed))
    return found


def holder(view: View, written: str) -> str:
    """Who holds it: a role by its label, a name as it was given."""
    if written in view.board.rules.roles or written.startswith("sim:"):
        return view.names.who(written)
    return one_line(written, 80)


def _holds(view: View) -> list[Row]:
    scopes = view.about.holds
    found = [
        Row(f"hold:{number}", (Span(one_line(scope, 400)),), (Cell("■", "notice"),))
        for number, scope in enumerate(scopes)
    ]
    if not found:
        found = [view.hint("No legal hold is in place.", "legal-hold", "forbids deleting anything within a scope")]
    return [heading("Legal holds", str(len(scopes)) if scopes else ""), *found]


def _findings(view: View) -> list[Row]:
    """Who found out what and how sure it is: as it was told, for the board keeps the bare text alone."""
    items = view.items("finding.recorded")
    found = [
        Row(
            f"finding:{item.seq}",
            (Span(view.told(item)),),
            (Cell(short(item.line.at), "muted", width=8, right=True),),
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
