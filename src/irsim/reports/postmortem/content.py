"""What the post-mortem of one incident says, part by part of the plan's agenda, from the log."""

from collections.abc import Callable
from dataclasses import dataclass

from irsim.board.exercise import is_exercise
from irsim.board.state import NEVER, Incident
from irsim.reports.account import after, clocks, incidents, overview, timeline, work
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import counted, listed, one_line
from irsim.reports.planning import plan_diff
from irsim.words.faults import BadInput, nearest

NOTHING = "Nothing of this is on record. Fill it in at the meeting."


@dataclass(frozen=True)
class Table:
    """Rows under heads, with a title of their own where they need one."""

    heads: tuple[str, ...]
    rows: list[Row]
    title: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the agenda. `points` are numbered; `code` is a text that keeps its lines."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    code: str = ""

    @property
    def empty(self) -> bool:
        """Whether the log says nothing for this part."""
        return not (self.paragraphs or self.points or self.code or any(table.rows for table in self.tables))


@dataclass(frozen=True)
class PostMortem:
    """One incident's. `exercise` says that it is about an exercise."""

    incident: str
    title: str
    exercise: bool
    facts: list[Row]
    sections: list[Section]
    head: str


def chosen(source: Source, name: str) -> list[Incident]:
    """The incident called `name`, or every one that was neither merged nor a false alarm. Raises BadInput."""
    known = source.board.incidents
    if name:
        found = known.get(name.upper())
        if found is None:
            path = str(source.recording.path)
            message = f"has no incident '{one_line(name, 40)}'; {nearest(name[:40].upper(), known)}"
            raise BadInput.one(path, 0, message if known else "has no incident; there is nothing to review")
        return [found]
    return [about for about in known.values() if not about.merged_into and not about.dismissed]


def post_mortem(source: Source, about: Incident) -> PostMortem:
    """What the log says for each part of the plan's agenda; for a plan without one, for all five."""
    rule = source.board.rules.plan.review
    parts = [(item.text, item.shows or "") for item in rule.agenda] if rule else list(PARTS.items())
    sections = [SHOWS[shows](source, about, text) if shows in SHOWS else Section(text) for text, shows in parts]
    return PostMortem(
        about.id, about.title, is_exercise(source.board, about), _facts(source, about), sections, source.recording.head
    )


PARTS = {
    "Timeline": "timeline",
    "Impact": "impact",
    "Root cause": "cause",
    "Response": "response",
    "Improvements": "improvements",
}
"""The agenda where the plan gives none."""


def _facts(source: Source, about: Incident) -> list[Row]:
    names = source.names
    rows: list[Row] = [
        ("Session", overview.title(source)),
        ("Severity", names.severity(about.severity)),
        ("Category", names.category(about.category)),
        ("Detected", source.when(about.since)),
        ("Resolved", source.when(about.resolved_at)),
        ("Post-mortem", _review(source, about)),
        ("Attendees", names.attendees(about.attendees) or _groups(source)),
        ("Head of the recording", source.recording.head),
    ]
    return rows


def _review(source: Source, about: Incident) -> str:
    if about.review_at != NEVER:
        held = ", held" if about.review == "held" else ""
        return source.names.moment(about.review_at, year=True) + held
    return about.review or "not scheduled"


def _groups(source: Source) -> str:
    rule = source.board.rules.plan.review
    return source.names.attendees([each.id for each in rule.attendees]) if rule else "not said"


def _timeline(source: Source, about: Incident, title: str) -> Section:
    alerts = {source.board.alerts[name].seq for name in about.alerts if name in source.board.alerts}
    rows = timeline.timeline(source, {*about.timeline, *alerts})
    return Section(title, tables=(Table(("T+", "UTC", "Kind", "What happened", "Record"), rows),))


def _impact(source: Source, about: Incident, title: str) -> Section:
    account = incidents.account(source, about)
    wanted = ("Services", "Affected", "Impact", "Personal data", "Data compromised", "Reported to authorities")
    rows = [row for row in account.facts if row[0] in wanted]
    told = sum(update.incident == about.id and update.sent_at != NEVER for update in source.board.updates.values())
    rows.append(("Updates that were sent", str(told)))
    return Section(title, tables=(Table(("Fact", "Value"), rows),))


def _cause(source: Source, about: Incident, title: str) -> Section:
    account = incidents.account(source, about)
    points = tuple(f"Why? {why}" for why in about.whys)
    found = (Table(("When", "Who", "Finding", "Confidence"), account.findings, "Findings"),) if account.findings else ()
    return Section(title, (f"Root cause: {about.cause}",) if about.cause else (), points, found)


def _response(source: Source, about: Incident, title: str) -> Section:
    rows = [row[1:6] for row in clocks.clocks(source) if row[0] == about.id]
    tables = [Table(("Clock", "From", "Due", "Stopped", "Verdict"), rows, "Deadlines")]
    account = incidents.account(source, about)
    for heads, found, name in (
        (("Phase", "Step", "Role", "State"), account.steps, "Playbook"),
        (("Criterion", "State"), account.checks, "Criteria"),
        (("What", "Verdict", "When", "Note"), account.watch, "Watch"),
        (("Page", "Sent", "Contact", "Reason", "Answer"), _pages(source, about), "Pages"),
        (("When", "Who", "Score", "In their words"), _content(source, about), "Satisfaction"),
    ):
        if found:
            tables.append(Table(heads, found, name))
    return Section(title, tables=tuple(table for table in tables if table.rows))


def _pages(source: Source, about: Incident) -> list[Row]:
    return [(*row[:3], *row[4:]) for row in work.pages(source) if row[3] == about.id]


def _content(source: Source, about: Incident) -> list[Row]:
    return [(row[0], *row[2:]) for row in after.satisfaction(source) if row[1] == about.id]


def _improvements(source: Source, about: Incident, title: str) -> Section:
    items = [(row[0], *row[2:]) for row in after.improvement_plan(source) if row[1] == about.id]
    lessons = [(row[0], *row[2:]) for row in after.lessons(source) if row[1] == about.id]
    limits = [(row[0], *row[2:]) for row in after.thresholds(source) if row[1] == about.id]
    heads = ("Item", "What", "Owner", "Priority", "Due", "Success shows in", "Status")
    tables = [Table(heads, items)]
    tables += [Table(("When", "Kind", "Lesson", "Changes in the plan"), lessons, "Lessons")] if lessons else []
    tables += [Table(("When", "Monitor", "Proposed", "Why"), limits, "Thresholds")] if limits else []
    return Section(title, tables=tuple(table for table in tables if table.rows), code=plan_diff(source.board, about.id))


SHOWS: dict[str, Callable[[Source, Incident, str], Section]] = {
    "timeline": _timeline,
    "impact": _impact,
    "cause": _cause,
    "response": _response,
    "improvements": _improvements,
}


def kept(source: Source, about: Incident) -> str:
    """How many deadlines were kept, in words."""
    runs = [clock for (name, _), found in source.board.runs.items() if name == about.id for clock in found]
    verdicts = [clock.verdict(source.now) for clock in runs]
    met, missed = verdicts.count("met"), verdicts.count("late") + verdicts.count("overdue")
    return listed([f"{counted(met, 'deadline')} kept", f"{missed} missed"])
