"""Looking back on a real `irsim serve`: search, an incident told by itself, the handover, metrics, the board of an
instant, and the status page, which is republished on every post."""

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from irsim.commands import Acknowledge, Note, SendUpdate
from irsim.log.records import Record
from irsim.session.protocol import Accepted
from irsim.session.searching import Search, parse_query
from irsim.tui.stories import story_replay
from irsim.words.faults import BadInput
from tests.live.asked import asked
from tests.live.serves import Installation, firing, webhook
from tests.live.terminals import in_a_loop, joined, until


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that has lived through a small night."""
    folder = tmp_path_factory.mktemp("back")
    room = Installation(folder, f'[statuspage]\nfolder = "{folder / "public"}"\n')
    room.start()
    room.well()
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 300))
    slow = {**firing("SlowMail", service="smtp-submission"), "startsAt": since}
    disk = {**firing("DiskFull", service="postgres"), "startsAt": since}
    assert room.post("/in/alertmanager", webhook(slow)) in (200, 202)
    assert room.post("/in/alertmanager", webhook(disk)) in (200, 202)

    async def night() -> None:
        async with joined(room.socket, "ana") as seat:
            await until(lambda: len(seat.board.incidents) == 2, "two incidents")
            await seat.submit(Acknowledge("INC-1"))
            await seat.submit(Note("INC-1", "The queue of the grünes Lager is stuck"))
            update = SendUpdate("INC-1", "customers", "status_page", text="We look into it.", state="investigating")
            assert isinstance(await seat.submit(update), Accepted)  # it leaves after the plan's ten seconds
            await until(lambda: seat.board.incidents["INC-1"].acknowledged_at >= 0, "the deed")

    asyncio.run(night())
    yield room
    assert room.stop() == 0


@in_a_loop
async def test_a_terminal_finds_incidents_and_lines_and_reads_the_story_of_one(room: Installation) -> None:
    async with joined(room.socket, "kim") as seat:
        await until(lambda: "INC-2" in seat.board.incidents, "the board")
        session, now = seat.session, seat.now
        found = await session.search(parse_query("GRÜNES lager", seat.board, now), seat.roles)
        assert [record.body.text for record in found.records if isinstance(record.body.text, str)]  # type: ignore[attr-defined]
        assert [about.id for about in found.incidents] == ["INC-1"]
        found = await session.search(parse_query("service:postgres status:open", seat.board, now), seat.roles)
        assert [about.id for about in found.incidents] == ["INC-2"]
        assert (await session.search(parse_query("until:1h", seat.board, now), seat.roles)).count == 0
        page = await session.search(Search(kinds=("incident.detected",), limit=1), seat.roles)
        assert len(page.records) == 1
        older = await session.search(Search(kinds=("incident.detected",), limit=1, before=page.more), seat.roles)
        assert older.records[0].seq < page.records[0].seq
        assert older.more == -1
        story = await session.story("INC-1", seat.roles)
        assert {"alert.fired", "incident.detected", "note.added"} <= set(map(kind, story.records))
        assert not {"delivery.received"} & set(map(kind, story.records))  # it is control's to see
        replay = story_replay(seat.board, "INC-1", story.records)
        assert replay.seat.board.incidents["INC-1"].acknowledged_at >= 0
        with pytest.raises(BadInput, match="no incident of this log"):
            await session.story("INC-9", seat.roles)


def kind(record: Record) -> str:
    return str(record.body.__struct_config__.tag)


def test_the_shell_searches_hands_over_measures_and_shows_the_past(room: Installation) -> None:
    told = room.run("live", "search", "severity:SEV-1 stuck", "--json")
    assert told.returncode == 0, told.stderr
    found = json.loads(told.stdout)
    assert found["incidents"][0]["id"] == "INC-1"
    assert "stuck" in found["records"][0]["text"]
    assert "no severity 'SEV-99'" in room.run("live", "search", "severity:SEV-99").stderr
    handed = json.loads(room.run("live", "handover", "--since", "1h", "--json").stdout)
    assert [each["incident"] for each in handed["new"]] == ["INC-1", "INC-2"]
    assert handed["clocks"]
    measured = json.loads(room.run("live", "metrics", "--json").stdout)["whole"]
    assert measured["incidents"] == 2
    assert measured["acknowledge"]["n"] == 1
    assert measured["detect"]["mean"] >= 299_000
    first = json.loads(room.run("live", "replay", "--at", "0s", "--json").stdout)
    assert {each["id"] for each in first["incidents"]} == {"INC-1", "INC-2"}
    told = room.run("live", "replay", "--at", time.strftime("%-d %b %H:%M:%S", time.gmtime()), "--json")
    assert {each["id"] for each in json.loads(told.stdout)["incidents"]} == {"INC-1", "INC-2"}
    tomorrow = time.strftime("%Y-%m-%dT%H:%M", time.gmtime(time.time() + 86_400))
    for words in (
        ["replay", "--at", tomorrow],
        ["handover", "--since", tomorrow],
        ["handover", "--since", "2199-01-01"],
    ):
        early = asked(room, "live", *words)
        assert early.code == 2
        assert "is still to come, for it is" in early.said
    back = asked(room, "live", "handover", "--since=-1h", "--json").json  # an hour ago, as in every dialog
    assert [each["incident"] for each in back["new"]] == ["INC-1", "INC-2"]
    assert "before the log begins" in room.run("live", "replay", "--at", "2000-01-01").stderr


def test_the_status_page_is_written_on_a_post(room: Installation) -> None:
    page = room.folder.parent / "public" / "status.json"
    written = json.loads(room.until(lambda: page.exists() and page.read_text(), "the page"))
    assert [each["id"] for each in written["incidents"]] == ["INC-1"]
    assert written["exercise"] is False
