"""What is selected behind the room, in full: an inject as it will come, an expectation and what would count, what
was said."""

from __future__ import annotations

from irsim.board.state import NEVER
from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.scoring.cues import Item
from irsim.scoring.run_of_show import RunOfShow
from irsim.scoring.standing import Expected
from irsim.tui.console.words import EXPECTED, left_of
from irsim.tui.debriefing.rows import BLANK, Row, cells, heading, pair, stopping, words
from irsim.tui.lines import Cell
from irsim.tui.marks import short
from irsim.tui.seat import Seat
from irsim.words.durations import format_instant

STATES = {
    "delivered": "came",
    "skipped": "did not come",
    "withdrawn": "left out",
    "awaiting": "act it out now",
    "held": "waits for the discussion",
    "coming": "coming",
    "waiting": "on a condition",
}


def inject_rows(seat: Seat, shown: RunOfShow, item: Item, acting: str = "") -> list[Row]:
    """An inject: how it stands and why, its words as they will come, what is expected of whom. `acting` is the key that
    shows its script."""
    rows = [heading(one_line(item.title, 200), STATES[item.state])]
    style = {"awaiting": "notice", "held": "notice"}.get(item.state, "strong")
    if item.state != "waiting" or not item.conditions or item.why != item.conditions[0].words:
        rows.append(words(one_line(item.why, 400), style))
    for each in item.conditions if item.open or item.state == "skipped" else ():
        glyph, mark = ("✔", "good") if each.holds else ("✘", "notice")
        rows.append(words(one_line(each.words, 400), "", 3, f"{glyph} ", mark))
    if item.acted and item.open:
        told = f"You act this one out; {acting} shows its script."
        if not seat.facilitated:
            told = f"A call to act out. It comes by itself, unless you join as facilitator; {acting} shows its script."
        rows.append(words(told, "accent"))
    if item.optional and item.open:
        rows.append(words("Optional: it may be left out when time is short.", "accent"))
    rows += _message(seat, item)
    inject = item.inject
    expects = inject.expects if inject is not None else item.added.expects if item.added is not None else ""
    if expects:
        rows += [heading("Expected"), words(few_lines(expects))]
    for name in item.expectations:
        found = shown.expectation(name)
        if found is not None:
            rows.append(_line(seat, found))
    if inject is not None and inject.questions:
        rows.append(heading("To ask"))
        rows += [words(few_lines(question), "", 1, f"{n}. ") for n, question in enumerate(inject.questions, 1)]
    if inject is not None and inject.why:
        rows += [heading("Why"), words(few_lines(inject.why), "muted")]
    if inject is not None:
        rows += [BLANK, pair("Inject", item.id, copy=item.id)]
        rows += [pair("Thread", one_line(inject.thread, 60))] if inject.thread else []
        rows += [pair("Handouts", ", ".join(one_line(each.title, 80) for each in inject.handouts))] * bool(
            inject.handouts
        )
        rows += [pair("Truth", f"{inject.truth}{', a decoy' if inject.decoy else ''}")] * (inject.truth != "true")
    for name, at in item.became:
        rows.append(pair("Became", f"{one_line(name, 60)} at {format_instant(at)}"))
    return rows


def decision_rows(seat: Seat, item: Item) -> list[Row]:
    """A decision that the scenario puts to the team: how it stands and why, to whom, what there is to choose from."""
    rule, said, names = item.decision, item.words, Names(seat.board)
    if rule is None:
        return []
    stands = item.outcome or {"coming": "coming", "held": "waits for the discussion", "waiting": "on a condition"}.get(
        item.state, "did not come"
    )
    rows = [heading("A decision for the team", stands), words(one_line(item.why, 400), "strong")]
    for each in item.conditions if not item.outcome else ():
        glyph, mark = ("✔", "good") if each.holds else ("✘", "notice")
        rows.append(words(one_line(each.words, 400), "", 3, f"{glyph} ", mark))
    rows += [pair("To", names.roles(said.to))] * bool(said.to)
    if item.came:
        rows.append(pair("Put", format_instant(item.came[0])))
    if item.ends != NEVER:
        rows.append(pair("Lapses", format_instant(item.ends)))
    rows += [heading("As players read it"), words(few_lines(said.text, 4000))]
    rows += [words(one_line(answer, 600), "", 1, "› ") for answer in said.answers]
    if rule.why:
        rows += [heading("Why"), words(few_lines(rule.why), "muted")]
    return [*rows, BLANK, pair("Decision", item.id, copy=item.id)]


