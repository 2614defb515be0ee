"""The plan on one page, for the wall and for the day on which no screen works: 80 columns, at most 60 lines.

What the plan does not say, such as a telephone number, is a line to be filled in by hand.
"""

import textwrap

from jinja2 import Environment, StrictUndefined

from irsim.board.rules import Rules
from irsim.plan.models import Category, ClockRule, Contact, Playbook
from irsim.reports.names import lower_label
from irsim.reports.plain import counted, one_line
from irsim.words.durations import DAY, MINUTE

WIDTH = 80
BLANK = "____________________"

PLACES = {"contacts": 12, "bridges": 5, "severities": 5, "steps": 16, "legal": 11}
"""Lines that each section may take, its heading apart: together with those they make one page. What one section
leaves free the others may have, in this order."""

SOON = 3 * DAY
"""Legal deadlines within this (ms) belong to the first hours."""


def card(rules: Rules, category: str = "") -> str:
    """The card, with the first steps of every category, or the whole of one category's containment."""
    plan = rules.plan
    head = one_line(plan.plan.title, WIDTH - 20)
    version = f"version {one_line(plan.plan.version, 12)}" if plan.plan.version else ""
    kind = rules.categories.get(category)
    titles = {
        "contacts": "WHOM TO CALL",
        "bridges": "WHERE WE TALK",
        "severities": "HOW BAD IS IT (* the whole team is called)",
        "steps": f"WHAT TO DO FIRST: {one_line(kind.label, 40).upper()}" if kind else "WHAT TO DO FIRST",
        "legal": "THE LAW'S FIRST HOURS (verify with counsel)",
    }
    bodies = {
        "contacts": [line for each in _in_order(rules) for line in _contact(rules, each)],
        "bridges": _places(rules),
        "severities": _severities(rules),
        "steps": _whole(rules, kind) if kind else _first_steps(rules),
        "legal": _legal(rules),
    }
    free = sum(max(0, PLACES[name] - len(body)) for name, body in bodies.items())
    lines = [f"{head}{version:>{WIDTH - len(head)}}"]
    for name, body in bodies.items():
        more = min(free, max(0, len(body) - PLACES[name]))
        free -= more
        if body:
            lines += ["", titles[name], *_capped(body, PLACES[name] + more)]
    return "\n".join(line.rstrip() for line in lines)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title>
