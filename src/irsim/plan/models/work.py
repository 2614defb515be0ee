"""What to do: playbooks, checks, ways to recover."""

from typing import Literal

from irsim.plan.fields import Name
from irsim.words.documents import Model


class PlaybookStep(Model):
    """One step of a playbook."""

    id: Name
    text: str
    role: Name


class Playbook(Model):
    """The containment checklist of a kind of incident."""

    id: Name
    label: str
    steps: list[PlaybookStep]


class Check(Model):
    """A criterion that can be ticked."""

    id: Name
    text: str
    of: Literal["validation", "restoration", "closure", "documentation", "follow_up"]


class Approach(Model):
    """A way to recover."""

    id: Name
    text: str
