"""The board itself: state, the agenda of what falls due, and the few questions that rules and screens ask of it."""

from collections.abc import Callable
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Any

from irsim.board.rules import Rules
from irsim.board.state import (
    NEVER,
    Alert,
    Automation,
    Channel,
    Clock,
    Component,
    Decision,
    Discussion,
    Evidence,
    Handout,
    Hold,
    Incident,
    Message,
    Notification,
    OnCall,
    Page,
    Request,
    Service,
    Show,
    Source,
    SubjectRequest,
    Update,
    Window,
    value_at,
)
from irsim.events.after import QuestionnaireFilled
from irsim.events.live import PlanAdopted
from irsim.events.session import SessionOpened
from irsim.plan import load_plan


class Board:
    """The fold of a log. Only `fold.apply` changes it."""

    def __init__(self, opened: SessionOpened) -> None:
        self.opened = opened
        self.live = opened.engine == "live"
        """whether it is real"""
        self.rules = Rules(
            load_plan(opened.plan), datetime.fromisoformat(opened.starts), opened.holidays, opened.calendars
        )
        self.adopted: PlanAdopted | None = None
        """the plan that counts now, where it is no longer that of the first record"""
        self.at = 0
        self.seq = -1
        self.incidents: dict[str, Incident] = {}
        self.active: dict[str, Incident] = {}
        """those on which work goes on, in order of detection"""
        self.alerts: dict[str, Alert] = {}
        self.keys: dict[str, dict[str, str]] = {}
        """source to the keys of its alerts, each to the latest alert of that key"""
        self.alike: dict[tuple[str, ...], dict[str, int]] = {}
        """the labels by which the plan lets alerts join, as (number of the join, values), to incidents and how many of
        their alerts bear them"""
        self.windows: dict[str, Window] = {}
        """maintenance windows by their id, also those that were over not long ago, or in which an alert fired"""
        self.standing: list[str] = []
        """the windows that are not over"""
        self.sources: dict[str, Source] = {}
        self.gone: dict[str, int] = {}
        """prefix of ids to how many that bore one have left the board"""
        self.clocks: dict[str, Clock] = {}
        self.running: dict[str, list[Clock]] = {}
        """incident to the clocks of it that still run"""
        self.runs: dict[tuple[str, str], list[Clock]] = {}
        """(incident, clock rule) to all its runnings, in order"""
        self.pages: dict[str, Page] = {}
        self.on_call: dict[str, OnCall] = {}
        """contact to who stands behind it, where a rota says; empty in a drill"""
        self.messages: dict[str, Message] = {}
        self.decisions: dict[str, Decision] = {}
        self.handouts: dict[str, Handout] = {}
        self.updates: dict[str, Update] = {}
        self.notifications: dict[str, Notification] = {}
        self.notified: dict[str, list[str]] = {}
        """page, update or incident to the notifications about it, in order"""
        self.undelivered: dict[str, None] = {}
        """the notifications that are still to be delivered, in order"""
        self.channels = {
            name: Channel(name, brief.label, brief.public) for name, brief in opened.setting.channels.items()
        }
        self.probes = 0
        """test messages sent so far"""
        self.told: dict[tuple[str, str], int] = {}
        """(incident, audience) to the number of updates that left"""
        self.components = self._components()
        """of the status page, where this world has one: those that stand for something in it"""
        self.over_on_page: dict[str, int] = {}
        """incident to the last record by which the status page said that it is over"""
        self.last_over_at = NEVER
        """when it last said so of any"""
        self.evidence: dict[str, Evidence] = {}
        self.holds: dict[str, Hold] = {}
        """legal holds by their id, lifted ones too"""
        self.requests: dict[str, Request] = {}
        self.automations: dict[str, Automation] = {}
        self.notices: dict[str, tuple[str, str]] = {}
        self.filed: dict[tuple[str, str], dict[str, str]] = {}
        """(incident, regime) to the content of the last notice that was filed"""
        self.subject_requests: dict[str, SubjectRequest] = {}
        self.items: dict[str, Any] = {}
        self.questions: tuple[str, ...] = ()
        """what the hot wash is to talk about"""
        self.questionnaires: dict[int, QuestionnaireFilled] = {}
        """the participants' feedback by its record; only control knows it"""
        self.services = {
            name: Service(name, brief.label, {}, dict(brief.metrics), dict(brief.baselines))
            for name, brief in opened.setting.services.items()
        }
        self.actions: dict[str, list[int]] = {}
        """action to the instants at which it was taken"""
        self.completed: set[str] = set()
        self.seats = dict(opened.seats)
        self.chairs: list[tuple[str, str, str]] = []
        """who sits and has not got up: role, name and what was proven of them"""
        self.sitting: dict[str, list[str]] = {}
        """role, or facilitator, evaluator, observer, screen, to the people who sit there"""
        self.show = Show()
        self.adjourned = False
        """whether the room is closed for today"""
        self.discussion: Discussion | None = None
        self.part = ""
        self.part_title = ""
        self.off_stage_until = NEVER
        self.on_stage_since = 0
        """when the last gap ended; nobody said anything in it"""
        self.exercised: tuple[str, ...] = ()
        self.ended_at = NEVER
        self.closed = False
        self.paused = False
        self.pace = opened.pace
        self.refused = 0
        self.said: dict[int, int] = {}
        """seq of a command, and of an update that it queued, to the instant at which it was said at the table"""
        self._agenda: list[tuple[int, int, str, str]] = []
        self._entries = 0

    def adopt(self, plan: PlanAdopted) -> None:
        """Another plan counts from here on. Only the fold calls this."""
        starts = datetime.fromisoformat(self.opened.starts)
        self.adopted = plan
        self.rules = Rules(load_plan(plan.plan), starts, plan.holidays, plan.calendars)
        before, levels = self.components, self.rules.levels
        self.components = {name: before.get(name, part) for name, part in self._components().items()}
        for part in self.components.values():
            part.level = part.level if part.level in levels else levels[0]
            part.said = part.said if part.said in levels else ""
        self.seats = {role: self.seats.get(role, "people") for role in self.rules.roles}

    def _components(self) -> dict[str, Component]:
        """The parts of the status page that stand for something in this world, each as it is at best."""
        setting, rules = self.opened.setting, self.rules
        return {
            component.id: Component(component.id, rules.levels[0])
            for component in rules.components.values()
            if rules.plan.status_page.channel in setting.channels
            and (not component.services or any(name in setting.services for name in component.services))
        }

    def next_id(self, prefix: str, taken: dict[str, Any], beyond: int = 0) -> str:
        """The next id of its kind: INC-1, INC-2, ...; or the one after `beyond` further ones. None is given twice,
        for what has left the board counts."""
        return f"{prefix}-{len(taken) + self.gone.get(prefix, 0) + beyond + 1}"

    def remind(self, at: int, what: str, name: str) -> None:
        """Put something on the agenda of what falls due. Only the fold calls this."""
        self._entries += 1
        heappush(self._agenda, (at, self._entries, what, name))

    def retime(self, when: Callable[[int, str, str], int]) -> None:
        """Put everything on the agenda (at, what, name) where `when` says; NEVER is off it. Only the fold does."""
        moved = ((when(at, what, name), entry, what, name) for at, entry, what, name in self._agenda)
        self._agenda = [entry for entry in moved if entry[0] != NEVER]
        heapify(self._agenda)

    def reminders(self, now: int) -> list[tuple[int, str, str]]:
        """What is on the agenda up to `now`, in its order, as (at, what, name)."""
        agenda, fallen, places = self._agenda, [], [0]
        while places:  # down the heap: below an entry nothing is earlier
            place = places.pop()
            if place < len(agenda) and agenda[place][0] <= now:
                fallen.append(agenda[place])
                places += (2 * place + 1, 2 * place + 2)
        fallen.sort()
        return [(at, what, name) for at, _, what, name in fallen]

    def forget(self, now: int) -> None:
        """Take what fell due up to `now` off the agenda: the desk has dealt with it."""
        while self._agenda and self._agenda[0][0] <= now:
            heappop(self._agenda)

    def next_reminder(self) -> int:
        """The instant of the first agenda entry, NEVER where it is empty. Entries may turn out to be moot."""
        return self._agenda[0][0] if self._agenda else NEVER

    def value(self, service: str, metric: str, at: int) -> int:
        """A metric's value at `at` (ms), its calm value before anything bent it."""
        state = self.services[service]
        segment = state.metrics.get(metric)
        return state.baselines.get(metric, 0) if segment is None else value_at(segment, at)

    def open_incidents(self) -> list[Incident]:
        """Incidents on which work goes on, in order of detection."""
        return list(self.active.values())
