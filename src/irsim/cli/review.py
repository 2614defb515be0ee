"""`irsim review`: the post-mortem's document, its summary for stakeholders, the invitation, and the plan's change."""

from pathlib import Path

from irsim.cli.output import show
from irsim.cli.recordings import scored_recording
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput


def review_recording(path: Path, incident: str, folder: Path, *, force: bool = False) -> int:
    """Write what belongs to the post-mortem of one incident, or of each; says what was written and what was not."""
    from irsim.reports.account.source import read_source
    from irsim.reports.planning import plan_diff
    from irsim.reports.postmortem import as_html, as_markdown, invitation, post_mortem, summary
    from irsim.reports.postmortem.content import chosen

    recording, card = scored_recording(path)
    source = read_source(recording, card)
    found = chosen(source, incident)
    if not found:
        raise BadInput.one(str(path), 0, "has no incident; there is nothing to review")
    texts: dict[str, bytes] = {}
    notes: list[str] = []
    for about in found:
        document = post_mortem(source, about)
        texts[f"{about.id}-post-mortem.md"] = as_markdown(document).encode()
        texts[f"{about.id}-post-mortem.html"] = as_html(document).encode()
        texts[f"{about.id}-summary.md"] = summary(source, about).encode()
        calendar = invitation(source, about)
        if calendar is None:
            notes.append(f"{about.id} has no post-mortem with a date: no invitation was written.")
        else:
            texts[f"{about.id}-post-mortem.ics"] = calendar
    diff = plan_diff(source.board, found[0].id if incident else "")
    if diff:
        texts["plan.diff"] = diff.encode() + b"\n"
    _write(folder, texts, force=force)
    for name in texts:
        show(f"Written: {clean_title(str(folder / name), 400)}")
    for note in notes:
        show(note)
    return 0


def _write(folder: Path, texts: dict[str, bytes], *, force: bool) -> None:
    there = next((folder / name for name in texts if (folder / name).exists()), None)
    if there is not None and not force:
        raise BadInput.one(str(there), 0, "exists already; give another folder, or --force to write over it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_bytes(text)
    except OSError as error:
        raise BadInput.one(str(folder), 0, f"cannot be written: {error.strerror}; give another place") from None
