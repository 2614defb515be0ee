"""`irsim live status`: how the process that serves does, and what wants somebody, in 80 columns or as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import re
import ssl
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from irsim.board.paging import handled
from irsim.board.quiet import why_quiet
from irsim.board.rota import called_first, page_waits, until_said
from irsim.board.state import NEVER
from irsim.cli.output import show
from irsim.cli.shell import look, now_of, title_of
from irsim.live.config.loading import load_configuration
from irsim.live.config.secrets import read_all
from irsim.live.config.whole import Config
from irsim.live.places import receiver_of, socket_of
from irsim.live.presence import Presence, present
from irsim.reports.columns import cut
from irsim.reports.names import Names
from irsim.reports.plain import counted, moment, one_line, span
from irsim.tui.seat import Seat
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

WIDTH = 80
"""Columns that are used."""

NAME = 11
"""Columns of a line's heading."""

MOST = 8
"""Lines of one heading: beyond it they are counted."""

PATIENCE = 5.0
"""Seconds for the receiver's answer."""

HEARD = re.compile(r'^irsim_source_last_heard_timestamp_seconds\{source="([^"]*)"\} ([0-9.e+]+)$', re.MULTILINE)

WELL, WANTED = 0, 1
"""Exit codes: all is well, and something wants somebody. 2 is nobody who serves."""


@dataclass
class Told:
    """What is said under one heading: `wanted` are the lines that want somebody."""

    heading: str
    lines: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)


@dataclass
class Status:
    """All of it, for people and for programs."""

    told: list[Told] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def say(self, heading: str, line: str = "", *, wanted: str = "") -> None:
        """A line under a heading, in the order in which headings are first named."""
        told = next((each for each in self.told if each.heading == heading), None)
        if told is None:
            told = Told(heading)
            self.told.append(told)
        if line:
            told.lines.append(line)
        if wanted:
            told.wanted.append(wanted)

    @property
    def wants(self) -> int:
        """How many things want somebody."""
        return sum(len(each.wanted) for each in self.told)


def run_status(config_file: Path | None, *, as_json: bool) -> int:
    """Say how it stands; the exit code. Raises BadInput where nobody serves."""
    config = load_configuration(config_file)
    serves = present(socket_of(config)) or Presence(0)

    async def told(seat: Seat) -> Status:
        said, heard = await asyncio.to_thread(lambda: (health(config), heard_by(config)))
        return status_of(seat, config, serves, said, heard)

    status = look(config_file, told)
    code = WANTED if status.wants else WELL
    if as_json:
        wanted = [clean_title(line, 300) for each in status.told for line in each.wanted]
        show(json.dumps({"well": not wanted, "wanted": wanted, **status.facts}, indent=2))
    else:
        show("\n".join(lines_of(status)))
    return code


def lines_of(status: Status) -> list[str]:
    """Headings and lines, no wider than a terminal; what wants somebody bears a mark, and comes first."""
    lines = []
    for each in status.told:
        marked = [("!", line) for line in each.wanted] + [(" ", line) for line in each.lines]
        left = len(marked) - MOST
        for number, (mark, line) in enumerate(marked[:MOST]):
            heading = each.heading if not number else ""
            lines.append(cut(f"{mark} {heading:<{NAME}}{one_line(line, 300)}", WIDTH - 1).rstrip())
        if left > 0:
            lines.append(f"  {'':<{NAME}}and {left} more")
    many = status.wants
    said = f"{counted(many, 'thing wants', 'things want')} somebody." if many else "All is well."
    return [*lines, "", said]


def health(config: Config) -> dict[str, Any]:
    """What the receiver says of itself at `/healthz`; empty where it does not answer."""
    try:
        said = msgspec.json.decode(_asked(config, "/healthz"))
    except msgspec.DecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def heard_by(config: Config) -> dict[str, int]:
    """When each source was last heard (Unix ms), as `/metrics` says; empty where it is not for us."""
    token = None
    with suppress(BadInput):
        secrets = read_all(config.serve.metrics_secrets[:1], "serve.metrics_secrets", config.folder, os.environ)
        token = secrets[0].reveal() if secrets else None
    said = _asked(config, "/metrics", token).decode("utf-8", "replace")
    return {name: int(float(at) * 1000) for name, at in HEARD.findall(said)}


