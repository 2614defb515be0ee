"""Service levels and security metrics."""

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.conditions import check_condition
from irsim.plan.models import Counted
from irsim.words.faults import nearest
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """What is measured can be: something can be down, and each metric has one source of figures or says why not."""
    plan, page = about.plan, about.plan.status_page
    down = [level.id for level in page.levels if level.down]
    if plan.service_levels is not None and not any(rule.level in down for rule in page.follows):
        cure = "mark a level of the status page 'down: true', and let a rule of its 'follows' lead there"
        maimed = any(path[:1] == ("status_page",) for path in about.reading.maimed)
        maimed = maimed or bool(page.components and not page.levels)  # that is said already
        if not maimed and not about.reading.follows(("status_page",)):
            about.say(("service_levels", "availability"), f"no alert says that a service is down; {cure}")
    for n, metric in enumerate(plan.security_metrics):
        here: Path = ("security_metrics", n)
        if metric.measured_by is None:
            if not metric.unmeasured:
                about.say(here, f"'{metric.id}' has no figure; give 'measured_by', or say under 'unmeasured' why not")
            continue
        if metric.unmeasured:
            about.say((*here, "unmeasured"), f"'{metric.id}' has 'measured_by' as well; take one of the two out")
        _counted(about, (*here, "measured_by"), metric.measured_by)


def _counted(about: PlanChecker, here: Path, counted: Counted) -> None:
    given = [name for name in ("monitors", "incidents", "events") if getattr(counted, name)]
    if len(given) != 1:
        found = " and ".join(given) if given else "nothing"
        about.say(here, f"{found} to count; give one of monitors, incidents and events")
    for k, monitor in enumerate(counted.monitors):
        about.known((*here, "monitors", k), monitor, about.ids["monitors"], "monitor")
    check_condition(about, (*here, "incidents"), counted.incidents)
    for k, item in enumerate(counted.events):
        fields = fields_of(item.event)
        for name in item.where:
            if name.split(".")[0] not in fields:
                path = about.item((*here, "events"), k)
                about.say(path, f"'{item.event}' has no field '{name[:60]}'; {nearest(name, fields)}")
