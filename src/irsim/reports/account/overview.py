"""The exercise overview: what was played, when, by whom, and whether its recording can be trusted."""

from datetime import datetime

from irsim.events.facilitation import SessionAdjourned
from irsim.events.session import PartOpened, SessionEnded, SessionForked, SessionJumped, SessionPaused, SessionReopened
from irsim.reports.account.participants import attendance
from irsim.reports.account.source import Row, Source
from irsim.reports.plain import counted, listed, moment, span
from irsim.words.durations import format_instant


def title(source: Source) -> str:
    """The code name, and the scenario's title where it is known."""
    setting = source.board.opened.setting
    scenario = source.filled(source.loaded.scenario.title) if source.loaded else ""
    return ": ".join(part for part in (setting.codename, scenario) if part) or setting.scenario or "Live store"


NOT_RECORDED = "not recorded; fill it in"


def exercise(source: Source) -> list[Row]:
    """Facts and their values, in the order of HSEEP's exercise overview."""
    setting, board = source.board.opened.setting, source.board
    scenario = source.loaded.scenario if source.loaded else None
    live = source.names.live
    about = board.rules.plan.plan
    rows: list[Row] = [("Name" if live else "Exercise name", title(source))]
    rows.append(("Dates", dates(source)))
    rows.append(("Scope", _scope(source)))
    rows.append(("Mission areas (phases of the response)", _phases(source)))
    if scenario is not None:
        capabilities = dict.fromkeys(source.filled(each.capability or each.label) for each in scenario.objectives)
        rows.append(("Core capabilities", "; ".join(capabilities)))
        rows.append(("Objectives", "; ".join(source.filled(each.label) for each in scenario.objectives)))
        rows.append(("Threat or hazard", scenario.family.replace("-", " ")))
        rows.append(("Scenario", f"{source.filled(scenario.title)}. {source.filled(scenario.summary)}"))
    elif setting.objectives:
        rows.append(("Objectives", "; ".join(setting.objectives.values())))
        rows.append(("Scenario", setting.scenario))
    rows.append(("Sponsor", about.organisation))
    rows.append(("Participating organisations", _organisations(source)))
    rows.append(("Participants", _participants(source)))
    rows.append(("Point of contact", _contact(source)))
    return rows


def dates(source: Source) -> str:
    """The days on which people sat there, or that nobody did."""
    found = [held(source)] if source.board.opened.held else []
    found += [_moment(body.held) for _, body in source.of(SessionReopened) if body.held]
    return listed(list(dict.fromkeys(found))) or held(source)


def _scope(source: Source) -> str:
    """How long, in how many parts, and whom it asked."""
    parts = [source.filled(body.title) for _, body in source.of(PartOpened)]
    named = f", in {counted(len(parts), 'part')}: {'; '.join(parts)}" if parts else ""
    planned = source.loaded.scenario.parts if source.loaded else []
    left = f" ({counted(len(planned) - len(parts), 'part')} not reached)" if len(planned) > len(parts) else ""
    return f"{_length(source)}{named}{left}"


def _phases(source: Source) -> str:
    """The phases of the plan's lifecycles, and which of them an incident reached."""
    tracks = source.board.rules.plan.tracks
    phases = dict.fromkeys(status.phase for track in tracks for status in track.statuses)
    reached = {about.phase for about in source.board.incidents.values()}
    reached |= {
        phase
        for record in source.records
        if (phase := getattr(record.body, "phase", ""))
        and record.body.__struct_config__.tag == "incident.status-changed"
    }
    named: list[str] = [phase for phase in phases if phase in reached]
    return f"{listed(named)} (of {', '.join(phases)})" if named else f"none was reached (of {', '.join(phases)})"


def _organisations(source: Source) -> str:
    """The organisation, and the outside help that was paged."""
    names, board = source.names, source.board
    contacts = board.rules.contacts
    outside = [names.contact(page.contact) for page in board.pages.values() if _external(contacts.get(page.contact))]
    world = source.loaded.world.title if source.loaded else ""
    ours = board.rules.plan.plan.organisation
    return "; ".join(dict.fromkeys(part for part in (ours, world, *outside) if part))


