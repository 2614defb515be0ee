"""The communication log: updates with their texts, status page, notices, messages, and decisions."""

from dataclasses import dataclass

from irsim.board.decide.communicating import asked_for, ruled_out
from irsim.board.state import NEVER, Decision, Message, Update
from irsim.events.communication import ComponentChanged, NoticeFiled, StatuspagePosted
from irsim.events.facilitation import StatementJudged
from irsim.events.handouts import HandoutGiven
from irsim.events.world import DecisionStated, DecisionTaken, MessageAnswered
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import counted, span


@dataclass(frozen=True)
class UpdateAccount:
    """An update: what happened to it, remarks of the plan, and its whole text."""

    heading: str
    state: str
    remarks: list[str]
    text: str


@dataclass(frozen=True)
class DecisionAccount:
    """A decision with its alternatives as (text, what speaks for or against it, chosen or not)."""

    question: str
    asked: str
    outcome: str
    reason: str
    alternatives: list[Row]


def updates(source: Source) -> list[UpdateAccount]:
    """Every update, sent or not, in order."""
    return [_update(source, update) for update in source.board.updates.values()]


def _update(source: Source, update: Update) -> UpdateAccount:
    names = source.names
    heading = f"{update.id} to {names.audience(update.audience)} by {names.channel(update.channel)}, {update.incident}"
    queued = f"commanded at {source.names.stamp(update.queued_at)} by {names.who(update.by)} (record {update.seq})"
    if update.recalled:
        state = f"Recalled before it left; {queued}."
    elif update.bounced_at != NEVER:
        state = f"Refused at {source.when(update.bounced_at)}, so it never left: {update.bounced}; {queued}."
    elif update.sent_at == NEVER:
        state = f"Not left yet; {queued}."
    else:
        state = f"Number {update.number} to this audience; {queued}, left at {source.when(update.sent_at)}."
    return UpdateAccount(heading, state, _remarks(source, update), update.text)


def _remarks(source: Source, update: Update) -> list[str]:
    names = source.names
    against = [name for name in update.flags if name in ruled_out(source.board, update.template, update.audience)]
    wanted = asked_for(source.board, update.template, update.audience)
    others = [name for name in update.flags if name not in against and name not in wanted]
    remarks = [f"Template: {names.template(update.template)}"] if update.template else []
    if update.state:
        remarks.append(f"Status page: {update.state}")
    if update.lacks:
        remarks.append(
            f"Left empty although required: {', '.join(names.template_field(update.template, x) for x in update.lacks)}"
        )
    if update.unsaid:
        remarks.append(f"Has no words of what the plan asks for: {', '.join(map(names.phrases, update.unsaid))}")
    if against:
        remarks.append(f"Says what the plan rules out here: {', '.join(names.phrases(name) for name in against)}")
    if others:
        remarks.append(f"Phrase lists of the plan that it touches: {', '.join(names.phrases(name) for name in others)}")
    if update.beside:
        remarks.append(f"The same as {update.beside}")
    if update.delivered_at != NEVER:
        remarks.append(f"Reached {update.reached:,} of {update.of:,}, as the sending tool said")
    if update.confirm:
        remarks.append(f"Confirmed by {', '.join(update.confirmed_by)}" if update.confirmed_by else "Never confirmed")
    if update.readers:
        remarks.append(f"Read by {counted(update.readers, 'person', 'people')}")
    return remarks


def statuspage(source: Source) -> list[Row]:
    """What the status page showed of incidents and components, and from when."""
    names = source.names
    shown = [
        (record.seq, body.incident, body.state, body.update or "-")
        for record, body in source.of(StatuspagePosted)
        if body.state
    ]
    shown += [
        (record.seq, names.component(body.component), names.level(body.level), body.update or body.alert or "-")
        for record, body in source.of(ComponentChanged)
    ]
    return [(source.ref(seq), *rest) for seq, *rest in sorted(shown)]


def notices(source: Source) -> list[Row]:
    """Notices under a legal regime, with what they still owed."""
    names = source.names
    return [
        (
            source.ref(record.seq),
            f"{body.notice}, {body.incident}",
            names.notice(body.regime),
            body.recipient or "-",
            names.who(record.by),
            content(source, body),
            ", ".join(names.field(body.regime, name) for name in body.lacks) or "nothing",
        )
        for record, body in source.of(NoticeFiled)
    ]


