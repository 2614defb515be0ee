"""What facilitator and evaluator did with the exercise: injects fired, left out, delayed, changed and added, holds,
pauses, jumps, rulings and changed verdicts. Their private notes stay private."""

from collections.abc import Callable
from typing import Any

from irsim.events import facilitation as acts
from irsim.events import session
from irsim.events.base import Event
from irsim.reports.account.source import Row, Source
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import span
from irsim.words.durations import format_instant

Telling = Callable[[Source, Any], tuple[str, str]]
"""What was done, and to what; empty where there is nothing to say."""


def log(source: Source) -> list[Row]:
    """When, who, what, and on what, in order."""
    rows: list[Row] = []
    for record in source.records:
        tell = TELLINGS.get(type(record.body))
        if tell is not None:
            what, about = tell(source, record.body)
            rows.append((source.ref(record.seq), source.names.who(record.by), what, about or "-"))
    return rows


def private_notes(source: Source) -> int:
    """How many notes were kept for control."""
    return len(source.of(acts.MemoAdded))


def inject_title(source: Source, name: str) -> str:
    """An inject by its title; of one that was added, by the title that it was given."""
    if source.loaded:
        found = next((inject for inject in source.loaded.scenario.injects if inject.id == name), None)
        if found is not None:
            return f"{source.filled(found.title)} ({name})"
    added = next((body for _, body in source.of(acts.InjectAdded) if body.inject == name), None)
    return f"{added.title} ({name})" if added is not None else name


def _expectation(source: Source, name: str) -> str:
    found = next((claim for claim in source.card.claims if claim.id == name), None)
    return f"'{found.title}'" if found is not None else name


def _added(source: Source, body: acts.InjectAdded) -> tuple[str, str]:
    came = f"due at {format_instant(body.at)}"
    wants = f"; expected: {body.expects}" if body.expects else ""
    return "inject added (ad hoc)", f"{body.title} ({body.inject}), {came}{wants}"


def _edited(source: Source, body: acts.InjectEdited) -> tuple[str, str]:
    changed = [
        word
        for word, value in (
            ("subject", body.subject),
            ("text", body.text),
            ("sender", body.sender),
            ("recipients", body.to),
            ("channel", body.channel),
        )
        if value
    ]
    return "inject edited", f"{inject_title(source, body.inject)}: {', '.join(changed) or 'nothing'}"


def _judged(source: Source, body: acts.StatementJudged) -> tuple[str, str]:
    parts = [f"what was said at {format_instant(body.said_at)} (record {body.statement})"]
    parts += [f"meets {_expectation(source, body.expectation)}"] if body.expectation else []
    parts += [f"sets off {source.names.action(body.action)}"] if body.action else []
    parts += ["has no effect"] if not body.expectation and not body.action else []
    parts += [f"because {body.reason}"] if body.reason else []
    return "statement judged", "; ".join(parts)


def _ticked(source: Source, body: acts.KeyPointTicked) -> tuple[str, str]:
    word = "key point heard" if body.done else "key point taken back"
    return word, f"number {body.point} of {_expectation(source, body.expectation)}"


def _overridden(source: Source, body: acts.ClaimOverridden) -> tuple[str, str]:
    reason = f": {body.reason}" if body.reason else ""
    if not body.verdict:
        return "verdict given back to the rules", _expectation(source, body.claim) + reason
    return "verdict overridden", f"{_expectation(source, body.claim)} is {body.verdict}{reason}"


def _held(source: Source, body: session.DiscussionOpened) -> tuple[str, str]:
    questions = " / ".join(source.filled(question) for question in body.questions)
    return f"held for discussion ({span(body.length)}, clocks {body.clocks})", questions


def _reopened(source: Source, body: session.SessionReopened) -> tuple[str, str]:
    return "taken up again", f"on {body.held}" if body.held else ""


TELLINGS: dict[type[Event], Telling] = {
    acts.InjectCalled: lambda source, body: ("inject fired by hand", inject_title(source, body.inject)),
    acts.InjectWithdrawn: lambda source, body: (
        "inject left out",
        inject_title(source, body.inject) + (f": {body.reason}" if body.reason else ""),
    ),
    acts.InjectDelayed: lambda source, body: (
        "inject delayed",
        f"{inject_title(source, body.inject)}, to {format_instant(body.until)}",
    ),
    acts.InjectEdited: _edited,
    acts.InjectAdded: _added,
    acts.InjectAwaiting: lambda source, body: ("call due, to be acted out", inject_title(source, body.inject)),
    acts.StatementJudged: _judged,
    acts.KeyPointTicked: _ticked,
    acts.BookmarkSet: lambda source, body: ("bookmark", body.text),
    acts.SeatHanded: lambda source, body: (
        "seat handed over",
        f"{source.names.role(body.role)}: now {SEAT_WORDS.get(body.to, body.to)}",
    ),
    acts.SessionAdjourned: lambda source, body: (
        "adjourned",
        "; ".join(part for part in (body.part and f"after {body.part}", body.reason) if part),
    ),
    acts.ClaimOverridden: _overridden,
    session.InjectSkipped: lambda source, body: (
        "inject did not come",
        f"{inject_title(source, body.inject)}: {body.reason}",
    ),
    session.DiscussionOpened: _held,
    session.DiscussionClosed: lambda source, body: ("discussion closed", ""),
    session.SessionPaused: lambda source, body: ("paused", body.reason),
    session.SessionResumed: lambda source, body: ("resumed", ""),
    session.SessionJumped: lambda source, body: ("jumped", f"to {format_instant(body.to)}"),
    session.SessionReopened: _reopened,
}
"""What stands in the log of the facilitation, in the words of the field."""
