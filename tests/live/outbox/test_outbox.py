"""Given a page or an update, when the outbox runs, then it leaves once, and the log says what became of it."""

import asyncio
import logging
from typing import Any

import msgspec
import pytest

from irsim.events.live import DeliveryAttempted, NotificationQueued
from irsim.events.work import PageAcknowledged
from irsim.live.config.channels import Notifications
from irsim.live.config.people import Person
from irsim.live.outbox import tried
from irsim.live.config.secrets import Hidden
from irsim.log.records import Record
from irsim.log.records import seal
from tests.live.outbox.rooms import Room, way
from tests.live.outbox.sinks import free_port, http_sink, smtp_sink


def written(records: list[Record]) -> str:
    return msgspec.json.encode([record.body for record in records]).decode()


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
        assert b"More at four." in text  # type: ignore[operator]
        assert b"[irsim NT-1]" in text  # type: ignore[operator]

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
            await room.running(
                room.outbox(ways, addresses), lambda: len(room.notifications) == 2 and room.settled()
            )
        first, second = room.notifications
        assert (first.way, first.final, first.reason) == ("pager", True, "the connection was refused")
        assert first.attempts > 1
        assert (second.way, second.about, second.proof) == ("mail", "PG-1", "answered 200 OK")
        assert second.key != first.key
        kinds = room.kinds()
        assert kinds.index("page.bounced") < kinds.index("notification.queued", kinds.index("page.bounced"))
        assert room.board.pages["PG-1"].bounced == ""  # it arrived by the other way

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


def test_no_address_is_in_records_logs_or_errors(caplog: pytest.LogCaptureFixture) -> None:
    async def play() -> None:
        room = Room()
        with caplog.at_level(logging.DEBUG):
            async with http_sink(500, 302) as sink:
                ways = {"pager": way(then=("mail", "odd")), "mail": way(), "odd": way()}
                dead = f"json://user:s3cr3t-token@127.0.0.1:{free_port()}/s3cr3t-token/"
                ways["mail"] = way(retry={"first": "10ms", "longest": "10ms", "give_up_after": "30ms"})
                addresses = {"pager": sink.address(), "mail": dead, "odd": "nosuch://s3cr3t-token/"}
                room.page()
                await room.running(
                    room.outbox(ways, addresses), lambda: len(room.notifications) == 3 and room.settled()
                )
        assert all(each.final for each in room.notifications)
        assert "s3cr3t" not in written(room.ledger.records)
        ours = [record for record in caplog.records if not record.name.startswith("aiohttp")]
        assert not [record for record in ours if "s3cr3t" in record.getMessage()]

    asyncio.run(play())


def test_an_exercise_sends_nothing_and_says_so() -> None:
    async def play() -> None:
        room = Room()
        async with http_sink() as sink:
            room.page()
            room.update()
            ways = {"pager": way(exercise=True), "slack": way()}
            addresses = {"pager": sink.address(), "slack": sink.address()}
            outbox = room.outbox(ways, addresses, sends=False, publish=lambda: None)
            await room.running(outbox, lambda: len(room.notifications) == 2 and room.settled())
            assert not sink.bodies
        assert {each.reason for each in room.notifications} == {"not sent: exercise"}
        assert "page.bounced" not in room.kinds()

    asyncio.run(play())


def test_an_incident_of_exercise_alerts_goes_only_by_ways_for_exercises_and_is_marked() -> None:
    async def play() -> None:
        room = Room(exercise=True)
        async with http_sink() as sink:
            room.page()
            room.update()
            ways = {"pager": way(then=("drills",)), "drills": way(exercise=True), "slack": way()}
            addresses = {name: sink.address() for name in ways}
            outbox = room.outbox(ways, addresses)
            await room.running(outbox, lambda: len(room.notifications) == 2 and room.settled())
            (body,) = sink.bodies
            assert body["title"].startswith("EXERCISE: ")
            assert body["message"].startswith("EXERCISE, not a real incident.")
            assert "[irsim NT-1 exercise]" in body["message"]
        page, update = room.notifications
        assert (page.way, page.proof) == ("drills", "answered 200 OK")
        assert (update.reason, update.withheld) == ("not sent: exercise", True)

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


