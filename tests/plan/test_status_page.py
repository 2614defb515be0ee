"""The status page of a plan: the one that ships fits its world, and every mistake in another is named with its line."""

from pathlib import Path

from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import load_scenario
from tests.plan.test_plan import faults_of

DEFAULT = default_plan_text()
PAGE = """status_page:
  states: [investigating, resolved]
  levels:
    - {id: fine, label: Fine}
    - {id: down, label: Down, down: true}
    - {id: down, label: Further down}
  components:
    - {id: api, label: API, services: [api, api]}
    - {id: api, label: The same, worst: most}
  follows:
    - {monitors: [error-rat], level: down}
    - {categories: [securty], level: fine}
    - {severities: [severe], level: fine}
    - {severities: [high], level: dwon}
  summary: post-mortem-sumary
"""


def with_page(page: str) -> str:
    """The plan that ships with another status page; the states that its templates name stay."""
    start = DEFAULT.index("status_page:\n")
    end = DEFAULT.index("\n# How long an update can be taken back")
    return DEFAULT[:start] + page + DEFAULT[end:].replace("state: identified", "state: resolved")


def said(page: str) -> list[tuple[int, str]]:
    """The mistakes, with their lines counted from the status page's own first."""
    first = DEFAULT[: DEFAULT.index("status_page:\n")].count("\n")
    return [(fault.line - first, fault.message) for fault in faults_of(with_page(page))]


def test_every_unknown_name_is_a_mistake_with_its_line_and_cure() -> None:
    page = "status_page"
    first = DEFAULT[: DEFAULT.index("status_page:\n")].count("\n")
    assert said(PAGE) == [
        (6, f"{page}.levels.down.id: 'down' is given twice, first in line {first + 5}; rename one"),
        (8, f"{page}.components.api.services.1: 'api' is given twice; remove one"),
        (9, f"{page}.components.api.id: 'api' is given twice, first in line {first + 8}; rename one"),
        (9, f"{page}.components.api.worst: 'most' does not fit; use one of: all, any"),
        (11, f"{page}.follows.0.monitors.0: no monitor is called 'error-rat'; did you mean 'error-rate'?"),
        (12, f"{page}.follows.1.categories.0: no category is called 'securty'; did you mean 'security'?"),
        (13, f"{page}.follows.2.severities.0: 'severe' does not fit; use one of: critical, high, low, medium"),
        (14, f"{page}.follows.3.level: no level of the status page is called 'dwon'; did you mean 'down'?"),
        (15, f"{page}.summary: no template is called 'post-mortem-sumary'; did you mean 'post-mortem-summary'?"),
    ]


def test_components_without_levels_are_a_mistake() -> None:
    page = "status_page:\n  states: [investigating, resolved]\n  components:\n    - {id: api, label: API}\n"
    assert said(page) == [(3, "status_page.components: components need levels; add 'levels', the best one first")]


def test_an_internal_audience_is_not_told_on_a_public_page() -> None:
    text = DEFAULT.replace(
        "channels: [slack, bridge, mail, sms]\n    internal: true\n    immediate: [slack, bridge]",
        "channels: [slack, status_page]\n    internal: true",
        1,
    )
    assert text != DEFAULT
    (fault,) = faults_of(text)
    assert "the status page is public, and 'engineering' is internal; choose another channel" in fault.message


def test_the_components_that_ship_stand_for_services_of_the_world_that_ships() -> None:
    plan = load_plan(DEFAULT, "default.yaml")
    here = Path(__file__).parents[2] / "scenarios"
    services = {service.id for service in load_scenario(here / "data-breach.yaml", plan).world.services}
    for component in plan.status_page.components:
        assert set(component.services) <= services, component.id
    assert [level.id for level in plan.status_page.levels] == [
        "operational",
        "degraded",
        "partial-outage",
        "major-outage",
        "maintenance",
    ]
