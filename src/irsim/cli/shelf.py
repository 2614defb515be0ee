"""What lies on this machine for the home screen: the library's drills and the recordings, each with its score."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.tui.launch import DrillBrief, RecordingBrief
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.cli.scores import Scores
    from irsim.log.glancing import Glance


class Shelf:
    """Files are looked at anew each time; scores are kept."""

    def __init__(self, plan: Path | None = None) -> None:
        """`plan` is the file of the plan by which drills are played, where it is not their own."""
        self._plan = plan
        self._turn = threading.Lock()
        self._kept: Scores | None = None

    def drills(self) -> list[DrillBrief]:
        """The library's drills by name, see `Launcher`. A scenario that cannot be played has its first fault."""
        from irsim.scenario import library

        try:
            files = sorted(path for _, path in _newest_first(library.library_folder(), ".yaml"))
        except BadInput as bad:
            return [DrillBrief(library.library_folder().name, fault=_sentence(bad))]
        briefs, scenarios = [], {}
        for file in files:
            try:
                plan, _ = library.plan_for(file, self._plan)
                scenario = library.load_scenario(file, plan).scenario
            except BadInput as bad:
                briefs.append(DrillBrief(file.stem, fault=_sentence(bad)))
                continue
            scenarios[file.stem] = scenario.id
            briefs.append(
                DrillBrief(
                    file.stem,
                    scenario.codename,
                    scenario.difficulty,
                    scenario.duration,
                    family=scenario.family,
                    summary=scenario.summary,
                    table=scenario.at_the_table,
                )
            )
        last = self._last_scores(set(scenarios.values()))
        return [
            brief if brief.fault else _with_score(brief, last.get(scenarios[brief.name]))
            for brief in sorted(briefs, key=lambda brief: brief.name)
        ]

    def recordings(self, limit: int = 50, also: Sequence[Path] = ()) -> list[RecordingBrief]:
        """The newest first. Only both ends of each file are read, and scores come from a cache where they can."""
        from irsim.cli import opening

        try:
            found = _newest_first(opening.recordings_folder(), ".jsonl")
        except BadInput as bad:
            return [RecordingBrief(opening.recordings_folder(), fault=_sentence(bad))]
        known = {path for _, path in found}
        elsewhere = [path for path in also if path not in known and path.is_file()]
        return [self._recording(path) for path in [*reversed(elsewhere), *(path for _, path in found)][:limit]]

    def scores(self) -> Scores:
        """The cache of scores."""
        from irsim.cli import opening
        from irsim.cli.scores import Scores

        with self._turn:
            if self._kept is None:
                self._kept = Scores(opening.cache_folder() / "scores.json")
            return self._kept

    def _last_scores(self, scenarios: set[str]) -> dict[str, float | None]:
        """The score of the newest recording of each scenario that people played to its end."""
        from irsim.cli import opening

        last: dict[str, float | None] = {}
        with suppress(BadInput):
            for _, path in _newest_first(opening.recordings_folder(), ".jsonl"):
                if len(last) == len(scenarios):
                    break
                seen, _fault = _glance(path)
                if seen is None or not (seen.closed and seen.held) or seen.scenario not in scenarios - set(last):
                    continue
                kept = self.scores().of(seen)
                if not kept.fault and not kept.forked:
                    last[seen.scenario] = kept.score
        return last

    def _recording(self, path: Path) -> RecordingBrief:
        from irsim.cli.scores import Kept
        from irsim.log.lineage import found_in
        from irsim.words.clean import clean_title

        seen, fault = _glance(path)
        if seen is None:
            return RecordingBrief(path, fault=fault)
        kept = self.scores().of(seen) if seen.closed else Kept(None)
        forked, taken = (kept.forked, False) if seen.closed else found_in(path)
        return RecordingBrief(
            path,
            clean_title(seen.codename),
            clean_title(seen.held),
            seen.at,
            "closed" if seen.closed else "running" if seen.written else "open",
            "people" in seen.seats.values() or taken,
            kept.score,
            clean_title(kept.fault),
            _day(seen.changed_at) if seen.adjourned else "",
            clean_title(seen.part),
            forked=forked,
            hosted=not seen.closed and _hosted(path),
        )


def _hosted(path: Path) -> bool:
    """Whether others could join it, at an address that needs no certificate to be opened again."""
    from irsim.session.addresses import parse_address
    from irsim.session.tokens import kept_tokens

    kept = kept_tokens(path)
    try:
        return kept is not None and not parse_address(kept[0]).secure
    except BadInput:
        return False


def _day(instant: int) -> str:
    """The day (ISO 8601, of this machine) of an instant (ns)."""
    from datetime import datetime

    return datetime.fromtimestamp(instant // 1_000_000_000).astimezone().date().isoformat()


def _newest_first(folder: Path, ending: str) -> list[tuple[int, Path]]:
    """What ends so in `folder`, with the time (ns) of its last change; the log of improvements is no recording.

    Raises BadInput where nobody may look.
    """
    from irsim.log.improvements import NAME as IMPROVEMENTS

    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ending) and entry.name != IMPROVEMENTS:
                    with suppress(OSError):  # it went away, or leads nowhere
                        found.append((entry.stat().st_mtime_ns, folder / entry.name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadInput.one(str(folder), 0, f"cannot be read: {error.strerror}; check its rights") from None
    return sorted(found, reverse=True)


def _glance(path: Path) -> tuple[Glance | None, str]:
    """What it is, or the fault for which nobody can say."""
    from irsim.log.glancing import glance

    try:
        return glance(path), ""
    except BadInput as bad:
        return None, _sentence(bad)


def _sentence(bad: BadInput) -> str:
    """The first fault, without the file: it stands beside its name; and how many there are besides."""
    from irsim.words.clean import clean_title

    first, more = bad.faults[0], len(bad.faults) - 1
    where = f"line {first.line}: " if first.line else ""
    return clean_title(f"{where}{first.message}" + (f" (and {more} more)" if more else ""))


def _with_score(brief: DrillBrief, score: float | None) -> DrillBrief:
    from dataclasses import replace

    return replace(brief, last_score=score)
