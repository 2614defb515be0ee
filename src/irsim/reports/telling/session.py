"""The room, the parts of the exercise and its discussions, told."""

from irsim.board.instants import stamp
from irsim.events import session as events
from irsim.reports.plain import counted, few_lines, one_line, span
from irsim.reports.telling.base import Teller, Told, because, tells
from irsim.session.protocol import TABLE


@tells(events.SessionOpened)
def _opened(body: events.SessionOpened, t: Teller) -> Told:
    begins = t.names.moment(t.record.at, year=True)
    if t.names.live:
        return Told("start", f"LIVE: the store opens at {begins}", urgency="notice")
    name = one_line(body.setting.codename) or "without a code name"
    text = f"EXERCISE {name}: begins at {begins}, assist level {one_line(body.assist, 40)}"
    return Told("start", text, few_lines(body.setting.briefing), "notice")


@tells(events.SessionPaused)
def _paused(body: events.SessionPaused, t: Teller) -> Told:
    return Told("room", f"paused, and every clock with it{because(one_line(body.reason))}", urgency="notice")


@tells(events.SessionResumed)
def _resumed(_: events.SessionResumed, t: Teller) -> Told:
    return Told("room", "goes on")


@tells(events.SessionPaced)
def _paced(body: events.SessionPaced, t: Teller) -> Told:
    pace = f"{body.pace / 100:g}x" if body.pace else "as fast as the engine can"
    return Told("room", f"pace is now {pace}")


@tells(events.SessionJumped)
def _jumped(body: events.SessionJumped, t: Teller) -> Told:
    return Told("room", f"jumps to {stamp(t.board, body.to)}; everything in between happens in its order")


@tells(events.SessionReopened)
def _reopened(body: events.SessionReopened, t: Teller) -> Told:
    cut = f"; {counted(body.cut, 'byte')} of an unfinished last line were cut off" if body.cut else ""
    day = f" on {one_line(body.held[:10], 10)}" if body.held else ""
    part = one_line(t.board.part_title or t.board.part, 120)
    where = f"; {part} goes on" if day and part else ""
    return Told("room", f"the session is taken up again{day}{where}{cut}", urgency="notice")


@tells(events.SessionForked)
def _forked(body: events.SessionForked, t: Teller) -> Told:
    parent = one_line(body.name, 80) or "its parent"
    text = f"a fork: up to record {body.seq} the same as {parent}, from here on a course of its own"
    return Told("room", text, urgency="notice")


@tells(events.SessionEnded)
def _ended(body: events.SessionEnded, t: Teller) -> Told:
    what = "the session is over" if t.names.live else "the exercise is over"
    return Told("end", f"{what}{because(one_line(body.reason))}", urgency="notice")


@tells(events.SessionClosed)
def _closed(_: events.SessionClosed, t: Teller) -> Told:
    return Told("end", "the recording is closed; nothing is added to it any more")


@tells(events.SeatTaken)
def _taken(body: events.SeatTaken, t: Teller) -> Told:
    name = one_line(body.name, 80) or "somebody"
    if t.board.live and body.role in (TABLE, *t.board.rules.roles):
        return Told("seat", f"{name} has joined")
    if body.role == TABLE:
        return Told("seat", f"{name} opens the room, at {one_line(body.proof, 80) or 'the host'}")
    return Told("seat", f"{name} sits down as {t.names.role(body.role)}")


@tells(events.SeatLeft)
def _left(body: events.SeatLeft, t: Teller) -> Told:
    name = one_line(body.name, 80) or "somebody"
    if t.board.live and body.role in (TABLE, *t.board.rules.roles):
        return Told("seat", f"{name} has left")
    return Told("seat", f"{name} leaves the seat of {t.names.role(body.role)}")


@tells(events.PartOpened)
def _part(body: events.PartOpened, t: Teller) -> Told:
    title = one_line(body.title) or one_line(body.part)
    return Told("part", f"{title}, {t.names.moment(t.record.at)}", few_lines(body.summary), "notice")


@tells(events.TimeAdvanced)
def _advanced(body: events.TimeAdvanced, t: Teller) -> Told:
    lines = [few_lines(body.summary)] if body.summary.strip() else []
    if body.exercised:
        kept = ", ".join(t.names.clock_rule(rule) for rule in body.exercised)
        lines.append(f"These clocks still count: {kept}")
    text = f"time moves on to {stamp(t.board, body.to)} ({t.names.moment(body.to)}); the off-stage shift has the watch"
    return Told("part", text, "\n".join(lines), "notice")


@tells(events.DiscussionOpened)
def _discussion(body: events.DiscussionOpened, t: Teller) -> Told:
    clocks = "the clocks stand still" if body.clocks == "stopped" else "the clocks run on"
    text = f"discussion for {span(body.length)}; {clocks}; it may end before its time"
    questions = "\n".join(f"{n}. {one_line(question, 400)}" for n, question in enumerate(body.questions[:30], 1))
    return Told("hold", text, questions, "notice")


@tells(events.DiscussionClosed)
def _discussed(_: events.DiscussionClosed, t: Teller) -> Told:
    return Told("hold", "the discussion is over; the exercise goes on")
