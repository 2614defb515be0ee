"""What can be chosen for a field of a command: read from the board and its plan, each with the plan's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from irsim.board import criteria
from irsim.board.board import Board
from irsim.board.criteria import Part
from irsim.board.decide.common import resolved, services
from irsim.board.duties import owing, regimes_of, still_lacks
from irsim.board.instants import stamp
from irsim.board.playbooks import open_tasks, playbooks_of
from irsim.board.reach import whom
from irsim.board.rota import behind, until_said
from irsim.board.state import NEVER, Clock, Incident
from irsim.board.ways import known_of
from irsim.plan.models import Audience, Notice
from irsim.reports.names import Names
from irsim.reports.plain import one_line, span
from irsim.tui.forms.control_choices import CONTROL_CHOICES
from irsim.tui.forms.fields import NOW, Option
from irsim.words.durations import MINUTE
from irsim.words.quantities import format_quantity

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


OWN = 2
"""A clock that more notices than these stop asks for none of them in particular."""

HOURS = {"always": "around the clock", "business": "in business hours", "critical": "for critical incidents"}


def _contacts(board: Board, values: Values) -> Options:
    """In the order in which the plan calls them, each with whether it is of use now, and why not."""
    names, at = Names(board), int(values.get(NOW) or board.at)
    found = []
    for each in whom(board, at, values.get("incident", "")):
        contact = board.rules.contacts[each.contact]
        what = f"{one_line(contact.person, 60)}, {HOURS[contact.hours]}" + (", external" if contact.external else "")
        until = until_said(board, contact.id)
        if until and behind(board, contact.id):
            what = f"on call until {until}, {HOURS[contact.hours]}"
        now = "free now" if each.reachable else f"not now: {one_line(each.why)}"
        found.append(Option(contact.id, names.contact(contact.id), f"{now} · {what}"))
    return found


def _waiting_pages(board: Board, _: Values) -> Options:
    """Pages that nobody has answered, the newest first; those that were missed may be answered late."""
    names, found = Names(board), []
    for page in reversed(board.pages.values()):
        if page.acknowledged_at == NEVER:
            since = f"since {stamp(board, page.sent_at)}" + (", missed" if page.missed_at != NEVER else "")
            told = [names.contact(page.contact, page.person), since, one_line(page.reason, 80)]
            label = " ".join(part for part in (page.id, page.incident or page.alert) if part)
            found.append(Option(page.id, label, " · ".join(part for part in told if part)))
    return found


def _resources(board: Board, _: Values) -> Options:
    names = Names(board)
    found = []
    for each in board.rules.resources.values():
        grants = f"{names.role(each.authorises)} grants it"
        if each.above is not None:
            word = " or ".join(names.contact(contact) for contact in each.contacts)
            grants += f"; above {each.above:,} {one_line(each.unit, 40)} on the word of {word}"
        found.append(Option(each.id, one_line(each.label, 60), grants))
    return found


def _whose_word(board: Board, values: Values) -> Options:
    """Those whose word a request needs; nobody where the role grants it alone."""
    wanted = board.requests.get(values.get("request", ""))
    resource = board.rules.resources.get(wanted.resource) if wanted else None
    if wanted is None or resource is None or resource.above is None or wanted.amount <= resource.above:
        return []
    options = {option.value: option for option in _contacts(board, {**values, "incident": wanted.incident})}
    return [options[name] for name in resource.contacts]


def _actions(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(name, one_line(brief.label), one_line(f"{brief.meaning} ({names.role(brief.role)})".strip()))
        for name, brief in board.opened.setting.actions.items()
    ]


def _steps(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    if about is None:
        return []
    names = Names(board)
    return [
        Option(task.step.id, one_line(task.step.text), f"{names.phase(task.phase)}, {names.role(task.step.role)}")
        for task in open_tasks(board, about)
    ]


def _playbooks(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    has = playbooks_of(board, about) if about is not None else []
    return [
        Option(book.id, one_line(book.label, 60), one_line("; ".join(step.text for step in book.steps[:3]), 160))
        for book in board.rules.playbooks.values()
        if book not in has
    ]


def _statuses(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    if about is None:
        return []
    return [Option(item.id, item.label, item.phase) for item in board.rules.tracks[about.track].statuses]


def _whom(audience: Audience) -> str:
    where = "inside the organisation" if audience.internal else "outside"
    return f"{where}; {one_line(audience.when, 120)}" if audience.when else where


def _audiences(board: Board, _: Values) -> Options:
    reached = board.opened.setting.channels
    return [
        Option(audience.id, audience.label, _whom(audience))
        for audience in board.rules.audiences.values()
        if any(channel in reached for channel in audience.channels)
    ]


def _channels(board: Board, values: Values) -> Options:
    """Those by which the audience is reached, each with what is known of it, and whether it is for the first word."""
    audience = board.rules.audiences.get(values.get("audience", ""))
    return [
        _way(board, name, audience)
        for name in (audience.channels if audience else board.channels)
        if name in board.channels
    ]


def _way(board: Board, name: str, audience: Audience | None = None) -> Option:
    channel = board.channels[name]
    about = [known_of(board, channel)]
    if audience is not None:
        about += ["for the first word"] * (name in audience.immediate) + ["for regular summaries"] * (
            name in audience.regular
        )
    about += ["public"] * channel.public
    return Option(name, one_line(channel.label), one_line("; ".join(filter(None, about))))


def _all_channels(board: Board, _: Values) -> Options:
    return [_way(board, name) for name in board.channels]


def _also(board: Board, values: Values) -> Options:
    """Further audiences of the same kind, for whom the template is written too."""
    first = board.rules.audiences.get(values.get("audience", ""))
    template = board.rules.templates.get(values.get("template", ""))
    return [
        Option(option.value, option.label, one_line(board.rules.audiences[option.value].when, 120))
        for option in _audiences(board, values)
        if first is not None
        and option.value != first.id
        and board.rules.audiences[option.value].internal == first.internal
        and (template is None or option.value in template.audiences)
    ]


def _bridges(board: Board, _: Values) -> Options:
    found = []
    for each in board.rules.bridges.values():
        channel = board.channels.get(each.channel)
        known = known_of(board, channel) if channel is not None else ""
        about = "; ".join(filter(None, (one_line(each.join, 100), one_line(each.provider, 40), known)))
        found.append(Option(each.id, one_line(each.label, 60), about))
    return found


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


def _regimes(board: Board, values: Values) -> Options:
    """What is owed comes first, in the order in which it is due."""
    owed = {
        name: clock for clock in reversed(owing(board, values.get("incident", ""))) for name in noticed_by(board, clock)
    }
    order = sorted(board.rules.notices.values(), key=lambda notice: (notice.id not in owed, _due(owed, notice.id)))
    now = int(values.get(NOW) or board.at)
    return [
        Option(
            notice.id,
            one_line(_clocked(board, notice) or notice.label, 60),
            (_owed_in(owed[notice.id].due - now) if notice.id in owed else "")
            + one_line(f"{notice.label}. To: {notice.recipient}. {notice.basis}"),
        )
        for notice in order
    ]


def noticed_by(board: Board, clock: Clock) -> list[str]:
    """The notices that are filed for a clock's own sake: of one that any authority's stops, only its namesake."""
    names = regimes_of(board, clock)
    return names if len(names) <= OWN else [name for name in names if name == clock.rule]


def owed_facts(board: Board, about: Incident) -> list[str]:
    """The ids of facts that notices which are owed still lack, by what is due first."""
    names = [name for clock in owing(board, about.id) for name in noticed_by(board, clock)[:1]]
    notices = [board.rules.notices[name] for name in dict.fromkeys(names)]
    return list(dict.fromkeys(fact for notice in notices for fact in still_lacks(board, about, notice)))


def _clocked(board: Board, notice: Notice) -> str:
    """What the clock of this notice alone is called: it names the law, where the notice's own title does not."""
    for rule in board.rules.clocks.values():
        for stop in rule.stops:
            if stop.event == "notice.filed" and stop.where.get("regime") in (notice.id, [notice.id]):
                return rule.label
    return ""


