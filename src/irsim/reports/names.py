"""What a person calls the things that records name by id: roles, people, contacts, channels, clocks; all cleaned."""

from collections.abc import Iterable
from typing import get_args

from irsim.board.board import Board
from irsim.board.exercise import is_exercise
from irsim.board.instants import dated, stamp
from irsim.plan.rota import person_named
from irsim.reports.plain import listed, moment, one_line
from irsim.words.durations import DAY, format_instant
from irsim.words.quantities import Unit, format_quantity

NAME_LIMIT = 80
"""Characters of a name within a sentence."""

SEAT_WORDS = {
    "people": "played by people",
    "script": "played by a script",
    "simulated": "simulated",
    "empty": "empty",
}


PHASE_WORDS = {
    "assessment": "initial assessment",
    "immediate": "immediate containment",
    "short_term": "short-term containment",
}
"""Phases of playbooks whose ids say too little."""


def lower_label(label: str) -> str:
    """A label within a sentence: `Technical Lead` is the technical lead, but `CTO` and `GDPR` stay."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in label.split())


class Names:
    """Labels from the plan and the setting of one board; an unknown id is shown as it is, cleaned."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._rules = board.rules
        self._setting = board.opened.setting

    @property
    def live(self) -> bool:
        """Whether this is no exercise: the session plays no scenario."""
        return not is_exercise(self._board)

    def who(self, by: str) -> str:
        """Who wrote a record, as a person would say it: `technical lead`, `Ana (technical lead)`, `... (simulated)`."""
        if by == "desk":
            return "duty desk"
        if by == "engine":
            return "exercise engine"
        if by.startswith("source:"):
            return f"{one_line(by.removeprefix('source:'), NAME_LIMIT)} (monitoring source)"
        simulated = by.startswith("sim:")
        role, _, name = by.removeprefix("sim:").partition(":")
        named = one_line(name, NAME_LIMIT)
        label = self.role(role)
        shown = f"{named} ({label})" if named else label
        return f"{shown} (simulated)" if simulated else shown

    def role(self, role: str) -> str:
        """A role of the plan, within a sentence."""
        known = self._rules.roles.get(role)
        return lower_label(one_line(known.label, NAME_LIMIT)) if known else one_line(role.replace("_", " "), NAME_LIMIT)

    def roles(self, roles: tuple[str, ...]) -> str:
        """Several roles; everyone, where none is named."""
        return ", ".join(self.role(role) for role in roles) if roles else "everyone"

    def contact_label(self, contact: str) -> str:
        """A contact of the plan, whoever stands behind it."""
        known = self._rules.contacts.get(contact)
        return one_line(known.label if known else contact, NAME_LIMIT)

    def contact(self, contact: str, person: str = "") -> str:
        """A contact of the plan with `person`, else whoever is on call behind it, else whom the world names."""
        brief = self._setting.contacts.get(contact)
        on_call = self._board.on_call.get(contact)
        name = self.person(person or (on_call.person if on_call else "")) or (
            one_line(brief.name, NAME_LIMIT) if brief and on_call is None else ""
        )
        label = self.contact_label(contact)
        return f"{label} ({name})" if name else label

    def person(self, person: str) -> str:
        """Somebody of a rota; empty for nobody."""
        return one_line(person_named(self._rules.plan, person), NAME_LIMIT) if person else ""

    def resource(self, resource: str, amount: int) -> str:
        """A resource of the plan with how much of it: `spend, 5,000 dollars`, `2 people`; empty for neither."""
        known = self._rules.resources.get(resource)
        label = lower_label(one_line(known.label if known else resource, NAME_LIMIT))
        unit = f" {one_line(known.unit, NAME_LIMIT)}" if known and known.unit else ""
        much = f"{amount:,}{unit}" if amount else ""
        return much if much and unit.strip() == label else ", ".join(part for part in (label, much) if part)

    def money(self, amount: int) -> str:
        """An amount in the plan's currency: `$5,000`."""
        return f"{one_line(self._rules.plan.plan.currency, 8)}{amount:,}"

    def channel(self, channel: str) -> str:
        """A channel of the world."""
        brief = self._setting.channels.get(channel)
        return one_line(brief.label if brief else channel.replace("_", " "), NAME_LIMIT)

    def audience(self, audience: str) -> str:
        """An audience of the plan."""
        known = self._rules.audiences.get(audience)
        return one_line(known.label if known else audience, NAME_LIMIT)

    def determination(self, name: str) -> str:
        """A determination of the plan, within a sentence."""
        known = self._rules.determinations.get(name)
        return lower_label(one_line(known.label, NAME_LIMIT)) if known else one_line(name, NAME_LIMIT)

    def statement(self, name: str) -> str:
        """A statement of the participants' feedback, in full."""
        known = next((each for each in self._rules.plan.exercise.statements if each.id == name), None)
        return one_line(known.text if known else name, 300)

    def right(self, name: str) -> str:
        """A right of a data subject, within a sentence."""
        known = self._rules.rights.get(name)
        return lower_label(one_line(known.label, NAME_LIMIT)) if known else one_line(name, NAME_LIMIT)

    def identity(self, verified: bool | None) -> str:
        """How far the identity of somebody who asks about their own data is checked."""
        return {None: "identity not verified", True: "identity verified", False: "identity not confirmed"}[verified]

    def fact(self, name: str) -> str:
        """A line of the fact sheet, within a sentence."""
        known = self._rules.facts.get(name)
        return lower_label(one_line(known.label, NAME_LIMIT)) if known else one_line(name, NAME_LIMIT)

    def component(self, component: str) -> str:
        """A component of the status page."""
        known = self._rules.components.get(component)
        return one_line(known.label if known else component, NAME_LIMIT)

    def level(self, level: str) -> str:
        """A level of the status page's components, within a sentence."""
        known = next((item for item in self._rules.plan.status_page.levels if item.id == level), None)
        return lower_label(one_line(known.label if known else level, NAME_LIMIT))

    def template(self, template: str) -> str:
        """A message template of the plan."""
        known = self._rules.templates.get(template)
        return one_line(known.label if known else template, NAME_LIMIT)

    def service(self, service: str) -> str:
        """A service of the world."""
        known = self._board.services.get(service)
        return one_line(known.label if known and known.label else service, NAME_LIMIT)

    def action(self, action: str) -> str:
        """A technical action of the world."""
        brief = self._setting.actions.get(action)
        return one_line(brief.label if brief else action)

    def category(self, category: str) -> str:
        """A category of the plan."""
        known = self._rules.categories.get(category)
        return lower_label(one_line(known.label if known else category, NAME_LIMIT))

    def data_kind(self, kind: str) -> str:
        """A kind of data of the plan, in its own words."""
        known = self._rules.data_kinds.get(kind)
        return one_line(known.label if known else kind, NAME_LIMIT)

    def track(self, track: str) -> str:
        """A lifecycle of the plan."""
        known = self._rules.tracks.get(track)
        return lower_label(one_line(known.label if known else track, NAME_LIMIT))

    def severity(self, severity: str) -> str:
        """A severity with its label: `SEV-1 (critical)`."""
        known = next((item for item in self._rules.plan.severities if item.id == severity), None)
        shown = one_line(severity, NAME_LIMIT)
        return f"{shown} ({lower_label(one_line(known.label, NAME_LIMIT))})" if known else shown

    def status(self, track: str, status: str) -> str:
        """A status of a lifecycle."""
        known = self._rules.status(track, status) if track in self._rules.tracks else None
        return lower_label(one_line(known.label if known else status, NAME_LIMIT))

    def playbook(self, playbook: str) -> str:
        """A playbook of the plan."""
        known = self._rules.playbooks.get(playbook)
        return one_line(known.label if known else playbook, NAME_LIMIT)

    def phase(self, phase: str) -> str:
        """A phase of a playbook, within a sentence: `short-term containment`."""
        return PHASE_WORDS.get(phase) or one_line(phase.replace("_", " "), NAME_LIMIT)

    def step(self, playbook: str, step: str) -> str:
        """A playbook step in its own words."""
        book = self._rules.playbooks.get(playbook)
        text = next((item.text for item in book.steps if item.id == step), step) if book else step
        return one_line(text)

    def any_step(self, step: str) -> str:
        """A playbook step in the words of the first playbook that has it."""
        books = self._rules.playbooks.values()
        return next((self.step(book.id, step) for book in books if any(item.id == step for item in book.steps)), step)

    def check(self, check: str) -> str:
        """A criterion of the plan in its own words."""
        known = self._rules.checks.get(check)
        return one_line(known.text if known else check)

    def metric(self, metric: str) -> str:
        """A metric of the plan's watch, within a sentence."""
        watch = self._rules.plan.watch
        known = next((item.text for item in watch.metrics if item.id == metric), metric) if watch else metric
        return lower_label(one_line(known.replace("_", " "), NAME_LIMIT))

    def monitor(self, monitor: str) -> str:
        """A monitor of the plan."""
        known = self._rules.monitors.get(monitor)
        return one_line(known.label if known else monitor, NAME_LIMIT)

    def evidence_kind(self, kind: str) -> str:
        """A kind of evidence of the plan, within a sentence."""
        known = next((item.label for item in self._rules.plan.evidence_kinds if item.id == kind), kind)
        return lower_label(one_line(known.replace("_", " "), NAME_LIMIT))

    def attendees(self, groups: Iterable[str]) -> str:
        """Groups that a post-mortem is for."""
        review = self._rules.plan.review
        labels = {item.id: item.label for item in review.attendees} if review else {}
        return listed([lower_label(one_line(labels.get(name, name), NAME_LIMIT)) for name in groups])

    def approach(self, approach: str) -> str:
        """A way to recover."""
        return one_line(approach.replace("_", " "), NAME_LIMIT)

    def notice(self, regime: str) -> str:
        """A legal notice of the plan."""
        known = self._rules.notices.get(regime)
        return one_line(known.label if known else regime)

    def field(self, regime: str, field: str) -> str:
        """A field of a notice's content, as the plan labels it."""
        known = self._rules.notices.get(regime)
        label = next((item.label for item in known.fields if item.id == field), field) if known else field
        return one_line(label)

    def template_field(self, template: str, field: str) -> str:
        """A field of a message template, as the plan labels it."""
        known = self._rules.templates.get(template)
        label = next((item.label for item in known.fields if item.id == field), field) if known else field
        return one_line(label)

    def phrases(self, name: str) -> str:
        """A list of phrases of the plan."""
        return one_line(name.replace("_", " "), NAME_LIMIT)

    def clock_rule(self, rule: str) -> str:
        """A clock of the plan."""
        known = self._rules.clocks.get(rule)
        return one_line(known.label if known else rule, NAME_LIMIT)

    def clock(self, id: str) -> str:
        """A running of a clock, with what it runs for: `INC-1 Respond`."""
        clock = self._board.clocks.get(id)
        if clock is None:
            return one_line(id, NAME_LIMIT)
        about = " ".join(one_line(part, NAME_LIMIT) for part in (clock.incident, clock.subject) if part)
        return f"{about} {self.clock_rule(clock.rule)}".strip()

    def owner(self, rule: str) -> str:
        """The role that owns a clock; empty where the plan does not know the clock."""
        known = self._rules.clocks.get(rule)
        return self.role(known.owner) if known else ""

    def value(self, value: int, unit: str) -> str:
        """A metric's value for a person; empty where the unit is none of ours."""
        return format_quantity(value, unit) if unit in get_args(Unit) else ""  # type: ignore[arg-type]

    def moment(self, at: int, *, year: bool = False) -> str:
        """Calendar time of an instant, in UTC; the instant alone where it lies beyond any calendar."""
        try:
            return moment(self._rules.moment(at), year=year)
        except (OverflowError, ValueError):
            return format_instant(at)

    def due(self, at: int) -> str:
        """An instant to keep: `T+00:15:00`, with its calendar time where it is a day or more away; in live that."""
        written = stamp(self._board, at)
        return f"{written} ({self.moment(at)})" if at - self._board.at >= DAY and not self._board.live else written

    def stamp(self, at: int) -> str:
        """An instant for documents, which are read on any day: `T+00:47:12`, or `21 Nov 03:12:05` (UTC) in live."""
        return dated(self._board, at)
