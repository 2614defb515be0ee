"""`irsim scenario`: look after scenarios."""

from pathlib import Path

from irsim.cli.output import show
from irsim.scenario.library import find_scenario, load_scenario, plan_for
from irsim.words.durations import format_duration


def check_scenario(name: str, plan: Path | None = None) -> int:
    """Say what a scenario holds; every mistake is raised as BadInput, also where it and its plan do not fit."""
    path = find_scenario(name)
    loaded = load_scenario(path, plan_for(path, plan)[0])
    scenario = loaded.scenario
    possible = sum(expectation.points for expectation in scenario.expectations)
    counts = ", ".join(
        f"{len(items)} {name}{'' if len(items) == 1 else 's'}"
        for name, items in (
            ("inject", scenario.injects),
            ("decision", scenario.decisions),
            ("fault", scenario.faults),
            ("harm", scenario.harms),
            ("expectation", scenario.expectations),
        )
    )
    show(f"{path}: fine. {scenario.codename}, {format_duration(scenario.duration)}: {counts} for {possible} points.")
    return 0
