"""From a moment of a recording into a room: asks for the fork's file, writes it, and sits down there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.reports.plain import one_line
from irsim.tui.dialogs.simple import Line
from irsim.tui.screens.opening import opening, show_faults
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.tui.house import House
    from irsim.tui.launch import ForkOffer

HINT = "A new file holds the records up to there, and what you do next. The recording stays as it is"


def fork_here(app: House, path: Path, seq: int, at: int = -1) -> None:
    """Ask for the file of a fork of `path`, right after record `seq` or at the later instant `at` (ms), and sit down at
    it. What cannot be forked is a dialog over the screen that asked."""
    app.run_worker(_ask(app, path, seq, at), group="forking", exclusive=True)


async def _ask(app: House, path: Path, seq: int, at: int) -> None:
    if app.table is not None:
        app.notify("Leave the drill first: a fork is a room of its own.", severity="warning", markup=False)
        return
    try:
        offer = await asyncio.to_thread(app.launcher.fork_offer, path, seq, at)
    except BadInput as bad:
        show_faults(app, "This cannot be forked", bad)
        return

    def named(written: str | None) -> None:
        if written and written.strip():
            to = _place(offer, written)
            opening(app, "Forking", lambda: app.launcher.fork(offer, to), "reading, deriving again, writing")

    title = f"Fork at {format_instant(offer.at)}, after record {offer.kept - 1}"
    name = one_line(offer.new.name, 200)
    hint = f"{HINT}. It is written to {one_line(str(offer.new.parent), 200)}"
    app.push_screen(
        Line(title, hint, value=name, word="Sit down there", check=lambda written: _fault(offer, written)), named
    )


def _place(offer: ForkOffer, written: str) -> Path:
    """The file of that name in the offered folder; a path of its own goes where it says."""
    place = offer.new.parent / Path(written.strip()).expanduser()
    return place if place.suffix == ".jsonl" else place.with_name(place.name + ".jsonl")


def _fault(offer: ForkOffer, written: str) -> str:
    if not written.strip():
        return "Give the fork's file a name."
    try:
        taken = _place(offer, written).exists()
    except (OSError, ValueError, RuntimeError):
        return "That is no name for a file; use letters and digits."
    return "There is such a file already, and it is never overwritten; give another name." if taken else ""
