"""What a role's plan-abiding member would do about what it sees: commands, looked up from the plan and the board.

Each duty is a generator of commands; between two of them the world goes on, so each looks at the board afresh.
"""

import random
from collections.abc import Iterator

from irsim.board.board import Board
from irsim.board.criteria import unmet
from irsim.board.playbooks import PHASES, open_tasks, tasks_of
from irsim.board.reach import reach
from irsim.board.state import NEVER, Incident
from irsim.commands import (
    Acknowledge,
    Act,
    Answer,
    Assess,
    Assign,
    Attach,
    Authorise,
    Aware,
    Cause,
    Check,
    Classify,
    Close,
    Command,
    Contain,
    Decide,
    Declare,
    Evidence,
    Notice,
    Page,
    Request,
    Resolve,
    Review,
    SendUpdate,
    Step,
    Triage,
)
from irsim.plan.models import PlaybookStep, TemplateField
from irsim.words.durations import DAY, MINUTE, format_duration

UPDATE_EVERY = 30 * MINUTE
"""What a simulated communications lead promises as the time of the next update."""

SOON = 10 * MINUTE
"""Clocks that are due within this are served by one message."""

FIRST_ROUND = 30 * MINUTE
"""The same for the first word: who hears every half hour hears it too."""

QUIET = 30 * MINUTE
"""How long an incident must have been without a new sign before a responder ticks its recovery and resolves it."""


STEPS_A_ROUND = 3
"""Further steps of its playbooks that a responder goes through each time it looks around: more would be ticking."""


