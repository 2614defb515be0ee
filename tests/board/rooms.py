"""Random rooms for property tests: any command with any fields, known ids and hostile text, among what a world does."""

import operator
import typing
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from hypothesis import strategies as st

from irsim.commands import COMMANDS, Acknowledge, Aware, Command, Declare, SendUpdate
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.session import DiscussionOpened, PartOpened, SeatLeft, SeatTaken, TimeAdvanced
from irsim.events.work import PageAcknowledged
from irsim.events.world import DecisionLapsed, DecisionOffered, MessageDelivered, ServiceChanged, Stance
from irsim.plan import Plan, default_plan_text, load_plan
from tests.board.desk import CHANNELS

_HOSTILE = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", " ", "\x1b[31m", "‮", "{{ 7*7 }}", "{% for", "'; --", "INC-", "İNC-1", "x" * 5000, "-1ms", "999999w"]
    ),
)


def _ids(prefix: str, count: int = 3) -> list[str]:
    return [f"{prefix}-{number}" for number in range(1, count + 1)]


def _pools_of(plan: Plan, channels: Sequence[str]) -> dict[str, list[str]]:
    """Field of a command to what can stand there sensibly."""
    return {
        "incident": ["INC-1", "INC-1", "INC-1", "INC-2", "inc-2", "INC-3"],
        "into": _ids("INC", 2),
        "severity": [*(s.id for s in plan.severities), "critical", "Low"],
        "category": [c.id for c in plan.categories],
        "subcategory": ["", "", "", "breach"],
        "track": ["", "", "", *(t.id for t in plan.tracks)],
        "alerts": _ids("AL", 2),
        "alert": _ids("AL", 2),
        "messages": ["MSG-1"],
        "message": ["MSG-1"],
        "services": ["api", "db", "API"],
        "systems": ["api", "db"],
        "role": [r.id for r in plan.roles],
        "contact": [c.id for c in plan.contacts],
        "to": [c.id for c in plan.contacts],
        "request": _ids("REQ"),
        "action": ["close-door", "Restart", "restart"],
        "step": [step.id for book in plan.playbooks for step in book.steps],
        "playbook": [book.id for book in plan.playbooks],
        "data_kinds": [kind.id for kind in plan.data_kinds],
        "status": sorted({status.id for track in plan.tracks for status in track.statuses}),
        "audience": [a.id for a in plan.audiences],
        "channel": list(channels),
        "template": ["", *(t.id for t in plan.templates)],
        "state": ["", *plan.status_page.states[1:]],
        "update": _ids("UPD"),
        "at": ["", "1m", "T+00:05:00", "-5m"],
        "regime": [n.id for n in plan.notices],
        "evidence": _ids("EV", 2),
        "sha256": ["", "ab" * 32],
        "confidence": ["", "low", "high"],
        "approach": [a.id for a in plan.approaches],
        "check": [c.id for c in plan.checks],
        "stance": ["", "yes", "no"],
        "decision": ["police", "lawyer"],
        "choice": ["now", "later"],
        "priority": ["high", "medium", "low"],
        "topic": ["", "gap"],
        "rating": ["", "P", "U"],
        "objective": ["", "triage"],
        "functionality_loss": ["", "partial"],
        "customer_impact": ["", "degraded"],
        "brand": ["", "low"],
        "discussion": ["", "hold-1"],
        "length": ["10m", "2h"],
        "begins": ["", "", "5m"],
        "window": _ids("MW", 2),
    }


_WHOLE = st.one_of(st.integers(0, 9), st.integers(), st.sampled_from([2**63, -(2**63), 10**30]))


class Pools:
    """What commands about a plan can hold: sensible values by field, and the fields of its templates."""

    def __init__(self, plan: Plan, channels: Sequence[str]) -> None:
        self.pools = _pools_of(plan, channels)
        fields = {field.id for template in plan.templates for field in template.fields}
        self.fields = sorted(fields | {statement.id for statement in plan.exercise.statements})

    def value(self, name: str, hint: Any, tame: bool) -> st.SearchStrategy[Any]:
        if typing.get_origin(hint) is Annotated:
            return self.value(name, typing.get_args(hint)[0], tame)
        if hint is str:
            known = st.sampled_from(self.pools.get(name) or ["Words", "More words"])
            return known if tame else st.one_of(known, _HOSTILE)
        if hint is bool:
            return st.booleans()
        if hint is int:
            return st.integers(0, 9) if tame else _WHOLE
        if typing.get_origin(hint) is tuple:
            part = typing.get_args(hint)[0]
            return st.lists(self.value(name, part, tame), max_size=2).map(tuple)
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            parts = typing.get_type_hints(hint)
            return st.builds(hint, **{each: self.value(each, parts[each], tame) for each in hint.__struct_fields__})
        if typing.get_origin(hint) is dict:
            keys = st.sampled_from(self.fields)
            texts: st.SearchStrategy[Any] = st.one_of(st.just("30m"), _HOSTILE)
            values = st.integers(0, 9) if typing.get_args(hint)[1] is int else texts
            return st.dictionaries(keys if tame else st.one_of(keys, _HOSTILE), values, max_size=3)
        rest = [each for each in typing.get_args(hint) if each is not type(None)]
        return st.one_of(st.none(), *(self.value(name, each, tame) for each in rest))

    def command(self, verb: str, tame: bool) -> st.SearchStrategy[Command]:
        kind = COMMANDS[verb]
        hints = typing.get_type_hints(kind, include_extras=True)
        fields = msgspec.structs.fields(kind)
        required = {f.name: self.value(f.name, hints[f.name], tame) for f in fields if f.required}
        optional = {f.name: self.value(f.name, hints[f.name], tame) for f in fields if not f.required}
        return st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))


