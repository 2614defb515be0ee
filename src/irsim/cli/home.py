"""`irsim` alone: the home screen, where the terminal has screens; else the help of the command line."""

import gc
import sys


def home() -> int:
    """The exit code; bad settings are one sentence each and 2."""
    gc.disable()  # until the first frame stands (`IrsimApp`): an eighth of the time to it, and there is no garbage yet
    from irsim.cli.streams import prepare, with_screens
    from irsim.words.faults import BadInput

    prepare()
    if not with_screens():
        from irsim.cli.app import run

        gc.enable()
        run()
        return 0
    from irsim.cli.room import run_room

    try:
        return run_room()
    except BadInput as fault:
        from irsim.words.clean import clean_title

        for each in fault.faults:
            print(clean_title(str(each), 1000), file=sys.stderr)
        return 2
