"""Notifications: what was to leave, each attempt, and the proof that it arrived or the reason why it did not."""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.fold.channels import learn
from irsim.board.state import NEVER, Notification
from irsim.board.ways import channel_used
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
    learn(board, channel_used(board, notification), True, record.at, f"{notification.about} was taken")
    page, update = board.pages.get(notification.about), board.updates.get(notification.about)
    if page is not None:  # by another way than the one that refused it
        page.bounced = ""
    if update is not None:
        update.bounced_at, update.bounced = NEVER, ""


@on(live.DeliveryFailed)
def _failed(board: Board, body: live.DeliveryFailed, record: Record) -> None:
    notification = board.notifications.get(body.notification)
    if notification is not None:
        notification.failed_at, notification.reason = record.at, body.reason
        notification.final, notification.withheld = body.final, body.withheld
        notification.unsure, notification.next_at, notification.then = body.unsure, body.next_at, body.then
        if body.final:
            board.undelivered.pop(body.notification, None)
            if not body.withheld:
                about = notification.about
                learn(board, channel_used(board, notification), False, record.at, f"{about} was refused")
