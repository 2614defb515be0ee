"""What `irsim --help` lists: commands under a heading each, in the order in which one comes to need them."""

from typing import Any

from typer.core import TyperGroup

GROUPS: dict[str, tuple[str, ...]] = {
    "Practise": ("drill", "join", "shadow", "scenario", "actions", "keys"),
    "Work on what is real": (
        "live",
        "serve",
        "incidents",
        "ack",
        "declare",
        "note",
        "escalate",
        "resolve",
        "logs",
        "doctor",
    ),
    "Look at recordings": ("replay", "score", "report", "metrics", "compare", "fork", "verify"),
    "Close and learn": ("review", "improvements", "notice", "statuspage"),
    "Share": ("export", "bundle"),
    "Set up": ("plan", "config"),
}
"""Every command, once."""


class Grouped(TyperGroup):
    """The commands of `irsim`, in groups."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All of them, by group; what is in none comes last."""
        named = [name for names in GROUPS.values() for name in names if name in self.commands]
        return named + [name for name in super().list_commands(ctx) if name not in named]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """A section a group."""
        listed = self.list_commands(ctx)
        known = {name for names in GROUPS.values() for name in names}
        groups = {**GROUPS, "More": tuple(name for name in listed if name not in known)}
        width = formatter.width - 6 - max(map(len, listed), default=0)
        for heading, names in groups.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, each.get_short_help_str(width)) for name, each in commands if each and not each.hidden]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
