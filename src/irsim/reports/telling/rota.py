"""Who is on call, told: to whoever hands the duty over and to whoever takes it."""

from irsim.board.rota import handed_over, until_said
from irsim.board.state import NEVER
from irsim.events import live as events
from irsim.reports.plain import counted, listed
from irsim.reports.telling.base import Teller, Told, tells

NAMED = 3
"""Open incidents that are named; of more their number."""


@tells(events.OnCallChanged)
def _on_call(body: events.OnCallChanged, t: Teller) -> Told | None:
    known, label = t.board.on_call.get(body.contact), t.names.contact_label(body.contact)
    since = t.happened(None if body.since == NEVER else body.since)
    if known is None:
        return Told("on-call", f"{label}: no rota says any more who is on call{since}", urgency="notice")
    was = t.names.person(known.was)
    if not known.person:
        after = f", after {was}" if was else ""
        return Told("on-call", f"{label}: nobody is on call{after}{since}", urgency="urgent")
    until = until_said(t.board, body.contact)
    text = f"{label}: {t.names.person(known.person)} is on call" + (f" until {until}" if until else "")
    if known.was == known.person:
        return Told("on-call", text + since)
    after = f", after {was}" if was else ""
    going = [about.id for about in next(iter(handed_over(t.board, body).values()), [])]
    if not going:
        return Told("on-call", text + after + since)
    open_ones = listed(going) if len(going) <= NAMED else counted(len(going), "incident")
    verb = "is" if len(going) == 1 else "are"
    passed = f"{was} hands over, {t.names.person(known.person)} takes over: " if was else "goes along: "
    return Told("on-call", f"{text}{after}{since}", f"{passed}{open_ones} {verb} open", "notice")
