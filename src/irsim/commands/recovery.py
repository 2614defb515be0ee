"""The watch after recovery."""

from typing import Annotated

from irsim.commands.base import Command, of


class StartWatch(Command, frozen=True, tag="watch"):
    """Begin the watch that follows recovery."""

    incident: str


class JudgeMetric(Command, frozen=True, tag="verdict"):
    """Say of one metric of the watch whether it is normal."""

    incident: str
    metric: Annotated[str, of("a metric of the plan's watch")]
    holds: Annotated[bool, of("whether it is normal")] = True
    note: Annotated[str, of("what shows it")] = ""


class EndWatch(Command, frozen=True, tag="end-watch"):
    """End the watch: it held, or it failed and the incident is taken up again."""

    incident: str
    verdict: Annotated[str, of("held or failed")]
    note: Annotated[str, of("what shows it")] = ""
