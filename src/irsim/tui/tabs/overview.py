"""The incident at a glance: what it is, where it stands, who has it, what is due, what is missing, what to do next."""

from __future__ import annotations

from dataclasses import replace

from irsim.board.criteria import unmet
from irsim.board.decide.common import resolved
from irsim.board.quiet import why_quiet
from irsim.board.state import NEVER, Alert, Request
from irsim.reports.names import lower_label
from irsim.reports.plain import counted, few_lines, listed, one_line, span, yes_no
from irsim.reports.telling.notifications import deliveries
from irsim.tui.actions import sensible
from irsim.tui.forms.fields import Focus
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import ALERT_STYLES, age, severity_mark
from irsim.tui.tabs import real
from irsim.tui.tabs.rows import LABEL, Opens, Row, View, heading

CLOCKS = 6
"""Clocks that are shown; an incident of personal data has a score of them."""

ALERTS = 20
"""Alerts of a real incident that are shown, those that hold first; a storm has thousands."""

NEXT = 6
"""Actions that are offered as sensible."""

DOES = {
    "acknowledge it": "acknowledge",
    "record the root cause": "cause",
    "schedule the post-mortem": "review",
    "assess the impact": "assess",
    "go through the playbook": "step",
}
"""What the rules ask for, to the action that does it; anything else is a criterion to tick."""


def rows(view: View) -> list[Row]:
    """All of it in one column, what is urgent above what is known."""
    return [*_head(view), *clocks(view), *beside(view), *_known(view)]


def facts(view: View) -> list[Row]:
    """The same without what stands beside it on a wide terminal."""
    return [*_head(view), *_known(view)]


def beside(view: View) -> list[Row]:
    """What the plan still asks for, and what to do next."""
    return [*_missing(view), *_next(view)]


def clocks(view: View) -> list[Row]:
    """The latest running of each clock, those that are due first; how many more there are."""
    found = view.seat.clocks_of(view.about.id)
    running = [clock for clock in found if clock.running] or found
    rows = [heading("Clocks"), *map(view.clock, running[:CLOCKS])] if running else []
    if len(running) > CLOCKS:
        last = max(running, key=lambda clock: clock.due)
        words = f"{len(running) - CLOCKS} more, the last of them in {age(max(0, last.due - view.seat.now))}"
        rows.append(Row("clocks", (Span(words, "muted"),), indent=3, opens=Opens("tab", "duties")))
    return rows


def _head(view: View) -> list[Row]:
    about, names, rules = view.about, view.names, view.board.rules
    found = [Row("title", (Span(one_line(about.title), "strong"),), opens=view.do("amend"))]
    if about.description:
        text = few_lines(about.description)
        found.append(Row("description", (Span(text),), opens=view.do("amend"), limit=8))
    found += _fate(view) + real.asks(view)
    found.append(Row("path", path(view), (Cell("Status", "muted", width=LABEL),), opens=view.do("status")))
    glyph, style = severity_mark(rules, about.severity)
    level = next((item for item in rules.plan.severities if item.id == about.severity), None)
    label = f"{glyph} {names.severity(about.severity)}"
    defined = f": {one_line(level.definition, 400)}" if level else ""
    provisional = " · provisional" if about.classified_at == NEVER and about.open else ""
    severity = view.fact("Severity", label, style, "classify", Span(provisional, "notice"), Span(defined, "muted"))
    found.append(replace(severity, limit=1))
    kind = names.category(about.category)
    if about.subcategory:
        kind += f", {one_line(about.subcategory.replace('_', ' '), 60)}"
    found.append(view.fact("Category", kind, "", "classify", Span(f" · {names.track(about.track)} track", "muted")))
    known = about.personal_data
    data = Span(f" · data compromised: {yes_no(about.data_compromised)}", "muted" if not about.data_compromised else "")
    found.append(
        view.fact(
            "Personal data", yes_no(known), "notice" if known else "muted" if known is None else "", "classify", data
        )
    )
    return found


