"""What the plan's rules make of what is known of an incident: the severity and the category that they suggest, and why.

Pure. A suggestion is advice: the team classifies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from irsim.board.board import Board
from irsim.board.conditions import fact
from irsim.board.rules import Rules
from irsim.board.state import Incident
from irsim.events.incident import ImpactAssessed
from irsim.plan.models import Suggestion
from irsim.words.conditions import satisfied

OF_ALERTS = ("alerts", "alert_categories")
"""What a condition asks of an alert: its severity, its category."""


@dataclass(frozen=True)
class Suggested:
    """The strictest severity and the first category that are suggested, empty where none is, and each rule that
    fits, in the plan's order."""

    severity: str = ""
    category: str = ""
    rules: tuple[Suggestion, ...] = ()

    @property
    def for_severity(self) -> tuple[str, ...]:
        """Why that severity, and not a milder one."""
        return tuple(rule.because for rule in self.rules if rule.severity and rule.severity == self.severity)

    @property
    def for_category(self) -> tuple[str, ...]:
        """Why that category."""
        return tuple(rule.because for rule in self.rules if rule.category and rule.category == self.category)


def suggest(rules: Rules, about: Mapping[str, Any]) -> Suggested:
    """What the plan suggests for these facts."""
    fitting = tuple(rule for rule in rules.plan.suggestions if any(_fits(about, each) for each in rule.when))
    return Suggested(
        rules.strictest([rule.severity for rule in fitting if rule.severity]),
        next((rule.category for rule in fitting if rule.category), ""),
        fitting,
    )


def _fits(about: Mapping[str, Any], condition: Mapping[str, Any]) -> bool:
    """Whether the facts are so. What is asked of alerts must be true of one and the same alert."""
    of_alerts = {name: wanted for name, wanted in condition.items() if name in OF_ALERTS}
    others = {name: wanted for name, wanted in condition.items() if name not in OF_ALERTS}
    signs = about.get("signs", ())
    return all(satisfied(about.get(name), wanted) for name, wanted in others.items()) and (
        not of_alerts or any(all(satisfied(sign[name], wanted) for name, wanted in of_alerts.items()) for sign in signs)
    )


def suggested_for(board: Board, about: Incident, impact: ImpactAssessed | None = None) -> Suggested:
    """What the plan suggests for an incident by its latest impact assessment, or by another one; nothing without."""
    impact = impact or about.impact
    return Suggested() if impact is None else suggest(board.rules, facts(board, about, impact))


def facts(board: Board, about: Incident, impact: ImpactAssessed) -> dict[str, Any]:
    """What rules may ask for: the assessment, its data, and the incident's alerts."""
    alerts = [board.alerts[name] for name in about.alerts if name in board.alerts]
    return {
        **{name: value for name, value in structs.asdict(impact).items() if name != "incident"},
        "data_kinds": impact.data_kinds or tuple(about.data_kinds),
        "personal_data": fact(board, about, "personal_data"),
        "signs": tuple({"alerts": a.severity, "alert_categories": a.category} for a in alerts if not a.dismissed),
    }
