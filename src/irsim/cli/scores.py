"""What closed recordings scored, kept in a throw-away file: scoring one takes as long as drawing ten screens."""

import json
import os
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from irsim.log.glancing import Glance

LIMIT = 2_000
"""Recordings that are remembered; the oldest entries go first."""


class Kept(NamedTuple):
    """A score, None where nothing counted, and whether it is a fork's; or the fault for which there is none."""

    score: float | None
    fault: str = ""
    forked: bool = False


class Scores:
    """Scores by recording, valid for the file as it is and the irsim that reckoned them."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._turn = threading.Lock()
        self._kept: dict[str, Kept] = {}
        self._made_by = ""

    def of(self, seen: Glance) -> Kept:
        """The score of a closed recording; reckoned where it is not known."""
        with self._turn:
            self._recall()
            kept = self._kept.get(_key(seen))
            if kept is None:
                kept = _reckoned(seen.path)
                self._keep(seen, kept)
            return kept

    def keep(self, seen: Glance, score: float | None, *, forked: bool = False) -> None:
        """It was scored anyway."""
        with self._turn:
            self._recall()
            kept = Kept(score, forked=forked)
            if self._kept.get(_key(seen)) != kept:
                self._keep(seen, kept)

    def _recall(self) -> None:
        """Read the file once; what is damaged or of another irsim is as good as nothing."""
        if not self._made_by:
            self._made_by = _this_irsim()
            self._kept = _read(self.file, self._made_by)

    def _keep(self, seen: Glance, kept: Kept) -> None:
        """Remember it, and put it beside what others wrote meanwhile. A disk that takes nothing does not matter."""
        self._kept = {**_read(self.file, self._made_by), **self._kept, _key(seen): kept}
        for oldest in list(self._kept)[:-LIMIT]:
            del self._kept[oldest]
        text = json.dumps({"irsim": self._made_by, "scores": {key: list(kept) for key, kept in self._kept.items()}})
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=self.file.name, dir=self.file.parent)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                os.replace(name, self.file)
            except OSError:
                os.unlink(name)
                raise


def _key(seen: Glance) -> str:
    return f"{seen.path.absolute()} {seen.size} {seen.changed_at} {seen.head}"


def _this_irsim() -> str:
    """Its version, and when its code last changed: in a checkout scores change without a new version."""
    import irsim

    package = Path(irsim.__file__).parent
    changed = max((file.stat().st_mtime_ns for file in package.rglob("*.py")), default=0)
    return f"{irsim.__version__} {changed}"


def _read(file: Path, made_by: str) -> dict[str, Kept]:
    try:
        found: Any = json.loads(file.read_text(encoding="utf-8"))
        if found["irsim"] != made_by:
            return {}
        kept = {key: Kept(*entry) for key, entry in found["scores"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    kinds = (int | float | None, str, bool)
    sound = all(isinstance(part, kind) for each in kept.values() for part, kind in zip(each, kinds, strict=True))
    return kept if sound else {}


def _reckoned(path: Path) -> Kept:
    from irsim.cli.recordings import scored_recording
    from irsim.log.lineage import fork_of
    from irsim.words.faults import BadInput

    try:
        recording, card = scored_recording(path)
        return Kept(card.score, forked=fork_of(recording.records) is not None)
    except BadInput as bad:
        return Kept(None, bad.faults[0].message)
