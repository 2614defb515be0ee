"""Given a page or an update, when the outbox runs, then it leaves once, and the log says what became of it."""

import asyncio
from typing import Any

import pytest

from irsim.events.incident import IncidentDetected
from irsim.events.live import DeliveryAttempted, IncidentArchived, NotificationQueued
from irsim.events.work import PageAcknowledged, PageSent
from tests.live.outbox.rooms import Room, way
from tests.live.outbox.sinks import http_sink, smtp_sink
from tests.live.ports import free_port


def test_a_page_goes_by_the_contacts_channel_once_with_proof_and_key() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink() as sink:
            outbox = room.outbox({"pager": way()}, {"pager": sink.address()})
            room.page()
            await room.running(outbox, room.settled)
            (sent,) = room.notifications
            assert (sent.about, sent.way, sent.to) == ("PG-1", "pager", "Ana de Vries (Primary on-call)")
            assert sent.proof == "answered 200 OK"
            assert sink.keys == [sent.key]
            (body,) = sink.bodies
            assert body["title"] == "SEV-2 INC-1: Errors at the API"
            for said in ("Service: API", "2026-11-16 ", "Take it on: irsim ack INC-1", "[irsim NT-1]"):
                assert said in body["message"], body["message"]
            assert "EXERCISE" not in body["message"]
            await room.running(room.outbox(outbox.routes.ways, {"pager": sink.address()}), lambda: True)
            await asyncio.sleep(0.05)
            assert len(sink.bodies) == 1
        assert room.board.channels["pager"].works

    asyncio.run(play())


def test_mail_is_taken_by_a_real_server_with_the_key_in_a_header() -> None:
    async def play() -> None:
        room = Room()
        with smtp_sink() as mails:
            room.update(channel="mail", text="We are on it.\nMore at four.")
            await room.running(room.outbox({"mail": way(timeout="5s")}, {"mail": mails.address()}), room.settled)
        (sent,) = room.notifications
        assert sent.confirmed_at >= 0, sent
        assert sent.proof == "taken by mail"
        (mail,) = mails.taken
        assert mail["X-Irsim-Key"] == sent.key
        assert mail["Subject"] == "SEV-2 INC-1: Errors at the API"
        text = mail.get_payload(decode=True)
        assert b"More at four." in text
        assert b"[irsim NT-1]" in text

    asyncio.run(play())


def test_a_server_that_fails_three_times_is_tried_a_fourth_time() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink(500, 500, 500) as sink:
            room.page()
            await room.running(room.outbox({"pager": way()}, {"pager": sink.address()}), room.settled)
            assert len(sink.bodies) == 4
            assert len(set(sink.keys)) == 1
        (sent,) = room.notifications
        assert (sent.attempts, sent.again, sent.confirmed_at > 0) == (4, False, True)
        assert room.board.pages["PG-1"].bounced == ""

    asyncio.run(play())


def test_a_refused_connection_is_given_up_the_page_bounces_and_the_next_way_has_its_turn() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink() as sink:
            ways = {
                "pager": way(retry={"first": "20ms", "longest": "40ms", "give_up_after": "150ms"}, then=("mail",)),
                "mail": way(),
            }
            addresses = {"pager": f"json://127.0.0.1:{free_port()}/t0ken/", "mail": sink.address()}
            room.page()
            await room.running(room.outbox(ways, addresses), lambda: len(room.notifications) == 2 and room.settled())
        first, second = room.notifications
        assert (first.way, first.final, first.reason) == ("pager", True, "the connection was refused")
        assert first.attempts > 1
        assert (second.way, second.about, second.proof) == ("mail", "PG-1", "answered 200 OK")
        assert second.key != first.key
        kinds = room.kinds()
        assert kinds.index("page.bounced") < kinds.index("notification.queued", kinds.index("page.bounced"))
        assert room.board.pages["PG-1"].bounced == ""  # it arrived by the other way
        assert [room.board.channels[name].works for name in ("pager", "mail", "phone")] == [False, True, None]

    asyncio.run(play())


def test_a_storm_of_pages_of_which_many_fail_at_once_leaves_each_exactly_once() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink(*[400] * 12) as first, http_sink() as second:
            ways = {"pager": way(then=("mail",), per_minute=1000, rests_after=1000), "mail": way(per_minute=1000)}
            ways["slack"] = ways["pager"]
            outbox = room.outbox(ways, {"pager": first.address(), "slack": first.address(), "mail": second.address()})

            def said() -> bool:
                if len(room.board.pages) < 15:
                    room.page()
                    room.update()
                return len(room.board.pages) == 15 and not room.board.undelivered

            await room.running(outbox, lambda: said() and len(room.notifications) == 42, seconds=15)
            assert len(first.bodies) == 30
            assert len(second.bodies) == 12
        assert len({each.key for each in room.notifications}) == 42
        assert all(each.confirmed_at >= 0 or each.then == "mail" for each in room.notifications)

    asyncio.run(play())


