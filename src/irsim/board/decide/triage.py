"""Alerts and incidents at their beginning: declare, acknowledge, classify, assign, attach, dismiss, merge."""

from irsim.board.board import Board
from irsim.board.criteria import unmet
from irsim.board.decide.common import (
    Refused,
    alert,
    choice,
    find,
    incident,
    named,
    required,
    services,
    several,
    to_status,
)
from irsim.board.rota import answered_with
from irsim.board.state import NEVER, Alert, Incident
from irsim.commands import (
    Acknowledge,
    Assign,
    Attach,
    Classify,
    Declare,
    Dismiss,
    Merge,
    Split,
    Triage,
)
from irsim.events.alerts import AlertAttached, AlertDismissed, AlertTriaged
from irsim.events.base import Event
from irsim.events.incident import (
    IncidentAcknowledged,
    IncidentAssigned,
    IncidentClassified,
    IncidentDeclared,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.live import IncidentSplit
from irsim.events.work import PageAcknowledged
from irsim.words.faults import nearest


def declare(board: Board, command: Declare, at: int) -> list[Event]:
    """Confirms a detected incident, or opens one; detection is the earliest of alerts, reports and now."""
    if command.incident:
        about = incident(board, command.incident)
        if about.declared_at != NEVER:
            raise Refused(f"{about.id} is declared already", "acknowledge or classify it, or declare another")
        signs = _signs(board, command.alerts)
        attached = [AlertAttached(sign.id, about.id) for sign in signs if sign.incident != about.id]
        return [IncidentDeclared(about.id, command.title, command.description), *attached]
    signs = _signs(board, command.alerts)
    reports = [find(board.messages, name, "message") for name in command.messages]
    taken = next((sign for sign in signs if sign.incident in board.active), None)
    if taken is not None:
        raise Refused(f"{taken.id} belongs to {taken.incident} already", f"declare {taken.incident}, or attach it anew")
    title = command.title or (signs[0].title if signs else reports[0].title if reports else "")
    required(title, "a title")
    hit_by = several(services(board), command.services, "service")
    hit = dict.fromkeys([*hit_by, *(sign.service for sign in signs if sign.service)])
    name = board.next_id("INC", board.incidents)
    severity = _severity(board, command.severity)
    suggested = next((sign.category for sign in signs if sign.category in board.rules.categories), "")
    category = _category(board, command.category or suggested)
    first = min(
        [(at, "declaration"), *((s.fired_at, s.id) for s in signs), *((r.delivered_at, r.id) for r in reports)],
        key=lambda seen: seen[0],
    )
    return [
        IncidentDetected(
            name,
            title,
            first[0],
            severity
            or board.rules.suggested([sign.severity for sign in signs])
            or board.rules.plan.alerting.provisional,
            category,
            board.rules.categories[category].track,
            first[1],
            tuple(hit),
            bool(severity),
        ),
        *(AlertAttached(sign.id, name) for sign in signs),
        IncidentDeclared(name, title, command.description),
    ]


def _signs(board: Board, names: tuple[str, ...]) -> list[Alert]:
    """Alerts by their ids, each once."""
    return list({sign.id: sign for sign in (alert(board, name) for name in names)}.values())


def _severity(board: Board, written: str) -> str:
    severity = board.rules.severity(written)
    if written and not severity:
        raise Refused(f"'{written[:40]}' is no severity", nearest(written[:80], board.rules.severities))
    return severity


def _category(board: Board, written: str) -> str:
    return choice(written, board.rules.categories, "category") or board.rules.plan.alerting.category


def acknowledge(board: Board, command: Acknowledge, at: int) -> list[Event]:
    """Somebody works on it: the status moves on from detected, and in live the pages to those on call are answered."""
    about = incident(board, command.incident)
    if about.acknowledged_at != NEVER:
        raise Refused(f"{about.id} is acknowledged already", "classify it, or assign somebody")
    missing = unmet(board, about, "acknowledge")
    if missing:
        raise Refused(f"the plan's criteria for {about.severity} are not met", "; ".join(missing))
    moves = to_status(board, about, "working", "") if about.means == "detected" else []
    answers = [PageAcknowledged(page.id, page.contact, page.incident) for page in answered_with(board, about)]
    return [IncidentAcknowledged(about.id), *moves, *answers]


def classify(board: Board, command: Classify, at: int) -> list[Event]:
    """Severity, category and track as the team sees them."""
    about = incident(board, command.incident)
    severity = _severity(board, required(command.severity, "a severity"))
    category = _category(board, required(command.category, "a category"))
    definition = board.rules.categories[category]
    track = choice(command.track, board.rules.tracks, "track") or definition.track
    subcategory = choice(command.subcategory, definition.subcategories, "subcategory of " + definition.label)
    if not subcategory and category == about.category:
        subcategory = about.subcategory
    before = (about.severity, about.category, about.track, about.subcategory)
    same = before == (severity, category, track, subcategory)
    if about.classified_at != NEVER and same and command.personal_data in (None, about.personal_data):
        raise Refused(f"{about.id} is classified as {severity} {category} already", "give another severity or category")
    classified = IncidentClassified(
        about.id, severity, category, track, subcategory, command.personal_data, command.reason
    )
    if track == about.track:
        return [classified]
    status = board.rules.nearest_status(track, about.means)
    if (status.id, status.means, status.phase) == (about.status, about.means, about.phase):
        return [classified]
    moved = IncidentStatusChanged(about.id, status.id, status.means, status.phase, f"moved to the {track} track")
    return [classified, moved]


def assign(board: Board, command: Assign, at: int) -> list[Event]:
    """A role takes part."""
    about = incident(board, command.incident)
    role = named(board.rules.roles, command.role, "role")
    if about.assigned.get(role) == command.name:
        raise Refused(f"{role} has {about.id} already", "name somebody else")
    return [IncidentAssigned(about.id, role, command.name)]


def triage(board: Board, command: Triage, at: int) -> list[Event]:
    """Somebody looked at it."""
    return [AlertTriaged(alert(board, command.alert).id, command.finding)]


def attach(board: Board, command: Attach, at: int) -> list[Event]:
    """A sign of this incident."""
    sign, about = alert(board, command.alert), incident(board, command.incident)
    if sign.incident == about.id:
        raise Refused(f"{sign.id} belongs to {about.id} already", "attach it to another incident, or leave it")
    after_all = board.live and bool(sign.dismissed)
    return [AlertAttached(sign.id, about.id, after_all)]


def dismiss(board: Board, command: Dismiss, at: int) -> list[Event]:
    """A false alarm: an alert, or an incident with all its alerts."""
    required(command.reason, "a reason")
    if command.alert:
        sign = alert(board, command.alert)
        if sign.dismissed:
            raise Refused(f"{sign.id} is dismissed already", "attach it to an incident if it is a sign after all")
        return [AlertDismissed(sign.id, command.reason)]
    about = incident(board, required(command.incident, "an alert or an incident"))
    return [
        IncidentDismissed(about.id, command.reason),
        *(AlertDismissed(name, command.reason) for name in about.alerts if not board.alerts[name].dismissed),
        _closed(board, about, "false alarm: " + command.reason),
    ]


def _closed(board: Board, about: Incident, reason: str) -> Event:
    status = board.rules.meaning(about.track, "closed") or board.rules.tracks[about.track].statuses[-1]
    return IncidentStatusChanged(about.id, status.id, status.means, status.phase, reason)


def merge(board: Board, command: Merge, at: int) -> list[Event]:
    """Two are one: work on the first ends, and its alerts move over."""
    about, into = incident(board, command.incident), incident(board, command.into)
    if about is into:
        raise Refused("an incident cannot be merged into itself", "name the one that stays")
    return [
        IncidentMerged(about.id, into.id),
        *(AlertAttached(name, into.id) for name in about.alerts),
    ]


def split(board: Board, command: Split, at: int) -> list[Event]:
    """Some alerts begin an incident of their own.

    Where somebody had taken on the one that they leave, the new one begins now: until now they were looked after.
    """
    about = incident(board, command.incident)
    signs = _signs(board, command.alerts)
    if not signs:
        raise Refused("no alert is named", f"name some of {about.id}: {', '.join(about.alerts[:5]) or 'it has none'}")
    foreign = next((sign for sign in signs if sign.incident != about.id), None)
    if foreign is not None:
        raise Refused(f"{foreign.id} does not belong to {about.id}", "name only alerts of the incident")
    if len(signs) == len(about.alerts):
        raise Refused(f"nothing of {about.id} would be left", "name only those that are something else")
    first = min(signs, key=lambda sign: sign.fired_at)
    suggested = next((sign.category for sign in signs if sign.category in board.rules.categories), "")
    category = suggested or about.category
    name = board.next_id("INC", board.incidents)
    names = tuple(sign.id for sign in signs)
    return [
        IncidentDetected(
            name,
            command.title.strip() or first.title,
            at if about.acknowledged_at != NEVER else first.fired_at,
            board.rules.suggested([sign.severity for sign in signs]) or about.severity,
            category,
            board.rules.categories[category].track,
            first.id,
            tuple(dict.fromkeys(sign.service for sign in signs if sign.service)),
        ),
        IncidentSplit(about.id, name, names),
        *(AlertAttached(sign, name) for sign in names),
    ]


RULES = {
    "declare": declare,
    "acknowledge": acknowledge,
    "classify": classify,
    "assign": assign,
    "triage": triage,
    "attach": attach,
    "dismiss": dismiss,
    "merge": merge,
    "split": split,
}
