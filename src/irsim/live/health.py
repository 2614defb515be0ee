"""How this process and its board do, for `/healthz`, `/metrics` and whoever asks from a shell."""

from collections import Counter
from typing import TYPE_CHECKING

from irsim.board.state import NEVER
from irsim.live.receiver.facts import Facts

if TYPE_CHECKING:
    from irsim.live.host import LiveHost


def gathered(host: "LiveHost") -> Facts:
    """A look at the board as it is."""
    board, now = host.ledger.board, host.now
    starts = int(board.rules.moment(0).timestamp() * 1000)
    running = [clock for clocks in board.running.values() for clock in clocks]
    waiting = [each for each in board.notifications.values() if each.open]
    return Facts(
        store=host.away,
        desk=host.holder if host.leading else host.others_desk,
        desk_held=host.leading,
        lag=host.lag,
        open_incidents=dict(Counter(about.severity for about in board.active.values())),
        clocks_running=len(running),
        clocks_overdue=sum(not clock.in_time(now) for clock in running),
        outbox=len(waiting),
        outbox_oldest=max((now - each.queued_at for each in waiting), default=0),
        heard={name: each.heard_at + starts for name, each in board.sources.items() if each.heard_at != NEVER},
    )
