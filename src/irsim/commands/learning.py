"""What is learnt: progress on improvements, lessons, thresholds, satisfaction. All of it goes on after the end."""

from typing import Annotated, ClassVar

from irsim.commands.base import Command, Words, of


class Progress(Command, frozen=True, tag="progress"):
    """Say how far an improvement or a follow-up is."""

    after_end: ClassVar[bool] = True

    item: Annotated[str, of("the improvement or follow-up, as AI-1")]
    status: Annotated[str, of("pending, in_progress or completed")]
    note: Words = ""


class Lesson(Command, frozen=True, tag="lesson"):
    """Record a lesson, and what of the plan it changes."""

    after_end: ClassVar[bool] = True

    incident: str
    text: Words
    kind: Annotated[str, of("process, tool or training")]
    section: Annotated[str, of("the section of the plan that it changes")] = ""
    change: Annotated[str, of("what is to be changed there")] = ""


class Threshold(Command, frozen=True, tag="threshold"):
    """Propose another threshold for a monitor of the plan."""

    after_end: ClassVar[bool] = True

    incident: str
    monitor: Annotated[str, of("a monitor of the plan")]
    above: Annotated[str, of("fires above this, with its unit, as 4000 ms")] = ""
    below: Annotated[str, of("fires below this, with its unit")] = ""
    reason: Words = ""


class Satisfaction(Command, frozen=True, tag="satisfaction"):
    """Say how content you are with how the incident was resolved."""

    after_end: ClassVar[bool] = True

    incident: str
    score: Annotated[int, of("1 (not at all) to 5 (very)")]
    text: Words = ""
