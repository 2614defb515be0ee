"""What the team says: updates, recalls, answers, decisions, awareness, notices, notes, spoken words."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, happened, incident, required
from irsim.board.decide.said import earliest
from irsim.board.state import NEVER
from irsim.commands import Answer, Decide, Note, Recall, Say, SendUpdate
from irsim.events.base import Event
from irsim.events.communication import UpdateQueued, UpdateRecalled
from irsim.events.incident import NoteAdded
from irsim.events.world import DecisionStated, DecisionTaken, MessageAnswered
from irsim.plan.models import Template, TemplateField
from irsim.words.durations import SECOND, format_instant, parse_duration, parse_instant
from irsim.words.faults import nearest
from irsim.words.texts import TextFault, render


def update(board: Board, command: SendUpdate, at: int) -> list[Event]:
    """Tell an audience; it leaves when the plan's time for recalling it is over."""
    about = incident(board, command.incident)
    audience = find(board.rules.audiences, command.audience, "audience")
    channels = [name for name in audience.channels if name in board.opened.setting.channels]
    if not channels:
        raise Refused(f"{audience.label} cannot be reached in this exercise", "choose another audience")
    if choice(required(command.channel, "a channel"), board.opened.setting.channels, "channel") not in channels:
        raise Refused(f"{audience.label} are not reached by '{command.channel}'", f"use one of: {', '.join(channels)}")
    choice(command.state, board.rules.plan.status_page.states, "state of the status page")
    component, level = _component(board, command)
    text, state = command.text, command.state
    lacks: tuple[str, ...] = ()
    name = ""
    if command.template:
        template = find(board.rules.templates, command.template, "template")
        if audience.id not in template.audiences:
            fitting = [t.id for t in board.rules.templates.values() if audience.id in t.audiences]
            cure = f"use one of: {', '.join(fitting)}" if fitting else "write the text yourself"
            raise Refused(f"'{template.id}' is not written for {audience.label}", cure)
        name = template.id
        if command.channel == board.rules.plan.status_page.channel:
            state = state or template.state
        typed(template.fields, command.fields)
        text, lacks = compose(template, command, about.id, about.title), lacking(template.fields, command.fields)
    elif command.fields:
        raise Refused("fields need a template", "name a template, or write the text")
    required(text, "a template or a text")
    return [
        UpdateQueued(
            board.next_id("UPD", board.updates),
            about.id,
            audience.id,
            command.channel,
            name,
            command.fields,
            text,
            at + board.rules.plan.recall,
            state,
            flags_of(board, text),
            lacks,
            component,
            level,
            command.confirm,
        )
    ]


def _component(board: Board, command: SendUpdate) -> tuple[str, str]:
    """The component of the status page that the update sets, and the level. Raises Refused with the cure."""
    page = board.rules.plan.status_page
    if not command.component and not command.level:
        return "", ""
    if command.channel != page.channel:
        raise Refused("only the status page shows how well a component works", f"send it by '{page.channel}'")
    part = find(
        board.components,
        required(command.component, "a component of the status page"),
        "component of the status page",
        "" if board.components else "the plan's status page has no components here",
    )
    return part.id, choice(required(command.level, "a level for the component"), board.rules.levels, "level")


def typed(fields: list[TemplateField], values: dict[str, str]) -> None:
    """Every value fits its field's type. Raises Refused with the cure."""
    known = {field.id: field for field in fields}
    for name, value in values.items():
        if name not in known:
            raise Refused(f"there is no field '{name[:40]}'", nearest(name[:80], known))
        field = known[name]
        if not value.strip():
            continue
        if field.type == "duration":
            try:
                parse_duration(value)
            except ValueError as error:
                raise Refused(f"{name} is no duration", str(error)) from None
        elif field.type == "count" and not value.replace(",", "").strip().isdigit():
            raise Refused(f"{name}: '{value[:40]}' is no whole number", "write it as 1200")
        elif field.type == "choice":
            choice(value, field.choices, field.label.lower())
        elif field.type == "yes_no":
            choice(value, ("yes", "no"), f"{field.label.lower()} (yes or no)")


