"""What a dialog says beside its fields: the message that is answered, suggestions and checklists by assist level, and
what recipients would read.

Guided shows suggestions and checklists while one fills in; standard shows them once the team has committed; bare shows
the plan only.
"""

from __future__ import annotations

from collections.abc import Mapping

from irsim.board.decide import Refused, decide
from irsim.board.decide.communicating import asked_for, bypassed, compose, phrase_in, ruled_out
from irsim.board.playbooks import task_of
from irsim.board.state import NEVER, Incident
from irsim.board.suggesting import suggested_for
from irsim.board.ways import known_of
from irsim.commands import SendUpdate
from irsim.events.communication import UpdateQueued
from irsim.events.incident import ImpactAssessed
from irsim.plan.models import Template
from irsim.reports.names import Names, lower_label
from irsim.reports.plain import counted, few_lines, listed, one_line
from irsim.reports.suggested import told_suggestion
from irsim.scenario.script import command_from
from irsim.tui.forms.choices import owed_facts
from irsim.tui.marks import age, at_a_glance
from irsim.tui.seat import Seat
from irsim.words.durations import format_duration, parse_duration

GAP = "…"
"""Stands in the preview where a required field is still empty."""

Notes = tuple[tuple[str, str], ...]


def intro_of(seat: Seat, do: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """What is answered, decided, classified."""
    board, names = seat.board, Names(seat.board)
    if do == "answer":
        message = board.messages.get(values.get("message", ""))
        if message is None:
            return ()
        came = f"{at_a_glance(seat, message.delivered_at)} {names.channel(message.channel)}"
        head = f"{came} from {one_line(message.sender, 60)}"
        due = f", answer by {at_a_glance(seat, message.answer_by)}" if message.answer_by else ""
        return (head + due, one_line(message.title), *few_lines(message.text).split("\n"))
    if do == "decide":
        decision = board.decisions.get(values.get("decision", ""))
        if decision is None:
            return ()
        closes = (f"Closes at {at_a_glance(seat, decision.closes)}.",) if decision.closes else ()
        return (*few_lines(decision.question).split("\n"), *closes)
    about = board.incidents.get(values.get("incident", ""))
    if about is not None and do in ("classify", "assess", "resolve", "close", "acknowledge", "contain"):
        return (f"{about.id} {one_line(about.title)}, {age(seat.now - about.since)} old",)
    if about is not None and do in ("watch", "verdict", "end-watch"):
        return _watch(seat, about, do)
    if about is not None and do == "cause":
        return (f"{about.id} {one_line(about.title)}",)
    if do == "lift-hold" or do == "legal-hold":
        return tuple(
            f"{hold.id} {one_line(hold.scope, 200)}" for hold in board.holds.values() if hold.lifted_at == NEVER
        )
    if do == "update":
        return _way_out(seat, values)
    if do == "determine":
        asked = board.rules.determinations.get(values.get("determination", ""))
        return (one_line(asked.question, 400),) if asked else ()
    if do == "request":
        return _grants(seat, values)
    if about is not None and do == "facts":
        owed = owed_facts(board, about)
        return (f"Owed notices still lack {counted(len(owed), 'line')}: they stand first.",) if owed else ()
    if do == "end":
        return ("The world stands still for good; hot wash and score follow. This cannot be taken back.",)
    return ()


def _grants(seat: Seat, values: Mapping[str, str]) -> tuple[str, ...]:
    """In what a resource is counted, and who grants how much of it."""
    names, resource = Names(seat.board), seat.board.rules.resources.get(values.get("kind", ""))
    if resource is None:
        return ()
    line = (
        f"{one_line(resource.label, 60)}, in {one_line(resource.unit, 40)}: {names.role(resource.authorises)} grants it"
    )
    if resource.above is not None:
        word = " or ".join(names.contact(contact) for contact in resource.contacts)
        line += f", above {resource.above:,} on the word of {word}"
    return (f"{line}.",)


def _way_out(seat: Seat, values: Mapping[str, str]) -> tuple[str, ...]:
    """Which update it will be to whom; what is known against its channel; through whom the audience is told."""
    board, names = seat.board, Names(seat.board)
    about, audience = values.get("incident", ""), values.get("audience", "")
    if audience not in board.rules.audiences:
        return ()
    lines = [f"Update {board.told.get((about, audience), 0) + 1} to {names.audience(audience)}"]
    channel = board.channels.get(values.get("channel", ""))
    if channel is not None and (channel.works is False or channel.asked_at != NEVER):
        lines.append(f"{one_line(channel.label, 60)} {one_line(known_of(board, channel), 200)}")
    contact = bypassed(board, audience)
    if contact:
        lines.append(f"They are told through {names.contact(contact)}, who has not answered a page yet.")
    return tuple(lines)


def _watch(seat: Seat, about: Incident, do: str) -> tuple[str, ...]:
    """How long the watch lasts, and what each metric of it showed."""
    rule = seat.board.rules.plan.watch
    if rule is None:
        return ()
    if do == "watch" or about.watch is None or not about.watch.running:
        metrics = listed([lower_label(one_line(each.text, 60)) for each in rule.metrics])
        length = f"{format_duration(rule.at_least)} at least, {format_duration(rule.at_most)} at most"
        return (f"{about.id} {one_line(about.title)}", f"{length}: {metrics}.")
    watch = about.watch
    least = "may end now" if seat.now >= watch.until else f"not before {at_a_glance(seat, watch.until)}"
    lines = [
        f"{about.id} is watched since {at_a_glance(seat, watch.since)}: {least}, by {at_a_glance(seat, watch.at_most)}"
    ]
    for each in rule.metrics:
        found = watch.verdicts.get(each.id)
        state = "no verdict yet" if found is None else "normal" if found.holds else "not normal"
        lines.append(f"{'○' if found is None else '✔' if found.holds else '✘'} {one_line(each.text, 60)}: {state}")
    return tuple(lines)


def notes_of(seat: Seat, do: str, values: Mapping[str, str]) -> Notes:
    """Suggestions and checklists, while one fills in."""
    if seat.board.opened.assist != "guided":
        return ()
    return advice(seat, do, values)


def advice(seat: Seat, do: str, values: Mapping[str, str]) -> Notes:
    """What the plan would suggest, and why."""
    if do == "classify":
        return _severity_advice(seat, values)
    if do == "assess":
        return _drafted_suggestion(seat, values)
    if do == "update":
        return _content_advice(seat, values)
    if do == "act":
        return _step_advice(seat, values)
    return ()


def _severity_advice(seat: Seat, values: Mapping[str, str]) -> Notes:
    about = seat.board.incidents.get(values.get("incident", ""))
    if about is None:
        return ()
    lines = [("accent", line) for line in told_suggestion(Names(seat.board), suggested_for(seat.board, about))]
    if not about.suggested:
        nothing = "No alert suggests a severity: hold what you know against the definitions."
        return tuple(lines) or (("muted", nothing),)
    alerts = [seat.board.alerts[name] for name in about.alerts if name in seat.board.alerts]
    signs = [each for each in alerts if seat.board.rules.suggests.get(each.severity) == about.suggested]
    because = listed([f"{each.id} is {each.severity}" for each in signs[:3]]) or counted(len(alerts), "alert")
    lines.append(("accent", f"Its alerts suggest {about.suggested}: {because}."))
    kind = seat.board.rules.categories.get(values.get("category", ""))
    if kind is not None and kind.presume_personal_data and not values.get("personal_data"):
        lines.append(
            ("accent", f"With {lower_label(kind.label)}, personal data count as involved until shown otherwise.")
        )
    return tuple(lines)


def _drafted_suggestion(seat: Seat, values: Mapping[str, str]) -> Notes:
    """What the assessment as it is filled in would suggest."""
    about = seat.board.incidents.get(values.get("incident", ""))
    given = {name: value for name, value in values.items() if value.strip() and name != "said"}
    try:
        decided = decide(seat.board, command_from("assess", given), seat.now)
    except ValueError:
        return ()
    if about is None or isinstance(decided, Refused):
        return ()
    impact = next(event for event in decided if isinstance(event, ImpactAssessed))
    lines = told_suggestion(Names(seat.board), suggested_for(seat.board, about, impact))
    return tuple(("accent", line) for line in lines)


def _content_advice(seat: Seat, values: Mapping[str, str]) -> Notes:
    """The checklist: what the message must say and what it must not, as it stands."""
    audience = values.get("audience", "")
    template = seat.board.rules.templates.get(values.get("template", ""))
    if audience not in seat.board.rules.audiences:
        return ()
    names, draft = Names(seat.board), drafted(seat, values)
    queued = draft if isinstance(draft, UpdateQueued) else None
    required = [field for field in template.fields if field.required] if template is not None else []
    lacks = queued.lacks if queued is not None else [field.id for field in required]
    hits = queued.flags if queued is not None else ()
    name = template.id if template is not None else ""
    lines = [
        (
            "good" if field.id not in lacks else "notice",
            f"{'✔' if field.id not in lacks else '○'} says {lower_label(field.label)}",
        )
        for field in required
    ]
    for wanted in asked_for(seat.board, name, audience):
        said = wanted in hits
        lines.append(("good" if said else "notice", f"{'✔' if said else '○'} has words of {names.phrases(wanted)}"))
    for unwanted in ruled_out(seat.board, name, audience):
        hit = unwanted in hits
        phrase = phrase_in(seat.board, unwanted, queued.text) if queued is not None else ""
        found = f": “{one_line(phrase, 60)}”" if phrase else ""
        lines.append(
            ("urgent" if hit else "muted", f"{'✘' if hit else '–'} must not hold {names.phrases(unwanted)}{found}")
        )
    return tuple(lines)


def _step_advice(seat: Seat, values: Mapping[str, str]) -> Notes:
    brief = seat.board.opened.setting.actions.get(values.get("action", ""))
    if brief is None or not brief.step:
        return ()
    about = seat.board.incidents.get(values.get("incident", ""))
    if about is None:
        return ()
    task = task_of(seat.board, about, brief.step)
    if task is None:
        return ()
    return (("accent", f"Fulfils a step of the playbook: {one_line(task.step.text)}."),)


def drafted(seat: Seat, values: Mapping[str, str]) -> UpdateQueued | Refused | None:
    """What the update would come to if it were sent now."""
    fields = {
        name.removeprefix("fields."): value for name, value in values.items() if name.startswith("fields.") and value
    }
    template = seat.board.rules.templates.get(values.get("template", ""))
    known = {field.id for field in template.fields} if template else set()
    command = SendUpdate(
        values.get("incident", ""),
        values.get("audience", ""),
        values.get("channel", ""),
        values.get("template", ""),
        {name: value for name, value in fields.items() if name in known},
        values.get("text", ""),
    )
    decided = decide(seat.board, command, seat.now)
    if isinstance(decided, Refused):
        return decided
    return next((event for event in decided if isinstance(event, UpdateQueued)), None)


def preview_of(seat: Seat, do: str, values: Mapping[str, str]) -> str:
    """What recipients would read."""
    if do != "update":
        return ""
    template = seat.board.rules.templates.get(values.get("template", ""))
    about = seat.board.incidents.get(values.get("incident", ""))
    if template is None or about is None:
        return few_lines(values.get("text", ""))
    promised = _promised(seat, template, values)
    fields = {field.id: values.get(f"fields.{field.id}", "") for field in template.fields}
    fields |= {field.id: GAP for field in template.fields if field.required and not fields[field.id].strip()}
    try:
        shown = compose(template, SendUpdate(about.id, "", "", template.id, fields, values.get("text", "")), about)
    except Refused as refused:
        return refused.reason
    return few_lines(shown) + (f"\n\n({promised})" if promised else "")


def _promised(seat: Seat, template: Template, values: Mapping[str, str]) -> str:
    """What the message promises, as an instant of the calendar: it is kept as one."""
    for field in template.fields:
        written = values.get(f"fields.{field.id}", "").strip()
        if field.promises and written:
            try:
                due = seat.now + parse_duration(written)
            except ValueError:
                return ""
            return f"promised by {Names(seat.board).moment(due)}, {at_a_glance(seat, due)}"
    return ""


def afterwards(seat: Seat, do: str, values: Mapping[str, str]) -> str:
    """What standard assist says once the team has committed: where the plan would have gone another way."""
    if seat.board.opened.assist != "standard":
        return ""
    if do == "classify":
        about = seat.board.incidents.get(values.get("incident", ""))
        by_impact = suggested_for(seat.board, about).severity if about else ""
        if by_impact and by_impact != values.get("severity"):
            return f"Its impact assessment suggested {by_impact}."
        if about and about.suggested and about.suggested != values.get("severity"):
            return f"Its alerts suggested {about.suggested}."
    if do == "update":
        newest = max(seat.board.updates.values(), key=lambda each: each.queued_at, default=None)
        if newest is not None:
            names = Names(seat.board)
            said = [
                f"it says nothing on {lower_label(names.template_field(newest.template, name))}"
                for name in newest.lacks
            ]
            said += [f"it has no words of {names.phrases(name)}" for name in newest.unsaid]
            against = ruled_out(seat.board, newest.template, newest.audience)
            said += [f"it holds {names.phrases(name)}" for name in newest.flags if name in against]
            return f"By the plan, {listed(said)}." if said else ""
    return ""
