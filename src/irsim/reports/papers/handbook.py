"""The controller and evaluator handbook: everything that those who run the room have to know, in the order in which
they need it. It tells the truth of the scenario, and is not for players."""

from irsim.reports.account.source import Row
from irsim.reports.document.model import Block, Document, Heading, Landscape, Note, Paragraph, Quote, bullets, table
from irsim.reports.papers.guides import definitions
from irsim.reports.papers.players import ASSUMPTIONS, ROLES
from irsim.reports.papers.run_of_show import conditional, run_of_show
from irsim.reports.papers.script import Script
from irsim.reports.papers.timetable import sessions
from irsim.reports.plain import counted, span
from irsim.words.durations import format_instant

LOG_ROWS = 14
"""Rows of an empty page of the observation log."""

DUTIES = (
    (
        "Facilitator",
        "delivers or fires what is due, acts out calls, opens and closes discussions, rules on what was said",
    ),
    ("Evaluators", "record observations at exercise time against an objective, rate tasks and objectives, help nobody"),
    ("Simulated contacts", "answer pages and calls by themselves, as the table of contacts says"),
    ("Scribe", "sits with the players, and enters what they say"),
)


def handbook(script: Script) -> Document:
    """The whole book."""
    scenario = script.scenario
    blocks: tuple[Block, ...] = (
        Note("It tells what really happens, and what is expected of whom.", "FOR FACILITATOR AND EVALUATORS ONLY."),
        *_overview(script),
        *_roles(script),
        *_communications(script),
        *run_of_show(script),
        *conditional(script),
        *_calls(script),
        *_discussions(script),
        *_decisions(script),
        *_expected(script),
        *_log(),
        Heading(2, "11. Ratings", fresh=True),
        *definitions(),
    )
    subtitle = f"{script.filled(scenario.title)}. {script.plan.plan.organisation}."
    return Document(f"Controller and evaluator handbook: {scenario.codename}", subtitle, blocks)


def _overview(script: Script) -> list[Block]:
    scenario = script.scenario
    injects = scenario.injects
    rows: list[Row] = [
        ("Exercise name", f"{scenario.codename}: {script.filled(scenario.title)}"),
        ("Threat or hazard", scenario.family.replace("-", " ")),
        ("Difficulty", scenario.difficulty),
        ("Calendar of the exercise", f"T+0 is {script.names.moment(0, year=True)}"),
        ("Length", f"{span(scenario.duration)}, of which {span(scenario.at_the_table)} at the table"),
        ("Summary", script.filled(scenario.summary)),
        ("Objectives", "; ".join(script.filled(each.label) for each in scenario.objectives)),
        (
            "Run of show",
            f"{counted(len(injects), 'inject')}, {sum(each.optional for each in injects)} of them optional, "
            f"{sum(bool(each.needs or each.unless) for each in injects)} with a condition, "
            f"{sum(each.decoy for each in injects)} decoys",
        ),
        ("Cast", f"of seed {script.opened.seed}: begin the drill with --seed {script.opened.seed}"),
    ]
    blocks: list[Block] = [Heading(2, "1. Overview"), table(("Field", "Entry"), rows, named=True)]
    if scenario.truth.story:
        blocks += [Heading(3, "What really happens"), Quote(script.filled(scenario.truth.story))]
    truth: list[Row] = [
        (
            script.filled(each.title),
            script.names.severity(each.severity),
            script.names.category(each.category),
            "yes" if each.personal_data else "no",
            format_instant(each.onset) if each.onset >= 0 else f"{span(-each.onset)} before T+0",
            script.filled(each.cause) or "-",
        )
        for each in scenario.truth.incidents
    ]
    heads = ("Incident", "True severity", "Category", "Personal data", "Onset", "Cause")
    blocks += [table(heads, truth)] if truth else []
    parts: list[Row] = [
        (
            str(each.number),
            script.filled(each.part.title) if each.part else "-",
            format_instant(each.since),
            format_instant(each.until),
            span(each.until - each.since),
        )
        for each in sessions(scenario)
    ]
    return [*blocks, Heading(3, "Parts"), table(("Part", "Title", "From", "Until", "Length"), parts, named=True)]


def _roles(script: Script) -> list[Block]:
    seats: list[Row] = [
        (role.label, role.purpose, counted(_asked(script, role.id), "task")) for role in script.plan.roles
    ]
    return [
        Heading(2, "2. Roles"),
        table(("Who", "Does what"), list(DUTIES), named=True),
        Heading(3, "At the table"),
        table(("Who", "Does what"), list(ROLES), named=True),
        Heading(3, "Seats, and what is expected of each"),
        table(("Seat", "Purpose", "Expected"), seats, named=True),
        Heading(3, "Rules that players were given"),
        bullets(ASSUMPTIONS),
    ]


def _asked(script: Script, role: str) -> int:
    return sum(each.role == role for each in script.scenario.expectations)


