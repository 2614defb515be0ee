"""From an alert to somebody's telephone, with real processes: who is paged, by which way, with which proof; and what
becomes of a page that is on its way when the duty desk is killed."""

import asyncio
import time
from functools import partial
from pathlib import Path

from irsim.board.state import NEVER
from irsim.commands import Acknowledge
from irsim.commands.triage import EndMaintenance, Maintain
from irsim.events.live import (
    DeliveryAttempted,
    DeliveryConfirmed,
    IncidentReturned,
    MaintenanceEnded,
    NotificationQueued,
    OnCallChanged,
)
from irsim.events.work import PageMissed, PageSent
from irsim.session.protocol import Accepted
from irsim.tui.seat import Seat
from tests.live.outbox.sinks import HttpSink, Mails, http_sink, smtp_sink
from tests.live.plans import kept, quick, secret, with_rota
from tests.live.postgres import Server, server
from tests.live.serves import Installation, firing, webhook
from tests.live.terminals import in_a_loop, joined, until

__all__ = ["server"]

SECONDARY = ("level: secondary\n    answers_within: 1s", "level: secondary\n    answers_within: 3s")

REPETITION = "may be a repetition"


def ways(folder: Path, sink: HttpSink, mails: Mails | None = None) -> str:
    """The pager is the HTTP sink; mail, where there is one, is Kim's own way."""
    told = f"[channels.pager]\nurl = {secret(folder, 'pager', sink.address())}\ntimeout = '20s'\n"
    told += "[channels.phone]\nby_hand = true\n"
    if mails is not None:
        told += f"[channels.mail]\nurl = {secret(folder, 'mail', mails.address())}\n"
        told += '[people.kim]\nlabel = "Kim Visser"\nways = ["mail"]\n'
    return told


async def fired(room: Installation, *names: str, **labels: str) -> None:
    """Critical alerts come in, each opens an incident or joins one."""
    told = webhook(*(firing(name, **labels) for name in names))
    assert await asyncio.to_thread(room.post, "/in/alertmanager", told) == 200


def proven(seat: Seat, name: str = "NT-1") -> bool:
    """Whether a notification is on the board with the proof that its way took it."""
    sent = seat.board.notifications.get(name)
    return sent is not None and sent.confirmed_at != NEVER


async def begun(room: Installation) -> None:
    await asyncio.to_thread(room.start)
    await asyncio.to_thread(room.well)


@in_a_loop
async def test_whoever_the_rota_names_is_paged_then_the_next_until_somebody_takes_it_on(tmp_path: Path) -> None:
    async with http_sink() as sink:
        with smtp_sink() as mails:
            plan = kept(tmp_path, with_rota(quick(unhandled="500ms", answers="1s", more=(SECONDARY,)), "kim"))
            room = Installation(tmp_path, plan + ways(tmp_path, sink, mails))
            await begun(room)
            try:
                async with joined(room.socket, "ana") as ana:
                    board = ana.board
                    await until(lambda: board.on_call, "who is on call")
                    await fired(room, "SlowMail")
                    # the rota's Kim, by her own way
                    await until(lambda: mails.taken, "the mail")
                    [mail] = mails.taken
                    text = str(mail.get_payload())
                    assert mail["X-Irsim-Key"].startswith("irsim-")
                    assert "Kim Visser" in text
                    assert "INC-1" in text
                    assert REPETITION not in text
                    # nobody answers: the next one, by the pager
                    await until(lambda: sink.bodies, "the next page")
                    await until(lambda: proven(ana, "NT-2"), "its proof on the board")
                    assert [page.contact for page in board.pages.values()][:2] == [
                        "primary-on-call",
                        "secondary-on-call",
                    ]
                    assert board.pages["PG-1"].person == "kim"
                    assert board.pages["PG-1"].missed_at >= board.pages["PG-1"].answer_by
                    assert "200" in board.notifications["NT-2"].proof
                    # somebody takes it on: nobody further is paged
                    assert isinstance(await ana.submit(Acknowledge("INC-1")), Accepted)
                    await until(lambda: board.pages["PG-2"].acknowledged_at >= 0, "the answer")
                    paged, sent = len(board.pages), len(sink.bodies)
                    await asyncio.sleep(3.2)
                    assert (len(board.pages), len(sink.bodies), len(mails.taken)) == (paged, sent, 1)
            finally:
                room.kill()
    kinds = [type(each.body) for each in room.records()]
    assert kinds.index(OnCallChanged) < kinds.index(PageSent) < kinds.index(NotificationQueued)
    assert kinds.index(DeliveryAttempted) < kinds.index(DeliveryConfirmed)
    assert PageMissed in kinds


