"""`irsim report`: what was held, for people (Markdown, HTML, DOCX) and for programs (JSON, CSV), by the ending."""

from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.output import may_write, show
from irsim.cli.recordings import scored_recording
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.reports.account.source import Source
    from irsim.reports.document import Document

DOCUMENTS = (".md", ".html", ".docx")
DATA = (".json", ".csv")

PRINTED = "-"
"""In place of a file: print it, as Markdown."""


def report_recording(path: Path, output: Path | None, *, eeg: bool = False, force: bool = False) -> int:
    """Write the after-action report, or with `eeg` the evaluation guides filled in. Raises BadInput."""
    from irsim.reports.account.source import read_source

    if output is not None and str(output) == PRINTED:
        output = None
    may_write(output, path, force=True)  # whatever the ending: never the recording itself
    suffix = _suffix(output, eeg=eeg)
    names = _names(output, suffix)
    for name in names.values():
        may_write(name, path, force=force)
    texts = _made(read_source(*scored_recording(path)), suffix, eeg=eeg)
    if output is None:
        show(texts[""].decode("utf-8").rstrip("\n"))
        return 0
    for part, text in texts.items():
        write(names[part], text)
    return 0


def write(name: Path, text: bytes) -> None:
    """Write a file and say so. Raises BadInput."""
    try:
        name.write_bytes(text)
    except OSError as error:
        raise BadInput.one(str(name), 0, f"cannot be written: {error.strerror}; give another place") from None
    show(f"Written: {clean_title(str(name), 400)}")


def _suffix(output: Path | None, *, eeg: bool) -> str:
    """The ending that says what to write."""
    if output is None:
        return ".md"
    suffix = output.suffix.lower()
    allowed = DOCUMENTS if eeg else DOCUMENTS + DATA
    if suffix not in allowed:
        ending = f"'{clean_title(output.suffix, 20)}' is no ending" if output.suffix else "the file has no ending"
        what = "evaluation guides" if eeg else "a report"
        sentence = f"{ending} that {what} can have; use one of: {', '.join(allowed)}"
        raise BadInput.one(str(output), 0, sentence)
    return suffix


def _names(output: Path | None, suffix: str) -> dict[str, Path]:
    """The files that will be written, by part: one, or for CSV the claims and one for each other table beside it."""
    if output is None:
        return {}
    if suffix != ".csv":
        return {"": output}
    from irsim.reports.tables import MAIN, TABLES

    return {
        name: output if name == MAIN else output.with_name(f"{output.stem}-{name}{output.suffix}") for name in TABLES
    }


def _made(source: "Source", suffix: str, *, eeg: bool) -> dict[str, bytes]:
    """The texts, by part."""
    if suffix in DATA:
        from irsim.reports.scored import as_json, scored
        from irsim.reports.tables import tables

        everything = scored(source)
        if suffix == ".json":
            return {"": as_json(everything).encode() + b"\n"}
        return {name: text.encode() for name, text in tables(everything).items()}
    from irsim.reports.after_action import after_action
    from irsim.reports.document import as_bytes

    return {"": as_bytes(_guides(source) if eeg else after_action(source), suffix)}


def _guides(source: "Source") -> "Document":
    """The evaluation guides of what was played. Raises BadInput where there is no scenario."""
    from irsim.reports.account import overview
    from irsim.reports.papers import Script, filled_from, guides

    if source.loaded is None:
        raise BadInput.one(str(source.recording.path), 0, "was no exercise; evaluation guides need a scenario")
    script = Script(source.loaded, source.board.rules.plan, source.recording.opened, source.names)
    return guides(script, filled_from(source), overview.title(source))
