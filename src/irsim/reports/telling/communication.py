"""What the team says to others, told."""

from irsim.board.decide.communicating import ruled_out
from irsim.board.instants import stamp
from irsim.events import communication as events
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, tells


def _id(id: str) -> str:
    return one_line(id, 40)


@tells(events.UpdateQueued)
def _queued(body: events.UpdateQueued, t: Teller) -> Told:
    id = _id(body.update)
    text = (
        f"{id} to {t.names.audience(body.audience)} by {t.names.channel(body.channel)} on {_id(body.incident)}{t.by}; "
        f"leaves at {stamp(t.board, body.leaves)}, and can be recalled until then"
    )
    if body.confirm:
        text += "; asks to be confirmed"
    if body.beside:
        return Told("update", f"{text}; the same as {_id(body.beside)}")
    remarks = "\n".join(_remarks(body, t))
    return Told("update", text, few_lines(body.text) + ("\n" + remarks if remarks else ""))


@tells(events.UpdateRecalled)
def _recalled(body: events.UpdateRecalled, t: Teller) -> Told:
    return Told("update", f"{_id(body.update)} recalled{t.by}; it does not leave")


@tells(events.UpdateSent)
def _sent(body: events.UpdateSent, t: Teller) -> Told:
    text = (
        f"{_id(body.update)} has left: update {body.number} to {t.names.audience(body.audience)} "
        f"by {t.names.channel(body.channel)} on {_id(body.incident)}"
    )
    return Told("update", text, urgency="notice")


def _remarks(body: events.UpdateQueued, t: Teller) -> list[str]:
    """What the plan has to say of the text while it can be recalled; not for a table that wants only the plan."""
    if t.board.opened.assist == "bare":
        return []
    against = [name for name in body.flags if name in ruled_out(t.board, body.template, body.audience)]
    lines = []
    if body.lacks:
        empty = ", ".join(t.names.template_field(body.template, name) for name in body.lacks[:20])
        lines.append(f"The plan asks for what was left empty: {empty}")
    if body.unsaid:
        lines.append(f"The plan asks for words of: {', '.join(t.names.phrases(name) for name in body.unsaid)}")
    if against:
        lines.append(f"The plan rules out: {', '.join(t.names.phrases(name) for name in against)}")
    return lines


@tells(events.BridgeOpened)
def _bridge(body: events.BridgeOpened, t: Teller) -> Told:
    said = [f"the team meets on {one_line(body.label, 80)} ({one_line(body.join, 200)})"] if body.bridge else []
    said += [f"its document is {one_line(body.document, 200)}"] if body.document else []
    return Told("bridge", f"{_id(body.incident)}{t.by}: {' and '.join(said)}", urgency="notice")


@tells(events.ContactBypassed)
def _bypassed(body: events.ContactBypassed, t: Teller) -> Told:
    text = (
        f"{_id(body.incident)} deviation: {t.names.audience(body.audience)} are told through "
        f"{t.names.contact(body.contact)}, who has not answered a page yet"
    )
    return Told("role", text, urgency="notice")


@tells(events.StatuspagePosted)
def _posted(body: events.StatuspagePosted, t: Teller) -> Told:
    update = f" with {_id(body.update)}" if body.update else ""
    shown = [f"{_id(body.incident)} as {one_line(body.state, 40)}"] if body.state else []
    if body.component:
        shown.append(f"{t.names.component(body.component)}: {t.names.level(body.level)}")
    return Told("update", f"the status page shows {' and '.join(shown)}{update}")


@tells(events.ComponentChanged)
def _component(body: events.ComponentChanged, t: Teller) -> Told:
    levels = t.board.rules.levels
    worse = body.level in levels and body.was in levels and levels.index(body.level) > levels.index(body.was)
    if body.update:
        why = f"with {_id(body.update)}"
    elif worse:
        why = f"by itself after {_id(body.alert)}"
    else:
        why = f"for {_id(body.alert or body.incident)} was a false alarm"
    text = f"the status page shows {t.names.component(body.component)}: {t.names.level(body.level)}, {why}"
    return Told("update", text, urgency="notice" if worse else "calm")


@tells(events.NoticeFiled)
def _notice(body: events.NoticeFiled, t: Teller) -> Told:
    to = f", to {one_line(body.recipient)}" if body.recipient else ""
    text = f"{_id(body.notice)} filed{t.by} for {_id(body.incident)}: {t.names.notice(body.regime)}{to}"
    owed = ", ".join(t.names.field(body.regime, name) for name in body.lacks[:20])
    return Told("notice", text, f"It still owes: {owed}" if owed else "", "notice")