def _owed_in(left: int) -> str:
    """How long there is to file it: what stands first of a notice that is owed."""
    if left < 0:
        return "overdue · "
    return f"due in {span(left // MINUTE * MINUTE)} · " if left >= MINUTE else "due now · "


def _due(owed: Mapping[str, Clock], name: str) -> int:
    return owed[name].due if name in owed else 0


def _determinations(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    found = about.determined if about is not None else {}
    said = {True: "found to hold; ", False: "found not to hold; "}
    return [
        Option(
            each.id,
            one_line(each.label, 60),
            (said[found[each.id]] if each.id in found else "") + one_line(each.question),
        )
        for each in board.rules.determinations.values()
    ]


def _rights(board: Board, _: Values) -> Options:
    return [Option(each.id, one_line(each.label, 60), one_line(each.basis)) for each in board.rules.rights.values()]


def _subject_requests(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(
            each.id, f"{each.id} {one_line(each.person, 40)}: {names.right(each.right)}", names.identity(each.verified)
        )
        for each in board.subject_requests.values()
        if each.answered_at == NEVER
    ]


def _evidence(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.what, 60)}", each.custody[-1].holder)
        for each in board.evidence.values()
    ]


def _requests(board: Board, _: Values) -> Options:
    names = Names(board)
    return [
        Option(each.id, f"{each.id} {one_line(each.what, 60)}", names.resource(each.resource, each.amount))
        for each in board.requests.values()
        if each.open
    ]