<style>
@page { size: A4; margin: 12mm }
body { margin: 1rem; background: #fff; color: #000 }
pre { font: 10pt/1.25 ui-monospace, monospace; white-space: pre }
</style>
</head>
<body><pre>{{ text }}</pre></body>
</html>"""


def card_page(title: str, text: str) -> str:
    """The card as a page of HTML that prints on one sheet."""
    page = Environment(autoescape=True, undefined=StrictUndefined).from_string(_PAGE)
    return page.render(title=one_line(title, 80), text=text)


def _capped(lines: list[str], room: int) -> list[str]:
    if len(lines) <= room:
        return lines
    return [*lines[: room - 1], f"  ... {counted(len(lines) - room + 1, 'more line')} in the plan"]


def _pair(label: str, text: str) -> str:
    return f"  {one_line(label, 30):<31}{one_line(text, WIDTH - 33)}"


def _in_order(rules: Rules) -> list[Contact]:
    """Each chain from its first contact on, those outside last."""
    following = {contact.then for contact in rules.contacts.values()}
    order: list[str] = []
    for contact in sorted(rules.contacts.values(), key=lambda each: (each.external, each.id in following)):
        name = contact.id
        while name in rules.contacts and name not in order:
            order.append(name)
            name = rules.contacts[name].then
    return sorted((rules.contacts[name] for name in order), key=lambda each: each.external)


HOURS = {"always": "at any hour", "business": "in business hours", "critical": "for critical incidents"}


def _contact(rules: Rules, contact: Contact) -> list[str]:
    when = HOURS[contact.hours]
    if contact.hours == "critical" and contact.severities:
        when = f"for {', '.join(contact.severities)}"
    if contact.categories:
        kinds = [lower_label(rules.categories[name].label) for name in contact.categories if name in rules.categories]
        when = f"for a {' or '.join(kinds)}"
    then = rules.contacts.get(contact.then)
    if then is not None:
        when += f"; no answer in {contact.answers_within // MINUTE}m: {one_line(then.label, 24)}"
    who = f"{one_line(contact.label, 26)}, {one_line(contact.person, 30)}"
    number = one_line(contact.number, 20) or BLANK
    room = WIDTH - 4 - len(BLANK)
    if len(who) + 2 + len(when) <= room:
        return [f"  {f'{who}, {when}':<{room}}  {number}"]
    return [f"  {_shortened(who, room):<{room}}  {number}", f"      {_shortened(when, WIDTH - 6)}"]


def _places(rules: Rules) -> list[str]:
    """Bridges and how one gets in, then the channels on which each audience inside is told."""
    found = [_pair(each.label, each.join or BLANK) for each in rules.plan.bridges]
    inside: dict[str, list[str]] = {}
    for each in rules.audiences.values():
        if each.internal:
            inside.setdefault(", ".join(each.channels).replace("_", " "), []).append(each.label)
    return found + [_pair(", ".join(labels), channels) for channels, labels in inside.items()]


def _severities(rules: Rules) -> list[str]:
    """A line a level: what it is, how soon, and an example."""
    found = []
    for level in rules.plan.severities:
        star = " *" if level.notify_team else ""
        head = f"  {one_line(level.id, 9):<10}{one_line(level.label, 13):<14}"
        head += f"{_shortened(level.response, 23) + star:<26}"
        found.append(head + _shortened(level.examples[0] if level.examples else "", WIDTH - len(head)))
    return found


def _shortened(text: str, room: int) -> str:
    return textwrap.shorten(one_line(text), room, placeholder=" ...") if room > 4 else ""


def _playbook(rules: Rules, kind: Category) -> Playbook | None:
    return rules.playbooks.get(kind.playbook)


def _first_steps(rules: Rules) -> list[str]:
    """The steps of immediate containment of each category, in a few lines."""
    found: list[str] = []
    for kind in rules.plan.categories:
        book = _playbook(rules, kind)
        if book is None:
            continue
        steps = [one_line(step.text, 70) for step in book.steps if (step.phase or book.phase) == "immediate"]
        text = "; ".join(f"{number} {step}" for number, step in enumerate(steps, 1))
        lead = f"  {one_line(kind.label, 24)}: "
        found += textwrap.wrap(lead + text, WIDTH, subsequent_indent=" " * 6)
    return found


def _whole(rules: Rules, kind: Category) -> list[str]:
    """A category's containment, step by step, with who does it."""
    names = [kind.playbook, *rules.plan.routine]
    found: list[str] = []
    seen: set[str] = set()
    for phase, title in (("immediate", "At once"), ("short_term", "Then")):
        for name in names:
            book = rules.playbooks.get(name)
            if book is None or (book.categories and kind.id not in book.categories):
                continue
            for step in book.steps:
                fits = not step.categories or kind.id in step.categories
                if (step.phase or book.phase) != phase or not fits or step.id in seen:
                    continue
                seen.add(step.id)
                role = lower_label(one_line(rules.roles[step.role].label, 22))
                found.append(f"  {title:<9}{_shortened(step.text, 46):<46} {role}")
    return found


def _legal(rules: Rules) -> list[str]:
    """The deadlines that bind the organisation within three days, the shortest first; then how many come later."""
    soon: list[tuple[int, ClockRule, str]] = []
    later = 0
    for clock in rules.plan.clocks:
        period = rules.period(clock, rules.severities[0])
        if not clock.legal or period is None:
            continue
        length = period.count if period.unit == "ms" else period.count * DAY
        if length > SOON or period.unit == "month":
            later += 1
        else:
            soon.append((length, clock, period.written))
    soon.sort(key=lambda each: each[0])
    groups: dict[str, list[str]] = {}
    for _, clock, written in soon:
        groups.setdefault(f"{written} (our target)" if clock.target else written, []).append(one_line(clock.label, 60))
    found: list[str] = []
    for written, labels in groups.items():
        lead = f"  {written:<20}"
        found += textwrap.wrap(lead + "; ".join(labels), WIDTH, subsequent_indent=" " * len(lead))
    if later:
        last = f"  and {counted(later, 'further deadline')} in days or months: irsim plan deadline CLOCK"
        found = [*found[: PLACES["legal"] - 1], last]
    return found
