"""The status page: components, levels, and what makes a component worse."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """What the status page names is there, and nothing internal is told on it."""
    plan, ids, page = about.plan, about.ids, about.plan.status_page
    levels = [level.id for level in page.levels]
    about.unique(("status_page", "levels"))
    about.unique(("status_page", "components"))
    if page.components and not levels:
        about.say(("status_page", "components"), "components need levels; add 'levels', the best one first")
    for n, component in enumerate(page.components):
        for k, service in enumerate(component.services):
            if service in component.services[:k]:
                where = ("status_page", "components", n, "services", k)
                about.say(where, f"'{service[:60]}' is given twice; remove one")
    for n, rule in enumerate(page.follows):
        here = ("status_page", "follows", n)
        about.known((*here, "level"), rule.level, levels, "level of the status page")
        for k, monitor in enumerate(rule.monitors):
            about.known((*here, "monitors", k), monitor, ids["monitors"], "monitor")
        for k, category in enumerate(rule.categories):
            about.known((*here, "categories", k), category, ids["categories"], "category")
    if page.summary:
        about.known(("status_page", "summary"), page.summary, ids["templates"], "template")
    told = any(page.channel in audience.channels for audience in plan.audiences) or about.reading.maimed
    if (page.states or page.components) and not told:
        message = f"nobody is told by '{page.channel[:60]}'; name it among the channels of an audience"
        about.say(("status_page", "channel"), message)
    for n, audience in enumerate(plan.audiences):
        if audience.internal and page.channel in audience.channels:
            internal = ("audiences", n, "channels", audience.channels.index(page.channel))
            about.say(internal, f"the status page is public, and '{audience.id}' is internal; choose another channel")
