"""Roles, told: who acted outside theirs, and who has which now."""

from irsim.events import roles as events
from irsim.reports.plain import one_line
from irsim.reports.telling.base import Teller, Told, tells


@tells(events.DeviationRecorded)
def _deviation(body: events.DeviationRecorded, t: Teller) -> Told:
    about = f"{one_line(body.incident, 40)} " if body.incident else ""
    text = (
        f"{about}deviation: '{one_line(body.command, 40)}' is the {t.names.role(body.owner)}'s, "
        f"and the {t.names.role(body.role)} did it"
    )
    return Told("role", text)