def _fate(view: View) -> list[Row]:
    """What became of an incident on which no work goes on."""
    about, names = view.about, view.names
    cell = (Cell("Became", "muted", width=LABEL),)
    if about.merged_into:
        into = one_line(about.merged_into, 40)
        words = (Span(f"Merged into {into}", "notice"), Span(": work goes on there, Enter opens it", "muted"))
        return [Row("fate", words, cell, opens=Opens("incident", about.merged_into))]
    if about.dismissed:
        said = f": {one_line(about.dismissed, 400)}"
        return [Row("fate", (Span("A false alarm", "notice"), Span(said)), cell)]
    if about.closed_at != NEVER:
        lasted = span(about.closed_at - about.since)
        words = (
            Span("✔ Closed", "good"),
            Span(f" at {view.at(about.closed_at)} ({names.moment(about.closed_at)}), {lasted} after the first sign"),
        )
        return [Row("fate", words, cell)]
    return []


def path(view: View) -> tuple[Span, ...]:
    """The track's statuses in order, the present one marked."""
    about, rules = view.about, view.board.rules
    statuses = rules.tracks[about.track].statuses
    here = next((number for number, item in enumerate(statuses) if item.id == about.status), -1)
    spans: list[Span] = []
    for number, item in enumerate(statuses):
        if number:
            spans.append(Span(" ▸ ", "muted"))
        label = lower_label(one_line(item.label, 40))
        spans.append(Span(f"[{label}]", "accent") if number == here else Span(label, "muted" if number > here else ""))
    return tuple(spans)


def _known(view: View) -> list[Row]:
    about, names, board = view.about, view.names, view.seat.board
    found = [heading("People")]
    for role, name in about.assigned.items():
        text = one_line(name, 80) or "assigned"
        cells = (Cell(names.role(role), "muted", width=24),)
        found.append(Row(f"role:{role}", (Span(text),), cells, opens=view.do("assign")))
    taken_on = board.live and about.acknowledged_by
    if taken_on:
        found.append(view.fact("Taken on by", names.who(about.acknowledged_by), "", "assign"))
    if not about.assigned and not taken_on:
        found.append(view.hint("Nobody has it yet.", "assign", "assigns it"))
    if about.escalated_to:
        raised = listed([names.contact(contact) for contact in dict.fromkeys(about.escalated_to)])
        found.append(view.fact("Escalated to", raised, "", "escalate"))
    if about.joining:
        found.append(view.fact("Bridge", one_line(about.joining, 200), "", "bridge"))
    if about.document:
        found.append(view.fact("Document", one_line(about.document, 200), "", "bridge"))
    found += _handed_over(view) + _pages(view) + _asked(view)
    found += [heading("When"), *instants(view), heading("What it touches")]
    services = listed([names.service(service) for service in about.services])
    found.append(view.fact("Services", services or "none named", "" if services else "muted", "amend"))
    hit = [counted(about.affected_customers, "customer")] if about.affected_customers else []
    hit += [counted(about.affected_users, "user")] if about.affected_users else []
    found.append(view.fact("Affected", listed(hit) or "not counted", "" if hit else "muted", "amend"))
    if about.approach:
        found.append(view.fact("Recovery", names.approach(about.approach), "", "recover"))
    if about.reported_to_authorities:
        found.append(view.fact("Reported", "to the authorities", "", "amend"))
    if about.tags:
        found.append(view.fact("Tags", ", ".join(one_line(tag, 40) for tag in about.tags), "", "amend"))
    found += real.maintenance(view)
    return found + real.leads(view) + _alerts(view) + real.before(view)


