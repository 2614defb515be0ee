"""What a spoken line comes to: the commands it may mean, best first. Pure, and quick enough for every key stroke.

Words count by how few things on the board share them. A meaning is worth the balance of how much of the line it
explains and how much of its own words was said; nonsense explains nothing, and a talkative line little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from weakref import WeakKeyDictionary

import msgspec

from irsim.board.board import Board
from irsim.board.rules import Rules
from irsim.board.state import Incident
from irsim.commands import COMMANDS
from irsim.reports.plain import one_line
from irsim.tui.forms.pending import open_now
from irsim.tui.forms.sayable import Meaning, Phrase, standing
from irsim.tui.forms.special import CHANCE, ID, Match, assigned, classified, command_of, typed
from irsim.tui.forms.spoken import SLIP, asks, mended, negated, stands_for, stem, stems_of
from irsim.tui.seat import Seat

SHOWN = 6
"""Matches that are offered."""

SURE = 0.6
AHEAD = 0.1
"""The best one is clear when it is worth this much, and this much more than the next."""

LONGEST = 400
"""Characters that are held against the board; who says more has said it by then."""

ALONE = 0.6
"""How much of a line a single word must explain to be enough."""

CALL = 7
"""Words within which a line says what it is."""

HINT = 0.35
"""What a word around a meaning is worth, of 1."""


@dataclass(frozen=True)
class _Index:
    meanings: tuple[Meaning, ...]
    weights: Mapping[str, float]
    known: frozenset[str]


_indexes: WeakKeyDictionary[Rules, _Index] = WeakKeyDictionary()


def matches(seat: Seat, text: str, incident: str = "") -> list[Match]:
    """What `text` may mean, best first, at most SHOWN; about `incident` unless the line names another."""
    found = _all(seat.board, text, incident)[:SHOWN]
    return [_asked(seat, match) for match in found]


def clear_best(found: list[Match]) -> str:
    """The value of the first match where it is clearly the best and the rules allow it; else empty."""
    if not found:
        return ""
    best, *others = found
    ahead = all(best.worth - other.worth >= AHEAD for other in others[:1])
    return best.value if best.sure and best.worth >= SURE and ahead and not best.refused else ""


def matched(seat: Seat, text: str, value: str) -> Match | None:
    """The match that `value` names, if the line still can mean it."""
    about = value.partition(" ")[0]
    return next((match for match in _all(seat.board, text, about) if match.value == value), None)


def _asked(seat: Seat, match: Match) -> Match:
    refused = seat.ask(match.command) if match.command is not None else None
    return match if refused is None else replace(match, refused=one_line(refused.reason))


def _all(board: Board, text: str, incident: str) -> list[Match]:
    text = text.strip()[:LONGEST]
    ids = [found[0].upper() for found in ID.finditer(text)]
    about = next((board.incidents[name] for name in [*ids, incident] if name in board.incidents), None)
    if about is None:
        about = next(iter(board.open_incidents()), None)
    bare = ID.sub(" ", text)
    said = stems_of(bare)
    found = typed(board, text, about)
    if not said:
        return found
    alert = next((name for name in ids if name in board.alerts), "")
    index = _index(board)
    meanings = [*index.meanings, *open_now(board, about, alert)]
    line = _heard(said, meanings[len(index.meanings) :], index)
    doubtful = asks(text) or negated(text)
    for meaning in meanings:
        worth = _worth(meaning, line)
        if worth >= CHANCE and (about is not None or not _needs_incident(meaning.do)):
            found.append(_match(meaning, about, text, worth, doubtful))
    found += [*classified(board, about, bare, doubtful), *assigned(board, about, bare, doubtful)]
    best: dict[str, Match] = {}
    for match in sorted(found, key=lambda each: -each.worth):
        best.setdefault(match.value, match)
    return list(best.values())


def _index(board: Board) -> _Index:
    if board.rules not in _indexes:
        meanings = tuple(standing(board))
        counted: Counter[str] = Counter()
        for meaning in meanings:
            counted.update({word for phrase in meaning.phrases for word in phrase})
        known = frozenset(counted) | {word for each in meanings for word in (*each.hints, *each.needs)}
        weights = {word: 1 / (1 + math.log(count)) for word, count in counted.items()}
        weights[stem("incident")] = 0.2
        _indexes[board.rules] = _Index(meanings, weights, known)
    return _indexes[board.rules]


@dataclass(frozen=True)
class _Line:
    """A spoken line against the words that are meant: `reach` has, for each of these, the said ones that stand for it
    and how surely; `weights` what each said word weighs."""

    weights: Mapping[str, float]
    reach: Mapping[str, Mapping[str, float]]
    known: Mapping[str, float]


def _heard(said: Iterable[str], meanings: Iterable[Meaning], index: _Index) -> _Line:
    meant = set(index.known)
    for meaning in meanings:
        meant.update(meaning.hints, *meaning.phrases)
    reach: dict[str, dict[str, float]] = {}
    weights: dict[str, float] = {}
    for word in said:
        right = word if word in meant else mended(word, index.known)
        weights[word] = index.weights.get(right, 1.0)
        for other, alike in stands_for(right, meant):
            reach.setdefault(other, {})[word] = alike if right == word else alike * SLIP
    return _Line(weights, reach, index.weights)


def _worth(meaning: Meaning, line: _Line) -> float:
    called = {word for need in meaning.needs for word in line.reach.get(need, ())}
    if meaning.needs and not called:
        return 0.0
    hinted: dict[str, float] = {}
    for hint in meaning.hints:
        for word, alike in line.reach.get(hint, {}).items():
            hinted[word] = max(hinted.get(word, 0.0), HINT * alike)
    best = max((_phrase(phrase, called, hinted, line, bool(meaning.rest)) for phrase in meaning.phrases), default=0.0)
    return best + meaning.bonus if best else 0.0


def _phrase(phrase: Phrase, called: set[str], hinted: Mapping[str, float], line: _Line, rest: bool) -> float:
    """The balance of how much of the line is explained and how much of the phrase was said."""
    explained = dict(hinted) | dict.fromkeys(called, 1.0)
    covered = whole = 0.0
    hits = set()
    for word in phrase:
        weight = line.known.get(word, 1.0)
        whole += weight
        standing_for = line.reach.get(word)
        if standing_for:
            covered += weight * max(standing_for.values())
            for each, alike in standing_for.items():
                explained[each] = max(explained.get(each, 0.0), alike)
                hits.add(each)
    if not hits:
        return 0.0
    total = sum(line.weights.values())
    share = sum(line.weights[word] * alike for word, alike in explained.items()) / total
    said = covered / whole
    if len(hits | called) < 2 and (share < ALONE or said < 0.5):
        return 0.0
    if rest and (called or len(phrase) > 1):
        share = max(share, ALONE)
    return 2 * share * said / (share + said)


@cache
def _needs_incident(do: str) -> bool:
    return any(field.name == "incident" and field.required for field in msgspec.structs.fields(COMMANDS[do]))


def remainder(text: str, meaning: Meaning) -> str:
    """What a line says beyond the words that call for `meaning`: what is told, held or kept."""
    words = list(re.finditer(r"[^\s]+", text))
    own = {*meaning.needs, *(word for phrase in meaning.phrases for word in phrase)}
    last = -1
    for number, word in enumerate(words[:CALL]):
        stems = stems_of(word[0])
        if stems and all(any(stem in own for stem, _ in stands_for(each, own)) for each in stems):
            last = number
    if meaning.do == "evidence":
        text = re.sub(r"\s+(?:as|for)\s+evidence\W*$", "", text)
        last = min(last, 0)
    left = text[words[last].end() :] if last >= 0 and words[last].end() < len(text) else text if last < 0 else ""
    left = re.sub(r"^[\s,:]*(?:(?:know|that|about|on|for|over)\b[\s,:]*)*", "", left).strip()
    return left[:1].upper() + left[1:]


def _match(meaning: Meaning, about: Incident | None, text: str, worth: float, doubtful: bool) -> Match:
    kind = COMMANDS[meaning.do]
    given = dict(meaning.given)
    if "incident" in kind.__struct_fields__ and about is not None and meaning.do != "declare":
        given.setdefault("incident", about.id)
    if meaning.do == "dismiss" and "alert" in given:
        given.pop("incident", None)
    if meaning.rest:
        given[meaning.rest] = text if meaning.whole else remainder(text, meaning)
    command = command_of(meaning.do, given) if meaning.whole else None
    value = " ".join(part for part in (about.id if about else "-", meaning.do, meaning.subject) if part)
    sure = meaning.denies or not doubtful
    return Match(meaning.label, meaning.help, value, command, meaning.do, given, worth, sure)
