"""What the team says: updates, recalls, answers, decisions, awareness, notices, notes, spoken words."""

from collections.abc import Sequence

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, happened, incident, required
from irsim.board.decide.said import earliest
from irsim.board.instants import how_to_write, read_instant, stamp
from irsim.board.state import NEVER, Incident
from irsim.commands import Answer, Bridge, Decide, Note, Recall, Say, SendUpdate
from irsim.events.base import Event
from irsim.events.communication import BridgeOpened, ContactBypassed, UpdateQueued, UpdateRecalled
from irsim.events.incident import NoteAdded
from irsim.events.world import DecisionStated, DecisionTaken, MessageAnswered
from irsim.plan.models import Audience, Template, TemplateField
from irsim.words.durations import SECOND, parse_duration
from irsim.words.faults import nearest
from irsim.words.texts import TextFault, render


def update(board: Board, command: SendUpdate, at: int) -> list[Event]:
    """Tell an audience, or several; it leaves when the plan's time for recalling it is over."""
    about = incident(board, command.incident)
    audience = find(board.rules.audiences, command.audience, "audience")
    channel = _channel(board, audience, required(command.channel, "a channel"))
    choice(command.state, board.rules.plan.status_page.states, "state of the status page")
    component, level = _component(board, command)
    further = [find(board.rules.audiences, name, "audience") for name in command.also if name.strip()]
    told = {audience.id: (audience, channel)}
    for each in further:
        told.setdefault(each.id, (each, _channel(board, each, command.channel, further=True)))
    first = board.next_id("UPD", board.updates)
    follows: list[Event] = []
    for place, (each, way) in enumerate(told.values()):
        contact = _through(board, each)
        name, text, lacks, state = _written(board, command, about, each, way)
        follows.append(
            UpdateQueued(
                board.next_id("UPD", board.updates, place),
                about.id,
                each.id,
                way,
                name,
                command.fields,
                text,
                at + board.rules.plan.recall,
                state,
                flags_of(board, text),
                lacks,
                component if way == board.rules.plan.status_page.channel else "",
                level if way == board.rules.plan.status_page.channel else "",
                command.confirm,
                unsaid(board, name, each.id, text),
                first if place else "",
            )
        )
        if contact:
            follows.append(ContactBypassed(board.next_id("UPD", board.updates, place), about.id, each.id, contact))
    return follows


def _channel(board: Board, audience: Audience, wanted: str, *, further: bool = False) -> str:
    """The channel by which an audience is told; a further one by its own first, where it is not reached by this one."""
    channels = [name for name in audience.channels if name in board.opened.setting.channels]
    if not channels:
        raise Refused(f"{audience.label} cannot be reached in this exercise", "choose another audience")
    if choice(wanted, board.opened.setting.channels, "channel") in channels:
        return wanted
    if further:
        return channels[0]
    raise Refused(f"{audience.label} are not reached by '{wanted}'", f"use one of: {', '.join(channels)}")


def bypassed(board: Board, audience: str) -> str:
    """The contact through whom an audience should be told and who has not answered a page; empty for none."""
    through = board.rules.audiences[audience].through
    answered = {page.contact for page in board.pages.values() if page.acknowledged_at != NEVER}
    return "" if not through or answered.intersection(through) else through[0]


def _through(board: Board, audience: Audience) -> str:
    """Who is bypassed. Raises Refused where the plan lets an audience be told through a contact only."""
    contact = bypassed(board, audience.id)
    if contact and audience.only_through:
        label = board.rules.contacts[contact].label
        raise Refused(f"{audience.label} are told through {label} only", f"page {contact}, and wait for the answer")
    return contact


def _written(
    board: Board, command: SendUpdate, about: Incident, audience: Audience, channel: str
) -> tuple[str, str, tuple[str, ...], str]:
    """Template, text, required fields that are empty, and the state of the status page, for one audience."""
    if not command.template:
        if command.fields:
            raise Refused("fields need a template", "name a template, or write the text")
        return "", required(command.text, "a template or a text"), (), command.state
    template = find(board.rules.templates, command.template, "template")
    if audience.id not in template.audiences:
        fitting = [t.id for t in board.rules.templates.values() if audience.id in t.audiences]
        cure = f"use one of: {', '.join(fitting)}" if fitting else "write the text yourself"
        raise Refused(f"'{template.id}' is not written for {audience.label}", cure)
    typed(template.fields, command.fields)
    state = command.state
    if channel == board.rules.plan.status_page.channel:
        over = bool(template.state) and about.page_state == board.rules.page_over
        state = state or (about.page_state if over else template.state)
    text = required(compose(template, command, about), "a template or a text")
    return template.id, text, lacking(template.fields, command.fields), state


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


def typed(fields: Sequence[TemplateField], values: dict[str, str]) -> None:
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


def lacking(fields: Sequence[TemplateField], values: dict[str, str]) -> tuple[str, ...]:
    """The required fields that are empty, in the template's order."""
    return tuple(field.id for field in fields if field.required and not values.get(field.id, "").strip())


