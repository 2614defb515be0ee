"""A shadow drill goes the real way in, is known for an exercise on both sides, and leaves nothing behind."""

import asyncio
import json
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from irsim.board.board import Board
from irsim.board.exercise import is_exercise
from irsim.board.fold import apply
from irsim.cli.sounded import demonstration, heard_in
from irsim.events.alerts import AlertFired
from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config import read_configuration
from irsim.live.config.outbound import Outbound
from irsim.live.config.secrets import Hidden
from irsim.live.config.sources import Source
from irsim.live.opening import open_live
from irsim.live.shadow import Shadow, Target, check_target
from irsim.live.sounding import LABEL, MARK, Sounding, bodies, deliveries, marked
from irsim.live.sources import read
from irsim.plan import default_plan_text
from irsim.words.faults import BadInput
from tests.drills import DATA, small, the_plan
from tests.live.asked import asked
from tests.live.receiver.senders import TOKEN, Kept, receiver
from tests.live.serves import Installation

RUN = "shadow-20261122-cafe"

SHADOW = """
[[sources]]
name = "shadow"
format = "generic"
exercise = true
"""

NOW = 1_790_000_000_000


def fires(at: int, key: str, severity: str = "critical") -> Sounding:
    return Sounding(at, Signal(key, FIRING, f"Alert {key}", "Look.", severity, "api", "security", monitor="disk"))


def clears(at: int, key: str) -> Sounding:
    return Sounding(at, Signal(key, RESOLVED, f"Alert {key}"))


STORY = marked([fires(0, "AL-1"), fires(10, "AL-2", "low"), clears(20, "AL-1")], RUN)


@dataclass
class Sink:
    """Something that takes alerts, and answers with these statuses first."""

    answers: list[int] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 200
        headers = {"Location": "/elsewhere"} if status == 302 else {"Retry-After": "1"} if status == 503 else {}
        if status in (200, 202):
            self.asked.append((request.path, dict(request.headers), await request.read()))
        return web.Response(status=status, headers=headers, text="no" if status >= 400 else "")

    @property
    def holding(self) -> set[str]:
        """Keys of the alerts that hold, by what it was told."""
        held: set[str] = set()
        for _, _, body in self.asked:
            for alert in json.loads(body)["alerts"]:
                (held.add if alert["state"] == FIRING else held.discard)(alert["key"])
        return held


@asynccontextmanager
async def sink(*answers: int) -> AsyncIterator[Sink]:
    taking = Sink(list(answers))
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", taking.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taking.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield taking
    finally:
        await runner.cleanup()


def target(url: str, format: str = "generic", secret: str = "", **more: object) -> Target:
    return Target(url, Source(name="shadow", format=format, exercise=True, **more), Hidden(secret) if secret else None)


@pytest.mark.parametrize("format", ["alertmanager", "pagerduty", "generic"])
def test_every_format_says_the_same_and_bears_the_mark(format: str) -> None:
    said = [each.signal for each in STORY[:2]]
    heard = [
        signal
        for body in bodies(format, RUN, said, NOW, "k" * 32)
        for signal in read(format, body, received=NOW).signals
    ]
    assert [signal.title for signal in heard] == ["EXERCISE: Alert AL-1", "EXERCISE: Alert AL-2"]
    assert [signal.state for signal in heard] == [FIRING, FIRING]
    assert len({signal.key for signal in heard}) == 2
    for each in heard:
        assert RUN in {**each.labels, **each.annotations}.values()
        assert each.service == "api"
    over = read(format, bodies(format, RUN, [STORY[2].signal], NOW, "k" * 32)[0], received=NOW).signals
    assert [(signal.key, signal.state) for signal in over] == [(heard[0].key, RESOLVED)]


def test_the_keys_of_two_runs_are_never_the_same() -> None:
    one, other = marked([fires(0, "AL-1")], "a"), marked([fires(0, "AL-1")], "b")
    for format in ("alertmanager", "pagerduty", "generic"):
        keys = {read(format, bodies(format, run, [each.signal], NOW)[0], received=NOW).signals[0].key
                for run, (each,) in (("a", one), ("b", other))}  # fmt: skip
        assert len(keys) == 2


