"""`irsim improvements`: every improvement and follow-up of the recordings in a folder, and how far each is by now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.cli.output import show
from irsim.log.improvements import NAME, STATUSES, Entry, append, log_of, read_entries
from irsim.log.reading import Recording, read_recording
from irsim.reports.plain import one_line
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, nearest

ORDER = {"in_progress": 0, "pending": 1, "completed": 2}


@dataclass(frozen=True)
class Improvement:
    """One action with its latest status. `id` names it over all recordings; `sound` says that what was noted since
    cites this recording as it is."""

    id: str
    recording: str
    head: str
    item: str
    incident: str
    description: str
    owner: str
    priority: str
    due: str
    measure: str
    follow_up: bool
    status: str
    note: str
    since: str = ""
    sound: bool = True


def list_improvements(folder: Path, *, as_json: bool) -> int:
    """Print them: what is under way first."""
    found, unread = all_of(folder)
    if as_json:
        show(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return 0
    for each in sorted(found, key=lambda each: (ORDER.get(each.status, 1), each.due or "9999", each.id)):
        due = f", due {one_line(each.due, 40)}" if each.due else ""
        owner = one_line(each.owner.replace("_", " "), 80) or "no owner"
        show(f"{each.status.replace('_', ' '):<12} {one_line(each.id, 120)}")
        show(f"             {one_line(each.description, 400)} ({one_line(each.priority, 20)}, {owner}{due})")
        if each.measure:
            show(f"             success shows in: {one_line(each.measure, 400)}")
        if each.note:
            when = f"{each.since}: " if each.since else ""
            show(f"             {when}{one_line(each.note, 400)}")
        if not each.sound:
            show("             the recording is not the one that this was noted for: its chain lacks the head")
    if not found:
        show(f"No improvement was opened in the recordings of {clean_title(str(folder), 400)}.")
    for sentence in unread:
        show(sentence)
    return 0


def progress_improvement(folder: Path, name: str, status: str, note: str, now: datetime) -> int:
    """Note how far one is, in the folder's log."""
    if status not in STATUSES:
        raise BadInput.one("STATUS", 0, f"'{status[:40]}' does not fit; {nearest(status[:40], STATUSES)}")
    if not note.isprintable():
        raise BadInput.one("--note", 0, "holds characters that cannot be recorded; write one line of text")
    found = _named(all_of(folder)[0], name, folder)
    if found.status == status and not note.strip():
        raise BadInput.one(found.id, 0, f"is {status.replace('_', ' ')} already; give another status, or a --note")
    when = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    append(log_of(folder), when, found.recording, found.head, found.item, status, note.strip())
    show(f"{one_line(found.id, 120)} is {status.replace('_', ' ')}, noted in {clean_title(str(log_of(folder)), 400)}.")
    return 0


def _named(found: list[Improvement], name: str, folder: Path) -> Improvement:
    """The one called `name`, in full or by its end where only one ends so."""
    fitting = [each for each in found if each.id == name] or [
        each for each in found if each.id.lower().endswith(f"/{name.lower()}")
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise BadInput.one("ID", 0, f"'{name[:80]}' is one of {len(fitting)}; write it in full, as {fitting[0].id}")
    known = [each.id for each in found]
    if not known:
        raise BadInput.one(str(folder), 0, "holds no recording with improvements; give another --folder")
    raise BadInput.one("ID", 0, f"no improvement is called '{name[:80]}'; {nearest(name[:80], known)}")


def all_of(folder: Path) -> tuple[list[Improvement], list[str]]:
    """Those of every recording in `folder`, and a sentence for each file that could not be read."""
    entries = read_entries(log_of(folder))
    found: list[Improvement] = []
    unread: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        if path.name == NAME:
            continue
        try:
            recording = read_recording(path)
            if recording.broken:
                raise BadInput.one(str(path), 0, f"the chain is broken: {recording.broken}")
            found += _of(recording, [entry for entry in entries if entry.recording == path.name])
        except (BadInput, LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
            said = fault.faults[0].message if isinstance(fault, BadInput) else "its records do not fit together"
            unread.append(f"Not read: {clean_title(path.name, 120)}: {clean_title(said, 300)}")
    return found, unread


def _of(recording: Recording, entries: list[Entry]) -> Iterator[Improvement]:
    board = Board(recording.opened)
    for record in recording.records:
        apply(board, record)
    digests = {record.digest for record in recording.records}
    for item in board.items.values():
        noted = [entry for entry in entries if entry.item == item["item"]]
        last = noted[-1] if noted else None
        yield Improvement(
            f"{recording.path.stem}/{item['item']}",
            recording.path.name,
            recording.head,
            item["item"],
            item["incident"],
            item["description"],
            item["owner"],
            item["priority"],
            item["due_date"],
            item["measure"],
            bool(item["follow_up"]),
            last.status if last else item["status"],
            (last.note if last else item["note"]) or "",
            last.when if last else "",
            all(entry.head in digests for entry in noted),
        )
