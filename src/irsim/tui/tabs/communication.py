"""What was told to whom and by which way, and who is to be told next. What the law asks stands among the duties."""

from __future__ import annotations

from irsim.board.decide.communicating import asked_for, ruled_out
from irsim.board.duties import owing
from irsim.board.state import NEVER, Clock, Update
from irsim.board.ways import known_of
from irsim.reports.plain import counted, listed, one_line
from irsim.reports.telling.notifications import deliveries
from irsim.tui.forms.fields import Focus
from irsim.tui.lines import Cell, Span
from irsim.tui.tabs.rows import Opens, Row, View, heading
from irsim.words.durations import MINUTE

TOLD = frozenset({"update.sent", "update.delivered", "update.confirmed", "statuspage.posted"})
"""Events that telling somebody comes to: a clock that one of them stops is owed to an audience."""


def rows(view: View) -> list[Row]:
    """Who is to be told next, by what, and what each audience was told."""
    return [*_owed(view), *_channels(view), *_updates(view)]


def owed(view: View) -> list[Clock]:
    """Its running clocks that something told would stop, those due first at the beginning."""
    rules = view.board.rules.clocks
    found = [
        clock
        for clock in view.board.running.get(view.about.id, ())
        if clock.rule in rules and any(item.event in TOLD for item in rules[clock.rule].stops)
    ]
    return sorted(found, key=lambda clock: clock.due)


def _owed(view: View) -> list[Row]:
    found = [view.clock(clock) for clock in owed(view)]
    notices = owing(view.board, view.about.id)
    if notices:
        words = f"{counted(len(notices), 'notice')} by law and contract: see Duties"
        found.append(Row("notices", (Span(words, "muted"),), indent=3, opens=Opens("tab", "duties")))
    return [heading("Owed next"), *found] if found else []


def _updates(view: View) -> list[Row]:
    mine = [update for update in view.board.updates.values() if update.incident == view.about.id]
    if not mine:
        return [heading("Updates"), view.hint("Nobody has been told anything.", "update", "sends an update")]
    found: list[Row] = []
    shown = next((each for each in reversed(mine) if each.state and each.sent_at != NEVER), None)
    if shown is not None:
        state = one_line(shown.state.replace("_", " "), 40)
        found.append(
            view.fact("Status page", state, "strong", "update", Span(f" since {view.at(shown.sent_at)}", "muted"))
        )
    for audience in dict.fromkeys(update.audience for update in mine):
        theirs = [update for update in mine if update.audience == audience]
        sent = sum(update.sent_at != NEVER for update in theirs)
        found.append(heading(view.names.audience(audience), f"{sent} sent"))
        for update in theirs:
            found += _update(view, update)
    return found


def _update(view: View, update: Update) -> list[Row]:
    if update.recalled:
        number, state, style = "–", "recalled", "muted"
    elif update.bounced_at != NEVER:
        number, state, style = "✘", "refused", "urgent"
    elif update.sent_at == NEVER:
        number, state, style = "…", f"leaves in {max(0, -(-(update.leaves - view.seat.now) // 1000))}s", "notice"
    else:
        number, state, style = f"{update.number}", "sent", "good"
    focus = Focus(incident=view.about.id, update=update.id)
    row = Row(
        f"update:{update.id}",
        (Span(one_line(update.text, 400) or view.names.template(update.template), "muted" if update.recalled else ""),),
        (
            Cell(number, "strong", width=2, right=True),
            Cell(view.at(update.queued_at), "muted", width=view.columns, right=True),
        ),
        (Cell(state, style), Cell(view.names.channel(update.channel), "muted", drop=1)),
        indent=0,
        limit=2,
        focus=focus,
        opens=Opens("update", update.id),
    )
    sent = [(said, "muted" if urgency == "calm" else urgency) for said, urgency in deliveries(view.board, update.id)]
    told = [] if sent and update.bounced_at != NEVER else fate(view, update)  # the deliveries say it already
    further = told + sent + remarks(view, update)
    return [row, *(_remark(view, update, words, style) for words, style in further)]


