"""`irsim keys`: every action of the screens with its keys, its group and its owner; and docs/keys.md, made from it."""

import json
from collections.abc import Mapping

from irsim.plan import default_plan_text, load_plan
from irsim.tui import actions
from irsim.tui.actions import GROUPS, KEYS, Action, shown_key
from irsim.tui.config import load_settings
from irsim.tui.repertoire import bound_keys, owner_of_action
from irsim.tui.replay.keys import REPLAY

EVERY = (*actions.EVERY, *REPLAY)
"""Those of the room and of the console, which the settings can bind, and those of a replay, which they cannot."""

HEAD = """# Keys

What can be done in the room of irsim, by its keys. This page is made by `irsim keys --markdown`; `irsim keys` prints
the same with the keys of your own [settings](configuration.md), and `?` in the room says what makes sense now. How they
go together stands in [a team's first exercise](playing.md).

`owner` is the role that the default plan gives the act to. At a shared keyboard an act is put down to it, unless
somebody says who speaks (`S`). `id` is what `[keys]` in the settings calls the action; those of a replay stay as they
are.
"""

FOOT = """
## In lists and dialogs

| keys | |
| --- | --- |
| `up` `down`, `k` `j` | move |
| `pgup` `pgdn`, `home` `end` | a page, the ends |
| `enter` | open; in a dialog: on to the next field |
| `tab`, `shift+tab` | the next panel or field, the one before |
| `0` to `5` | incidents, feed, alerts, clocks, services, playbook |
| `space` | in a list of several: tick |
| `ctrl+s`, `f10` | send a dialog |
| `esc` | back; a dialog keeps what was typed as a draft |
| `ctrl+l` | draw the screen anew, where something else has written over it |
| `ctrl+q` | quit; the drill is kept |
"""


def list_keys(*, as_json: bool = False, as_markdown: bool = False) -> str:
    """All actions as text, as JSON, or as the page of the documentation. Raises BadInput where the settings are not
    sound, but for the page, which has none."""
    owners = _owners()
    if as_markdown:
        return markdown(owners)
    keys = {**{action.id: action.keys for action in REPLAY}, **bound_keys(load_settings(KEYS).keys)}
    if as_json:
        return json.dumps([_described(action, keys, owners) for action in EVERY], indent=2, ensure_ascii=False)
    return "\n".join(_lines(keys, owners))


def markdown(owners: Mapping[str, str]) -> str:
    """docs/keys.md."""
    lines = [HEAD]
    for group, title in GROUPS.items():
        lines += [f"## {title}", "", "| keys | action | what it does | owner | id |", "| --- | --- | --- | --- | --- |"]
        for action in EVERY:
            if action.group == group:
                keys = " ".join(f"`{shown_key(key)}`" for key in action.keys)
                told = " ".join(action.help.split())
                lines.append(f"| {keys} | {action.title} | {told} | {owners[action.id]} | `{action.id}` |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n" + FOOT.rstrip("\n")


def _owners() -> dict[str, str]:
    """Action to the label of the role that owns it, by the default plan; empty where nobody does."""
    plan = load_plan(default_plan_text(), "default.yaml")
    labels = {role.id: role.label for role in plan.roles}
    return {action.id: labels.get(owner_of_action(plan, action), "") for action in EVERY}


def _described(action: Action, keys: Mapping[str, tuple[str, ...]], owners: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": action.id,
        "title": action.title,
        "keys": [shown_key(key) for key in keys[action.id]],
        "group": GROUPS[action.group],
        "command": action.do,
        "owner": owners[action.id],
        "help": " ".join(action.help.split()),
    }


def _lines(keys: Mapping[str, tuple[str, ...]], owners: Mapping[str, str]) -> list[str]:
    lines: list[str] = []
    for group, title in GROUPS.items():
        lines += ["", title] if lines else [title]
        for action in EVERY:
            if action.group == group:
                shown = " ".join(shown_key(key) for key in keys[action.id]) or "-"
                lines.append(f"  {shown:<9} {action.id:<13} {action.title:<23} {owners[action.id]}".rstrip())
    return lines
