"""`irsim doctor`: what an examination of the installation finds, a line each."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path

from irsim.cli.output import show
from irsim.cli.shell import at_the_room, now_of
from irsim.cli.status import heard_by
from irsim.live.config.loading import load_configuration
from irsim.live.config.whole import Config
from irsim.live.doctor import FAULT, LOOK, WELL, Finding, examined
from irsim.live.doctor.findings import Room
from irsim.live.places import socket_of
from irsim.live.presence import present
from irsim.reports.plain import counted, one_line
from irsim.session.protocol import OBSERVER
from irsim.words.faults import BadInput

MARKS = {WELL: "ok", LOOK: "look", FAULT: "FAULT"}


def run_doctor(config_file: Path | None, *, send: bool, as_json: bool) -> int:
    """Examine an installation; 0 where nothing is broken, 1 where something is. Raises BadInput where the configuration
    cannot be read."""
    config = load_configuration(config_file)

    async def do() -> list[Finding]:
        found = []
        async for each in examined(config, await _room(config_file, config), send=send):
            found.append(each)
            if not as_json:
                show(line_of(each))
        return found

    found = asyncio.run(do())
    faults = sum(each.state == FAULT for each in found)
    if as_json:
        told = [{"part": each.part, "state": each.state, "said": each.said, "cure": each.cure} for each in found]
        show(json.dumps({"well": not faults, "findings": told}, indent=2))
    else:
        show(f"\n{counted(faults, 'fault')}." if faults else "\nNothing is broken.")
    return 1 if faults else 0


def line_of(found: Finding) -> str:
    """A finding on one line."""
    return f"{MARKS[found.state]:<6}{one_line(found.part, 40):<22} {one_line(found.line, 400)}"


async def _room(config_file: Path | None, config: Config) -> Room:
    """What the process that serves tells; an empty room where nobody does."""
    with suppress(BadInput):
        serves = await asyncio.to_thread(present, socket_of(config))
        if serves is not None:
            async with at_the_room(config_file, OBSERVER) as seat:
                heard = await asyncio.to_thread(heard_by, config)
                return Room(seat.board, now_of(seat), heard, serves.kept_by)
    return Room()
