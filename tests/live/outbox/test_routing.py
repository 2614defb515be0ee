"""Given ways, people and exercises, when something leaves the room, it goes to the right ones, and nowhere else."""

import asyncio
import re

from irsim.events.incident import IncidentAmended
from irsim.events.work import TeamNotified
from irsim.live.config.channels import Notifications
from irsim.live.config.people import Person
from irsim.log.records import Record
from irsim.reports.feed import feed_line
from irsim.reports.telling.notifications import deliveries
from tests.live.outbox.rooms import Room, way
from tests.live.outbox.sinks import http_sink
from tests.live.ports import free_port


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


def test_a_demo_without_any_ways_says_so_too_and_a_room_without_ways_says_nothing() -> None:
    async def play() -> None:
        room = Room()
        room.page()
        room.update()
        outbox = room.outbox({}, {}, sends=False)
        await room.running(outbox, lambda: len(room.notifications) == 2 and room.settled())
        assert {(each.way, each.reason) for each in room.notifications} == {("none", "not sent: exercise")}
        real = Room()
        real.page()
        assert not list(real.outbox({}, {}).routes.all_owed(real.board, real.now))

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
        await room.running(outbox, room.settled, seconds=12)
        (sent,) = room.notifications
        assert (sent.way, sent.attempts, sent.proof) == ("status-page", 2, "written")

    asyncio.run(play())


def test_an_update_that_reaches_nobody_has_bounced_and_the_clock_that_it_stopped_runs_on() -> None:
    async def play() -> None:
        room = Room()
        room.enter(IncidentAmended("INC-1", data_compromised=True))
        clock = room.board.clocks["INC-1/customers-told-data"]
        room.update("customers", "mail")
        assert not clock.running
        ways = {"mail": way(retry={"first": "10ms", "longest": "10ms", "give_up_after": "50ms"}, then=("slack",))}
        ways["slack"] = ways["mail"].model_copy(update={"then": ()})
        dead = {name: f"json://127.0.0.1:{free_port()}/" for name in ways}
        await room.running(room.outbox(ways, dead), lambda: len(room.notifications) == 2 and room.settled())
        assert [each.then for each in room.notifications] == ["slack", ""]
        assert room.kinds().count("update.bounced") == 1
        assert room.board.updates["UPD-1"].bounced == "the connection was refused"
        assert clock.running
        assert room.board.running["INC-1"].count(clock) == 1
        room.update("customers", "mail")
        assert not clock.running

    asyncio.run(play())


def test_the_feed_says_what_left_and_what_did_not() -> None:
    async def play() -> None:
        room = Room()
        lines: list[str] = []

        def tell(record: Record) -> None:
            line = feed_line(record, room.board)
            if line is not None and line.kind == "delivery":
                lines.append(line.text)

        room.ledger.listen_to_all(tell)
        async with http_sink(503) as sink:
            room.page()
            await room.running(room.outbox({"pager": way()}, {"pager": sink.address()}), room.settled)
        assert lines[0].startswith(
            "PG-1 not yet sent to Ana de Vries (Primary on-call) by pager: answered 503 Service Unavailable; tried"
        )
        assert re.fullmatch(
            r"PG-1 sent to Ana de Vries \(Primary on-call\) by pager, confirmed \d\d:\d\d:\d\d, 2nd attempt", lines[1]
        )
        assert [words for words, _ in deliveries(room.board, "PG-1")] == [lines[1].removeprefix("PG-1 ")]

    asyncio.run(play())
