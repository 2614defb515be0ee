"""The check of a world."""

from graphlib import CycleError, TopologicalSorter

from irsim.plan.models import Monitor
from irsim.scenario.check.common import Check, shown
from irsim.scenario.check.names import Names
from irsim.scenario.models import Dependence, World
from irsim.words.documents import Reading
from irsim.words.faults import Fault
from irsim.words.yamltext import Path


class WorldCheck(Check):
    def __init__(self, reading: Reading[World], world: World, names: Names) -> None:
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
        for n, monitor in enumerate(self.world.monitors):
            self.monitor(("monitors", n), monitor)
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
        for n, channel in enumerate(self.world.channels):
            for k, leans in enumerate(channel.depends_on):
                self.dependence(("channels", n, "depends_on", k), leans)
        for name, confirming in self.world.confirms.items():
            self.confirming(("confirms", name), name, confirming)
        for name, contact in self.world.contacts.items():
            self.known(("contacts", name), name, self.names.contacts, "contact of the plan")
            if contact.person:
                self.known(("contacts", name, "person"), contact.person, self.names.cast, "member of the cast")
            if contact.replies.says:
                self.text(("contacts", name, "replies", "says"), contact.replies.says)
        return self.faults

    def dependence(self, here: Path, leans: Dependence) -> None:
        """It names a metric of a service, and one bound."""
        if (leans.above is None) == (leans.below is None):
            self.say(here, "needs one of 'above' and 'below'")
        if leans.service not in self.names.services:
            self.known((*here, "service"), leans.service, self.names.services, "service")
        else:
            self.metric((*here, "metric"), leans.service, leans.metric, leans.above, leans.below)
        self.texts_below(here, leans, ("says", "why"))

    def monitor(self, here: Path, monitor: Monitor) -> None:
        """It watches services that have its metric, in the metric's unit, and raises alerts of a known category."""
        if monitor.category:
            self.known((*here, "category"), monitor.category, self.names.categories, "category")
        for k, service in enumerate(monitor.services):
            self.known((*here, "services", k), service, self.names.services, "service")
        if not monitor.metric:
            return
        if (monitor.above is None) == (monitor.below is None):
            self.say(here, "a monitor of a metric needs one of 'above' and 'below'")
        units = {s.id: s.metrics[monitor.metric].unit for s in self.world.services if monitor.metric in s.metrics}
        if not units:
            metrics = {name for service in self.world.services for name in service.metrics}
            self.known((*here, "metric"), monitor.metric, metrics, "metric of a service")
        for service, unit in units.items():
            if unit != monitor.unit and monitor.watches(service, monitor.metric):
                self.say((*here, "unit"), f"'{service}' has this metric in {unit}; write unit: {unit}")

    def graph(self) -> None:
        """A service that depends on itself, around any corner, would spread a fault for ever."""
        ids = [service.id for service in self.world.services]
        try:
            TopologicalSorter({service.id: service.depends_on for service in self.world.services}).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            here: Path = ("services", ids.index(circle[0]), "depends_on")
            self.say(here, f"a circle of dependencies ({shown(circle)}); remove one")
