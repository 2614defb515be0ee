"""How a log line may read: templates with named words, and regular expressions that cannot run away.

A template is found by looking for its literal pieces from left to right, once each: the time grows with the line alone.
"""

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]  # no public way to look into an expression
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

EXPRESSION_LIMIT = 200
"""Characters of a regular expression."""

VALUE_LIMIT = 256
"""Characters of a field that a regular expression is held against; a longer value does not fit."""

REPEATS = 2
"""Repeats of unknown length in one expression."""

WAYS = 64
"""Ways to go through the alternatives of one expression: with these limits the worst value takes milliseconds."""

STARTS = 8
"""Places of a line at which a template is tried."""

_NAMED = re.compile(r"\{([a-z][a-z0-9_]{0,31})\}|\*")
_REPEATING = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_REFUSED = {
    codes.GROUPREF: "a reference back",
    codes.GROUPREF_EXISTS: "a condition",
    codes.ASSERT: "a look ahead or behind",
    codes.ASSERT_NOT: "a look ahead or behind",
}

Template = Callable[[str], dict[str, str] | None]


@lru_cache(maxsize=1024)
def compile_template(template: str) -> Template:
    """What tells whether a line reads like this, and its named words.

    `Failed password for {user} from {source_ip} port *`: `*` is anything, also nothing; a name in braces is a word, one
    character at least and without white space. The template may stand anywhere in the line; capitals do not matter.
    Raises ValueError where nothing literal is left between two of them.
    """
    pieces: list[str] = []
    gaps: list[str] = []
    end = 0
    for found in _NAMED.finditer(template):
        pieces.append(template[end : found.start()].lower())
        gaps.append(found[1] or "")
        end = found.end()
    pieces.append(template[end:].lower())
    if not any(piece.strip() for piece in pieces):
        raise ValueError(f"'{template[:40]}' fits any line; write words that it must have")
    if any(not piece for piece in pieces[1:-1]):
        raise ValueError(f"'{template[:40]}' has two gaps side by side; write what stands between them")
    names = [name for name in gaps if name]
    if len(set(names)) < len(names):
        raise ValueError(f"'{template[:40]}' names a word twice; give the second another name")

    def read(line: str) -> dict[str, str] | None:
        low = line.lower()
        if len(low) != len(line):  # some letters are longer in lower case: positions would not fit
            line = low
        begin = 0
        for _ in range(STARTS):
            start = low.find(pieces[0], begin) if pieces[0] or not gaps[0] else _before(line, low, pieces[1], begin)
            if start < 0:
                return None
            words = _read_on(line, low, start + len(pieces[0]), gaps, pieces)
            if words is not None or not (pieces[0] or gaps[0]):
                return words
            begin = start + max(1, len(pieces[0]))
        return None

    return read


def _before(line: str, low: str, piece: str, begin: int) -> int:
    """Where the word begins that ends at `piece`."""
    end = low.find(piece, begin + 1)
    start = end
    while start > begin and not line[start - 1].isspace() and end - start < VALUE_LIMIT:
        start -= 1
    return start


def _read_on(line: str, low: str, here: int, gaps: list[str], pieces: list[str]) -> dict[str, str] | None:
    """The named words from `here` on; None where the line goes on otherwise."""
    words: dict[str, str] = {}
    for name, piece in zip(gaps, pieces[1:], strict=True):
        if not name:
            found = low.find(piece, here)
        else:
            end = here + len(_word(line, here))
            if piece and not piece[0].isspace():
                found = low.find(piece, here + 1, end + len(piece))
            else:
                found = end if low.startswith(piece, end) and end > here else -1
            words[name] = line[here:found]
        if found < 0:
            return None
        here = found + len(piece)
    return words


def _word(line: str, start: int) -> str:
    end = start
    while end < len(line) and not line[end].isspace() and end - start < VALUE_LIMIT:
        end += 1
    return line[start:end]


@lru_cache(maxsize=1024)
def compile_expression(expression: str) -> Callable[[str], bool]:
    """What tells whether the whole of a value fits a regular expression.

    Raises ValueError where it is none, or could take long: no repeat inside a repeat, no looking around, no reference
    back.
    """
    if len(expression) > EXPRESSION_LIMIT:
        raise ValueError(f"this expression has {len(expression)} characters; {EXPRESSION_LIMIT} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what another version of Python will read otherwise is no expression
            compiled = re.compile(expression, re.IGNORECASE)
            tree = parser.parse(expression)
    except (re.error, RecursionError, OverflowError, Warning) as error:
        raise ValueError(f"'{expression[:40]}' is no regular expression: {error}; write it as [a-z]+-admin") from None
    repeats, ways = _measured(tree, False, expression)
    if repeats > REPEATS or ways > WAYS:
        raise ValueError(f"'{expression[:40]}' could take long; write fewer of '*', '+', '?' and '|'")

    def fits(value: str) -> bool:
        return len(value) <= VALUE_LIMIT and compiled.fullmatch(value) is not None

    return fits


def _measured(tree: Any, inside: bool, expression: str) -> tuple[int, int]:
    """How many repeats of unknown length are in a parsed expression, and how many ways there are through the rest.

    What could run away at once is refused.
    """
    repeats, ways = 0, 1
    for code, argument in tree:
        if code in _REFUSED:
            raise ValueError(f"'{expression[:40]}' has {_REFUSED[code]}, which could take long; write it without")
        below, each = 0, 1
        if code in _REPEATING:
            least, most, body = argument
            if inside:
                raise ValueError(f"'{expression[:40]}' repeats what repeats, which could take long; write it flat")
            below, each = _measured(body, most > 1, expression)
            if most > 1 and each > 1:
                raise ValueError(f"'{expression[:40]}' repeats alternatives, which could take long; write it flat")
            below, each = below + (most > max(1, least)), each * (2 if (least, most) == (0, 1) else 1)
        elif code is codes.SUBPATTERN:
            below, each = _measured(argument[-1], inside, expression)
        elif code is codes.BRANCH:
            branches = [_measured(branch, inside, expression) for branch in argument[1]]
            below, each = sum(found for found, _ in branches), sum(number for _, number in branches)
        elif code is codes.ATOMIC_GROUP:
            below, each = _measured(argument, inside, expression)
        repeats, ways = repeats + below, min(ways * each, WAYS + 1)
    return repeats, ways
