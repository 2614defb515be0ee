"""Lines against the plan's detection rules, one pass, in bounded memory: the alerts that begin, go on and are over.

Each rule keeps a window for each key, the least recently heard go first; at most so many keys of one rule are alerts of
their own, the rest are one. An alert is told when it begins, when its count has doubled, and when it has been quiet.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from msgspec import Struct, field

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.logs.lines import Line
from irsim.live.logs.matching import matcher, value_of
from irsim.live.logs.windows import First, Sequence, Window, window_of
from irsim.plan.models import Detection, Monitor, Plan
from irsim.words.clean import clean_title
from irsim.words.durations import MINUTE, format_duration
from irsim.words.quantities import format_quantity

KEYS = 10_000
"""Keys of a rule whose lines are remembered."""

ALERTS = 100
"""Keys of a rule that are alerts of their own at once; a scan of the whole company is one more line, not thousands."""

AHEAD = 5 * MINUTE
"""How far a line's own time may be ahead of ours before ours counts."""

SAMPLE = 400
"""Characters of a line that an alert shows."""

_NAMED = re.compile(r"\{([a-z][a-z0-9_]{0,31})\}")


class Firing(Struct):
    """An alert that goes on: how many lines, when the first and the last came, what it shows."""

    key: dict[str, str]
    since: int
    last: int
    count: int
    figure: int
    told: int
    samples: list[str] = []


class Kept(Struct):
    """What of a detector outlives its process: rule to its alerts by key, and to the values that each key has had."""

    firing: dict[str, dict[str, Firing]] = {}
    known: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    begun: dict[str, dict[str, int]] = field(default_factory=dict)


class Detector:
    """All rules of a plan over a stream of lines."""

    def __init__(self, plan: Plan) -> None:
        monitors = {monitor.id: monitor for monitor in plan.monitors}
        self._rules = [_Rule(rule, monitors[rule.monitor]) for rule in plan.detections]

    @property
    def reach(self) -> int:
        """How far back (ms) a line can matter."""
        return max((rule.reach for rule in self._rules), default=0)

    @property
    def open_keys(self) -> set[str]:
        """The keys of the alerts that go on."""
        return {rule.key_of(name) for rule in self._rules for name in rule.firing}

    def hear(self, line: Line, now: int, labels: dict[str, str] | None = None) -> list[Signal]:
        """What a line begins, or makes twice as much; `now` is Unix ms, `labels` are its log's."""
        low = line.text.lower()
        at = line.at if line.at <= now + AHEAD else now
        return [signal for rule in self._rules if (signal := rule.hear(line, low, at, labels or {})) is not None]

    def quiet(self, now: int) -> list[Signal]:
        """The alerts that are over by `now`."""
        return [signal for rule in self._rules for signal in rule.quiet(now)]

    def keep(self) -> bytes:
        """What outlives the process."""
        kept = Kept()
        for rule in self._rules:
            if rule.firing:
                kept.firing[rule.rule.id] = rule.firing
            known = {name: w for name, w in rule.windows.items() if isinstance(w, First)}
            if known:
                kept.known[rule.rule.id] = {name: dict(window.known) for name, window in known.items()}
                kept.begun[rule.rule.id] = {name: window.begun for name, window in known.items()}
        return msgspec.json.encode(kept)

    def restore(self, kept: bytes) -> None:
        """Go on from what `keep` gave; what cannot be read is nothing."""
        try:
            before = msgspec.json.decode(kept, type=Kept)
        except (msgspec.DecodeError, RecursionError):
            before = Kept()
        for rule in self._rules:
            rule.firing = before.firing.get(rule.rule.id, {})
            for name, values in before.known.get(rule.rule.id, {}).items():
                window = rule.window(name)
                if isinstance(window, First):
                    window.begun = before.begun.get(rule.rule.id, {}).get(name, -1)
                    window.known = OrderedDict(sorted(values.items(), key=lambda item: item[1]))