_VERBS = [verb for verb in COMMANDS if verb != "end"]
_OFTEN = ["acknowledge", "classify", "classify", "amend", "attach", "aware", "notice", "update", "update", "recall"]


def commands_of(plan: Plan, channels: Sequence[str]) -> st.SearchStrategy[Command]:
    """Any command but the end, with sensible fields or with anything; those that move clocks more often."""
    pools = Pools(plan, channels)
    tame = {verb: pools.command(verb, True) for verb in _VERBS}
    wild = {verb: pools.command(verb, False) for verb in _VERBS}
    return st.one_of(
        st.sampled_from([*_VERBS, *_OFTEN * 3]).flatmap(lambda verb: tame[verb]),
        st.sampled_from(_VERBS).flatmap(lambda verb: wild[verb]),
    )


COMMAND = commands_of(load_plan(default_plan_text(), "default.yaml"), CHANNELS)
"""Commands about the plan that ships."""

_SEVERITY = st.sampled_from(["critical", "critical", "high", "medium", "low"])
_SERVICE = st.sampled_from(["api", "db", ""])
_CATEGORY = st.sampled_from(["", "security", "outage"])


class Happening(msgspec.Struct, frozen=True):
    """Something that the world does: `event` makes the record's body from the counts on the board and the instant."""

    what: str
    severity: str = "critical"
    service: str = "api"
    category: str = ""
    to: tuple[str, ...] = ()
    span: int = 60_000

    def events(self, board: Any, at: int) -> list[Event]:
        """What the engine enters; nothing where it does not apply."""
        if self.what == "alert":
            name = f"AL-{len(board.alerts) + 1}"
            return [AlertFired(name, "watch", "Something", self.severity, self.service, self.category)]
        if self.what == "resolved":
            return [AlertResolved(name) for name in list(board.alerts)[:1]]
        if self.what == "message":
            name = f"MSG-{len(board.messages) + 1}"
            return [MessageDelivered(name, "mail", "Somebody", "Hello", "", self.to, (Stance("yes", "Yes"),))]
        if self.what == "decision" and "police" not in board.decisions:
            return [DecisionOffered("police", "Call?", (Stance("now", "Now"), Stance("later", "Later")), self.to)]
        if self.what == "lapse":
            open_ones = [name for name, asked in board.decisions.items() if not asked.choice]
            return [DecisionLapsed(name) for name in open_ones]
        if self.what == "answer":
            waiting = [p for p in board.pages.values() if p.acknowledged_at < 0]
            return [PageAcknowledged(p.id, p.contact, p.incident) for p in waiting[:1]]
        if self.what == "advance" and board.off_stage_until < 0:
            return [TimeAdvanced(at + self.span, "", ("respond",) if self.to else ())]
        if self.what == "part":
            return [PartOpened("next")]
        if self.what == "hold":
            return [DiscussionOpened("hold-1", ("Why?",), "running", 1000)]
        if self.what == "seat":
            return [SeatTaken("technical_lead", "Ana"), SeatLeft("technical_lead", "Ana")]
        if self.what == "service":
            return [ServiceChanged("api", "error_rate", at, 10, at + self.span, 900)]
        return []


_WHATS = [
    "alert",
    "alert",
    "alert",
    "message",
    "decision",
    "lapse",
    "answer",
    "advance",
    "part",
    "part",
    "answer",
    "hold",
]

HAPPENING = st.builds(
    Happening,
    st.sampled_from([*_WHATS, "resolved", "seat", "service"]),
    _SEVERITY,
    _SERVICE,
    _CATEGORY,
    st.sampled_from([(), ("technical_lead",)]),
    st.sampled_from([1, 60_000, 600_000, 3_600_000, 10**9]),
)

WAIT = st.one_of(
    st.sampled_from([0, 0, 1, 1000, 5000, 10_000, 60_000, 900_000, 1_800_000, 3_600_000]), st.integers(0, 10**7)
)

_BEGINNINGS: list[list[tuple[int, Command | Happening]]] = [
    [(0, Happening("alert")), (1000, Acknowledge("INC-1"))],
    [
        (0, Happening("alert", "low")),
        (1000, Declare(alerts=("AL-1",))),
        (0, Declare(title="Another", severity="SEV-1")),
    ],
    [(0, Happening("alert", category="security")), (0, Happening("message")), (0, Happening("decision"))],
    [(0, Declare(title="Slow", severity="SEV-1")), (0, SendUpdate("INC-1", "team", "slack", text="Hello"))],
    [(0, Declare(title="Leak", severity="SEV-2", category="data")), (0, Acknowledge("INC-1")), (0, Aware("INC-1"))],
    [],
]


class Spoken(msgspec.Struct, frozen=True):
    """A command that was said `back` ms before it is entered."""

    command: Command
    back: int


SPOKEN = st.builds(
    Spoken, COMMAND, st.one_of(st.sampled_from([0, 1, 5000, 60_000, 600_000, 600_001, -1]), st.integers(0, 600_000))
)

ROOM: st.SearchStrategy[list[tuple[int, Command | Happening | Spoken]]] = st.builds(
    operator.add,
    st.sampled_from(_BEGINNINGS),
    st.lists(st.tuples(WAIT, st.one_of(COMMAND, COMMAND, SPOKEN, HAPPENING)), min_size=8, max_size=30),
)
"""What happens one after another, each after a wait in ms."""
