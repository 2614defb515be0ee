"""Everything that a scenario and its world name must be there: each mistake with its line and its cure."""

from collections.abc import Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from irsim.events import KINDS, fields_of
from irsim.plan import Plan
from irsim.plan.fields import EventPattern
from irsim.scenario.cast import FIELDS as CAST_FIELDS
from irsim.scenario.cast import KINDS as CAST_KINDS
from irsim.scenario.models import Bend, By, Expectation, MetricCondition, Scenario, Trigger, World
from irsim.scenario.texts import TextFault, names_in
from irsim.words.documents import Checker, Reading
from irsim.words.durations import format_duration
from irsim.words.faults import Fault, nearest
from irsim.words.quantities import parse_quantity
from irsim.words.yamltext import Path


def check(
    reading: Reading[Scenario], scenario: Scenario, world_reading: Reading[World], world: World, plan: Plan
) -> list[Fault]:
    """Every reference that leads nowhere, in the sound parts of both files."""
    names = _Names(scenario, world, plan, reading.lost | world_reading.lost)
    return _WorldCheck(world_reading, world, names).run() + _ScenarioCheck(reading, scenario, names).run()


class _Names:
    """What may be named."""

    def __init__(self, scenario: Scenario, world: World, plan: Plan, lost: frozenset[str]) -> None:
        self.lost = lost
        self.facts = set(world.facts)
        self.services = {service.id: service for service in world.services}
        self.actions = {action.id for action in world.actions}
        self.channels = {channel.id for channel in world.channels}
        self.contacts = {contact.id for contact in plan.contacts}
        self.monitors = {monitor.id: monitor for monitor in [*plan.monitors, *world.monitors]}
        self.roles = {role.id for role in plan.roles}
        self.steps = {step.id for book in plan.playbooks for step in book.steps}
        self.phrases = set(plan.phrases)
        self.clocks = {clock.id for clock in plan.clocks}
        self.severities = {severity.id for severity in plan.severities}
        self.categories = {category.id for category in plan.categories}
        self.objectives = {objective.id for objective in scenario.objectives}
        self.injects = {inject.id for inject in scenario.injects}
        self.decisions = {decision.id: {a.id for a in decision.alternatives} for decision in scenario.decisions}
        self.stances = {a.id for i in scenario.injects if i.message for a in i.message.answers}
        self.faults = {fault.id for fault in scenario.faults}
        self.truths = {incident.id for incident in scenario.truth.incidents}
        self.parts = {part.id for part in scenario.parts}
        self.cast = {**world.cast, **scenario.cast}
        self.values: dict[tuple[str, str], Collection[str]] = {
            ("action.taken", "action"): self.actions,
            ("action.completed", "action"): self.actions,
            ("decision.taken", "decision"): self.decisions,
            ("decision.taken", "choice"): {choice for choices in self.decisions.values() for choice in choices},
            ("decision.lapsed", "decision"): self.decisions,
            ("message.answered", "stance"): self.stances,
            ("inject.delivered", "inject"): self.injects,
            ("fault.started", "fault"): self.faults,
            ("fault.ended", "fault"): self.faults,
            ("incident.classified", "severity"): self.severities,
            ("incident.classified", "category"): self.categories,
            ("incident.assigned", "role"): self.roles,
            ("page.sent", "contact"): self.contacts,
            ("page.acknowledged", "contact"): self.contacts,
            ("incident.escalated", "to"): self.contacts,
            ("update.sent", "audience"): {audience.id for audience in plan.audiences},
            ("update.sent", "channel"): self.channels,
            ("update.sent", "template"): {template.id for template in plan.templates},
            ("update.sent", "flags"): self.phrases,
            ("notice.filed", "regime"): {notice.id for notice in plan.notices},
            ("step.completed", "step"): self.steps,
            ("check.passed", "check"): {item.id for item in plan.checks},
            ("approach.chosen", "approach"): {approach.id for approach in plan.approaches},
            ("incident.status-changed", "status"): {status.id for track in plan.tracks for status in track.statuses},
            ("alert.fired", "monitor"): self.monitors,
            ("alert.fired", "service"): self.services,
        }
        self.values["update.queued", "audience"] = self.values["update.sent", "audience"]
        self.values["update.queued", "channel"] = self.channels
        self.values["update.queued", "template"] = self.values["update.sent", "template"]