def _external(contact: object) -> bool:
    return bool(getattr(contact, "external", False))


def _participants(source: Source) -> str:
    people = {(each.name, each.proof) for each in attendance(source) if each.name}
    played = [role for role, seat in source.card.seats.items() if seat == "people"]
    scripted = [role for role, seat in source.card.seats.items() if seat == "script"]
    simulated = [role for role, seat in source.card.seats.items() if seat == "simulated"]
    parts = [f"{counted(len(people), 'person', 'people')} by name"] if people else []
    parts += [f"{counted(len(played), 'seat')} played by people"] if played else []
    parts += [f"{counted(len(scripted), 'seat')} played from a script"] if scripted else []
    parts += [f"{counted(len(simulated), 'seat')} simulated"] if simulated else []
    return f"{listed(parts)} (appendix B)" if parts else "nobody"


def _contact(source: Source) -> str:
    """Who ran it."""
    names = [each.name for each in attendance(source) if each.role == "facilitator" and each.name]
    return f"{listed(list(dict.fromkeys(names)))} (facilitator)" if names else NOT_RECORDED


def adjourned(source: Source) -> str:
    """That the room was closed for the day and not opened again; empty where it is not so."""
    last = next((r for r in reversed(source.records) if isinstance(r.body, SessionAdjourned | SessionReopened)), None)
    if last is None or not isinstance(last.body, SessionAdjourned):
        return ""
    part = f" after {last.body.part}" if last.body.part else ""
    reason = f": {last.body.reason}" if last.body.reason else ""
    return f"The room was closed at {format_instant(last.at)}{part}{reason}; it goes on on another day."


def cut_short(source: Source) -> str:
    """That it ended before its planned time; empty where it is not so."""
    planned = source.board.opened.setting.duration
    ended = source.board.ended_at
    if not planned or ended < 0 or ended >= planned:
        return ""
    reason = next((body.reason for _, body in source.of(SessionEnded) if body.reason), "")
    why = f" ({reason})" if reason else ""
    return (
        f"It ended at {format_instant(ended)} of {format_instant(planned)} planned{why}. What was still to come is not "
        "exercised: it leaves the score and lowers the coverage."
    )


def overview(source: Source) -> list[Row]:
    """How it was run: everything that shapes what the figures mean."""
    opened, setting, board = source.board.opened, source.board.opened.setting, source.board
    rows: list[Row] = [("Kind", "Live" if source.names.live else "Exercise")]
    if setting.scenario:
        rows.append(("Scenario's name", setting.scenario))
    rows += [("Code name", setting.codename)] if setting.codename else []
    rows += [("Difficulty", setting.difficulty)] if setting.difficulty else []
    rows.append(("Held", held(source)))
    rows.append(("Calendar start (T+0)", source.names.moment(0, year=True)))
    rows.append(("Length", _length(source)))
    for _, fork in source.of(SessionForked):
        rows.append(
            ("Another course of", f"{fork.name or 'a recording'}, from its record {fork.seq} on ({fork.parent})")
        )
    rows += [("Parts and breaks", breaks)] if (breaks := _breaks(source)) else []
    rows.append(("Response plan", f"{board.rules.plan.plan.title} {board.rules.plan.plan.version}".strip()))
    if not source.names.live:
        rows.append(("Assist level", opened.assist))
        if "simulated" in source.card.seats.values():
            rows.append(("Skill of simulated seats", opened.skill))
    rows.append(("Seed", opened.seed or "none"))
    rows.append(("Rules number", str(opened.rules)))
    return rows


def held(source: Source) -> str:
    """The real start, or that there is none."""
    if not source.board.opened.held:
        return "no real start is recorded: the session was simulated or played from a script"
    return _moment(source.board.opened.held)


def _moment(written: str) -> str:
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        return written
    return moment(instant, year=True) if instant.tzinfo else written


def _length(source: Source) -> str:
    planned = source.board.opened.setting.duration
    of = f" of {span(planned)} planned" if planned and not source.board.live else ""
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
