"""Alertmanager's API form: what posts to Alertmanager can post to irsim, and who polls passes on what has changed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from irsim.events.signals import FIRING, RESOLVED
from irsim.live.sources import Reading, Unreadable, read
from irsim.live.sources.alertmanager_api import difference
from irsim.live.sources.values import digest_of
from irsim.words.durations import parse_duration
from tests.board.live import Watch
from tests.live.sources.bodies import BEGAN, NOW, alert, sent


def posted(**changes: Any) -> dict[str, Any]:
    kept = {name: value for name, value in alert().items() if name not in ("status", "fingerprint", "endsAt")}
    return kept | changes


def got(state: str = "active", **changes: Any) -> dict[str, Any]:
    """An alert as `GET /api/v2/alerts` gives it."""
    status = {"state": state, "silencedBy": [], "inhibitedBy": []}
    return (
        posted(
            fingerprint="f1",
            updatedAt="2025-05-17T03:12:30Z",
            endsAt="2025-05-17T03:17:00Z",
            receivers=[],
            status=status,
        )
        | changes
    )


def reading(*alerts: Any) -> Reading:
    return read("alertmanager-api", sent(list(alerts)), received=NOW)


def test_an_alert_without_an_end_fires_under_a_digest_of_its_labels() -> None:
    (signal,) = reading(posted()).signals
    assert (signal.state, signal.key, signal.since) == (FIRING, digest_of(signal.labels), BEGAN)


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ("2025-05-17T03:13:20Z", RESOLVED),
        ("2025-05-17T03:13:19.999+00:00", RESOLVED),
        ("2025-05-17T03:17:20Z", FIRING),
        ("0001-01-01T00:00:00Z", FIRING),
        ("", FIRING),
    ],
)
def test_an_end_that_is_past_resolves_and_a_future_one_does_not(ends: str, state: str) -> None:
    (signal,) = reading(posted(endsAt=ends)).signals
    assert signal.state == state
    assert signal.until == (-1 if state == FIRING else pytest.approx(NOW, abs=1))


def test_the_same_labels_are_the_same_alert_from_firing_to_resolved() -> None:
    keys = {signal.key for signal in reading(posted(), posted(endsAt="2025-05-17T03:13:00Z")).signals}
    assert len(keys) == 1


def test_a_batch_with_one_bad_alert_still_counts() -> None:
    read_ = reading(posted(), {"labels": []}, 3, posted(fingerprint="x"))
    assert len(read_.signals) == 2
    assert len(read_.faults) == 2


def test_what_is_suppressed_at_alertmanager_is_no_news() -> None:
    assert reading(got("suppressed")) == Reading(())


@pytest.mark.parametrize("body", [b'{"alerts": []}', b"3", b'"x"', b"null"])
def test_anything_but_a_list_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match="list of alerts"):
        read("alertmanager-api", body, received=NOW)


def test_a_poll_passes_on_what_is_new_and_what_has_changed_and_what_is_gone() -> None:
    bodies, known = difference({}, sent([got(), got(fingerprint="f2")]), NOW)
    assert [signal.key for body in bodies for signal in read("alertmanager-api", body, received=NOW).signals] == [
        "f1",
        "f2",
    ]
    refreshed = got(updatedAt="2025-05-17T03:13:30Z", endsAt="2025-05-17T03:18:00Z")
    again, same = difference(known, sent([refreshed, got(fingerprint="f2")]), NOW)
    assert (again, same) == ([], known)
    changed = got(annotations={"summary": "worse"})
    (body,), left = difference(known, sent([changed]), NOW)
    signals = read("alertmanager-api", body, received=NOW).signals
    assert [(signal.key, signal.state, signal.title) for signal in signals] == [
        ("f1", FIRING, "worse"),
        ("f2", RESOLVED, "f2"),
    ]
    assert signals[1].until == -1, "nobody there said when"
    assert list(left) == ["f1"]


def test_what_is_gone_is_over_though_the_clock_over_there_is_ahead_of_ours() -> None:
    starts = datetime.fromtimestamp(NOW / 1000, UTC)
    watch = Watch(starts=starts.isoformat())
    ahead = (starts + timedelta(minutes=5)).isoformat()

    def asked(when: str, known: dict[str, str], *alerts: dict[str, Any]) -> dict[str, str]:
        now = NOW + parse_duration(when)
        bodies, after = difference(known, sent(list(alerts)), now)
        for body in bodies:
            watch.says(when, *read("alertmanager-api", body, received=now).signals)
        return after

    known = asked("1s", {}, got(startsAt=ahead))
    assert watch.of("f1").resolved_at < 0
    asked("31s", known)
    assert watch.of("f1").resolved_at == 31_000


def test_what_was_open_before_a_restart_is_told_again_or_is_over() -> None:
    (body,), _ = difference({"f1": "", "gone": ""}, sent([got()]), NOW)
    states = {signal.key: signal.state for signal in read("alertmanager-api", body, received=NOW).signals}
    assert states == {"f1": FIRING, "gone": RESOLVED}


def test_silencing_at_alertmanager_neither_tells_nor_ends_an_alert() -> None:
    assert difference({}, sent([got("suppressed")]), NOW) == ([], {})
    assert difference({"f1": "told"}, sent([got("suppressed")]), NOW) == ([], {"f1": "told"})


def test_many_alerts_are_passed_on_in_several_deliveries() -> None:
    bodies, known = difference({}, sent([got(fingerprint=f"f{n}") for n in range(1_200)]), NOW)
    assert [len(json.loads(body)) for body in bodies] == [500, 500, 200]
    assert len(known) == 1_200


@pytest.mark.parametrize("answer", [b"<html>", b"{}", b"[3]", b'[{"labels": 3}]'])
def test_an_answer_that_is_not_understood_ends_no_alert(answer: bytes) -> None:
    with pytest.raises(Unreadable):
        difference({"f1": ""}, answer, NOW)
