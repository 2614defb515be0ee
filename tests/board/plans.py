"""Random plans for property tests: two very different plans, their parts changed and recombined until the check passes.

What the check refuses is taken out again clock by clock, so that nearly every draw is a plan that somebody could have
written, and none is one that could not be used.
"""

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import msgspec
from hypothesis import assume
from hypothesis import strategies as st

from irsim.commands import (
    Acknowledge,
    Assess,
    Aware,
    Classify,
    Command,
    Contain,
    Declare,
    Determine,
    Notice,
    Page,
    SendUpdate,
    SubjectRequest,
)
from irsim.events.session import ChannelBrief, SessionOpened
from irsim.log.writing import MemorySink
from irsim.plan import Plan, default_plan_text, load_plan
from irsim.plan.days_off import days_off
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml
from tests.board.desk import Desk, opening
from tests.board.rooms import HAPPENING, WAIT, Happening, Spoken, commands_of
from tests.drills import hospital_plan

BASES = (hospital_plan(), default_plan_text())
DATA: list[dict[str, Any]] = [read_yaml(text, "plan").data for text in BASES]
PLANS: list[Plan] = [load_plan(text) for text in BASES]
CHANNELS = [sorted({name for audience in plan.audiences for name in audience.channels}) for plan in PLANS]
COMMANDS = [commands_of(plan, channels) for plan, channels in zip(PLANS, CHANNELS, strict=True)]

ZONES = (
    "UTC", "Europe/London", "Europe/Amsterdam", "America/New_York", "America/Los_Angeles", "Asia/Kolkata",
    "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "Atlantic/Azores", "Asia/Beirut",
)  # fmt: skip
"""Those with half hours, with a summer time of half an hour, and those that change at midnight too."""

STARTS = (
    "2026-03-28T22:30:00+00:00", "2026-03-29T00:59:59.999+00:00", "2026-03-29T01:30:00+02:00",  # Europe goes forward
    "2026-10-24T22:30:00+01:00", "2026-10-25T02:30:00+02:00", "2026-10-25T00:59:00+00:00",  # and back
    "2026-10-31T23:30:00-04:00", "2026-11-01T01:30:00-05:00", "2026-03-08T06:59:00+00:00",  # the United States
    "2028-02-28T18:00:00+00:00", "2028-02-29T12:00:00+05:30", "2027-12-31T23:59:59+00:00", "2026-12-24T17:00:00+01:00",
    "2026-01-31T12:00:00+00:00", "2026-11-16T09:00:00+00:00", "2026-04-03T08:00:00+01:00",
)  # fmt: skip
"""Around changes of the clock, leap days, ends of months and years, and holidays."""

