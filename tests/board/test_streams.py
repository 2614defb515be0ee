"""Any stream of signals, held against a simple model: what was last said of a key is what the board says of it."""

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Acknowledge, Command, Dismiss, EndMaintenance, Maintain, Silence
from irsim.events.inputs import CommandSubmitted
from irsim.events.signals import FIRING, RESOLVED, TAKEN, Signal
from irsim.log.records import unseal
from irsim.log.writing import MemorySink
from tests.board.desk import encoded
from tests.board.live import Watch
from tests.board.rooms import ROOM
from tests.board.test_properties import Room
from tests.board.test_properties import lived as lived_room

MINUTE = 60_000


@dataclass(frozen=True)
class Delivery:
    """What one source says, `wait` ms after what came before."""

    wait: int
    source: str
    signals: tuple[Signal, ...]
    truncated: bool
    exercise: bool


@dataclass
class Told:
    """A key, as the model has it: whether it holds, since when by its sender, and how often that was said."""

    holds: bool = False
    since: int = -1
    count: int = 0
    alerts: int = 0


@dataclass
class Model:
    """Source, exercise and key to what was told of it."""

    start: int
    keys: dict[tuple[str, bool, str], Told] = field(default_factory=dict)

    def take(self, delivery: Delivery) -> None:
        """The simplest reading of the promises."""
        for signal in delivery.signals:
            name = (delivery.source, delivery.exercise, signal.key)
            told = self.keys.get(name)
            if signal.state == FIRING:
                told = self.keys.setdefault(name, Told())
                began = not told.holds
                told.holds = True
                told.count += 1
                told.since = signal.since if began and signal.since >= 0 else max(told.since, signal.since)
            elif told is not None and told.holds:
                stale = 0 <= signal.until < told.since
                if signal.state == RESOLVED and not delivery.truncated and not stale:
                    told.holds = False


KEYS = st.sampled_from(["a", "b", "c"])
TIMES = st.one_of(st.just(-1), st.integers(0, 60))
SIGNALS = st.builds(
    lambda key, state, severity, service, value, since, until: Signal(
        key,
        state,
        f"Alert {key}",
        severity=severity,
        service=service,
        labels={"alertname": key, "cluster": "eu"},
        annotations={"value": value},
        since=since,
        until=until,
    ),
    KEYS,
    st.sampled_from([FIRING, FIRING, FIRING, RESOLVED, RESOLVED, TAKEN]),
    st.sampled_from(["critical", "warning"]),
    st.sampled_from(["api", "db", "x"]),
    st.sampled_from(["1", "2"]),
    TIMES,
    TIMES,
)
DELIVERIES = st.builds(
    Delivery,
    st.sampled_from([0, 1_000, MINUTE, 10 * MINUTE, 45 * MINUTE]),
    st.sampled_from(["am", "pd"]),
    st.lists(SIGNALS, max_size=5).map(tuple),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([False, False, False, True]),
)
COMMANDS = st.sampled_from(
    [
        Dismiss("Known", "AL-1"),
        Dismiss("Known", incident="INC-1"),
        Silence("AL-2", "20m"),
        Acknowledge("INC-1"),
        Maintain("New tables", "30m", services=("api",)),
        Maintain("New tables", "30m", "5m", labels={"cluster": "eu"}),
        EndMaintenance("MW-1"),
    ]
)
STREAMS = st.lists(st.one_of(DELIVERIES, DELIVERIES, DELIVERIES, COMMANDS), max_size=25)
CLOSE = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def lived(stream: list[Delivery | Command]) -> tuple[Watch, Model]:
    """The stream, in a room and in the model; the senders' seconds count from the start of the session."""
    watch = Watch()
    start = watch.board.rules.starts_unix
    model = Model(start)
    for number, item in enumerate(stream):
        if isinstance(item, Command):
            watch.ledger.input_now(CommandSubmitted(f"s{number}", item), "incident_commander", watch.now)
            continue
        shifted = tuple(
            Signal(
                signal.key,
                signal.state,
                signal.title,
                severity=signal.severity,
                service=signal.service,
                labels=signal.labels,
                annotations=signal.annotations,
                since=-1 if signal.since < 0 else start + signal.since * 1000,
                until=-1 if signal.until < 0 else start + signal.until * 1000,
            )
            for signal in item.signals
        )
        watch.says(
            f"{watch.now + item.wait}ms",
            *shifted,
            source=item.source,
            truncated=item.truncated,
            exercise=item.exercise,
        )
        model.take(item)
    return watch, model


