"""How the others join, as a host reads it: whom a command is for above it, each command on a line of its own that can
be copied."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

COMMAND = " irsim join "
"""What stands between whom a line is for and what that person types."""


def joining_words(lines: Sequence[str]) -> Content:
    """The lines of a sitting's `joining`: sentences stand apart, commands close together, for there may be many."""
    parts: list[Content] = []
    before = ""
    for line in lines:
        who, found, rest = line.partition(COMMAND)
        kind = "command" if found and line.startswith(" ") else "sentence"
        if before and "sentence" in (before, kind):
            parts.append(Content(""))
        if kind == "command":
            parts += [Content.styled(who.strip(), "$accent"), Content(f"  {COMMAND.strip()} {rest}")]
        else:
            parts.append(Content(line))
        before = kind
    return Content("\n").join(parts)
