"""How a drill begins: the first record, drawn from scenario, world, plan and options."""

from datetime import datetime

from irsim.drill.handouts import briefs_of
from irsim.events.session import ActionBrief, ChannelBrief, ContactBrief, ServiceBrief, SessionOpened, Setting
from irsim.plan import Plan
from irsim.plan.days_off import days_off
from irsim.scenario.cast import draw_cast
from irsim.scenario.library import Loaded
from irsim.session.ledger import RULES
from irsim.words.quantities import parse_quantity
from irsim.words.texts import render


def open_drill(
    loaded: Loaded,
    plan: Plan,
    plan_text: str,
    *,
    seed: str,
    seats: dict[str, str],
    assist: str = "standard",
    skill: str = "steady",
    pace: int = 100,
    held: str = "",
) -> SessionOpened:
    """The first record of a drill: everything it needs, and no other file. Raises BadInput for a country
    unknown, or a handout that cannot be read."""
    scenario, world = loaded.scenario, loaded.world
    wanted = {**world.cast, **scenario.cast}
    for contact_id in world.contacts:
        if not world.contacts[contact_id].person:
            wanted[f"contact.{contact_id}"] = "colleague"
    cast = draw_cast(wanted, seed, world.domain)
    names = {**cast, "facts": world.facts}
    contacts = {
        name: ContactBrief(
            cast[contact.person or f"contact.{name}"].get("name", name),
            cast[contact.person or f"contact.{name}"].get("phone", ""),
        )
        for name, contact in world.contacts.items()
    }
    setting = Setting(
        scenario.id,
        scenario.codename,
        render(scenario.briefing, names),
        {objective.id: objective.label for objective in scenario.objectives},
        scenario.duration,
        {
            service.id: ServiceBrief(
                service.label,
                tuple(service.depends_on),
                {name: metric.unit for name, metric in service.metrics.items()},
                {name: parse_quantity(metric.baseline, metric.unit) for name, metric in service.metrics.items()},
            )
            for service in world.services
        },
        {
            action.id: ActionBrief(
                render(action.label, names), action.role, render(action.meaning, names), action.step or ""
            )
            for action in world.actions
        },
        contacts,
        {channel.id: ChannelBrief(channel.label, channel.public, channel.receipts) for channel in world.channels},
        scenario.difficulty,
        briefs_of(loaded, names),
    )
    year = datetime.fromisoformat(scenario.starts).year
    return SessionOpened(
        rules=RULES,
        engine="drill",
        seed=seed,
        starts=scenario.starts,
        seats=seats,
        setting=setting,
        plan=plan_text,
        world=loaded.world_text,
        scenario=loaded.scenario_text,
        cast=cast,
        holidays=days_off(plan.calendar, year),
        calendars={name: days_off(calendar, year) for name, calendar in plan.calendars.items()},
        assist=assist,
        skill=skill,
        pace=pace,
        held=held,
    )
