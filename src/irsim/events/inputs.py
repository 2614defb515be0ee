"""Commands as they were submitted, and what became of those that were refused."""

from typing import ClassVar

from irsim.commands import AnyCommand
from irsim.events.base import Event


class CommandSubmitted(Event, frozen=True, tag="command.submitted"):
    """A command as it was submitted. `id` is the caller's, so that a retry is not a second act.

    `unstated` says that the table did not say who acted: `by` is then the role that owns the action. `said` is the
    instant (ms) at which it was said at the table, before a scribe entered it; -1 where it is said as it is entered.
    Clocks and claims go by it, the world by the record's own instant.
    """

    is_input: ClassVar[bool] = True

    id: str
    command: AnyCommand  # type: ignore[valid-type]
    unstated: bool = False
    said: int = -1


class CommandRefused(Event, frozen=True, tag="command.refused"):
    """A command that the rules did not let through: why, and what to do instead."""

    reason: str
    hint: str = ""
