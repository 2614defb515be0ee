"""Another version of the plan for a board on which the old one left its names: what open incidents, clocks and pages
still go by, and the new version leaves out, is taken over from the old one until nothing names it any more. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from irsim.plan import load_plan
from irsim.plan.checks.base import SECTIONS
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml

if TYPE_CHECKING:
    from irsim.board.board import Board

NAMED = tuple(
    section
    for section in SECTIONS
    if section not in ("rotas", "pages", "monitors", "detections", "follow_ups", "security_metrics")
)
"""Parts of a plan whose entries a board goes by under their ids."""

RETIRED = "retired"
"""What the organisation never is: a clock that needs it runs on where it runs, and does not begin anew."""

ALSO = (("contacts", "then", "contacts"), ("clocks", "owner", "roles"), ("categories", "playbook", "playbooks"))
"""What an entry that is taken over names in turn: part, field, part."""

LONGEST = 80
"""Characters of an id; longer texts are none."""


def in_use(board: Board) -> set[str]:
    """Every short text that stands on the board where ids do, and perhaps some more."""
    parts = (
        board.incidents,
        board.clocks,
        board.pages,
        board.updates,
        board.requests,
        board.evidence,
        board.subject_requests,
        board.on_call,
    )
    found = set(board.on_call)
    for part in parts:
        for each in part.values():
            found.update(_texts(msgspec.structs.asdict(each)))
    for incident, regime in board.filed:
        found.update((incident, regime))
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if 0 < len(value) <= LONGEST:
            yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(name)
            yield from _texts(each)
    elif isinstance(value, list | tuple | set):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, msgspec.Struct):
        yield from _texts(msgspec.structs.asdict(value))


def with_what_is_used(text: str, board: Board) -> tuple[str, tuple[str, ...]]:
    """The plan in `text`, and what was taken over into it, as `contact cto`; `text` itself where nothing was.

    Raises BadInput where the new plan is not sound, or does not go together with what is still used.
    """
    counts = board.opened.plan if board.adopted is None else board.adopted.plan
    if text == counts:
        return text, ()
    load_plan(text)
    new, old, used = read_yaml(text, "plan").data, read_yaml(counts, "plan").data, in_use(board)
    taken: list[str] = []
    for part in NAMED:
        for entry in old.get(part) or ():
            if entry["id"] in used:
                _take_over(new, old, part, entry["id"], taken)
    for track, status in sorted({(about.track, about.status) for about in board.incidents.values()}):
        mine, theirs = _entry(new, "tracks", track), _entry(old, "tracks", track)
        if theirs is not None and mine is not None and _insert(mine["statuses"], theirs["statuses"], status):
            taken.append(f"status {status}")
    if not taken:
        return text, ()
    whole = json.dumps(new, ensure_ascii=False, indent=1)
    try:
        load_plan(whole)
    except BadInput:
        message = "does not go together with what is still used on the board"
        cure = f"put {', '.join(taken[:5])} back into it, or wait until the incidents that name it are archived"
        raise BadInput.one("the plan", 0, f"{message}; {cure}") from None
    return whole, tuple(taken)


def _take_over(new: dict[str, Any], old: dict[str, Any], part: str, name: str, taken: list[str]) -> None:
    if not _insert(new.setdefault(part, []), old.get(part) or [], name):
        return
    taken.append(f"{_SINGULAR.get(part, part[:-1].replace('_', ' '))} {name}")
    entry = _entry(new, part, name)
    assert entry is not None
    if part == "clocks":
        entry["needs"] = list(dict.fromkeys([*entry.get("needs", ()), RETIRED]))
        new.setdefault("profile", {})[RETIRED] = False
    if part == "roles":
        entry.pop("owns", None)  # somebody else has it now
    for section, field, other in ALSO:
        if section == part and entry.get(field):
            _take_over(new, old, other, entry[field], taken)


_SINGULAR = {"severities": "severity", "categories": "category", "approaches": "approach"}


def _entry(plan: dict[str, Any], part: str, name: str) -> dict[str, Any] | None:
    return next((entry for entry in plan.get(part) or () if entry["id"] == name), None)


def _insert(new: list[dict[str, Any]], old: list[dict[str, Any]], name: str) -> bool:
    """Put the entry of that name where it was among the others; whether it was missing, and is there now."""
    known = [entry["id"] for entry in new]
    place = next((n for n, entry in enumerate(old) if entry["id"] == name), -1)
    if name in known or place < 0:
        return False
    before = next((old[n]["id"] for n in range(place - 1, -1, -1) if old[n]["id"] in known), None)
    new.insert(known.index(before) + 1 if before is not None else 0, dict(old[place]))
    return True
