"""The run of show (MSEL) for those who run the room: every inject with what players get and what is expected, and
what the conditional ones wait for."""

from irsim.reports.account.source import Row
from irsim.reports.document.model import Block, Heading, Landscape, Paragraph, table
from irsim.reports.papers.script import Script
from irsim.reports.papers.timetable import session_of, sessions
from irsim.reports.plain import span
from irsim.scenario.models import Inject
from irsim.words.durations import format_instant
from irsim.words.faults import full_stop

TEXT = 900
"""Characters of a message in the run of show; the whole of it stands in the scenario."""

TRUTHS = {"false": "what it says is false", "partial": "what it says is partly true"}


def run_of_show(script: Script) -> list[Block]:
    """The MSEL: every inject in the scenario's order of time, with the expected action."""
    heads = ("No.", "When", "Inject", "Mode", "From", "To", "What players get", "Expected action", "Notes")
    ordered = sorted(
        enumerate(script.scenario.injects),
        key=lambda pair: (session_of(pair[1], script.scenario), pair[1].at is None, pair[1].at or 0, pair[0]),
    )
    blocks: list[Block] = [Heading(2, "4. Run of show (MSEL)", fresh=True)]
    for about in sessions(script.scenario):
        here = [each for _, each in ordered if session_of(each, script.scenario) == about.number]
        title = f": {script.filled(about.part.title)}" if about.part else ""
        rows = [_line(script, number, each) for number, each in enumerate(here, 1)]
        blocks.append(Heading(3, f"Part {about.number}{title}"))
        widths = (4, 11, 14, 10, 11, 10, 34, 22, 12)
        blocks.append(table(heads, rows, widths=widths) if rows else Paragraph("No inject."))
    return [Landscape(tuple(blocks))]


def _line(script: Script, number: int, inject: Inject) -> Row:
    sender, to, gets = _content(script, inject)
    notes = [word for word, holds in (("decoy", inject.decoy), ("optional", inject.optional)) if holds]
    notes += [TRUTHS[inject.truth]] if inject.truth in TRUTHS else []
    notes += [f"repeats {inject.repeat.times} times, every {span(inject.repeat.every)}"] if inject.repeat else []
    notes += ["has a condition (section 5)"] if inject.needs or inject.unless or inject.at is None else []
    notes += [f"handout: {script.filled(each.title)}" for each in inject.handouts]
    return (
        str(number),
        script.trigger(inject) + (f", {script.names.moment(inject.at)}" if inject.at is not None else ""),
        f"{script.filled(inject.title)} ({inject.id})",
        script.mode(inject),
        sender,
        to,
        gets,
        script.filled(inject.expects) or "-",
        "; ".join(notes) or "-",
    )


def _content(script: Script, inject: Inject) -> tuple[str, str, str]:
    """Sender, recipients, and what they get."""
    if inject.message is not None:
        message = inject.message
        text = f"{full_stop(script.filled(message.subject))} {script.filled(message.text)}"
        return script.filled(message.sender), script.names.roles(tuple(message.to)), _short(text)
    if inject.alert is not None:
        alert = inject.alert
        text = f"{full_stop(script.filled(alert.title))} {script.filled(alert.text)}"
        return script.names.monitor(alert.monitor), "everyone", _short(text)
    if inject.automation is not None:
        return script.filled(inject.automation.source), "everyone", _short(script.filled(inject.automation.text))
    if inject.hold is not None:
        return "facilitator", "everyone", f"{span(inject.hold.for_)}, clocks {inject.hold.clocks} (section 7)"
    advance = inject.advance
    assert advance is not None  # one of the five is there: the model says so
    return "facilitator", "everyone", _short(f"On to {format_instant(advance.to)}. {script.filled(advance.summary)}")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= TEXT else flat[: TEXT - 1].rstrip() + "…"


def conditional(script: Script) -> list[Block]:
    """What comes only if, and what it waits for, in words."""
    rows: list[Row] = [
        (
            f"{script.filled(each.title)} ({each.id})",
            script.trigger(each),
            script.condition(each) or "always, once that has happened",
            script.filled(each.why) or "-",
        )
        for each in script.scenario.injects
        if each.needs or each.unless or each.at is None
    ]
    heads = ("Inject", "Due", "Condition", "Why")
    blocks: list[Block] = [Heading(2, "5. Conditional injects", fresh=True)]
    return [Landscape((*blocks, table(heads, rows) if rows else Paragraph("Every inject comes at its time.")))]
