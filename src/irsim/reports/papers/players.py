"""The situation manual: what players read before the exercise, and a sheet for each part, handed out when it opens.

The manual is made of what every seat may know before the first alert, and of the plan. It has no way to the scenario's
truth, injects, decisions or expectations. A part's situation and questions tell what is to come, and so have sheets of
their own.
"""

from collections.abc import Iterable

from irsim.board.board import Board
from irsim.events import for_players
from irsim.events.session import SessionOpened
from irsim.plan import Plan
from irsim.reports.account.source import Row
from irsim.reports.document.model import Block, Document, Heading, Note, Paragraph, Quote, bullets, table
from irsim.reports.names import Names
from irsim.reports.papers.script import Script
from irsim.reports.papers.timetable import Session, session_of, sessions
from irsim.reports.plain import counted, span

ASSUMPTIONS = (
    "This is an exercise. Nothing in it happened; its people, customers and addresses are made up.",
    "Act as you would on the day, with the plan, the people and the tools that you really have.",
    "The scenario is plausible. If something seems odd, ask the facilitator, and do not argue with it.",
    "What you decide has consequences, and so has what you leave undone.",
    "Nothing leaves this room: no real system is touched, nobody outside is called, paged or written to.",
    "Time may be paused for a discussion, or moved on. When the exercise is paused, every deadline is paused.",
    "What is not written down did not happen. Say aloud what you decide; the scribe enters it with its time.",
    "The exercise tests plans and procedures. Nobody's performance is graded by name.",
    "A real incident comes first: say 'real incident', and the exercise stops.",
)
"""Assumptions and artificialities, as HSEEP calls them."""

ROLES = (
    ("Players", "take the seats of the response team, and respond as they would in a real incident"),
    ("Facilitator", "runs the exercise: delivers what happens, acts out calls, answers questions about the exercise"),
    ("Evaluators", "watch and take notes on plans and procedures; they neither help nor answer"),
    ("Scribe", "enters what the table says and decides, with the time at which it was said"),
    ("Observers", "listen, and keep their questions for the hot wash"),
)


def situation_manual(script: Script) -> Document:
    """The manual: overview, agenda, roles, assumptions, and the situation as it is when the exercise begins."""
    opened = for_players(script.opened)
    return _manual(opened, script.plan, sessions(script.scenario), _first(script), script.scenario.at_the_table)


def _first(script: Script) -> str:
    """What everybody hears when the exercise begins."""
    parts = script.scenario.parts
    return script.filled(parts[0].summary) if parts else ""


def _manual(opened: SessionOpened, plan: Plan, parts: list[Session], first: str, length: int) -> Document:
    setting, names = opened.setting, Names(Board(opened))
    overview: list[Row] = [
        ("Exercise name", setting.codename),
        ("Exercise date", "as invited"),
        ("Calendar of the exercise", f"begins on {names.moment(0, year=True)} (T+0)"),
        ("Scope", f"{span(length)} at the table, in {counted(len(parts), 'part')}"),
        ("Objectives", "; ".join(setting.objectives.values())),
        ("Sponsor", plan.plan.organisation),
        ("Response plan", f"{plan.plan.title} {plan.plan.version}".strip()),
    ]
    overview += [("Difficulty", setting.difficulty)] if setting.difficulty else []
    return Document(
        f"Situation manual: {setting.codename}",
        f"For players. {plan.plan.organisation}.",
        (
            Note("Read this before the exercise. It says nothing of what will happen.", "EXERCISE, FOR PLAYERS."),
            Heading(2, "1. Exercise overview"),
            table(("Field", "Entry"), overview, named=True),
            Heading(2, "2. Agenda"),
            table(("What", "How long", "Who"), _agenda(parts)),
            Heading(2, "3. Roles and responsibilities"),
            table(("At the exercise", "What they do"), list(ROLES), named=True),
            Heading(3, "Seats of the response team"),
            table(
                ("Seat", "Purpose", "Answers for"),
                [(role.label, role.purpose, "; ".join(role.responsibilities)) for role in plan.roles],
                named=True,
            ),
            Heading(2, "4. Assumptions and rules"),
            bullets(ASSUMPTIONS),
            Heading(2, "5. The situation"),
            *([Quote(setting.briefing)] if setting.briefing else []),
            *([Paragraph(first)] if first else []),
            Heading(2, "6. What you have"),
            *_means(opened, plan, names),
            Heading(2, "7. Discussion and hot wash"),
            Paragraph(
                "At some points the facilitator stops for a discussion, and hands out its questions. After the end "
                "everybody names what went well, what did not, and what to fix, with who will do it and by when. Each "
                "participant also fills in a feedback form."
            ),
            *_statements(plan),
        ),
    )