def test_it_sends_in_its_time_and_withdraws_what_still_holds() -> None:
    async def story() -> None:
        async with sink() as taking:
            began = time.monotonic()
            shadow = Shadow(target(taking.url), RUN, STORY, 400, speed=100)
            course = await shadow.play()
            assert time.monotonic() - began >= 0.4
            assert course.opened == {}
            assert course.stopped == ""
            assert taking.holding == set()
            assert {path for path, _, _ in taking.asked} == {"/in/shadow"}
            assert {headers[MARK] for _, headers, _ in taking.asked} == {RUN}
            told = [(each["key"], each["state"]) for _, _, body in taking.asked for each in json.loads(body)["alerts"]]
            assert told == [
                (f"{RUN}/AL-1", FIRING), (f"{RUN}/AL-2", FIRING), (f"{RUN}/AL-1", RESOLVED), (f"{RUN}/AL-2", RESOLVED)
            ]  # fmt: skip

    asyncio.run(story())


def test_breaking_it_off_withdraws_everything() -> None:
    async def story() -> None:
        async with sink() as taking:
            shadow = Shadow(target(taking.url), RUN, STORY[:2], 3_600_000)
            playing = asyncio.create_task(shadow.play())
            while len(taking.asked) < 2:
                await asyncio.sleep(0.01)
            assert taking.holding == {f"{RUN}/AL-1", f"{RUN}/AL-2"}
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing
            assert taking.holding == set()
            assert shadow.course.opened == {}

    asyncio.run(story())


def test_a_receiver_that_is_away_is_asked_again_and_one_that_refuses_is_not() -> None:
    async def story() -> None:
        async with sink(503) as taking:
            course = await Shadow(target(taking.url), RUN, STORY, 30, speed=0).play()
            assert (course.repeated, course.stopped, taking.holding) == (1, "", set())
        async with sink(200, 401) as taking:
            course = await Shadow(target(taking.url), RUN, STORY, 30, speed=0).play()
            assert "answers 401: no" in course.stopped
            assert taking.holding == set()
        async with sink(302) as taking:
            course = await Shadow(target(taking.url), RUN, STORY[:1], 30, speed=0).play()
            assert "answers 302" in course.stopped
            assert not any(path == "/elsewhere" for path, _, _ in taking.asked)

    asyncio.run(story())


def test_what_could_not_be_withdrawn_is_known_and_can_be_later() -> None:
    async def story() -> None:
        async with sink() as taking:
            url = taking.url
            await Shadow(target(url), RUN, STORY[:1], 1, speed=0).play()
        shadow = Shadow(target(url), RUN, STORY[:1], 1, speed=0, patience=0.1, withdrawing=0.1)
        course = await shadow.play()
        assert course.opened or "cannot be reached" in course.stopped
        async with sink() as taking:
            course = await Shadow(target(taking.url), RUN, STORY, 400).withdraw()
            assert course.opened == {}
            assert len(taking.asked) == 2  # both alerts that it can have opened

    asyncio.run(story())


def test_it_goes_only_to_sources_for_exercises_and_only_to_known_hosts() -> None:
    outbound = Outbound(hosts=("alerts.example",))
    check_target(target("http://127.0.0.1:9311"), outbound)
    check_target(target("https://alerts.example"), outbound)
    for wrong, said in (
        (Target("http://127.0.0.1:1", Source(name="alerts", format="generic")), "takes real alerts"),
        (target("http://elsewhere.example"), "not in outbound.hosts"),
        (target("ftp://127.0.0.1"), "no web address"),
        (target("http://127.0.0.1:1", "sentry"), "use one of"),
    ):
        with pytest.raises(BadInput, match=said):
            check_target(wrong, outbound)


