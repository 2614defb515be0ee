"""What the plan makes of a sender's words: severity, service, category, links. Made ready once, for it is asked of
every alert of every delivery."""

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import translate
from functools import lru_cache
from typing import get_args

from irsim.events.signals import Signal
from irsim.plan.models import AlertSeverity, CategoryRule, Plan

WEB = ("https://", "http://")
"""How an address begins that may be offered to people."""

Fits = Callable[[str, Signal], bool]


class IntakeRules:
    """The plan's `intake`, indexed."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan.intake
        self._severities: dict[str, str] = {
            **{name: name for name in get_args(AlertSeverity)},
            **plan.intake.severities,
        }
        self._categories = frozenset(category.id for category in plan.categories)
        self._rules = [(rule.category, _fits(rule)) for rule in plan.intake.categories]

    def severity(self, signal: Signal) -> str:
        """What the sender's word means here."""
        word = signal.severity or _first(self._plan.severity, signal.labels)
        return self._severities.get(word.strip().casefold(), self._plan.otherwise)

    def service(self, signal: Signal) -> str:
        """The service that it is about, by our name; empty where nothing names one."""
        name = signal.service or _first(self._plan.service, signal.labels)
        return self._plan.services.get(name.strip().casefold(), name)

    def category(self, source: str, signal: Signal) -> str:
        """The category that it names, if the plan has it, or that its words suggest; empty for none."""
        for named in (signal.category, *(signal.labels.get(name, "") for name in self._plan.category)):
            if named in self._categories:
                return named
        return next((category for category, fits in self._rules if fits(source, signal)), "")

    def links(self, signal: Signal) -> dict[str, str]:
        """Addresses by what they lead to: the sender's, and those in its annotations and labels."""
        found = dict(signal.links)
        for lead, names in self._plan.links.items():
            if lead not in found:
                address = _first(names, signal.annotations) or _first(names, signal.labels)
                if address.startswith(WEB):
                    found[lead] = address
        return found


def _first(names: Iterable[str], said: Mapping[str, str]) -> str:
    """The first of these that says anything."""
    return next((said[name] for name in names if said.get(name)), "")


def _fits(rule: CategoryRule) -> Fits:
    monitor, title, source = _any_of(rule.monitor), _any_of(rule.title), _any_of(rule.source)
    labels = {name: _any_of([value]) for name, value in rule.labels.items()}

    def fits(by: str, signal: Signal) -> bool:
        return (
            monitor(signal.monitor)
            and title(signal.title)
            and source(by)
            and all(matches(signal.labels.get(name, "")) for name, matches in labels.items())
        )

    return fits


def _any_of(patterns: list[str]) -> Callable[[str], bool]:
    """Whether a text is one of these, in upper or lower case; anything is, where there are none."""
    if not patterns:
        return lambda text: True
    whole = re.compile("|".join(translate(each) for each in patterns), re.IGNORECASE)

    @lru_cache(REMEMBERED)
    def is_one(text: str) -> bool:
        return bool(text) and whole.match(text) is not None

    return lambda text: is_one(text[:LOOKED_AT])


REMEMBERED = 1_000
"""Texts of which it is known whether they are one: the same monitors fire again."""

LOOKED_AT = 500
"""Characters of a text that a pattern looks at: several stars over a long text cost too much."""
