"""`irsim statuspage`: writes the public status page of a recording into a directory, all of it or nothing."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from irsim.cli.output import show
from irsim.cli.recordings import sound_recording
from irsim.log.reading import Recording
from irsim.reports.statuspage import GENERATOR, status_site
from irsim.words.clean import clean_title
from irsim.words.durations import format_instant, parse_instant
from irsim.words.faults import BadInput

HEAD = 2_000
"""Characters at the top of a page in which its generator stands."""


def statuspage_recording(path: Path, output: Path, written_at: str) -> int:
    """The status page at an instant, written as `T+01:20:00`, or at the end. Raises BadInput with the cure."""
    recording = sound_recording(path)
    until = _instant(recording, written_at)
    try:
        files = status_site(recording, until)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        message = f"has no status page: its records do not fit together ({type(fault).__name__}: {str(fault)[:100]})"
        raise BadInput.one(str(path), 0, message) from None
    try:
        write_site(output, files)
    except OSError as error:
        raise BadInput.one(str(output), 0, f"cannot be written: {error.strerror}; give another place") from None
    show(f"Written: {clean_title(str(output / 'index.html'), 1000)}, as of {format_instant(until)}")
    return 0


def _instant(recording: Recording, written: str) -> int:
    last = recording.records[-1].at
    if not written:
        return last
    try:
        at = parse_instant(written)
    except ValueError as error:
        raise BadInput.one("--at", 0, str(error)) from None
    if not 0 <= at <= last:
        cure = f"give an instant from {format_instant(0)} to {format_instant(last)}, where the recording ends"
        raise BadInput.one("--at", 0, f"'{clean_title(written, 40)}' is not in the recording; {cure}")
    return at


def write_site(output: Path, files: dict[str, bytes]) -> None:
    """Puts `files` at `output`, in the place of an older status page, or leaves everything as it was.

    Raises BadInput where something else is there, OSError where it cannot be written.
    """
    target = output.resolve()
    _check_place(output, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    fresh, former = made / "new", made / "old"
    try:
        for name, content in files.items():
            file = fresh / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        if target.exists():
            os.rename(target, former)
        try:
            os.rename(fresh, target)
        except OSError:
            if former.exists():
                os.rename(former, target)
            raise
        shutil.rmtree(former, ignore_errors=True)
    finally:
        # never what was there before: should it not have gone back to its place, it stays beside it
        shutil.rmtree(fresh, ignore_errors=True)
        with suppress(OSError):
            made.rmdir()


def _check_place(output: Path, target: Path) -> None:
    """Nothing is lost by writing here: it is new, empty, or a status page and nothing besides."""
    if not target.exists():
        return
    if not target.is_dir():
        raise BadInput.one(str(output), 0, "is a file; give a directory, which may be new")
    found = sorted(file.relative_to(target).as_posix() for file in target.rglob("*") if not file.is_dir())
    if not found:
        return
    others = [name for name in found if not _ours(name)]
    if others or not _generated(target / "index.html"):
        name = clean_title(others[0] if others else found[0], 100)
        cure = "give a new or an empty directory, or move that away"
        raise BadInput.one(str(output), 0, f"holds '{name}', which is not of a status page; {cure}")


def _ours(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return name in ("index.html", "history.html", "status.json", "feed.atom") or (
        folder == "incidents" and file.endswith(".html")
    )


def _generated(file: Path) -> bool:
    if not file.is_file() or file.is_symlink():
        return False
    return GENERATOR in file.read_bytes()[:HEAD].decode("utf-8", "replace")
