"""The public status page: what it can show of an incident, and the components whose level it shows."""

from typing import Literal

from irsim.plan.fields import Name
from irsim.plan.models.detection import AlertSeverity
from irsim.words.documents import Model


class Level(Model):
    """How well a component works, in the public's words."""

    id: Name
    label: str
    down: bool = False
    """whether the component counts as unavailable meanwhile"""


class Component(Model):
    """Something that customers know by name, and the services of the world that it stands for."""

    id: Name
    label: str
    services: list[str] = []
    """of the world; one that stands for none is set by people only"""
    worst: Literal["any", "all"] = "any"
    """as bad as its worst service, or, where they stand in for each other, only as bad as all of them are"""


class Follow(Model):
    """Alerts that fit each list which is given make a component this bad; the first rule that fits counts."""

    monitors: list[str] = []
    severities: list[AlertSeverity] = []
    categories: list[str] = []
    """of the alert"""
    level: str

    def fits(self, monitor: str, severity: str, category: str) -> bool:
        """Whether an alert of this monitor, severity and category is meant."""
        return (
            (not self.monitors or monitor in self.monitors)
            and (not self.severities or severity in self.severities)
            and (not self.categories or category in self.categories)
        )


class StatusPage(Model):
    """The public status page."""

    channel: str = "status_page"
    """the channel that it is"""
    states: list[str] = []
    """what it can show of an incident, first to last; the last one says that it is over"""
    levels: list[Level] = []
    """from the best to the one that nothing makes worse"""
    components: list[Component] = []
    follows: list[Follow] = []
    """what alerts make of a component by themselves; an alert that fits none changes nothing"""
    summary: str = ""
    """the template whose text is the public summary of a post-mortem"""
