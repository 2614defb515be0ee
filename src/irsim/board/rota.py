"""Who stands behind a contact now, what the desk says when that changes, and the gaps that it warns of. Pure."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from irsim.board.board import Board
from irsim.board.state import NEVER, Incident, Page
from irsim.events.live import OnCallChanged
from irsim.events.signals import FIRING, ITSELF, RESOLVED, Signal
from irsim.plan.models import Contact, Rota
from irsim.plan.rota import NOBODY, Roster, Turn, rotas_of
from irsim.words.calendar import milliseconds_between

GAP, AHEAD = "rota-gap", "rota-gap-ahead"
"""The plan's monitors of rotas: nobody has the duty, and nobody will have it. What their alerts are called and how
severe they are is the plan's; one that has neither is told of gaps all the same, at the severity that no word has."""

UNNAMED = {GAP: "Nobody is on call", AHEAD: "Nobody will be on call"}
"""What they are called where the plan does not say."""

BACK = timedelta(days=14)
"""How far back it is told who had the duty while nobody kept the desk."""

WEEK = 7
"""Within so many days a weekday says which day is meant."""

TOLD = 50
"""Changes behind one contact that are told at once; of more the last ones."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ON_CALL_LEVELS = ("primary", "secondary")
"""Contacts of these levels are on call by what they are, where no rota says who."""


def behind(board: Board, contact: str) -> str:
    """The id of the person who is on call behind a contact; empty in a gap, and where no rota says."""
    known = board.on_call.get(contact)
    return known.person if known is not None else ""


def vacant(board: Board, contact: str) -> bool:
    """Whether a rota says that nobody stands behind the contact now."""
    known = board.on_call.get(contact)
    return known is not None and known.person == NOBODY


def standing(board: Board, contact: Contact) -> Contact:
    """The contact, or where nobody stands behind it the first one of its chain behind whom somebody does."""
    seen, found = {contact.id}, contact
    while vacant(board, found.id) and found.then and found.then not in seen:
        found = board.rules.contacts[found.then]
        seen.add(found.id)
    return contact if vacant(board, found.id) else found


def answered_with(board: Board, about: Incident) -> list[Page]:
    """The pages that taking an incident on answers: those about it, or about its alerts, that wait for somebody on
    call. Whoever was called for their own sake (management, external help) is still waited for."""
    mine = (page for page in board.pages.values() if page.incident == about.id or page.alert in about.alerts)
    return [page for page in mine if page_waits(board, page)]


def page_waits(board: Board, page: Page) -> bool:
    """Whether a page waits for somebody on call, or for whoever is paged because they did not answer, in live: those
    who sit at the board may answer it."""
    if not board.live or page.acknowledged_at != NEVER or page.missed_at != NEVER:
        return False
    first = page
    while first.follows in board.pages:
        first = board.pages[first.follows]
    known = board.rules.contacts.get(first.contact)
    return first.contact in board.on_call or (known is not None and known.level in ON_CALL_LEVELS)


def changes(board: Board, rosters: Mapping[str, Roster], now: int) -> list[OnCallChanged]:
    """What the desk has to say at `now` (ms) of who is on call: every change that the board does not know yet, in the
    order in which they came, each with its true time. `rosters` are the plan's rotas by their id."""
    told: list[tuple[int, OnCallChanged]] = []
    for contact, rota in rotas_of(board.rules.plan):
        if rota.id in rosters:
            told += _changes(board, contact, rota, rosters[rota.id], now)
    contacts = {contact for contact, _ in rotas_of(board.rules.plan)}
    told += [(now, OnCallChanged(name, NOBODY)) for name in board.on_call if name not in contacts]
    return [event for _, event in sorted(told, key=lambda each: each[0])]


def _changes(board: Board, contact: str, rota: Rota, roster: Roster, now: int) -> list[tuple[int, OnCallChanged]]:
    known, moment = board.on_call.get(contact), board.rules.moment(now)
    stands = roster.on_call(moment)
    if known is not None and (known.person, known.until) == (stands.person, _at(board, stands.until)):
        return []
    begun = [stands]
    if known is not None and NEVER < known.until <= now:  # nobody kept the desk when it ended
        since = max(board.rules.moment(known.until), moment - BACK)
        pieces = roster.turns(since, moment)[-TOLD:]
        begun = [roster.on_call(piece.since) for piece in pieces if piece.since is not None] + begun
    return [_event(board, contact, rota, turn, now) for turn in dict.fromkeys(begun)]


def _event(board: Board, contact: str, rota: Rota, turn: Turn, now: int) -> tuple[int, OnCallChanged]:
    """`since` only where it was before now, and while this log was kept."""
    began = _at(board, turn.since)
    known = board.on_call.get(contact)
    since = began if known is not None and began > max(known.since, 0) and began < now else NEVER
    return since if since != NEVER else now, OnCallChanged(contact, turn.person, _at(board, turn.until), rota.id, since)