def _pages(view: View) -> list[Row]:
    found = []
    for page in view.board.pages.values():
        if page.incident != view.about.id:
            continue
        if page.acknowledged_at != NEVER:
            answer, style = f"answered after {span(page.acknowledged_at - page.sent_at)}", "good"
        elif page.missed_at != NEVER:
            answer, style = "no answer", "urgent"
        else:
            answer, style = "not answered yet", "notice"
        words = (Span(view.names.contact(page.contact, page.person)), Span(f" {answer}", style))
        cells = (Cell("Paged", "muted", width=LABEL), Cell(view.at(page.sent_at), "muted"))
        found.append(Row(f"page:{page.id}", words, cells, opens=view.do("page")))
        for number, (said, urgency) in enumerate(deliveries(view.board, page.id)):
            style = "muted" if urgency == "calm" else urgency
            found.append(Row(f"page:{page.id}:{number}", (Span(said, style),), indent=LABEL, opens=view.do("page")))
    return found


def _asked(view: View) -> list[Row]:
    found = []
    for request in view.board.requests.values():
        if request.incident != view.about.id:
            continue
        kind = view.names.resource(request.resource, request.amount)
        cells = (Cell("Asked for", "muted", width=LABEL), Cell(request.id, "muted"))
        asked = f" · {view.at(request.requested_at)} {view.names.who(request.asked_by)}"
        words = (
            Span(one_line(request.what) + (f" ({kind})" if kind else "")),
            Span(asked if request.asked_by else "", "muted"),
            _answer_to(view, request),
        )
        opens = view.do("authorise") if request.open else None
        typed = (("request", request.id),)
        found.append(Row(f"request:{request.id}", words, cells, opens=opens, typed=typed))
    return found


def _answer_to(view: View, request: Request) -> Span:
    """Who granted or declined it, and when."""
    names = view.names
    if request.declined_at != NEVER:
        reason = f": {one_line(request.reason, 400)}" if request.reason else ""
        return Span(f" · declined {view.at(request.declined_at)} {names.who(request.declined_by)}{reason}", "notice")
    if request.authorised_at == NEVER:
        return Span(" · not granted yet", "notice")
    word = f", on the word of {names.contact(request.contact)}" if request.contact else ""
    return Span(f" · granted {view.at(request.authorised_at)} {names.who(request.authorised_by)}{word}", "good")


def _handed_over(view: View) -> list[Row]:
    """Roles that passed to somebody else, and what they were told."""
    found = []
    for number, each in enumerate(view.about.handovers):
        was = f" from {one_line(each.was, 80)}" if each.was else ""
        words = (
            Span(f"{view.names.role(each.role)}{was} to {one_line(each.name, 80)}"),
            Span(f": {one_line(each.summary, 600)}", "muted"),
        )
        cells = (Cell("Handed over", "muted", width=LABEL), Cell(view.at(each.at), "muted"))
        found.append(Row(f"handover:{number}", words, cells, opens=view.do("handover")))
    return found


def instants(view: View) -> list[Row]:
    """When each mark of its life was reached, and how long after the first sign."""
    about = view.about
    marks = (
        ("Detected", about.since, ""),
        ("Declared", about.declared_at, "declare"),
        ("Acknowledged", about.acknowledged_at, "acknowledge"),
        ("Classified", about.classified_at, "classify"),
        ("Contained", about.contained_at, "contain"),
        ("Resolved", about.resolved_at, "resolve"),
        ("Closed", about.closed_at, "close"),
    )
    found = []
    for label, at, action in marks:
        if at == NEVER:
            if not about.open:
                continue
            key = view.key_of(action)
            more = (Span(" · ", "muted"), Span(key, "key")) if key else ()
            found.append(view.fact(label, "not yet", "muted", action, *more))
            continue
        after = age(view.seat.now - at) + " ago" if label == "Detected" else f"after {span(at - about.since)}"
        moment = "" if view.board.live else f" · {view.names.moment(at)}"
        found.append(view.fact(label, view.at(at), "", "", Span(f" {after}{moment}", "muted")))
    return found


