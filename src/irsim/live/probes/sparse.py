"""Probes that look too seldom for what the plan reckons from many looks: then an alert of it never comes."""

from typing import TYPE_CHECKING

from irsim.live.probes.judging import Judge
from irsim.plan.models import Plan
from irsim.words.documents import Checker, Reading
from irsim.words.durations import SECOND, format_duration
from irsim.words.faults import Fault

if TYPE_CHECKING:
    from irsim.live.config.whole import Config

RECKONED = ("error_rate", "apdex")
"""What is reckoned over the looks of the plan's window, and not of each."""


def too_sparse(config: "Config", plan: Plan) -> list[Fault]:
    """What `config` asks of probes that can never be enough for the monitors of `plan`, each with its line and the
    cure. Nothing is broken by it: what a single look shows is judged all the same."""
    checker, rules = Checker(Reading(config, config.document, []), frozenset()), plan.probing
    for position, probe in enumerate(config.probes):
        judge = Judge(probe, plan)
        never = [watch.monitor.id for watch in judge.watches if watch.monitor.metric in RECKONED]
        looks = -(-rules.window // judge.every)
        if not never or looks >= rules.enough:
            continue
        said = (
            f"a look every {format_duration(judge.every)} makes {looks} in the plan's window of "
            f"{format_duration(rules.window)}, and rates are reckoned from {rules.enough} on, so "
            f"{' and '.join(never)} will never fire"
        )
        checker.say(("probes", position, "every"), f"{said}; {_cure(judge)}")
    return checker.faults


def _cure(judge: Judge) -> str:
    rules = judge.rules
    often = (rules.window - 1) // max(1, rules.enough - 1)
    often = often // SECOND * SECOND or often
    longer = "give 'probing' in the plan a longer 'window' or a smaller 'enough'"
    return f'write every = "{format_duration(often)}" or less, or {longer}' if often else longer
