"""Roles: who acted outside theirs, and who has which now."""

from irsim.events.base import Event


class DeviationRecorded(Event, frozen=True, tag="deviation.recorded"):
    """A role gave a command that the plan gives to another: `role` acted, `owner` is whose it is."""

    incident: str
    command: str
    role: str
    owner: str


class RoleHandedOver(Event, frozen=True, tag="role.handed-over"):
    """`name` has the role from now on; `summary` is what they were told, `was` who had it before, where anybody is
    named."""

    incident: str
    role: str
    name: str
    summary: str
    was: str = ""
