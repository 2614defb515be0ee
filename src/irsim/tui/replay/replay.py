"""A recording that is played again at this terminal: whose view it is, where one stands in it, how fast it goes.

It stands where a seat expects a session, and says no to everything that would act. No textual here; the file is only
read.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, cast

from irsim.board.board import Board
from irsim.board.gauges import Gauges, Metric
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.session import SessionOpened, TimeAdvanced
from irsim.log.reading import Recording, read_recording
from irsim.log.records import Record
from irsim.reports.plain import one_line
from irsim.session.handing import held_out
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.pace import Pace
from irsim.session.protocol import FACILITATOR, PLAYERS, NotAccepted
from irsim.session.replaying import TABLE, MarkKind, Reel, audience_named, seats_of
from irsim.session.searching import Found, Search, Story, search_records, story_in
from irsim.tui.replay.injects import inject_titles
from irsim.tui.replay.seat import REFUSED, ReplaySeat
from irsim.tui.replay.view import View
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

SPEEDS = (100, 200, 500, 1_000, 2_000, 3_000, 6_000, 12_000, 30_000, 60_000)
"""The pace in hundredths of real time that the keys reach: 1x to 600x."""

Progress = Callable[[str], None]


class Replay:
    """A recording, its views, and the position in the one that is shown. `prepare` a view before `turn_to` it."""

    def __init__(self, recording: Recording) -> None:
        """Raises BadInput where the chain is broken, or the first record cannot be used."""
        self.recording = recording
        name = str(recording.path)
        if recording.broken:
            raise BadInput.one(name, 0, f"the chain is broken: {recording.broken}; `irsim verify` says more")
        try:
            self._rules = Board(recording.opened).rules
        except (ValueError, KeyError, BadInput):
            raise BadInput.one(name, 1, "what it was opened with cannot be used; it was not made by irsim") from None
        self.gauges = Gauges(recording.opened)
        self.gaps: list[tuple[int, int]] = []
        """stretches (ms) that were passed over off stage"""
        for record in recording.records:
            self.gauges.fold(record)
            if isinstance(record.body, TimeAdvanced) and record.body.to > record.at:
                self.gaps.append((record.at, record.body.to))
        self.elsewhere = False
        """whether the file lies with the host: this terminal has only been sent its records"""
        self.views: dict[str, View] = {}
        self.audience = ""
        self.seat: ReplaySeat = cast("ReplaySeat", None)
        self._now = 0
        self._pace = Pace(0, 0.0, SPEEDS[0], paused=True)
        self.trouble = ""
        self.person = ""
        self.heard = (0, NEVER)
        """the board of a replay knows by itself"""

    # Views

    @property
    def roles(self) -> tuple[str, ...]:
        """The plan's roles, in its order."""
        return tuple(self._rules.roles)

    def audiences(self) -> list[tuple[str, str, str]]:
        """Whose view can be taken: name, label, and what it is."""
        return [
            (FACILITATOR, "The facilitator", "everything, the injects too"),
            (TABLE, "The whole table", "what the players saw together"),
            *((role, one_line(known.label, 60), "what this seat saw") for role, known in self._rules.roles.items()),
        ]

    def prepare(self, audience: str, progress: Progress = lambda _: None) -> None:
        """Fold an audience's records for the first time. Takes seconds where there are many: for a thread.

        Raises BadInput where not even the first record can be folded.
        """
        if audience in self.views:
            return
        progress("reading")
        opened = self.recording.opened
        reel = Reel(self.recording.records, seats_of(audience, opened, self.roles), self.recording.begun)
        view = View(reel, inject_titles(opened) if audience == FACILITATOR else {})
        count = view.reel.count

        def told(done: int) -> None:
            progress(f"{done * 100 // count} % of {count:,} records")

        try:
            view.reel.warm(view.watch, told)
        except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
            message = f"cannot be replayed: its records do not fit together ({type(fault).__name__})"
            raise BadInput.one(str(self.recording.path), 0, message) from None
        if self.seat is None:
            self.seat = ReplaySeat(cast(Any, self), self.recording.opened)
        self.views[audience] = view

    def turn_to(self, audience: str) -> None:
        """The same instant as another audience saw it; `prepare` comes before."""
        before = self.views.get(self.audience)
        seq = before.reel.seq(before.reel.place) if before is not None else 0
        self.audience = audience
        self.reel.seek(self.reel.place_of(seq))
        self.seat.roles = () if audience == FACILITATOR else self.reel.seats
        self.seat.kind = FACILITATOR if audience == FACILITATOR else PLAYERS
        self._renew(again=True)

    @property
    def view(self) -> View:
        """The one that is shown."""
        return self.views[self.audience]

    @property
    def reel(self) -> Reel:
        """Its records."""
        return self.view.reel

    # Where one stands

    @property
    def place(self) -> int:
        """How many of the view's records are folded."""
        return self.reel.place

    @property
    def seq(self) -> int:
        """The number of the last of them in the whole log."""
        return self.reel.seq(self.place)

    @property
    def now(self) -> int:
        """The instant (ms) at which one stands."""
        return self._now

    @property
    def begin(self) -> int:
        """The instant (ms) of the first record: later than 0 where what lies before was left out."""
        return self.recording.records[0].at

    @property
    def end(self) -> int:
        """The last instant (ms) of the recording."""
        return self.recording.records[-1].at

    @property
    def at_the_end(self) -> bool:
        """Whether nothing follows."""
        return self.place >= self.reel.count and self._now >= self.reel.end

    def seek(self, place: int) -> None:
        """Be right after so many of the view's records."""
        place = max(1, min(self.reel.count, place))
        self._be(place, self.reel.at(place))

    def go_to(self, instant: int) -> None:
        """Be at an instant (ms), with all that happened by then."""
        instant = max(self.begin, min(self.end, instant))
        self._be(self.reel.place_at(instant), instant)

    def _be(self, place: int, instant: int) -> None:
        self._pace.anchor(time.monotonic(), sim=instant)
        self._stand(place, instant)

    def _stand(self, place: int, instant: int) -> None:
        self._now = instant
        before = self.reel.place
        restored = self.reel.seek(place)
        if restored or self.reel.place != before:
            self._renew(again=restored)

    def _renew(self, *, again: bool) -> None:
        view = self.view
        known = bisect_right(view.seqs, view.reel.seq(view.reel.place))
        self.seat.show(view.reel.board, view.items[:known], again=again)

    def step(self, place: int, steps: int) -> int:
        """The place so many lines of the feed on from `place`, or back."""
        return self.reel.stop_from(place, steps)

    def mark(self, place: int, kind: MarkKind | None, steps: int) -> int:
        """The place of a mark so many of its kind on from `place`, or back; 0 where there is none that way."""
        found = self.reel.mark_from(place, kind, steps)
        return found.place if found is not None else 0

    def record(self, seq: int) -> int:
        """The place right after a record of the log, or the last one before it that this view holds."""
        return self.reel.place_of(seq)

    # How it goes on

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self._pace.paused

    @property
    def speed(self) -> int:
        """The pace in hundredths of real time."""
        return self._pace.speed

    def play(self, on: bool) -> None:
        """Go on from here, or stand still; at the end, from the beginning."""
        if on and self.at_the_end:
            self.go_to(self.begin)
        self._pace.anchor(time.monotonic(), sim=self._now, paused=not on)

    def faster(self, by: int) -> None:
        """The next pace of `SPEEDS`, or the one before."""
        number = min(range(len(SPEEDS)), key=lambda each: abs(SPEEDS[each] - self.speed))
        speed = SPEEDS[max(0, min(len(SPEEDS) - 1, number + by))]
        self._pace.anchor(time.monotonic(), sim=self._now, speed=speed)

    def advance(self) -> bool:
        """Come to where the pace says it is by now; whether it has moved. Gaps are passed over; it stops at the end."""
        if self.paused:
            return False
        to = self._pace.now(time.monotonic())
        for since, until in self.gaps:
            if self._now < until and since < to < until:
                to = until
                self._pace.anchor(time.monotonic(), sim=until)
        to = min(to, self.end)
        self._stand(max(self.place, self.reel.place_at(to)), to)
        if self.at_the_end:
            self.play(False)
        return True

    # What a seat asks of its session

    @property
    def opened(self) -> SessionOpened:
        """What the session was opened with, as this view may know it."""
        body = self.reel.records[0].body
        assert isinstance(body, SessionOpened)
        return body

    @property
    def reached(self) -> int:
        """Never behind."""
        return self._now

    @property
    def recorded(self) -> int:
        """Records of the whole log."""
        return len(self.recording.records)

    @property
    def ended(self) -> bool:
        """Whether the exercise is over by now."""
        return self.seat.ended

    @property
    def gone(self) -> bool:
        """Nothing is written here."""
        return True

    @property
    def facilitated(self) -> bool:
        """Nobody facilitates a replay."""
        return False

    @property
    def base(self) -> tuple[int, bytes]:
        """A replay begins with the first record."""
        return NEVER, b""

    @property
    def talk_left(self) -> int:
        """Nobody talks in a replay."""
        return NEVER

    @property
    def next_stop(self) -> int:
        """What comes next is on the bar."""
        return NEVER

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = -1
    ) -> NotAccepted:
        """Nothing is done here any more."""
        return NotAccepted(NEVER, REFUSED)

    async def records(self, seats: tuple[str, ...], since: int) -> AsyncIterator[Record]:
        """The records up to here."""
        for record in self.reel.records[: self.place]:
            yield record

    async def fetch(self, sha256: str, seats: tuple[str, ...] = ()) -> bytes:
        """What a handout holds that had been given by then. Raises BadInput."""
        return await asyncio.to_thread(held_out, self.seat.board, self.recording.path, sha256, seats)

    async def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """What fits in what this view has seen up to here."""
        return search_records(self.reel.records[: self.place], wanted, self.reel.board)

    async def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """The records of one incident up to here."""
        return story_in(self.reel.records[: self.place], incident)

    async def lines(self, wanted: LinesWanted) -> LinesFound:
        """Lines of logs are no part of a recording."""
        raise BadInput.one("log lines", 0, "are no part of a recording; search for them in irsim live")

    async def keep_lines(self, numbers: Sequence[int]) -> LinesKept:
        """Nothing is kept here any more."""
        raise BadInput.one("log lines", 0, "are no part of a recording; search for them in irsim live")

    async def readings(self) -> dict[Metric, int]:
        """What every metric reads at the instant at which one stands."""
        return {metric: self.gauges.value(*metric, self._now) for metric in self.gauges.metrics}

    async def series(self, metrics: Sequence[Metric], span: int, points: int) -> dict[Metric, list[int]]:
        """What each of `metrics` was over the last `span` ms."""
        since = self._now - span
        return {metric: self.gauges.series(*metric, since, self._now, points) for metric in metrics}

    # What is said of it

    def remarks(self) -> list[str]:
        """What somebody ought to know who looks at it: torn, open, or not wholly readable."""
        found = []
        if self.recording.torn:
            found.append(f"The last line is torn: {self.recording.torn} bytes of it are no record.")
        if not self.recording.closed:
            found.append(f"The recording is open: it goes as far as {format_instant(self.end)}.")
        if self.reel.fault:
            found.append(f"It cannot be followed to its end: {self.reel.fault}.")
        return found


def read_replay(
    path: Path, audience: str = "", progress: Progress = lambda _: None, sent: list[Record] | None = None
) -> Replay:
    """The recording in `path`, or the records of it that were `sent` from there, ready to be shown as an audience saw
    it. For a thread. Raises BadInput."""
    progress("reading")
    replay = Replay(read_recording(path) if sent is None else Recording(path, sent))
    replay.elsewhere = sent is not None
    wanted = audience_named(audience, replay.roles)
    replay.prepare(wanted, progress)
    replay.turn_to(wanted)
    return replay
