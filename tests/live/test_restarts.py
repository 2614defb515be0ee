"""What a person finds after the duty desk was away: what fell due meanwhile with its true time, the plan as it was
changed, and a second process that went on."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Acknowledge, Declare
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue
from irsim.events.live import DeskTaken, PlanAdopted
from irsim.events.session import SessionOpened
from irsim.events.work import PageMissed, PageSent
from irsim.log.records import Record
from irsim.plan import default_plan_text
from irsim.reports.feed import feed_line
from irsim.session.protocol import Accepted
from tests.live.loads import names
from tests.live.plans import changed, kept, quick
from tests.live.serves import Installation, firing, webhook
from tests.live.terminals import in_a_loop, joined, until

RESPOND = "under: {SEV-1: 15m, SEV-2: 1h, SEV-3: 4h, SEV-4: next business day}"
LOOKOUT = """
  - id: lookout
    label: Lookout
    person: Somebody with good eyes
    level: primary
    answers_within: 6s
    then: secondary-on-call
"""

CLOCK_BEFORE = "  - id: respond\n    label: Respond\n"
MINE = """  - id: mine
    label: Of our own
    starts: incident.detected
    stops: incident.acknowledged
    within: 20m
    owner: incident_commander
    basis: Ours
"""

Kind = TypeVar("Kind", bound=Event)

CONTAIN = "within: 30m\n    severities: [SEV-1, SEV-2]\n    owner: technical_lead"


@pytest.fixture
def rooms() -> Iterator[list[Installation]]:
    """Installations that are killed in the end."""
    started: list[Installation] = []
    yield started
    for room in started:
        room.kill()


def of(records: list[Record], kind: type[Kind]) -> list[tuple[Record, Kind]]:
    """The records of one kind."""
    return [(each, each.body) for each in records if isinstance(each.body, kind)]


def told(records: list[Record]) -> list[str]:
    """The feed of a log."""
    opened = records[0].body
    assert isinstance(opened, SessionOpened)
    board, lines = Board(opened), []
    for record in records:
        apply(board, record)
        line = feed_line(record, board)
        lines += [f"{line.urgency} {line.kind}: {line.text}"] if line is not None else []
    return lines


def test_what_fell_due_while_nobody_had_the_desk_is_said_with_its_true_time(
    tmp_path: Path, rooms: list[Installation]
) -> None:
    short = (
        (RESPOND, RESPOND.replace("15m", "5s")),
        (CONTAIN, CONTAIN.replace("30m", "5500ms")),
    )
    room = Installation(tmp_path, kept(tmp_path, quick(unhandled="300ms", answers="4s", more=short)))
    rooms.append(room)
    room.start()
    room.well()
    assert room.post("/in/alertmanager", webhook(firing("SlowMail"))) == 200
    room.until(lambda: of(room.records(), PageSent), "the page")
    time.sleep(1.1)  # a quiet while: the desk is there, and has nothing to write
    opened = room.records()[0].body
    assert isinstance(opened, SessionOpened)
    room.kill()
    killed = int(time.time() * 1000) - Board(opened).rules.starts_unix
    before = room.records()
    assert not of(before, ClockOverdue)
    time.sleep(4.2)
    room.start()
    room.well()
    room.until(lambda: len(of(room.records(), ClockOverdue)) == 2, "both clocks")
    records = room.records()
    (_, first), (taken, back) = of(records, DeskTaken)
    assert first.down_since == -1
    assert killed - 2_500 < back.down_since <= killed  # not when it last wrote something
    board = Board(opened)
    for record in records:
        apply(board, record)
    overdue = of(records, ClockOverdue)
    assert [body.id for _, body in overdue] == ["INC-1/respond", "INC-1/contain"]
    for record, body in overdue:
        assert record.seq > taken.seq
        assert board.clocks[body.id].due < taken.at <= record.at
    [(missed, page)] = of(records, PageMissed)[:1]
    assert missed.seq > taken.seq
    assert board.pages[page.page].answer_by < taken.at
    assert of(records, PageSent)[-1][1].contact == "secondary-on-call"
    lines = told(records)
    away = next(line for line in lines if "was away" in line)
    assert away.startswith("urgent desk: the duty desk was away from ")
    assert "; 2 clocks and 1 page fell due meanwhile" in away
    assert any("INC-1 Respond is overdue: it was due at" in line for line in lines)


@in_a_loop
async def test_a_changed_plan_counts_after_a_restart_and_one_that_is_not_sound_is_refused(tmp_path: Path) -> None:
    plan = default_plan_text()
    room = Installation(tmp_path, kept(tmp_path, plan))
    try:
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        async with joined(room.socket, "ana") as ana:
            assert isinstance(await ana.submit(Declare(title="Old", severity="SEV-1")), Accepted)
            await until(lambda: "INC-1/respond" in ana.board.clocks, "its clock")
            due = ana.board.clocks["INC-1/respond"].due
        assert await asyncio.to_thread(room.stop) == 0

        kept(tmp_path, changed(plan, (RESPOND, RESPOND.replace("15m", "2h"))))
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        async with joined(room.socket, "ana") as ana:
            assert isinstance(await ana.submit(Declare(title="New", severity="SEV-1")), Accepted)
            await until(lambda: "INC-2/respond" in ana.board.clocks, "its clock")
            assert ana.board.clocks["INC-1/respond"].due == due
            new = ana.board.clocks["INC-2/respond"]
            assert new.due - new.since == 2 * 3_600_000
        assert await asyncio.to_thread(room.stop) == 0

        adopted = (tmp_path / "plan.yaml").read_text()
        kept(tmp_path, adopted.replace("pages: [primary-on-call]", "pages: [nobody-here]"))
        refused = await asyncio.to_thread(room.run, "serve")
        assert refused.returncode == 2
        assert "nobody-here" in refused.stderr
        assert "Traceback" not in refused.stderr

        kept(tmp_path, adopted)
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        records = await asyncio.to_thread(room.records)
        assert len(of(records, PlanAdopted)) == 1
        assert any("another version of the plan counts" in line for line in told(records))
        first, second, *_ = [line for line in told(records) if " desk: " in line]
        assert first.startswith("calm desk: the duty desk is kept by ")
        assert second.endswith("without one")  # a start soon after the end is no absence
    finally:
        room.kill()


def refused_beside(room: Installation, other: Installation) -> None:
    """One more of the same, and one with the same socket of terminals, are told plainly who is there, and the cure."""
    again = room.run("serve")
    assert again.returncode == 2
    assert room.process is not None
    assert f"irsim serve: runs here already, as process {room.process.pid}; " in again.stderr
    assert f"or end it with `irsim live --config {room.config} stop`" in again.stderr
    other.config.write_text(room.config.read_text().replace(f"127.0.0.1:{room.port}", f"127.0.0.1:{other.port}"))
    started = other.run("serve")
    assert started.returncode == 2
    assert "irsim serve: runs here already" in started.stderr
    assert "Traceback" not in again.stderr + started.stderr
    assert room.health()[0] == 200


@in_a_loop
async def test_two_on_one_file_the_second_follows_and_goes_on(tmp_path: Path) -> None:
    more = kept(tmp_path, default_plan_text())
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    first, second = (Installation(tmp_path, more, store=url, name=name) for name in ("one", "two"))
    try:
        for room in (first, second):
            await asyncio.to_thread(room.start)
            await asyncio.to_thread(room.well)
        assert second.health()[1]["desk"] == "elsewhere"
        await asyncio.to_thread(refused_beside, first, Installation(tmp_path, name="three"))
        assert second.post("/in/alertmanager", webhook(firing("One"))) == 200
        async with joined(second.socket, "ben") as ben:
            await until(partial(ben.board.incidents.get, "INC-1"), "the incident")
            assert isinstance(await ben.submit(Acknowledge("INC-1")), Accepted)
            (tmp_path / "plan.yaml").write_text("roles: [")  # somebody is just writing at it
            first.kill()
            killed = time.monotonic()
            await until(lambda: second.health()[1].get("desk") == "here", "the other desk", 10)
            assert time.monotonic() - killed < 10
            assert second.post("/in/alertmanager", webhook(firing("Two"))) == 200
            await until(lambda: ben.board.alerts.get("AL-2"), "the next alert")
        assert "The plan counts as it was" in second.log.read_text()
        await until(lambda: names(second) == ["One", "Two"], "both in the log")
    finally:
        first.kill()
        second.kill()


@in_a_loop
async def test_what_a_new_plan_leaves_out_counts_on_where_it_is_used(tmp_path: Path) -> None:
    new = changed(default_plan_text(), ("unhandled_for: 5m", "unhandled_for: 300ms"))
    old = changed(new, ("\ncontacts:\n", f"\ncontacts:{LOOKOUT}"), (CLOCK_BEFORE, MINE + CLOCK_BEFORE))
    old = changed(old, ("    pages: [primary-on-call]\n    quiet_for", "    pages: [lookout]\n    quiet_for"))
    room = Installation(tmp_path, kept(tmp_path, old))
    try:
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        async with joined(room.socket, "ana") as ana:
            await asyncio.to_thread(room.post, "/in/alertmanager", webhook(firing("SlowMail")))
            await until(lambda: ana.board.pages, "the page of the lookout")
            assert "INC-1/mine" in ana.board.clocks
        assert await asyncio.to_thread(room.stop) == 0

        kept(tmp_path, new)
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        await until(lambda: "The plan leaves out what is still used" in room.log.read_text(), "a word of it")
        said = room.log.read_text()
        assert "contact lookout" in said
        assert "clock mine" in said
        async with joined(room.socket, "ana") as ana:
            board = ana.board
            await until(lambda: "INC-1/mine" in board.clocks and board.clocks["INC-1/mine"].running, "the old clock")
            await until(
                lambda: "PG-1" in board.pages and board.pages["PG-1"].missed_at >= 0, "the page that nobody answered"
            )
            assert isinstance(await ana.submit(Declare(title="New", severity="SEV-1")), Accepted)
            await until(lambda: "INC-2/respond" in board.clocks, "the new one's clocks")
            assert "INC-2/mine" not in board.clocks
            assert isinstance(await ana.submit(Acknowledge("INC-1")), Accepted)
            await until(lambda: board.clocks["INC-1/mine"].stopped_at >= 0, "the old clock stops")
        assert await asyncio.to_thread(room.stop) == 0
        await asyncio.to_thread(room.start)
        await asyncio.to_thread(room.well)
        assert len(of(await asyncio.to_thread(room.records), PlanAdopted)) == 1  # still used, and nothing new
    finally:
        room.kill()
