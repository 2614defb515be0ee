"""Roles, told: who acted outside theirs, and who has which now."""

from irsim.events import roles as events
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, tells


@tells(events.DeviationRecorded)
def _deviation(body: events.DeviationRecorded, t: Teller) -> Told:
    about = f"{one_line(body.incident, 40)} " if body.incident else ""
    text = (
        f"{about}deviation: '{one_line(body.command, 40)}' is the {t.names.role(body.owner)}'s, "
        f"and the {t.names.role(body.role)} did it"
    )
    return Told("role", text)


@tells(events.RoleHandedOver)
def _handed_over(body: events.RoleHandedOver, t: Teller) -> Told:
    was = f" from {one_line(body.was, 80)}" if body.was else ""
    text = f"{one_line(body.incident, 40)} {t.names.role(body.role)} passes{was} to {one_line(body.name, 80)}{t.by}"
    return Told("role", text, few_lines(body.summary), "notice")
