"""Our own eyes: HTTP, TCP, certificates and names are looked at, and judged by the plan."""

from irsim.live.probes.running import SOURCE, run

__all__ = ["SOURCE", "run"]