class _Check(Checker):
    """What both files have in common."""

    def __init__(self, reading: Reading[Any], names: _Names) -> None:
        super().__init__(reading, names.lost)
        self.names = names

    def text(self, path: Path, text: str) -> None:
        try:
            used = names_in(text)
        except TextFault as fault:
            self.say(path, str(fault))
            return
        for name, attribute in sorted(used):
            if name not in self.names.cast and name != "facts":
                if name not in self.lost:
                    self.say(path, f"'{name[:60]}' is not in the cast; {nearest(name, [*self.names.cast, 'facts'])}")
                continue
            known = self.names.facts if name == "facts" else CAST_FIELDS.get(self.names.cast[name], ())
            if not attribute:
                self.say(
                    path, f"'{name}' stands alone; write what of it, as {{{{ {name}.{min(known, default='name')} }}}}"
                )
            elif attribute not in known and attribute not in self.lost and (known or name == "facts"):
                self.say(path, f"'{name}' has no '{attribute[:60]}'; {nearest(attribute, known)}")

    def texts_below(self, path: Path, model: BaseModel, keys: tuple[str, ...]) -> None:
        for key in keys:
            value = getattr(model, key, None)
            if isinstance(value, str) and "{" in value:
                self.text((*path, key), value)

    def texts(self, path: Path, texts: Iterable[str]) -> None:
        for n, text in enumerate(texts):
            if "{" in text:
                self.text((*path, n), text)

    def bends(self, path: Path, bends: Iterable[Bend], own: str) -> None:
        for n, bend in enumerate(bends):
            service = bend.service or own
            here = (*path, n)
            if service not in self.names.services:
                self.known((*here, "service"), service, self.names.services, "service")
            else:
                self.metric((*here, "metric"), service, bend.metric, bend.add)

    def metric(self, path: Path, service: str, metric: str, *values: str | int | None) -> None:
        metrics = self.names.services[service].metrics
        if metric not in metrics:
            if metric in self.lost:
                return
            self.say(path, f"'{service}' has no metric '{metric}'; {nearest(metric, metrics)}")
            return
        for value in values:
            if value is not None:
                try:
                    parse_quantity(value, metrics[metric].unit)
                except ValueError as error:
                    self.say(path, str(error))

    def pattern(self, path: Path, item: EventPattern) -> None:
        fields = fields_of(item.event)
        for name, value in item.where.items():
            here = (*path, "where", name)
            if name.split(".")[0] not in fields:
                self.say(here, f"'{item.event}' has no field '{name}'; {nearest(name, fields)}")
                continue
            self.value(here, item.event, name, value)

    def value(self, path: Path, kind: str, name: str, value: object) -> None:
        allowed = self.names.values.get((kind, name))
        for each in value if isinstance(value, list) else [value]:
            if allowed is not None and isinstance(each, str) and each != "*":
                self.known(path, each, allowed, name)

    def cast(self, path: Path, cast: dict[str, str]) -> None:
        for name, kind in cast.items():
            self.known((*path, name), kind, CAST_KINDS, "kind of cast")