def lacking(fields: list[TemplateField], values: dict[str, str]) -> tuple[str, ...]:
    """The required fields that are empty, in the template's order."""
    return tuple(field.id for field in fields if field.required and not values.get(field.id, "").strip())


def compose(template: Template, command: SendUpdate, incident_id: str, title: str) -> str:
    """The text that recipients read. Raises Refused where the plan's template cannot be filled."""
    names = {field.id: command.fields.get(field.id, "") for field in template.fields}
    try:
        filled = render(template.text, {**names, "incident": {"id": incident_id, "title": title}})
    except TextFault as fault:
        raise Refused(f"the template '{template.id}' cannot be filled: {fault}", "write the text yourself") from None
    return filled + ("\n" + command.text if command.text else "")


def flags_of(board: Board, text: str) -> tuple[str, ...]:
    """The plan's phrase lists of which something occurs in `text`, in the plan's order."""
    plain = " ".join(text.lower().replace("’", "'").split())
    return tuple(name for name, phrases in board.rules.phrases.items() if phrases.search(plain))


def recall(board: Board, command: Recall, at: int) -> list[Event]:
    """Taken back in time."""
    queued = find(board.updates, command.update, "update", "" if board.updates else "nothing was sent yet")
    if queued.sent_at != NEVER:
        raise Refused(f"{queued.id} left at {format_instant(queued.sent_at)}", "correct it with another update")
    if queued.bounced_at != NEVER:
        raise Refused(f"{queued.id} was refused and never left", "send it by another channel")
    if queued.recalled:
        raise Refused(f"{queued.id} is recalled already", "send another update if it is still wanted")
    return [UpdateRecalled(queued.id, queued.incident)]


def instant(written: str, at: int) -> int:
    """An instant as people write it, `at` where empty. Raises Refused."""
    if not written:
        return at
    try:
        return parse_instant(written) // SECOND * SECOND
    except ValueError as error:
        raise Refused(str(error), "write it as T+00:40:00 or 40m") from None


def answer(board: Board, command: Answer, at: int) -> list[Event]:
    """An answer to a message: one of its stances, words, or both."""
    message = find(board.messages, command.message, "message", "" if board.messages else "none has come in yet")
    if message.answered_at != NEVER:
        raise Refused(f"{message.id} is answered already", "send an update to say more")
    if command.stance and not message.stances:
        raise Refused(
            f"{message.id} offers no stances to choose from", f"answer in words, as: answer {message.id} text=..."
        )
    choice(command.stance, message.stances, "way to answer " + message.id)
    if not command.stance:
        if message.stances:
            raise Refused(f"{message.id} wants a stance", f"use one of: {', '.join(message.stances)}")
        required(command.text, "a text")
    return [MessageAnswered(message.id, command.stance, command.text, command.fields, flags_of(board, command.text))]


def decide(board: Board, command: Decide, at: int) -> list[Event]:
    """One of a decision's alternatives."""
    asked = find(board.decisions, command.decision, "decision", "" if board.decisions else "none is asked for yet")
    if asked.taken_at != NEVER:
        raise Refused(f"'{asked.choice}' was chosen already", "say what has changed in a note or an update")
    if asked.lapsed_at != NEVER:
        raise Refused("the moment has passed", f"it lapsed at {format_instant(asked.lapsed_at)}")
    choice(required(command.choice, "a choice"), asked.alternatives, "alternative")
    return [DecisionTaken(asked.id, command.choice, command.reason)]


def note(board: Board, command: Note, at: int) -> list[Event]:
    """For the record."""
    about = incident(board, command.incident)
    return [NoteAdded(about.id, required(command.text, "the text"), happened(command.occurred, at))]


def say(board: Board, command: Say, at: int) -> list[Event]:
    """Spoken at the table, at most ten minutes ago."""
    said = instant(command.at, at)
    if not earliest(at) <= said <= at:
        cure = f"give an instant from {format_instant(earliest(at))} on"
        raise Refused("that is too long ago or still to come", cure)
    choice(command.role, board.rules.roles, "role")
    return [DecisionStated(required(command.text, "what was said"), said, command.role)]


RULES = {
    "update": update,
    "recall": recall,
    "answer": answer,
    "decide": decide,
    "note": note,
    "say": say,
}
