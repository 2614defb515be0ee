"""`irsim scenario`: look after scenarios."""

from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import find_scenario, load_scenario
from irsim.words.durations import format_duration


def check_scenario(name: str) -> int:
    """Say what a scenario holds; every mistake is raised as BadInput."""
    path = find_scenario(name)
    loaded = load_scenario(path, load_plan(default_plan_text(), "default.yaml"))
    scenario = loaded.scenario
    possible = sum(expectation.points for expectation in scenario.expectations)
    print(
        f"{path}: fine. {scenario.codename}, {format_duration(scenario.duration)}: {len(scenario.injects)} injects, "
        f"{len(scenario.decisions)} decisions, {len(scenario.faults)} faults, {len(scenario.expectations)} "
        f"expectations for {possible} points, {len(scenario.harms)} harms."
    )
    return 0
