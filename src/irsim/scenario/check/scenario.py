"""The check of a scenario."""

from collections.abc import Iterable
from pathlib import Path as Folder

from irsim.events import KINDS, fields_of
from irsim.plan.fields import EventPattern
from irsim.scenario.check.common import Check, shown
from irsim.scenario.check.names import Names
from irsim.scenario.handouts import FILLED, read_file, read_text
from irsim.scenario.models import AutomationText, By, Expectation, Handout, MetricCondition, Outage, Scenario, Trigger
from irsim.words.documents import Reading
from irsim.words.durations import format_duration
from irsim.words.faults import Fault, nearest
from irsim.words.quantities import parse_quantity
from irsim.words.yamltext import Path


class ScenarioCheck(Check):
    def __init__(self, reading: Reading[Scenario], scenario: Scenario, names: Names) -> None:
        super().__init__(reading, names)
        self.scenario = scenario
        self.handed_out: dict[str, Path] = {}
        """handouts to where each is written"""

    def run(self) -> list[Fault]:
        scenario = self.scenario
        for section in ("injects", "faults", "decisions", "outages", "expectations", "harms", "objectives", "parts"):
            self.unique((section,))
        self.cast(("cast",), scenario.cast)
        self.texts_below((), scenario, ("title", "summary", "briefing"))
        self.texts_below(("truth",), scenario.truth, ("story",))
        for name in scenario.contacts:
            self.known(("contacts", name), name, self.names.contacts, "contact of the plan")
            self.texts_below(("contacts", name), scenario.contacts[name], ("says",))
        self.texts(("discussion",), scenario.discussion)
        for n, objective in enumerate(scenario.objectives):
            self.texts_below(("objectives", n), objective, ("label", "capability", "target"))
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
        for n, outage in enumerate(scenario.outages):
            self.trigger(("outages", n), outage)
            self.outage(("outages", n), outage)
        for name, confirming in scenario.confirms.items():
            self.confirming(("confirms", name), name, confirming)
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

    def outage(self, here: Path, outage: Outage) -> None:
        for k, channel in enumerate(outage.channels):
            path = self.item((*here, "channels"), k)
            self.known(path, channel, self.names.channels, "channel of the world")
            if channel in outage.channels[:k]:
                self.say(path, f"'{channel}' is given twice; remove one")
        self.texts_below(here, outage, ("says", "announces", "why"))
        for k, end in enumerate(outage.ended_by):
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
            if inject.message.fallback:
                known = self.names.channels - {inject.message.channel}
                self.known((*path, "fallback"), inject.message.fallback, known, "other channel of the world")
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
        if inject.automation:
            self.automation((*here, "automation"), inject.automation)
        self.handouts((*here, "handouts"), inject.handouts)
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

    def handouts(self, here: Path, handouts: Iterable[Handout]) -> None:
        """Each has an id of its own in the whole scenario, and a file that is there, small enough and its own."""
        for n, handout in enumerate(handouts):
            path: Path = (*here, n)
            first = self.handed_out.setdefault(handout.id, path)
            if first != path:
                line = self.document.line_of((*first, "id"))
                self.say((*path, "id"), f"'{handout.id}' is given twice, first in line {line}; rename one")
            self.texts_below(path, handout, ("title", "text"))
            if handout.file is None:
                continue
            folder = Folder(self.document.name).parent
            try:
                if handout.file.endswith(FILLED):
                    self.text((*path, "file"), read_text(folder, handout.file))
                else:
                    read_file(folder, handout.file)
            except ValueError as fault:
                self.say((*path, "file"), str(fault))

    def automation(self, here: Path, done: AutomationText) -> None:
        """What it names is there; without service and category no incident could be found for it."""
        self.texts_below(here, done, ("text",))
        if "{" in done.source:
            self.text((*here, "source"), done.source)
        if done.service is None and done.category is None:
            self.say(here, "belongs to no incident; add a 'service' or a 'category'")
        if done.service is not None:
            self.known((*here, "service"), done.service, self.names.services, "service")
        if done.category is not None:
            self.known((*here, "category"), done.category, self.names.categories, "category")
        if done.step is not None:
            self.known((*here, "step"), done.step, self.names.steps, "playbook step")
        if done.action is not None:
            self.known((*here, "action"), done.action, self.names.actions, "action of the world")

    def expectation(self, here: Path, expectation: Expectation) -> None:
        self.known((*here, "objective"), expectation.objective, self.names.objectives, "objective")
        self.known((*here, "role"), expectation.role, self.names.roles, "role")
        if expectation.as_:
            self.known((*here, "as"), expectation.as_, self.names.roles, "role")
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
            self.say(("injects", position, "after"), f"waits for itself ({shown(circle)}); give one a time")


def _circle_among(waits: dict[str, list[str]]) -> list[str]:
    """A circle that begins and ends with the same name, where each waits for some other; empty for none."""
    trail: dict[str, None] = {}
    name = next(iter(waits), "")
    while name and name not in trail:
        trail[name] = None
        name = waits[name][0]
    names = list(trail)
    return [*names[names.index(name) :], name] if name else []
