"""The words of a briefing: the scenario's own, then objectives, the rules of an exercise in short, and the roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from textual.content import Content

from irsim.reports.plain import few_lines, moment, one_line, span
from irsim.tui.launch import Briefing
from irsim.tui.widgets.setup import Row

Part = str | tuple[str, str]

LONGEST = 8_000
"""Characters of a briefing that are shown: several screens."""


def briefing_text(briefing: Briefing, keys: Mapping[str, str]) -> Content:
    """Everything players may know; `keys` maps actions of the room to their keys."""
    parts: list[Part] = [few_lines(briefing.text, LONGEST, 200)]
    parts += _section("What is trained")
    parts.append("\n".join(f"• {one_line(objective)}" for objective in briefing.objectives))
    parts += _section("Time")
    parts.append(_time(briefing))
    parts += _section("How an exercise goes")
    parts += _rules(keys)
    parts += _section(f"Roles, by the {one_line(briefing.plan_title)}")
    for role in briefing.roles:
        parts += [(one_line(role.label), "bold"), f"  {one_line(role.purpose)}\n"]
        parts += [(f"  • {one_line(duty)}\n", "$muted") for duty in role.responsibilities]
    return Content.assemble(*parts)


def choice_text(row: Row | None, *, roomy: bool) -> Content:
    """What the selected choice means; where there is room, beside what else could be chosen."""
    if row is None or not roomy:
        return Content(row.meaning if row else "")
    if row.kind == "seat":
        parts: list[Part] = [(row.label, "bold"), f"\n{row.meaning}\n"]
        parts += [(f"\n• {duty}", "$muted") for duty in row.duties]
        who = "by people at this terminal" if row.value == "people" else "by a simulated responder, from the plan"
        return Content.assemble(*parts, f"\n\nPlayed {who}. ", ("space", "$accent bold"), " changes that.")
    parts = [(row.label, "bold"), "\n"]
    for value, word, meaning in row.options:
        chosen = value == row.value
        parts += [
            "\n",
            (f"{'▸' if chosen else ' '} {word}", "$accent bold" if chosen else ""),
            (f"  {meaning}", "$muted"),
        ]
    return Content.assemble(*parts)


def _section(title: str) -> list[Part]:
    return ["\n\n", (title, "$accent bold"), "\n"]


def _time(briefing: Briefing) -> str:
    try:
        starts = f"It begins on {moment(datetime.fromisoformat(briefing.starts))} and "
    except ValueError:
        starts = "The story "
    said = f"{starts}spans {span(briefing.length)}"
    if 0 < briefing.table < briefing.length:
        said += f", of which {span(briefing.table)} are played at the table"
    said += "; you can jump over quiet hours, and leave and come back."
    if len(briefing.parts) > 1:
        said += " In parts: " + "; ".join(one_line(part, 80) for part in briefing.parts) + "."
    return said


def _rules(keys: Mapping[str, str]) -> list[Part]:
    def key(name: str) -> Part:
        return (keys.get(name) or name, "$accent bold")

    return [
        ("The clocks", "bold"),
        " are the plan's. They begin with what happens, run while you think, and stay on the record when missed.\n",
        ("Pause", "bold"),
        " with ",
        key("pause"),
        ": everything stands still, for everybody. ",
        key("slower"),
        " and ",
        key("faster"),
        " change the pace, ",
        key("jump"),
        " jumps ahead.\n",
        ("Say", "bold"),
        " (",
        key("say"),
        ") is for what somebody decides aloud: one line, matched to an action that you confirm, and counted from when "
        "it was said.\n",
        ("Everything is recorded", "bold"),
        " with its time, in a file on this machine: what came in, what was done, what was said.\n",
        ("Something real happens?", "bold"),
        " It comes first. Pause, or leave with ",
        key("leave"),
        '; the drill is kept. To anybody outside the exercise, begin with the words "this is an exercise", and send '
        "nothing that could be taken for the real thing.\n",
        ("The score", "bold"),
        " is about the team, by objective: what was done and when, against the plan. Each point names its evidence; "
        "what nobody could judge is not counted against you.",
    ]


HELP: tuple[tuple[str, str], ...] = (
    ("enter  b", "Begin the drill as it is set up; the clocks begin, too."),
    ("↑ ↓  j k", "Move between the choices."),
    ("space ← →", "Change one: people or a simulated responder, pace, ..."),
    ("pgup pgdn", "Read the text."),
    ("tab", "Between the text and the choices."),
    ("r", "Read the briefing again, where it could not be read."),
    ("{theme}", "Colours: dark, light, high contrast."),
    ("{mouse}", "Let the terminal select text; again to have the mouse back."),
    ("{help}", "This help."),
    ("esc  q", "Back home; nothing has started."),
)


def help_text(keys_of: Mapping[str, str]) -> Content:
    """The keys of the briefing."""
    parts: list[Part] = []
    for key, does in HELP:
        parts += [(f"{key.format(**keys_of):<11}", "$accent bold"), f"{does}\n"]
    parts.append(
        "\nSeveral people can sit at this terminal: give people every role that somebody here plays. A simulated "
        "responder acts from the plan, and sees what its role sees."
    )
    return Content.assemble(*parts)