def compose(template: Template, command: SendUpdate, about: Incident) -> str:
    """The text that recipients read. Raises Refused where the plan's template cannot be filled."""
    names = {field.id: command.fields.get(field.id, "") for field in template.fields}
    known = {"id": about.id, "title": about.title, "bridge": about.joining, "document": about.document}
    try:
        filled = render(template.text, {**names, "incident": known})
    except TextFault as fault:
        raise Refused(f"the template '{template.id}' cannot be filled: {fault}", "write the text yourself") from None
    return filled + ("\n" + command.text if command.text else "")


def flags_of(board: Board, text: str) -> tuple[str, ...]:
    """The plan's phrase lists of which something occurs in `text`, in the plan's order."""
    plain = _plain(text)
    return tuple(name for name, phrases in board.rules.phrases.items() if phrases.search(plain))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def asked_for(board: Board, template: str, audience: str) -> list[str]:
    """Phrase lists of each of which something must occur: the template's, in free text the audience's."""
    known = board.rules.templates.get(template) or board.rules.audiences.get(audience)
    return list(known.must) if known else []


def ruled_out(board: Board, template: str, audience: str) -> list[str]:
    """Phrase lists of which nothing may occur: the template's, in free text the audience's."""
    known = board.rules.templates.get(template) or board.rules.audiences.get(audience)
    return list(known.must_not) if known else []


def unsaid(board: Board, template: str, audience: str, text: str) -> tuple[str, ...]:
    """The phrase lists that the plan asks for and of which nothing occurs in `text`."""
    hits = flags_of(board, text)
    return tuple(name for name in asked_for(board, template, audience) if name not in hits)


def bridge(board: Board, command: Bridge, at: int) -> list[Event]:
    """Where the team meets and writes."""
    about = incident(board, command.incident)
    document = command.document.strip()
    if not command.bridge and not document:
        raise Refused("neither a bridge nor a document is given", "name a bridge of the plan, or the document's link")
    if not command.bridge:
        return [BridgeOpened(about.id, document=document)]
    known = find(board.rules.bridges, command.bridge, "bridge", "" if board.rules.bridges else "the plan has none")
    if known.id == about.bridge and document in ("", about.document):
        raise Refused(f"{about.id} meets there already", "name another bridge, or the document's link")
    return [BridgeOpened(about.id, known.id, known.label, known.join, document)]


def phrase_in(board: Board, phrases: str, text: str) -> str:
    """The first phrase of a list that occurs in `text`; empty for none."""
    found = board.rules.phrases[phrases].search(_plain(text)) if phrases in board.rules.phrases else None
    return found[0] if found else ""


def recall(board: Board, command: Recall, at: int) -> list[Event]:
    """Taken back in time."""
    queued = find(board.updates, command.update, "update", "" if board.updates else "nothing was sent yet")
    if queued.sent_at != NEVER:
        raise Refused(f"{queued.id} left at {stamp(board, queued.sent_at)}", "correct it with another update")
    if queued.bounced_at != NEVER:
        raise Refused(f"{queued.id} was refused and never left", "send it by another channel")
    if queued.recalled:
        raise Refused(f"{queued.id} is recalled already", "send another update if it is still wanted")
    waiting = [u for u in board.updates.values() if u.beside == queued.id and not u.recalled]
    waiting = [u for u in waiting if u.sent_at == NEVER and u.bounced_at == NEVER]
    return [UpdateRecalled(each.id, each.incident) for each in (queued, *waiting)]


def instant(board: Board, written: str, at: int) -> int:
    """An instant as people write it, `at` where empty. Raises Refused."""
    if not written:
        return at
    try:
        found = read_instant(board, written, at)
    except ValueError as error:
        raise Refused(str(error).partition("; ")[0] if board.live else str(error), how_to_write(board)) from None
    return found if board.live else found // SECOND * SECOND


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
        raise Refused("the moment has passed", f"it lapsed at {stamp(board, asked.lapsed_at)}")
    choice(required(command.choice, "a choice"), asked.alternatives, "alternative")
    return [DecisionTaken(asked.id, command.choice, command.reason)]


def note(board: Board, command: Note, at: int) -> list[Event]:
    """For the record."""
    about = incident(board, command.incident)
    return [NoteAdded(about.id, required(command.text, "the text"), happened(board, command.occurred, at))]


def say(board: Board, command: Say, at: int) -> list[Event]:
    """Spoken at the table, at most ten minutes ago."""
    said = instant(board, command.at, at)
    if not earliest(at) <= said <= at:
        cure = f"give an instant from {stamp(board, earliest(at))} on"
        raise Refused("that is too long ago or still to come", cure)
    choice(command.role, board.rules.roles, "role")
    return [DecisionStated(required(command.text, "what was said"), said, command.role)]


RULES = {
    "update": update,
    "recall": recall,
    "bridge": bridge,
    "answer": answer,
    "decide": decide,
    "note": note,
    "say": say,
}
