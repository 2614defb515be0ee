"""The world of the incident: its services, what could be done, who was reached; and its metrics as they really ran."""

from typing import Any

from irsim.board.state import NEVER, value_at
from irsim.events.world import ServiceChanged
from irsim.reports.practice.hiding import Hiding
from irsim.reports.practice.history import History, results_of
from irsim.reports.practice.signs import Signs
from irsim.scenario.models import Metric, World
from irsim.words.documents import validate
from irsim.words.durations import format_duration
from irsim.words.faults import BadInput
from irsim.words.quantities import Unit
from irsim.words.yamltext import read_yaml

BENDS = 200
"""Breakpoints of a metric that are taken over; one that moved more often would bury the file, and stays calm."""

Key = tuple[str, str]
"""(service, metric)"""


def exact(value: int, unit: Unit) -> str:
    """A value in its unit so that reading it again gives the same number."""
    if unit == "per_1000s":
        return f"{'-' if value < 0 else ''}{abs(value) // 1000}.{abs(value) % 1000:03d}/s"
    return str(value) + {"ms": " ms", "ppm": " ppm", "bytes": " B", "bytes_per_s": " B/s"}.get(unit, "")


def recorded_world(history: History) -> World | None:
    """The world that the session was opened with, where it holds one that can be read."""
    if not history.opened.world:
        return None
    try:
        return validate(World, read_yaml(history.opened.world, "the recorded world"))
    except BadInput:
        return None


def courses(history: History) -> dict[Key, list[tuple[int, int]]]:
    """How each metric that moved ran, as (instant from T+0 in ms, value): straight from one to the next."""
    found: dict[Key, list[tuple[int, int]]] = {}
    segments: dict[Key, list[ServiceChanged]] = {}
    known = history.opened.setting.services
    for each in history.changes:
        if each.service in known and each.metric in known[each.service].metrics:
            segments.setdefault((each.service, each.metric), []).append(each)
    for key, changes in segments.items():
        course = [(0, history.gauges.value(*key, history.begins) if history.gauges else changes[0].v0)]
        for n, each in enumerate(changes):
            until = min(changes[n + 1].t0 if n + 1 < len(changes) else history.ends, history.ends)
            if until <= history.begins or until < each.t0:
                continue  # over before T+0, or overtaken before it began
            line = (each.t0, each.v0, each.t1, each.v1)
            begins, ends = max(each.t0, history.begins), max(each.t0, min(each.t1, until))
            _reach(course, begins - history.begins, course[-1][1])  # until then it stood where it was
            for at in (begins, ends):
                _reach(course, at - history.begins, value_at(line, at))
        if len(course) <= BENDS:
            found[key] = course
    return found


def _reach(course: list[tuple[int, int]], at: int, value: int) -> None:
    if at < course[-1][0] or (at, value) == course[-1]:
        return
    course.append((at, value))


def faults(history: History, ran: dict[Key, list[tuple[int, int]]]) -> list[dict[str, Any]]:
    """A fault for each service whose metrics moved: it bends them as they ran, whatever the team does."""
    found: dict[str, list[dict[str, Any]]] = {}
    for (service, metric), course in ran.items():
        brief = history.opened.setting.services[service]
        unit: Unit = brief.metrics[metric]  # type: ignore[assignment]
        before = (0, brief.baselines.get(metric, 0))
        for at, value in course:
            if value != before[1]:
                bend = {"metric": metric, "add": exact(value - before[1], unit), "after": format_duration(before[0])}
                if at > before[0]:
                    bend["over"] = format_duration(at - before[0])
                found.setdefault(service, []).append(bend)
            before = (at, value)
    return [
        {
            "id": f"as-it-was-{service}"[:64],
            "at": "0s",
            "service": service,
            "bends": bends,
            "why": "As it was recorded.",
        }
        for service, bends in found.items()
    ]


def world_of(name: str, history: History, hiding: Hiding, signs: Signs, ran: dict[Key, Any]) -> dict[str, Any]:
    """The world's document."""
    recorded = recorded_world(history)
    world: dict[str, Any] = {"id": name, "title": "The services of the incident"}
    world["services"] = _services(history, hiding, signs, recorded)
    actions = _actions(history, hiding)
    if actions:
        world["actions"] = actions
    world["contacts"] = _contacts(history)
    world["channels"] = _channels(history, hiding)
    monitors = dict(signs.monitors)
    plan = history.board.rules.monitors
    for monitor in recorded.monitors if recorded else ():
        watched = any(monitor.watches(*key) for key in ran)
        if watched and monitor.id not in plan:  # it is they who fire as the metrics run
            monitors[monitor.id] = monitor.model_dump(
                mode="json", by_alias=True, exclude_defaults=True, round_trip=True
            )
            monitors[monitor.id] = _written(monitors[monitor.id], monitor.unit)
    if monitors:
        world["monitors"] = list(monitors.values())
    return world