def _message(seat: Seat, item: Item) -> list[Row]:
    said, names = item.words, Names(seat.board)
    rows = [heading("As players read it" if item.state == "delivered" else "As it will come")]
    if item.what == "message":
        rows.append(pair("From", one_line(said.sender, 120)))
        rows.append(pair("To", f"{names.roles(said.to)}, by {names.channel(said.way)}"))
    elif item.what == "alert":
        rows.append(pair("Alert", f"{names.monitor(said.way)}{f' at {said.sender}' if said.sender else ''}"))
    elif item.what == "automation":
        rows.append(pair("Reported by", one_line(said.sender, 80)))
    if said.subject:
        rows.append(words(one_line(said.subject, 300), "strong"))
    if said.text:
        rows += [words(line) if line else BLANK for line in few_lines(said.text, 6000, 200).split("\n")]
    rows += [words(one_line(answer, 400), "muted", 1, "› ") for answer in said.answers]
    return rows


def _line(seat: Seat, each: Expected) -> Row:
    """An expectation on one line, to be opened."""
    state = each.state_at(seat.now)
    glyph, style, word = EXPECTED[state]
    told = left_of(each, seat.now)
    return cells(
        Cell(glyph, style),
        Cell(word, style, width=9),
        Cell(one_line(each.claim.title, 200), "", flex=True),
        Cell(told if told != word else "", style, right=True),
        link=("claim", each.id),
        copy=each.id,
    )


def expectation_rows(seat: Seat, shown: RunOfShow, each: Expected) -> list[Row]:
    """An expectation: how it stands, by what rule, what was heard of its key points, what would count."""
    claim, names = each.claim, Names(seat.board)
    glyph, style, word = EXPECTED[each.state_at(seat.now)]
    judged = each.state_at(seat.now) not in ("open", "ahead", "to rate", "not asked")
    points = f"{claim.points:g} of {claim.possible:g} points" if judged else f"{claim.possible:g} points"
    rows = [heading(one_line(claim.title, 200), points)]
    rows.append(words(word, style, 1, f"{glyph} ", style))
    if each.due != NEVER:
        rows.append(pair("Due", format_instant(each.due)))
    rows.append(pair("Whose", names.role(claim.role)))
    objective = seat.board.opened.setting.objectives.get(claim.objective, claim.objective)
    rows.append(pair("Objective", one_line(objective, 80)))
    rows.append(pair("By", {"automatic": "the rules"}.get(claim.basis, f"the {claim.basis}'s word")))
    if claim.overridden:
        rows.append(pair("Overridden", f"{one_line(claim.overridden, 300)} (the rules had: {claim.was})", "accent"))
    if claim.recorded_late:
        rows.append(pair("Recorded", "later than it was said"))
    if each.key_points:
        rows.append(heading("Key points", f"{len(each.heard)} of {len(each.key_points)} heard"))
        for number, point in enumerate(each.key_points, 1):
            heard = number in each.heard
            rows.append(words(one_line(point, 300), "" if heard else "muted", 1, f"{'✔' if heard else '○'} ", "good"))
    told = claim.rule if judged else claim.rule.partition("; the recording stops at")[0]
    rows += [heading("Judged" if judged else "To be judged"), words(few_lines(told, 2000))]
    if each.counts and not judged:
        rows.append(words(few_lines(each.counts[:1].upper() + each.counts[1:], 2000)))
    if claim.why:
        rows += [heading("Why, and what would count"), words(few_lines(claim.why, 2000), "muted")]
    for name in each.injects:
        item = shown.item(name)
        if item is not None:
            rows.append(stopping(pair("Inject", one_line(f"{name}: {item.title}", 160)), ("inject", name), name))
    rows += [BLANK, pair("Claim", claim.id, copy=claim.id)]
    return rows


def statement_rows(seat: Seat, record: int, judging: str) -> list[Row]:
    """What somebody said, and what was made of it. `judging` is the key."""
    said = seat.board.show.statements.get(record)
    if said is None:
        return []
    names = Names(seat.board)
    rows = [heading(f"Said at {short(said.said_at)}", "judged" if said.judged else "not judged")]
    rows.append(words(few_lines(said.text, 4000, 60)))
    if said.role:
        rows.append(pair("By", names.role(said.role)))
    if not said.judged:
        rows.append(
            words(f"{judging} judges it: it meets an expectation, triggers an action, or has no effect.", "muted")
        )
    return rows
