"""Commands as they might be given now: what the registry asks the rules with, to learn whether an action makes sense.

Everything of the board and of the commands is imported when it is asked for: the first frame waits for none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from irsim.commands import Command
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat


def about(do: str) -> Callable[[Seat, Focus], Command | None]:
    """A probe for commands that need nothing but an incident."""

    def probe(seat: Seat, focus: Focus) -> Command | None:
        from irsim.commands import COMMANDS

        return COMMANDS[do](focus.incident or any(seat))

    return probe


def any(seat: Seat) -> str:
    return next(iter(seat.board.active), "")


def classify(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Classify

    about = seat.incident(focus.incident)
    rules = seat.board.rules
    other = next((level for level in rules.severities if about is None or level != about.severity), "")
    return Classify(focus.incident, other, about.category if about else next(iter(rules.categories)))


def assign(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Assign

    return Assign(focus.incident, next(iter(seat.board.rules.roles)), "\0")


def escalate(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Escalate

    about = seat.incident(focus.incident)
    free = [name for name in seat.board.rules.contacts if about is None or name not in about.escalated_to]
    return Escalate(focus.incident, free[0]) if free else None


def act(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Act

    actions = seat.board.opened.setting.actions
    return Act(next(iter(actions)), focus.incident) if actions else None


def step(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Step

    about = seat.incident(focus.incident)
    if about is None:
        return Step(focus.incident, "")
    from irsim.board.playbooks import tasks_of

    steps = [task.step.id for task in tasks_of(seat.board, about)] or [""]
    return Step(about.id, next((step for step in steps if step not in about.steps), steps[0]))


def follow(seat: Seat, focus: Focus) -> Command | None:
    from irsim.board.playbooks import playbooks_of
    from irsim.commands import Follow

    about = seat.incident(focus.incident)
    has = [book.id for book in playbooks_of(seat.board, about)] if about is not None else []
    others = [name for name in seat.board.rules.playbooks if name not in has]
    return Follow(focus.incident or any(seat), (others or has)[0]) if others or has else None


def probe(seat: Seat, focus: Focus) -> Command | None:
    from irsim.board.state import NEVER
    from irsim.commands import Probe

    idle = [each.id for each in seat.board.channels.values() if each.asked_at == NEVER]
    return Probe(next(iter(idle or seat.board.channels), ""))


def told(do: str) -> Callable[[Seat, Focus], Command | None]:
    """A probe for commands about an incident whose further fields the form asks for: a note stands in, for only the
    incident can be in the way."""

    def probe(seat: Seat, focus: Focus) -> Command | None:
        from irsim.commands import Note

        return Note(focus.incident or any(seat), do)

    return probe


def subject_request(do: str) -> Callable[[Seat, Focus], Command | None]:
    """A probe for what is done about an open request of a data subject."""

    def probe(seat: Seat, focus: Focus) -> Command | None:
        from irsim.commands import AnswerSubject, VerifyIdentity

        waiting = [each.id for each in seat.board.subject_requests.values() if each.answered_at < 0]
        name = waiting[0] if waiting else ""
        return VerifyIdentity(name, do) if do == "verify-identity" else AnswerSubject(name, "refused", do)

    return probe


def newest_alert(seat: Seat, focus: Focus) -> str:
    return focus.alert or next(reversed(seat.board.alerts), "")


def triage(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Triage

    return Triage(newest_alert(seat, focus))


def attach(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Attach

    about = focus.incident or any(seat)
    free = (alert.id for alert in reversed(seat.board.alerts.values()) if alert.incident != about)
    return Attach(focus.alert or next(free, newest_alert(seat, focus)), about)


def dismiss(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Dismiss

    if focus.alert:
        return Dismiss("?", focus.alert)
    return Dismiss("?", incident=focus.incident or any(seat))


def recall(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Recall

    return Recall(focus.update or next(reversed(seat.board.updates), ""))


def answer_page(seat: Seat, focus: Focus) -> Command | None:
    from irsim.board.state import NEVER
    from irsim.commands import AnswerPage

    pages = seat.board.pages
    return AnswerPage(
        next((name for name, page in pages.items() if page.acknowledged_at == NEVER), next(iter(pages), ""))
    )


def authorise(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Authorise

    waiting = next((r for r in seat.board.requests.values() if r.open), None)
    if waiting is None:
        return Authorise(next(iter(seat.board.requests), ""))
    resource = seat.board.rules.resources.get(waiting.resource)
    above = resource is not None and resource.above is not None and waiting.amount > resource.above
    return None if above else Authorise(waiting.id)  # the form says whose word it needs


def decline(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Decline

    open_ones = (r.id for r in seat.board.requests.values() if r.open)
    return Decline(next(open_ones, next(iter(seat.board.requests), "")), "?")


def transfer(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Transfer

    return Transfer(next(iter(seat.board.evidence), ""), "?")


def lift_hold(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import LiftHold

    return LiftHold(next((hold.id for hold in seat.board.holds.values() if hold.lifted_at < 0), ""), "?")


def verdict(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import JudgeMetric

    rule = seat.board.rules.plan.watch
    watched = (about.id for about in seat.board.active.values() if about.watch is not None and about.watch.running)
    return JudgeMetric(focus.incident or next(watched, any(seat)), rule.metrics[0].id if rule else "")


def progress(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Progress

    return Progress(next(iter(seat.board.items), ""), "in_progress", "?")


def acknowledge(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Acknowledge, Declare

    new, about = taken_on(seat, focus)
    return Declare(alerts=new) if new else Acknowledge(about)


def taken_on(seat: Seat, focus: Focus) -> tuple[tuple[str, ...], str]:
    """What acknowledging is about: the new alerts that are declared first, or the incident where there is none. Those
    that an act is about go before the one under the cursor, which may stand elsewhere."""
    here = [alert for name in focus.alerts or (focus.alert,) if (alert := seat.board.alerts.get(name)) is not None]
    new = tuple(alert.id for alert in here if not alert.incident)
    if new or not here:
        return new, focus.incident
    return (), next((alert.incident for alert in here if alert.id == focus.alert), here[0].incident)


def merge(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Merge

    about = focus.incident or any(seat)
    return Merge(about, next((name for name in seat.board.active if name != about), ""))


def split(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Split

    about = seat.board.incidents.get(focus.incident or any(seat))
    return Split("" if about is None else about.id, tuple(about.alerts[1:]) if about is not None else ())


def silence(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Silence

    return Silence(focus.alert or next(reversed(seat.board.alerts), ""), "1h")


def end_silence(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import EndSilence

    held = (each.id for each in seat.board.alerts.values() if each.silenced_until > seat.now)
    return EndSilence(next(held, focus.alert or next(reversed(seat.board.alerts), "")))


def maintain(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import Maintain

    return Maintain("?", "1h", services=tuple(seat.board.services)[:1])


def end_maintenance(seat: Seat, focus: Focus) -> Command | None:
    from irsim.commands import EndMaintenance

    return EndMaintenance(next(iter(seat.board.standing), ""))


def check(seat: Seat, focus: Focus) -> Command | None:
    return told("check")(seat, focus)
