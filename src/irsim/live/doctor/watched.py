"""What the running room tells: who was heard, who is on call now, and gaps that come."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from irsim.board.rota import called_first, until_said
from irsim.board.state import NEVER
from irsim.live.doctor.findings import FAULT, LOOK, WELL, Finding, Findings, Room
from irsim.live.places import receiver_of
from irsim.plan import load_plan
from irsim.plan.rota import Roster, person_named
from irsim.words.clean import clean_title
from irsim.words.durations import format_duration
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config

AHEAD = timedelta(days=7)
"""How far gaps are looked for."""


def heard(config: "Config", room: Room, now: int) -> Findings:
    """When each source was last heard; `now` is Unix ms."""
    if room.board is None:
        return
    last: Mapping[str, int] = room.heard or {}
    known = room.board.sources
    for name in dict.fromkeys([*(source.name for source in config.sources), *known]):
        part = f"heard {name}"
        source = known.get(name)
        if source is not None and source.silent_since != NEVER:
            ago = format_duration(max(0, room.now - source.silent_since) // 1000 * 1000)
            yield Finding(part, FAULT, f"silent for {ago}", "look whether it still sends, and to this address")
        elif source is not None and source.fault:
            yield Finding(part, FAULT, clean_title(source.fault, 200), "mend that at the source")
        elif name in last:
            yield Finding(part, WELL, f"{format_duration(max(0, now - last[name]) // 1000 * 1000)} ago")
        else:
            cure = f"point its sender at {receiver_of(config)}/in/{name}, as docs/sources.md shows"
            yield Finding(part, LOOK, "never", cure)


def on_duty(config: "Config", room: Room) -> Findings:
    """Who is on call now, and the gaps of a week."""
    try:
        plan = load_plan(config.plan_text(), config.plan.file or "the plan")
    except BadInput:
        return  # the configuration's own line says so
    if not plan.rotas:
        cure = "give [rotas] in the plan, as docs/rota.md shows, or page by contacts alone"
        yield Finding("rota", LOOK, "the plan has none, so nobody is on call by name", cure)
        return
    board = room.board
    for contact in called_first(board) if board is not None else ():
        assert board is not None
        known = board.on_call.get(contact)
        if known is None:
            continue
        until = until_said(board, contact)
        said = f"{person_named(plan, known.person)} is on call" if known.person else "nobody is on call"
        state, cure = (WELL, "") if known.person else (FAULT, "put somebody into the rota, or override it")
        yield Finding(f"rota {contact}", state, said + (f" until {until}" if until else ""), cure)
    now = datetime.now(UTC)
    for rota in plan.rotas:
        if rota.ics is not None:
            continue  # its calendar was tried; gaps in it are alerts of the room's
        gaps = Roster(rota, plan.calendar.zone).gaps(now, now + AHEAD)
        if gaps:
            begins = max(gap.since or now for gap in gaps[:1])
            said = f"{rota.label}: {len(gaps)} gaps within a week, the first from {begins:%a %d %b %H:%M %Z}"
            yield Finding(f"rota {rota.id}", FAULT, said, "put somebody there, or override it")
        elif board is None:
            yield Finding(f"rota {rota.id}", WELL, f"{rota.label}: no gap within a week")
