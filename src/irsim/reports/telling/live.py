"""Real alerts, told: what returns and settles, windows and silences, sources."""

from irsim.board.instants import stamp
from irsim.events import live as events
from irsim.reports.plain import few_lines, one_line, span
from irsim.reports.telling.alerts import named
from irsim.reports.telling.base import Teller, Told, because, tells


@tells(events.AlertUpdated)
def _updated(body: events.AlertUpdated, t: Teller) -> Told | None:
    """What tells people something: other labels and figures are on the alert."""
    if body.severity is None and body.title is None:
        return None
    said = [] if body.severity is None else [f"is {one_line(body.severity, 20)} now"]
    said += [] if body.title is None else ["is called so now"]
    urgent = body.severity == "critical"
    return Told("alert", f"{named(t, body.alert)} {' and '.join(said)}", urgency="urgent" if urgent else "calm")


@tells(events.AlertReturned)
def _returned(body: events.AlertReturned, t: Teller) -> Told | None:
    if body.flapping and body.turns > 1 and _flapped_before(t, body.alert, body.turns):
        return None
    if body.flapping:
        text = f"{named(t, body.alert)} flaps: it has come back {body.turns} times; its comings and goings are no news"
        return Told("alert", text, urgency="notice")
    return Told("alert", f"{named(t, body.alert)} is back", urgency="notice")


def _flapped_before(t: Teller, name: str, turns: int) -> bool:
    flapping = t.board.rules.plan.intake.flapping
    return flapping is not None and turns > flapping.turns


@tells(events.AlertSettled)
def _settled(body: events.AlertSettled, t: Teller) -> Told:
    alert = t.board.alerts.get(body.alert)
    how = "still holds" if alert is not None and alert.holds else "has kept quiet"
    return Told("alert", f"{named(t, body.alert)} no longer flaps: it {how}")


@tells(events.AlertSurfaced)
def _surfaced(body: events.AlertSurfaced, t: Teller) -> Told:
    return Told("alert", f"{named(t, body.alert)} still holds{because(one_line(body.why, 200))}", urgency="notice")


@tells(events.ResolutionProposed)
def _proposed(body: events.ResolutionProposed, t: Teller) -> Told:
    count = len(body.alerts)
    which = "its one alert is over" if count == 1 else f"all {count} alerts of it are over"
    return Told("incident", f"{one_line(body.incident, 40)} may be resolved: {which}", urgency="notice")


@tells(events.IncidentReturned)
def _asks_again(body: events.IncidentReturned, t: Teller) -> Told:
    text = f"{one_line(body.incident, 40)} asks for somebody again: nobody has touched it for {span(body.untouched)}"
    return Told("incident", text, urgency="urgent")


@tells(events.IncidentSplit)
def _split(body: events.IncidentSplit, t: Teller) -> Told:
    names = ", ".join(one_line(name, 20) for name in body.alerts[:5])
    more = f" and {len(body.alerts) - 5} more" if len(body.alerts) > 5 else ""
    incident, into = one_line(body.incident, 40), one_line(body.into, 40)
    return Told("incident", f"{incident} split{t.by}: {names}{more} began {into}")


@tells(events.IncidentArchived)
def _archived(body: events.IncidentArchived, t: Teller) -> Told:
    return Told("quiet", f"{one_line(body.incident, 40)} has left the board; searching finds it")


@tells(events.MaintenancePlanned)
def _planned(body: events.MaintenancePlanned, t: Teller) -> Told:
    services = [t.names.service(name) for name in body.services]
    labels = [one_line(f"{name}={value}", 60) for name, value in body.labels.items()]
    what = ", ".join([*services, *labels])
    when = f"{stamp(t.board, body.begins)} to {stamp(t.board, body.ends)}"
    text = f"{one_line(body.window, 40)} maintenance of {what}, {when}, planned{t.by}"
    return Told("quiet", f"{text}{because(one_line(body.reason, 400))}")


@tells(events.MaintenanceEnded)
def _ended(body: events.MaintenanceEnded, t: Teller) -> Told:
    early = f" ended{t.by} before its time" if t.by else " is over"
    return Told("quiet", f"{one_line(body.window, 40)}{early}{because(one_line(body.reason, 400))}")


@tells(events.AlertSilenced)
def _silenced(body: events.AlertSilenced, t: Teller) -> Told:
    text = f"{named(t, body.alert)} silenced{t.by} until {stamp(t.board, body.until)}"
    return Told("quiet", f"{text}{because(one_line(body.reason, 400))}")


@tells(events.SilenceConfirmed)
def _confirmed(body: events.SilenceConfirmed, t: Teller) -> Told:
    if body.ended:
        if body.fault:
            text = f"{named(t, body.alert)} is still silenced at its source: end the silence there"
            return Told("quiet", f"{text}{because(one_line(body.fault, 400))}", urgency="notice")
        return Told("quiet", f"{named(t, body.alert)} is silenced at its source no more")
    if body.fault:
        text = f"{named(t, body.alert)} is silenced here only: its source did not take it"
        return Told("quiet", f"{text}{because(one_line(body.fault, 400))}", urgency="notice")
    return Told("quiet", f"{named(t, body.alert)} is silenced at its source, too")


@tells(events.SilenceEnded)
def _heard_of_again(body: events.SilenceEnded, t: Teller) -> Told:
    return Told("quiet", f"{named(t, body.alert)} silenced no more{t.by}{because(one_line(body.reason, 400))}")


@tells(events.DeliveryUnread)
def _unread(body: events.DeliveryUnread, t: Teller) -> Told:
    text = f"part of what {one_line(body.source, 60)} sent could not be read (delivery {body.delivery})"
    return Told("source", text, few_lines(body.reason), "notice")


@tells(events.SourceHeard)
def _heard(body: events.SourceHeard, t: Teller) -> Told:
    since = f" again, after silence since {stamp(t.board, body.silent_since)}" if body.silent_since >= 0 else ""
    return Told("source", f"{one_line(body.source, 60)} is heard{since or ' for the first time'}")


@tells(events.SourceSilent)
def _silent(body: events.SourceSilent, t: Teller) -> Told:
    text = f"nothing is heard from {one_line(body.source, 60)} since {stamp(t.board, body.since)}"
    return Told("source", text, urgency="urgent")


@tells(events.SourceFailed)
def _failed(body: events.SourceFailed, t: Teller) -> Told:
    text = f"{one_line(body.source, 60)} cannot be asked{because(one_line(body.reason, 400))}"
    return Told("source", text, urgency="notice")
