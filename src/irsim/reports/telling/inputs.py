"""Commands that the rules did not let through, told with what to do instead."""

from irsim.events.inputs import CommandRefused
from irsim.reports.plain import one_line
from irsim.reports.telling.base import Teller, Told, tells


@tells(CommandRefused)
def _refused(body: CommandRefused, t: Teller) -> Told:
    hint = f". What to do: {one_line(body.hint, 600)}" if body.hint else ""
    return Told("refused", f"{one_line(body.reason, 600)}{hint}", urgency="notice")