def _approaches(board: Board, _: Values) -> Options:
    return [Option(each.id, each.id.replace("_", " "), one_line(each.text)) for each in board.rules.approaches.values()]


def _checks(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    if about is None:
        return []
    part: Part = "close" if resolved(board, about) else "resolve"
    wanted = criteria.wanted(board, about, part)
    wanted += [name for each in board.rules.plan.follow_ups for name in each.done_when if part == "close"]
    order = [name for name in dict.fromkeys(wanted) if name in board.rules.checks]
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
            each.incident or stamp(board, each.fired_at),
        )
        for each in found
    ]


def _alerts_of(board: Board, values: Values) -> Options:
    about = board.incidents.get(values.get("incident", ""))
    mine = about.alerts if about is not None else ()
    return [option for option in _alerts(board, values) if option.value in mine]


def _lengths(_: Board, __: Values) -> Options:
    """For how long nobody wants more of an alert: never for good, for that would hide what comes next."""
    said = {"30m": "half an hour", "1h": "an hour", "2h": "two hours", "4h": "four hours", "8h": "a night"}
    return [Option(value, label) for value, label in {**said, "1d": "a day", "3d": "a weekend", "1w": "a week"}.items()]


def _silenced(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.title, 60)}", f"until {stamp(board, each.silenced_until)}")
        for each in board.alerts.values()
        if each.silenced_until > board.at
    ]


def _windows(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.reason, 60)}", f"until {stamp(board, each.ends)}")
        for each in (board.windows[name] for name in board.standing)
    ]


def _all_messages(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.sender, 30)}: {one_line(each.title, 60)}")
        for each in reversed(board.messages.values())
    ]


def _services(board: Board, _: Values) -> Options:
    listed = [Option(each.id, one_line(each.label, 40) or each.id) for each in board.services.values()]
    return listed + [Option(name, one_line(name, 40)) for name in services(board) if name not in board.services]


def _data_kinds(board: Board, _: Values) -> Options:
    return [Option(kind.id, one_line(kind.label, 60)) for kind in board.rules.data_kinds.values()]


def _all_incidents(board: Board, _: Values) -> Options:
    """The open ones first: what is learnt is learnt of closed ones too."""
    found = sorted(board.incidents.values(), key=lambda about: not about.open)
    return [Option(about.id, f"{about.id} {about.severity}", one_line(about.title, 80)) for about in found]


def _evidence_kinds(board: Board, _: Values) -> Options:
    return [Option(each.id, one_line(each.label)) for each in board.rules.plan.evidence_kinds]


def _holds(board: Board, _: Values) -> Options:
    return [
        Option(each.id, f"{each.id} {one_line(each.scope, 80)}", each.incident)
        for each in board.holds.values()
        if each.lifted_at == NEVER
    ]


