"""What the home screen says beside its lists: what the selected thing is, and which key does what with it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from textual.content import Content

from irsim.reports.plain import few_lines, moment, one_line, span
from irsim.tui.launch import DrillBrief, RecordingBrief
from irsim.tui.widgets.briefs import name_of, score_word, started
from irsim.words.durations import format_instant
from irsim.words.faults import full_stop

Part = str | tuple[str, str]
Paragraph = list[Part]


class Looks(NamedTuple):
    """How the pane is to read: roomy where there is room, `local` time beside UTC, `revealed` for whoever prepares."""

    roomy: bool = True
    local: bool = True
    revealed: bool = False


def assemble(paragraphs: list[Paragraph], looks: Looks) -> Content:
    """Paragraphs as one text."""
    parts: list[Part] = []
    for number, paragraph in enumerate(paragraphs):
        parts += ["\n\n" if looks.roomy else "\n"] * bool(number)
        parts += paragraph
    return Content.assemble(*parts)


def enter(does: str) -> Paragraph:
    """What Enter does, with the key in front."""
    return [("enter", "$accent bold"), f" {does}"]


def welcome(*, invite: bool = True) -> list[Paragraph]:
    """What somebody who is here for the first time needs to know, and no more; `invite` names the key."""
    paragraphs: list[Paragraph] = [
        [("Welcome to irsim.", "bold")],
        [
            "A drill puts your team in front of an incident that unfolds on its own. You find out what it is, and "
            "decide what to do, while the clocks of the response plan run."
        ],
    ]
    if invite:
        paragraphs.append(enter("opens the briefing; nothing starts before you begin it there."))
    return paragraphs


def about_drill(brief: DrillBrief, looks: Looks) -> list[Paragraph]:
    """A drill; what gives it away only where it is revealed."""
    name: Paragraph = [(name_of(brief), "bold")]
    if brief.fault:
        return [
            name,
            [("It cannot be played: ", "$notice"), full_stop(one_line(brief.fault, 400))],
            ["Mend the file and press ", ("r", "$accent bold"), ", or choose another drill."],
        ]
    paragraphs = [
        [*name, (f"  {one_line(brief.difficulty, 40)}, {span(brief.table or brief.length)} at the table", "$muted")],
    ]
    if looks.roomy or not looks.revealed:
        paragraphs.append(enter("opens the briefing, where you choose who plays what; nothing starts before that."))
        paragraphs.append(
            [("Nobody has played it to its end yet.", "$muted")]
            if brief.last_score is None
            else [f"The last team scored {score_word(brief.last_score)} of 100."]
        )
    if looks.revealed:
        file = one_line(brief.name, 60)
        family = one_line(brief.family, 60)
        named = family if family == file else f"{family}, in the library as {file}"
        paragraphs.append([("For whoever prepares: ", "$notice"), named])
        paragraphs.append([few_lines(brief.summary, 3_000)])
        paragraphs.append([("v", "$accent bold"), " hides this again."])
    elif looks.roomy:
        paragraphs.append(
            [
                "What kind of incident it is stays hidden from those who play. Whoever prepares it sees that with ",
                ("v", "$accent bold"),
                ".",
            ]
        )
    return paragraphs


def about_open(brief: RecordingBrief, looks: Looks) -> list[Paragraph]:
    """A recording that was not closed."""
    head: Paragraph = [(name_of(brief), "bold"), (f"  stands at {format_instant(brief.at)}", "$muted")]
    if brief.state == "running":
        return [
            [(name_of(brief), "bold"), ("  running", "$good")],
            [running(brief)],
            _held(brief, looks),
        ]
    if brief.adjourned:
        after = f"Adjourned in {part!r} " if (part := one_line(brief.part, 80)) else "Adjourned "
        return [
            head,
            [after, f"on {one_line(brief.adjourned, 20)}: the rest is for another day."],
            enter("opens the room again, on the same recording. It stands still until somebody lets it go on."),
            *_hosted(brief),
            _held(brief, looks),
        ]
    return [
        head,
        enter("goes on with it, from where it stood. The clocks begin when you are back in the room."),
        *_hosted(brief),
        _held(brief, looks),
    ]


def _hosted(brief: RecordingBrief) -> list[Paragraph]:
    return [["Others can join it again, where they did before and with the same tokens."]] if brief.hosted else []


def running(brief: RecordingBrief) -> str:
    """Why it cannot be taken up now, and what to do."""
    return (
        f"{name_of(brief)} is running in another irsim, so it cannot be taken up here. Leave it there first (q in its "
        "room keeps it), then press r."
    )


def about_recording(brief: RecordingBrief, looks: Looks) -> list[Paragraph]:
    """A recording that is over, or that nobody can go on with."""
    name: Paragraph = [(name_of(brief), "bold")]
    file: Paragraph = [(one_line(str(brief.path), 400), "$muted")]
    if brief.fault:
        return [
            name,
            [("It cannot be read: ", "$notice"), full_stop(one_line(brief.fault, 400))],
            ["The file is as it was; irsim never changes a recording."],
            file,
        ]
    if brief.state != "closed":
        return [
            [*name, (f"  came to {format_instant(brief.at)}", "$muted")],
            ["Simulated responders played it and did not reach its end."],
            enter("opens the debrief of what there is."),
            _held(brief, looks),
            file,
        ]
    score = "was not scored" if brief.score is None else f"scored {score_word(brief.score)} of 100"
    return [
        [*name, (f"  {score}", "$muted")],
        enter("opens the debrief: score, timeline, what was missed, report, replay."),
        _held(brief, looks),
        file,
    ]


def _held(brief: RecordingBrief, looks: Looks) -> Paragraph:
    instant = started(brief.held)
    who = "people" if brief.people else "simulated responders"
    if instant is None:
        return [f"Played by {who}."]
    return [f"Held {moment(instant)}{_local(instant) if looks.local else ''}, played by {who}."]


def _local(instant: datetime) -> str:
    here = instant.astimezone()
    return "" if not here.utcoffset() else f" ({here:%H:%M} your time)"


HELP: tuple[tuple[str, str], ...] = (
    ("enter", "Open: go on, read the briefing, or see the debrief."),
    ("↑ ↓  j k", "Move; past the end of a list comes the next one."),
    ("tab", "The next list; shift+tab the one before."),
    ("v", "Reveal what drills are about, for whoever prepares."),
    ("p", "Play a recording again, from its beginning."),
    ("space", "Mark a recording; c puts the marked ones of a drill beside each other."),
    ("r", "Read the lists anew."),
    ("{theme}", "Colours: dark, light, high contrast."),
    ("{mouse}", "Let the terminal select text; again to have the mouse back."),
    ("{help}", "This help."),
    ("q", "Quit; open drills stay as they are."),
)


def help_text(keys_of: dict[str, str]) -> Content:
    """The keys of the home screen."""
    parts: list[Part] = []
    for key, does in HELP:
        parts += [(f"{key.format(**keys_of):<10}", "$accent bold"), f"{does}\n"]
    parts += [
        ("\nContinue", "bold"),
        " has drills that were left and can be taken up where they stood.\n",
        ("Drills", "bold"),
        " is the library: each by a code name that gives nothing away, with its difficulty, how long its story is, and "
        "the last score.\n",
        ("Recordings", "bold"),
        " has what is over: who wants to learn from it opens the debrief.",
    ]
    return Content.assemble(*parts)
