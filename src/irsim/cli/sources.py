"""`irsim live sources`: who may send, where to, how each shows that it is who it says, and when it was last heard."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irsim.board.state import NEVER
from irsim.cli.output import show
from irsim.live.config.loading import load_configuration
from irsim.live.places import receiver_of
from irsim.reports.plain import one_line, span
from irsim.words.clean import clean_title
from irsim.words.durations import format_duration
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.live.config.logs import LogSource
    from irsim.live.config.sources import Source
    from irsim.live.config.whole import Config
    from irsim.tui.seat import Seat

SIGNS = {
    "none": "no secret",
    "bearer": "a bearer token",
    "hmac-sha256": "an HMAC-SHA256 signature",
    "sentry": "Sentry's signature",
}
"""How a source shows that it is who it says, in words."""


def run_sources(config_file: Path | None, *, as_json: bool) -> int:
    """Tell of each source; the exit code. Raises BadInput where the configuration cannot be read."""
    from irsim.cli.shell import look
    from irsim.cli.status import heard_by

    config = load_configuration(config_file)

    async def on_board(seat: Seat) -> dict[str, dict[str, Any]]:
        starts = seat.board.rules.starts_unix
        return {
            name: {
                "heard": each.heard_at if each.heard_at == NEVER else each.heard_at + starts,
                "silent_since": each.silent_since if each.silent_since == NEVER else each.silent_since + starts,
                "deliveries": each.deliveries,
                "fault": clean_title(each.fault, 300),
            }
            for name, each in seat.board.sources.items()
        }

    away = ""
    try:
        known = look(config_file, on_board)
        for name, at in heard_by(config).items():
            if at > known.get(name, _NOTHING)["heard"]:
                known[name] = {**known.get(name, _NOTHING), "heard": at}
    except BadInput as bad:
        known, away = {}, sentence(f"{bad.faults[0].file} {bad.faults[0].message}")
    told = [{**each, **known.get(each["name"], _NOTHING)} for each in configured(config)]
    if as_json:
        show(json.dumps({"serves": not away, "sources": told}, indent=2))
        return 0
    now = time.time_ns() // 1_000_000
    show("\n\n".join("\n".join(lines_of(each, now, serves=not away)) for each in told) or "No source is configured.")
    if away:
        show(f"\n{away}")
    return 0


_NOTHING: dict[str, Any] = {"heard": NEVER, "silent_since": NEVER, "deliveries": 0, "fault": ""}


def configured(config: Config) -> list[dict[str, Any]]:
    """What the configuration says of each source, logs and probes among them."""
    own = [
        {"name": name, "format": what, "address": "", "shows": "", "every": NEVER, "exercise": False}
        for name, what, there in (
            ("probes", "irsim's own looks at services", config.probes),
            ("logs", "irsim's own rules for lines of logs", config.logs),
        )
        if there
    ]
    return [*(_sender(config, each) for each in config.sources), *map(_log, config.logs), *own]


def _sender(config: Config, source: Source) -> dict[str, Any]:
    shows = SIGNS[source.signing]
    if source.secrets and source.signing == "none":
        shows = "its routing key, in the body"
    return {
        "name": source.name,
        "format": f"{source.format} (by {source.mapping})" if source.mapping else source.format,
        "address": f"{receiver_of(config)}/in/{source.name}",
        "polled": source.poll.url if source.poll is not None else "",
        "shows": shows,
        "every": source.expect_every or NEVER,
        "exercise": source.exercise,
    }


def _log(log: LogSource) -> dict[str, Any]:
    return {
        "name": log.name,
        "format": f"log, {log.format if log.file else 'syslog'}",
        "address": log.file or f"{log.listen} (UDP and TCP)",
        "shows": "",
        "every": log.expect_every or NEVER,
        "exercise": False,
    }


def lines_of(told: dict[str, Any], now: int, *, serves: bool) -> list[str]:
    """A source for people; instants are Unix ms."""
    title = f"{told['name']}: {told['format']}{', for exercises' if told['exercise'] else ''}"
    lines = [one_line(title, 120)]
    if told["address"]:
        shows = f", with {told['shows']}" if told["shows"] else ""
        lines.append(f"  at {one_line(told['address'], 300)}{shows}")
    if told.get("polled"):
        lines.append(f"  asked at {one_line(told['polled'], 300)}")
    every = f"expected every {format_duration(told['every'])}" if told["every"] > 0 else "not expected at any time"
    if not serves:
        return [*lines, f"  {every}"] if told["every"] > 0 else lines
    heard = "never heard" if told["heard"] == NEVER else f"heard {span(max(0, now - told['heard']))} ago"
    lines.append(f"  {heard}, {every}" if told["address"] else f"  {heard}")
    if told["silent_since"] != NEVER:
        lines.append(f"! silent since {_moment(told['silent_since'])}")
    if told["fault"]:
        lines.append(f"! {told['fault']}")
    return lines


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%a %d %b %H:%M UTC")
