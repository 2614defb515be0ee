"""Runs the engine again from a recording's inputs: to verify that it says the same, and to go on where it stood."""

from collections.abc import Callable
from dataclasses import dataclass

from irsim.log.lineage import own_words
from irsim.log.reading import Recording
from irsim.log.writing import FileSink, MemorySink, Sink, saved_instant
from irsim.session.ledger import RULES, Ledger
from irsim.session.protocol import Engine
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

MakeEngine = Callable[[Ledger], Engine]


SHORTEST_HEAD = 12
"""Digits of a head digest by which it is still recognised: nobody finds 48 bits by chance in a recording."""


class Diverged(Exception):
    """The engine wrote another record than the recording holds."""

    def __init__(self, seq: int) -> None:
        super().__init__(seq)
        self.seq = seq


class FollowingSink:
    """Compares what is derived with what was recorded, and passes on what goes beyond it."""

    def __init__(self, expected: list[bytes], beyond: Sink) -> None:
        self.expected = expected
        self.beyond = beyond
        self.count = 0

    def write(self, line: bytes) -> None:
        """Raises Diverged at the first difference."""
        if self.count < len(self.expected):
            if line[:-1] != self.expected[self.count]:
                raise Diverged(self.count)
        else:
            self.beyond.write(line)
        self.count += 1

    def flush(self) -> None:
        """Only what goes beyond needs it."""
        self.beyond.flush()

    def sync(self) -> None:
        """While following, everything is on disk already."""
        if self.count > len(self.expected):
            self.beyond.sync()

    def close(self) -> None:
        """Nothing follows."""
        self.beyond.close()


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `holds` is the answer; `sentences` say it to a person."""

    holds: bool
    sentences: tuple[str, ...]


def replay(recording: Recording, sink: Sink, make_engine: MakeEngine, until: int) -> tuple[Ledger, Engine]:
    """A ledger and engine brought to `until` (ms) by the recording's own inputs."""
    ledger = Ledger(sink, recording.opened)
    engine = make_engine(ledger)
    ledger.open()
    engine.start()
    for record in recording.records[1:]:
        if record.body.is_input:
            engine.advance(record.at)
            ledger.apply_input(ledger.write(record.body, record.by, record.at))
    engine.advance(until)
    return ledger, engine


def verify(recording: Recording, make_engine: MakeEngine, head: str = "") -> Verdict:
    """Whether the chain holds, whether the engine derives the same records, and whether `head` is in the chain."""
    said: list[str] = []
    if recording.broken:
        return Verdict(False, (f"The chain is broken: {recording.broken}.",))
    count = len(recording.records)
    said.append(f"The chain holds over {count} records; its head is {recording.head}.")
    if recording.torn:
        said.append(f"The last line is torn: {recording.torn} bytes after record {count - 1} are no record.")
    holds = True
    if head:
        found = [record.seq for record in recording.records if record.digest.startswith(head.strip().lower())]
        if len(head.strip()) < SHORTEST_HEAD:
            holds = False
            said.append(f"The given head is too short to mean anything; give {SHORTEST_HEAD} of its digits or more.")
        elif found:
            after = count - 1 - found[0]
            said.append(f"The given head is record {found[0]}; {after} records follow it.")
        else:
            holds = False
            said.append("The given head is not in the chain: records are missing, or it is another recording.")
    sound, lineage = own_words(recording.records)
    if lineage:
        holds = holds and sound
        said.append(lineage)
    opened = recording.opened
    if opened.engine != "drill":
        said.append("It was not made by the drill engine, so it is not derived again.")
    elif opened.redacted:
        said.append(f"It is a redacted copy of the recording with the head {opened.redacted}: not derived again.")
        said.append("Whoever has that one can check it against it, with --original.")
    elif opened.rules != RULES:
        said.append(f"It was made under rules {opened.rules}, this is {RULES}: not derived again.")
    else:
        derived, sentence = _derived(recording, make_engine)
        holds = holds and derived
        said.append(sentence)
    if not recording.closed:
        said.append(
            f"The recording is open: it stops at {format_instant(recording.records[-1].at)} and was not closed."
        )
    return Verdict(holds, tuple(said))


def _derived(recording: Recording, make_engine: MakeEngine) -> tuple[bool, str]:
    sink = FollowingSink(recording.lines, MemorySink())
    try:
        replay(recording, sink, make_engine, recording.records[-1].at)
    except Diverged as diverged:
        return False, f"Derived again, record {diverged.seq} comes out differently."
    except BadInput as fault:
        return False, f"It cannot be derived again: {fault.faults[0].message}."
    except Exception as fault:  # a forged first record can be wrong in any way
        return False, f"It cannot be derived again: {unfit(fault)}."
    if sink.count < len(recording.lines):
        return False, f"Derived again, record {sink.count} does not follow from the inputs."
    if recording.closed and sink.count > len(recording.lines):
        return False, f"Derived again, {sink.count - len(recording.lines)} records are missing from the recording."
    return True, "Derived again from its inputs, every record comes out the same."


@dataclass
class Resumed:
    """A recording taken up again at `at` (ms); `cut` bytes of a torn last line were cut off."""

    ledger: Ledger
    engine: Engine
    at: int
    cut: int


def resume(recording: Recording, make_engine: MakeEngine) -> Resumed:
    """Go on where a recording stood. Raises BadInput where that is not possible, with the reason."""
    name = str(recording.path)
    if recording.broken:
        raise BadInput.one(name, 0, f"cannot be resumed: {recording.broken}; `irsim verify` says more")
    if recording.closed:
        raise BadInput.one(name, 0, "is closed, so nothing can follow; start a new drill")
    if recording.opened.redacted:
        raise BadInput.one(name, 0, "is a redacted copy, which the engine cannot go on with; resume the original")
    if recording.opened.rules != RULES:
        message = f"was made under rules {recording.opened.rules}, this irsim has {RULES}; resume it with its own irsim"
        raise BadInput.one(name, 0, message)
    at = max(recording.records[-1].at, saved_instant(recording.path, recording.opened.setting.duration))
    keep = sum(len(line) + 1 for line in recording.lines)
    file = FileSink.take_up(recording.path, keep, keep + recording.torn)
    try:
        ledger, engine = replay(recording, FollowingSink(recording.lines, file), make_engine, at)
    except Diverged as diverged:
        file.close()
        raise BadInput.one(
            name, diverged.seq + 1, "cannot be resumed: derived again, this record comes out differently"
        ) from None
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        file.close()
        raise BadInput.one(name, 1, f"cannot be resumed: {unfit(fault)}; `irsim verify` says more") from None
    except BaseException:
        file.close()
        raise
    ended = ledger.board.ended_at
    return Resumed(ledger, engine, min(at, ended) if ended >= 0 else at, recording.torn)


def unfit(fault: Exception) -> str:
    """What is wrong with a recording that the engine cannot follow, within a sentence."""
    return f"its first record does not fit together ({type(fault).__name__}: {str(fault)[:100]})"
