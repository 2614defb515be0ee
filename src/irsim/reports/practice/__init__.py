"""A recorded incident as an exercise: scenario, world and script, without the names of those who were there."""

from irsim.reports.practice.making import Practice, practice_of

__all__ = ["Practice", "practice_of"]
