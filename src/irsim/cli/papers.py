"""`irsim scenario papers`: the papers before the room, from a scenario."""

import shlex
from pathlib import Path

from irsim.cli.output import show
from irsim.cli.report import write
from irsim.scenario.library import find_scenario, load_scenario, plan_for
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, nearest

FORMATS = ("html", "docx", "md")


def papers_of(name: str, plan_file: Path | None, folder: Path, seed: str, formats: str, *, force: bool) -> int:
    """Write them into `folder`, each in each of `formats`. Raises BadInput, also where a file is there already."""
    from irsim.reports.document import as_bytes
    from irsim.reports.papers import papers

    wanted = [each.strip().lower() for each in formats.split(",") if each.strip()]
    for each in wanted:
        if each not in FORMATS:
            sentence = f"'{clean_title(each, 20)}' is no format of papers; {nearest(each[:20], FORMATS)}"
            raise BadInput.one("--format", 0, sentence)
    if not wanted:
        raise BadInput.one("--format", 0, f"names no format; use some of: {', '.join(FORMATS)}")
    path = find_scenario(name)
    plan, text = plan_for(path, plan_file)
    found = papers(load_scenario(path, plan), plan, text, seed)
    files = {folder / f"{paper}.{each}": (paper, each) for paper in found for each in wanted}
    there = next((file for file in files if file.exists()), None)
    if there is not None and not force:
        raise BadInput.one(str(there), 0, "exists already; give another folder, or --force to write over it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput.one(str(folder), 0, f"cannot be made: {error.strerror}; give another place") from None
    for file, (paper, each) in files.items():
        write(file, as_bytes(found[paper], f".{each}"))
    drill = shlex.join(["irsim", "drill", name, "--seed", seed])
    show(f"The people in them are those of seed {clean_title(seed, 60)}: hold the exercise with `{drill}`.")
    return 0