def test_only_what_both_sides_mark_is_an_exercise() -> None:
    sources = """
[[sources]]
name = "shadow"
format = "generic"
exercise = true
secrets = [{ env = "TOKEN" }]

[[sources]]
name = "alerts"
format = "generic"
secrets = [{ env = "TOKEN" }]
"""

    async def story() -> None:
        kept = Kept()
        async with receiver(kept, sources=sources) as runner:
            host, port = runner.address
            url = f"http://{host}:{port}"
            config = read_configuration(sources)
            for name in ("shadow", "alerts"):
                source = config.source(name)
                assert source is not None
                await Shadow(Target(url, source, Hidden(TOKEN)), RUN, STORY[:1], 1, speed=0).play()
            import aiohttp

            headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
            async with aiohttp.ClientSession() as session:
                astray = b'{"key": "real", "title": "The disk is full"}'
                async with session.post(f"{url}/in/shadow", data=astray, headers=headers) as answer:
                    assert answer.status == 200
        assert [(each.source, each.exercise) for each in kept.deliveries] == [
            ("shadow", True), ("shadow", True), ("alerts", False), ("alerts", False), ("shadow", False)
        ]  # fmt: skip

    asyncio.run(story())


def test_a_scenario_is_heard_by_playing_it_without_a_team() -> None:
    plan = the_plan()
    heard = heard_in(small(), plan, default_plan_text())
    assert heard == heard_in(small(), plan, default_plan_text())
    assert heard.length == 3_600_000
    first = heard.soundings[0]
    assert (first.at, first.signal.monitor, first.signal.service) == (120_000, "unauthorized-access", "api")
    assert {each.signal.state for each in heard.soundings} >= {FIRING}
    assert [each.at for each in heard.soundings] == sorted(each.at for each in heard.soundings)
    assert DATA.is_dir()


def test_the_demonstration_gets_the_same_as_deliveries_each_once() -> None:
    taken = list(deliveries(STORY, RUN, NOW))
    assert [at for at, _ in taken] == [0, 10, 20]
    assert all(each.exercise for _, each in taken)
    assert len({each.once for _, each in taken}) == 3
    assert [each.received for _, each in taken] == [NOW, NOW + 10, NOW + 20]
    (signal,) = read(taken[1][1].format, taken[1][1].body, received=NOW).signals
    assert (signal.key, signal.title, signal.since) == (f"{RUN}/AL-2", "EXERCISE: Alert AL-2", NOW + 10)
    assert signal.labels[LABEL] == RUN


def test_a_room_that_shows_a_scenario_is_an_exercise_as_a_whole() -> None:
    plan = the_plan()
    taken = demonstration(small(), plan, default_plan_text(), NOW)
    assert [at for at, _ in taken] == [
        each.at for each in heard_in(small(), plan, default_plan_text(), "demo").soundings
    ]
    assert all(each.exercise and b"EXERCISE" not in each.body for _, each in taken)
    now = datetime.fromtimestamp(NOW / 1000, UTC)
    shown = open_live(plan, default_plan_text(), small().world, now, "Open Door", scenario="small")
    assert is_exercise(Board(shown))
    assert not is_exercise(Board(open_live(plan, default_plan_text(), small().world, now)))


