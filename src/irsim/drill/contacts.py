"""People outside the room: who answers a page and when, and who reads what the team publishes."""

from irsim.board.state import NEVER
from irsim.drill.hub import Hub
from irsim.events.communication import UpdateSent
from irsim.events.work import PageAcknowledged, PageSent
from irsim.events.world import MessageRead
from irsim.log.records import Record
from irsim.scenario.models import Replies
from irsim.words.durations import HOUR, MINUTE, SECOND

OFF_HOURS_SLOWDOWN = 180
"""Hundredths by which answers take longer outside business hours (`reference/scenario-facts.md`, section 4: design)."""

READING_TIME = 20 * MINUTE
"""After this most of those who will read a post have read it."""


class Contacts:
    """Answers pages by each contact's habits; the draw depends on how often they were paged, not on what else happened,
    so that a page which the desk sends by itself changes nobody else's answer."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.replies: dict[str, Replies] = {name: contact.replies for name, contact in hub.world.contacts.items()}
        self.replies.update(hub.scenario.contacts)
        self.readers = {channel.id: channel.readers for channel in hub.world.channels}
        self.reading = hub.chance("readers", "share")
        hub.ledger.listen([PageSent], self._paged)
        hub.ledger.listen([UpdateSent], self._published)

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
        if not unanswered:
            delay = min(max(delay, 10 * SECOND), 4 * HOUR)
            hub.stage.at(hub.stage.now + delay, lambda _: self._answer(page, replies, record.seq))

    def _answer(self, page: PageSent, replies: Replies, cause: int) -> None:
        if self.hub.ledger.board.pages[page.page].acknowledged_at == NEVER:
            says = self.hub.text(replies.says)
            self.hub.enter(PageAcknowledged(page.page, page.contact, page.incident, says), cause)

    def _published(self, record: Record) -> None:
        update = record.body
        assert isinstance(update, UpdateSent)
        reachable = self.readers.get(update.channel, 0)
        if reachable:
            read = reachable * self.reading.randint(55, 95) // 100
            later = self.hub.stage.now + READING_TIME
            self.hub.stage.at(later, lambda _: self.hub.enter(MessageRead(update.update, read), record.seq))
