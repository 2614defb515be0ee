"""Tin Harbour with four teams: what fills the disk, what empties it, and what makes it worse."""

from irsim.drill.metrics import Bending
from irsim.events.world import FaultStarted, ServiceChanged
