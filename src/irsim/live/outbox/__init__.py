"""Notifications out: pages, updates, the status page. What leaves is in the log before it leaves, and so is what came
of it; after a crash the log says what is left to do."""

from irsim.live.outbox.outbox import Outbox
from irsim.live.outbox.routing import Routes
from irsim.live.outbox.testing import Tried, tried

__all__ = ["Outbox", "Routes", "Tried", "tried"]
