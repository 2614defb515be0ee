"""How a live log begins: the first record, from the plan and a world's services."""

from datetime import UTC, datetime

from irsim.events.session import LIVE, ChannelBrief, ContactBrief, ServiceBrief, SessionOpened, Setting
from irsim.plan import Plan
from irsim.plan.days_off import days_off
from irsim.scenario.world import World
from irsim.session.ledger import RULES
from irsim.words.quantities import parse_quantity

NO_END = 1 << 60
"""Milliseconds: a live log has no planned end."""


def open_live(
    plan: Plan, plan_text: str, world: World, now: datetime, name: str = "", scenario: str = ""
) -> SessionOpened:
    """The first record of a live log that begins `now`. Every role is played by people. `scenario` is the id of one
    that is shown instead of what is real: then everything is an exercise. Raises BadInput for a country that is
    unknown."""
    moment = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
    setting = Setting(
        scenario,
        name or plan.plan.organisation,
        duration=NO_END,
        services={
            service.id: ServiceBrief(
                service.label,
                tuple(service.depends_on),
                {metric: each.unit for metric, each in service.metrics.items()},
                {metric: parse_quantity(each.baseline, each.unit) for metric, each in service.metrics.items()},
            )
            for service in world.services
        },
        contacts={contact.id: ContactBrief(contact.person or contact.label) for contact in plan.contacts},
        channels={
            channel.id: ChannelBrief(channel.label, channel.public, channel.receipts) for channel in world.channels
        },
    )
    return SessionOpened(
        rules=RULES,
        engine=LIVE,
        seed="",
        starts=moment.isoformat(timespec="milliseconds"),
        seats={role.id: "people" for role in plan.roles},
        setting=setting,
        plan=plan_text,
        holidays=days_off(plan.calendar, moment.year),
        calendars={name: days_off(calendar, moment.year) for name, calendar in plan.calendars.items()},
        assist="guided",
        held=moment.isoformat(timespec="seconds"),
    )
