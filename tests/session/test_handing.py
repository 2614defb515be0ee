"""Handouts at a joined terminal: fetched from where the room is hosted, each by those who were given it."""

import asyncio
from pathlib import Path

import pytest

from irsim.drill.handouts import keep_handouts
from irsim.session.remote import RemoteSession
from irsim.words.durations import MINUTE
from irsim.words.faults import BadInput
from tests.handouts import PICTURE, with_papers
from tests.session.rooms import COMMANDER, LEAD, hosted


def test_a_joined_terminal_fetches_what_its_seats_were_given_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    loaded = with_papers(tmp_path / "scenario")

    async def refused(session: RemoteSession, digest: str) -> str:
        with pytest.raises(BadInput) as bad:
            await session.fetch(digest)
        return bad.value.faults[0].message

    async def play() -> None:
        async with hosted(tmp_path, loaded=loaded) as room:
            host = room.host
            host.recording = tmp_path / "drill.jsonl"
            opened = host.ledger.board.opened
            keep_handouts(host.recording, loaded, opened)
            log, picture, _ = (brief.sha256 for brief in opened.setting.handouts.values())
            commander, lead = await room.join("players", COMMANDER), await room.join("players", LEAD)
            control = await room.join("facilitator")
            assert commander.opened.setting.handouts == {}
            assert "is no handout that you were given" in await refused(commander, picture)
            assert await control.fetch(picture) == PICTURE, "control may look before"
            await host.jump(6 * MINUTE)
            await host.settle()
            assert await commander.fetch(picture) == PICTURE
            assert (await lead.fetch(log)).startswith(b"02:14 ")
            assert "is no handout that you were given" in await refused(lead, picture)
            assert "is no handout that you were given" in await refused(lead, "../drill.jsonl")

    asyncio.run(play())
