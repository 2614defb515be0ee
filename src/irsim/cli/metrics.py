"""`irsim metrics`: the plan's metrics over recordings, as a table, as JSON or as CSV. No recording is changed."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from irsim.cli.output import may_write, put, show
from irsim.cli.recordings import sound_recording
from irsim.log import improvements
from irsim.log.reading import Recording
from irsim.reports.metrics import Measured, metrics_text
from irsim.reports.sheet import metrics_csv
from irsim.scoring.measures import Sample, measures, sample_of
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput


def metrics_of(paths: Sequence[Path], *, as_json: bool, since: str, until: str, sheet: Path | None, force: bool) -> int:
    """Print them; 1 where a recording could not be read, which is named and left out. Raises BadInput."""
    first, last = _day("--since", since), _day("--until", until)
    files = _files(paths)
    for file in files:
        may_write(sheet, file, force=force)
    found: list[tuple[Measured, Sample]] = []
    faults = 0
    for file in files:
        try:
            each = _measured(file, first, last)
        except BadInput as bad:
            faults += 1
            print(clean_title(f"left out: {bad.faults[0]}", 1_000), file=sys.stderr)
            continue
        found += [each] if each is not None else []
    if not found:
        span = " in that time" if first or last else ""
        raise BadInput.one("irsim metrics", 0, f"no recording{span} could be measured; give other files or dates")
    measured = [each for each, _ in found]
    whole = measures([sample for _, sample in found])
    if sheet is not None:
        put(metrics_csv(measured, whole), sheet, newline="")
    if as_json:
        import msgspec

        show(msgspec.json.format(msgspec.json.encode({"recordings": measured, "all": whole}), indent=2).decode())
    elif sheet is None:
        show(metrics_text(measured, whole).rstrip("\n"))
    return 1 if faults else 0


def _files(paths: Sequence[Path]) -> list[Path]:
    """The recordings that are named, and those in the directories that are, each once and in order."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(file for file in path.glob("*.jsonl") if file.is_file() and file.name != improvements.NAME)
        if not inside:
            raise BadInput.one(str(path), 0, "holds no recordings; give a directory with .jsonl files")
        found += inside
    once: dict[Path, Path] = {}
    for file in found:
        once.setdefault(file.resolve(), file)
    return list(once.values())


def _measured(path: Path, first: date | None, last: date | None) -> tuple[Measured, Sample] | None:
    """A recording and its figures; None where its day is outside. Raises BadInput."""
    recording = sound_recording(path)
    day = _held(recording)
    if (first is not None and day < first) or (last is not None and day > last):
        return None
    try:
        figures = sample_of(recording.records)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        message = f"cannot be measured: its records do not fit together ({type(fault).__name__}: {str(fault)[:100]})"
        raise BadInput.one(str(path), 0, message) from None
    setting = recording.opened.setting
    title = setting.codename or setting.scenario
    return Measured(str(path), title, day.isoformat(), measures([figures])), figures


def _held(recording: Recording) -> date:
    """The day on which people held it; where nobody noted one, that on which it begins by its own calendar."""
    opened = recording.opened
    try:
        return datetime.fromisoformat(opened.held or opened.starts).date()
    except ValueError:
        return datetime.fromisoformat(opened.starts).date()


def _day(option: str, written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        sentence = f"'{clean_title(written, 40)}' is no date; write it as 2026-12-24"
        raise BadInput.one(option, 0, sentence) from None
