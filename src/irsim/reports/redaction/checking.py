"""Whether a copy is the redacted copy of an original: made again from it, record by record, and looked through for what
it may not hold."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from irsim.events import kind_of
from irsim.log.reading import Recording
from irsim.reports.redaction.records import DOCUMENTS, redacted
from irsim.reports.redaction.words import SHORTEST, Pseudonyms, is_figure
from irsim.words.clean import clean_title
from irsim.words.yamltext import read_yaml

PHRASE = 8
"""Characters from which on a text is looked for wherever it may stand: shorter ones stand everywhere by chance."""

FILLED = re.compile(r"\{\{[\w .]{0,200}\}\}")
"""A place that is filled in, by name alone: it holds ids, which stay."""


def check_copy(copy: Recording, original: Recording) -> tuple[bool, list[str]]:
    """Whether `copy` is `original` with its words replaced and nothing else, and sentences. Both chains must hold."""
    head = copy.opened.redacted
    if not head:
        return False, ["It does not say of itself that it is a redacted copy."]
    found = [record.seq for record in original.records if record.digest == head]
    if not found:
        return False, [f"It says that it is a copy of a recording with the head {head}, which is not in the original."]
    count = found[0] + 1
    said = [f"It is a redacted copy of the original up to record {found[0]}, whose digest is {head}."]
    if len(copy.records) != count:
        return False, [*said, f"It has {len(copy.records)} records, and the original has {count} up to there."]
    part = Recording(original.path, original.records[:count], original.lines[:count])
    _, lines, pseudonyms = redacted(part)
    for record, line, mine in zip(copy.records, copy.lines, lines, strict=True):
        if line != mine[:-1]:
            said.append(f"Record {record.seq} ({kind_of(record.body)}) is not what the rules make of the original's.")
            return False, said
    said.append(f"Each of its {count} records is the original's, with its words replaced by the rules.")
    leak = leaked(copy, pseudonyms)
    if leak:
        return False, [*said, f"Yet it holds a name, an address or a text of the original: '{clean_title(leak, 60)}'."]
    said.append(f"None of {len(pseudonyms.replaced):,} names, addresses and texts that were replaced occurs in it.")
    return True, said


def leaked(copy: Recording, pseudonyms: Pseudonyms) -> str:
    """A name, address or text that was replaced and occurs in the copy all the same; empty where none does."""
    kept = dict.fromkeys(text for text in _texts(copy) if text not in pseudonyms.known)
    for text in kept:
        if pseudonyms.named(text):
            return text
    whole = "\n".join(kept)
    for text in pseudonyms.replaced:
        here = text in whole if len(text) >= PHRASE else len(text) >= SHORTEST and text in kept
        if (
            here
            and text not in pseudonyms.known
            and not is_figure(text)
            and any(map(str.isalnum, FILLED.sub("", text)))
        ):
            return text
    return ""


def _texts(copy: Recording) -> Iterator[str]:
    """Every text of a recording, those of its documents one by one."""
    for record in copy.records:
        yield record.by
        plain: Any = msgspec.to_builtins(record.body)
        if record.seq == 0:
            for name in DOCUMENTS:
                document = plain.pop(name, "")
                yield from _leaves(read_yaml(document, name).data if document else "")
        yield from _leaves(plain)


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _leaves(value)
