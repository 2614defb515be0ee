"""What law and contracts ask: what is owed and by when, what was found, the fact sheet, requests of data subjects."""

from __future__ import annotations

from irsim.board.duties import owing, still_lacks
from irsim.board.facts import sheet
from irsim.board.state import NEVER, Clock
from irsim.reports.plain import counted, listed, one_line
from irsim.tui.forms.choices import noticed_by
from irsim.tui.lines import Cell, Span
from irsim.tui.tabs.rows import Opens, Row, View, heading


def rows(view: View) -> list[Row]:
    """Owed first, then what it rests on."""
    return [
        *_owed(view),
        *_filed(view),
        *_found(view),
        *_sheet(view),
        *_requests(view),
        *_differences(view),
        *_caution(view),
    ]


def _owed(view: View) -> list[Row]:
    waiting = owing(view.board, view.about.id)
    if not waiting:
        aware = "" if view.about.aware_at != NEVER else " Record awareness once it is reasonably certain."
        return [view.hint(f"No notice is owed as things stand.{aware}", "aware", "records it")]
    found: list[Row] = [heading("Owed", counted(len(waiting), "notice"))]
    for clock in waiting:
        rule = view.board.rules.clocks[clock.rule]
        found.append(view.clock(clock, f"{view.names.clock_rule(clock.rule)} (target)" if rule.target else ""))
        found += _content(view, clock)
    return found


def _content(view: View, clock: Clock) -> list[Row]:
    """What its notice still lacks; basis and date are a key away, in the clock itself."""
    names = noticed_by(view.board, clock)
    if len(names) != 1:
        return []
    lacks = still_lacks(view.board, view.about, view.board.rules.notices[names[0]])
    missing = listed([one_line(name.replace("_", " "), 40) for name in lacks])
    said = f"lacks {missing}" if lacks else "the fact sheet has all it asks for"
    words = (Span(said, "notice" if lacks else "good"),)
    return [Row(f"lacks:{clock.id}", words, indent=3, opens=view.do("notice"), typed=(("regime", names[0]),))]


def _differences(view: View) -> list[Row]:
    """Where the figure of a running clock is not the law's, and why."""
    rules = view.board.rules.clocks
    told = {rules[clock.rule].differs: clock for clock in reversed(owing(view.board, view.about.id))}
    found = [
        Row(f"differs:{clock.id}", (Span(one_line(words, 400), "muted"),), opens=Opens("clock", clock.id))
        for words, clock in reversed(told.items())
        if words
    ]
    return [heading("Where the plan and the law differ"), *found] if found else []


def _filed(view: View) -> list[Row]:
    filed = view.items("notice.filed")
    lines = [
        Row(
            f"filed:{item.seq}",
            (Span(view.told(item)),),
            (Cell(view.at(item.line.at), "muted", width=view.columns, right=True),),
            opens=Opens("item", str(item.seq)),
        )
        for item in filed
    ]
    return [heading("Filed", str(len(filed))), *lines] if lines else []


def _found(view: View) -> list[Row]:
    """Awareness and the findings, those that are open as well."""
    about = view.about
    aware = view.names.moment(about.aware_at) if about.aware_at != NEVER else "not recorded"
    found = [
        heading("Findings"),
        view.fact("Aware since", aware, "strong" if about.aware_at != NEVER else "muted", "aware"),
    ]
    for each in view.board.rules.determinations.values():
        holds = about.determined.get(each.id)
        said = {None: "open", True: "holds", False: "does not hold"}[holds]
        style = {None: "muted", True: "notice", False: ""}[holds]
        found.append(
            Row(
                f"finding:{each.id}",
                (Span(one_line(each.label, 60), "" if holds is not None else "muted"),),
                tail=(Cell(said, style),),
                opens=view.do("determine"),
                typed=(("determination", each.id),),
            )
        )
    return found


def _sheet(view: View) -> list[Row]:
    """What is known, and how much of the sheet is still empty."""
    facts, known = view.board.rules.facts, sheet(view.board, view.about)
    if not facts:
        return []
    lines = [
        Row(
            f"fact:{name}",
            (Span(f"{one_line(facts[name].label, 60)}: ", "muted"), Span(one_line(value, 400))),
            opens=view.do("facts"),
        )
        for name, value in known.items()
    ]
    head = heading("Fact sheet", f"{len(known)} of {len(facts)} lines")
    return [head, *(lines or [view.hint("Nothing is written yet.", "facts", "writes the fact sheet")])]


def _requests(view: View) -> list[Row]:
    asked = [each for each in view.board.subject_requests.values() if each.incident == view.about.id]
    if not asked and not view.about.personal_data:
        return []
    found: list[Row] = [heading("Requests of data subjects", str(len(asked)) if asked else "")]
    if not asked:
        found.append(view.hint("Nobody has asked about their own data.", "subject-request", "logs who does"))
    for each in asked:
        state = each.outcome or view.names.identity(each.verified)
        found.append(
            Row(
                f"request:{each.id}",
                (Span(f"{each.id} {one_line(each.person, 40)}: {view.names.right(each.right)}"),),
                tail=(Cell(state, "good" if each.answered_at != NEVER else "notice"),),
                opens=view.do("answer-subject" if each.verified else "verify-identity"),
                typed=(("request", each.id),),
            )
        )
        found += [view.clock(clock) for clock in view.clocks() if clock.subject == each.id]
    return found


def _caution(view: View) -> list[Row]:
    law = view.board.rules.plan.law
    if not law.caution:
        return []
    as_of = f" Table of {law.as_of}." if law.as_of else ""
    return [Row("caution", (Span(one_line(law.caution, 200) + as_of, "muted"),))]
