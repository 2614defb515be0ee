"""How a drill is opened, and how a recording is taken up again: once, for the lines and for the screens."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from irsim.drill.engine import DrillEngine
from irsim.drill.handouts import keep_handouts
from irsim.drill.opening import open_drill
from irsim.drill.responders import SKILLS
from irsim.events.session import SeatTaken, SessionReopened
from irsim.log.reading import Recording
from irsim.log.writing import FileSink, Sink, free_name, instant_file
from irsim.plan import Plan
from irsim.scenario.library import Loaded, library_folder
from irsim.session.derive import resume
from irsim.session.ledger import Ledger
from irsim.words.clean import clean_title
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput, nearest

ASSIST = ("guided", "standard", "bare")

Greeting = Callable[[Ledger, Sequence[str]], None]
"""Is given a ledger before anything new is entered, to listen to it, and the sentences that people should read."""


@dataclass(frozen=True)
class Room:
    """A drill that stands at `at` (ms) and is ready to run; `notices` are sentences on how it came to stand there."""

    ledger: Ledger
    engine: DrillEngine
    path: Path
    at: int
    notices: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """The roles that people play."""
        return tuple(role for role, kind in self.ledger.board.seats.items() if kind == "people")


def check_choices(*, skill: str, assist: str) -> None:
    """Raises BadInput for what is not on offer."""
    for given, known, name in ((skill, SKILLS, "--skill"), (assist, ASSIST, "--assist")):
        if given not in known:
            raise BadInput.one(name, 0, f"'{given}' does not fit; {nearest(given, known)}")


def check_seed(seed: str | None) -> None:
    """Raises BadInput for what no recording can hold."""
    if not (seed or "").isprintable():
        raise BadInput.one("--seed", 0, "holds characters that cannot be recorded; give letters and digits")


def open_room(
    loaded: Loaded,
    plan: Plan,
    plan_text: str,
    path: Path,
    *,
    seed: str,
    seats: dict[str, str],
    assist: str,
    skill: str,
    pace: int,
    held: str,
    greet: Greeting = lambda ledger, notices: None,
) -> Room:
    """A new drill in a new file: its first record is durable, and nothing else has happened. Raises BadInput."""
    opened = open_drill(
        loaded, plan, plan_text, seed=seed, seats=seats, assist=assist, skill=skill, pace=pace, held=held
    )
    with writing(path):
        sink = FileSink.create(path)
        with _let_go_at_a_fault(sink):
            ledger = Ledger(sink, opened)
            forget(instant_file(path))  # it told of another recording that had this name
            keep_handouts(path, loaded, opened)
            greet(ledger, ())
            engine = DrillEngine(ledger, loaded)
            ledger.open()
            engine.start()
    return Room(ledger, engine, path, 0)


def take_up_room(recording: Recording, greet: Greeting = lambda ledger, notices: None) -> Room:
    """A recording that goes on where it stood; what was torn is cut off. Raises BadInput where that cannot be."""
    with writing(recording.path):
        taken_up = resume(recording, DrillEngine)
        ledger, engine = taken_up.ledger, taken_up.engine
        assert isinstance(engine, DrillEngine)
        notices = [f"Taken up at {format_instant(taken_up.at)}, after record {len(ledger.records) - 1}."]
        if taken_up.cut:
            last = len(recording.lines) - 1
            notices.insert(0, f"The last line was torn: {taken_up.cut} bytes after record {last} were cut off.")
        with _let_go_at_a_fault(ledger.sink):
            held = ""
            if ledger.board.adjourned:
                held = datetime.now(UTC).isoformat(timespec="seconds")
                part = clean_title(ledger.board.part_title, 80)
                notices.append(f"{part or 'The exercise'} goes on here; everything stands still until you say so.")
            greet(ledger, notices)
            ledger.input_now(SessionReopened(taken_up.cut, held), "facilitator", taken_up.at)
    return Room(ledger, engine, recording.path, taken_up.at, tuple(notices))


def sat_at(recording: Recording) -> bool:
    """Whether people play at it: from the beginning, or since they sat down later."""
    seats = recording.opened.seats
    taken = (each.body.role for each in recording.records if isinstance(each.body, SeatTaken))
    return "people" in seats.values() or any(role in seats for role in taken)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """A disk that is full or gone is said in a sentence: what was accepted is in the recording."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}; make room, and go on with `irsim drill --resume`"
        raise BadInput.one(str(path), 0, message) from None


@contextmanager
def _let_go_at_a_fault(sink: Sink) -> Iterator[None]:
    """Whoever asked may live on and ask again: the file must not stay locked."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            sink.close()
        raise


def forget(instant: Path) -> None:
    """Throw away where a room stood."""
    with suppress(OSError):
        instant.unlink()


def new_recording(scenario: str, record: Path | None = None) -> Path:
    """Where a new drill is written: what somebody asked for, or a free name in the recordings folder."""
    return record or free_name(recordings_folder(), scenario, datetime.now(UTC))


def recordings_folder() -> Path:
    """The checkout's `recordings/`, or the user's data folder outside one."""
    if library_folder().parent.joinpath("pyproject.toml").is_file():
        return library_folder().parent / "recordings"
    from platformdirs import user_data_path

    return user_data_path("irsim") / "recordings"


def cache_folder() -> Path:
    """Where things lie that can be thrown away."""
    from platformdirs import user_cache_path

    return user_cache_path("irsim")