def _written(rule: dict[str, Any], unit: Unit) -> dict[str, Any]:
    for bound in ("above", "below"):
        if rule.get(bound) is not None:
            rule[bound] = exact(int(rule[bound]), unit)
    for length in ("every", "for"):
        if isinstance(rule.get(length), int):
            rule[length] = format_duration(rule[length])
    return rule


def _services(history: History, hiding: Hiding, signs: Signs, recorded: World | None) -> list[dict[str, Any]]:
    setting = history.opened.setting.services
    declared = {service.id: service.metrics for service in recorded.services} if recorded else {}
    found: list[dict[str, Any]] = []
    for name, brief in setting.items():
        service: dict[str, Any] = {"id": name, "label": hiding.plain(brief.label, 80) or name}
        leans = [other for other in brief.depends_on if other in setting]
        if leans:
            service["depends_on"] = leans
        metrics = {
            metric: _metric(declared.get(name, {}).get(metric), unit, brief.baselines.get(metric, 0))
            for metric, unit in brief.metrics.items()
        }
        if metrics:
            service["metrics"] = metrics
        found.append(service)
    further = [name for name in signs.services if name not in setting]
    found += [{"id": name, "label": signs.services[name]} for name in further]
    return found or [{"id": "system", "label": "The system"}]


def _metric(declared: Metric | None, unit: str, baseline: int) -> dict[str, str]:
    metric = {"unit": unit, "baseline": exact(baseline, unit)}  # type: ignore[arg-type]
    if declared is not None:
        bounds = {"floor": declared.floor if declared.floor != "0" else "", "ceiling": declared.ceiling or ""}
        metric.update({key: value for key, value in {**bounds, "label": declared.label}.items() if value})
    return metric


def _actions(history: History, hiding: Hiding) -> list[dict[str, Any]]:
    """What could be done then. What it does to the world is not on record: the incident runs as it ran."""
    results = results_of(history)
    found = []
    for name, brief in history.opened.setting.actions.items():
        action: dict[str, Any] = {"id": name, "label": hiding.plain(brief.label, 120), "role": brief.role}
        takes, result = results.get(name, (0, ""))
        further = {
            "meaning": hiding.plain(brief.meaning, 400),
            "takes": format_duration(takes // 1000 * 1000) if takes >= 1000 else "",
            "result": hiding.text(result, 1_000),
            "step": brief.step,
        }
        action.update({key: value for key, value in further.items() if value})
        found.append(action)
    return found


def _contacts(history: History) -> dict[str, Any]:
    """Every contact of the plan; who was paged answers as they did, by the middle of their answers."""
    pages: dict[str, list[int]] = {}
    for page in history.board.pages.values():
        if page.incident in history.family:
            took = page.acknowledged_at - page.sent_at if page.acknowledged_at != NEVER else NEVER
            pages.setdefault(page.contact, []).append(took)
    found: dict[str, Any] = {}
    for contact in history.board.rules.contacts:
        answered = sorted(took for took in pages.get(contact, ()) if took != NEVER)
        if answered:
            middle = format_duration(max(1000, answered[len(answered) // 2] // 1000 * 1000))
            found[contact] = {"replies": {"after": middle, "spread": 0, "never": 0}}
        else:
            found[contact] = {"replies": {"never": 100}} if contact in pages else {}
    return found


def _channels(history: History, hiding: Hiding) -> list[dict[str, Any]]:
    """The session's; where it has none, those by which the plan reaches its audiences."""
    found: list[dict[str, Any]] = []
    for name, brief in history.opened.setting.channels.items():
        found.append({"id": name, "label": hiding.plain(brief.label, 80) or name})
        found[-1].update({key: True for key in ("public", "receipts") if getattr(brief, key)})
    if not found:
        rules = history.board.rules
        reached = dict.fromkeys(name for each in rules.audiences.values() for name in each.channels)
        page = rules.plan.status_page.channel
        found = [
            {"id": name, "label": name.replace("_", " ").capitalize(), **({"public": True} if name == page else {})}
            for name in reached
        ]
    return found or [{"id": "phone", "label": "Phone"}]
