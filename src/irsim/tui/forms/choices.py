"""What can be chosen for a field of a command: read from the board and its plan, each with the plan's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from irsim.board.board import Board
from irsim.board.decide.common import resolved
from irsim.board.state import NEVER
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.forms.fields import Option
from irsim.words.durations import format_instant

Values = Mapping[str, str]
Options = list[Option]


def _incidents(board: Board, _: Values) -> Options:
    return [
        Option(about.id, f"{about.id} {about.severity}", one_line(about.title, 80)) for about in board.open_incidents()
    ]


def _severities(board: Board, _: Values) -> Options:
    return [
        Option(level.id, f"{level.id} {level.label}", one_line(level.definition))
        for level in board.rules.plan.severities
    ]


def _categories(board: Board, _: Values) -> Options:
    return [Option(kind.id, kind.label, one_line(kind.definition)) for kind in board.rules.categories.values()]


def _subcategories(board: Board, values: Values) -> Options:
    kind = board.rules.categories.get(values.get("category", ""))
    return [Option(name, name.replace("_", " ")) for name in (kind.subcategories if kind else ())]


def _tracks(board: Board, _: Values) -> Options:
    return [Option(track.id, track.label) for track in board.rules.tracks.values()]


def _roles(board: Board, _: Values) -> Options:
    return [Option(role.id, role.label, one_line(role.purpose)) for role in board.rules.roles.values()]


HOURS = {"always": "around the clock", "business": "in business hours", "critical": "for critical incidents"}


def _contacts(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(
            contact.id,
            names.contact(contact.id),
            f"{one_line(contact.person, 60)}, {HOURS[contact.hours]}" + (", external" if contact.external else ""),
        )
        for contact in board.rules.contacts.values()
    ]


def _actions(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(name, one_line(brief.label), one_line(f"{brief.meaning} ({names.role(brief.role)})".strip()))
        for name, brief in board.opened.setting.actions.items()
    ]


def _steps(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    kind = board.rules.categories.get(about.category) if about else None
    book = board.rules.playbooks.get(kind.playbook) if kind else None
    if about is None or book is None:
        return []
    names = Names(board)
    return [
        Option(step.id, one_line(step.text), names.role(step.role)) for step in book.steps if step.id not in about.steps
    ]


def _statuses(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    if about is None:
        return []
    return [Option(item.id, item.label, item.phase) for item in board.rules.tracks[about.track].statuses]


def _audiences(board: Board, _: Values) -> Options:
    reached = board.opened.setting.channels
    return [
        Option(audience.id, audience.label, "inside the organisation" if audience.internal else "outside")
        for audience in board.rules.audiences.values()
        if any(channel in reached for channel in audience.channels)
    ]


def _channels(board: Board, values: Values) -> Options:
    audience = board.rules.audiences.get(values.get("audience", ""))
    known = board.opened.setting.channels
    return [
        Option(name, one_line(known[name].label), "public" if known[name].public else "")
        for name in (audience.channels if audience else known)
        if name in known
    ]


def _templates(board: Board, values: Values) -> Options:
    audience = values.get("audience", "")
    fitting = [each for each in board.rules.templates.values() if audience in each.audiences]
    return [*(Option(each.id, each.label) for each in fitting), Option("", "no template: free text")]


def _states(board: Board, _: Values) -> Options:
    return [
        Option("", "as the template says"),
        *(Option(state, state.replace("_", " ")) for state in board.rules.plan.status_page.states),
    ]


def _components(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(part.id, names.component(part.id), f"now {names.level(part.level)}")
        for part in board.components.values()
    ]


def _page_levels(board: Board, values: Values) -> Options:
    if values.get("component", "") not in board.components:
        return []
    return [Option(level.id, one_line(level.label, 60)) for level in board.rules.plan.status_page.levels]


def _updates(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(update.id, f"{update.id} to {names.audience(update.audience)}", one_line(update.text, 80))
        for update in board.updates.values()
        if update.sent_at == NEVER and not update.recalled
    ]


def _regimes(board: Board, _: Values) -> Options:
    return [
        Option(notice.id, one_line(notice.label), one_line(f"{notice.recipient}. {notice.basis}"))
        for notice in board.rules.notices.values()
    ]


def _evidence(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.what, 60)}", each.custody[-1][1]) for each in board.evidence.values()
    ]


def _requests(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.what, 60)}")
        for each in board.requests.values()
        if each.authorised_at == NEVER
    ]


def _approaches(board: Board, _: Values) -> Options:
    return [Option(each.id, each.id.replace("_", " "), one_line(each.text)) for each in board.rules.approaches.values()]


def _checks(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    if about is None:
        return []
    part = "close" if resolved(board, about) else "resolve"
    criteria: dict[str, list[str]] = getattr(board.rules.plan.requires, part)
    wanted = [*criteria.get("all", []), *criteria.get(about.severity, [])]
    order = [name for name in wanted if name in board.rules.checks]
    order += [name for name in board.rules.checks if name not in order]
    return [
        Option(name, one_line(board.rules.checks[name].text), f"asked for before {part}" if name in wanted else "")
        for name in order
        if not about.checks.get(name)
    ]


def _messages(board: Board, _: Values) -> Options:
    names = Names(board)
    waiting = [each for each in board.messages.values() if each.answered_at == NEVER]
    waiting.sort(key=lambda each: (not each.stances, -each.delivered_at))
    return [
        Option(
            each.id,
            f"{each.id} {one_line(each.sender.partition(', ')[0], 30)}: {one_line(each.title, 60)}",
            names.channel(each.channel),
        )
        for each in waiting
    ]


def _stances(board: Board, values: Values) -> Options:
    message = board.messages.get(values.get("message", ""))
    return [Option(name, one_line(text, 400)) for name, text in (message.stances if message else {}).items()]


def _decisions(board: Board, _: Values) -> Options:
    return [
        Option(each.id, one_line(each.question, 120))
        for each in board.decisions.values()
        if each.taken_at == NEVER and each.lapsed_at == NEVER
    ]


def _alternatives(board: Board, values: Values) -> Options:
    decision = board.decisions.get(values.get("decision", ""))
    return [Option(name, one_line(text, 400)) for name, text in (decision.alternatives if decision else {}).items()]


def _alerts(board: Board, _: Values) -> Options:
    found = sorted(board.alerts.values(), key=lambda each: (bool(each.incident or each.dismissed), -each.fired_at))
    return [
        Option(
            each.id,
            f"{each.id} {each.severity} {one_line(each.title, 70)}",
            each.incident or format_instant(each.fired_at),
        )
        for each in found
    ]


def _all_messages(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.sender, 30)}: {one_line(each.title, 60)}")
        for each in reversed(board.messages.values())
    ]


def _services(board: Board, _: Values) -> Options:
    return [Option(each.id, one_line(each.label, 40) or each.id) for each in board.services.values()]


def _data_kinds(board: Board, _: Values) -> Options:
    return [Option(kind.id, one_line(kind.label, 60)) for kind in board.rules.data_kinds.values()]


def _fixed(*values: str) -> Callable[[Board, Values], Options]:
    return lambda _, __: [Option(value, value.replace("_", " ")) for value in values]


_levels = _fixed("low", "medium", "high")

CHOICES: dict[str, Callable[[Board, Values], Options]] = {
    "incident": _incidents,
    "into": _incidents,
    "severity": _severities,
    "category": _categories,
    "subcategory": _subcategories,
    "track": _tracks,
    "role": _roles,
    "to": _contacts,
    "contact": _contacts,
    "action": _actions,
    "step": _steps,
    "status": _statuses,
    "audience": _audiences,
    "channel": _channels,
    "template": _templates,
    "state": _states,
    "component": _components,
    "level": _page_levels,
    "update": _updates,
    "regime": _regimes,
    "evidence": _evidence,
    "request": _requests,
    "approach": _approaches,
    "check": _checks,
    "message": _messages,
    "stance": _stances,
    "decision": _decisions,
    "choice": _alternatives,
    "alert": _alerts,
    "alerts": _alerts,
    "messages": _all_messages,
    "services": _services,
    "systems": _services,
    "data_kinds": _data_kinds,
    "confidence": _levels,
    "brand": _levels,
    "priority": _fixed("high", "medium", "low"),
    "functionality_loss": _fixed("partial", "complete"),
    "customer_impact": _fixed("none", "degraded", "unavailable"),
    "topic": _fixed("strength", "gap", "fix"),
}
"""Field of a command to what can be chosen for it, on this board and with what was chosen so far."""
