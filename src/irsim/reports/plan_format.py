"""Every key of a plan as Markdown tables, for docs/plan-format.md."""

from irsim.plan.described import Key, Section, sections


def plan_keys() -> str:
    """A heading and a table for each part of a plan."""
    known = {section.name for section in sections()}
    return "\n".join(line for section in sections() for line in _section(section, known))


def _section(section: Section, known: set[str]) -> list[str]:
    rows = [f"| `{key.name}` | {_kind(key, known)} | {_must(key)} | {_cell(key.meaning)} |" for key in section.keys]
    return [
        f"### {section.name}",
        "",
        section.meaning,
        "",
        "| key | written as | | meaning |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _kind(key: Key, known: set[str]) -> str:
    """The kind, with a link to the part that it is made of."""
    words = [f"[{word}](#{word.lower()})" if word in known else _cell(word) for word in key.kind.split(" ")]
    return " ".join(words)


def _must(key: Key) -> str:
    return "required" if key.required else ""


def _cell(text: str) -> str:
    """Our own words in a table: only the bar has to be kept from ending the cell."""
    return text.replace("|", "\\|")
