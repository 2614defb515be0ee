"""`irsim logs search|tail|keep|rules`: kept lines of logs from a shell. All of their text comes from outside."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from irsim.cli.output import Printer, show
from irsim.live.config.loading import load_configuration
from irsim.live.logs.asking import instant_of, levels_from, open_lines, row_of
from irsim.live.logs.keep import LIMIT, Found
from irsim.live.store.base import Away
from irsim.reports.detections import rule_in_words
from irsim.reports.kept_lines import where_from
from irsim.reports.plain import counted
from irsim.reports.sheet import guarded
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.session.loglines import LinesWanted
    from irsim.session.protocol import Session

LOOK = 0.5
"""Seconds between two looks for new lines."""

COLUMNS = ("number", "time", "source", "host", "program", "level", "text")


class Asked(msgspec.Struct, frozen=True):
    """What somebody wrote behind `irsim logs search` and its like."""

    text: str = ""
    source: str = ""
    level: str = ""
    since: str = ""
    until: str = ""


def search(config_file: Path | None, asked: Asked, limit: int, form: str) -> int:
    """Print the newest lines that fit, the oldest of them first, as `lines`, `json` or `csv`; the exit code. Raises
    BadInput."""
    wanted = _wanted(asked)
    levels = levels_from(wanted.level)
    limit = max(1, min(limit, LIMIT - 1))
    with closing(open_lines(load_configuration(config_file))) as keep:
        try:
            found = keep.search(wanted.text, wanted.since, wanted.until, wanted.source, limit + 1, levels=levels)
        except Away as away:
            raise BadInput.one("log lines", 0, f"cannot be looked up: {away}; try again") from None
    more, found = len(found) > limit, found[limit - 1 :: -1] if len(found) > limit else found[::-1]
    if form == "json":
        show(json.dumps([_object(each) for each in found], indent=2))
    elif form == "csv":
        show(_table(found).rstrip("\r\n"))
    else:
        show("\n".join(map(row_of, found)) or "No line fits. Leave a word out, or another filter.")
    if more:
        print(f"These are the newest {limit:,}; --limit shows more, --until older ones.", file=sys.stderr)
    return 0


def tail(config_file: Path | None, asked: Asked, before: int) -> int:
    """Print the newest lines that fit, and those that come, until Ctrl-C; the exit code. Raises BadInput."""
    wanted, levels = _wanted(asked), levels_from(asked.level)
    printer = Printer()
    with closing(open_lines(load_configuration(config_file))) as keep:

        def fitting(after: int, limit: int) -> list[Found]:
            return keep.search(wanted.text, 0, None, wanted.source, limit, levels=levels, after=after)

        try:
            last = keep.newest()
            for each in reversed(fitting(-1, before) if before else []):
                printer.line(row_of(each))
            while not printer.gone:
                time.sleep(LOOK)
                try:
                    newest = keep.newest()
                    while fresh := sorted(fitting(last, LIMIT), key=lambda each: each.number):
                        for each in fresh:
                            printer.line(row_of(each))
                        last = fresh[-1].number
                    last = max(last, newest)
                except Away:
                    continue  # it is being written to, or was; the next look finds it
        except KeyboardInterrupt:
            pass
    return 0


def keep(config_file: Path | None, chosen: Sequence[str], asked: Asked, incident: str, what: str, kind: str) -> int:
    """Have lines kept as evidence of an incident by the process that serves; the exit code. Raises BadInput."""
    from irsim.board.decide import Refused
    from irsim.cli.shell import REFUSED, at_the_room
    from irsim.commands import Evidence
    from irsim.session.protocol import NotAccepted

    numbers = [int(each) for part in chosen for each in part.split(",") if each.strip().isdigit()]
    named = bool(numbers) and all(each.strip().isdigit() for part in chosen for each in part.split(",") if each.strip())
    wanted = _wanted(msgspec.structs.replace(asked, text="" if named else " ".join(chosen)))
    if not named and not any((wanted.text, wanted.source, wanted.level, wanted.since, wanted.until)):
        raise BadInput.one("log lines", 0, "must be chosen; give their numbers, or words and filters that find them")

    async def do() -> int:
        async with at_the_room(config_file) as seat:
            refused = seat.ask(Evidence(incident, what, kind=kind))
            if refused is None:
                found = numbers if named else await _all(seat.session, wanted)
                kept = await seat.session.keep_lines(found)
                command = Evidence(incident, what, where_from(kept), kept.sha256, kind=kind, file=kept.name)
                result = await seat.submit(command)
                refused = result.refused if isinstance(result, NotAccepted) else None
            if isinstance(refused, Refused):
                show(sentence(f"{refused.reason}; {refused.hint}" if refused.hint else refused.reason))
                return REFUSED
            name = next((each.id for each in reversed(seat.board.evidence.values()) if each.sha256 == kept.sha256), "")
            show(f"{name or 'Evidence'} of {incident.upper()}: {counted(kept.count, 'line')}, {kept.size:,} bytes.")
            show(f"sha256 {kept.sha256}")
            return 0

    return asyncio.run(do())


async def _all(session: Session, wanted: LinesWanted) -> list[int]:
    """The numbers of all lines that fit. Raises BadInput where they are too many."""
    from irsim.session.loglines import KEPT_MOST, MOST

    numbers: list[int] = []
    page = msgspec.structs.replace(wanted, limit=MOST)
    while True:
        found = await session.lines(page)
        numbers += [each.number for each in found.lines]
        if not found.more or not found.lines:
            break
        if len(numbers) > KEPT_MOST:
            raise BadInput.one("log lines", 0, f"of more than {KEPT_MOST:,} fit; narrow it with --since and --until")
        page = msgspec.structs.replace(page, before=(found.lines[-1].at, found.lines[-1].number))
    if not numbers:
        raise BadInput.one("log lines", 0, "that fit are not there; try the same with irsim logs search")
    return numbers


def rules(config_file: Path | None) -> int:
    """Tell the detection rules of the plan that counts; the exit code. Raises BadInput."""
    from irsim.plan import load_plan

    plan = load_plan(load_configuration(config_file).plan_text())
    told = ["\n".join(map(_indented, rule_in_words(plan, rule))) for rule in plan.detections]
    show("\n\n".join(told) or "The plan has no detection rules; see docs/watching.md for how to write some.")
    return 0


def _indented(line: str) -> str:
    return f"{'  ' if line.startswith(' ') else ''}{clean_title(line, 1_000)}"


def _wanted(asked: Asked) -> LinesWanted:
    """Raises BadInput where a time or the level is none."""
    from irsim.session.loglines import LinesWanted

    now = time.time_ns() // 1_000_000
    times: dict[str, int | None] = {"since": None, "until": None}
    for name, written in (("since", asked.since), ("until", asked.until)):
        if written:
            try:
                times[name] = instant_of(written, now)
            except ValueError as error:
                raise BadInput.one(f"--{name}", 0, str(error)) from None
    if (times["since"] or 0) > now:
        raise BadInput.one("--since", 0, f"'{clean_title(asked.since, 40)}' is still to come; give an earlier time")
    try:
        levels_from(asked.level.lower())
    except ValueError as error:
        raise BadInput.one("--level", 0, str(error)) from None
    return LinesWanted(asked.text, asked.source, asked.level.lower(), times["since"] or 0, times["until"]).bounded


def _object(found: Found) -> dict[str, object]:
    return {"number": found.number, **msgspec.to_builtins(found.line)}


def _table(found: Sequence[Found]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in found:
        line = each.line
        at = datetime.fromtimestamp(line.at / 1000, UTC).isoformat(timespec="milliseconds")
        cells = (line.source, line.host, line.program, line.level, line.text)
        writer.writerow([each.number, at, *(guarded(clean_title(cell, 8_000)) for cell in cells)])
    return out.getvalue()
