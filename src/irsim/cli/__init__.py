"""The front door: `irsim --version` answers before anything heavy is imported; `irsim` alone opens
the home screen without the command line's machinery; everything else goes to `app`."""

import gc
import sys

RARELY = (10_000, 20, 20)
"""When Python looks for garbage that refers to itself, of which there is next to none here: a board of thousands of
things that stay would be looked through over and over."""


def main() -> None:
    """The console script."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from irsim import __version__

        print(f"irsim {__version__}")
        return
    gc.set_threshold(*RARELY)
    if not sys.argv[1:] and sys.stdin.isatty() and sys.stdout.isatty():
        from irsim.cli.home import home

        sys.exit(home())
    from irsim.cli.app import run

    run()