def test_people_with_ways_of_their_own_are_reached_by_these_first() -> None:
    async def play() -> None:
        room = Room()
        people = {
            "ana": Person(label="Ana de Vries", ways=("ana-phone",)),
            "ben": Person(label="Ben", contacts=("secondary-on-call",), ways=("ben-phone",)),
        }
        async with http_sink() as sink:
            ways = {"pager": way(), "ana-phone": way(), "ben-phone": way()}
            room.page()
            room.page("secondary-on-call")
            room.page("cto", "phone")
            outbox = room.outbox(ways, {name: sink.address() for name in ways}, people=people)
            await room.running(outbox, lambda: len(room.notifications) == 3 and room.settled())
        assert [(each.way, each.to) for each in room.notifications] == [
            ("ana-phone", "Ana de Vries (Primary on-call)"),
            ("ben-phone", "Ben (Secondary on-call)"),
            ("none", "Management"),
        ]
        assert "no channel of irsim.toml carries 'phone'" in room.board.pages["PG-3"].bounced

    asyncio.run(play())


def test_what_goes_by_hand_is_nobodys_to_send_and_the_team_is_told_by_its_ways() -> None:
    async def play() -> None:
        from irsim.events.work import TeamNotified

        room = Room()
        async with http_sink() as sink:
            ways = {"phone": way(by_hand=True), "slack": way()}
            outbox = room.outbox(ways, {"slack": sink.address()}, settings=Notifications(team=("slack",)))
            room.page("cto", "phone")
            room.enter(TeamNotified("INC-1", "SEV-2"))
            await room.running(outbox, room.settled)
            room.enter(TeamNotified("INC-1", "SEV-1"))
            await room.running(outbox, lambda: len(room.notifications) == 2 and room.settled())
            assert len(sink.bodies) == 2
            assert "the whole team" in sink.bodies[0]["message"]
        assert [each.about for each in room.notifications] == ["INC-1", "INC-1"]

    asyncio.run(play())


def test_the_status_page_is_written_anew_on_a_post_and_tried_again_where_the_disk_is_full() -> None:
    async def play() -> None:
        room = Room()
        wrote: list[int] = []

        def publish() -> None:
            wrote.append(len(room.ledger.records))
            if len(wrote) == 1:
                raise OSError(28, "No space left on device")

        room.update("customers", "status_page")
        outbox = room.outbox({}, {}, publish=publish)
        outbox._lines.clear()
        await room.running(outbox, room.settled, seconds=12)
        (sent,) = room.notifications
        assert (sent.way, sent.attempts, sent.proof) == ("status-page", 2, "written")

    asyncio.run(play())


def test_words_from_outside_call_nobody_and_outsiders_are_not_told_the_incidents_title() -> None:
    async def play() -> None:
        room = Room()
        room.board.incidents["INC-1"].title = "\x1b[31m<!channel> @everyone \u202e gone" + "x" * 9000
        async with http_sink() as sink:
            room.page()
            room.update("customers", "mail", "<@U123> we are sorry")
            ways = {"pager": way(), "mail": way()}
            outbox = room.outbox(ways, {name: sink.address() for name in ways})
            await room.running(outbox, lambda: len(room.notifications) == 2 and room.settled())
        page, update = sorted(sink.bodies, key=lambda body: "sorry" in body["message"])
        assert len(page["title"]) <= 210
        assert len(page["message"]) <= 2_100
        for body in sink.bodies:
            assert not {"\x1b", "\u202e"} & set(body["title"] + body["message"])
            assert "@everyone" not in body["message"]
            assert "<!" not in body["title"] + body["message"]
            assert "<@" not in body["message"]
        assert "gone" not in update["title"]

    asyncio.run(play())


def test_doctors_test_message_is_marked_and_says_what_came_of_it() -> None:
    async def play() -> None:
        async with http_sink() as sink:
            ways = {"pager": way(), "phone": way(by_hand=True), "gone": way()}
            found = await tried(ways, {"pager": Hidden(sink.address())}, "ops-1")
            assert sink.bodies[0]["title"] == "TEST from irsim by pager"
        assert [(each.way, each.works) for each in found] == [("pager", True), ("phone", None), ("gone", False)]
        assert found[0].said == "answered 200 OK"

    asyncio.run(play())
