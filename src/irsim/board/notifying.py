"""What follows where a notification reaches nobody: its page or update has bounced, as in a drill. Pure."""

from irsim.board.board import Board
from irsim.board.state import NEVER
from irsim.board.ways import channel_used
from irsim.events.base import Event
from irsim.events.channels import PageBounced, UpdateBounced
from irsim.events.live import DeliveryFailed


def on_failed(board: Board, failed: DeliveryFailed, at: int) -> list[Event]:
    """It did not go out by this way; what was kept back on purpose is no failure.

    A page has bounced at once, for somebody waits for its answer; an update once no way is left.
    """
    notification = board.notifications.get(failed.notification)
    if notification is None or not failed.final or failed.withheld:
        return []
    page, update = board.pages.get(notification.about), board.updates.get(notification.about)
    if page is not None and page.acknowledged_at == NEVER:
        return [PageBounced(page.id, page.contact, page.incident, channel_used(board, notification), failed.reason)]
    if update is not None and update.bounced_at == NEVER and not failed.then:
        return [
            UpdateBounced(update.id, update.incident, update.audience, channel_used(board, notification), failed.reason)
        ]
    return []
