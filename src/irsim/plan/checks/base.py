"""What the checks of a plan share: the plan, and the ids that its sections hold."""

from irsim.plan.models import Plan
from irsim.words.documents import Checker, Reading

SECTIONS = (
    "severities",
    "tracks",
    "categories",
    "data_kinds",
    "roles",
    "contacts",
    "rotas",
    "pages",
    "resources",
    "monitors",
    "detections",
    "clocks",
    "playbooks",
    "audiences",
    "bridges",
    "templates",
    "notices",
    "facts",
    "determinations",
    "rights",
    "checks",
    "approaches",
    "evidence_kinds",
    "follow_ups",
    "security_metrics",
)
"""The lists of a plan whose items have an id of their own."""


class PlanChecker(Checker):
    """References within a plan: everything that is named must be there."""

    def __init__(self, reading: Reading[Plan], plan: Plan) -> None:
        super().__init__(reading, reading.lost)
        self.plan = plan
        self.ids: dict[str, list[str]] = {name: [item.id for item in getattr(plan, name)] for name in SECTIONS}
        """section to the ids in it"""