def content(source: Source, notice: NoticeFiled) -> str:
    """What a notice says, field by field."""
    given = [f"{source.names.field(notice.regime, name)}: {value}" for name, value in notice.fields.items() if value]
    return "; ".join(given) or "-"


def messages(source: Source) -> list[Row]:
    """Messages that came in, and how each was answered."""
    answers = {body.message: (record, body) for record, body in source.of(MessageAnswered)}
    rows: list[Row] = []
    for message in source.board.messages.values():
        answer = answers.get(message.id)
        if answer is None:
            said = _unanswered(source, message)
        else:
            record, body = answer
            stance = message.stances.get(body.stance, body.stance)
            fields = "; ".join(f"{name}: {value}" for name, value in body.fields.items())
            words = " / ".join(part for part in (stance, body.text, fields) if part)
            late = ", too late" if message.answer_by and message.answered_at > message.answer_by else ""
            who = source.names.who(record.by)
            after = span(message.answered_at - message.delivered_at)
            said = f"{who} after {after}{late} (record {record.seq}): {words}"
        rows.append(
            (
                message.id,
                source.ref(message.seq),
                source.names.channel(message.channel),
                message.sender,
                source.names.roles(message.to),
                message.title,
                said,
            )
        )
    return rows


def _unanswered(source: Source, message: Message) -> str:
    if not message.answer_by:
        return "not answered" if message.stances else "no answer was asked for, none given"
    if source.now <= message.answer_by:
        return f"not answered yet; due by {source.names.stamp(message.answer_by)}"
    return f"not answered, although due by {source.names.stamp(message.answer_by)}"


def handouts(source: Source) -> list[Row]:
    """Files that came with injects, and the digest by which each can be told."""
    return [
        (
            source.ref(record.seq),
            body.title,
            body.name,
            source.names.roles(body.to),
            f"{body.size:,} bytes, {body.media}",
            body.sha256,
        )
        for record, body in source.of(HandoutGiven)
    ]


def decisions(source: Source) -> list[DecisionAccount]:
    """Decisions that were put to the team, with the alternatives and what was chosen."""
    taken = {body.decision: (record, body.reason) for record, body in source.of(DecisionTaken)}
    accounts = []
    for decision in source.board.decisions.values():
        record, reason = taken.get(decision.id, (None, ""))
        closes = f", open until {source.names.stamp(decision.closes)}" if decision.closes else ""
        asked = f"{source.ref(decision.seq)}, to {source.names.roles(decision.to)}{closes}"
        if record is not None:
            after = span(decision.taken_at - decision.offered_at)
            outcome = f"Decided by {source.names.who(record.by)} after {after}, at {source.ref(record.seq)}."
        elif decision.lapsed_at != NEVER:
            by_itself = " The world went on by itself as marked." if decision.choice else ""
            outcome = f"Nobody decided; it lapsed at {source.names.stamp(decision.lapsed_at)}.{by_itself}"
        else:
            outcome = "Not decided."
        accounts.append(DecisionAccount(decision.question, asked, outcome, reason, _alternatives(source, decision)))
    return accounts


def _alternatives(source: Source, decision: Decision) -> list[Row]:
    rule = next((r for r in source.loaded.scenario.decisions if r.id == decision.id), None) if source.loaded else None
    why = {stance.id: source.filled(stance.why) for stance in rule.alternatives} if rule else {}
    marked = "by default" if decision.lapsed_at != NEVER else "chosen"
    return [
        (text, why.get(id, "") or "-", marked if id == decision.choice else "-")
        for id, text in decision.alternatives.items()
    ]


def stated(source: Source) -> list[Row]:
    """What was said at the table and taken down, and how it was judged."""
    judged = {body.statement: record.seq for record, body in source.of(StatementJudged)}
    return [
        (
            source.names.stamp(body.said_at),
            source.names.role(body.role) if body.role else "-",
            body.text,
            source.ref(r.seq),
            _ruling(source, judged[r.seq]) if r.seq in judged else "not judged",
        )
        for r, body in source.of(DecisionStated)
    ]


def _ruling(source: Source, seq: int) -> str:
    body = source.records[seq].body
    assert isinstance(body, StatementJudged)
    claim = next((each for each in source.card.claims if each.id == body.expectation), None)
    parts = [f"meets '{claim.title if claim else body.expectation}'"] if body.expectation else []
    parts += [f"sets off {source.names.action(body.action)}"] if body.action else []
    reason = f" because {body.reason}" if body.reason else ""
    return f"{' and '.join(parts) or 'no effect'}{reason}, {source.ref(seq)}"
