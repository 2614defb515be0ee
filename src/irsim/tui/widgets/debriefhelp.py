"""What `?` says after the exercise: every key, and what the verdicts mean."""

from __future__ import annotations

from textual.content import Content

from irsim.reports.verdicts import VERDICTS, sign
from irsim.tui.debriefing.rows import verdict_style
from irsim.tui.lines import wrapped

PAGES = (
    ("1 to 8, ← →", "score, claims, timeline, clocks, times, hot wash, metrics; of a fork both endings"),
    ("↑ ↓, j k", "up and down; page up and down, home and end"),
    ("enter", "open the selected line, or go to where it leads"),
    ("tab", "to what stands beside the page, and back"),
    ("esc", "back; in the end home"),
    ("f", "all claims, or only those that were not met"),
    ("t", "on the timeline: what a claim rests on, or the claims of an objective or a role (score, claims)"),
    ("v", "the timeline as swimlanes, or as a list"),
    ("/", "words that the timeline must hold: inject, fault, team, control, a role, a record's number"),
    ("y", "copy the head digest (score), or the selected line"),
    ("w", "write the after-action report beside the recording; into the folder here, where you joined"),
    ("p", "play it again, from the selected record or the one that the selected claim rests on"),
    ("L  M", "theme; free the mouse"),
    ("q", "home"),
)

LANES = (
    ("← →, h l", "back and on in time; shift or < > by half a window, home and end to the ends"),
    ("↑ ↓, j k", "the lane above or below"),
    ("+ -, z", "closer and further away; z: all of it"),
    ("n N, ] [", "the next thing in this lane, the one before; of a claim's evidence the next piece, in any lane"),
    ("g", "jump: T+00:12:00, 12m, +5m, 09:47, 2026-11-16T09:47, or #120 for a record"),
    ("enter", "read the record, the clock or the claim under the cursor"),
)

SIGNS = (
    ("▲ ▽", "an alert fired, cleared"),
    ("◆ ◇ ·", "an inject came, did not come; a message arrived"),
    ("? ■ □", "a decision was asked, taken (declared and classified too), lapsed"),
    ("● ✗ 2", "something was done, was refused; so many at once"),
    ("[ ]", "a claim rests on it"),
    ("┃ ✘", "a claim's limit; nothing was done by then"),
    ("━ ┿ ▒", "a clock runs, was due, runs over; then its verdict"),
    ("┊ ★ ‖ ▷", "time off stage; a bookmark; the room stood still, went on"),
)

HOT_WASH = (
    ("enter", "record the line; an empty one asks whether you are done"),
    ("tab", "the next topic: went well, did not, to fix"),
    ("^n, or esc +", "open an improvement with owner and date; a fix with @owner and a date behind it is one, too"),
    ("^g, or esc g", "your feedback on the exercise, in confidence; a form for everybody who sits here"),
    ("^s, or esc f", "finish: close the recording and see the score"),
    ("esc", "out of the line: 1 2 3 choose the topic, i goes back to it"),
    ("q", "leave; the recording stays open and the hot wash can be continued"),
)


def help_text(width: int, *, washing: bool) -> Content:
    """The keys of the hot wash, or of the pages with what the verdicts mean, in lines of at most `width` columns."""
    parts: list[Content | str] = []
    for key, word in HOT_WASH if washing else PAGES:
        parts += _beside(f"{key:<17}", "$accent bold", word, width)
    if not washing:
        parts.append("\n")
        for verdict, meaning in VERDICTS.items():
            style = verdict_style(verdict)
            parts += _beside(f"{sign(verdict):<17}", f"${style}" if style else "", meaning, width)
        parts.append(Content.styled("\nOn the timeline's lanes\n", "$muted"))
        for key, word in LANES:
            parts += _beside(f"{key:<17}", "$accent bold", word, width)
        for glyph, word in SIGNS:
            parts += _beside(f"{glyph:<17}", "bold", word, width)
    return Content.assemble(*parts)


def _beside(lead: str, style: str, text: str, width: int) -> list[Content | str]:
    """A text whose lines stand under each other beside its lead."""
    blank = " " * len(lead)
    lines = wrapped(text, max(20, width - len(lead)))
    return [Content.styled(lead, style), f"\n{blank}".join(lines), "\n"]