def _at(board: Board, moment: datetime | None) -> int:
    return NEVER if moment is None else milliseconds_between(board.rules.starts, moment)


def gap_signals(board: Board, rosters: Mapping[str, Roster], now: int, firing: Collection[str]) -> list[Signal]:
    """The gaps that are there at `now` (ms), or begin within the plan's `warn_before`; and of `firing`, the keys of
    those that were told before, which are over. One gap is one alert: it begins as a warning, and grows worse."""
    moment, found = board.rules.moment(now), []
    for contact, rota in rotas_of(board.rules.plan):
        if rota.id not in rosters:
            continue
        until = moment + timedelta(milliseconds=max(rota.warn_before, 1))
        found += [_gap(board, contact, rota, turn, moment) for turn in rosters[rota.id].gaps(moment, until)]
    held = {signal.key for signal in found}
    unknown = {contact for contact, rota in rotas_of(board.rules.plan) if rota.id not in rosters}
    over = [key for key in sorted(firing) if key not in held and _contact_of(key) not in unknown]
    return found + [_over(board, key) for key in over]


def _gap(board: Board, contact: str, rota: Rota, turn: Turn, moment: datetime) -> Signal:
    whose = board.rules.contacts[contact].label
    begun = turn.since is None or turn.since <= moment
    name = GAP if begun else AHEAD
    monitor = board.rules.monitors.get(name)
    label = UNNAMED[name] if monitor is None else monitor.label
    begins = "" if turn.since is None else f"{turn.since.astimezone(UTC):%Y%m%dT%H%MZ}"
    ends = f"until {said(board, rota, turn.until, whole=True)}" if turn.until is not None else "and no end is known"
    if begun:
        title, text = f"{label}: {whose}", f"The rota '{rota.label}' names nobody, {ends}."
    else:
        title = f"{label} from {said(board, rota, turn.since, whole=True)}: {whose}"
        text = f"The rota '{rota.label}' names nobody from {said(board, rota, turn.since, whole=True)}, {ends}."
    return Signal(
        key=f"{GAP}/{contact}/{begins}",
        state=FIRING,
        title=title,
        text=text if monitor is None else f"{text} {monitor.text}".strip(),
        severity="" if monitor is None else monitor.severity,
        category="" if monitor is None else monitor.category,
        labels={"contact": contact, "rota": rota.id},
        since=milliseconds_between(EPOCH, turn.since) if turn.since is not None and begun else -1,
        monitor=name,
    )


def _over(board: Board, key: str) -> Signal:
    contact = _contact_of(key)
    known = board.rules.contacts.get(contact)
    return Signal(key, RESOLVED, f"Somebody is on call: {known.label if known else contact}", monitor=GAP)


def _contact_of(key: str) -> str:
    return key.removeprefix(f"{GAP}/").rpartition("/")[0]


def gaps_told(board: Board) -> dict[str, str]:
    """The gaps that stand on the board as alerts which are not over: their keys, and what they say."""
    own = ((key, board.alerts[name]) for key, name in board.keys.get(ITSELF, {}).items() if key.startswith(f"{GAP}/"))
    return {key: alert.title for key, alert in own if alert.resolved_at == NEVER}


def said(board: Board, rota: Rota | None, moment: datetime | None, *, whole: bool = False) -> str:
    """A moment on the rota's clock, as people on duty say it: the time alone on this day, else with its day; `whole`
    with its date whatever the day is."""
    if moment is None:
        return ""
    zone = ZoneInfo((rota.zone if rota is not None else "") or board.rules.plan.calendar.zone)
    local, here = moment.astimezone(zone), board.rules.moment(board.at).astimezone(zone)
    if local.date() == here.date() and not whole:
        return f"{local:%H:%M %Z}"
    near = 0 <= (local.date() - here.date()).days < WEEK and not whole
    return f"{local:%a %H:%M %Z}" if near else f"{local:%a %d %b %H:%M %Z}"


def until_said(board: Board, contact: str) -> str:
    """Until when somebody is on call behind a contact; empty where no end is known, or no rota says who."""
    known = board.on_call.get(contact)
    if known is None or known.until == NEVER:
        return ""
    rota = next((each for each in board.rules.plan.rotas if each.id == known.rota), None)
    return said(board, rota, board.rules.moment(known.until))


def called_first(board: Board) -> list[str]:
    """The plan's contacts, those on call by what they are first."""
    contacts = board.rules.contacts.values()
    ranks = {level: rank for rank, level in enumerate(ON_CALL_LEVELS)}
    return [each.id for each in sorted(contacts, key=lambda contact: ranks.get(contact.level, len(ranks)))]


def handed_over(board: Board, event: OnCallChanged) -> dict[str, list[Incident]]:
    """Who hands the duty over and who takes it (ids), each with the open incidents that go along; empty where none
    does, or where nobody changed. `board` has folded the event."""
    known, going = board.on_call.get(event.contact), board.open_incidents()
    if known is None or known.person == known.was or not going:
        return {}
    return {person: going for person in (known.was, known.person) if person}
