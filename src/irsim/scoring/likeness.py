"""Whether recordings can be compared: like with like, and every difference in a sentence. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from irsim.events.facilitation import InjectAdded, InjectCalled, InjectDelayed, InjectEdited, InjectWithdrawn
from irsim.events.session import SessionForked, SessionOpened
from irsim.log.lineage import fork_of, holds
from irsim.log.records import Record
from irsim.scenario.library import parse_scenario
from irsim.scenario.models import Scenario
from irsim.scoring.scorecard import Scorecard
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

NAMED = 6
"""Ids that a sentence names of each section; the rest is counted."""

SECTIONS = ("objectives", "injects", "decisions", "faults", "expectations", "harms", "parts")
"""Lists of a scenario whose entries have ids."""


DIRECTED = {
    InjectCalled: "called",
    InjectWithdrawn: "left out",
    InjectDelayed: "delayed",
    InjectEdited: "edited",
    InjectAdded: "added",
}
"""What a facilitator does to injects, in a word."""


@dataclass(frozen=True)
class Side:
    """A recording to be compared: what it is called, its records from the first on, and their score."""

    name: str
    records: Sequence[Record]
    card: Scorecard

    @property
    def opened(self) -> SessionOpened:
        """What it was opened with."""
        body = self.records[0].body
        assert isinstance(body, SessionOpened)
        return body

    @property
    def forked(self) -> Record | None:
        """The record with which it left its parent; None where it is no fork."""
        return fork_of(self.records)


def check_alike(sides: Sequence[Side], *, anyway: bool = False) -> None:
    """Raises BadInput where they do not play the same scenario: at all, or by the same text unless `anyway`."""
    first = sides[0]
    for side in sides:
        if not side.opened.scenario:
            raise BadInput.one(side.name, 0, "plays no scenario, so nothing was expected of it; give drills")
    for side in sides[1:]:
        if anyway or side.opened.scenario == first.opened.scenario:
            continue
        other, own = side.opened.setting.scenario, first.opened.setting.scenario
        what = f"the scenario {other}" if other != own else f"another text of {own}"
        message = f"plays {what}, which is not what {first.name} plays"
        raise BadInput.one(side.name, 0, f"{message}; give recordings of one scenario, or --anyway to see what differs")


def differences(sides: Sequence[Side], labels: Sequence[str]) -> list[str]:
    """In what the recordings differ beside what people did, each in a sentence; `labels` name them."""
    openings = [side.opened for side in sides]
    cards = [side.card for side in sides]
    said = _texts(openings, labels)
    said += _grouped("Assist level", labels, [opened.assist for opened in openings])
    said += _seats(cards, labels)
    if any("simulated" in card.seats.values() for card in cards):
        said += _grouped("Skill of the simulated responders", labels, [opened.skill for opened in openings])
    said += _grouped("Rules", labels, [f"number {opened.rules}" for opened in openings])
    if len({opened.seed for opened in openings}) > 1:
        said.append("Seeds: they differ, and so do the people's names and what was left to chance.")
    said += _grouped("Pace when it was opened", labels, [_pace(opened.pace) for opened in openings])
    said += _grouped("Injects", labels, [_directed(side.records) for side in sides])
    said += _grouped("Judged by people", labels, [_judged(card) for card in cards])
    ended = [format_instant(card.ended_at) if card.ended_at >= 0 else "not ended" for card in cards]
    said += _grouped("End", labels, ended)
    still = [label for label, card in zip(labels, cards, strict=True) if not card.closed]
    if still:
        said.append(f"Not closed: {_and(still)}. More may be added, and the figures may change.")
    return said


def _texts(openings: Sequence[SessionOpened], labels: Sequence[str]) -> list[str]:
    """Scenario, world and plan are compared with those of the first."""
    said = []
    for opened, label in zip(openings[1:], labels[1:], strict=True):
        if opened.scenario != openings[0].scenario:
            said.append(f"Scenario: {_changed(openings[0], opened, labels[0], label)}.")
    for name, texts in (("World", [each.world for each in openings]), ("Plan", [each.plan for each in openings])):
        others = [label for text, label in zip(texts, labels, strict=True) if text != texts[0]]
        if others:
            verb = "goes" if len(others) == 1 else "go"
            said.append(f"{name}: {_and(others)} {verb} by another text than {labels[0]}.")
    return said


def _changed(one: SessionOpened, other: SessionOpened, first: str, second: str) -> str:
    """What is not the same in two scenarios, by section and id."""
    try:
        a, b = (parse_scenario(each.scenario, each.world).scenario for each in (one, other))
    except BadInput:
        return f"the texts of {first} and {second} differ, and one of them cannot be read"
    if a.id != b.id:
        return f"{first} plays {a.id}, {second} plays {b.id}"
    parts = [part for section in SECTIONS for part in _section(a, b, section, first, second)]
    same = {name: getattr(a, name) == getattr(b, name) for name in Scenario.model_fields if name not in SECTIONS}
    changed = [name for name, equal in same.items() if not equal]
    parts += [f"changed {_and(changed)}"] if changed else []
    return f"the texts of {first} and {second} differ: {'; '.join(parts) or 'in their writing alone'}"


def _section(a: Scenario, b: Scenario, name: str, first: str, second: str) -> list[str]:
    one: dict[str, Any] = {each.id: each for each in getattr(a, name)}
    other: dict[str, Any] = {each.id: each for each in getattr(b, name)}
    found = (
        (f"{name} only in {first}", [id for id in one if id not in other]),
        (f"{name} only in {second}", [id for id in other if id not in one]),
        (f"{name} changed", [id for id in one if id in other and one[id] != other[id]]),
    )
    return [f"{what} {_some(ids)}" for what, ids in found if ids]


def _some(ids: list[str]) -> str:
    more = len(ids) - NAMED
    return ", ".join(ids[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _seats(cards: Sequence[Scorecard], labels: Sequence[str]) -> list[str]:
    """Roles that were not played alike, those together whose seats differ in the same way."""
    roles = dict.fromkeys(role for card in cards for role in card.seats)
    patterns: dict[tuple[str, ...], list[str]] = {}
    for role in roles:
        patterns.setdefault(tuple(card.seats.get(role, "empty") for card in cards), []).append(role)
    said = []
    for kinds, alike in patterns.items():
        names = [role.replace("_", " ") for role in alike]
        who = "every role" if len(alike) == len(roles) else _and(names)
        said += _grouped(f"Seats, {who}", labels, kinds)
    return said


def _directed(records: Sequence[Record]) -> str:
    """What the facilitator changed of the exercise."""
    counts = {word: sum(isinstance(each.body, kind) for each in records) for kind, word in DIRECTED.items()}
    return _and([f"{number} {word}" for word, number in counts.items() if number] or ["as written"])


def _judged(card: Scorecard) -> str:
    """How many claims are not the rules' own."""
    count = sum(claim.basis != "automatic" for claim in card.claims)
    return f"{count} claim{'s' if count != 1 else ''}" if count else "none"


