"""Years of incidents do not weigh on the board: what was closed long ago leaves it, is found by searching, and its
names are never given again."""

from collections.abc import Sized

import msgspec
import pytest

from irsim.board.gauges import Gauges
from irsim.board.keeping import frozen
from irsim.commands import Acknowledge, Classify, Close, Command, Note, Resolve
from irsim.events.alerts import AlertFired
from irsim.events.incident import IncidentDetected
from irsim.events.inputs import CommandSubmitted
from irsim.events.live import AlertsArchived, DeliveryReceived, IncidentArchived
from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.events.work import PageSent
from irsim.live.engine import LiveEngine
from irsim.live.loading import Loaded, load
from irsim.live.searching import Shelf
from irsim.live.snapshots import taken
from irsim.live.sources import read
from irsim.live.store.base import Store
from irsim.live.store.opening import open_store
from irsim.log.records import Record, unseal
from irsim.session.ledger import Ledger
from irsim.session.protocol import Accepted
from irsim.session.searching import Search
from irsim.words.durations import DAY, MINUTE
from tests.live.logs_made import opened


class Years:
    """A live log in which the days go by at once."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.ledger: Ledger = loaded.ledger
        self.engine = LiveEngine(
            self.ledger, lambda source, form, body, received: read(form, body, None, received=received)
        )
        self.engine.leading = True
        self.engine.start()
        self.day = self.number = self.given = 0

    def to(self, at: int) -> int:
        """Let the desk look at everything up to an instant, each at its time."""
        board = self.ledger.board
        while -1 < board.next_reminder() <= at:
            self.engine.advance(max(board.next_reminder(), board.at))
        self.engine.advance(at)
        return at

    def says(self, at: int, *signals: Signal) -> None:
        self.to(at)
        self.number += 1
        body = msgspec.json.encode(signals).decode()
        record = self.ledger.write(DeliveryReceived(self.number, "made", "signals", body, at), "source:made", at)
        self.ledger.apply_input(record)

    def do(self, at: int, command: Command) -> None:
        self.to(at)
        self.given += 1
        done = self.ledger.input_now(CommandSubmitted(f"c{self.given}", command), "incident_commander:Ana", at)
        assert isinstance(done, Accepted), done

    def live_through(self, days: int) -> None:
        """Each day an incident that is worked on and closed, and an alert that nobody needed to look at."""
        for _ in range(days):
            self.day += 1
            begins, board = self.day * DAY, self.ledger.board
            fault, hint = f"fault-{self.day}", f"hint-{self.day}"
            self.says(begins, _signal(fault, FIRING, "critical"), _signal(hint, FIRING, "low", "billing"))
            self.to(begins + 6 * MINUTE)  # nobody looks at it: somebody is paged
            [about] = board.open_incidents()
            at = begins + 10 * MINUTE
            self.do(at, Acknowledge(about.id))
            self.do(at, Note(about.id, f"It was the cable of day {self.day}"))
            self.do(at, Classify(about.id, "SEV-5", "outage"))
            self.says(at, _signal(fault, RESOLVED, "critical"), _signal(hint, RESOLVED, "low", "billing"))
            self.do(at, Resolve(about.id))
            self.do(at, Close(about.id))
        self.loaded.sink.sync()

    @property
    def weight(self) -> int:
        """Bytes of the board."""
        return len(frozen(self.ledger.board))

    def sizes(self) -> dict[str, int]:
        """How much each part of the board holds."""
        held = {name: part for name, part in vars(self.ledger.board).items() if isinstance(part, Sized)}
        return {name: len(part) for name, part in held.items()}


def _signal(key: str, state: str, severity: str, service: str = "api") -> Signal:
    return Signal(key, state, f"{key} of the mail", severity=severity, service=service, labels={"alertname": key})


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Years, Store, dict[str, int], dict[str, int], list[int]]:
    """Ninety days, what the board held after forty-five and in the end, and its weight at both."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('years') / 'live.db'}")
    made = Years(opened(store))
    made.live_through(45)
    first, weight = made.sizes(), made.weight
    made.live_through(45)
    return made, store, first, made.sizes(), [weight, made.weight]


def _records(store: Store) -> list[Record]:
    return [unseal(line.rstrip(b"\n")) for line in store.read(0)]


def test_what_was_closed_long_ago_has_left_the_board(
    years: tuple[Years, Store, dict[str, int], dict[str, int], list[int]],
) -> None:
    made, store, _, _, _ = years
    board = made.ledger.board
    after = board.rules.plan.intake.archive_after
    assert after == 30 * DAY
    assert min(about.closed_at for about in board.incidents.values()) > board.at - after - DAY
    assert len(board.incidents) <= 31
    assert len(board.alerts) <= 2 * 31
    bodies = [each.body for each in _records(store)]
    gone = [body.incident for body in bodies if isinstance(body, IncidentArchived)]
    assert len(gone) + len(board.incidents) == 90
    assert any(isinstance(body, AlertsArchived) for body in bodies)
    assert "INC-1" not in board.incidents


def test_no_name_is_given_twice(years: tuple[Years, Store, dict[str, int], dict[str, int], list[int]]) -> None:
    bodies = [each.body for each in _records(years[1])]
    for kind, name in ((IncidentDetected, "incident"), (AlertFired, "alert"), (PageSent, "page")):
        names = [getattr(body, name) for body in bodies if isinstance(body, kind)]
        assert len(names) >= 90
        assert len(names) == len(set(names))


def test_the_board_does_not_grow(years: tuple[Years, Store, dict[str, int], dict[str, int], list[int]]) -> None:
    _, _, first, last, (before, after) = years
    grown = {name: (first[name], size) for name, size in last.items() if size > first[name] + 5}
    assert grown == {}
    assert after < before * 1.1


def test_search_finds_what_has_left(years: tuple[Years, Store, dict[str, int], dict[str, int], list[int]]) -> None:
    made, store, _, _, _ = years
    shelf = Shelf(store, lambda: made.ledger.board)
    found = shelf.search(Search("cable of day 3"))
    assert "INC-3" in {about.id for about in found.incidents}
    story = shelf.story("INC-3")
    assert any(isinstance(each.body, CommandSubmitted) for each in story.records)
    assert store.find("cable", incident="INC-3")
    assert any(b"incident.archived" in line for line in store.lines_of("INC-3"))


def test_a_process_that_begins_has_the_same_board_and_answers_who_asks_again(
    years: tuple[Years, Store, dict[str, int], dict[str, int], list[int]],
) -> None:
    made, store, _, _, _ = years
    board = made.ledger.board
    for warm in (False, True):
        if warm:
            seq, _, whole = taken(made.ledger, Gauges(board.opened))
            store.keep_snapshot(seq, whole)
        again = load(store, "another", lambda: board.opened, lambda _: None).ledger
        for part in ("incidents", "alerts", "pages", "clocks", "gone", "keys"):
            assert getattr(again.board, part) == getattr(board, part)
        assert again.board.next_id("INC", again.board.incidents) == "INC-91"
        last = f"c{made.given}"
        assert again.results[last] == made.ledger.results[last]
    made.ledger.forget_results(10)
    assert list(made.ledger.results)[-1] == last
    assert len(made.ledger.results) == 10