def said(room: Installation, sink: HttpSink) -> None:
    """What is on record of a page whose desk was killed while it was on its way, and what its sink got."""
    [first, again] = sink.bodies
    assert sink.keys[0] == sink.keys[1] != ""
    assert REPETITION not in first["message"]
    assert REPETITION in again["message"]
    bodies = [each.body for each in room.records()]
    assert [each.again for each in bodies if isinstance(each, DeliveryAttempted)] == [False, True]
    assert sum(isinstance(each, DeliveryConfirmed) for each in bodies) == 1
    assert sum(isinstance(each, NotificationQueued) for each in bodies) == 1
    assert sum(isinstance(each, PageSent) for each in bodies) == 1


@in_a_loop
async def test_a_page_that_was_on_its_way_is_repeated_by_whoever_takes_over(server: Server, tmp_path: Path) -> None:
    async with http_sink(0) as sink:
        url, more = server.fresh(), kept(tmp_path, quick()) + ways(tmp_path, sink)
        first, second = (Installation(tmp_path, more, store=url, name=name) for name in ("one", "two"))
        await begun(first)
        await begun(second)
        try:
            await fired(second, "SlowMail")
            await until(lambda: sink.bodies, "the page")
            first.kill()
            killed = time.monotonic()
            await until(lambda: len(sink.bodies) > 1, "the page again", 12)
            assert time.monotonic() - killed < 10
            async with joined(second.socket, "ben") as ben:
                await until(lambda: proven(ben), "the proof")
            await asyncio.sleep(0.3)
            said(second, sink)
        finally:
            first.kill()
            second.kill()


@in_a_loop
async def test_a_page_that_was_on_its_way_is_repeated_by_a_process_that_is_started_again(tmp_path: Path) -> None:
    async with http_sink(0) as sink:
        room = Installation(tmp_path, kept(tmp_path, quick()) + ways(tmp_path, sink))
        await begun(room)
        try:
            await fired(room, "SlowMail")
            await until(lambda: sink.bodies, "the page")
            room.kill()
            await begun(room)
            async with joined(room.socket, "ben") as ben:
                await until(lambda: proven(ben), "the proof")
            said(room, sink)
        finally:
            room.kill()


@in_a_loop
async def test_no_page_is_lost_when_the_desk_is_killed_before_it_left(tmp_path: Path) -> None:
    async with http_sink() as sink:
        room = Installation(tmp_path, kept(tmp_path, quick(unhandled="1s")) + ways(tmp_path, sink))
        await begun(room)
        try:
            await fired(room, "SlowMail")
            room.kill()  # the alert is in the intake, perhaps in the log; nobody is paged yet
            assert not sink.bodies
            await asyncio.sleep(1)
            await begun(room)
            await until(lambda: sink.bodies, "the page")
            await asyncio.sleep(0.5)
            assert len(sink.bodies) == 1
            assert REPETITION not in sink.bodies[0]["message"]
        finally:
            room.kill()


@in_a_loop
async def test_an_incident_that_nobody_touches_comes_back_and_pages(tmp_path: Path) -> None:
    plan = quick(unhandled="10m", more=(("untouched: {SEV-1: 15m,", "untouched: {SEV-1: 1s,"),))
    async with http_sink() as sink:
        room = Installation(tmp_path, kept(tmp_path, plan) + ways(tmp_path, sink))
        await begun(room)
        try:
            async with joined(room.socket, "ana") as ana:
                await fired(room, "SlowMail")
                await until(partial(ana.board.incidents.get, "INC-1"), "the incident")
                assert ana.board.incidents["INC-1"].severity == "SEV-1"
                assert isinstance(await ana.submit(Acknowledge("INC-1")), Accepted)
                await until(lambda: sink.bodies, "the page")
                assert "INC-1" in sink.bodies[0]["title"]
                records = await asyncio.to_thread(room.records)
                assert any(isinstance(each.body, IncidentReturned) for each in records)
                assert next(iter(ana.board.pages.values())).rule == "incident-returned"
        finally:
            room.kill()


@in_a_loop
async def test_a_maintenance_window_keeps_pages_away_until_it_ends(tmp_path: Path) -> None:
    async with http_sink() as sink:
        room = Installation(tmp_path, kept(tmp_path, quick(unhandled="500ms")) + ways(tmp_path, sink))
        await begun(room)
        try:
            async with joined(room.socket, "ana") as ana:
                assert isinstance(await ana.submit(Maintain("New tables", "2s", services=("api",))), Accepted)
                await fired(room, "SlowMail", service="api")
                await until(lambda: ana.board.alerts.get("AL-1"), "the alert")
                await asyncio.sleep(1)
                assert not sink.bodies
                assert not ana.board.incidents
                await until(lambda: sink.bodies, "the page, for it still fires")
                assert any(isinstance(each.body, MaintenanceEnded) for each in await asyncio.to_thread(room.records))
                assert isinstance(await ana.submit(Maintain("More", "1h", services=("postgres",))), Accepted)
                assert isinstance(await ana.submit(EndMaintenance("MW-2")), Accepted)
                await until(lambda: not ana.board.standing, "its end")
        finally:
            room.kill()