class _WorldCheck(_Check):
    def __init__(self, reading: Reading[World], world: World, names: _Names) -> None:
        super().__init__(reading, names)
        self.world = world

    def run(self) -> list[Fault]:
        for section in ("services", "actions", "channels", "monitors"):
            self.unique((section,))
        self.cast(("cast",), self.world.cast)
        for n, service in enumerate(self.world.services):
            for k, other in enumerate(service.depends_on):
                self.known(("services", n, "depends_on", k), other, self.names.services, "service")
            for name, metric in service.metrics.items():
                path: Path = ("services", n, "metrics", name)
                self.metric(path, service.id, name, metric.baseline, metric.floor, metric.ceiling)
        self.graph()
        for n, action in enumerate(self.world.actions):
            here: Path = ("actions", n)
            self.known((*here, "role"), action.role, self.names.roles, "role")
            if action.step:
                self.known((*here, "step"), action.step, self.names.steps, "playbook step")
            for k, bend in enumerate(action.bends):
                if bend.service is None:
                    self.say((*here, "bends", k), "an action's bend needs a 'service'")
            self.bends((*here, "bends"), [bend for bend in action.bends if bend.service], "")
            self.texts_below(here, action, ("result", "meaning", "label"))
        for name, contact in self.world.contacts.items():
            self.known(("contacts", name), name, self.names.contacts, "contact of the plan")
            if contact.person:
                self.known(("contacts", name, "person"), contact.person, self.names.cast, "member of the cast")
            if contact.replies.says:
                self.text(("contacts", name, "replies", "says"), contact.replies.says)
        return self.faults

    def graph(self) -> None:
        """A service that depends on itself, around any corner, would spread a fault for ever."""
        ids = [service.id for service in self.world.services]
        try:
            TopologicalSorter({service.id: service.depends_on for service in self.world.services}).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            here: Path = ("services", ids.index(circle[0]), "depends_on")
            self.say(here, f"a circle of dependencies ({_shown(circle)}); remove one")


def _shown(names: list[str]) -> str:
    return " > ".join(names if len(names) <= 8 else [*names[:7], "...", names[-1]])


