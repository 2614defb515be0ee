"""Messages that come in and decisions that are asked for, told with what one may type to answer them."""

from irsim.board.instants import stamp
from irsim.events import world as events
from irsim.reports.plain import counted, few_lines, one_line
from irsim.reports.telling.base import Teller, Told, because, tells

_WORDS = (
    ("mail", ("mail",)),
    ("call", ("phone", "call", "bridge", "voice")),
    ("chat", ("chat", "slack", "teams")),
    ("text", ("sms",)),
)


def channel_word(channel: str) -> str:
    """One short word for a channel: mail, call, chat, text, or message."""
    lower = channel.lower()
    return next((word for word, parts in _WORDS if any(part in lower for part in parts)), "message")


@tells(events.MessageDelivered)
def _message(body: events.MessageDelivered, t: Teller) -> Told:
    id = one_line(body.message, 40)
    sender = one_line(body.sender, 80) or "an unknown sender"
    text = f"{id} from {sender} to {t.names.roles(body.to)} ({t.names.channel(body.channel)}): {one_line(body.title)}"
    lines = [few_lines(body.text)] if body.text.strip() else []
    if body.stances:
        lines.append(f"Answer{_by_when(t, body.answer_by)} with one of:")
        lines += [f"  answer {id} stance={one_line(s.id, 60)}   {one_line(s.text, 300)}" for s in body.stances[:20]]
    elif body.answer_by:
        lines.append(f"Answer{_by_when(t, body.answer_by)}:")
        lines.append(f'  answer {id} text="..."')
    return Told(channel_word(body.channel), text, "\n".join(lines), "notice")


def _by_when(t: Teller, answer_by: int) -> str:
    return f" by {stamp(t.board, answer_by)}" if answer_by else ""


@tells(events.MessageAnswered)
def _answered(body: events.MessageAnswered, t: Teller) -> Told:
    message = t.board.messages.get(body.message)
    stance = one_line((message.stances.get(body.stance, "") if message else "") or body.stance, 300)
    lines = [few_lines(body.text)] if body.text.strip() else []
    lines += [f"{one_line(name, 60)}: {one_line(value, 300)}" for name, value in list(body.fields.items())[:20]]
    return Told("answer", f"{one_line(body.message, 40)} answered{t.by}{because(stance)}", "\n".join(lines))


@tells(events.MessageRead)
def _read(body: events.MessageRead, t: Teller) -> Told:
    have = "has" if body.readers == 1 else "have"
    return Told("read", f"{counted(body.readers, 'person', 'people')} {have} read {one_line(body.update, 40)}")


@tells(events.DecisionOffered)
def _offered(body: events.DecisionOffered, t: Teller) -> Told:
    id = one_line(body.decision, 60)
    until = f" (until {stamp(t.board, body.closes)})" if body.closes else ""
    text = f"{id} for {t.names.roles(body.to)}{until}: {one_line(body.question, 400)}"
    lines = ["Choose one of:"]
    lines += [f"  decide {id} choice={one_line(a.id, 60)}   {one_line(a.text, 300)}" for a in body.alternatives[:20]]
    return Told("decision", text, "\n".join(lines), "notice")


@tells(events.DecisionTaken)
def _taken(body: events.DecisionTaken, t: Teller) -> Told:
    choice = _alternative(t, body.decision, body.choice)
    return Told("decision", f"{one_line(body.decision, 60)} decided{t.by}: {choice}", few_lines(body.reason))


@tells(events.DecisionLapsed)
def _lapsed(body: events.DecisionLapsed, t: Teller) -> Told:
    happens = f"; what happens by itself: {_alternative(t, body.decision, body.choice)}" if body.choice else ""
    return Told("decision", f"{one_line(body.decision, 60)}: nobody decided in time{happens}", urgency="notice")


def _alternative(t: Teller, decision: str, choice: str) -> str:
    asked = t.board.decisions.get(decision)
    return one_line((asked.alternatives.get(choice, "") if asked else "") or choice, 300)


@tells(events.DecisionStated)
def _stated(body: events.DecisionStated, t: Teller) -> Told:
    who = t.names.role(body.role) if body.role else "somebody at the table"
    when = f" at {stamp(t.board, body.said_at)}" if body.said_at != t.record.at else ""
    return Told("said", f"{who}{when}: {one_line(body.text, 600)}")