def _agenda(parts: Iterable[Session]) -> list[Row]:
    """The parts by their number: their titles would tell what is to come."""
    found = list(parts)
    rows: list[Row] = [("Welcome, roles, rules, the room's screens", "15m", "facilitator")]
    for each in found:
        name = f"Part {each.number}" if len(found) > 1 else "The exercise"
        rows.append((name, span(each.until - each.since), "players"))
    return [
        *rows,
        ("Hot wash: strengths, gaps, fixes with owners", "20m", "everybody"),
        ("Participant feedback", "10m", "everybody"),
    ]


def _means(opened: SessionOpened, plan: Plan, names: Names) -> list[Block]:
    """Severities, services, channels, contacts."""
    setting = opened.setting
    severities = [(names.severity(each.id), each.definition or "-", each.response or "-") for each in plan.severities]
    services = [(each.label, _leans(opened, each.depends_on)) for each in setting.services.values()]
    channels = [(each.label, "public" if each.public else "internal") for each in setting.channels.values()]
    contacts = [
        (contact.label, setting.contacts[contact.id].name, contact.person)
        for contact in plan.contacts
        if contact.id in setting.contacts
    ]
    blocks: list[Block] = []
    for title, heads, rows in (
        ("Severities", ("Severity", "Means", "Response"), severities),
        ("Services", ("Service", "Leans on"), services),
        ("Channels", ("Channel", "Who reads it"), channels),
        ("People to reach", ("Contact", "Name in this exercise", "Function"), contacts),
    ):
        blocks += [Heading(3, title), table(heads, list(rows), named=True)] if rows else []
    return blocks


def _leans(opened: SessionOpened, names: Iterable[str]) -> str:
    services = opened.setting.services
    return ", ".join(services[name].label if name in services else name for name in names) or "nothing"


def _statements(plan: Plan) -> list[Block]:
    statements = [each.text for each in plan.exercise.statements]
    if not statements:
        return []
    return [Paragraph("The form asks how far you agree, from 1 (not at all) to 5 (fully):"), bullets(statements)]


def part_sheets(script: Script) -> dict[int, Document]:
    """A sheet for each part: its situation, and a page for each discussion in it."""
    return {each.number: _sheet(script, each) for each in sessions(script.scenario)}


def _sheet(script: Script, about: Session) -> Document:
    scenario = script.scenario
    title = script.filled(about.part.title) if about.part else ""
    name = f"Part {about.number}" + (f": {title}" if title else "")
    situation = script.filled(about.part.summary) if about.part and about.part.summary else ""
    if about.number == 1:
        situation = "\n\n".join(text for text in (script.opened.setting.briefing, situation) if text)
    blocks: list[Block] = [
        Note(f"Hand this out when part {about.number} opens, and not before.", "EXERCISE, FOR PLAYERS."),
        Heading(2, "The situation"),
        Paragraph(f"It is {script.names.moment(about.since, year=True)}."),
    ]
    blocks += [Quote(situation)] if situation else []
    talks = [
        each
        for each in scenario.injects
        if (each.hold is not None or each.questions) and session_of(each, scenario) == about.number
    ]
    for number, each in enumerate(talks, 1):
        questions = [*(each.hold.questions if each.hold else []), *each.questions]
        blocks += [
            Heading(2, f"Discussion {number} of part {about.number}", fresh=True),
            Note("Keep this page back until the facilitator opens the discussion."),
        ]
        if each.hold is not None:
            clocks = "stand still" if each.hold.clocks == "stopped" else "go on"
            blocks.append(Paragraph(f"You have {span(each.hold.for_)}. The clocks {clocks} meanwhile."))
        blocks.append(bullets([script.filled(question) for question in questions], numbered=True))
    blocks += [] if talks else [Paragraph("No discussion is planned in this part.")]
    return Document(
        f"{scenario.codename}, {name}", "Situation manual, sheet for players.", tuple(blocks), contents=False
    )
