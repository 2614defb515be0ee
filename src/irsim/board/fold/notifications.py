"""Notifications: what was to leave, each attempt, and the proof that it arrived or the reason why it did not."""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.fold.channels import learn
from irsim.board.state import NEVER, Notification
from irsim.events import live
from irsim.log.records import Record


@on(live.NotificationQueued)
def _queued(board: Board, body: live.NotificationQueued, record: Record) -> None:
    if body.notification in board.notifications:
        return
    board.notifications[body.notification] = Notification(
        body.notification, body.about, body.way, body.to, body.key, record.at, record.seq
    )
    board.notified.setdefault(body.about, []).append(body.notification)
    board.undelivered[body.notification] = None


@on(live.DeliveryAttempted)
def _attempted(board: Board, body: live.DeliveryAttempted, record: Record) -> None:
    notification = board.notifications.get(body.notification)
    if notification is not None:
        notification.attempts, notification.attempted_at = body.attempt, record.at
        notification.again, notification.unsure, notification.next_at = body.again, True, NEVER


@on(live.DeliveryConfirmed)
def _confirmed(board: Board, body: live.DeliveryConfirmed, record: Record) -> None:
    notification = board.notifications.get(body.notification)
    if notification is None:
        return
    notification.confirmed_at, notification.proof = record.at, body.proof
    notification.unsure = False
    board.undelivered.pop(body.notification, None)
    page, update = board.pages.get(notification.about), board.updates.get(notification.about)
    if page is not None:  # by another way than the one that refused it
        page.bounced = ""
        learn(board, page.via, True, record.at, f"{page.id} was taken")
    if update is not None:
        update.bounced_at, update.bounced = NEVER, ""
        learn(board, update.channel, True, record.at, f"{update.id} was taken")


@on(live.DeliveryFailed)
def _failed(board: Board, body: live.DeliveryFailed, record: Record) -> None:
    notification = board.notifications.get(body.notification)
    if notification is not None:
        notification.failed_at, notification.reason = record.at, body.reason
        notification.final, notification.withheld = body.final, body.withheld
        notification.unsure, notification.next_at, notification.then = body.unsure, body.next_at, body.then
        if body.final:
            board.undelivered.pop(body.notification, None)
            _cast_doubt(board, notification)


def _cast_doubt(board: Board, notification: Notification) -> None:
    """The team has reason to think that the channel of a page or an update does not work."""
    page, update = board.pages.get(notification.about), board.updates.get(notification.about)
    if page is not None and not notification.withheld:
        learn(board, page.via, False, notification.failed_at, f"{page.id} was refused")
    if update is not None and not notification.withheld:
        learn(board, update.channel, False, notification.failed_at, f"{update.id} was refused")