def _alerts(view: View) -> list[Row]:
    known = view.board.alerts
    found = [known[name] for name in view.about.alerts if name in known]
    if not found:
        return [heading("Alerts"), view.hint("No alert is a sign of it.", "attach", "attaches one")]
    if not view.board.live:
        return [heading("Alerts", str(len(found))), *(_alert(view, alert) for alert in found)]
    found.sort(key=lambda alert: (not alert.holds, -alert.fired_at))
    holding = sum(alert.holds for alert in found)
    rows = [heading("Alerts", f"{len(found)}, {holding} hold"), *(_alert(view, alert) for alert in found[:ALERTS])]
    if len(found) > ALERTS:
        rest = Span(f"{len(found) - ALERTS} more; the room's alerts open to all of them", "muted")
        rows.append(Row("alerts", (rest,), indent=3))
    return rows


def _alert(view: View, alert: Alert) -> Row:
    over = alert.resolved_at != NEVER
    quiet = why_quiet(view.board, alert, view.seat.now) if alert.holds else ""
    lead = (
        Cell(view.at(alert.fired_at), "muted", width=max(5, len(view.at(alert.fired_at)))),
        Cell(alert.severity, "muted" if over else ALERT_STYLES.get(alert.severity, ""), width=8, drop=1),
    )
    tail = (Cell(one_line(alert.service, 14), "muted", drop=2), Cell("✔ over" if over else quiet, "muted"))
    focus_on_it = Focus(incident=view.about.id, alert=alert.id)
    text = (Span(one_line(alert.title), "muted" if over else ""),)
    return Row(f"alert:{alert.id}", text, lead, tail, focus=focus_on_it, opens=Opens("alert", alert.id), limit=2)


def _missing(view: View) -> list[Row]:
    """In the rules' own words: what resolving, then closing it is still refused for."""
    about, board = view.about, view.board
    if not about.open:
        return []
    closing = resolved(board, about)
    found = [heading("Before it is closed" if closing else "Before it is resolved")]
    missing = unmet(board, about, "close" if closing else "resolve")
    found += [_asked_for(view, words) for words in missing]
    if not missing:
        done = "close" if closing else "resolve"
        words = [Span("All that the plan asks for is met. ")]
        words += [Span(view.key_of(done), "key"), Span(f" {done}s it.")] if view.acts else []
        found.append(Row("met", tuple(words), (Cell("✔", "good"),), opens=view.do(done)))
    later = [] if closing else [_in_words(view, each) for each in unmet(board, about, "close") if each not in missing]
    if later:
        told = f"Then {len(later)} more to close: {'; '.join(later).replace('check: ', '')}."
        found.append(Row("later", (Span(told, "muted"),), indent=3, limit=2, opens=Opens("tab", "playbook")))
    return found


def _asked_for(view: View, words: str) -> Row:
    action = DOES.get(words, "check")
    check = words.removeprefix("check ")
    ticked = action == "check" and check in view.board.rules.checks
    return Row(
        f"missing:{words}",
        (Span(_in_words(view, words)),),
        (Cell("○"),),
        (Cell(view.key_of(action), "key"),),
        opens=view.do(action),
        typed=(("check", check),) if ticked else (),
    )


def _in_words(view: View, words: str) -> str:
    """`check ID` with the criterion in the plan's words, as nobody knows it by its id."""
    check = view.board.rules.checks.get(words.removeprefix("check "))
    if check is None:
        return words
    text = one_line(check.text)
    return f"check: {text[:1].lower()}{text[1:]}"


def _next(view: View) -> list[Row]:
    guided = view.board.opened.assist == "guided"
    found = [
        Row(
            f"next:{action.id}",
            (Span(action.title), *((Span(f"  {action.help.split('. ')[0].rstrip('.')}", "muted"),) if guided else ())),
            (Cell(view.key_of(action.id), "key", width=2),),
            opens=view.do(action.id),
            limit=2,
        )
        for action in sensible(view.seat, view.focus, NEXT)
    ]
    return [heading("What makes sense now"), *found] if found and view.about.open and view.acts else []
