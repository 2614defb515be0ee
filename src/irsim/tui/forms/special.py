"""What a line says in another way than by naming it: a command as scripts write it, a classification, who takes which
part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from irsim.board.board import Board
from irsim.board.decide import Refused, decide
from irsim.board.state import Incident
from irsim.commands import Command
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.scenario.lines import parse_line
from irsim.scenario.script import command_from
from irsim.tui.forms.sayable import stems_in
from irsim.tui.forms.spoken import asks, plain, stem, stems_of, words_of

OF_THE_ROOM = {"say", "end", "proceed", "observe", "feedback", "questionnaire"}
"""Commands that no spoken line is turned into."""

CHANCE = 0.46
"""Below this worth (0 to 1) a meaning is chance, and not offered."""

SHARED = stems_in("lead incident")
"""Words that name no role by themselves."""

ID = re.compile(r"\b(INC|AL|MSG|UPD|EV|REQ)-\d+\b", re.IGNORECASE)
"""What names something on the board."""


@dataclass(frozen=True)
class Match:
    """Something that a line may mean.

    `value` names it, in these words, as long as it is open. `command` is what it comes to, None where the line is not
    enough: then the form of `do` opens with `given`. `refused` is what the rules say to it now.
    """

    label: str
    help: str
    value: str
    command: Command | None
    do: str
    given: Mapping[str, str]
    worth: float
    sure: bool = True
    refused: str = ""


def command_of(do: str, given: Mapping[str, str]) -> Command | None:
    """The command `do`; None where `given` is not enough for it."""
    try:
        return command_from(do, given)
    except ValueError:
        return None


def typed(board: Board, text: str, about: Incident | None) -> list[Match]:
    """A command as scripts write it: one that names something by its id."""
    words = text.replace(",", " ").split()
    if len(words) < 2 or not ("=" in text or ID.search(text) or any(word in _names(board) for word in words[1:])):
        return []
    try:
        _, command = parse_line(text, about.id if about else "")
    except ValueError:
        return []
    do = str(command.__struct_config__.tag)
    if do in OF_THE_ROOM or isinstance(decide(board, command, board.at), Refused):
        return []
    value = f"{about.id if about else '-'} typed"
    return [Match(f"As typed: {one_line(text, 90)}", "", value, command, do, {}, 2.0)]


def _names(board: Board) -> set[str]:
    rules, setting = board.rules, board.opened.setting
    return {
        *setting.actions, *setting.channels, *rules.severities, *rules.categories, *rules.roles, *rules.contacts,
        *rules.audiences, *rules.checks, *rules.notices, *rules.approaches,
    }  # fmt: skip


def classified(board: Board, about: Incident | None, text: str, doubtful: bool) -> list[Match]:
    """Severity, category and personal data, as far as they are said; what is not stays as it is."""
    if about is None:
        return []
    words, stems = words_of(text), set(stems_of(text))
    severity = _severity(board, text, words)
    category = _category(board, text, stems) if severity or "classif" in stems or "categor" in stems else ""
    category = category or _category_said(board, text)
    personal = _personal(text)
    if not severity and not category and personal is None:
        return []
    given = {"incident": about.id, "severity": severity or about.severity, "category": category or about.category}
    kind = board.rules.categories[given["category"]]
    sub = next((name for name in kind.subcategories if stem(name.replace("_", "")) in stems), "")
    given["subcategory"] = sub or (about.subcategory if given["category"] == about.category else "")
    known = personal if personal is not None else about.personal_data
    if known is not None:
        given["personal_data"] = "yes" if known else "no"
    names = Names(board)
    told = [names.severity(given["severity"]), kind.label.lower(), sub.replace("_", " ")]
    told.append("" if known is None else "personal data" if known else "no personal data")
    label = "Classify: " + ", ".join(part for part in told if part)
    worth = min(1.0, 0.5 * bool(severity) + 0.3 * bool(category) + 0.3 * (personal is not None) + 0.3)
    sure = not doubtful or (personal is False and not asks(text))
    return [Match(label, "", f"{about.id} classify", command_of("classify", given), "classify", given, worth, sure)]


def _severity(board: Board, text: str, words: tuple[str, ...]) -> str:
    """A severity by its number, or by its other name where the line says that this is what it is."""
    lower = plain(text)
    for level in board.rules.plan.severities:
        if level.id.lower().replace("-", "") in words:
            return level.id
    called = "|".join(re.escape(alias.lower()) for alias in board.rules.aliases)
    found = called and re.search(rf"\b(?:this|it|that|severity|classify)(?: is| as|s)?(?: a| an)? ({called})\b", lower)
    return board.rules.severity(found[1]) if found else ""


def _category(board: Board, text: str, stems: set[str]) -> str:
    """The category of which most is said, its kinds included."""
    best, most = "", 0
    for kind in board.rules.categories.values():
        own = {*stems_of(kind.label), *stems_of(kind.id)} - {stem("incident"), stem("issue")}
        own |= {stem(name) for name in kind.subcategories if "_" not in name and name != "other"}
        hits = len(own & stems)
        if hits > most:
            best, most = kind.id, hits
    return best


def _category_said(board: Board, text: str) -> str:
    """The category that a line calls this by its full name."""
    lower = plain(text)
    for kind in board.rules.categories.values():
        if re.search(
            rf"\b(?:this|its|it|that|is|classify|a|an) (?:is )?(?:a |an )?{re.escape(kind.label.lower())}\b", lower
        ):
            return kind.id
    return ""


def _personal(text: str) -> bool | None:
    lower = plain(text)
    if not re.search(r"\bpersonal data\b", lower) or re.search(r"\baware\b", lower):
        return None
    return not re.search(
        r"\b(?:no|without|not)\b[^.,;]*personal data|personal data[^.,;]*\b(?:not|isnt|arent)\b", lower
    )


_NAMED = re.compile(r"\b([A-Z][a-zà-ÿ]+)(?=\s+(?:is|takes|has|leads|does|you)\b)|\b(?:to|by)\s+([A-Z][a-zà-ÿ]+)")


def assigned(board: Board, about: Incident | None, text: str, doubtful: bool) -> list[Match]:
    """Who takes which part."""
    said = set(words_of(text))
    asked = said & {
        "assign",
        "assigned",
        "takes",
        "take",
        "is",
        "are",
        "be",
        "as",
        "lead",
        "leads",
        "leading",
        "give",
        "youre",
    }
    role = role_named(board, text) if about is not None and asked else ""
    if about is None or not role:
        return []
    named = _NAMED.search(text)
    name = (named[1] or named[2]) if named else ""
    if stem(name.lower()) in stems_of(board.rules.roles[role].label):
        name = ""
    given = {"incident": about.id, "role": role, "name": name}
    label = f"Assign: {Names(board).role(role)}" + (f", {name}" if name else "")
    short = len(stems_of(text)) <= 6
    worth = 0.55 + 0.25 * bool(said & {"assign", "assigned", "takes", "take", "leads", "give"}) + 0.1 * bool(name)
    worth -= 0 if short else 0.25
    if worth < CHANCE:
        return []
    value = f"{about.id} assign {role}"
    return [Match(label, "", value, command_of("assign", given), "assign", given, worth, not doubtful)]


def role_named(board: Board, text: str) -> str:
    """The role that a line names, by its label, its initials or most of it; empty where it is none."""
    said = words_of(text)
    stems = [stem(word) for word in said]
    best, most = "", 0.0
    for role in board.rules.roles.values():
        label = [word for word in words_of(role.label) if word != "and"]
        if "".join(word[0] for word in label) in said:
            return role.id
        own = [stem(word) for word in label]
        hits = {
            word for word in own if any(each == word or (len(each) >= 4 and word.startswith(each)) for each in stems)
        }
        share = len(hits) / len(own)
        if share > most and share >= 0.5 and not hits <= SHARED:
            best, most = role.id, share
    return best