def test_through_a_running_irsim_and_ctrl_c_leaves_nothing_open(tmp_path: Path) -> None:
    """The command, a real `irsim serve`, its store."""
    sources = '[[sources]]\nname = "shadow"\nformat = "alertmanager"\nexercise = true\nsecrets = [{ env = "SHADOW" }]\n'
    place = Installation(tmp_path, sources)
    place.env["SHADOW"] = "a-secret-of-the-shadow"
    place.start()
    try:
        place.well()
        with (tmp_path / "said").open("wb") as out:
            playing = subprocess.Popen(
                place.irsim("shadow", str(DATA / "small.yaml"), "--pace", "600"), env=place.env, stdout=out
            )
        place.until(lambda: "fires" in (tmp_path / "said").read_text(), "the first alert")
        playing.send_signal(signal.SIGINT)
        assert playing.wait(20) == 1
        said = (tmp_path / "said").read_text()
        assert "Ended early: it was ended before its time. " in said
        assert "every alert of it is withdrawn." in said
        ends = f"""irsim live --config {place.config} do 'dismiss INC-1 reason="the exercise is over"'"""
        assert said.splitlines()[-1] == f"INC-1 stays open until it is dismissed, or resolved and closed: {ends}"
        assert (
            subprocess.run(
                [sys.executable, "-m", "irsim.cli", *shlex.split(ends)[1:]],
                env=place.env,
                capture_output=True,
                timeout=30,
            ).returncode
            == 0
        )  # as it was printed
        place.until(lambda: _count(place)["alert.fired"] == _count(place)["alert.resolved"] > 0, "the end of all")
    finally:
        place.stop()
    records = place.records()
    board = Board(records[0].body)  # type: ignore[arg-type]
    for record in records:
        apply(board, record)
    assert all(record.body.exercise for record in records if isinstance(record.body, AlertFired))
    assert board.incidents
    assert all(is_exercise(board, about) for about in board.incidents.values())
    assert not is_exercise(board)


def test_where_nobody_receives_it_is_said_at_once_and_nothing_is_sent(tmp_path: Path) -> None:
    place = Installation(tmp_path, SHADOW)
    began = time.monotonic()
    said = asked(place, "shadow", str(DATA / "small.yaml"), "--pace", "max")
    assert time.monotonic() - began < 5
    assert (said.code, said.said) == (
        2,
        f"{place.url}: nobody takes alerts there; start `irsim serve` for this configuration, or give the address of "
        "one that runs with --to",
    )


def test_the_command_that_withdraws_later_is_whole(tmp_path: Path) -> None:
    """It is run as it was printed, from a shell that knows nothing of how the run was begun."""
    place = Installation(tmp_path, SHADOW.replace("shadow", "second-shadow"), name="a b")
    plan = tmp_path / "my plan.yaml"
    plan.write_text(default_plan_text())

    async def story() -> None:
        async with sink(*[200] * 3, *[403] * 3) as taking:
            words = [
                "shadow",
                str(DATA / "small.yaml"),
                "--source",
                "second-shadow",
                "--to",
                taking.url,
                "--pace",
                "max",
            ]
            ended = await asyncio.to_thread(place.run, *words, "--plan", str(plan))
            assert ended.returncode == 2
            assert "3 alerts could not be withdrawn: " in ended.stdout
            assert len(taking.holding) == 3
            cure = shlex.split(ended.stdout.splitlines()[-1].partition(": ")[2])
            assert cure[0] == "irsim"
            again = [sys.executable, "-m", "irsim.cli", *cure[1:]]
            taken = await asyncio.to_thread(subprocess.run, again, env=place.env, capture_output=True, text=True)
            assert taken.returncode == 0, taken.stderr
            assert taking.holding == set()
            assert "stay open until they are dismissed, or resolved and closed" in taken.stdout

    asyncio.run(story())


def test_only_what_may_have_been_taken_has_to_be_withdrawn() -> None:
    async def story() -> None:
        said: list[str] = []
        async with sink() as taking:
            url = taking.url
        gone = Shadow(target(url), RUN, STORY, 30, speed=0, patience=0.6, withdrawing=0.1, said=said.append)
        course = await gone.play()
        assert (course.opened, course.sent) == ({}, 0)
        assert said == [f"{url}/in/shadow takes nothing now: it cannot be reached (ClientConnectorError); "
                        "it is tried again for 1 s"]  # fmt: skip
        async with sink(*[500] * 50) as taking:  # it may have kept it before it failed
            course = await Shadow(target(taking.url), RUN, STORY, 30, speed=0, patience=0.1, withdrawing=0.1).play()
            assert list(course.opened) == [f"{RUN}/AL-1"]
        async with sink(401) as taking:
            assert (await Shadow(target(taking.url), RUN, STORY, 30, speed=0).play()).opened == {}

    asyncio.run(story())


def _count(place: Installation) -> Counter[str]:
    from irsim.events import kind_of

    return Counter(kind_of(record.body) for record in place.records())
