"""The exercise overview: what was played, when, by whom, and whether its recording can be trusted."""

from datetime import datetime

from irsim.events.session import SessionJumped, SessionPaused, SessionReopened
from irsim.reports.account.source import Row, Source
from irsim.reports.names import SEAT_WORDS
from irsim.reports.plain import counted, listed, moment, span
from irsim.words.durations import format_instant


def title(source: Source) -> str:
    """The code name, and the scenario's title where it is known."""
    setting = source.board.opened.setting
    scenario = source.filled(source.loaded.scenario.title) if source.loaded else ""
    return ": ".join(part for part in (setting.codename, scenario) if part) or setting.scenario or "Live store"


def overview(source: Source) -> list[Row]:
    """Facts and their values, in the order of the AAR's exercise overview."""
    opened, setting, board = source.board.opened, source.board.opened.setting, source.board
    rows: list[Row] = [("Kind", "Live" if source.names.live else "Exercise")]
    if source.loaded:
        scenario = source.loaded.scenario
        rows.append(("Scenario", f"{source.filled(scenario.title)} ({scenario.id}), {scenario.family}"))
        rows.append(("Summary", source.filled(scenario.summary)))
        rows.append(("Organisation", source.loaded.world.title))
    elif setting.scenario:
        rows.append(("Scenario", setting.scenario))
    rows += [("Code name", setting.codename)] if setting.codename else []
    rows += [("Difficulty", setting.difficulty)] if setting.difficulty else []
    rows.append(("Held", _held(source)))
    rows.append(("Calendar start (T+0)", source.names.moment(0, year=True)))
    rows.append(("Length", _length(source)))
    rows += [("Parts and breaks", breaks)] if (breaks := _breaks(source)) else []
    rows.append(("Response plan", f"{board.rules.plan.plan.title} {board.rules.plan.plan.version}".strip()))
    if not source.names.live:
        rows.append(("Assist level", opened.assist))
        if "simulated" in source.card.seats.values():
            rows.append(("Skill of simulated seats", opened.skill))
    rows.append(("Seed", opened.seed or "none"))
    rows.append(("Rules number", str(opened.rules)))
    return rows


def _held(source: Source) -> str:
    held = source.board.opened.held
    if not held:
        return "no real start is recorded: the session was simulated or played from a script"
    try:
        instant = datetime.fromisoformat(held)
    except ValueError:
        return held
    return moment(instant, year=True) if instant.tzinfo else held


def _length(source: Source) -> str:
    planned = source.board.opened.setting.duration
    of = f" of {span(planned)} planned" if planned else ""
    ended = "" if source.board.ended_at >= 0 else "; not ended yet"
    return f"{span(source.now)}{of}{ended}"


def _breaks(source: Source) -> str:
    paused, jumped = len(source.of(SessionPaused)), len(source.of(SessionJumped))
    reopened = source.of(SessionReopened)
    parts = [f"paused {counted(paused, 'time')}"] if paused else []
    parts += [f"moved on by jumps {counted(jumped, 'time')}"] if jumped else []
    if reopened:
        stamps = listed([format_instant(record.at) for record, _ in reopened])
        cut = sum(body.cut for _, body in reopened)
        lost = f", with {counted(cut, 'byte')} of an unfinished line cut off" if cut else ""
        parts.append(f"taken up again at {stamps}{lost}")
    return "; ".join(parts)


def seats(source: Source) -> list[Row]:
    """Role, who played it, and who sat there by name."""
    names: dict[str, list[str]] = {}
    for record in source.records:
        role = getattr(record.body, "role", "")
        name = getattr(record.body, "name", "")
        if record.body.__struct_config__.tag == "seat.taken" and name and name not in names.setdefault(role, []):
            names[role].append(name)
    played = source.card.seats or source.board.seats
    return [
        (source.names.role(role), SEAT_WORDS.get(seat, seat), ", ".join(names.get(role, [])) or "no name recorded")
        for role, seat in played.items()
    ]


def custody(source: Source) -> list[Row]:
    """What makes the recording evidence: its head, its length, whether it is whole."""
    recording = source.recording
    if recording.broken:
        chain = f"BROKEN: {recording.broken}. This report covers only the records before it."
    else:
        chain = "holds from the first record to the last"
    rows: list[Row] = [
        ("File", recording.path.name),
        ("Records", f"{len(recording.records):,}, the last of them record {recording.records[-1].seq}"),
        ("Chain", chain),
        ("Head digest", recording.head),
    ]
    if recording.torn:
        rows.append(("Torn end", f"{counted(recording.torn, 'byte')} of an unfinished last line were left out"))
    state = "closed: nothing is added any more" if recording.closed else "open: more may follow, under a later head"
    rows.append(("State", state))
    if source.card.head != recording.head:
        rows.append(("Scored at", f"another head, {source.card.head or 'not named'}: score this recording again"))
    return rows


def truth(source: Source) -> list[Row]:
    """The incidents that the scenario really had, for the debrief."""
    if source.loaded is None:
        return []
    return [
        (
            source.filled(item.title),
            source.names.severity(item.severity),
            source.names.category(item.category),
            "yes" if item.personal_data else "no",
            format_instant(item.onset) if item.onset >= 0 else f"{span(-item.onset)} before T+0",
            source.filled(item.cause) or "not told",
        )
        for item in source.loaded.scenario.truth.incidents
    ]
