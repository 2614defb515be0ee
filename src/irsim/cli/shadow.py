"""`irsim shadow`: a drill on the real way in. Its alerts go to the running receiver, marked as an exercise;
at the end, also at Ctrl-C, they are withdrawn."""

import asyncio
import secrets
import shlex
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from irsim.board.state import NEVER, Alert
from irsim.cli.output import show
from irsim.cli.shell import look
from irsim.cli.sounded import heard_in
from irsim.live.config.loading import load_configuration
from irsim.live.config.secrets import Hidden
from irsim.live.config.whole import Config
from irsim.live.shadow import Course, Shadow, Target, check_receiver, check_target
from irsim.live.sounding import marked
from irsim.reports.plain import counted, listed
from irsim.scenario.library import find_scenario, load_scenario, plan_for
from irsim.session.pace import parse_pace
from irsim.tui.seat import Seat
from irsim.words.clean import clean_title
from irsim.words.durations import format_duration, parse_duration
from irsim.words.faults import BadInput, nearest

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that stand for all of a machine's, and the one at which this machine reaches itself."""

SETTLING = 5.0
"""Seconds in which the board has what was sent last."""


def run_shadow(
    scenario: str,
    config_file: Path | None = None,
    source: str = "shadow",
    to: str = "",
    pace: str = "1",
    length: str = "",
    withdraw: str = "",
    plan: Path | None = None,
) -> int:
    """Send it, or with `withdraw` take back what the run of that id left behind; the exit code. Raises BadInput."""
    config = load_configuration(config_file)
    target = _target(config, source, to)
    check_target(target, config.outbound)
    file = find_scenario(scenario)
    its_plan, text = plan_for(file, plan)
    loaded = load_scenario(file, its_plan)
    heard = heard_in(loaded, its_plan, text)
    run = withdraw or f"shadow-{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
    shadow = Shadow(
        target,
        run,
        marked(heard.soundings, run),
        min(heard.length, _length(length)) if length else heard.length + 1,
        speed=_pace(pace),
        said=lambda line: show(clean_title(line)),
    )
    again = _again(scenario, config_file, source, to, run, plan)
    asyncio.run(check_receiver(target))
    if withdraw:
        return _ended(asyncio.run(shadow.withdraw()), again, lambda: _what_stays(config_file, to, run))
    firing = sum(each.signal.state == "firing" for each in shadow.soundings)
    show(
        f"EXERCISE {clean_title(loaded.scenario.codename, 60)}, run {run}: {counted(firing, 'alert')} in "
        f"{format_duration(shadow.length // 1000 * 1000)}, to {target.address}. Ctrl-C ends it and withdraws them."
    )
    return _ended(asyncio.run(_played(shadow)), again, lambda: _what_stays(config_file, to, run))


async def _played(shadow: Shadow) -> Course:
    """Ctrl-C, a closed terminal and an orderly end of this process all withdraw what was opened."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    assert task is not None
    for number in ("SIGINT", "SIGTERM", "SIGHUP"):
        if sys.platform != "win32":
            loop.add_signal_handler(getattr(signal, number), task.cancel)
    try:
        return await shadow.play()
    except asyncio.CancelledError:
        shadow.course.stopped = "it was ended before its time"
        return shadow.course


def _again(scenario: str, config_file: Path | None, source: str, to: str, run: str, plan: Path | None) -> str:
    """The command that takes back what a run left behind, with all that it was begun with."""
    words = ["irsim", "shadow", scenario, "--withdraw", run, "--source", source]
    words += ["--config", str(config_file)] if config_file is not None else []
    words += ["--to", to] if to else []
    words += ["--plan", str(plan)] if plan is not None else []
    return shlex.join(words)


def _ended(course: Course, again: str, what_stays: Callable[[], str]) -> int:
    if course.opened:
        show(f"{counted(len(course.opened), 'alert')} could not be withdrawn: {clean_title(course.stopped, 300)}.")
        show(f"Once the receiver is back: {clean_title(again, 2000)}")
        return 2
    why = f"Ended early: {clean_title(course.stopped, 300)}." if course.stopped else ""
    if not course.sent:
        show(f"{why} Nothing was sent, and nothing is left behind.".strip())
    else:
        show(f"{why or 'Over.'} {counted(course.sent, 'delivery', 'deliveries')}; every alert of it is withdrawn.")
        show(what_stays())
    return 1 if course.stopped else 0


def _what_stays(config_file: Path | None, to: str, run: str) -> str:
    """The incidents that the alerts of a run opened, which stay as any do, and how they are ended. Where the board is
    not here to be seen, that there may be some."""

    async def opened(seat: Seat) -> list[str]:
        until = time.monotonic() + SETTLING
        while True:
            its = {name: each for name, each in seat.board.alerts.items() if run in _marks(each)}
            over = its and all(each.resolved_at != NEVER for each in its.values())
            if over or time.monotonic() > until:
                return [each.id for each in seat.board.open_incidents() if its.keys() & set(each.alerts)]
            await asyncio.sleep(0.05)

    live = ["irsim", "live"] + (["--config", str(config_file)] if config_file is not None else [])
    names: list[str] | None = None
    with suppress(BadInput):
        names = None if to else look(config_file, opened)
    if names is None:
        return "Incidents that it opened stay open until they are dismissed, or resolved and closed, in their room."
    if not names:
        return "No incident of it is open."
    how = shlex.join([*live, "do", f'dismiss {names[0]} reason="the exercise is over"'])
    stay = "stays open until it is" if len(names) == 1 else "stay open until they are"
    return f"{listed(names)} {stay} dismissed, or resolved and closed: {clean_title(how, 2000)}"


def _marks(alert: Alert) -> set[str]:
    return {*alert.labels.values(), *alert.annotations.values()}


def _target(config: Config, name: str, to: str) -> Target:
    source = config.source(name)
    if source is None:
        names = [each.name for each in config.sources if each.exercise]
        cure = (
            nearest(name, names)
            if names
            else (f'add [[sources]] with name = "{clean_title(name, 40)}", format = "alertmanager", exercise = true')
        )
        raise BadInput.one("--source", 0, f"the configuration has no source '{clean_title(name, 40)}'; {cure}")
    secret: Hidden | None = None
    if source.secrets:
        secret = source.secrets[0].read(f"sources.{name}.secrets.0", config.folder)
    host, port = config.serve.address
    host = ANYWHERE.get(host, host)
    scheme = "https" if config.serve.tls_cert else "http"
    url = to or f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    cafile = str(config.place(config.serve.tls_cert)) if config.serve.tls_cert and not to else ""
    return Target(url, source, secret, cafile)


def _pace(written: str) -> int:
    try:
        return parse_pace(written)
    except ValueError as error:
        raise BadInput.one("--pace", 0, str(error)) from None


def _length(written: str) -> int:
    try:
        length = parse_duration(written)
    except ValueError as error:
        raise BadInput.one("--for", 0, str(error)) from None
    if length <= 0:
        raise BadInput.one("--for", 0, "takes a length of time; write it as 30m")
    return length
