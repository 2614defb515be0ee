"""The desk's watch over the rotas: what it puts on record, gaps as alerts of irsim's own, and calendars over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from irsim.board.signals import heard
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.live import OnCallChanged, SourceFailed, SourceHeard
from irsim.events.signals import Signal
from irsim.live.calendars import Calendar, NotRead
from irsim.live.config.feeds import Feed
from irsim.live.config.loading import read_configuration
from irsim.live.config.outbound import Outbound
from irsim.live.rota import RotaWatch, calendars_of
from irsim.live.store.base import Away
from irsim.plan import default_plan_text
from irsim.plan.duty_feed import SIZE_LIMIT
from irsim.words.durations import parse_duration
from irsim.words.faults import BadInput
from tests.board.desk import Desk
from tests.board.test_on_call import NIGHT, ROTAS
from tests.live.serves import Installation
from tests.plan.test_rota import calendar

FED = ROTAS.replace("turns: {starts: 2026-11-09 09:00, weeks: 1, order: [kim, ana]}", "ics: duty")
ANA = "DTSTART:20261116T080000Z\nDTEND:20261120T080000Z\nSUMMARY:Ana Prins"
KIM = "DTSTART:20261120T080000Z\nDTEND:20261130T080000Z\nSUMMARY:Kim Visser"


class Watched:
    """A desk of tests with a watch over its rotas; time stands still until `at` moves it."""

    def __init__(self, rotas: str, calendars: dict[str, Calendar] | None = None, desk: Desk | None = None) -> None:
        self.desk = desk or Desk(default_plan_text() + rotas, "2026-11-16T08:00:00+00:00", engine="live")
        self.away = False
        self.watch = RotaWatch(
            lambda: self.desk.board, lambda: self.desk.now, self._record, self._tell, calendars or {}
        )

    def at(self, when: str) -> list[Event]:
        """The desk looks then; what it put on record."""
        before = len(self.desk.ledger.records)
        self.desk.to(when)
        asyncio.run(self.watch.look())
        return [record.body for record in self.desk.ledger.records[before:]]

    async def _record(self, event: Event) -> None:
        if self.away:
            raise Away("it is away")
        self.desk.ledger.input_now(event, "desk", self.desk.now)

    async def _tell(self, source: str, signals: Sequence[Signal]) -> None:
        assert source == "irsim"
        if self.away:
            raise Away("it is away")
        for event in heard(self.desk.board, source, signals, self.desk.now):
            self.desk.ledger.enter(event, f"source:{source}", self.desk.now)

    def said(self, kind: type[Event]) -> list[Event]:
        return [record.body for record in self.desk.ledger.records if isinstance(record.body, kind)]

    @property
    def on_call(self) -> str:
        return self.desk.board.on_call["primary-on-call"].person

    @property
    def alerts(self) -> list[tuple[str, str, bool]]:
        return [(each.severity, each.title, each.resolved_at < 0) for each in self.desk.board.alerts.values()]


class TestWatch:
    def test_it_says_who_is_on_call_once_and_then_each_change(self) -> None:
        watched = Watched(ROTAS.replace("overrides: []", NIGHT))
        watched.at("0s")
        watched.at("1h")
        assert len(watched.said(OnCallChanged)) == 1
        watched.at("9h")
        assert watched.on_call == "kim"

    def test_another_process_goes_on_where_the_last_one_stood(self) -> None:
        watched = Watched(ROTAS.replace("overrides: []", NIGHT))
        watched.at("0s")
        later = Watched("", desk=watched.desk)
        later.at("30h")
        changed = [event for event in later.said(OnCallChanged) if isinstance(event, OnCallChanged)]
        assert [(event.person, event.since) for event in changed] == [
            ("ana", -1),
            ("kim", parse_duration("9h")),
            ("ana", parse_duration("24h")),
        ]

    def test_a_gap_is_an_alert_once_until_somebody_is_there(self) -> None:
        gap = ROTAS.replace("    turns: {starts: 2026-11-09 09:00, weeks: 1, order: [kim, ana]}\n", "").replace(
            "overrides: []", NIGHT
        )
        watched = Watched(gap)
        watched.at("0s")
        watched.at("0s")
        assert watched.alerts == [("high", "Nobody is on call: Primary on-call", True)]
        assert len(watched.desk.records("alert.fired")) == 1
        watched.at("9h")
        ahead = ("medium", "Nobody will be on call from Tue 17 Nov 09:00 CET: Primary on-call", True)
        assert watched.alerts == [("high", "Nobody is on call: Primary on-call", False), ahead]
        other = Watched("", desk=watched.desk)
        other.at("24h")
        assert other.alerts[1] == ("high", "Nobody is on call: Primary on-call", True), "the same alert, and worse"

    def test_what_could_not_be_said_while_the_store_was_away_is_said_afterwards(self) -> None:
        watched = Watched(ROTAS)
        watched.away = True
        with pytest.raises(Away):
            watched.at("1m")
        watched.away = False
        watched.at("2m")
        assert watched.on_call == "ana"

    def test_it_looks_when_the_next_handover_is_due(self) -> None:
        watched = Watched(ROTAS.replace("overrides: []", NIGHT))
        watched.at("8h59m50s")
        assert watched.watch._pause() == 10_000
        watched.at("9h")
        assert watched.watch._pause() == 30_000


class TestFiles:
    def test_a_calendar_says_who_is_on_call(self, tmp_path: Path) -> None:
        (tmp_path / "duty.ics").write_bytes(calendar(ANA, KIM))
        watched = Watched(FED, {"duty": Calendar("duty", Feed(file="duty.ics"), tmp_path)})
        watched.at("0s")
        assert (watched.on_call, watched.alerts) == ("ana", [])
        watched.at("4d1s")
        assert watched.on_call == "kim"

    def test_without_a_feed_nobody_is_said_to_be_missing_and_the_reason_is_told_once(self) -> None:
        watched = Watched(FED)
        watched.at("0s")
        watched.watch._feeds["first-line"].due = 0
        watched.at("1m")
        assert watched.said(SourceFailed) == [
            SourceFailed("rota-duty", "irsim.toml has no feed 'duty'; add [feeds.duty]")
        ]
        assert (watched.desk.board.on_call, watched.alerts) == ({}, [])

    def test_what_was_read_last_counts_while_the_feed_is_away_also_after_a_restart(self, tmp_path: Path) -> None:
        file, kept = tmp_path / "duty.ics", tmp_path / "kept"
        file.write_bytes(calendar(ANA, KIM))

        def fresh() -> dict[str, Calendar]:
            return {"duty": Calendar("duty", Feed(file="duty.ics"), tmp_path, kept=kept)}

        Watched(FED, fresh()).at("0s")
        file.unlink()
        watched = Watched(FED, fresh())
        watched.at("0s")
        assert watched.on_call == "ana"
        assert watched.said(SourceFailed) == [
            SourceFailed("rota-duty", "its file cannot be read: no such file or directory")
        ]
        file.write_bytes(calendar(KIM.replace("20261120", "20261116")))
        watched.watch._feeds["first-line"].due = 0
        watched.at("2m")
        assert watched.on_call == "kim"
        assert [event.source for event in watched.said(SourceHeard) if isinstance(event, SourceHeard)] == ["rota-duty"]

    def test_nonsense_does_not_replace_what_was_read(self, tmp_path: Path) -> None:
        file = tmp_path / "duty.ics"
        file.write_bytes(calendar(ANA))
        watched = Watched(FED, {"duty": Calendar("duty", Feed(file="duty.ics"), tmp_path)})
        watched.at("0s")
        file.write_bytes(b"<html>Sign in</html>")
        watched.watch._feeds["first-line"].due = 0
        watched.at("1m")
        assert (watched.on_call, watched.alerts) == ("ana", [])
        (failed,) = watched.said(SourceFailed)
        assert isinstance(failed, SourceFailed)
        assert failed.reason == "the feed is no iCalendar file; look at what its address answers"


Answer = Callable[[web.Request], web.StreamResponse]


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[str]:
    """A calendar's server on loopback; its address."""

    async def handle(request: web.Request) -> web.StreamResponse:
        return answer(request)

    app = web.Application()
    app.router.add_get("/duty.ics", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/duty.ics"
    finally:
        await runner.cleanup()


async def reading(answer: Answer, times: int = 1, outbound: Outbound | None = None) -> list[bytes | None]:
    async with served(answer) as url:
        one = Calendar("duty", Feed(url=url), Path(), outbound)
        return [await one.read() for _ in range(times)]


class TestHttp:
    def test_an_unchanged_calendar_is_not_sent_again(self) -> None:
        asked: list[str] = []

        def answer(request: web.Request) -> web.Response:
            asked.append(request.headers.get("If-None-Match", ""))
            return web.Response(status=304) if asked[-1] else web.Response(body=b"text", headers={"ETag": '"1"'})

        assert asyncio.run(reading(answer, 2)) == [b"text", None]
        assert asked == ["", '"1"']

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (lambda _: web.Response(status=503), "it answers with status 503"),
            (lambda _: web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"}), "sends us on to another"),
            (lambda _: web.Response(body=b"x" * (SIZE_LIMIT + 1)), "it is longer than 1,000,000 bytes"),
        ],
    )
    def test_what_is_no_calendar_is_a_failure_with_a_reason(self, answer: Answer, why: str) -> None:
        with pytest.raises(NotRead, match=why):
            asyncio.run(reading(answer))

    def test_only_hosts_that_are_allowed_are_asked(self) -> None:
        with pytest.raises(NotRead, match="its host is not in outbound"):
            asyncio.run(reading(lambda _: web.Response(), outbound=Outbound(hosts=("example.org",))))

    def test_one_that_is_not_there_and_one_that_does_not_answer(self) -> None:
        with pytest.raises(NotRead, match="cannot be reached"):
            asyncio.run(Calendar("duty", Feed(url="http://127.0.0.1:9/x"), Path()).read())

        async def silent() -> None:
            server = await asyncio.start_server(lambda *_: asyncio.sleep(5), "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            try:
                await Calendar(
                    "duty", Feed.model_validate({"url": f"http://127.0.0.1:{port}/x", "timeout": "200ms"}), Path()
                ).read()
            finally:
                server.close()

        with pytest.raises(NotRead, match="did not answer"):
            asyncio.run(silent())

    def test_a_secret_address_is_in_no_message(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DUTY_ADDRESS", "http://127.0.0.1:9/private-token-123")
        feed = Feed.model_validate({"secret_url": {"env": "DUTY_ADDRESS"}})
        with pytest.raises(NotRead) as caught:
            asyncio.run(Calendar("duty", feed, Path()).read())
        assert "token" not in str(caught.value)
        monkeypatch.delenv("DUTY_ADDRESS")
        with pytest.raises(NotRead, match="DUTY_ADDRESS"):
            asyncio.run(Calendar("duty", feed, Path()).read())

    def test_a_watch_over_a_calendar_that_changes_on_the_web(self) -> None:
        holds = [calendar(ANA, KIM)]

        async def play() -> list[str]:
            async with served(lambda _: web.Response(body=holds[0])) as url:
                watched = Watched(FED, {"duty": Calendar("duty", Feed(url=url), Path())})
                found = []
                for text in (holds[0], calendar(KIM.replace("20261120", "20261101"))):
                    holds[0] = text
                    for feed in watched.watch._feeds.values():
                        feed.due = 0
                    await watched.watch.look()
                    found.append(watched.on_call)
                running = asyncio.create_task(watched.watch.run())
                await asyncio.sleep(0.05)
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
                return found

        assert asyncio.run(play()) == ["ana", "kim"]


class TestConfiguration:
    def test_feeds_are_read_from_irsim_toml(self, tmp_path: Path) -> None:
        text = '[feeds.duty]\nsecret_url = { env = "DUTY" }\nevery = "10m"\n[feeds.night]\nfile = "night.ics"\n'
        found = calendars_of(read_configuration(text, folder=tmp_path))
        assert {name: each.feed.every for name, each in found.items()} == {"duty": 600_000, "night": 300_000}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('[feeds.duty]\nurl = "https://x.org/a"\nfile = "b"', "a feed is in one place"),
            ("[feeds.duty]\n", "a feed is in one place"),
            ('[feeds.duty]\nurl = "ftp://x.org/a"', "this is no web address"),
            ('[feeds.duty]\nfile = "b"\nevery = "1s"', "not read more often than every 10s"),
            ('[outbound]\nhosts = ["y.org"]\n[feeds.duty]\nurl = "https://x.org/a"', "x.org is not in outbound.hosts"),
        ],
    )
    def test_a_slip_is_told_with_its_cure(self, text: str, said: str) -> None:
        with pytest.raises(BadInput) as caught:
            read_configuration(text)
        assert said in str(caught.value)


