"""What the debrief reads and writes in a thread, which only posts messages: the recording, scored and told, and the
report beside it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from irsim.reports.plain import one_line
from irsim.tui.debriefing.story import Story, read_story
from irsim.tui.launch import Debriefing
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House


class Scored(Screen[None]):
    """A screen over the recording in `path`. Subclasses say which records were `disclosed`, and show what is told."""

    class Progress(Message):
        """How far reading has come."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Ready(Message):
        """Everything is read and scored."""

        def __init__(self, story: Story) -> None:
            super().__init__()
            self.story = story

    class Failed(Message):
        """What was asked for cannot be had."""

        def __init__(self, reason: str, *, reading: bool) -> None:
            super().__init__()
            self.reason = reason
            self.reading = reading

    class Written(Message):
        """The after-action report is on disk."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.reading = Static("", id="loading", markup=False)
        self._writing = False

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def disclosed(self) -> list[Record] | None:
        """The records, where this terminal was sent them; None where they are read from the file."""
        return None

    def sent(self) -> list[Record] | None:
        """The records, where their file lies elsewhere; None where it is in `path`."""
        return None

    def told(self, story: Story) -> None:
        """Everything is read and scored."""

    def reported(self, path: str) -> None:
        """The after-action report is on disk."""

    def load(self) -> None:
        """Read, score and tell the recording."""
        self.reading.display = True
        self.run_worker(partial(self._read, self.disclosed()), thread=True)

    def _read(self, records: list[Record] | None) -> None:
        try:
            if records is None:
                self.post_message(self.Progress("Reading and scoring the recording"))
                debriefing = self.room.launcher.debrief(self.path)
            else:
                from irsim.scoring.score import score

                self.post_message(self.Progress("Scoring what was done"))
                debriefing = Debriefing(self.path, records, score(records))
            self.post_message(self.Progress(f"Telling what happened in {len(debriefing.records):,} records"))
            self.post_message(self.Ready(read_story(debriefing)))
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600), reading=True))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.reading.update(Content(f"{message.words} …"))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if message.reading:
            text = Content.assemble((message.reason, "$urgent"), "\n\n", ("esc", "$accent bold"), " Home")
            self.reading.update(text)
        else:
            self._writing = False
            self.notify(message.reason, severity="error", markup=False, timeout=12)

    @on(Ready)
    def _ready(self, message: Ready) -> None:
        self.reading.display = False
        self.told(message.story)

    def write_report(self) -> None:
        """Write the after-action report beside the recording, once at a time."""
        if self._writing:
            return
        self._writing = True
        self.notify("Writing the after-action report …", markup=False, timeout=2)
        self.run_worker(self._write, thread=True)

    def _write(self) -> None:
        try:
            sent = self.sent()
            launcher = self.room.launcher
            self.post_message(
                self.Written(launcher.report(self.path) if sent is None else launcher.report_received(sent))
            )
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600), reading=False))

    @on(Written)
    def _written(self, message: Written) -> None:
        self._writing = False
        path = one_line(str(message.path), 400)
        self.reported(path)
        self.notify(f"The report is in {path}", markup=False, timeout=12)