class _ScenarioCheck(_Check):
    def __init__(self, reading: Reading[Scenario], scenario: Scenario, names: _Names) -> None:
        super().__init__(reading, names)
        self.scenario = scenario

    def run(self) -> list[Fault]:
        scenario = self.scenario
        for section in ("injects", "faults", "decisions", "expectations", "harms", "objectives", "parts"):
            self.unique((section,))
        self.cast(("cast",), scenario.cast)
        self.texts_below((), scenario, ("title", "summary", "briefing"))
        self.texts_below(("truth",), scenario.truth, ("story",))
        for name in scenario.contacts:
            self.known(("contacts", name), name, self.names.contacts, "contact of the plan")
            self.texts_below(("contacts", name), scenario.contacts[name], ("says",))
        self.texts(("discussion",), scenario.discussion)
        for n, part in enumerate(scenario.parts):
            for k, clock in enumerate(part.exercised):
                self.known(("parts", n, "exercised", k), clock, self.names.clocks, "clock of the plan")
        self.truth()
        for n, fault in enumerate(scenario.faults):
            self.fault(n)
            self.trigger(("faults", n), fault)
        for n, inject in enumerate(scenario.injects):
            self.trigger(("injects", n), inject)
            self.inject(n)
        for n, decision in enumerate(scenario.decisions):
            here: Path = ("decisions", n)
            self.trigger(here, decision)
            self.roles((*here, "to"), decision.to)
            choices = [alternative.id for alternative in decision.alternatives]
            if decision.default:
                self.known((*here, "default"), decision.default, choices, "alternative")
            self.texts_below(here, decision, ("question",))
            for k, alternative in enumerate(decision.alternatives):
                self.texts_below((*here, "alternatives", k), alternative, ("text", "why"))
        for n, expectation in enumerate(scenario.expectations):
            self.expectation(("expectations", n), expectation)
        for n, harm in enumerate(scenario.harms):
            here = ("harms", n)
            self.known((*here, "objective"), harm.objective, self.names.objectives, "objective")
            self.known((*here, "role"), harm.role, self.names.roles, "role")
            self.texts_below(here, harm, ("title", "why"))
            for k, item in enumerate(harm.any_of):
                self.pattern((*here, "any_of", k), item)
            self.anchors((*here, "before"), harm.before)
            if harm.incident:
                self.known((*here, "incident"), harm.incident, self.names.truths, "incident of the truth")
        self.order()
        return self.faults

    def truth(self) -> None:
        for n, incident in enumerate(self.scenario.truth.incidents):
            here: Path = ("truth", "incidents", n)
            self.known((*here, "severity"), incident.severity, self.names.severities, "severity")
            self.known((*here, "category"), incident.category, self.names.categories, "category")
            self.texts_below(here, incident, ("title", "cause"))
            for k, service in enumerate(incident.services):
                self.known((*here, "services", k), service, self.names.services, "service")
            for k, fault in enumerate(incident.faults):
                self.known((*here, "faults", k), fault, self.names.faults, "fault")
            for k, sign in enumerate(incident.signs):
                name, _, service = sign.partition("@")
                self.known((*here, "signs", k), name, [*self.names.injects, *self.names.monitors], "inject or monitor")
                if service:
                    self.known((*here, "signs", k), service, self.names.services, "service")

    def fault(self, n: int) -> None:
        here: Path = ("faults", n)
        fault = self.scenario.faults[n]
        self.texts_below(here, fault, ("why",))
        self.known((*here, "service"), fault.service, self.names.services, "service")
        if fault.service in self.names.services:
            self.bends((*here, "bends"), fault.bends, fault.service)
        for k, end in enumerate(fault.ended_by):
            if isinstance(end, EventPattern):
                self.pattern((*here, "ended_by", k), end)
            else:
                for action in end:
                    self.known((*here, "ended_by", k), action, self.names.actions, "action of the world")

    def inject(self, n: int) -> None:
        here: Path = ("injects", n)
        inject = self.scenario.injects[n]
        self.texts_below(here, inject, ("title", "why"))
        if inject.hold:
            self.texts((*here, "hold", "questions"), inject.hold.questions)
        if inject.message:
            path = (*here, "message")
            self.known((*path, "channel"), inject.message.channel, self.names.channels, "channel of the world")
            self.roles((*path, "to"), inject.message.to)
            self.texts_below(path, inject.message, ("subject", "text"))
            if "{" in inject.message.sender:
                self.text((*path, "from"), inject.message.sender)
            for k, stance in enumerate(inject.message.answers):
                self.texts_below((*path, "answers", k), stance, ("text",))
        if inject.alert:
            path = (*here, "alert")
            self.known((*path, "monitor"), inject.alert.monitor, self.names.monitors, "monitor")
            self.known((*path, "service"), inject.alert.service, self.names.services, "service")
            self.texts_below(path, inject.alert, ("title", "text"))
            monitor = self.names.monitors.get(inject.alert.monitor)
            if inject.alert.value is not None and monitor is not None:
                try:
                    parse_quantity(inject.alert.value, monitor.unit)
                except ValueError as error:
                    self.say((*path, "value"), str(error))
        if inject.advance:
            self.texts_below((*here, "advance"), inject.advance, ("summary",))
            if inject.at is not None and inject.advance.to <= inject.at:
                self.say((*here, "advance", "to"), "it does not move on; give a later time")
            if inject.advance.to > self.scenario.duration:
                cure = f"make the duration longer than {format_duration(inject.advance.to)}"
                self.say((*here, "advance", "to"), f"after the exercise's end; {cure}")
            if inject.advance.part:
                self.known((*here, "advance", "part"), inject.advance.part, self.names.parts, "part")
        if inject.at is not None and inject.at >= self.scenario.duration:
            self.say((*here, "at"), f"not before the exercise's end at {format_duration(self.scenario.duration)}")

    def expectation(self, here: Path, expectation: Expectation) -> None:
        self.known((*here, "objective"), expectation.objective, self.names.objectives, "objective")
        self.known((*here, "role"), expectation.role, self.names.roles, "role")
        self.texts_below(here, expectation, ("title", "why"))
        if expectation.does:
            self.pattern((*here, "does"), expectation.does)
        for part in ("any_of", "wrong"):
            for k, item in enumerate(getattr(expectation, part)):
                self.pattern((*here, part, k), item)
        ways = [expectation.does] if expectation.does else expectation.any_of
        for name, value in expectation.values.items():
            for way in ways:
                path = (*here, "values", name)
                if name.split(".")[0] not in fields_of(way.event):
                    self.say(
                        path, f"'{way.event}' has no field '{name[:60]}'; {nearest(name[:60], fields_of(way.event))}"
                    )
                else:
                    self.value(path, way.event, name, value)
        for k, phrases in enumerate(expectation.contains):
            self.known((*here, "contains", k), phrases, self.names.phrases, "phrase list of the plan")
        if expectation.clock:
            self.known((*here, "clock"), expectation.clock, self.names.clocks, "clock of the plan")
            if not expectation.incident:
                self.say((*here, "incident"), "an expectation about a clock names its incident of the truth; add it")
        if expectation.incident:
            self.known((*here, "incident"), expectation.incident, self.names.truths, "incident of the truth")
        if isinstance(expectation.by, By) and expectation.by.after is not None:
            self.anchors((*here, "by", "after"), [expectation.by.after])
        self.anchors((*here, "needs"), expectation.needs)
        self.anchors((*here, "unless"), expectation.unless)

    def trigger(self, here: Path, trigger: Trigger) -> None:
        self.anchors((*here, "after"), trigger.after or ())
        self.anchors((*here, "unless"), trigger.unless)
        self.anchors((*here, "needs"), trigger.needs)
        if trigger.when:
            self.condition((*here, "when"), trigger.when)

    def condition(self, path: Path, when: MetricCondition) -> None:
        if (when.above is None) == (when.below is None):
            self.say(path, "needs one of 'above' and 'below'")
        if when.service not in self.names.services:
            self.known((*path, "service"), when.service, self.names.services, "service")
        else:
            self.metric((*path, "metric"), when.service, when.metric, when.above, when.below)

    def anchors(self, path: Path, anchors: Iterable[str | EventPattern]) -> None:
        for n, anchor in enumerate(anchors):
            here = self.item(path, n)
            if isinstance(anchor, EventPattern):
                self.pattern(here, anchor)
            else:
                if anchor in KINDS:
                    self.say(here, f"'{anchor}' is an event, not an inject; write it as {{event: {anchor}}}")
                else:
                    self.known(here, anchor, self.names.injects, "inject")

    def roles(self, path: Path, roles: Iterable[str]) -> None:
        for n, role in enumerate(roles):
            self.known(self.item(path, n), role, self.names.roles, "role")

    def order(self) -> None:
        """Injects that wait for each other never come."""
        waits: dict[str, list[str]] = {}
        followers: dict[str, list[str]] = {}
        for inject in self.scenario.injects:
            names = [name for name in inject.after or () if isinstance(name, str)]
            if inject.after and len(names) == len(inject.after) and self.names.injects.issuperset(names):
                waits[inject.id] = names
                for name in names:
                    followers.setdefault(name, []).append(inject.id)
        coming = [inject.id for inject in self.scenario.injects if inject.id not in waits]
        while coming:
            freed = [name for name in followers.get(coming.pop(), ()) if waits.pop(name, None) is not None]
            coming.extend(freed)
        circle = _circle_among(waits)
        if circle:
            position = [inject.id for inject in self.scenario.injects].index(circle[0])
            self.say(("injects", position, "after"), f"waits for itself ({_shown(circle)}); give one a time")


def _circle_among(waits: dict[str, list[str]]) -> list[str]:
    """A circle that begins and ends with the same name, where each waits for some other; empty for none."""
    trail: dict[str, None] = {}
    name = next(iter(waits), "")
    while name and name not in trail:
        trail[name] = None
        name = waits[name][0]
    names = list(trail)
    return [*names[names.index(name) :], name] if name else []
