"""The real stream of alerts as injects: each at its own offset, a storm as one that says how many they were."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from irsim.board.state import NEVER
from irsim.reports.practice.hiding import Hiding
from irsim.reports.practice.history import Held, History
from irsim.words.durations import MINUTE, format_duration
from irsim.words.quantities import format_quantity

STORM = 5
"""Alerts of one kind within `STORM_WITHIN` that become a single inject: fewer, a team reads one by one."""

STORM_WITHIN = 2 * MINUTE

NO_SERVICE = "unnamed-service"
"""Stands for the service of alerts that name none: an alert of an exercise has one."""


@dataclass
class Signs:
    """What the alerts come to: the injects, the monitors and services that they need, and what became of each alert."""

    injects: list[dict[str, Any]] = field(default_factory=list)
    monitors: dict[str, dict[str, Any]] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    """services of the world that alerts name, with their labels"""
    names: dict[str, str] = field(default_factory=dict)
    """alert to what a script calls it"""
    of_truth: list[str] = field(default_factory=list)
    """the signs by which the incident showed itself"""
    storms: int = 0


class Telling:
    """Turns alerts into injects. `by_metric` are the (service, metric) pairs that the world's own monitors watch."""

    def __init__(self, history: History, hiding: Hiding, by_metric: frozenset[tuple[str, str]]) -> None:
        self.history = history
        self.hiding = hiding
        self.by_metric = by_metric
        self.signs = Signs()
        self._monitors: dict[tuple[str, str, str], str] = {}
        self._services: dict[str, str] = {}
        self._taken: Counter[str] = Counter()

    def told(self) -> Signs:
        """Every alert of the incident, and those of the time that turned out to be nothing."""
        for held_by, decoy in ((self.history.signs, False), (self.history.beside, True)):
            for storm in _storms(held_by):
                self._storm(storm, decoy=decoy)
        self.signs.injects.sort(key=lambda inject: inject["at"])
        return self.signs

    def _storm(self, storm: list[Held], *, decoy: bool) -> None:
        first = storm[0].fired
        monitor, service = self.monitor(storm[0]), self._common(storm)
        if (first.service, first.metric) in self.by_metric and first.monitor == monitor:
            for held in storm:  # the world's metric brings it about by itself
                name = f"{monitor}@{self.service(held.fired.service)}"
                self.signs.names[held.fired.alert] = name
                if not decoy and name not in self.signs.of_truth:
                    self.signs.of_truth.append(name)
            return
        self._taken[monitor] += 1
        name = f"{monitor[:50]}-{self._taken[monitor]}"
        for held in storm:
            self.signs.names[held.fired.alert] = name
        if not decoy:
            self.signs.of_truth.append(name)
        alert: dict[str, Any] = {"monitor": monitor, "service": service}
        title = self.hiding.title(first.title) or "An alert"
        alert["title"] = f"{title} (and {len(storm) - 1} more like it)" if len(storm) > 1 else title
        text = self._text(storm)
        if text:
            alert["text"] = text
        if all(held.until != NEVER for held in storm):
            lasted = max(held.until for held in storm) - storm[0].since
            alert["resolves"] = format_duration(max(1000, lasted // 1000 * 1000))
        inject: dict[str, Any] = {"id": name, "at": self.history.offset(storm[0].since)}
        inject["title"] = f"{self._label(storm[0])}{f', {len(storm)} alerts' if len(storm) > 1 else ''}"
        inject["alert"] = alert
        if decoy:
            inject["decoy"] = True
            inject["truth"] = "false"
            board = self.history.board.alerts.get(first.alert)
            reason = self.hiding.title(board.dismissed) if board is not None and board.dismissed else ""
            inject["why"] = f"It was dismissed then: {reason}" if reason else "It belonged to no incident."
        self.signs.injects.append(inject)
        self.signs.storms += len(storm) > 1

    def _text(self, storm: list[Held]) -> str:
        first = storm[0].fired
        parts = [self.hiding.text(first.text, 2_000)]
        if first.metric and first.unit:
            parts.append(f"{first.metric.replace('_', ' ')} reads {format_quantity(first.value, first.unit)}")  # type: ignore[arg-type]
        if len(storm) > 1:
            counts = Counter(self._said(held.fired.service) for held in storm)
            where = ", ".join(f"{name} {count}" for name, count in counts.most_common(12))
            took = (storm[-1].since - storm[0].since) // 1000 * 1000
            within = f"within {format_duration(took)}" if took else "at once"
            parts.append(f"{len(storm)} alerts {within}: {where}.")
        return "\n".join(part for part in parts if part)

    def _said(self, service: str) -> str:
        return self.signs.services.get(self.service(service), service)

    def _label(self, held: Held) -> str:
        return self.hiding.title(held.fired.monitor, 80) or "Alert"

    def _common(self, storm: list[Held]) -> str:
        return Counter(self.service(held.fired.service) for held in storm).most_common(1)[0][0]

    def service(self, name: str) -> str:
        """The world's name of a service that an alert names."""
        if name not in self._services:
            known = self.history.opened.setting.services
            slug = name if name in known else self.hiding.identifier(name, NO_SERVICE) if name else NO_SERVICE
            brief = known.get(name)
            label = self.hiding.plain(brief.label if brief else name, 80) if name else "A service that nobody named"
            self.signs.services.setdefault(slug, label or slug)
            self._services[name] = slug
        return self._services[name]

    def monitor(self, held: Held) -> str:
        """A monitor of plan or world that fires as this alert did; a new one of the world where there is none."""
        fired, rules = held.fired, self.history.board.rules
        category = fired.category if fired.category in rules.categories else ""
        key = (fired.monitor, held.severity, category)
        if key not in self._monitors:
            known = rules.monitors.get(fired.monitor)
            if known is not None and (known.severity, known.category) == (held.severity, category):
                self._monitors[key] = known.id
            else:
                self._monitors[key] = self._new(key)
        return self._monitors[key]

    def _new(self, key: tuple[str, str, str]) -> str:
        monitor, severity, category = key
        slug = wanted = self.hiding.identifier(monitor, "alert")
        for further in (severity, f"{severity}-{category}", *map(str, range(2, 1000))):
            if slug not in self.signs.monitors and slug not in self.history.board.rules.monitors:
                break
            slug = f"{wanted}-{further}"
        rule = {"id": slug, "label": self.hiding.plain(monitor, 80) or "Alert", "severity": severity}
        self.signs.monitors[slug] = {**rule, **({"category": category} if category else {})}
        return slug


def _storms(held_by: list[Held]) -> list[list[Held]]:
    """Alerts in their order; those of one kind and severity that came as a storm, together."""
    kinds: dict[tuple[str, str, str], list[Held]] = {}
    for held in sorted(held_by, key=lambda each: each.since):
        kinds.setdefault((held.fired.monitor, held.severity, held.fired.category), []).append(held)
    found: list[list[Held]] = []
    for alerts in kinds.values():
        batches: list[list[Held]] = []
        for held in alerts:
            if not batches or held.since - batches[-1][0].since > STORM_WITHIN:
                batches.append([])
            batches[-1].append(held)
        for batch in batches:
            found += [batch] if len(batch) >= STORM else [[each] for each in batch]
    return sorted(found, key=lambda storm: storm[0].since)
