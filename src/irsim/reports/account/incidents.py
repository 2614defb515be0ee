"""Each incident with all its facts, its severity as assigned and in truth, and what was done about it."""

from dataclasses import dataclass

from irsim.board.automation import done_by_source
from irsim.board.playbooks import tasks_of
from irsim.board.state import NEVER, Incident
from irsim.board.suggesting import suggested_for
from irsim.events.incident import NoteAdded
from irsim.events.work import FindingRecorded
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import counted, listed, span, yes_no
from irsim.reports.suggested import told_suggestion
from irsim.scoring.scorecard import TrueTime

STEP_WORDS = {"done": "done", "skipped": "left out on purpose"}


@dataclass(frozen=True)
class IncidentAccount:
    """One incident of the board."""

    id: str
    title: str
    description: str
    facts: list[Row]
    severity: str
    steps: list[Row]
    checks: list[Row]
    alerts: list[Row]
    findings: list[Row]
    cause: str
    whys: list[str]
    notes: list[Row]
    watch: list[Row]


def incidents(source: Source) -> list[IncidentAccount]:
    """Every incident, in order of detection."""
    return [account(source, about) for about in source.board.incidents.values()]


def unopened(source: Source) -> list[Row]:
    """Incidents of the truth for which the team opened none."""
    return [
        (times.title, source.names.severity(times.true_severity), source.when(times.first_sign))
        for times in source.card.metrics.incidents
        if not times.incident and times.truth
    ]


def account(source: Source, about: Incident) -> IncidentAccount:
    """One incident with all its facts."""
    names, board = source.names, source.board
    return IncidentAccount(
        about.id,
        about.title,
        about.description,
        _facts(source, about),
        _severity(source, about),
        _steps(source, about),
        [(names.check(check), "holds" if holds else "does not hold") for check, holds in about.checks.items()],
        [_alert(source, alert) for alert in about.alerts if alert in board.alerts],
        [
            (
                _happened(source, record.seq, body.occurred),
                names.who(record.by),
                body.text,
                body.confidence or "not said",
            )
            for record, body in source.of(FindingRecorded)
            if body.incident == about.id
        ],
        about.cause,
        about.whys,
        [
            (_happened(source, record.seq, body.occurred), names.who(record.by), body.text)
            for record, body in source.of(NoteAdded)
            if body.incident == about.id
        ],
        _watch(source, about),
    )


def _watch(source: Source, about: Incident) -> list[Row]:
    """The watch after recovery: each metric's last verdict, and how it ended."""
    watch, rule = about.watch, source.board.rules.plan.watch
    if watch is None:
        return []
    rows: list[Row] = []
    for metric in rule.metrics if rule else ():
        said = watch.verdicts.get(metric.id)
        if said is None:
            rows.append((metric.text, "no verdict", "-", "-"))
        else:
            rows.append((metric.text, "normal" if said.holds else "not normal", source.when(said.at), said.note or "-"))
    ended = "not ended" if watch.running else watch.verdict
    rows.append((f"The watch, from {source.when(watch.since)}", ended, source.when(watch.ended_at), watch.note or "-"))
    return rows


def _happened(source: Source, seq: int, occurred: int | None) -> str:
    """When it happened, and the record that says so."""
    return source.ref(seq) if occurred is None else f"{source.names.stamp(occurred)}, recorded {source.ref(seq)}"


def _steps(source: Source, about: Incident) -> list[Row]:
    """The steps of its playbooks, phase by phase, with what became of each; then those of playbooks it had before."""
    names, tasks = source.names, tasks_of(source.board, about)
    rows: list[Row] = []
    for task in tasks:
        state = STEP_WORDS.get(about.steps.get(task.step.id, ""), "left open")
        done = done_by_source(source.board, about, task.step.id)
        if done is not None and task.step.id in about.steps:
            state = f"done by {done.source} at {source.names.stamp(done.at)}"
        rows.append((names.phase(task.phase), task.step.text, names.role(task.step.role), state))
    known = {task.step.id for task in tasks}
    rows += [
        ("-", names.any_step(step), "-", STEP_WORDS.get(state, state))
        for step, state in about.steps.items()
        if step not in known
    ]
    return rows


