"""What can be read in full: an alert, a line of the feed, an update, a clock; each with the actions that go with it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content

from irsim.board.reach import whom
from irsim.board.state import NEVER, Clock
from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.tui.forms import Focus
from irsim.tui.handouts import given_with, listed
from irsim.tui.items import FeedItem
from irsim.tui.lines import cut
from irsim.tui.log_queries import rule_of
from irsim.tui.marks import at_a_glance
from irsim.tui.real_alert import course, links, words_of_sender
from irsim.tui.seat import Seat
from irsim.tui.tabs.communication import remarks
from irsim.tui.tabs.rows import View

LABEL = 12
"""Columns of a label and the space behind it, where none is longer."""

LONGEST = 22
"""Columns that a long one takes at most with that space: what is longer ends with `…`."""

Parts = list[str | tuple[str, str] | Content]


@dataclass(frozen=True)
class Reading:
    """A text under a heading; `actions` of the registry that can be taken about `focus` from there."""

    title: str
    body: Content
    focus: Focus
    actions: tuple[str, ...] = ()


def labelled(rows: list[tuple[str, str]]) -> Parts:
    """Labels below each other, the texts behind them in one column."""
    told = [(label, text) for label, text in rows if text]
    width = min(LONGEST, max([LABEL, *(cell_len(label) + 1 for label, _ in told)]))
    parts: Parts = []
    for label, text in told:
        parts += [(f"{cut(label, width - 1)} ", "$muted"), text, "\n"]
    return parts


def read_alert(seat: Seat, name: str, incident: str = "") -> Reading:
    """All about an alert; `incident` is the one that is selected, for what can be done with it."""
    alert = seat.board.alerts[name]
    names = Names(seat.board)
    value = f"{one_line(alert.metric.replace('_', ' '))} {names.value(alert.value, alert.unit)}" if alert.metric else ""
    body: Parts = [(one_line(alert.title), "bold"), "\n\n"]
    real = bool(seat.board.live and alert.source)
    body += labelled(
        [
            ("Severity", alert.severity),
            ("Service", names.service(alert.service) if alert.service else ""),
            ("Fired", at_a_glance(seat, alert.fired_at)),
            ("Value", value),
            ("Resolved", at_a_glance(seat, alert.resolved_at) if alert.resolved_at >= 0 else ""),
            ("Incident", alert.incident or ("dismissed: " + one_line(alert.dismissed) if alert.dismissed else "none")),
            ("Looked at", one_line(alert.finding) or ("yes" if alert.triaged_at >= 0 else "no")),
            *([*course(seat, alert), *links(alert)] if real else ()),
        ]
    )
    if alert.text:
        body += ["\n", few_lines(alert.text)]
    if real and (alert.annotations or alert.labels):
        body += ["\n\n", ("In its sender's words\n", "$muted")]
        body += labelled(words_of_sender(alert))
    papers = _handouts(seat, body, "", name)
    focus = Focus(incident=alert.incident or incident, alert=name)
    quiet = (("end-silence" if alert.silenced_until > seat.now else "silence"),) if real else ()
    lines = ("lines",) if real and rule_of(seat, alert) is not None else ()
    actions = ("acknowledge", "triage", "attach", *lines, *quiet, "dismiss", *papers)
    return Reading(name, Content.assemble(*body), focus, actions)


def _handouts(seat: Seat, body: Parts, message: str, alert: str) -> list[str]:
    """What was handed out with it, put under the text; and the action that opens it."""
    found = given_with(seat, message, alert)
    if found:
        body += ["\n\n", ("Handed out:\n", "$muted"), listed(found)]
    return ["handout"] if found else []


def read_item(seat: Seat, item: FeedItem) -> Reading:
    """The whole of a line of the feed: of a message, what it says and what was answered."""
    if item.kind == "alert.fired" and item.alert:
        return read_alert(seat, item.alert, item.incident)
    message = seat.board.messages.get(item.message) if item.message else None
    actions = ["waiting"] if seat.needs_you(item) else []
    if item.incident in seat.board.incidents:
        actions.append("note")
    body: Parts = [(f"{item.line.stamp} {item.line.kind}\n", "$muted"), item.line.text, "\n"]
    if message:
        sender = f"{Names(seat.board).channel(message.channel)} from {one_line(message.sender, 80)}"
        body = [(f"{at_a_glance(seat, message.delivered_at)} {sender}\n\n", "$muted"), one_line(message.title), "\n\n"]
        body.append(few_lines(message.text, 4000, 200))
        if message.stance:
            body += ["\n\n", ("Answered: " + one_line(message.stances.get(message.stance, message.stance)), "$good")]
        if item.kind == "message.answered":
            body += ["\n\n", (f"{item.line.stamp} ", "$muted"), item.line.text]
    actions += _handouts(seat, body, item.message, item.alert)
    if item.kind == "handout.given" and "handout" not in actions:
        actions.append("handout")
    focus = Focus(item.incident, item.alert, item.message, item.decision, item.update)
    title = item.message or item.decision or item.incident or "Feed"
    return Reading(title, Content.assemble(*body), focus, tuple(actions))


def read_update(seat: Seat, name: str) -> Reading:
    """The whole text of an update, when and how it went, and what the plan has to say of it."""
    update = seat.board.updates[name]
    about = seat.board.incidents[update.incident]
    names = Names(seat.board)
    waits = update.sent_at == NEVER and not update.recalled
    left = f", number {update.number} to them" if update.number else ""
    state = "recalled before it left" if update.recalled else f"leaves at {at_a_glance(seat, update.leaves)}"
    body: Parts = labelled(
        [
            ("To", names.audience(update.audience)),
            ("By", names.channel(update.channel)),
            ("Template", names.template(update.template) if update.template else "none: free text"),
            ("Written", f"{at_a_glance(seat, update.queued_at)} by {names.who(update.by)}"),
            ("Sent", f"{at_a_glance(seat, update.sent_at)}{left}" if update.sent_at != NEVER else state),
            ("Status page", one_line(update.state.replace("_", " "), 40)),
            ("Read by", f"{update.readers:,}" if update.readers else ""),
        ]
    )
    for words, style in remarks(View(seat, about), update):
        body.append((f"{words}\n", f"${style}"))
    body += ["\n", few_lines(update.text, 4000, 200)]
    focus = Focus(incident=update.incident, update=name)
    return Reading(name, Content.assemble(*body), focus, ("recall",) if waits else ("update",))


def read_clock(seat: Seat, clock: Clock) -> Reading:
    """What a clock is, by whose word, and who owns it."""
    names = Names(seat.board)
    rule = seat.board.rules.clocks.get(clock.rule)
    body: Parts = [(names.clock_rule(clock.rule), "bold"), "\n\n"]
    body += labelled(
        [
            ("Runs since", at_a_glance(seat, clock.since)),
            ("Due", names.due(clock.due)),
            ("State", clock.verdict(seat.now)),
            ("Owner", names.owner(clock.rule)),
            ("Basis", one_line(rule.basis) if rule else ""),
            ("Differs", one_line(rule.differs, 400) if rule else ""),
            ("Waived", one_line(clock.waived)),
        ]
    )
    return Reading(f"Clock · {clock.incident}", Content.assemble(*body), Focus(incident=clock.incident))


def read_reach(seat: Seat, incident: str) -> Reading:
    """Whom one can reach now, for this incident or for none: in the order in which the plan calls them."""
    names = Names(seat.board)
    about = f"For {incident}, at" if incident else "For no incident, at"
    body: Parts = [(f"{about} {at_a_glance(seat, seat.now)} ({names.moment(seat.now)})\n", "$muted")]
    for each in whom(seat.board, seat.now, incident):
        contact = seat.board.rules.contacts[each.contact]
        glyph, style = ("✔", "$good") if each.reachable else ("✘", "$notice")
        body += ["\n", (f"{glyph} ", style), (names.contact(each.contact), "bold"), "\n"]
        brief = seat.board.opened.setting.contacts.get(each.contact)
        phone = f", {one_line(brief.phone, 40)}" if brief is not None and brief.phone else ""
        then = f"; then {names.contact(each.then)}" if each.then else ""
        body += [(f"  {one_line(contact.person, 60)}{phone}{then}\n", "$muted")]
        if each.why:
            body += ["  Not now: ", (each.why, style), "\n"]
    return Reading("Whom can I reach", Content.assemble(*body), Focus(incident=incident), ("page", "escalate"))
