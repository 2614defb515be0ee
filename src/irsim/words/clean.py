"""The one boundary between untrusted text and anything a person looks at (terminal, HTML, spreadsheet)."""

import re
import unicodedata

TEXT_LIMIT = 20_000
"""Characters of a body text that are shown: a mail of 20,000 characters is already more than anyone reads."""

TITLE_LIMIT = 200
"""Characters of a title: two lines of a 120-column terminal."""

MARKS_LIMIT = 3
"""Combining marks kept on one base character; more is used to smear neighbouring lines."""

_PLAIN = re.compile(r"[\n -~]*")
_CUT = " … [cut]"

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, clearing
    r"|(?:\x1b\]|\x9d)[0-9]{1,4}(?:;[^\x00-\x1f\x7f-\x9f]{0,400})?(?:\x07|\x1b\\|\x9c)"  # OSC: titles, links
    r"|\x1b[()*+][0-9A-Z]"  # sets of characters
)
"""Escape sequences as a terminal reads them (ECMA-48), whole. One that has no end, or a far one, would hide what stands
in between from a reader: of that only the control characters go."""


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """`text` without escape sequences, control, bidi and zero-width characters, at most `limit` characters.

    Newlines stay and tabs become four spaces. What is cut off is marked; cleaning twice changes nothing.
    """
    cut = len(text) > 4 * limit
    text = text[: 4 * limit]
    if not _PLAIN.fullmatch(text):
        text = _harmless(text)
    if cut or len(text) > limit:
        text = (text[: max(0, limit - len(_CUT))] + _CUT)[:limit]
    return text


def _harmless(text: str) -> str:
    text = _SEQUENCE.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            if marks <= MARKS_LIMIT:
                kept.append(character)
            continue
        if character == "\n" or not category.startswith("C"):
            marks = 0
            kept.append("\n" if category in ("Zl", "Zp") else character)
    return "".join(kept)


def clean_title(text: str, limit: int = TITLE_LIMIT) -> str:
    """`clean` on one line: newlines and runs of white space become single spaces."""
    return " ".join(clean(text[: 4 * limit], 16 * limit).split())[:limit].rstrip()
