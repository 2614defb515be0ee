"""What `/healthz` and `/metrics` say of the process beyond what the receiver knows itself; somebody else gathers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

LAG = 30_000
"""Milliseconds that a delivery may wait for the desk before the process counts as unwell."""


@dataclass(frozen=True)
class Facts:
    """A look at the process. Times are ms; Unix times where they are instants, -1 where there is none."""

    store: str = ""
    """why the store is away; empty where it is well"""
    desk: str = ""
    """who has the duty desk, in this process or another; empty where nobody has"""
    desk_held: bool = False
    """whether this process has it"""
    lag: int = 0
    """how long the oldest delivery has waited for the desk"""
    open_incidents: Mapping[str, int] = field(default_factory=dict)
    """by severity"""
    clocks_running: int = 0
    clocks_overdue: int = 0
    outbox: int = 0
    """notifications that are not out yet"""
    outbox_oldest: int = 0
    """how long the oldest of them has waited"""
    heard: Mapping[str, int] = field(default_factory=dict)
    """when each source was last heard"""

    @property
    def well(self) -> bool:
        """Whether alerts come in and somebody works on them."""
        return not self.store and bool(self.desk) and self.lag <= LAG


Gathering = Callable[[], Facts]
