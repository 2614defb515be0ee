"""The front door: `irsim --version` answers before anything heavy is imported; everything else goes to `app`."""

import sys


def main() -> None:
    """The console script."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from irsim import __version__

        print(f"irsim {__version__}")
        return
    from irsim.cli.app import run

    run()
