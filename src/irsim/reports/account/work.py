"""What was done: technical actions, evidence and its custody, pages, requests, and commands that were refused."""

import msgspec

from irsim.board.state import NEVER, Evidence, Request
from irsim.commands import Command, Memo
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.roles import DeviationRecorded, RoleHandedOver
from irsim.events.work import ActionCompleted, ActionTaken, EvidenceCollected, EvidenceTransferred
from irsim.log.records import Record
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import one_line, span
from irsim.words.durations import format_instant

COMMAND_LIMIT = 200
"""Characters of a refused command as it is quoted."""


def acts(source: Source) -> list[tuple[Record, ActionTaken, tuple[Record, ActionCompleted] | None]]:
    """Technical actions in order, each with the record at which it took effect, if it did."""
    finished = source.of(ActionCompleted)
    used: set[int] = set()
    found = []
    for record, body in source.of(ActionTaken):
        done = next(
            (d for d in finished if d[1].action == body.action and d[0].seq > record.seq and d[0].seq not in used), None
        )
        if done is not None:
            used.add(done[0].seq)
        found.append((record, body, done))
    return found


def actions(source: Source) -> list[Row]:
    """Technical actions with who took them, when, and what came of them."""
    rows: list[Row] = []
    for record, body, done in acts(source):
        label = body.label or source.names.action(body.action)
        effect = "no effect yet"
        if done is not None:
            effect = f"{done[1].result or 'took effect'} (after {span(done[0].at - record.at)})"
        rows.append((source.ref(record.seq), source.names.who(record.by), label, body.incident or "-", effect))
    return rows


def evidence(source: Source) -> list[Row]:
    """Each piece of evidence, with its hash."""
    seqs = {body.evidence: record.seq for record, body in source.of(EvidenceCollected)}
    return [
        (
            item.id,
            item.incident,
            f"{item.what} ({source.names.evidence_kind(item.kind)})" if item.kind else item.what,
            item.source or "not said",
            f"{item.sha256}, file {item.file}" if item.file else item.sha256 or "no hash recorded",
            _collected(source, item, seqs.get(item.id, -1)),
        )
        for item in source.board.evidence.values()
    ]


def _collected(source: Source, item: Evidence, seq: int) -> str:
    """When and by whom, and when it was recorded."""
    who = _holder(source, item.collector)
    at = f"{source.names.stamp(item.collected_at)}, recorded " if item.recorded_at > item.collected_at else ""
    return f"by {who}, {at}{source.ref(seq)}" if seq >= 0 else f"by {who}"


def _holder(source: Source, written: str) -> str:
    """A role by its label, a name as it was given."""
    known = written.removeprefix("sim:").partition(":")[0] in source.board.rules.roles
    return source.names.who(written) if known else written


def custody(source: Source) -> list[Row]:
    """From whom each piece passed to whom, when and why: the chain of custody."""
    rows: list[Row] = []
    for record in source.records:
        body = record.body
        if not isinstance(body, EvidenceCollected | EvidenceTransferred) or body.evidence not in source.board.evidence:
            continue
        chain = source.board.evidence[body.evidence].custody
        number = sum(row[0] == body.evidence for row in rows)
        link = chain[min(number, len(chain) - 1)]
        giver = _holder(source, chain[number - 1].holder) if 0 < number <= len(chain) else "-"
        holder, by = _holder(source, link.holder), source.names.who(record.by)
        rows.append((body.evidence, source.ref(record.seq), giver, holder, link.reason or "passed on", by))
    order = {id: position for position, id in enumerate(source.board.evidence)}
    return sorted(rows, key=lambda row: order.get(row[0], len(order)))


def holds(source: Source) -> list[Row]:
    """Legal holds, lifted ones too."""
    return [
        (
            hold.id,
            source.names.stamp(hold.placed_at),
            hold.incident,
            hold.scope,
            source.names.who(hold.by),
            "in place" if hold.lifted_at == NEVER else f"lifted at {source.names.stamp(hold.lifted_at)}: {hold.lifted}",
        )
        for hold in source.board.holds.values()
    ]


def pages(source: Source) -> list[Row]:
    """Pages and their answers."""
    rows: list[Row] = []
    for page in source.board.pages.values():
        if page.acknowledged_at != NEVER:
            answer = f"acknowledged after {span(page.acknowledged_at - page.sent_at)}"
            answer += f": {page.text}" if page.text else ""
        elif page.missed_at != NEVER:
            answer = f"missed at {source.names.stamp(page.missed_at)}"
        else:
            answer = "not answered yet"
        about = page.incident or "-"
        contact = source.names.contact(page.contact, page.person)
        rows.append((page.id, source.ref(page.seq), contact, about, page.reason or "-", answer))
    return rows


def deviations(source: Source) -> list[Row]:
    """What a role did that the plan gives to another."""
    return [
        (
            source.ref(record.seq),
            source.names.role(body.role),
            body.command,
            body.incident or "-",
            source.names.role(body.owner),
        )
        for record, body in source.of(DeviationRecorded)
    ]


def requests(source: Source) -> list[Row]:
    """People, spend and vendors asked for, and who granted or declined them."""
    return [
        (
            item.id,
            item.incident,
            item.what,
            source.names.resource(item.resource, item.amount) or "-",
            f"{source.names.stamp(item.requested_at)} by {source.names.who(item.asked_by)}" if item.asked_by else "-",
            _answered(source, item),
        )
        for item in source.board.requests.values()
    ]


def _answered(source: Source, item: Request) -> str:
    if item.declined_at != NEVER:
        reason = f": {item.reason}" if item.reason else ""
        return f"declined at {source.names.stamp(item.declined_at)} by {source.names.who(item.declined_by)}{reason}"
    if item.authorised_at == NEVER:
        return "not granted"
    word = f" on the word of {source.names.contact(item.contact)}" if item.contact else ""
    return f"granted at {source.names.stamp(item.authorised_at)} by {source.names.who(item.authorised_by)}{word}"


def handovers(source: Source) -> list[Row]:
    """Roles that were passed on, and what the next one was told."""
    return [
        (source.ref(record.seq), body.incident, source.names.role(body.role), body.was or "-", body.name, body.summary)
        for record, body in source.of(RoleHandedOver)
    ]


def refused(source: Source) -> list[Row]:
    """Commands that the rules did not let through: what was wanted, why not, and what to do instead."""
    rows: list[Row] = []
    for record, body in source.of(CommandRefused):
        asked = source.records[record.cause] if 0 <= record.cause < record.seq else None
        if asked is not None and isinstance(asked.body, CommandSubmitted) and _private(asked.body.command):
            continue
        who = source.names.who(asked.by if asked else record.by)
        rows.append((source.ref(record.seq), who, _command(asked), body.reason, body.hint or "-"))
    return rows


def _private(command: Command) -> bool:
    """Whether nobody but control may read who wrote it, or what."""
    return command.private or isinstance(command, Memo)


def _command(record: Record | None) -> str:
    """A command as it might have been typed."""
    if record is None or not isinstance(record.body, CommandSubmitted):
        return "not recorded"
    given = msgspec.to_builtins(record.body.command)
    verb = given.pop("do")
    parts = [f"{name}={_value(value)}" for name, value in given.items()]
    said = [f"(said at {format_instant(record.body.said)})"] if record.body.said >= 0 else []
    return one_line(" ".join([verb, *parts, *said]), COMMAND_LIMIT)


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ",".join(str(item) for item in value)
    if isinstance(value, dict):
        return ",".join(f"{name}:{item}" for name, item in value.items())
    return str(value)