def _asked(config: Config, path: str, token: str | None = None) -> bytes:
    """What our own receiver answers; nothing where it does not."""
    # The address is this machine's own, and its certificate bears the name by which others reach it.
    trust = ssl._create_unverified_context() if config.serve.tls_cert else None
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), *([urllib.request.HTTPSHandler(context=trust)] if trust else [])
    )
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with opener.open(
            urllib.request.Request(receiver_of(config) + path, headers=headers), timeout=PATIENCE
        ) as answer:
            return bytes(answer.read(5_000_000))
    except urllib.error.HTTPError as error:
        return bytes(error.read(10_000)) if path == "/healthz" else b""
    except (OSError, ValueError):
        return b""


def status_of(seat: Seat, config: Config, serves: Presence, healthy: dict[str, Any], last: Mapping[str, int]) -> Status:
    """What a board shows, with what the process says of itself; `last` is when each source was heard (Unix ms)."""
    status = Status()
    status.facts["serving"] = msgspec.to_builtins(serves)
    starts = int(seat.board.rules.moment(0).timestamp() * 1000)
    when = f"since {moment(seat.board.rules.moment(serves.since - starts))}" if serves.since >= 0 else "yes"
    status.say("Serving", f"{when}, process {serves.pid or 'unknown'}, irsim {serves.version or 'of another version'}")
    _process(status, seat, config, healthy)
    _sources(status, seat, config, starts, last)
    _alerts(status, seat)
    _incidents(status, seat, starts)
    _pages(status, seat)
    _outbox(status, seat, config)
    _duty(status, seat, starts)
    return status


def _process(status: Status, seat: Seat, config: Config, healthy: dict[str, Any]) -> None:
    url = receiver_of(config)
    away = seat.session.trouble or ("it takes no deliveries" if healthy.get("store") == "away" else "")
    desk, lag = str(healthy.get("desk", "")), int(healthy.get("lag_seconds", 0))
    if healthy:
        status.say("Alerts", f"come in at {url}")
    else:
        status.say("Alerts", wanted=f"nobody answers at {url}; look at the log of irsim serve")
    store = str(config.store.path or config.store.place)
    if away:
        status.say("Store", wanted=f"{store}: {away}")
    else:
        status.say("Store", store)
    if desk == "nobody":
        status.say("Desk", wanted="nobody has the duty desk; clocks and pages stand still")
    else:
        where = {"here": "this process has it", "elsewhere": "another process has it"}.get(desk, "not known")
        status.say("Desk", where)
    if lag > 30:
        status.say("Desk", wanted=f"deliveries wait for it, the oldest for {lag}s")
    status.facts.update(receiver=url, store=store, store_fault=away, desk=desk or "unknown", lag_seconds=lag)


def _sources(status: Status, seat: Seat, config: Config, starts: int, last: Mapping[str, int]) -> None:
    found = {}
    known = seat.board.sources
    at = {name: each.heard_at for name, each in known.items() if each.heard_at != NEVER}
    at |= {name: heard - starts for name, heard in last.items()}
    names = dict.fromkeys([*(each.name for each in config.sources), *known])
    quiet = [name for name in names if name not in at]
    for name in names:
        source, heard = known.get(name), at.get(name, NEVER)
        silent = source.silent_since if source else NEVER
        fault = source.fault if source else ""
        found[name] = {
            "heard": heard if heard == NEVER else heard + starts,
            "silent_since": silent if silent == NEVER else silent + starts,
            "fault": clean_title(fault, 300),
        }
        if silent != NEVER:
            status.say(
                "Sources",
                wanted=f"{name}: silent since {moment(seat.board.rules.moment(silent))}, {_ago(seat, silent)}",
            )
        elif fault:
            status.say("Sources", wanted=f"{name}: {fault}")
        elif name not in quiet:
            status.say("Sources", f"{name}: heard {_ago(seat, heard)}")
    if quiet:
        status.say("Sources", f"never heard: {', '.join(quiet)}")
    status.facts["sources"] = found


def _alerts(status: Status, seat: Seat) -> None:
    """Those that the plan pages somebody for, and that nobody has looked at; what an incident has is told with it."""
    rules = seat.board.rules.page_rules_on.get("alert.fired", ())
    waiting = [
        alert
        for alert in seat.board.alerts.values()
        if alert.holds and not alert.incident and any(pattern.fields_fit(alert) for _, pattern in rules)
        if not handled(seat.board, alert) and not why_quiet(seat.board, alert, seat.now)
    ]
    for alert in waiting:
        held = span(max(0, seat.now - alert.fired_at))
        status.say("Unhandled", wanted=f"{alert.id} {alert.severity} for {held}: {one_line(alert.title, 60)}")
    status.facts["unhandled_alerts"] = [alert.id for alert in waiting]


