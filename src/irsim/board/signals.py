"""What a delivery's signals come to on the board: alerts that fire, go on, change, end and return. Pure.

Alerts are told apart by their sender's key within its source. That something holds is always believed, for an alert
that is lost is worse than one too many; that it is over only where nothing speaks against it.
"""

from collections.abc import Sequence

import msgspec

from irsim.board import turning
from irsim.board.board import Board
from irsim.board.joining import OVER
from irsim.board.merging import survivor
from irsim.board.quiet import window_of
from irsim.board.state import NEVER, Alert
from irsim.events.alerts import AlertFired, AlertResolved, AlertTriaged
from irsim.events.base import Event
from irsim.events.live import AlertRepeated, AlertReturned, AlertUpdated
from irsim.events.signals import RESOLVED, TAKEN, Signal
from irsim.words.durations import LONGEST


def shelf(source: str, exercise: bool) -> str:
    """Where the board keeps the keys of a source: those of an exercise apart, so that it ends no real alert."""
    return f"exercise:{source}" if exercise else source


def heard(
    board: Board, source: str, signals: Sequence[Signal], at: int, *, truncated: bool = False, exercise: bool = False
) -> list[Event]:
    """What follows from what `source` says at `at` (ms), in its order; who only goes on comes last, all in one event.

    `truncated`: the sender left some alerts out, so that nothing it says is over can be relied on.
    """
    return Hearing(board, source, at, truncated, exercise).take(signals)


class Hearing:
    """One delivery. What it changes is gone through in thought: a later signal of it may be about the same alert."""

    def __init__(self, board: Board, source: str, at: int, truncated: bool = False, exercise: bool = False) -> None:
        self.board = board
        self.source = source
        self.at = at
        self.truncated = truncated
        self.exercise = exercise
        self.events: list[Event] = []
        self._intake = board.rules.intake
        self._keys = board.keys.get(shelf(source, exercise), {})
        self._changed: dict[str, Alert] = {}
        """key to its alert as this delivery has left it so far"""
        self._fired = 0

    def take(self, signals: Sequence[Signal]) -> list[Event]:
        """All of them in order."""
        repeated: list[str] = []
        keys, alerts, changed = self._keys, self.board.alerts, self._changed
        for signal in signals:
            key = signal.key
            alert = changed.get(key) or alerts.get(keys.get(key, ""))
            if signal.state == RESOLVED:
                if alert is not None and alert.resolved_at == NEVER:
                    self._over(alert, signal)
            elif signal.state == TAKEN:
                if alert is not None and alert.resolved_at == NEVER:
                    self._taken(alert)
            elif alert is None:
                self._fires(signal)
            elif alert.resolved_at == NEVER:
                said = self._said_else(alert, signal)
                if said is None:
                    repeated.append(alert.id)
                else:
                    turning.update(self._copy(alert), said, self.at)
                    self.events.append(said)
            else:
                self._fires_again(alert, signal)
        if repeated:
            self.events.append(AlertRepeated(tuple(repeated)))
        return self.events

    def _copy(self, alert: Alert) -> Alert:
        """The alert to go on with in thought."""
        copied = self._changed.get(alert.key)
        if copied is None:
            copied = self._changed[alert.key] = msgspec.structs.replace(alert)
        return copied

    def _instant(self, unix: int) -> int | None:
        """A sender's time (Unix ms) as an instant of the session; None where it says none, or none that can be."""
        at = unix - self.board.rules.starts_unix
        return None if unix < 0 or abs(at) > LONGEST else at

    def _over(self, alert: Alert, signal: Signal) -> None:
        """It ends, unless the sender left something out, or it speaks of an end before what holds now began."""
        until, began = self._instant(signal.until), self._began(alert)
        late = until is not None and began is not None and until < began
        if self.truncated or late:
            return
        turning.end(self._copy(alert), self.at)
        self.events.append(AlertResolved(alert.id))

    def _began(self, alert: Alert) -> int | None:
        """When its sender says that it began; where it does not say it any more, the last time that it did."""
        alerts = self.board.alerts
        while alert.since is None and alert.again in alerts:
            alert = alerts[alert.again]
        return alert.since

    def _taken(self, alert: Alert) -> None:
        """Somebody has it at the sender's end; that they still have it is no news."""
        if alert.triaged_at >= alert.turned_at:
            return
        self._copy(alert).triaged_at = self.at
        self.events.append(AlertTriaged(alert.id, f"taken on at {self.source}"))

    def _fires(self, signal: Signal, again: str = "") -> None:
        name = self.board.next_id("AL", self.board.alerts, self._fired)
        self._fired += 1
        fired = AlertFired(
            name,
            signal.monitor,
            _title(signal),
            self._intake.severity(signal),
            self._intake.service(signal),
            self._intake.category(self.source, signal),
            signal.text,
            key=signal.key,
            source=self.source,
            labels=signal.labels,
            annotations=signal.annotations,
            links=self._intake.links(signal),
            since=self._instant(signal.since),
            again=again,
            exercise=self.exercise,
        )
        alert = turning.begun(fired, self.at, NEVER)
        window = window_of(self.board, alert, self.at)
        if window is not None:
            fired = msgspec.structs.replace(fired, window=window.id)
        self._changed[signal.key] = alert
        self.events.append(fired)

    def _fires_again(self, alert: Alert, signal: Signal) -> None:
        """The same alert where it was over for a short while only, and what it belongs to is not over for people."""
        flapping = self.board.rules.plan.intake.flapping
        if flapping is None or self.at - alert.resolved_at >= flapping.within or not self._goes_on(alert):
            self._fires(signal, alert.id)
            return
        counting = sum(self.at - back < flapping.within for back in alert.returns)
        flaps = alert.flapping or counting + 1 >= flapping.turns
        back = AlertReturned(alert.id, counting + 1, flaps, self._instant(signal.since))
        alert = self._copy(alert)
        turning.come_back(alert, back, self.at)
        self.events.append(back)
        said = self._said_else(alert, signal)
        if said is not None:
            said = msgspec.structs.replace(said, in_return=True)
            turning.update(alert, said, self.at)
            self.events.append(said)

    def _goes_on(self, alert: Alert) -> bool:
        """Whether work on what it is a sign of goes on, or it is a sign of nothing (or nothing at all)."""
        about = survivor(self.board, alert.incident)
        return bool(alert.dismissed) or about is None or (about.open and about.means not in OVER)

    def _said_else(self, alert: Alert, signal: Signal) -> AlertUpdated | None:
        """What the signal says that is new of an alert that holds; None where nothing is."""
        severity, title, since = self._intake.severity(signal), _title(signal), self._instant(signal.since)
        same_labels, same_annotations = signal.labels == alert.labels, signal.annotations == alert.annotations
        later = since is not None and (alert.since is None or since > alert.since)
        links = None
        if not (same_labels and same_annotations and signal.links.items() <= alert.links.items()):
            links = self._intake.links(signal)
        if (
            same_labels
            and same_annotations
            and severity == alert.severity
            and title == alert.title
            and signal.text == alert.text
            and not later
            and links in (None, alert.links)
        ):
            return None
        return AlertUpdated(
            alert.id,
            None if severity == alert.severity else severity,
            None if title == alert.title else title,
            None if signal.text == alert.text else signal.text,
            None if same_labels else signal.labels,
            None if same_annotations else signal.annotations,
            None if links == alert.links else links,
            since if later else None,
        )


def _title(signal: Signal) -> str:
    return signal.title or signal.monitor or signal.key
