"""Rotas: who is named in them, and that each says by one way who has the duty."""

from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import Rota


def check(about: PlanChecker) -> None:
    """Contacts and people exist, and no contact has two rotas."""
    behind: dict[str, str] = {}
    for n, rota in enumerate(about.plan.rotas):
        for k, contact in enumerate(rota.contacts):
            path = about.item(("rotas", n, "contacts"), k)
            about.known(path, contact, about.ids["contacts"], "contact")
            if behind.setdefault(contact, rota.id) != rota.id:
                about.say(path, f"'{behind[contact]}' stands behind this contact already; name it in one rota")
        _rota(about, n, rota)


def _rota(about: PlanChecker, n: int, rota: Rota) -> None:
    about.unique(("rotas", n, "people"))
    people = [person.id for person in rota.people]
    if rota.turns is not None:
        for k, name in enumerate(rota.turns.order):
            about.known(("rotas", n, "turns", "order", k), name, people, "person of this rota")
    for k, override in enumerate(rota.overrides):
        about.known(("rotas", n, "overrides", k, "person"), override.person, people, "person of this rota")
    if rota.turns is not None and rota.ics is not None:
        about.say(("rotas", n, "ics"), "this rota has turns already; leave one of the two out")
    if rota.turns is None and rota.ics is None and not rota.overrides:
        about.say(("rotas", n), "nobody has the duty in this rota; give 'turns', 'ics' or 'overrides'")