class Duties:
    """The duties of one role. `chance` decides where the plan leaves a choice: which stance, which alternative."""

    def __init__(self, board: Board, role: str, chance: random.Random) -> None:
        self.board = board
        self.role = role
        self.chance = chance
        self.owned = {verb for verb, owner in board.rules.owners.items() if owner == role}

    def _incident(self, name: str) -> Incident | None:
        about = self.board.incidents.get(name)
        return about if about is not None and about.open else None

    def detected(self, name: str) -> Iterator[Command]:
        """Take it on, call it by its name, bring the team together."""
        about = self._incident(name)
        if about is None:
            return
        if "acknowledge" in self.owned and about.acknowledged_at == NEVER:
            yield Acknowledge(name)
        if "declare" in self.owned and about.declared_at == NEVER:
            yield Declare(incident=name, description="Opened from monitoring.")
        if "classify" in self.owned and about.classified_at == NEVER:
            category = self.board.rules.categories[about.category]
            yield Classify(
                name,
                about.severity,
                about.category,
                personal_data=True if category.presume_personal_data else None,
                reason="The strictest level that its alerts suggest.",
            )
        if "assign" in self.owned:
            for role in self.board.rules.roles:
                if role not in about.assigned:
                    yield Assign(name, role)
        if "page" in self.owned and self._calls_the_team(about):
            contact = next((c for c in self.board.rules.contacts.values() if c.hours == "always"), None)
            if contact is not None:
                yield Page(contact.id, name, "Incident declared.")

    def _calls_the_team(self, about: Incident) -> bool:
        severity = next(s for s in self.board.rules.plan.severities if s.id == about.severity)
        return severity.notify_team

    def declared(self, name: str) -> Iterator[Command]:
        """Tell people; begin to contain; keep what may be needed later."""
        about = self._incident(name)
        if about is None:
            return
        if "update" in self.owned:
            yield from self._tell(about, self._waiting(about, self._first(internal=True), FIRST_ROUND))
            yield from self._tell(about, self._waiting(about, self._first(internal=False)))
        if "evidence" in self.owned:
            yield Evidence(name, "Logs of the affected services", ", ".join(about.services), holder=self.role)

    def classified(self, name: str) -> Iterator[Command]:
        """The playbook of its category; the law where personal data are involved."""
        about = self._incident(name)
        if about is None:
            return
        if "aware" in self.owned and about.personal_data and about.aware_at == NEVER:
            yield Aware(name, basis="Personal data are held to be affected.")
        if "assess" in self.owned and about.assessed_at == NEVER:
            yield Assess(
                name, tuple(about.services), data_compromised=about.personal_data, regulatory=about.personal_data
            )
        if "request" in self.owned and self._calls_the_team(about):
            yield from self._help_wanted(about)
        yield from self._playbook(about)

    def _help_wanted(self, about: Incident) -> Iterator[Command]:
        """One of the first thing that the plan lets one ask for, once an incident."""
        resource = next(iter(self.board.rules.resources.values()), None)
        if resource is not None and all(each.incident != about.id for each in self.board.requests.values()):
            yield Request(about.id, "Another pair of hands for the investigation", 1, resource.id)

    def requested(self, name: str) -> Iterator[Command]:
        """Grant what is ours to grant; above the plan's amount, once somebody whose word it takes was reached."""
        wanted = self.board.requests[name]
        resource = self.board.rules.resources.get(wanted.resource)
        mine = resource.authorises == self.role if resource is not None else "authorise" in self.owned
        if not mine or not wanted.open:
            return
        if resource is None or resource.above is None or wanted.amount <= resource.above:
            yield Authorise(name)
            return
        answered = [page for page in self.board.pages.values() if page.acknowledged_at != NEVER]
        reached = [page.contact for page in answered if page.incident == wanted.incident]
        agreed = next((contact for contact in resource.contacts if contact in reached), "")
        contacts = [
            reach(self.board, self.board.rules.contacts[c], self.board.at, wanted.incident) for c in resource.contacts
        ]
        free = next((each.contact for each in contacts if each.reachable), "")
        if agreed:
            yield Authorise(name, agreed)
        elif free:
            yield Page(free, wanted.incident, f"{name}: {wanted.what}")

    def _playbook(self, about: Incident) -> Iterator[Command]:
        """Its own playbook's first steps: those that stop the damage."""
        if about.acknowledged_at == NEVER:
            return
        for step in self._first_steps(about):
            if step.id in about.steps or not about.open:
                continue
            fitting = [name for name, brief in self.board.opened.setting.actions.items() if brief.step == step.id]
            if fitting:
                yield Act(self.chance.choice(fitting), about.id)
            else:
                yield Step(about.id, step.id)

    def _first_steps(self, about: Incident) -> list[PlaybookStep]:
        """The steps of immediate containment that are this role's and no routine of every incident."""
        routine = self.board.rules.plan.routine
        return [
            task.step
            for task in tasks_of(self.board, about)
            if task.phase == "immediate" and task.step.role == self.role and task.book.id not in routine
        ]

    def _checklists(self, about: Incident) -> Iterator[Command]:
        """A few further steps, in their order; those that the record ticks by itself are left to it."""
        contained = about.contained_at != NEVER
        begun = PHASES if contained else PHASES[: PHASES.index("investigation")]
        left = [
            task.step
            for task in open_tasks(self.board, about)
            if task.phase in begun and task.step.role == self.role and not task.step.done_by
        ]
        for step in left[:STEPS_A_ROUND]:
            if step.id not in about.steps and about.open:
                yield Step(about.id, step.id)

    def alert(self, name: str) -> Iterator[Command]:
        """Look at it; one that looks like an open incident is a sign of it."""
        sign = self.board.alerts[name]
        if "triage" not in self.owned or sign.incident:
            return
        yield Triage(name, "Looked at.")
        alike = [i for i in self.board.open_incidents() if sign.category and i.category == sign.category]
        if alike and not sign.incident:
            yield Attach(name, alike[0].id)

    def clock(self, name: str) -> Iterator[Command]:
        """A clock of ours that will soon be due: do what stops it."""
        clock = self.board.clocks[name]
        rule = self.board.rules.clocks[clock.rule]
        about = self._incident(clock.incident)
        if about is None or not clock.running:
            return
        stops = {stop.event for stop in rule.stops}
        if "update.sent" in stops and "update" in self.owned:
            named = [a for stop in rule.stops for a in _listed(stop.where.get("audience"))]
            audiences = [clock.subject] if rule.per == "promise" else named
            yield from self._tell(about, self._waiting(about, audiences))
        elif "notice.filed" in stops and "notice" in self.owned:
            yield from self._notice(about, [r for stop in rule.stops for r in _listed(stop.where.get("regime"))])
        elif "incident.acknowledged" in stops and "acknowledge" in self.owned:
            yield Acknowledge(about.id)

    def _notice(self, about: Incident, regimes: list[str]) -> Iterator[Command]:
        for name in regimes:
            regime = self.board.rules.notices[name]
            yield Notice(about.id, name, fields={f.id: self._fill(f, about) for f in regime.fields if f.required})

    def _first(self, *, internal: bool) -> list[str]:
        """The plan's first audience of its kind that can be reached and has a template."""
        fitting = [a.id for a in self.board.rules.audiences.values() if a.internal == internal and self._way(a.id)]
        return fitting[:1]

    def _way(self, audience: str) -> str:
        """The channel for an audience: the first that is not known to fail, of those that this world has."""
        board = self.board
        known = board.rules.audiences.get(audience)
        if known is None or not any(audience in t.audiences for t in board.rules.templates.values()):
            return ""
        channels = [c for c in known.channels if c in board.channels]
        return next((c for c in channels if board.channels[c].works is not False), next(iter(channels), ""))

    def _waiting(self, about: Incident, audiences: list[str], within: int = SOON) -> list[str]:
        """The first of these that can be told, then those of its kind whose own clocks will soon be due as well."""
        reached = [name for name in audiences if self._way(name)][:1]
        if not reached or self._on_its_way(about, reached[0]):
            return []
        internal, now = self.board.rules.audiences[reached[0]].internal, self.board.at
        for clock in self.board.running.get(about.id, ()):
            rule = self.board.rules.clocks[clock.rule]
            if clock.due - now > within or rule.per != "incident":
                continue
            sent = [stop for stop in rule.stops if stop.event == "update.sent"]
            named = [a for stop in sent for a in _listed(stop.where.get("audience"))]
            if set(named) & set(reached):
                continue
            fitting = [a for a in named if self._way(a) and self.board.rules.audiences[a].internal == internal]
            reached += [a for a in fitting[:1] if not self._on_its_way(about, a)]
        return reached

    def _on_its_way(self, about: Incident, audience: str) -> bool:
        """Whether something was told them a moment ago: several clocks may warn at once."""
        since = self.board.at - SOON // 2
        return any(
            u.incident == about.id and u.audience == audience and u.queued_at > since and not u.recalled
            for u in self.board.updates.values()
            if u.bounced_at == NEVER
        )

    def _tell(self, about: Incident, audiences: list[str]) -> Iterator[Command]:
        """One update for all of them, by the plan's first template that is written for the first one."""
        if not audiences:
            return
        board, first = self.board, audiences[0]
        templates = [t for t in board.rules.templates.values() if first in t.audiences]
        before = [u for u in board.updates.values() if u.incident == about.id and u.audience == first]
        template = templates[0]
        if not board.rules.audiences[first].internal:
            template = templates[min(len(before), 1, len(templates) - 1)]
        fields = {f.id: self._fill(f, about) for f in template.fields if f.required}
        also = tuple(name for name in audiences[1:] if name in template.audiences)
        yield SendUpdate(about.id, first, self._way(first), template.id, fields, also=also)

    def _fill(self, field: TemplateField, about: Incident) -> str:
        if field.type == "duration":
            return format_duration(UPDATE_EVERY)
        if field.type == "count":
            return str(about.affected_customers or about.affected_users)
        if field.type == "choice":
            return field.choices[0] if field.choices else ""
        if field.type == "yes_no":
            return "no"
        where = ", ".join(self.board.services[name].label for name in about.services if name in self.board.services)
        return f"We are still establishing the facts{' for ' + where if where else ''}."

    def bounced(self, name: str) -> Iterator[Command]:
        """An update that was refused goes by another channel, if there is one of which nothing bad is known."""
        update = self.board.updates[name]
        about, way = self._incident(update.incident), self._way(update.audience)
        if about is not None and "update" in self.owned and way and self.board.channels[way].works is not False:
            text = "" if update.template else update.text
            yield SendUpdate(about.id, update.audience, way, update.template, update.fields, text)

    def decision(self, name: str) -> Iterator[Command]:
        """One of the alternatives; which one, chance decides."""
        asked = self.board.decisions[name]
        mine = self.role in asked.to if asked.to else "decide" in self.owned
        if mine and not asked.choice:
            yield Decide(name, self.chance.choice(list(asked.alternatives)), "Decided at the table.")

    def message(self, name: str) -> Iterator[Command]:
        """An answer where one is asked for and we are the first it was sent to."""
        message = self.board.messages[name]
        mine = message.to[0] == self.role if message.to else "answer" in self.owned
        if mine and message.stances and message.answered_at == NEVER:
            yield Answer(name, self.chance.choice(list(message.stances)))

    def progress(self, name: str) -> Iterator[Command]:
        """After an action: say that it is contained once the playbook is through and its alerts are quiet."""
        about = self._incident(name)
        if about is None or "contain" not in self.owned or about.contained_at != NEVER:
            return
        done = all(step.id in about.steps for step in self._first_steps(about))
        if done and about.acknowledged_at != NEVER:
            yield Contain(about.id, "The playbook's steps are done.")

    def take_over(self) -> Iterator[Command]:
        """What was left undone by whoever had the seat before, then what there is to do at any time."""
        for about in list(self.board.open_incidents()):
            yield from self.detected(about.id)
            yield from self.classified(about.id)
        for decision in [each.id for each in self.board.decisions.values() if each.lapsed_at == NEVER]:
            yield from self.decision(decision)
        for message in list(self.board.messages):
            yield from self.message(message)
        yield from self.round()

    def round(self) -> Iterator[Command]:
        """Look around: what is left to do on each open incident."""
        for name in [each.id for each in self.board.requests.values() if each.open]:
            yield from self.requested(name)
        for about in self.board.open_incidents():
            if about.acknowledged_at == NEVER:
                yield from self.detected(about.id)
            yield from self._playbook(about)
            yield from self.progress(about.id)
            yield from self._checklists(about)
            if "notice" in self.owned and about.aware_at != NEVER:
                yield from self._owed_notices(about)
            if about.contained_at != NEVER:
                yield from self._finish(about)

    def _owed_notices(self, about: Incident) -> Iterator[Command]:
        for clock in list(self.board.running.get(about.id, ())):
            rule = self.board.rules.clocks[clock.rule]
            regimes = [r for s in rule.stops if s.event == "notice.filed" for r in _listed(s.where.get("regime"))]
            if regimes and clock.running and self.board.at - clock.since > (clock.due - clock.since) // 4:
                yield from self._notice(about, regimes)

    def _finish(self, about: Incident) -> Iterator[Command]:
        signs = [self.board.alerts[name] for name in about.alerts]
        quiet = all(sign.resolved_at != NEVER or sign.dismissed for sign in signs if sign.metric) and (
            self.board.at - max((sign.fired_at for sign in signs), default=0) >= QUIET
        )
        legal = any(self.board.rules.clocks[clock.rule].legal for clock in self.board.running.get(about.id, ()))
        if "cause" in self.owned and not about.cause:
            yield Cause(about.id, "To be confirmed in the post-mortem.", ("It was reported by monitoring.",))
        if "check" in self.owned:
            for item in self.board.rules.plan.checks:
                wanted = f"check {item.id}" in unmet(self.board, about, "resolve") + unmet(self.board, about, "close")
                if wanted and (quiet or item.of != "restoration"):
                    yield Check(about.id, item.id)
        if "resolve" in self.owned and quiet and about.resolved_at == NEVER and not unmet(self.board, about, "resolve"):
            yield Resolve(about.id, "The plan's criteria are met.")
        if "review" in self.owned and about.resolved_at != NEVER and not about.review:
            yield Review(about.id, self.board.rules.moment(self.board.at + DAY).isoformat(timespec="minutes"))
        if "review" in self.owned and about.review not in ("", "held") and self.board.at >= about.review_at:
            yield Review(about.id, held=True, summary="Held as planned.")
        resolved = about.resolved_at != NEVER and not legal
        if "close" in self.owned and resolved and not unmet(self.board, about, "close"):
            yield Close(about.id)


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