class TestServing:
    def test_irsim_serve_says_who_is_on_call_and_that_nobody_will_be_also_after_a_kill(self, tmp_path: Path) -> None:
        """By a calendar that ends in three hours."""
        now = datetime.now(UTC)
        first = f"DTSTART:{now - timedelta(hours=1):%Y%m%dT%H%M%SZ}\nDTEND:{now + timedelta(hours=3):%Y%m%dT%H%M%SZ}"
        room = Installation(tmp_path, '[plan]\nfile = "plan.yaml"\n[feeds.duty]\nfile = "duty.ics"\nevery = "10s"\n')
        (room.folder / "duty.ics").write_bytes(calendar(f"{first}\nSUMMARY:Ana Prins"))
        (room.folder / "plan.yaml").write_text(default_plan_text() + FED)

        def on_call() -> list[str]:
            return [body.person for body in bodies() if isinstance(body, OnCallChanged)]

        def bodies() -> list[Event]:
            return [record.body for record in room.records()]

        def alerts() -> list[str]:
            return [body.title for body in bodies() if isinstance(body, AlertFired) and body.source == "irsim"]

        try:
            room.start()
            room.until(alerts, "the warning")
            assert on_call() == ["ana"]
            (warning,) = alerts()
            assert warning.startswith("Nobody will be on call from ")
            room.kill()
            (room.folder / "duty.ics").write_bytes(calendar(f"{first}\nSUMMARY:Kim Visser"))
            room.start()
            room.until(lambda: on_call() == ["ana", "kim"], "the other one's turn")
            assert alerts() == [warning], "the same gap is one alert"
        finally:
            room.kill()
