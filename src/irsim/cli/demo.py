"""`irsim live --demo`: the room of live on a scenario's alerts, in a store that goes away with it. Everything in it is
marked as an exercise, nobody else can reach it, and nothing of it leaves."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from irsim.cli.live import room_of, wait_for
from irsim.cli.sounded import demonstration
from irsim.live.serving import Serving
from irsim.plan import Plan
from irsim.scenario.library import Loaded, find_scenario, load_scenario, plan_for
from irsim.session.pace import parse_pace
from irsim.words.faults import BadInput

CONFIGURATION = """
[serve]
listen = "127.0.0.1:0"
[store]
url = "sqlite:///live.sqlite"
[plan]
file = "plan.yaml"
[world]
file = "world.yaml"
"""

ENDING = 10.0
"""Seconds in which the process behind the room ends."""


def run_demo(scenario: str, pace: str, *, plain: bool = False) -> int:
    """Open the room on a scenario, until it is left; the exit code. Raises BadInput."""
    file = find_scenario(scenario)
    plan, text = plan_for(file)
    loaded = load_scenario(file, plan)
    _speed(pace)
    folder = Path(tempfile.mkdtemp(prefix="irsim-demo-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        configuration = folder / "irsim.toml"
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
        (folder / "world.yaml").write_text(loaded.world_text, encoding="utf-8")
        words = [sys.executable, "-m", "irsim.cli", "serve", "--config", str(configuration)]
        log = folder / "serve.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*words, "--demo", str(file.absolute()), "--pace", pace],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C is the room's
            )
        wish = room_of(configuration)
        wait_for(wish, process, log, 0)
        from irsim.cli.join import run_join
        from irsim.cli.streams import in_terminal, with_screens

        return run_join(wish, screens=in_terminal() and with_screens() and not plain)
    finally:
        if process is not None:
            _end(process)
        shutil.rmtree(folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _speed(pace: str) -> float:
    try:
        return parse_pace(pace) / 100
    except ValueError as error:
        raise BadInput.one("--pace", 0, str(error)) from None


def demonstrated(file: str) -> tuple[Loaded, Plan, str]:
    """The scenario that a demonstration shows, with its plan. Raises BadInput."""
    path = find_scenario(file)
    plan, text = plan_for(path)
    return load_scenario(path, plan), plan, text


async def play(serving: Serving, shown: tuple[Loaded, Plan, str], pace: str) -> None:
    """Deliver what the scenario's alerts come to, each at its time; ends with whoever started this process."""
    await serving.ready.wait()
    parent = os.getppid()
    speed = _speed(pace)
    began = time.monotonic()
    coming = await asyncio.to_thread(demonstration, *shown, time.time_ns() // 1_000_000)
    for at, delivery in coming:
        while (left := at / 1000 / speed - (time.monotonic() - began) if speed else 0) > 0:
            await asyncio.sleep(min(left, 1))
            if os.getppid() != parent:
                serving.stop()
                return
        await serving.put(delivery)
    while os.getppid() == parent:
        await asyncio.sleep(1)
    with suppress(RuntimeError):
        serving.stop()
