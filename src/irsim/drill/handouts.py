"""Handouts: read and filled in when the drill is opened, given when what they come with reaches the team."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from irsim.drill.hub import Hub
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.handouts import HandoutGiven
from irsim.events.session import DiscussionOpened, HandoutBrief, SessionOpened, TimeAdvanced
from irsim.events.work import AutomationReported
from irsim.events.world import MessageDelivered
from irsim.log.attachments import keep_bytes
from irsim.log.records import Record
from irsim.scenario.handouts import Content, content_of
from irsim.scenario.library import Loaded
from irsim.scenario.models import Handout
from irsim.words.faults import BadInput
from irsim.words.texts import render

COMES_WITH: tuple[type[Event], ...] = (MessageDelivered, AlertFired, AutomationReported, DiscussionOpened, TimeAdvanced)
"""What the players see of an inject: with that, its handouts come."""


def briefs_of(loaded: Loaded, names: Mapping[str, Any]) -> dict[str, HandoutBrief]:
    """The scenario's handouts as they are now, for the first record. Raises BadInput."""
    return {
        handout.id: HandoutBrief(
            render(handout.title, names), content.name, content.sha256, len(content.data), content.media
        )
        for handout, content in _contents(loaded, names)
    }


def keep_handouts(recording: Path, loaded: Loaded, opened: SessionOpened) -> None:
    """Put what the handouts of `opened` hold beside its recording. Raises BadInput."""
    if opened.setting.handouts:
        for handout, content in _contents(loaded, {**opened.cast, "facts": loaded.world.facts}):
            if content.sha256 != opened.setting.handouts[handout.id].sha256:
                raise BadInput.one(
                    handout.file or handout.id, 0, "was written to while the drill was opened; try again"
                )
            keep_bytes(recording, content.name, content.data)


def _contents(loaded: Loaded, names: Mapping[str, Any]) -> list[tuple[Handout, Content]]:
    found = []
    for inject in loaded.scenario.injects:
        for handout in inject.handouts:
            try:
                found.append((handout, content_of(handout, loaded.folder, names)))
            except ValueError as fault:
                raise BadInput.one(f"the handout {handout.id}", 0, str(fault)) from None
    return found


class Handouts:
    """Gives an inject's handouts the first time that something of it reaches the team."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.briefs = hub.ledger.board.opened.setting.handouts
        self.left = {inject.id: inject.handouts for inject in hub.scenario.injects if inject.handouts}
        if self.left:
            hub.ledger.listen(COMES_WITH, self._came)

    def _came(self, record: Record) -> None:
        cause = self.hub.ledger.records[record.cause].body if record.cause >= 0 else None
        handouts = self.left.pop(getattr(cause, "inject", ""), ())
        body = record.body
        for handout in handouts:
            brief = self.briefs[handout.id]
            self.hub.enter(
                HandoutGiven(
                    handout.id,
                    brief.title,
                    brief.name,
                    brief.sha256,
                    brief.size,
                    brief.media,
                    body.to if isinstance(body, MessageDelivered) else (),
                    body.message if isinstance(body, MessageDelivered) else "",
                    body.alert if isinstance(body, AlertFired) else "",
                ),
                record.seq,
            )
