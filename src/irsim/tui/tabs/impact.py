"""The impact as it was last assessed: technical, business, operational, as the plan's assessment has it."""

from __future__ import annotations

from irsim.board.state import NEVER
from irsim.board.suggesting import suggested_for
from irsim.reports.plain import counted, listed, one_line, span, yes_no
from irsim.reports.suggested import told_suggestion
from irsim.tui.lines import Span
from irsim.tui.tabs.rows import Row, View, heading


def rows(view: View) -> list[Row]:
    """Every field of the assessment, or the key that makes one."""
    about, names, impact = view.about, view.names, view.about.impact
    if impact is None:
        return [
            view.hint("No impact has been assessed.", "assess", "records what it does to systems, business and people"),
            *_known(view),
        ]

    def fact(label: str, text: str, style: str = "") -> Row:
        return view.fact(label, text or "not said", style if text else "muted", "assess")

    def number(count: int) -> str:
        return f"{count:,}" if count else ""

    loss, hit = impact.functionality_loss, impact.customer_impact
    found = [
        view.fact(
            "Assessed",
            view.at(about.assessed_at),
            "",
            "assess",
            Span(f" {span(about.assessed_at - about.since)} after the first sign · ", "muted"),
            Span(names.moment(about.assessed_at), "muted"),
        ),
        heading("Technical"),
        fact("Systems", listed([names.service(one_line(name, 60)) for name in impact.systems])),
        fact("Users", number(impact.users)),
        fact("Function lost", one_line(loss, 60), "urgent" if loss == "complete" else "notice"),
        _data(view, "Compromised", impact.data_compromised),
        heading("Business"),
        fact("Customers", number(impact.customers)),
        fact("For customers", one_line(hit, 60), {"unavailable": "urgent", "degraded": "notice"}.get(hit, "")),
        fact("Revenue lost", names.money(impact.revenue) if impact.revenue else ""),
        fact("Brand", one_line(impact.brand, 60), "urgent" if impact.brand == "high" else ""),
        _data(view, "Must notify", impact.regulatory),
        heading("Operational"),
        fact("To respond", span(about.response_time) if about.response_time else ""),
        fact("To resolve", span(about.resolution_time) if about.resolution_time else ""),
        fact("More people", counted(impact.resources, "person", "people") if impact.resources else ""),
    ]
    return [found[0], *_suggested(view), *found[1:], *_known(view)]


def _data(view: View, label: str, value: bool | None) -> Row:
    return view.fact(label, yes_no(value), "notice" if value else "muted" if value is None else "", "assess")


def _suggested(view: View) -> list[Row]:
    """What the plan makes of it: while one decides at guided, once it is classified at standard."""
    about, assist = view.about, view.board.opened.assist
    if assist == "bare" or (assist == "standard" and about.classified_at == NEVER):
        return []
    suggested = suggested_for(view.board, about)
    differs = about.classified_at != NEVER and suggested.severity not in ("", about.severity)
    found = [
        Row(f"suggested:{number}", (Span(line, "notice" if differs and not number else ""),), opens=view.do("classify"))
        for number, line in enumerate(told_suggestion(view.names, suggested))
    ]
    if differs:
        chosen = f"The team chose {view.names.severity(about.severity)}."
        found.insert(1, Row("suggested:chosen", (Span(chosen, "notice"),), opens=view.do("classify")))
    return [heading("What the plan suggests"), *found] if found else []


def _known(view: View) -> list[Row]:
    """What stands on the incident itself, which an assessment fills and an amendment corrects."""
    about = view.about
    if not (about.affected_customers or about.affected_users or about.services or about.data_kinds):
        return []
    hit = [counted(about.affected_customers, "customer")] if about.affected_customers else []
    hit += [counted(about.affected_users, "user")] if about.affected_users else []
    services = listed([view.names.service(name) for name in about.services])
    return [
        heading("On the incident"),
        view.fact("Services", services or "none named", "" if services else "muted", "amend"),
        *(
            [view.fact("Kinds of data", listed([view.names.data_kind(kind) for kind in about.data_kinds]), "", "amend")]
            if about.data_kinds
            else []
        ),
        view.fact("Affected", listed(hit) or "not counted", "" if hit else "muted", "amend"),
    ]