def fate(view: View, update: Update) -> list[tuple[str, str]]:
    """What is known of what became of it: refused, delivered, read, confirmed; that a word of it is missing as well."""
    if update.bounced_at != NEVER:
        return [(f"✘ it never left: {one_line(update.bounced, 200)}", "urgent")]
    if update.sent_at == NEVER:
        return []
    brief = view.board.opened.setting.channels.get(update.channel)
    said = []
    if update.delivered_at != NEVER:
        said.append(f"reached {update.reached:,} of {update.of:,}")
    elif brief is not None and brief.receipts and view.seat.now - update.sent_at > MINUTE:
        said.append("no receipt yet")
    if update.readers:
        said.append(f"read by {update.readers:,}")
    if update.confirmed_by:
        said.append(f"confirmed by {listed([one_line(name, 60) for name in update.confirmed_by])}")
    elif update.confirm:
        said.append("not confirmed yet")
    missing = any(word in ("no receipt yet", "not confirmed yet") for word in said)
    short_of = update.delivered_at != NEVER and update.reached < update.of
    return [(" · ".join(said), "notice" if missing or short_of else "muted")] if said else []


def _channels(view: View) -> list[Row]:
    """Channels of which anything is known against, or that are being tested, and where the team meets."""
    about, found = view.about, [heading("Ways")]
    if about.bridge or about.document:
        words = [one_line(about.joining, 200)] if about.joining else []
        words += [one_line(about.document, 200)] if about.document else []
        found.append(view.fact("Bridge", " · ".join(words), "", "bridge"))
    else:
        found.append(view.hint("No bridge and no document yet.", "bridge", "records where the team meets"))
    sound = []
    for channel in view.board.channels.values():
        if channel.works and channel.asked_at == NEVER:
            sound.append(one_line(channel.label, 40))
        elif channel.works is False or channel.asked_at != NEVER or channel.probed:
            glyph, style = ("✘", "urgent") if channel.works is False else ("…", "notice")
            known = (
                Span(one_line(channel.label, 40), style),
                Span(f" {one_line(known_of(view.seat.board, channel), 300)}"),
            )
            opens, typed = view.do("probe"), (("channel", channel.id),)
            found.append(Row(f"channel:{channel.id}", known, (Cell(glyph, style),), opens=opens, typed=typed))
    if sound:
        found.append(Row("sound", (Span(f"Known to work: {listed(sound)}", "muted"),), (Cell("✔", "good"),)))
    return found


def _remark(view: View, update: Update, words: str, style: str) -> Row:
    focus = Focus(incident=view.about.id, update=update.id)
    name = f"remark:{update.id}:{words}"
    return Row(name, (Span(words, style),), indent=12, focus=focus, opens=Opens("update", update.id))


def remarks(view: View, update: Update) -> list[tuple[str, str]]:
    """What the plan has to say of an update that has left, with its style; nothing for a table that wants only the
    plan."""
    if view.board.opened.assist == "bare" or update.sent_at == NEVER:
        return []
    against = [name for name in update.flags if name in ruled_out(view.board, update.template, update.audience)]
    wanted = asked_for(view.board, update.template, update.audience)
    found = []
    if update.lacks:
        said = listed([view.names.template_field(update.template, name) for name in update.lacks])
        found.append((f"○ left empty: {said}", "notice"))
    if against:
        found.append((f"✘ the plan rules out: {listed([view.names.phrases(name) for name in against])}", "urgent"))
    if update.unsaid:
        found.append((f"○ no words of {listed([view.names.phrases(name) for name in update.unsaid])}", "notice"))
    others = [name for name in update.flags if name not in against and name not in wanted]
    if others:
        found.append((f"touches on {listed([view.names.phrases(name) for name in others])}", "muted"))
    return found
