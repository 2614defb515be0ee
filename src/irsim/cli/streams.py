"""What the process is attached to: a person's terminal or a pipe. Light, for it is asked before anything else."""

import io
import os
import sys


def in_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def with_screens() -> bool:
    """Whether the terminal can move a cursor: lines are all that a dumb one shows."""
    return os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")


def colourful() -> bool:
    """Whether colour may reach the output."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def prepare() -> None:
    """Closed standard files become empty ones, and what cannot be decoded or encoded becomes a mark."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  (for as long as we run)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