LASTING = ["1m", "5m", "30m", "4h", "26h", "9d"]
SHORT = ["1ms", "90s", "5m", "15m", "1h", "25h", "72h", "40d", "1 calendar day", "30 calendar days"]
LONG = ["next business day", "1 business day", "2 business days", "10 business days", "1 month", "13 months"]
PERIODS = st.sampled_from(SHORT + LONG)
HOURS = st.sampled_from(["09:00-18:00", "00:00-24:00", "07:00-24:00", "01:30-02:30", "00:00-00:30", "23:30-24:00"])
ONE_IN_THREE = st.sampled_from([True, False, False])
EASY: tuple[list[dict[str, Any]], ...] = (
    [{"impact.customer_impact": "*"}, {"alerting": False}],
    [{"affected_users": {"below": 9}}],
    [],
)
"""Conditions that mostly hold, or none."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MEANS = ("detected", "working", "contained", "eradicated", "recovered", "resolved", "reviewing", "closed")


def calendars() -> st.SearchStrategy[dict[str, Any]]:
    """Any zone, any hours on at least one day, the holidays of some country."""
    return st.fixed_dictionaries(
        {
            "zone": st.sampled_from(ZONES),
            "hours": st.dictionaries(st.sampled_from(DAYS), HOURS, min_size=1, max_size=7),
        },
        optional={
            "country": st.sampled_from(["NL", "US", "US-CA", "GB-ENG", "IN", "IL", "DE-BY"]),
            "holidays": st.lists(st.sampled_from(["2026-10-26", "2028-02-29", "2027-12-31"]), max_size=2),
        },
    )


STARTING = (
    "incident.detected", "incident.detected", "incident.declared", "incident.acknowledged", "incident.classified",
    "incident.status-changed", "incident.impact-assessed", "incident.amended", "awareness.recorded", "alert.attached",
    "determination.made", "page.sent", "update.queued",
)  # fmt: skip
STOPPING = (
    "incident.status-changed", "incident.escalated", "update.sent", "update.sent", "notice.filed", "check.passed",
    "evidence.collected", "facts.recorded", "step.completed", "incident.merged", "incident.classified",
)  # fmt: skip
OF_SUBJECTS = {
    "page": (["page.sent"], ["page.acknowledged", "page.missed"]),
    "request": (["subject-request.received"], ["subject-request.verified", "subject-request.answered"]),
    "promise": (["update.sent"], ["update.sent"]),
}


@st.composite
def patterns(draw: st.DrawFn, plan: Plan, kinds: Sequence[str]) -> dict[str, Any]:
    """An event that may start or stop a clock."""
    where: dict[str, Any] = {}
    kind = draw(st.sampled_from(kinds))
    if kind == "incident.status-changed":
        means = sorted({status.means for track in plan.tracks for status in track.statuses}, key=MEANS.index)
        where["means"] = draw(st.lists(st.sampled_from(means), min_size=1, max_size=4, unique=True))
    if kind in ("update.sent", "update.queued") and draw(st.booleans()):
        names = [audience.id for audience in plan.audiences]
        where["audience"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if kind == "notice.filed" and draw(st.booleans()):
        where["regime"] = draw(st.sampled_from([notice.id for notice in plan.notices]))
    if kind == "determination.made":
        where["holds"] = draw(st.booleans())
    return {"event": kind, "where": where} if where else {"event": kind}


@st.composite
def conditions(draw: st.DrawFn, plan: Plan) -> dict[str, Any]:
    """Something that may hold of an incident, and cease to."""
    severities, categories = [s.id for s in plan.severities], [c.id for c in plan.categories]
    name = draw(
        st.sampled_from(
            ["severity", "category", "personal_data", "alerting", "impact.customer_impact", "affected_users"]
        )
    )
    wanted: Any = {
        "severity": draw(st.lists(st.sampled_from(severities), min_size=1, max_size=3, unique=True)),
        "category": draw(st.sampled_from(categories)),
        "personal_data": draw(st.sampled_from([True, False, None])),
        "alerting": draw(st.booleans()),
        "impact.customer_impact": draw(st.sampled_from(["degraded", "none", "*"])),
        "affected_users": {draw(st.sampled_from(["above", "at_least", "below"])): draw(st.integers(0, 9))},
    }[name]
    return {name: wanted}


@st.composite
def limits(draw: st.DrawFn, plan: Plan) -> Any:
    """One period, or one for some of the severities."""
    severities = [severity.id for severity in plan.severities]
    one = draw(PERIODS)
    return one if draw(st.booleans()) else draw(st.dictionaries(st.sampled_from(severities), PERIODS, min_size=3))


@st.composite
def clocks(draw: st.DrawFn, plan: Plan, number: int) -> dict[str, Any]:
    """A clock with any of its keys; what does not go together is for the check."""
    per = draw(st.sampled_from(["incident"] * 7 + ["page", "request", "promise"]))
    starting, stopping = OF_SUBJECTS.get(per, (STARTING, STOPPING))
    starts, stops = patterns(plan, starting), patterns(plan, stopping)
    clock: dict[str, Any] = {
        "id": f"clock-{number}",
        "label": f"Clock {number}",
        "per": per,
        "starts": draw(st.lists(starts, min_size=1, max_size=2)),
        "stops": draw(st.lists(stops, min_size=1, max_size=2)),
        "owner": plan.roles[0].id,
        "basis": "drawn",
        draw(st.sampled_from(["within", "under"])): "promised" if per == "promise" else draw(limits(plan)),
    }
    if draw(ONE_IN_THREE):
        clock["when"] = draw(st.lists(conditions(plan), min_size=1, max_size=2))
    if draw(st.booleans()):
        clock["calendar"] = draw(st.sampled_from(["first", "second"]))
    if per == "incident":
        shape = draw(st.sampled_from(["also", "for", "cadence", "latest", "not_before", "plain"]))
        if shape == "cadence":  # of a millisecond, nothing would ever be done with
            often = st.sampled_from(["90s", "5m", "1h", "25h", "next business day"])
            clock |= {"under": None, "within": None, draw(st.sampled_from(["within", "under"])): draw(often)}
            clock = {name: part for name, part in clock.items() if part is not None}
            clock |= {"cadence": True, "until": draw(st.sampled_from([[], ["closed"], ["contained", "closed"]]))}
        if shape == "also":
            leg = st.fixed_dictionaries({"starts": starts, "within": limits(plan)})
            clock["also"] = draw(st.lists(leg, min_size=1, max_size=2))
        if shape == "latest":
            clock["latest"] = True
        if shape == "not_before":
            clock["not_before"] = draw(PERIODS)
        if shape == "for":
            clock |= {
                "for": draw(st.sampled_from(LASTING)),
                "when": draw(st.sampled_from(EASY)) or clock.get("when") or [draw(conditions(plan))],
            }
    if draw(st.booleans()):
        clock["legal"] = True
    if draw(ONE_IN_THREE):
        clock["severities"] = draw(st.lists(st.sampled_from([s.id for s in plan.severities]), max_size=3, unique=True))
    if draw(st.booleans()):
        clock["warn"] = draw(st.sampled_from(LASTING))
    return clock


def sound(data: dict[str, Any]) -> str:
    """The plan as text, without the clocks that the check refuses. Gives the draw up where something else is wrong."""
    text = json.dumps(data)
    try:
        load_plan(text)
    except BadInput as bad:
        wrong = {match[1] for fault in bad.faults if (match := re.match(r"clocks\.(clock-\d+)\b", fault.message))}
        left = [clock for clock in data["clocks"] if clock["id"] not in wrong]
        assume(len(left) < len(data["clocks"]))
        text = json.dumps({**data, "clocks": left})
        try:
            load_plan(text)
        except BadInput:
            assume(False)
    return text


class Drawn(msgspec.Struct, frozen=True):
    """A plan, when it begins to be used, and what happens then."""

    base: int
    plan: str
    starts: str
    room: list[tuple[int, Command | Happening | Spoken]]
    actors: tuple[str, ...]

    def __repr__(self) -> str:
        """What was drawn, without what stands in the base."""
        data, base = json.loads(self.plan), DATA[self.base]
        changed = {name: part for name, part in data.items() if part != base.get(name) and name != "clocks"}
        changed["clocks"] = [clock if clock not in base["clocks"] else clock["id"] for clock in data["clocks"]]
        return f"Drawn({self.base}, {changed}, {self.starts!r}, {self.room}, {self.actors})"


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """A plan that passes the check, and a room in which it is used."""
    base = draw(st.sampled_from([0, 0, 1]))
    plan, data = PLANS[base], deepcopy(DATA[base])
    severities = [severity.id for severity in plan.severities]
    own = [clock for clock in data["clocks"] if draw(st.sampled_from([True, True, False]))]
    data["calendars"] = {**data.get("calendars", {}), "first": draw(calendars()), "second": draw(calendars())}
    if draw(st.booleans()):
        data["calendar"] = draw(calendars())
    data["clocks"] = own + [draw(clocks(plan, number)) for number in range(draw(st.integers(3, 9)))]
    alerting = data["alerting"]
    alerting["opens"] = draw(st.lists(st.sampled_from(["critical", "high", "medium", "low"]), unique=True))
    alerting["provisional"] = draw(st.sampled_from(severities))
    alerting["joins"] = draw(st.sampled_from([[], alerting["joins"]]))
    if draw(st.booleans()):
        data["paging"] = {"repeat": draw(st.integers(0, 3))}
    if draw(st.booleans()):
        data["recall"] = draw(st.sampled_from(["0s", "1ms", "10s", "2h"]))
    if draw(st.booleans()):
        data["deviations"] = draw(st.booleans())
    if draw(st.booleans()):
        data.pop("requires", None)
    for track in data["tracks"]:
        keep = [s for s in track["statuses"] if s["means"] in ("closed",) or draw(st.sampled_from([True, True, False]))]
        if len(keep) >= 2:
            track["statuses"] = keep
    text = sound(data)
    commands = COMMANDS[base]
    items = st.one_of(commands, commands, st.builds(Spoken, commands, st.integers(0, 600_000)), HAPPENING)
    room = draw(beginnings(plan)) + draw(st.lists(st.tuples(WAIT, items), min_size=4, max_size=18))
    actors = tuple(draw(st.lists(st.sampled_from([role.id for role in plan.roles]), min_size=1, max_size=3)))
    return Drawn(base, text, draw(st.sampled_from(STARTS)), room, actors)


Happened = tuple[int, Command | Happening | Spoken]


@st.composite
def beginnings(draw: st.DrawFn, plan: Plan) -> list[Happened]:
    """An incident that is taken on, so that clocks run, and what makes their conditions true and untrue."""
    strict, lax = plan.severities[0].id, plan.severities[-1].id
    middle = draw(st.sampled_from([severity.id for severity in plan.severities]))
    first, last = plan.categories[0].id, plan.categories[-1].id
    audience, contact = draw(st.sampled_from(plan.audiences)), plan.contacts[0].id
    promising = {field.id: "30m" for template in plan.templates for field in template.fields}
    template = next((each for each in plan.templates if audience.id in each.audiences), plan.templates[0])
    fields = {field.id: promising[field.id] for field in template.fields}
    following: list[Command] = [
        Acknowledge("INC-1"),
        Acknowledge("INC-1"),
        Classify("INC-1", lax, last),
        Classify("INC-1", strict, first),
        Classify("INC-1", middle, first, personal_data=draw(st.booleans())),
        Aware("INC-1"),
        Assess("INC-1", customer_impact=draw(st.sampled_from(["degraded", "none"])), users=draw(st.integers(0, 9))),
        Determine("INC-1", plan.determinations[0].id, holds=draw(st.booleans()), reason="It was found."),
        SendUpdate("INC-1", audience.id, audience.channels[0], template.id, fields),
        SubjectRequest("INC-1", plan.rights[0].id, person="Somebody"),
        Page(contact, "INC-1"),
        Contain("INC-1"),
        Notice("INC-1", plan.notices[0].id),
    ]
    declared: Happened = (0, Declare(title="It is down", severity=draw(st.sampled_from([strict, lax])), category=first))
    alerted: Happened = (0, Happening("alert"))
    start = [draw(st.sampled_from([declared, declared, alerted])), (0, Declare("INC-1"))]
    return [*start, *draw(st.lists(st.tuples(WAIT, st.sampled_from(following)), max_size=8))]


class DrawnDesk(Desk):
    """A duty desk that works by a drawn plan."""

    def __init__(self, what: Drawn) -> None:
        plan = load_plan(what.plan)
        opened = opening(what.plan, what.starts)
        channels = {name: ChannelBrief(name) for name in CHANNELS[what.base]}
        year = int(what.starts[:4])
        self.ledger = Ledger(
            MemorySink(),
            msgspec.structs.replace(
                opened,
                setting=msgspec.structs.replace(opened.setting, channels=channels),
                holidays=days_off(plan.calendar, year),
                calendars={name: days_off(calendar, year) for name, calendar in plan.calendars.items()},
            ),
        )
        self.ledger.open()
        self.now = 0
        self.commands = 0


__all__ = ["STARTS", "ZONES", "Drawn", "DrawnDesk", "SessionOpened", "drawn"]