def _facts(source: Source, about: Incident) -> list[Row]:
    names = source.names
    category = names.category(about.category)
    if about.subcategory:
        category += f", {about.subcategory.replace('_', ' ')}"
    rows: list[Row] = [
        ("Category", category),
        ("Track", names.track(about.track)),
        ("Status", f"{names.status(about.track, about.status)} (phase: {about.phase})"),
        ("First seen through", about.detected_by or "not recorded"),
        ("Detected", source.when(about.since)),
        ("Declared", source.when(about.declared_at)),
        ("Acknowledged", source.when(about.acknowledged_at)),
        ("Classified", source.when(about.classified_at)),
        ("Contained, as declared", source.when(about.contained_at)),
        ("Resolved", source.when(about.resolved_at)),
        ("Closed", source.when(about.closed_at)),
        ("Services", listed([names.service(service) for service in about.services]) or "none named"),
        ("Affected", _affected(about)),
        ("Personal data", yes_no(about.personal_data)),
        ("Data compromised", yes_no(about.data_compromised)),
        ("Kinds of data", listed([names.data_kind(kind) for kind in about.data_kinds]) or "none named"),
        ("Aware of compromised personal data", source.when(about.aware_at)),
        ("Reported to authorities", yes_no(about.reported_to_authorities)),
        ("Assigned to", _assigned(source, about)),
        ("Impact", _impact(source, about)),
        *_suggested(source, about),
    ]
    optional = {
        "Done automatically": "; ".join(
            f"{done.source}: {done.text} ({source.names.stamp(done.at)})"
            for done in (source.board.automations[name] for name in about.automations)
        ),
        "Further playbooks": listed([names.playbook(name) for name in about.followed]),
        "Escalated to": listed([names.contact(contact) for contact in about.escalated_to]),
        "Recovery approach": names.approach(about.approach),
        "Legal holds": "; ".join(source.board.holds[name].scope for name in about.holds),
        "Tags": ", ".join(about.tags),
        "Post-mortem": about.review
        if about.review_at == NEVER or about.review == "held"
        else source.when(about.review_at),
        "Merged into": about.merged_into,
        "Dismissed as a false alarm": about.dismissed,
    }
    return rows + [(label, value) for label, value in optional.items() if value]


def _affected(about: Incident) -> str:
    """Nought is a finding only where somebody assessed it."""
    if not (about.affected_customers or about.affected_users or about.assessed_at >= 0):
        return "not assessed"
    return _hit(about.affected_customers, about.affected_users)


def _hit(customers: int, users: int) -> str:
    """Customers always, users where somebody counted them."""
    return ", ".join([counted(customers, "customer"), *([counted(users, "user")] if users else [])])


def _assigned(source: Source, about: Incident) -> str:
    people = [
        f"{source.names.role(role)} ({name})" if name else source.names.role(role)
        for role, name in about.assigned.items()
    ]
    return listed(people) or "nobody"


def _impact(source: Source, about: Incident) -> str:
    impact = about.impact
    if impact is None:
        return "not assessed"
    parts = [f"systems: {', '.join(impact.systems) or 'none named'}"]
    parts.append(_hit(impact.customers, impact.users))
    parts.append(f"data compromised: {yes_no(impact.data_compromised)}")
    parts += [f"{impact.functionality_loss} loss of function"] if impact.functionality_loss else []
    parts += [f"for customers: {impact.customer_impact}"] if impact.customer_impact else []
    parts += [f"revenue: {source.names.money(impact.revenue)}"] if impact.revenue else []
    parts += [f"brand: {impact.brand}"] if impact.brand else []
    parts.append(f"notification required: {yes_no(impact.regulatory)}")
    parts += [f"{counted(impact.resources, 'more person', 'more people')} needed"] if impact.resources else []
    parts += [f"{span(about.response_time)} to respond"] if about.response_time else []
    parts += [f"{span(about.resolution_time)} to resolve"] if about.resolution_time else []
    return "; ".join(parts)


def _suggested(source: Source, about: Incident) -> list[Row]:
    """What the plan's rules made of the impact, beside the team's choice."""
    suggested = suggested_for(source.board, about)
    told = told_suggestion(source.names, suggested)
    if not told:
        return []
    chosen = f"The team chose {source.names.severity(about.severity)}, {source.names.category(about.category)}."
    if about.classified_at == NEVER:
        chosen = "The team did not classify it."
    return [("Suggested by the plan", " ".join([*told, chosen]))]


def _severity(source: Source, about: Incident) -> str:
    """Assigned and true severity, and what the difference means."""
    how = "assigned" if about.classified_at != NEVER else "provisional, never classified"
    shown = f"{source.names.severity(about.severity)}, {how}"
    sentences = [_difference(source, about, times) for times in _truths(source, about)]
    if not sentences:
        return f"{shown}. No true severity is known for this incident."
    return f"{shown}. {' '.join(sentences)}"


def _truths(source: Source, about: Incident) -> list[TrueTime]:
    return [times for times in source.card.metrics.incidents if times.incident == about.id and times.true_severity]


def _difference(source: Source, about: Incident, times: TrueTime) -> str:
    true = source.names.severity(times.true_severity)
    if times.true_severity == about.severity:
        return f"True severity {true}: rightly judged."
    levels = source.board.rules.severities
    judged = "In truth"
    if about.severity in levels and times.true_severity in levels:
        steps = levels.index(about.severity) - levels.index(times.true_severity)
        judged = f"Judged {counted(abs(steps), 'level')} {'too mild' if steps > 0 else 'too strict'}: in truth"
    return f"{judged} {true}. Claims about clocks are judged by the true severity, the board showed the assigned one."


def _alert(source: Source, id: str) -> Row:
    alert = source.board.alerts[id]
    value = source.names.value(alert.value, alert.unit) if alert.metric else ""
    became = f"dismissed: {alert.dismissed}" if alert.dismissed else alert.finding or "no finding recorded"
    service = source.names.service(alert.service) if alert.service else "-"
    return (alert.id, source.ref(alert.seq), alert.severity, alert.title, service, value or "-", became)


def loose_alerts(source: Source) -> list[Row]:
    """Alerts that became part of no incident, and what was made of them."""
    return [_alert(source, alert.id) for alert in source.board.alerts.values() if not alert.incident]
