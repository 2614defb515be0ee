"""`irsim live search`, `handover`, `metrics`, `replay`: looking back from a shell, and where screens read the past."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.output import show
from irsim.cli.past import StoreBack
from irsim.cli.shell import line_of, look, told_of
from irsim.cli.streams import in_terminal, with_screens
from irsim.log.reading import Recording
from irsim.reports.found import found_json, found_text
from irsim.reports.handing_over import Handover, handover_json, handover_markdown, handover_text
from irsim.reports.over_time import over_time_json, over_time_text
from irsim.scoring.over_time import Unit
from irsim.session.searching import Found, instant, parse_query
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.tui.seat import Seat

LAST = 20
"""Lines of the feed that are printed with a board of the past."""


def search(config_file: Path | None, query: str, limit: int, before: int, *, as_json: bool) -> int:
    """Look for something in the whole log of the running `irsim serve`; the exit code, 1 where nothing fits. Raises
    BadInput."""
    from msgspec.structs import replace

    async def told(seat: Seat) -> tuple[Found, str]:
        try:
            wanted = replace(parse_query(query, seat.board, seat.now), limit=limit, before=before)
        except ValueError as error:
            raise BadInput.one("the query", 0, str(error)) from None
        found = await seat.session.search(wanted, seat.roles)
        if as_json:
            return found, json.dumps(found_json(found, seat.board), indent=2)
        return found, found_text(found, seat.board, seat.now)

    found, text = look(config_file, told)
    show(text)
    return 0 if found.incidents or found.records else 1


def hand_over(config_file: Path | None, since: str, *, markdown: bool, as_json: bool) -> int:
    """What changed, what comes next, what was promised, what waits; the exit code. Raises BadInput."""
    from irsim.tui.screens.handing_over import seat_handover

    async def told(seat: Seat) -> str:
        told: Handover = await seat_handover(seat, _since(seat, since) if since else None)
        if as_json:
            return json.dumps(handover_json(told, seat.board), indent=2)
        return handover_markdown(told, seat.board).rstrip() if markdown else handover_text(told, seat.board)

    show(look(config_file, told))
    return 0


def _since(seat: Seat, written: str) -> int:
    try:
        return max(0, instant(written, seat.board, seat.now))
    except ValueError as error:
        raise BadInput.one("--since", 0, str(error)) from None


def metrics(config_file: Path | None, unit: str, count: int, *, as_json: bool) -> int:
    """The metrics over time, from the store itself; the exit code. Raises BadInput."""
    units: dict[str, Unit] = {"week": "week", "month": "month"}
    if unit not in units:
        raise BadInput.one("--per", 0, f"'{unit[:20]}' is neither week nor month; give one of them")
    back = StoreBack(config_file)
    first, now = back.begun()
    found = back.course(lambda _: None).over_time(first.board, units[unit], count, now)
    show(json.dumps(over_time_json(found, first.board), indent=2) if as_json else over_time_text(found, first.board))
    return 0


def replay(config_file: Path | None, at: str, *, plain: bool, as_json: bool) -> int:
    """The board as it was known at an instant: in a terminal the replay's screen, else its lines. Raises BadInput."""
    back = StoreBack(config_file)
    first, now = back.begun()
    try:
        wanted = instant(at, first.board, now)
    except ValueError as error:
        raise BadInput.one("--at", 0, str(error)) from None
    if wanted < 0:
        raise BadInput.one("--at", 0, "is before the log begins; give a later time")
    if not (plain or as_json) and in_terminal() and with_screens():
        from irsim.cli.room import run_room
        from irsim.tui.launch import ReplayWish

        return run_room(replay=ReplayWish(Path("live"), at=wanted, past=lambda far: back.known_at(wanted, far)))
    return _lines(back.known_at(wanted, lambda _: None), wanted, as_json=as_json)


def _lines(recording: Recording, at: int, *, as_json: bool) -> int:
    from irsim.tui.stories import replay_of

    replay = replay_of(recording)
    replay.go_to(at)
    seat = replay.seat
    going = [seat.board.incidents[name] for name in seat.incidents() if seat.board.incidents[name].open]
    if as_json:
        unix = at + int(seat.board.rules.moment(0).timestamp() * 1000)
        show(json.dumps({"at": unix, "incidents": [told_of(seat, about) for about in going]}, indent=2))
        return 0
    moment = seat.board.rules.moment(at)
    lines = [f"As known at {moment:%Y-%m-%d %H:%M:%S %Z}:", *(line_of(seat, about) for about in going)]
    lines += [] if going else ["No incident was open."]
    told = [f"{item.line.stamp}  {item.line.kind:<9} {item.line.text}" for item in seat.feed[-LAST:]]
    show("\n".join([*lines, "", *told] if told else lines))
    return 0
