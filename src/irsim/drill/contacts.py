"""People outside the room: who answers a page and when."""

from irsim.board.state import NEVER
from irsim.drill.channels import Channels
from irsim.drill.hub import Hub
from irsim.events.work import PageAcknowledged, PageSent
from irsim.log.records import Record
from irsim.scenario.models import Replies
from irsim.words.durations import HOUR, SECOND

OFF_HOURS_SLOWDOWN = 180
"""Hundredths by which answers take longer outside business hours (`reference/scenario-facts.md`, section 4: design)."""


class Contacts:
    """Answers pages by each contact's habits; the draw depends on how often they were paged, not on what else happened,
    so that a page which the desk sends by itself changes nobody else's answer."""

    def __init__(self, hub: Hub, channels: Channels) -> None:
        self.hub = hub
        self.channels = channels
        self.replies: dict[str, Replies] = {name: contact.replies for name, contact in hub.world.contacts.items()}
        self.replies.update(hub.scenario.contacts)
        hub.ledger.listen([PageSent], self._paged)

    def _paged(self, record: Record) -> None:
        page = record.body
        assert isinstance(page, PageSent)
        hub, board = self.hub, self.hub.ledger.board
        contact = board.rules.contacts[page.contact]
        replies = self.replies.get(contact.id, Replies())
        count = sum(each.contact == contact.id for each in board.pages.values())
        chance = hub.chance("contact", f"{contact.id}/{count}")
        unanswered = chance.randrange(100) < replies.never
        delay = round(replies.after * chance.lognormvariate(0, replies.spread / 100))
        moment = board.rules.moment(hub.stage.now)
        if not board.rules.calendar.is_open(moment):
            delay = delay * OFF_HOURS_SLOWDOWN // 100
            unanswered = unanswered or contact.hours == "business"
        severity = board.incidents[page.incident].severity if page.incident else ""
        if contact.hours == "critical" and contact.severities and severity not in contact.severities:
            unanswered = True
        way = self.channels.condition(page.via)
        unanswered = unanswered or way.state == "down" or (way.state == "silent" and way.loss == 100)
        if not unanswered:
            delay = min(max(delay, 10 * SECOND), 4 * HOUR) + way.delay
            hub.stage.at(hub.stage.now + delay, lambda _: self._answer(page, replies, record.seq))

    def _answer(self, page: PageSent, replies: Replies, cause: int) -> None:
        if self.hub.ledger.board.pages[page.page].acknowledged_at == NEVER:
            says = self.hub.text(replies.says)
            self.hub.enter(PageAcknowledged(page.page, page.contact, page.incident, says), cause)
