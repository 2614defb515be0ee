"""Sources that are heard, silent and awaited."""

from irsim.board.state import Source
from irsim.events.live import SourceHeard, SourceSilent
from irsim.live.heartbeats import GRACE, Hearing, Heartbeats
from irsim.live.sources import read
from irsim.words.durations import HOUR, MINUTE

EVERY = 10 * MINUTE


def test_silence_is_said_once_with_the_time_of_the_last_word() -> None:
    heartbeats = Heartbeats({"am": EVERY}, 0)
    sources = {"am": Source("am", heard_at=HOUR)}
    assert heartbeats.look(sources, HOUR + EVERY - 1) == []
    assert heartbeats.look(sources, HOUR + EVERY) == [SourceSilent("am", HOUR, EVERY)]
    sources["am"].silent_since = HOUR
    assert heartbeats.look(sources, HOUR + 3 * EVERY) == []
    assert heartbeats.states(sources) == [Hearing("am", "silent", HOUR, EVERY)]


def test_heard_again() -> None:
    heartbeats = Heartbeats({"am": EVERY}, 0)
    sources = {"am": Source("am", heard_at=HOUR, silent_since=HOUR, every=EVERY)}
    sources["am"].heard_at = 3 * HOUR  # a delivery came, empty or not
    assert heartbeats.look(sources, 3 * HOUR) == [SourceHeard("am", HOUR)]


def test_never_heard_is_awaited_and_no_alert() -> None:
    heartbeats = Heartbeats({"am": EVERY}, 0)
    assert heartbeats.look({}, 100 * HOUR) == []
    assert heartbeats.states({}) == [Hearing("am", "awaited", -1, EVERY)]


def test_a_source_that_is_polled_is_heard_without_deliveries() -> None:
    heartbeats = Heartbeats({"am": EVERY}, 0)
    heartbeats.hear("am", 5)
    assert heartbeats.look({}, 6) == [SourceHeard("am")]
    sources = {"am": Source("am", heard_at=6)}
    heartbeats.hear("am", 7 * HOUR)
    assert heartbeats.look(sources, 7 * HOUR + EVERY - 1) == []
    assert heartbeats.look(sources, 7 * HOUR + EVERY) == [SourceSilent("am", 7 * HOUR, EVERY)]


def test_a_source_that_failed_and_answers_again_has_no_fault_any_more() -> None:
    heartbeats = Heartbeats({}, 0)
    sources = {"am": Source("am", heard_at=HOUR, fault="no answer", fault_at=2 * HOUR)}
    heartbeats.hear("am", HOUR)
    assert heartbeats.look(sources, 3 * HOUR) == []
    heartbeats.hear("am", 3 * HOUR)
    assert heartbeats.look(sources, 3 * HOUR) == [SourceHeard("am", 2 * HOUR)]


def test_after_a_restart_the_true_time_counts_once_senders_had_a_moment() -> None:
    began = 10 * HOUR
    heartbeats = Heartbeats({"am": HOUR}, began)
    sources = {"am": Source("am", heard_at=2 * HOUR)}
    assert heartbeats.look(sources, began) == []
    assert heartbeats.look(sources, began + GRACE) == [SourceSilent("am", 2 * HOUR, HOUR)]


def test_a_source_that_is_expected_no_more_is_silent_no_more() -> None:
    sources = {"old": Source("old", heard_at=HOUR, silent_since=HOUR)}
    assert Heartbeats({}, 0).look(sources, 2 * HOUR) == [SourceHeard("old", HOUR)]


def test_a_heartbeat_says_nothing_and_can_be_read() -> None:
    for body in (b"", b"ok", b"\xff", b'{"status":"up"}'):
        assert read("heartbeat", body, received=0).signals == ()