def _communications(script: Script) -> list[Block]:
    """Who reaches whom, and how: the channels, who answers, what fails, where the team meets."""
    world, scenario = script.loaded.world, script.scenario
    channels: list[Row] = [
        (each.label, "public" if each.public else "internal", span(each.delay), f"{each.loss} %", f"{each.readers:,}")
        for each in world.channels
    ]
    contacts: list[Row] = []
    for name, known in world.contacts.items():
        replies = scenario.contacts.get(name, known.replies)
        never = "never answers" if replies.never >= 100 else f"after about {span(replies.after)}"
        says = script.filled(replies.says) if replies.says and replies.never < 100 else "-"
        contacts.append((script.names.contact(name), never, says))
    fails: list[Row] = [
        (
            ", ".join(script.names.channel(channel) for channel in each.channels),
            each.state,
            script.trigger(each),
            script.filled(each.why) or "-",
        )
        for each in scenario.outages
    ]
    blocks: list[Block] = [
        Heading(2, "3. Communications plan"),
        Paragraph(
            "Players use the channels below. Facilitator and evaluators speak to each other beside the table, or by "
            "private notes. A real incident is called out as 'real incident', and stops the exercise."
        ),
    ]
    for title, heads, rows in (
        ("Channels of the exercise", ("Channel", "Who reads it", "Delay", "Lost", "Readers"), channels),
        ("Simulated contacts", ("Contact", "Answers", "Says"), contacts),
        ("Channels that fail", ("Channel", "How", "When", "Why"), fails),
        (
            "Where the team meets",
            ("Bridge", "How one gets in"),
            [(each.label, each.join or "-") for each in script.plan.bridges],
        ),
    ):
        blocks += [Heading(3, title), table(heads, rows, named=True)] if rows else []
    return blocks


def _calls(script: Script) -> list[Block]:
    """What somebody has to act: who one is, what one says, what players may answer."""
    calls = [each for each in script.scenario.injects if each.message is not None and each.delivery == "facilitator"]
    blocks: list[Block] = [
        Heading(2, "6. Calls to act out", fresh=True),
        Paragraph(
            "Ring, or turn to the player; mark the call as delivered, and it stands on their screens. Without a "
            "facilitator it comes by itself at its time."
            if calls
            else "The scenario has no call that somebody has to act out."
        ),
    ]
    for each in calls:
        message = each.message
        assert message is not None
        blocks += [
            Heading(3, f"{script.trigger(each)}: {script.filled(each.title)}"),
            Paragraph(f"{script.filled(message.sender)}, to {script.names.roles(tuple(message.to))}.", "You are"),
            Quote(script.filled(message.text)),
        ]
        if each.expects:
            blocks.append(Paragraph(script.filled(each.expects), "Expected:"))
        if message.answers:
            rows: list[Row] = [(script.filled(each.text), script.filled(each.why) or "-") for each in message.answers]
            blocks.append(table(("They may answer", "What speaks for and against it"), rows))
    return blocks


def _discussions(script: Script) -> list[Block]:
    blocks: list[Block] = [Heading(2, "7. Discussions and hot wash", fresh=True)]
    for each in script.scenario.injects:
        if each.hold is None:
            continue
        blocks += [
            Heading(3, f"{script.trigger(each)}: {script.filled(each.title)}"),
            Paragraph(f"{span(each.hold.for_)}, clocks {each.hold.clocks}."),
            bullets([script.filled(question) for question in [*each.hold.questions, *each.questions]], numbered=True),
        ]
        if each.expects:
            blocks.append(Paragraph(script.filled(each.expects), "Listen for:"))
    if script.scenario.discussion:
        blocks += [
            Heading(3, "Hot wash"),
            bullets([script.filled(question) for question in script.scenario.discussion], numbered=True),
        ]
    return blocks


def _decisions(script: Script) -> list[Block]:
    blocks: list[Block] = [Heading(2, "8. Decisions that are put to the team", fresh=True)]
    for decision in script.scenario.decisions:
        closes = f" Open for {span(decision.open_for)}." if decision.open_for else ""
        to = script.names.roles(tuple(decision.to))
        rows: list[Row] = [
            (
                script.filled(each.text),
                script.filled(each.why) or "-",
                "by itself" if each.id == decision.default else "-",
            )
            for each in decision.alternatives
        ]
        blocks += [
            Heading(3, script.filled(decision.question)),
            Paragraph(f"{script.trigger(decision)}, to {to}.{closes}"),
            table(("Alternative", "What speaks for and against it", "If nobody decides"), rows),
        ]
        if decision.why:
            blocks.append(Paragraph(script.filled(decision.why), "Why:"))
    return blocks if script.scenario.decisions else [*blocks, Paragraph("None.")]


def _expected(script: Script) -> list[Block]:
    """Expectations by objective, and what makes things worse."""
    blocks: list[Block] = [Heading(2, "9. What is expected", fresh=True)]
    heads = ("Task", "By", "By when", "What counts", "Points", "Why")
    for objective in script.scenario.objectives:
        rows: list[Row] = [
            (
                script.filled(each.title),
                script.names.role(each.role),
                script.limit(each),
                script.counts(each),
                str(each.points),
                script.filled(each.why) or "-",
            )
            for each in script.scenario.expectations
            if each.objective == objective.id
        ]
        blocks += [Heading(3, script.filled(objective.label)), table(heads, rows)] if rows else []
    worse: list[Row] = [
        (
            script.filled(each.title),
            " or ".join(script.event(way) for way in each.any_of),
            str(each.costs),
            script.filled(each.why) or "-",
        )
        for each in script.scenario.harms
    ]
    if worse:
        blocks += [Heading(3, "What makes things worse"), table(("What", "How it shows", "Costs", "Why"), worse)]
    return [Landscape(tuple(blocks))]


def _log() -> list[Block]:
    """Pages for those who write by hand."""
    heads = ("Time (T+)", "Objective", "Who", "What was seen or heard", "Strength or area", "Rating")
    return [
        Landscape(
            (
                Heading(2, "10. Observation log", fresh=True),
                Paragraph("Write what was done and said, with its time; what it means can wait until the hot wash."),
                table(
                    heads, [("", "", "", "", "", "☐ P ☐ S ☐ M ☐ U")] * LOG_ROWS, room=9, widths=(9, 16, 14, 38, 11, 12)
                ),
            )
        )
    ]
