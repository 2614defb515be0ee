"""Handouts at a terminal: read where they are text, and saved where the person says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from irsim.reports.plain import one_line
from irsim.reports.telling.handouts import file_words
from irsim.scenario.handouts import READABLE
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.handouts import given_with
from irsim.tui.marks import at_a_glance
from irsim.tui.saving import plain_name, saved
from irsim.tui.screens.seated import Seated
from irsim.words.clean import clean
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.board.state import Handout
    from irsim.tui.forms import Focus

SAVE = "save"


def choose(screen: Seated, focus: Focus) -> None:
    """Open the handout of what is selected; where there are more, or nothing is selected, one of a list."""
    known = screen.seat.board.handouts
    found = given_with(screen.seat, focus.message, focus.alert) or list(known.values())
    if not found:
        screen.say("Nothing was handed out yet. What comes with a message or an alert is opened here.", "warning")
    elif len(found) == 1:
        _open(screen, found[0])
    else:
        given = [f"{at_a_glance(screen.seat, each.given_at)} {file_words(each.name, each.size)}" for each in found]
        options = [(each.id, one_line(each.title), when) for each, when in zip(found, given, strict=True)]
        screen.show_dialog(Pick("Handouts", options), lambda name: _open(screen, known[name]))


def _open(screen: Seated, handout: Handout) -> None:
    """Worked off the screen's turn: the room may be at the other end of a slow line."""
    screen.run_worker(_opened(screen, handout))


async def _opened(screen: Seated, handout: Handout) -> None:
    roles = () if screen.seat.control else screen.seat.roles
    try:
        data = await screen.seat.session.fetch(handout.sha256, roles)
    except BadInput as bad:
        screen.say(sentence(f"{one_line(handout.name, 80)} {bad.faults[0].message}"), "warning")
        return
    except asyncio.CancelledError:
        if not screen.seat.session.gone:
            raise
        screen.say("The room is not there any more, and the handout with it.", "warning")
        return
    text = _text(handout, data)
    if text is None:
        _save(screen, handout, data)
        return
    heading = one_line(handout.title, 60)
    body = Content.assemble((f"{file_words(handout.name, handout.size)}\n\n", "$muted"), text)
    screen.show_dialog(Reader(heading, body, [("s", "Save", SAVE)]), lambda _: _save(screen, handout, data))


def _text(handout: Handout, data: bytes) -> str | None:
    """What a terminal can show of it; None where it cannot."""
    if handout.media not in READABLE:
        return None
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def _save(screen: Seated, handout: Handout, data: bytes) -> None:
    """Ask for a path, on this machine, and write there what is not there yet."""
    written: list[Path] = []

    def check(line: str) -> str:
        try:
            written.append(saved(line, handout.name, data))
        except BadInput as bad:
            fault = bad.faults[0]
            return sentence(f"{fault.file} {fault.message}")
        return ""

    name = plain_name(handout.name)
    hint = f"{one_line(handout.title)}: {file_words(handout.name, handout.size)}. Give a path on this machine"
    screen.show_dialog(
        Line("Save the handout as", hint, value=name, word="Save", check=check),
        lambda _: screen.say(f"Saved: {written[-1]}") if written else None,
    )