def _metrics(board: Board, values: Values) -> Options:
    rule, about = board.rules.plan.watch, board.incidents.get(values.get("incident", ""))
    verdicts = about.watch.verdicts if about is not None and about.watch is not None else {}
    said = {True: "normal", False: "not normal"}
    return [
        Option(
            each.id,
            one_line(each.text),
            f"{said[verdicts[each.id].holds]} at {stamp(board, verdicts[each.id].at)}" if each.id in verdicts else "",
        )
        for each in (rule.metrics if rule else ())
    ]


def _items(board: Board, _: Values) -> Options:
    order = {"in_progress": 0, "pending": 1, "completed": 2}
    found = sorted(board.items.values(), key=lambda item: order.get(item["status"], 1))
    return [
        Option(
            item["item"],
            f"{one_line(item['item'], 20)} {one_line(item['description'], 80)}",
            f"{item['status'].replace('_', ' ')}, {item['incident']}",
        )
        for item in found
    ]


def _sections(board: Board, _: Values) -> Options:
    return [Option(name, name.replace("_", " ")) for name in type(board.rules.plan).model_fields]


def _monitors(board: Board, _: Values) -> Options:
    return [
        Option(
            each.id,
            one_line(each.label),
            f"fires {'above' if each.above is not None else 'below'} "
            + format_quantity(each.above if each.above is not None else each.below or 0, each.unit),
        )
        for each in board.rules.plan.monitors
        if each.metric
    ]


def _attendees(board: Board, _: Values) -> Options:
    review = board.rules.plan.review
    return [Option(each.id, one_line(each.label)) for each in review.attendees] if review else []


def _scores(_: Board, __: Values) -> Options:
    said = ("not at all", "hardly", "so so", "content", "very content")
    return [Option(str(number), f"{number} {words}") for number, words in enumerate(said, 1)]


def _fixed(*values: str) -> Callable[[Board, Values], Options]:
    return lambda _, __: [Option(value, value.replace("_", " ")) for value in values]


_levels = _fixed("low", "medium", "high")

CHOICES: dict[str, Callable[[Board, Values], Options]] = {
    **CONTROL_CHOICES,
    "incident": _incidents,
    "into": _incidents,
    "split.alerts": _alerts_of,
    "silence.length": _lengths,
    "end-silence.alert": _silenced,
    "window": _windows,
    "severity": _severities,
    "category": _categories,
    "subcategory": _subcategories,
    "track": _tracks,
    "role": _roles,
    "to": _contacts,
    "contact": _contacts,
    "action": _actions,
    "step": _steps,
    "playbook": _playbooks,
    "status": _statuses,
    "audience": _audiences,
    "channel": _channels,
    "probe.channel": _all_channels,
    "page.via": _all_channels,
    "answer-page.page": _waiting_pages,
    "also": _also,
    "bridge": _bridges,
    "template": _templates,
    "state": _states,
    "component": _components,
    "level": _page_levels,
    "update": _updates,
    "regime": _regimes,
    "determination": _determinations,
    "right": _rights,
    "verify-identity.request": _subject_requests,
    "answer-subject.request": _subject_requests,
    "subject-request.message": _all_messages,
    "outcome": _fixed("granted", "refused", "extended"),
    "evidence": _evidence,
    "request": _requests,
    "request.kind": _resources,
    "authorise.contact": _whose_word,
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
    "hold": _holds,
    "metric": _metrics,
    "item": _items,
    "section": _sections,
    "monitor": _monitors,
    "evidence.kind": _evidence_kinds,
    "lesson.kind": _fixed("process", "tool", "training"),
    "end-watch.verdict": _fixed("held", "failed"),
    "progress.status": _fixed("pending", "in_progress", "completed"),
    "review.attendees": _attendees,
    "satisfaction.score": _scores,
    "improve.incident": _all_incidents,
    "improve.element": _fixed("planning", "organisation", "equipment", "training", "exercise"),
    "lesson.incident": _all_incidents,
    "threshold.incident": _all_incidents,
    "satisfaction.incident": _all_incidents,
}
"""Field of a command, or command and field, to what can be chosen for it, on this board and with what was chosen so
far."""
