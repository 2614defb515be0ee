"""Spoken lines as words that can be compared: lower case, light stems, synonyms of the trade, slips of the keyboard.

English only, and no names: what a line is held against comes from the plan and the world (`sayable`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import lru_cache

_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_POSSESSIVE = re.compile(r"['’]s\b")
_SEVERITY = re.compile(r"\bsev(?:erity)?[\s-]*(\d|one|two|three|four|five)\b")
_LET_KNOW = re.compile(r"\blet (.{1,40}?) know\b")
_SHORT = re.compile(r"\b(comms|creds|prod|db|roll back|fail over|fall back)\b")
_LONG = {
    "comms": "communications",
    "creds": "credentials",
    "prod": "production",
    "db": "database",
    "roll back": "rollback",
    "fail over": "failover",
    "fall back": "rollback",
}
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}

_STOP = """
    a about all also an and any anybody are as at be been but by can could do does for from go going gonna had
    has have he her here hes him his i id if ill im in into is it its ive just kindly lets let make me my need
    needs now of ok okay on one onto or our out over please right same she should so some that thats the their
    them then there these they theyll theyre theyve this those to too up us want wants was we well were weve
    what when where which who whose will with would yeah yes you your
"""
STOP = frozenset(_STOP.split())
"""Words that tell nothing apart."""

_NOT = "no not never nobody nothing without dont doesnt didnt wont cannot cant"
NEGATIONS = frozenset(_NOT.split())

_SAME = (
    "revoke kill invalidate terminate expire log-out signout",
    "disable deactivate lock suspend block",
    "switch turn flip",
    "stop halt pause freeze cease suspend",
    "delete remove wipe erase drop",
    "purge wipe empty",
    "rotate change renew replace",
    "isolate quarantine disconnect",
    "restart reboot bounce",
    "enlarge grow extend increase expand",
    "add scale",
    "enable activate",
    "image snapshot dump",
    "copy save secure preserve export",
    "check verify look inspect",
    "list enumerate",
    "rebuild reinstall reimage",
    "rollback revert undo",
    "promote failover",
    "release deploy deployment",
    "customer client",
    "network net",
    "database postgres",
    "volume disk",
    "credential password secret",
    "account user login",
    "second-factor mfa 2fa authenticator",
    "idle orphaned orphan unused abandoned",
    "nobody orphaned orphan unused abandoned",
    "authority regulator dpa",
    "team crew",
)
"""Words that mean nearly the same in an incident."""

CLOSE = 0.84
"""How alike two words must be to count as a slip of the keyboard."""

SLIPS = 5
"""Letters from which a word may hold one: shorter ones turn into other words."""

SYNONYM = 0.75
PREFIX = 0.8
SLIP = 0.85
"""What such a hit is worth, of 1."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending: light, and the same for both sides of a comparison."""
    for ending, put in (("ies", "y"), ("ied", "y")):
        if word.endswith(ending) and len(word) > 4:
            return word[: -len(ending)] + put
    for ending in ("ations", "ation", "ions", "ion", "ings", "ing", "edly", "ed", "es", "s", "ly"):
        if not word.endswith(ending) or len(word) - len(ending) < 3 or (ending == "s" and word.endswith("ss")):
            continue
        word = word[: -len(ending)]
        if word[-1] == word[-2] and word[-1] not in "lsz" and ending not in ("s", "es"):
            word = word[:-1]
        break
    for ending in ("at", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
    return word


def plain(text: str) -> str:
    """`text` in lower case, severities as `sev1`, without what apostrophes leave behind."""
    lower = text.lower().replace("’", "'")
    lower = _SEVERITY.sub(lambda found: "sev" + _DIGITS.get(found[1], found[1]), lower)
    lower = _POSSESSIVE.sub("", lower).replace("'", "")
    lower = _LET_KNOW.sub(r"tell \1", lower)
    return _SHORT.sub(lambda found: _LONG[found[1]], lower)


@lru_cache(maxsize=8_000)
def words_of(text: str) -> tuple[str, ...]:
    """Every word of a text, as it is written there in lower case."""
    return tuple(_WORD.findall(plain(text).replace("_", " ").replace("-", " ")))


@lru_cache(maxsize=8_000)
def stems_of(text: str) -> tuple[str, ...]:
    """The stems that tell something, each once, in their order."""
    said = (stem(word) for word in words_of(text) if word not in STOP and word not in NEGATIONS)
    return tuple(dict.fromkeys(said))


def _families() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SAME:
        family = {stem(word.replace("-", "")) for word in line.split()}
        for word in family:
            found.setdefault(word, set()).update(family - {word})
    return {word: frozenset(others) for word, others in found.items()}


FAMILIES = _families()


def stands_for(said: str, meant: Collection[str]) -> list[tuple[str, float]]:
    """The stems among `meant` that `said` may stand for, each with how surely (0 to 1)."""
    found = {other: PREFIX for other in meant if _begins(said, other)} if len(said) >= 4 else {}
    found |= {other: SYNONYM for other in FAMILIES.get(said, ()) if other in meant}
    if said in meant:
        found[said] = 1.0
    return list(found.items())


def _begins(said: str, other: str) -> bool:
    """Whether one is the beginning of the other: `comms` of `communications`."""
    return other.startswith(said) or (len(other) >= 4 and said.startswith(other))


@lru_cache(maxsize=4_000)
def mended(said: str, known: frozenset[str]) -> str:
    """A stem nobody knows as the known one that was meant, where it is a slip; else as it is."""
    if len(said) < SLIPS or said in known or said in FAMILIES:
        return said
    best, alike = said, CLOSE
    for other in sorted(known):
        if abs(len(other) - len(said)) > 1 or other[0] != said[0] or len(other) < SLIPS - 1:
            continue
        ratio = SequenceMatcher(None, said, other).ratio()
        if ratio >= alike and (ratio > alike or best == said):
            best, alike = other, ratio
    return best


def negated(text: str) -> bool:
    """Whether a line says that something shall not be done."""
    return any(word in NEGATIONS for word in words_of(text)) or "hold off" in plain(text)


def asks(text: str) -> bool:
    """Whether a line is a question."""
    return text.rstrip().endswith("?")
