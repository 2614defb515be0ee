"""What facilitator and evaluator can choose: injects that may still come, what was said, expectations, objectives."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from irsim.board.board import Board
from irsim.board.decide.facilitating import VERDICTS
from irsim.board.script import injects_of, reaction_to, script_of
from irsim.events import after, alerts, channels, communication, duties, incident, recovery, work, world
from irsim.events.base import EVERYONE, Event
from irsim.reports.names import SEAT_WORDS, Names
from irsim.reports.plain import one_line
from irsim.tui.forms.fields import Option
from irsim.words.durations import format_instant
from irsim.words.quantities import format_quantity

Values = Mapping[str, str]
Options = list[Option]

AT_THE_TABLE: tuple[type[Event], ...] = (
    world.MessageAnswered,
    world.DecisionTaken,
    world.DecisionStated,
    alerts.AlertTriaged,
    alerts.AlertAttached,
    alerts.AlertDismissed,
    channels.ProbeSent,
)
"""Deeds among the kinds that otherwise happen to people."""

RATINGS = (
    ("P", "P performed without challenges"),
    ("S", "S performed with some challenges"),
    ("M", "M performed with major challenges"),
    ("U", "U unable to be performed"),
)
"""The ratings of HSEEP's Exercise Evaluation Guide."""


def coming_injects(board: Board, _: Values) -> Options:
    """Those that have not come, by their time; then those that were left out or come again."""
    show, injects = board.show, injects_of(board)
    found = []
    for name, inject in injects.items():
        came = name in show.delivered
        if came and inject.repeat is None:
            continue
        when = format_instant(inject.at) if inject.at is not None else "on a condition"
        left_out = "left out so far; " if name in show.withdrawn or name in show.skipped else ""
        found.append((came, bool(left_out), inject.at is None, inject.at or 0, name, f"{left_out}{when}", inject.title))
    found += [
        (False, False, False, each.at, name, f"added, {format_instant(each.at)}", each.title)
        for name, each in show.added.items()
        if name not in show.delivered
    ]
    return [Option(name, one_line(name, 60), one_line(f"{title}; {when}")) for *_, name, when, title in sorted(found)]


def _statements(board: Board, _: Values) -> Options:
    """What nobody has judged first, the newest first."""
    names = Names(board)
    rows = sorted(board.show.statements.items(), key=lambda each: (each[1].judged, -each[0]))
    return [
        Option(
            str(seq),
            one_line(f"{format_instant(said.said_at)} {said.text}", 100),
            ("judged; " if said.judged else "") + (names.role(said.role) if said.role else "nobody in particular"),
        )
        for seq, said in rows
    ]


def _expectations(board: Board, _: Values) -> Options:
    """Those of the scenario, and the reactions to injects that were added."""
    loaded = script_of(board)
    objectives = board.opened.setting.objectives
    found = [
        Option(each.id, one_line(each.title, 90), one_line(objectives.get(each.objective, each.objective), 60))
        for each in (loaded.scenario.expectations if loaded is not None else ())
    ]
    added = board.show.added.items()
    return found + [
        Option(reaction_to(name), one_line(each.expects, 90), f"of {name}") for name, each in added if each.objective
    ]


def _with_key_points(board: Board, _: Values) -> Options:
    loaded = script_of(board)
    return [
        Option(
            each.id,
            one_line(each.title, 90),
            f"{len(board.show.ticked.get(each.id, ()))} of {len(each.key_points)} heard",
        )
        for each in (loaded.scenario.expectations if loaded is not None else ())
        if each.key_points
    ]


def _claims(board: Board, values: Values) -> Options:
    """Every expectation, and what would make things worse."""
    loaded = script_of(board)
    overrides = board.show.overrides
    options = _expectations(board, values)
    options += [
        Option(each.id, one_line(each.title, 90), "what would make things worse")
        for each in (loaded.scenario.harms if loaded is not None else ())
    ]
    return [
        Option(each.value, each.label, f"now {overrides[each.value].verdict} by you; {each.help}")
        if each.value in overrides
        else each
        for each in options
    ]


def _verdicts(board: Board, values: Values) -> Options:
    """With the rules' own again, where another was given."""
    taken = [Option("", "the rules' own again")] if values.get("claim", "") in board.show.overrides else []
    return [*(Option(each, each) for each in VERDICTS), *taken]


def _objectives(board: Board, _: Values) -> Options:
    return [Option(name, one_line(label, 80)) for name, label in board.opened.setting.objectives.items()]


def _roles(board: Board, _: Values) -> Options:
    return [
        Option(role.id, role.label, SEAT_WORDS.get(board.seats.get(role.id, ""), ""))
        for role in board.rules.roles.values()
    ]


def _players(board: Board, _: Values) -> Options:
    now = {"people": "played by people", "simulated": "played by a simulated responder"}
    return [Option(value, value, help) for value, help in now.items()]


def _channels(board: Board, _: Values) -> Options:
    return [
        Option(name, one_line(brief.label, 60) or name, "public" if brief.public else "")
        for name, brief in board.opened.setting.channels.items()
    ]


def _monitors(board: Board, _: Values) -> Options:
    loaded = script_of(board)
    known = [*board.rules.monitors.values(), *(loaded.world.monitors if loaded is not None else ())]
    return [Option(each.id, one_line(each.label, 70), each.severity) for each in {m.id: m for m in known}.values()]


def _services(board: Board, _: Values) -> Options:
    return [Option(each.id, one_line(each.label, 40) or each.id) for each in board.services.values()]


def _metrics(board: Board, values: Values) -> Options:
    service = board.services.get(values.get("service", ""))
    if service is None:
        return []
    return [
        Option(name, name.replace("_", " "), f"now {format_quantity(board.value(service.id, name, board.at), unit)}")  # type: ignore[arg-type]
        for name, unit in service.units.items()
    ]


def _deeds(_: Board, __: Values) -> Options:
    """What people can be seen to do."""
    kinds: list[type[Event]] = [
        value
        for module in (incident, communication, work, recovery, duties, after)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event and value.seen_by == EVERYONE
    ]
    kinds += AT_THE_TABLE
    return [
        Option(str(kind.__struct_config__.tag), str(kind.__struct_config__.tag), one_line(_story(kind), 120))
        for kind in kinds
    ]


def _story(kind: type[Event]) -> str:
    return (kind.__doc__ or "").split("\n\n")[0]


def _fixed(*options: tuple[str, str]) -> Callable[[Board, Values], Options]:
    return lambda _, __: [Option(value, label) for value, label in options]


CONTROL_CHOICES: dict[str, Callable[[Board, Values], Options]] = {
    "inject": coming_injects,
    "statement": _statements,
    "observe.expectation": _expectations,
    "observe.objective": _objectives,
    "observe.rating": _fixed(*RATINGS),
    "observe.sort": _fixed(("strength", "strength"), ("area", "area for improvement")),
    "adjudicate.expectation": _expectations,
    "tick.expectation": _with_key_points,
    "override.claim": _claims,
    "override.verdict": _verdicts,
    "inject.objective": _objectives,
    "improve.objective": _objectives,
    "inject.role": _roles,
    "inject.to": _roles,
    "inject.channel": _channels,
    "inject.monitor": _monitors,
    "inject.service": _services,
    "inject.metric": _metrics,
    "inject.does": _deeds,
    "edit.to": _roles,
    "edit.channel": _channels,
    "hand.role": _roles,
    "hand.to": _players,
    "discuss.clocks": _fixed(("stopped", "stand still"), ("running", "run on, injects wait")),
}
"""As `choices.CHOICES`, of which it is a part."""
