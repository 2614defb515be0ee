"""Where screens and commands read the past of a live log: its store, opened for a look and never written. What is
heavy is imported when somebody looks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.looking_back import Begun
    from irsim.live.store.sql import SqlStore
    from irsim.log.reading import Recording
    from irsim.scoring.over_time import Course

Progress = Callable[[str], None]


class StoreBack:
    """A `tui.launch.LookBack` by the store of a configuration: opened for each look, and never written."""

    def __init__(self, config_file: Path | None) -> None:
        self._config = config_file

    @contextmanager
    def opened(self) -> Iterator[SqlStore]:
        """The store. Raises BadInput where it is away."""
        from irsim.live.config.loading import load_configuration
        from irsim.live.places import address_of
        from irsim.live.store.base import Away
        from irsim.live.store.opening import name_of, open_store

        config = load_configuration(self._config)
        address = address_of(config)
        try:
            store = open_store(address, create=False)
            try:
                yield store
            finally:
                store.close()
        except Away as away:
            raise BadInput.one(name_of(address), 0, f"cannot be read now: {away}; try again") from None

    def known_at(self, at: int, progress: Progress) -> Recording:
        """See `LookBack`."""
        from irsim.live.looking_back import known_at

        with self.opened() as store:
            return known_at(store, at, progress).recording

    def course(self, progress: Progress) -> Course:
        """See `LookBack`."""
        from irsim.live.looking_back import course_of

        with self.opened() as store:
            return course_of(store, progress)

    def begun(self) -> tuple[Begun, int]:
        """How the log begins, and its instant now (ms). Raises BadInput."""
        from irsim.live.looking_back import begun

        with self.opened() as store:
            found = begun(store)
        return found, max(0, int(time.time() * 1000) - int(found.board.rules.moment(0).timestamp() * 1000))
