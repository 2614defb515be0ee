"""Given services that fail and words from outside, when something is sent, nothing secret or harmful goes along."""

import asyncio
import logging

import msgspec
import pytest

from irsim.live.config.secrets import Hidden
from irsim.live.outbox import tried
from irsim.live.outbox.pacing import Pace
from irsim.live.outbox.sending import mark, send, service_at
from irsim.live.outbox.texts import Message
from irsim.log.records import Record
from tests.live.outbox.rooms import Room, way
from tests.live.outbox.sinks import http_sink, smtp_sink
from tests.live.ports import free_port


def written(records: list[Record]) -> str:
    return msgspec.json.encode([record.body for record in records]).decode()


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


def test_services_with_a_field_for_it_get_the_idempotency_key_and_none_follows_redirects() -> None:
    pager = service_at("pagerduty://integrationkey@apikey?redirect=yes")
    mark(pager, "irsim-1")
    assert (pager.dedup, pager.redirects) == ("irsim-1", False)
    own = service_at("pagerduty://integrationkey@apikey?dedup=ours")
    mark(own, "irsim-1")
    assert own.dedup == "ours"
    for address in (
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops",
        "ntfy://pages",
        "tgram://123456789:abcdefg_hijklmnop/12315544/",
    ):
        service = service_at(address)
        mark(service, "irsim-1")
        assert service.redirects is False
    assert service_at("nosuch://x") is None


def test_mail_that_is_refused_says_so() -> None:
    async def play() -> None:
        with smtp_sink() as mails:
            mails.refuse = True
            outcome = await send(mails.address(), Message("A", "B"), "irsim-1", 5)
        assert not outcome.taken
        assert outcome.said
        assert "example.org" not in outcome.said

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


def test_a_way_that_keeps_failing_rests_and_so_many_a_minute_wait() -> None:
    channel = way(rests_after=2, rests_for="10s", per_minute=2, retry={"first": "1s", "longest": "3s"})
    pace = Pace(channel)
    pace.failed(0)
    assert pace.ready_at(0) == 0
    pace.failed(0)
    assert (pace.ready_at(0), pace.resting(9_999), pace.resting(10_000)) == (10_000, True, False)
    pace.worked()
    pace.used(20_000)
    pace.used(21_000)
    assert pace.ready_at(22_000) == 80_000
    assert pace.ready_at(80_000) == 80_000
    waits = [pace.wait(number) for number in (1, 2, 3, 60)]
    assert all(whole // 2 <= wait <= whole for wait, whole in zip(waits, (1000, 2000, 3000, 3000), strict=True))
