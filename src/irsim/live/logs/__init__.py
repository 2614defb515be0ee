"""Log lines: collected from files and over syslog, held against the plan's detection rules, kept and searched."""

from irsim.live.logs.running import SOURCE, run

__all__ = ["SOURCE", "run"]