def test_a_server_that_hangs_may_have_taken_it_and_the_next_attempt_says_so() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink(0) as sink:
            room.page()
            outbox = room.outbox({"pager": way(timeout="300ms")}, {"pager": sink.address()})
            await room.running(outbox, room.settled)
            assert "may be a repetition" not in sink.bodies[0]["message"]
            assert "may be a repetition" in sink.bodies[1]["message"]
        (sent,) = room.notifications
        assert (sent.attempts, sent.again, sent.reason) == (2, True, "no answer in time")

    asyncio.run(play())


@pytest.mark.parametrize("query", ["", "?redirect=yes"])
def test_a_redirect_is_not_followed_whatever_the_address_says(query: str) -> None:
    async def play() -> None:
        room = Room()
        async with http_sink(302) as sink:
            room.page()
            await room.running(room.outbox({"pager": way()}, {"pager": sink.address(query=query)}), room.settled)
            assert len(sink.bodies) == 1
            assert sink.elsewhere == 0
        (sent,) = room.notifications
        assert sent.final
        assert sent.reason == "it sends on to another address (302), which is not followed"
        assert room.board.pages["PG-1"].bounced == sent.reason

    asyncio.run(play())


def test_after_a_crash_an_attempt_without_an_outcome_is_repeated_with_the_same_key_and_says_so() -> None:
    async def play() -> None:
        room = Room()
        room.page()
        await room.report(NotificationQueued("NT-1", "PG-1", "pager", "Ana", "irsim-abc"), "desk")
        await room.report(DeliveryAttempted("NT-1", 1), "desk")
        again = Room(room.ledger.records)
        async with http_sink() as sink:
            await again.running(again.outbox({"pager": way()}, {"pager": sink.address()}), again.settled)
            assert sink.keys == ["irsim-abc"]
            assert "may be a repetition" in sink.bodies[0]["message"]
        (sent,) = again.notifications
        assert (sent.attempts, sent.again) == (2, True)

    asyncio.run(play())


def test_what_left_the_room_while_nothing_ran_is_sent_on_the_start_and_what_is_too_old_is_said_to_be() -> None:
    async def play() -> None:
        room = Room()
        room.page()
        room.update()
        async with http_sink() as sink:
            ways = {"pager": way(), "slack": way()}
            addresses = {"pager": sink.address(), "slack": sink.address()}
            soon = Room(room.ledger.records, later=60_000)
            await soon.running(soon.outbox(ways, addresses), lambda: len(soon.notifications) == 2 and soon.settled())
            assert len(sink.bodies) == 2
            late = Room(room.ledger.records, later=2 * 3_600_000)
            await late.running(late.outbox(ways, addresses), lambda: len(late.notifications) == 2 and late.settled())
            assert len(sink.bodies) == 2
        assert [each.reason for each in late.notifications] == ["not sent: it is too old"] * 2
        assert late.board.pages["PG-1"].bounced == ""

    asyncio.run(play())


def test_what_was_archived_is_sent_no_more_and_no_number_is_given_twice() -> None:
    async def play() -> None:
        room = Room()
        room.enter(IncidentDetected("INC-2", "Slow", 0, "SEV-3", "availability", "operational", "", ("api",)))
        room.page()
        room.page("secondary-on-call", incident="INC-2")
        async with http_sink(503, 200) as sink:
            slow = {"first": "10m", "longest": "10m", "give_up_after": "1h"}
            outbox = room.outbox({"pager": way(retry=slow)}, {"pager": sink.address()})
            await room.running(outbox, lambda: len(room.board.undelivered) == 1 and len(sink.bodies) == 2)
            room.enter(IncidentArchived("INC-1"))
            assert not room.board.undelivered
            room.enter(PageSent("PG-3", "cto", "INC-2", 0, "Slow", via="pager"))
            await room.running(outbox, lambda: len(sink.bodies) == 3 and not room.board.undelivered)
        assert [each.id for each in room.notifications] == ["NT-2", "NT-3"]

    asyncio.run(play())


def test_nothing_is_sent_whose_attempt_is_not_on_record() -> None:
    async def play() -> None:
        room = Room()
        tries: list[str] = []

        async def report(event: Any, by: str) -> None:
            tries.append(type(event).__name__)
            if not isinstance(event, DeliveryAttempted):
                await room.report(event, by)

        async with http_sink() as sink:
            room.page()
            outbox = room.outbox({"pager": way()}, {"pager": sink.address()}, report=report)
            await room.running(outbox, lambda: "DeliveryAttempted" in tries)
            assert not sink.bodies

    asyncio.run(play())


def test_a_page_that_was_answered_meanwhile_is_not_sent_any_more() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink(503, 503, 503, 503) as sink:
            room.page()
            slow = {"first": "10m", "longest": "10m", "give_up_after": "1h"}
            outbox = room.outbox({"pager": way(retry=slow)}, {"pager": sink.address()})

            def answered() -> bool:
                if sink.bodies and room.notifications[0].next_at > 0 and room.board.pages["PG-1"].acknowledged_at < 0:
                    room.enter(PageAcknowledged("PG-1", "primary-on-call", "INC-1"))
                return room.settled()

            await room.running(outbox, answered)
            assert len(sink.bodies) == 1
        assert room.notifications[0].reason == "not needed any more"

    asyncio.run(play())
