"""The invitation to a post-mortem, as a calendar file (RFC 5545)."""

from datetime import UTC, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from irsim import __version__
from irsim.board.exercise import is_exercise
from irsim.board.state import NEVER, Incident
from irsim.reports.account.source import Source
from irsim.reports.plain import one_line
from irsim.words.durations import HOUR

TEXT = 2_000
"""Characters of a text in the invitation."""


def invitation(source: Source, about: Incident) -> bytes | None:
    """An event of the calendar, as long as the plan says at most; None where the post-mortem has no instant.

    The same recording gives the same bytes: its stamp is when the post-mortem was scheduled.
    """
    if about.review_at == NEVER:
        return None
    rule = source.board.rules.plan.review
    groups = [each for each in rule.attendees if each.id in about.attendees or not about.attendees] if rule else []
    begins = source.board.rules.moment(about.review_at).astimezone(UTC)
    stamp = source.board.rules.moment(source.now).astimezone(UTC).replace(microsecond=0)
    mark = "EXERCISE: " if is_exercise(source.board, about) else ""
    event = Event()
    event.add("uid", f"{about.id.lower()}-{source.records[0].digest[:24]}@irsim")
    event.add("dtstamp", stamp)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(milliseconds=rule.lasts[1] if rule else HOUR))
    event.add("summary", vText(f"{mark}Post-mortem of {about.id}: {one_line(about.title)}"))
    event.add("description", vText(_description(source, about, [group.label for group in groups])))
    for group in groups:
        if group.mail:
            address = vCalAddress(f"mailto:{group.mail}")
            address.params["CN"] = vText(one_line(group.label, 80))
            address.params["CUTYPE"] = vText("GROUP")
            event.add("attendee", address, encode=False)
    calendar = Calendar()
    calendar.add("prodid", f"-//irsim//irsim {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _description(source: Source, about: Incident, groups: list[str]) -> str:
    rule = source.board.rules.plan.review
    lines = ["Agenda:"] + [f"{n}. {one_line(item.text)}" for n, item in enumerate(rule.agenda, 1)] if rule else []
    lines += ["", "For: " + ", ".join(one_line(group, 80) for group in groups)] if groups else []
    if is_exercise(source.board, about):
        lines += ["", "This is an exercise."]
    return "\n".join(lines)[:TEXT]
