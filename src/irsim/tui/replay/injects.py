"""Injects as lines of the facilitator's feed in a replay: what came, and what did not. Players read its effects."""

from __future__ import annotations

from irsim.events import kind_of
from irsim.events.session import InjectDelivered, InjectSkipped, SessionOpened
from irsim.log.records import Record
from irsim.reports.feed import FeedLine
from irsim.reports.plain import one_line
from irsim.scenario.library import parse_scenario
from irsim.tui.items import FeedItem
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput
from irsim.words.texts import TextFault, render


def inject_titles(opened: SessionOpened) -> dict[str, str]:
    """Inject to its title, from the scenario in the first record; none where that cannot be read."""
    if not opened.scenario:
        return {}
    try:
        loaded = parse_scenario(opened.scenario, opened.world)
    except BadInput:
        return {}
    context = {**opened.cast, "facts": loaded.world.facts}
    titles = {}
    for inject in loaded.scenario.injects:
        try:
            titles[inject.id] = one_line(render(inject.title, context), 200)
        except TextFault:
            titles[inject.id] = one_line(inject.title, 200)
    return titles


def inject_item(record: Record, titles: dict[str, str]) -> FeedItem | None:
    """An inject that came, or was skipped, as a line; None where the record is neither."""
    body = record.body
    if not isinstance(body, InjectDelivered | InjectSkipped):
        return None
    name = one_line(body.inject, 80)
    title = titles.get(body.inject, "")
    text = f"{title} ({name})" if title else name
    if isinstance(body, InjectSkipped):
        text += f" did not come: {one_line(body.reason, 300)}"
    line = FeedLine(record.at, format_instant(record.at), "inject", text, "calm")
    return FeedItem(record.seq, line, kind_of(body), record.by)
