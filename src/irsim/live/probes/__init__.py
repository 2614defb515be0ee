"""Our own eyes: HTTP, TCP, certificates and names are looked at, and judged by the plan."""

from irsim.live.probes.running import run

__all__ = ["run"]