@CLOSE
@given(STREAMS)
def test_the_board_says_of_each_key_what_was_last_said(stream: list[Delivery | Command]) -> None:
    watch, model = lived(stream)
    board = watch.board
    counted: dict[tuple[str, bool, str], int] = {}
    for alert in board.alerts.values():
        if alert.source == "irsim":
            continue
        name = (alert.source, alert.exercise, alert.key)
        counted[name] = counted.get(name, 0) + alert.count
    assert set(counted) == set(model.keys), "nobody is lost, and nobody made up"
    for (source, exercise, key), told in model.keys.items():
        shelf = f"exercise:{source}" if exercise else source
        alert = board.alerts[board.keys[shelf][key]]
        assert (alert.resolved_at < 0) is told.holds, (source, key)
        assert alert.exercise is exercise
        assert counted[source, exercise, key] == told.count
        name = (source, exercise, key)
        held = [each for each in board.alerts.values() if (each.source, each.exercise, each.key) == name]
        assert sum(each.resolved_at < 0 for each in held) <= 1, "no alert twice"
        assert all(later.again == earlier.id for earlier, later in pairwise(held))


@CLOSE
@given(STREAMS)
def test_what_was_recorded_folds_to_what_was_lived(stream: list[Delivery | Command]) -> None:
    watch, _ = lived(stream)
    sink = watch.ledger.sink
    assert isinstance(sink, MemorySink)
    board = Board(watch.board.opened)
    for line in sink.lines:
        apply(board, unseal(line))
    assert encoded(board, agenda=False) == encoded(watch.board, agenda=False)


@CLOSE
@given(STREAMS)
def test_what_is_quiet_opens_nothing_and_what_is_over_resolves_nothing(stream: list[Delivery | Command]) -> None:
    watch, _ = lived(stream)
    board = watch.board
    for about in board.incidents.values():
        assert about.means in ("detected", "working", "closed"), "no source resolves an incident"
        assert all(board.alerts[name].incident == about.id for name in about.alerts)
        exercises = {board.alerts[name].exercise for name in about.alerts}
        assert len(exercises) <= 1, "an exercise is not mixed with what is real"
    for group, among in board.alike.items():
        names = dict(zip(group[::2], group[1::2], strict=True))
        for incident, count in among.items():
            mine = [board.alerts[name] for name in board.incidents[incident].alerts]
            assert count == sum(all(a.labels.get(n) == v for n, v in names.items()) for a in mine)
    watch.to(f"{watch.now + 90 * MINUTE}ms")
    assert not any(alert.flapping for alert in board.alerts.values()), "all has settled"
    assert not board.standing, "every window is over"
    for alert in board.alerts.values():
        if alert.holds and alert.severity == "critical" and alert.source != "irsim":
            assert alert.incident, "what is critical and holds is somebody's"


@settings(CLOSE, max_examples=40)
@given(ROOM)
def test_whatever_people_do_in_earnest_folds_to_what_was_lived(room: Room) -> None:
    watch = Watch()
    lived_room(room, watch)
    watch.to(f"{watch.now + 90 * MINUTE}ms")
    sink = watch.ledger.sink
    assert isinstance(sink, MemorySink)
    board = Board(watch.board.opened)
    for line in sink.lines:
        apply(board, unseal(line))
    assert encoded(board, agenda=False) == encoded(watch.board, agenda=False)
