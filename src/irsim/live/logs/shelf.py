"""The kept lines as the host of a room answers for them: searched, and kept as evidence in a file beside the store. It
runs in threads; nothing that it does keeps the desk."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from irsim.live.logs.asking import levels_from
from irsim.live.logs.keep import Found, Keep, keep_as_evidence
from irsim.live.store.base import Away
from irsim.log.attachments import is_kept
from irsim.session.loglines import KEPT_MOST, LinesFound, LinesKept, LinesWanted, LogLine
from irsim.words.faults import BadInput

LARGEST = 500_000
"""Characters of the lines of one answer."""


class LinesShelf:
    """Lines of one installation. `beside` names the place of its files as `log/attachments.py` does for a recording's;
    `sources` are the logs that are read."""

    def __init__(self, file: Path, beside: Path, sources: tuple[str, ...] = ()) -> None:
        self._file = file
        self._beside = beside
        self._sources = sources

    def search(self, wanted: LinesWanted) -> LinesFound:
        """What fits. Raises BadInput where no lines are kept here, or they cannot be read now."""
        wanted = wanted.bounded
        try:
            levels = levels_from(wanted.level)
        except ValueError as error:
            raise BadInput.one("log lines", 0, f"cannot be looked up: {error}") from None
        with closing(self._open()) as keep:
            try:
                found = keep.search(
                    wanted.text,
                    wanted.since,
                    wanted.until,
                    wanted.source,
                    wanted.limit + 1,
                    levels=levels,
                    after=wanted.after,
                    before=wanted.before,
                )
            except Away as away:
                raise BadInput.one("log lines", 0, f"cannot be looked up now: {away}; try again") from None
        shown: list[LogLine] = []
        size = 0
        for each in found[: wanted.limit]:
            size += len(each.line.text) + sum(len(name) + len(value) for name, value in each.line.fields.items())
            if shown and size > LARGEST:
                break
            shown.append(_told(each))
        return LinesFound(tuple(shown), len(found) > len(shown), self._sources)

    def keep(self, numbers: Sequence[int]) -> LinesKept:
        """Put these lines into a file beside the store. Raises BadInput where there are none, or too many."""
        wanted = list(dict.fromkeys(number for number in numbers if 0 < number < 1 << 60))
        if len(numbers) > KEPT_MOST:
            raise BadInput.one("log lines", 0, f"are kept {KEPT_MOST:,} at a time at most; keep them in several pieces")
        with closing(self._open()) as keep:
            try:
                lines = keep.numbered(wanted)
            except Away as away:
                raise BadInput.one("log lines", 0, f"cannot be kept now: {away}; try again") from None
        gone = len(set(numbers)) - len(lines)
        if gone:
            raise BadInput.one("log lines", 0, f"are not all there any more ({gone} are gone); search again")
        if not lines:
            raise BadInput.one("log lines", 0, "must be chosen first; search for some, and take those that matter")
        sources = tuple(dict.fromkeys(each.line.source for each in lines if each.line.source))
        first, last = lines[0].line.at, lines[-1].line.at
        called, begins = sources[0] if len(sources) == 1 else "lines", datetime.fromtimestamp(first / 1000, UTC)
        kept = keep_as_evidence(self._beside, lines, f"{called}-{begins:%Y%m%dT%H%M%SZ}.jsonl")
        return LinesKept(kept.name, kept.sha256, len(lines), kept.size, first, last, sources[:20])

    def keeps(self, sha256: str) -> bool:
        """Whether a file of this sha256 lies there."""
        return is_kept(self._beside, sha256)

    def _open(self) -> Keep:
        if not self._sources and not self._file.exists():
            raise BadInput.one("log lines", 0, "are not read here; name logs in irsim.toml ([[logs]])")
        try:
            return Keep(self._file, read_only=True)
        except BadInput:
            why = "no line has come yet, or another process reads them"
            raise BadInput.one("log lines", 0, f"cannot be read here: {why}; look at irsim live sources") from None


def _told(found: Found) -> LogLine:
    line = found.line
    return LogLine(found.number, line.at, line.text, line.source, line.host, line.program, line.level, line.fields)
