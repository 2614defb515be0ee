"""`irsim serve`: receives alerts, keeps the clocks and lets terminals in, without a terminal of its own."""

from __future__ import annotations

import asyncio
import shlex
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.publishing import publisher
from irsim.live.config.loading import load_configuration
from irsim.live.places import receiver_of, socket_of
from irsim.live.pointing import pointing
from irsim.live.presence import SYSTEMD, leave_note, present, take_note_away, tell_systemd
from irsim.live.serving import Serving
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config


def run_serve(config_file: Path | None, demo: str = "", pace: str = "1") -> int:
    """Serve until told to end; the exit code. With a scenario's file as `demo` it shows that, and nothing leaves.
    Raises BadInput."""
    config = load_configuration(config_file)
    _alone(config, config_file)
    shown = None
    if demo:
        from irsim.cli import demo as demonstration  # the drill's engine: nothing that serves at night needs it

        shown = demonstration.demonstrated(demo)

    async def serve() -> None:
        scenario = shown[0].scenario.id if shown else ""
        publish = publisher(config, config_file) if shown is None else None  # nothing of a demonstration is public
        serving = Serving(config, _say, sends=shown is None, scenario=scenario, publish=publish)
        playing = asyncio.create_task(demonstration.play(serving, shown, pace)) if shown else None
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, serving.stop)
        loop.add_signal_handler(signal.SIGHUP, lambda: None)  # a terminal that is closed ends nothing
        telling = asyncio.create_task(_tell(serving))
        try:
            await serving.run()
        finally:
            tell_systemd("STOPPING=1")
            take_note_away(socket_of(config))
            telling.cancel()
            if playing is not None:
                playing.cancel()

    async def _tell(serving: Serving) -> None:
        await serving.ready.wait()
        leave_note(socket_of(config))
        tell_systemd("READY=1")
        _say(f"Terminals join at {socket_of(config)}, alerts come in at {receiver_of(config)}.")
        if not serving.facts().heard:
            for sentence in pointing(config):
                _say(sentence)

    asyncio.run(serve())
    _say("Ended.")
    return 0


def _alone(config: Config, config_file: Path | None) -> None:
    """Raises BadInput where a process of this machine serves there already: a second one would only be in its way."""
    serves = present(socket_of(config))
    if serves is None:
        return
    live = "irsim live" if config_file is None else shlex.join(["irsim", "live", "--config", str(config_file)])
    ends = "systemctl stop irsim" if serves.kept_by == SYSTEMD else f"{live} stop"
    process = f", as process {serves.pid}" if serves.pid > 0 else ""
    message = f"runs here already{process}; open its room with `{live}`, or end it with `{ends}`"
    raise BadInput.one("irsim serve", 0, message)


def _say(sentence: str) -> None:
    with suppress(OSError):
        print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {clean_title(sentence, 1000)}", file=sys.stderr, flush=True)