def _incidents(status: Status, seat: Seat, starts: int) -> None:
    board, names, now = seat.board, Names(seat.board), now_of(seat)
    counts = Counter(about.severity for about in board.active.values())
    ranked = [each.id for each in board.rules.plan.severities if counts[each.id]]
    open_ones = ", ".join(f"{counts[severity]} {severity}" for severity in ranked)
    status.say("Incidents", f"{open_ones} open" if open_ones else "none open")
    new = [about for about in board.active.values() if about.acknowledged_at == NEVER]
    for about in new:
        status.say("Incidents", wanted=f"{about.id} {about.severity} nobody has taken on: {title_of(about)}")
    # a page that nobody answered is nobody's to keep any more: whoever came next was paged
    missed = {page.id for page in board.pages.values() if page.missed_at != NEVER}
    running = [clock for clocks in board.running.values() for clock in clocks if clock.subject not in missed]
    late = [clock for clock in running if not clock.in_time(now)]
    for clock in sorted(late, key=lambda each: each.due):
        status.say("Overdue", wanted=f"{names.clock(clock.id)}, by {span(now - clock.due)}")
    status.facts["incidents"] = {severity: counts[severity] for severity in ranked}
    status.facts["not_taken_on"] = [about.id for about in new]
    status.facts["overdue"] = [
        {"incident": clock.incident, "clock": clock.rule, "due": clock.due + starts} for clock in late
    ]


def _pages(status: Status, seat: Seat) -> None:
    board, names = seat.board, Names(seat.board)
    waiting = [
        page for page in board.pages.values() if page.acknowledged_at == NEVER and page.missed_at == NEVER
    ]  # whoever missed one was followed by a page to the next
    for page in waiting:
        who, about = names.contact(page.contact, page.person), page.incident or page.alert
        status.say("Pages", wanted=f"{page.id} for {about} unanswered, sent {_ago(seat, page.sent_at)}: {who}")
    status.facts["pages_waiting"] = [page.id for page in waiting]


def _outbox(status: Status, seat: Seat, config: Config) -> None:
    board = seat.board
    waiting = [board.notifications[name] for name in board.undelivered]
    failed = [
        each
        for each in board.notifications.values()
        if each.final
        and each.confirmed_at == NEVER
        and not each.withheld
        and not each.then
        and _matters(seat, each.about)
    ]
    oldest = min((each.queued_at for each in waiting), default=NEVER)
    if not config.channels:
        stay = "no channel is configured: pages reach nobody outside the room"
        paged = any(page_waits(seat.board, page) for page in seat.board.pages.values())
        status.say("Outbox", "" if paged else stay, wanted=stay if paged else "")
    else:
        status.say("Outbox", f"{len(waiting)} wait, the oldest since {_ago(seat, oldest)}" if waiting else "empty")
    for each in failed:
        status.say("Outbox", wanted=f"{each.about} did not go out by {each.way}: {each.reason or 'no reason is known'}")
    status.facts["outbox"] = {"waiting": len(waiting), "failed": [each.id for each in failed]}


def _matters(seat: Seat, about: str) -> bool:
    """Whether what could not be told is about something that still goes on."""
    board = seat.board
    page = board.pages.get(about)
    incident = page.incident if page is not None else about
    if page is not None and page.acknowledged_at != NEVER:
        return False
    update = board.updates.get(about)
    incident = update.incident if update is not None else incident
    return incident in board.active


def _duty(status: Status, seat: Seat, starts: int) -> None:
    board, names = seat.board, Names(seat.board)
    found = {}
    for contact in called_first(board):
        known = board.on_call.get(contact)
        if known is None:
            continue
        label, until = names.contact_label(contact), until_said(board, contact)
        ends = f" until {until}" if until else ""
        found[contact] = {
            "person": known.person,
            "until": known.until if known.until == NEVER else known.until + starts,
        }
        if known.person:
            status.say("On call", f"{names.person(known.person)}{ends} ({label})")
        else:
            status.say("On call", wanted=f"nobody{ends} ({label})")
    if not found:
        status.say("On call", "the plan has no rota")
    status.facts["on_call"] = found


def _ago(seat: Seat, at: int) -> str:
    return f"{span(max(0, now_of(seat) - at))} ago"