class _Rule:
    def __init__(self, rule: Detection, monitor: Monitor) -> None:
        self.rule = rule
        self.monitor = monitor
        self.firing: dict[str, Firing] = {}
        self.windows: OrderedDict[str, Window] = OrderedDict()
        self._last: dict[str, int] = {}
        self._matches = matcher(rule.match)
        self._before = matcher(rule.sequence.after) if rule.sequence is not None else None
        ways = (rule.count, rule.distinct, rule.sum, rule.sequence)
        self._alone = rule.first is None and not any(way is not None for way in ways)
        """whether one line is enough: then somebody did it, even if the line does not say who"""
        self.reach = max((way.within for way in ways if way is not None), default=0)

    def window(self, name: str) -> Window:
        window = self.windows.get(name)
        if window is None:
            window = self.windows[name] = window_of(self.rule)
            if len(self.windows) > KEYS:
                oldest, _ = self.windows.popitem(last=False)
                self._last.pop(oldest, None)
        self.windows.move_to_end(name)
        return window

    def hear(self, line: Line, low: str, at: int, labels: dict[str, str]) -> Signal | None:
        words = self._matches(line, low)
        before = self._before(line, low) if self._before is not None and words is None else None
        found = words if words is not None else before
        if found is None:
            return None
        fields = {**line.fields, **found}
        key = {name: (fields.get(name) or value_of(line, name) or labels.get(name, ""))[:200] for name in self.rule.by}
        if key and not any(key.values()) and not self._alone:
            return None  # whoever it is, the line does not say
        name = "/".join(key.values())
        at = max(at, self._last.get(name, at))
        self._last[name] = at
        window = self.window(name)
        if before is not None:
            assert isinstance(window, Sequence)
            window.before(at, line, fields)
            return None
        figure = window.hear(at, line, fields)
        going = self.firing.get(name)
        if going is not None:
            return self._goes_on(name, going, line, at, figure, labels)
        if not figure:
            return None
        if len(self.firing) >= ALERTS:
            return self._overflow(line, at, labels)
        begun = Firing(key, at, at, figure if self.rule.sum is None else 1, figure, 0)
        return self._begins(name, begun, line, labels)

    def _begins(self, name: str, begun: Firing, line: Line, labels: dict[str, str]) -> Signal:
        self.firing[name] = begun
        self._sample(begun, line)
        begun.told = begun.count
        return self._signal(name, begun, line, labels)

    def _goes_on(
        self, name: str, going: Firing, line: Line, at: int, figure: int, labels: dict[str, str]
    ) -> Signal | None:
        if not figure and name != "*":
            return None  # what is within bounds again does not keep it alive
        going.last = max(going.last, at)
        going.count += 1
        going.figure = max(going.figure, figure)
        self._sample(going, line)
        if going.count < 2 * going.told:
            return None
        going.told = going.count
        return self._signal(name, going, line, labels)

    def _overflow(self, line: Line, at: int, labels: dict[str, str]) -> Signal | None:
        """Too many keys are alerts already: the rest are one."""
        going = self.firing.get("*")
        if going is not None:
            return self._goes_on("*", going, line, at, 0, labels)
        return self._begins("*", Firing({}, at, at, 1, 0, 0), line, labels)

    def _sample(self, going: Firing, line: Line) -> None:
        """The first lines, and always the newest."""
        if self.rule.samples:
            if len(going.samples) >= self.rule.samples:
                going.samples.pop()
            going.samples.append(line.text[:SAMPLE])

    def quiet(self, now: int) -> list[Signal]:
        over = [(name, going) for name, going in self.firing.items() if now - going.last >= self.rule.quiet]
        for name, _ in over:
            del self.firing[name]
        return [
            Signal(self.key_of(name), RESOLVED, self._title(name, going), until=going.last, monitor=self.monitor.id)
            for name, going in over
        ]

    def key_of(self, name: str) -> str:
        """The key of an alert, within the source of logs."""
        shown = name if len(name) <= 150 else f"{name[:80]}~{sha256(name.encode()).hexdigest()[:16]}"
        return f"{self.rule.id}/{shown}"

    def _title(self, name: str, going: Firing) -> str:
        if name == "*" and not going.key and self.rule.by:
            return f"{_filled(self.rule.label, {})}: more than {ALERTS} at once"
        return _filled(self.rule.label, going.key)

    def _signal(self, name: str, going: Firing, line: Line, labels: dict[str, str]) -> Signal:
        rule, monitor = self.rule, self.monitor
        lines = "1 line" if going.count == 1 else f"{going.count:,} lines"
        figure = self._figure(going)
        said = [part for part in (rule.text, f"{lines}{figure}, rule {rule.id}.") if part]
        if going.samples:
            said.append("\n".join(going.samples))
        service = labels.get("service", "")
        own = {key: value for key, value in labels.items() if key != "service"}
        return Signal(
            self.key_of(name),
            FIRING,
            self._title(name, going),
            "\n\n".join(said),
            rule.severity or monitor.severity,
            line.fields.get("service", "") or service,
            monitor.category,
            {**own, **going.key, "detection": rule.id, "log": line.source},
            since=going.since,
            monitor=monitor.id,
        )

    def _figure(self, going: Firing) -> str:
        rule = self.rule
        if rule.distinct is not None:
            return f", {going.figure} different values of {rule.distinct.field} or more"
        if rule.sum is not None:
            total = format_quantity(going.figure, "bytes") if "bytes" in rule.sum.field else f"{going.figure:,}"
            return f", {total} within {format_duration(rule.sum.within)}"
        if rule.sequence is not None:
            return f", after {rule.sequence.at_least} others or more within {format_duration(rule.sequence.within)}"
        return ""


def _filled(label: str, key: dict[str, str]) -> str:
    """The label with the key's values; what nobody said is 'somebody'."""
    return clean_title(_NAMED.sub(lambda found: clean_title(key.get(found[1], ""), 80) or "somebody", label))


def warm(detector: Detector, lines: Iterable[Line], now: int, labels: Mapping[str, dict[str, str]]) -> None:
    """Let a new detector hear lines that were heard before, so that windows go on over a restart; nothing is told.
    `labels` are those of each log by its name, as `hear` is given them: some rules tell lines apart by them."""
    for line in lines:
        detector.hear(line, now, labels.get(line.source))
