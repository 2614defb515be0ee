"""Evidence that names a file: the file is kept beside the recording before the command is recorded.

Only front ends call this, with what the person in front of them gave; never for a command that came from elsewhere.
"""

from pathlib import Path

import msgspec

from irsim.board.decide import Refused
from irsim.commands import Command, Evidence
from irsim.log.attachments import keep_file
from irsim.words.faults import BadInput


def wants_file(command: Command) -> bool:
    """Whether it names a file that is to be kept."""
    return isinstance(command, Evidence) and bool(command.file.strip())


def attached(command: Command, recording: Path | None) -> Command | Refused:
    """`command`, with the file that it names kept and its sha256 filled in; or why that cannot be."""
    if not isinstance(command, Evidence) or not wants_file(command):
        return command
    if recording is None:
        return Refused("this session has no folder to keep files in", "give the file's sha256, and no file")
    given = command.sha256.strip().lower()
    try:
        kept = keep_file(recording, Path(command.file.strip()))
    except BadInput as fault:
        place, (reason, _, cure) = fault.faults[0].file, fault.faults[0].message.partition("; ")
        return Refused(f"{place} {reason}", cure)
    if given and given != kept.sha256:
        return Refused(f"the file's sha256 is another: {kept.sha256}", "leave the sha256 out, or name the right file")
    return msgspec.structs.replace(command, file=kept.name, sha256=kept.sha256)
