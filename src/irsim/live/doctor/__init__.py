"""`irsim doctor`: every path of an installation is tried from end to end, and nothing of it stays behind."""

from irsim.live.doctor.findings import FAULT, LOOK, WELL, Finding
from irsim.live.doctor.trying import examined

__all__ = ["FAULT", "LOOK", "WELL", "Finding", "examined"]
