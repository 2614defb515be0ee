"""Everything that a scenario and its world name must be there: each mistake with its line and its cure."""

from irsim.plan import Plan
from irsim.scenario.check.names import Names
from irsim.scenario.check.scenario import ScenarioCheck
from irsim.scenario.check.world import WorldCheck
from irsim.scenario.models import Scenario, World
from irsim.words.documents import Reading
from irsim.words.faults import Fault


def check(
    reading: Reading[Scenario], scenario: Scenario, world_reading: Reading[World], world: World, plan: Plan
) -> list[Fault]:
    """Every reference that leads nowhere, in the sound parts of both files."""
    names = Names(scenario, world, plan, reading.lost | world_reading.lost)
    return WorldCheck(world_reading, world, names).run() + ScenarioCheck(reading, scenario, names).run()
