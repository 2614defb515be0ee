"""A scenario as its papers need it: texts with the cast in them, and triggers, limits and conditions in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from irsim.board.board import Board
from irsim.drill.opening import open_drill
from irsim.events.session import SessionOpened
from irsim.plan import Plan
from irsim.plan.fields import EventPattern
from irsim.reports.names import Names
from irsim.reports.plain import listed, one_line, span
from irsim.scenario.library import Loaded
from irsim.scenario.models import By, Expectation, Inject, Scenario, Trigger
from irsim.words.durations import format_instant
from irsim.words.texts import TextFault, render

VALUE = 70
"""Characters of a value within a condition."""


@dataclass(frozen=True)
class Script:
    """A scenario before it is played. `opened` is the first record that a drill with this seed would begin with."""

    loaded: Loaded
    plan: Plan
    opened: SessionOpened
    names: Names

    @property
    def scenario(self) -> Scenario:
        """What will be played."""
        return self.loaded.scenario

    def filled(self, text: str) -> str:
        """A text with the cast in it; as it is written where it cannot be filled."""
        try:
            return render(text, {**self.opened.cast, "facts": self.loaded.world.facts})
        except TextFault:
            return text

    def anchor(self, anchor: str | EventPattern) -> str:
        """An inject by its title, an event in words."""
        if isinstance(anchor, EventPattern):
            return self.event(anchor)
        found = next((inject for inject in self.scenario.injects if inject.id == anchor), None)
        return f"inject '{self.filled(found.title)}' ({anchor})" if found is not None else f"'{anchor}'"

    def event(self, pattern: EventPattern) -> str:
        """`action completed (action: Switch the export off)`."""
        words = pattern.event.replace(".", " ").replace("-", " ")
        filters = [f"{_field(name)}: {self._values(name, value)}" for name, value in pattern.where.items()]
        return f"{words} ({', '.join(filters)})" if filters else words

    def _values(self, field: str, value: Any) -> str:
        values = value if isinstance(value, list | tuple) else [value]
        return listed([self._value(field, each) for each in values], "or")

    def _value(self, field: str, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        labels: dict[str, Callable[[str], str]] = {
            "action": self.names.action,
            "contact": self.names.contact,
            "audience": self.names.audience,
            "role": self.names.role,
            "service": self.names.service,
            "stance": self._stance,
            "choice": self._stance,
            "fault": self._fault,
        }
        if value in ("*", "", None):
            return "any" if value == "*" else "none"
        return one_line(labels[field](str(value)) if field in labels else str(value).replace("_", " "), VALUE)

    def _fault(self, name: str) -> str:
        """A fault with the service that it is at."""
        known = next((each for each in self.scenario.faults if each.id == name), None)
        return f"{name} at {self.names.service(known.service)}" if known is not None else name

    def _stance(self, name: str) -> str:
        for each in self.scenario.injects:
            for stance in each.message.answers if each.message else []:
                if stance.id == name:
                    return f"'{self.filled(stance.text)}'"
        for decision in self.scenario.decisions:
            for stance in decision.alternatives:
                if stance.id == name:
                    return f"'{self.filled(stance.text)}'"
        return name

    def trigger(self, trigger: Trigger) -> str:
        """When something is due: at an instant, after something, when a metric crosses a value."""
        if trigger.at is not None:
            return format_instant(trigger.at)
        after = f"{span(trigger.delay)} after " if trigger.delay else "at once after "
        if trigger.after is not None:
            return after + listed([self.anchor(each) for each in trigger.after], "or")
        when = trigger.when
        assert when is not None  # one of the three is there: the model says so
        side, value = ("above", when.above) if when.above is not None else ("below", when.below)
        metric = when.metric.replace("_", " ")
        return f"{span(trigger.delay)} after " * bool(trigger.delay) + (
            f"{metric} of {self.names.service(when.service)} is {side} {value}"
        )

    def condition(self, trigger: Trigger) -> str:
        """What must have happened, and what must not, for it to come; empty where it always comes."""
        parts = []
        if trigger.needs:
            parts.append(f"only if {listed([self.anchor(each) for each in trigger.needs])} came before")
        if trigger.unless:
            parts.append(f"not if {listed([self.anchor(each) for each in trigger.unless], 'or')} came before")
        return "; ".join(parts)

    def limit(self, asked: Expectation) -> str:
        """By when an expectation is to be met."""
        if asked.clock:
            return f"clock '{self.names.clock_rule(asked.clock)}' of the plan"
        if isinstance(asked.by, By):
            return f"within {span(asked.by.within)} of {self.anchor(asked.by.after) if asked.by.after else 'the start'}"
        return f"by {format_instant(asked.by)}" if asked.by is not None else "before the end"

    def counts(self, asked: Expectation) -> str:
        """What counts, for the record; what to listen for, where the evaluator judges."""
        if asked.judge == "evaluator":
            return "judged by the evaluator"
        if asked.clock:
            return f"the clock '{self.names.clock_rule(asked.clock)}' is kept"
        ways = [asked.does] if asked.does else asked.any_of
        said = listed([self.event(way) for way in ways], "or")
        values = ", ".join(
            f"{_field(name)} given" if value == "*" else f"{_field(name)} {self._values(name, value)}"
            for name, value in asked.values.items()
        )
        times = f"{asked.at_least} times " if asked.at_least > 1 else ""
        return f"{times}{said}{f', with {values}' if values else ''}"

    def mode(self, inject: Inject) -> str:
        """How an inject comes: by which channel, as an alert, as a hold."""
        if inject.message is not None:
            acted = ", acted out by the facilitator" if inject.delivery == "facilitator" else ""
            return self.names.channel(inject.message.channel) + acted
        if inject.alert is not None:
            return "alert"
        if inject.automation is not None:
            return "automation"
        return "hold for discussion" if inject.hold is not None else "time moves on"


def _field(name: str) -> str:
    return name.removeprefix("fields.").replace("_", " ").replace(".", " ")


def script_of(loaded: Loaded, plan: Plan, plan_text: str, seed: str) -> Script:
    """The scenario with the cast of `seed`, the same as in a drill with that seed. Raises BadInput."""
    opened = open_drill(loaded, plan, plan_text, seed=seed, seats={role.id: "people" for role in plan.roles})
    return Script(loaded, plan, opened, Names(Board(opened)))