def _pace(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".") + "x" if hundredths else "flat out"


def _grouped(what: str, labels: Sequence[str], values: Sequence[str]) -> list[str]:
    """`Assist level: guided in A and C, bare in B.`; nothing where all are the same."""
    groups: dict[str, list[str]] = {}
    for label, value in zip(labels, values, strict=True):
        groups.setdefault(value, []).append(label)
    if len(groups) < 2:
        return []
    return [f"{what}: " + ", ".join(f"{value} in {_and(names)}" for value, names in groups.items()) + "."]


def forks(sides: Sequence[Side], labels: Sequence[str]) -> list[str]:
    """Which of them are forks, and of what, each in a sentence."""
    said = []
    for side, label in zip(sides, labels, strict=True):
        record = side.forked
        if record is None:
            continue
        body = record.body
        assert isinstance(body, SessionForked)
        at = format_instant(record.at)
        parents = [n for each, n in zip(sides, labels, strict=True) if each is not side and holds(each.records, body)]
        if parents:
            both = _and(sorted([*parents, label]))
            said.append(f"{label} is a fork of {_and(parents)}: {both} are the same up to {at}, record {body.seq}.")
        else:
            parent = body.name or "another recording"
            said.append(f"{label} is a fork of {parent}, which it left at {at}, after record {body.seq}.")
    return said


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
