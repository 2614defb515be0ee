"""The timeline as a chart: alerts, injects, decisions, seats and clocks as lanes; what passed off stage is left out."""

from collections.abc import Iterable

from irsim.board.state import NEVER
from irsim.events.alerts import AlertFired
from irsim.events.facilitation import InjectWithdrawn
from irsim.events.session import InjectDelivered, InjectSkipped, PartOpened, TimeAdvanced
from irsim.events.world import DecisionLapsed, DecisionOffered, DecisionTaken
from irsim.reports.account.facilitation import inject_title
from irsim.reports.account.source import Source
from irsim.reports.document.chart import Bar, Chart, Lane, Mark, Stretch, Tone
from irsim.reports.plain import span
from irsim.reports.verdicts import GLYPHS
from irsim.words.durations import MINUTE, format_instant

TONES: dict[str, Tone] = {"met": "good", "late": "late", "overdue": "bad", "waived": "quiet", "running": "open"}

LEGEND: tuple[tuple[str, Tone, str], ...] = (
    ("triangle", "plain", "alert"),
    ("diamond", "plain", "inject"),
    ("diamond", "quiet", "inject that did not come"),
    ("square", "plain", "decision asked"),
    ("square", "good", "decision taken"),
    ("square", "bad", "decision lapsed"),
    ("tick", "plain", "act of a seat"),
    ("bar", "good", "clock met"),
    ("bar", "late", "clock met late"),
    ("bar", "bad", "clock overdue"),
    ("overrun", "bad", "beyond its due time"),
    ("bar", "quiet", "clock waived"),
    ("bar", "open", "clock still running"),
)

SHORTEST = 5 * MINUTE
"""The least time (ms) that a chart spans."""


def chart(source: Source) -> Chart:
    """The whole session."""
    lanes = [_alerts(source), _injects(source), _decisions(source), *_seats(source), *_clocks(source)]
    shown = tuple(lane for lane in lanes if lane.bars or lane.marks)
    used = {(mark.shape, mark.tone) for lane in shown for mark in lane.marks}
    tones = {bar.tone for lane in shown for bar in lane.bars}
    over = any(bar.until > bar.due and bar.tone in ("bad", "late") for lane in shown for bar in lane.bars)
    legend = tuple(
        entry
        for entry in LEGEND
        if entry[:2] in used or (entry[0] == "bar" and entry[1] in tones) or (entry[0] == "overrun" and over)
    )
    return Chart(stretches(source), shown, legend)


def stretches(source: Source) -> tuple[Stretch, ...]:
    """The time that was played: from the start to the end, without what passed off stage."""
    titles = {record.at: source.filled(body.title) for record, body in source.of(PartOpened)}
    found: list[Stretch] = []
    since, skipped = 0, ""
    for record, body in source.of(TimeAdvanced):
        opened = next((at for at in titles if record.at < at <= body.to), body.to)
        if record.at >= since:
            found.append(Stretch(since, record.at, titles.get(since, ""), skipped))
            since, skipped = opened, span(opened - record.at)
    end = max(source.now, since + SHORTEST)
    return (*found, Stretch(since, end, titles.get(since, ""), skipped))


def _alerts(source: Source) -> Lane:
    marks = (
        Mark(record.at, "triangle", "plain", f"{format_instant(record.at)} {body.severity}: {body.title}")
        for record, body in source.of(AlertFired)
    )
    return Lane("Alerts", marks=tuple(marks))


def _injects(source: Source) -> Lane:
    marks = [
        Mark(record.at, "diamond", "plain", f"{format_instant(record.at)} {inject_title(source, body.inject)}")
        for record, body in source.of(InjectDelivered)
    ]
    for kind in (InjectSkipped, InjectWithdrawn):
        marks += [
            Mark(
                record.at,
                "diamond",
                "quiet",
                f"{format_instant(record.at)} did not come: {inject_title(source, body.inject)}; {body.reason}",
            )
            for record, body in source.of(kind)
        ]
    return Lane("Injects", marks=tuple(marks))


def _decisions(source: Source) -> Lane:
    asked = source.board.decisions

    def told(at: int, decision: str, word: str) -> str:
        question = asked[decision].question if decision in asked else decision
        return f"{format_instant(at)} {word}: {question}"

    marks = [Mark(r.at, "square", "plain", told(r.at, b.decision, "asked")) for r, b in source.of(DecisionOffered)]
    marks += [Mark(r.at, "square", "good", told(r.at, b.decision, "taken")) for r, b in source.of(DecisionTaken)]
    marks += [Mark(r.at, "square", "bad", told(r.at, b.decision, "lapsed")) for r, b in source.of(DecisionLapsed)]
    return Lane("Decisions", marks=tuple(marks))


def _seats(source: Source) -> Iterable[Lane]:
    """A lane for every seat that did something."""
    acts: dict[str, dict[int, str]] = {role: {} for role in source.board.rules.roles}
    for telling in source.tellings:
        role = telling.record.by.removeprefix("sim:").partition(":")[0]
        if role in acts:
            acts[role].setdefault(telling.record.at, telling.told.text)
    for role, done in acts.items():
        marks = tuple(Mark(at, "tick", "plain", f"{format_instant(at)} {text}") for at, text in done.items())
        label = source.names.role(role)
        yield Lane(label[:1].upper() + label[1:], marks=marks)


def _clocks(source: Source) -> list[Lane]:
    """A lane for every clock of the plan that ran, a bar for each running; the next of a cadence follows a missed one."""
    end = max(source.now, SHORTEST)
    bars: dict[str, list[Bar]] = {}
    labels: dict[str, str] = {}
    cadences = {name for name, rule in source.board.rules.clocks.items() if rule.cadence}
    for clock in source.card.clocks:
        until = clock.stopped if clock.stopped != NEVER else min(end, max(clock.due, clock.since))
        if clock.verdict in ("overdue", "running"):
            until = clock.due if clock.rule in cadences and clock.verdict == "overdue" else end
        about = f"{clock.incident} {clock.label or clock.rule}".strip()
        text = f"{about}: {clock.verdict}, {format_instant(clock.since)} to {format_instant(until)}, "
        text += f"due {format_instant(clock.due)}"
        labels[clock.rule] = clock.label or clock.rule
        bar = Bar(
            clock.since, until, clock.due, TONES.get(clock.verdict, "plain"), GLYPHS.get(clock.verdict, "·"), text
        )
        bars.setdefault(clock.rule, []).append(bar)
    return [Lane(labels[rule], tuple(found)) for rule, found in bars.items()]
