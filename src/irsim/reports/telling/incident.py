"""The life of an incident, told."""

from irsim.board.instants import stamp
from irsim.board.suggesting import suggested_for
from irsim.events import incident as events
from irsim.reports.plain import counted, few_lines, listed, one_line, yes_no
from irsim.reports.suggested import told_suggestion
from irsim.reports.telling.base import Teller, Told, Urgency, because, tells

_CLOSING = ("resolved", "closed", "recovered", "contained", "eradicated")


def _id(incident: str) -> str:
    return one_line(incident, 40)


@tells(events.IncidentDetected)
def _detected(body: events.IncidentDetected, t: Teller) -> Told:
    first = f", first seen through {one_line(body.detected_by, 80)}" if body.detected_by else ""
    text = (
        f"{_id(body.incident)} detected: {one_line(body.title)}; provisionally {t.names.severity(body.severity)}, "
        f"{t.names.category(body.category)}{first}"
    )
    strict: Urgency = "urgent" if body.severity == t.board.rules.severities[0] else "notice"
    return Told("incident", text, urgency=strict)


@tells(events.IncidentDeclared)
def _declared(body: events.IncidentDeclared, t: Teller) -> Told:
    about = t.board.incidents.get(body.incident)
    title = one_line(body.title or (about.title if about else ""))
    return Told(
        "incident", f"{_id(body.incident)} declared{t.by}{because(title)}", few_lines(body.description), "notice"
    )


@tells(events.IncidentAcknowledged)
def _acknowledged(body: events.IncidentAcknowledged, t: Teller) -> Told:
    return Told("incident", f"{_id(body.incident)} acknowledged{t.by}")


@tells(events.IncidentAmended)
def _amended(body: events.IncidentAmended, t: Teller) -> Told:
    changes = []
    if body.title is not None:
        changes.append(f"title is now '{one_line(body.title)}'")
    if body.description is not None:
        changes.append("description rewritten")
    if body.services is not None:
        changes.append(f"services {listed([t.names.service(name) for name in body.services]) or 'none'}")
    if body.affected_customers is not None:
        changes.append(f"{counted(body.affected_customers, 'customer')} affected")
    if body.affected_users is not None:
        changes.append(f"{counted(body.affected_users, 'user')} affected")
    if body.tags is not None:
        changes.append(f"tags {', '.join(one_line(tag, 40) for tag in body.tags) or 'none'}")
    for value, what in (
        (body.personal_data, "personal data involved"),
        (body.data_compromised, "data compromised"),
        (body.reported_to_authorities, "reported to authorities"),
    ):
        if value is not None:
            changes.append(f"{what}: {yes_no(value)}")
    if body.data_kinds is not None:
        changes.append(f"data: {listed([t.names.data_kind(name) for name in body.data_kinds]) or 'no kind named'}")
    return Told("incident", f"{_id(body.incident)} amended{t.by}{because('; '.join(changes))}")


@tells(events.IncidentClassified)
def _classified(body: events.IncidentClassified, t: Teller) -> Told:
    kind = t.names.category(body.category)
    if body.subcategory:
        kind += f", {one_line(body.subcategory.replace('_', ' '), 60)}"
    about = t.board.incidents.get(body.incident)
    known = body.personal_data if about is None else about.personal_data
    text = (
        f"{_id(body.incident)} classified{t.by}: {t.names.severity(body.severity)}, {kind}, "
        f"personal data {yes_no(known)}"
    )
    lines = [few_lines(body.reason)] if body.reason else []
    if about is not None and t.board.opened.assist != "bare":
        suggested = suggested_for(t.board, about)
        if suggested.severity not in ("", body.severity):
            lines += told_suggestion(t.names, suggested)[:1]
    return Told("incident", text, "\n".join(lines), "notice")


@tells(events.IncidentAssigned)
def _assigned(body: events.IncidentAssigned, t: Teller) -> Told:
    name = f" ({one_line(body.name, 80)})" if body.name else ""
    return Told("incident", f"{_id(body.incident)} assigned to {t.names.role(body.role)}{name}{t.by}")


@tells(events.IncidentStatusChanged)
def _status(body: events.IncidentStatusChanged, t: Teller) -> Told:
    about = t.board.incidents.get(body.incident)
    status = t.names.status(about.track, body.status) if about else one_line(body.status, 40)
    text = f"{_id(body.incident)} is {status}{t.by}{because(one_line(body.reason, 400))}"
    return Told("status", text, urgency="notice" if body.means in _CLOSING else "calm")


@tells(events.ImpactAssessed)
def _impact(body: events.ImpactAssessed, t: Teller) -> Told:
    parts = [f"systems {', '.join(one_line(name, 60) for name in body.systems)}"] if body.systems else []
    parts += [counted(body.users, "user")] if body.users else []
    parts += [counted(body.customers, "customer")] if body.customers else []
    if body.data_compromised is not None:
        parts.append(f"data compromised: {yes_no(body.data_compromised)}")
    parts += [f"data: {listed([t.names.data_kind(name) for name in body.data_kinds])}"] if body.data_kinds else []
    parts += [f"{one_line(body.functionality_loss, 60)} loss of function"] if body.functionality_loss else []
    parts += [f"customers: {one_line(body.customer_impact, 60)}"] if body.customer_impact else []
    parts += [f"revenue {t.names.money(body.revenue)}"] if body.revenue else []
    parts += [f"brand: {one_line(body.brand, 60)}"] if body.brand else []
    if body.regulatory is not None:
        parts.append(f"notification required: {yes_no(body.regulatory)}")
    parts += [f"{counted(body.resources, 'more person', 'more people')} needed"] if body.resources else []
    about = t.board.incidents.get(body.incident)
    guided = about is not None and t.board.opened.assist == "guided"
    advice = told_suggestion(t.names, suggested_for(t.board, about, body)) if about is not None and guided else []
    text = f"{_id(body.incident)} impact assessed{t.by}{because('; '.join(parts))}"
    return Told("incident", text, "\n".join(advice))


@tells(events.IncidentDismissed)
def _dismissed(body: events.IncidentDismissed, t: Teller) -> Told:
    text = f"{_id(body.incident)} dismissed as a false alarm{t.by}{because(one_line(body.reason, 400))}"
    return Told("incident", text, urgency="notice")


@tells(events.IncidentMerged)
def _merged(body: events.IncidentMerged, t: Teller) -> Told:
    return Told("incident", f"{_id(body.incident)} merged into {_id(body.into)}{t.by}; work goes on there")


@tells(events.AwarenessRecorded)
def _aware(body: events.AwarenessRecorded, t: Teller) -> Told:
    text = (
        f"{_id(body.incident)}: the organisation was aware at {stamp(t.board, body.since)} that personal data were "
        f"compromised, recorded{t.by}; legal clocks run from then"
    )
    return Told("incident", text, few_lines(body.basis), "notice")


@tells(events.NoteAdded)
def _note(body: events.NoteAdded, t: Teller) -> Told:
    return Told(
        "note",
        f"{_id(body.incident)}, {t.who}: {one_line(body.text, 1_000)}{t.happened(body.occurred)}",
    )
