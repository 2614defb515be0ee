"""`irsim actions`: every command with its fields, owner and meaning, and the world's technical actions."""

import textwrap
from pathlib import Path
from typing import Any

import msgspec

from irsim.board.board import Board
from irsim.commands import COMMANDS
from irsim.plan import Plan
from irsim.scenario.described import described
from irsim.scenario.library import find_scenario, load_scenario, plan_for
from irsim.words.clean import clean_title

SAID = {
    "list": "list",
    "map": "map",
    "flag": "yes or no",
    "fact": "yes or no",
    "number": "whole number",
    "text": "text",
}
"""What a field takes, in words."""

UNTYPED = ("observe",)
"""Commands of the evaluator's and facilitator's that `help` does not offer to a team."""


def _fields(do: str) -> list[dict[str, Any]]:
    return [
        {"name": each.name, "type": SAID[each.word], "required": each.required, "meaning": each.meaning}
        for each in described(do)
    ]


def _owners(plan: Plan) -> dict[str, str]:
    owned = {verb: role.id for role in plan.roles for verb in role.owns}
    return {verb: owned.get(verb, "") for verb in COMMANDS}


def describe_command(do: str, owners: dict[str, str]) -> str:
    """One command in a few lines."""
    kind = COMMANDS[do]
    lines = [f"{do}  ({owners.get(do) or 'anybody'})", "    " + " ".join((kind.__doc__ or "").split())]
    for field in _fields(do):
        need = "" if field["required"] else ", optional"
        meaning = f"  {field['meaning']}" if field["meaning"] else ""
        lines.append(f"    {field['name']:<20} {field['type']}{need}{meaning}")
    return "\n".join(lines)


def plan_names(board: Board) -> dict[str, list[str]]:
    """What commands can name of the plan and the world, by section, each with a word of explanation."""
    rules, setting = board.rules, board.opened.setting
    return {
        "severities": [f"{s.id}  {s.label}" for s in rules.plan.severities],
        "categories": [f"{c.id}  {c.label}" for c in rules.categories.values()],
        "roles": [f"{r.id}  {r.label}" for r in rules.roles.values()],
        "contacts": [
            f"{c.id}  {c.label}: {setting.contacts[c.id].name if c.id in setting.contacts else c.person}"
            for c in rules.contacts.values()
        ],
        "audiences": [
            f"{a.id}  by {', '.join(name for name in a.channels if name in setting.channels)}"
            for a in rules.audiences.values()
        ],
        "templates": [
            f"{t.id}  for {', '.join(t.audiences)}: " + ", ".join(f.id + ("" if f.required else "?") for f in t.fields)
            for t in rules.templates.values()
        ],
        "notices": [
            f"{n.id}  {n.label}: " + ", ".join(f.id + ("" if f.required else "?") for f in n.fields)
            for n in rules.notices.values()
        ],
        "playbooks": [f"{b.id}: " + ", ".join(step.id for step in b.steps) for b in rules.playbooks.values()],
        "checks": [f"{c.id}  {c.text}" for c in rules.checks.values()],
        "approaches": [f"{a.id}  {a.text}" for a in rules.approaches.values()],
        "states": list(rules.plan.status_page.states),
        "clocks": [f"{c.id}  {c.label}" for c in rules.clocks.values()],
    }


def list_actions(scenario: str, *, as_json: bool, plan_file: Path | None = None) -> str:
    """Everything that can be done in a scenario, as text or JSON."""
    path = find_scenario(scenario)
    plan, _ = plan_for(path, plan_file)
    loaded = load_scenario(path, plan)
    owners = _owners(plan)
    if as_json:
        document = {
            "commands": [
                {
                    "do": do,
                    "owner": owners[do],
                    "meaning": " ".join((kind.__doc__ or "").split()),
                    "fields": _fields(do),
                }
                for do, kind in COMMANDS.items()
            ],
            "actions": [
                {
                    "id": action.id,
                    "label": action.label,
                    "role": action.role,
                    "meaning": action.meaning,
                    "step": action.step,
                }
                for action in loaded.world.actions
            ],
        }
        return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()
    lines = ["Commands", ""]
    for do in COMMANDS:
        lines += [describe_command(do, owners), ""]
    lines += [f"Technical actions of {clean_title(loaded.world.title)} (act)", ""]
    for action in loaded.world.actions:
        lines.append(f"{action.id}  ({action.role})  {clean_title(action.label)}")
        if action.meaning:
            lines += textwrap.wrap(
                clean_title(action.meaning, 400), 96, initial_indent="    ", subsequent_indent="    "
            )
    return "\n".join(lines)
