"""What may be named in a scenario and its world."""

from collections.abc import Collection
from typing import get_args

from irsim.plan import Plan
from irsim.plan.models import StepPhase
from irsim.scenario.models import Scenario, World

PHASES = get_args(StepPhase)


class Names:
    """What may be named."""

    def __init__(self, scenario: Scenario, world: World, plan: Plan, lost: frozenset[str]) -> None:
        self.lost = lost
        self.facts = set(world.facts)
        self.services = {service.id: service for service in world.services}
        self.actions = {action.id for action in world.actions}
        self.channels = {channel.id for channel in world.channels}
        self.audiences = {audience.id for audience in plan.audiences}
        self.outages = {outage.id for outage in scenario.outages}
        self.contacts = {contact.id for contact in plan.contacts}
        self.monitors = {monitor.id: monitor for monitor in [*plan.monitors, *world.monitors]}
        self.roles = {role.id for role in plan.roles}
        self.steps = {step.id for book in plan.playbooks for step in book.steps}
        self.phrases = set(plan.phrases)
        self.clocks = {clock.id for clock in plan.clocks}
        self.severities = {severity.id for severity in plan.severities}
        self.categories = {category.id for category in plan.categories}
        self.objectives = {objective.id for objective in scenario.objectives}
        self.injects = {inject.id for inject in scenario.injects}
        self.decisions = {decision.id: {a.id for a in decision.alternatives} for decision in scenario.decisions}
        self.stances = {a.id for i in scenario.injects if i.message for a in i.message.answers}
        self.faults = {fault.id for fault in scenario.faults}
        self.truths = {incident.id for incident in scenario.truth.incidents}
        self.parts = {part.id for part in scenario.parts}
        self.cast = {**world.cast, **scenario.cast}
        self.values: dict[tuple[str, str], Collection[str]] = {
            ("action.taken", "action"): self.actions,
            ("action.completed", "action"): self.actions,
            ("automation.reported", "action"): self.actions,
            ("automation.reported", "step"): self.steps,
            ("automation.reported", "service"): self.services,
            ("playbook.opened", "playbook"): {book.id for book in plan.playbooks},
            ("step.completed", "playbook"): {book.id for book in plan.playbooks},
            ("step.completed", "phase"): PHASES,
            ("phase.completed", "phase"): PHASES,
            ("decision.taken", "decision"): self.decisions,
            ("decision.taken", "choice"): {choice for choices in self.decisions.values() for choice in choices},
            ("decision.lapsed", "decision"): self.decisions,
            ("message.answered", "stance"): self.stances,
            ("inject.delivered", "inject"): self.injects,
            ("fault.started", "fault"): self.faults,
            ("fault.ended", "fault"): self.faults,
            ("incident.classified", "severity"): self.severities,
            ("incident.classified", "category"): self.categories,
            ("incident.assigned", "role"): self.roles,
            ("page.sent", "contact"): self.contacts,
            ("page.acknowledged", "contact"): self.contacts,
            ("incident.escalated", "to"): self.contacts,
            ("update.sent", "audience"): {audience.id for audience in plan.audiences},
            ("update.sent", "channel"): self.channels,
            ("update.sent", "template"): {template.id for template in plan.templates},
            ("update.sent", "flags"): self.phrases,
            ("notice.filed", "regime"): {notice.id for notice in plan.notices},
            ("step.completed", "step"): self.steps,
            ("check.passed", "check"): {item.id for item in plan.checks},
            ("approach.chosen", "approach"): {approach.id for approach in plan.approaches},
            ("incident.status-changed", "status"): {status.id for track in plan.tracks for status in track.statuses},
            ("alert.fired", "monitor"): self.monitors,
            ("alert.fired", "service"): self.services,
        }
        for kind in ("update.bounced", "update.delivered", "update.confirmed"):
            self.values[kind, "audience"] = self.audiences
            self.values[kind, "channel"] = self.channels
        for kind in ("update.delivered", "update.confirmed"):
            self.values[kind, "template"] = self.values["update.sent", "template"]
        for kind in ("channel.changed", "channel.probed", "channel.reported", "probe.sent", "update.lost", "page.lost"):
            self.values[kind, "channel"] = self.channels
        self.values["page.bounced", "channel"] = self.values["message.delivered", "channel"] = self.channels
        self.values["page.sent", "via"] = self.channels
        self.values["channel.changed", "outage"] = self.outages
        self.values["update.queued", "audience"] = self.values["update.sent", "audience"]
        self.values["update.queued", "channel"] = self.channels
        self.values["update.queued", "template"] = self.values["update.sent", "template"]
