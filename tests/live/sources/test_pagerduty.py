"""PagerDuty's Events API v2: its answers, its limits, and the routing key that nobody gets to see."""

import json
from typing import Any

import pytest

from irsim.events.signals import FIRING, RESOLVED, TAKEN, Signal
from irsim.live.sources import Unreadable, pagerduty, read
from tests.live.sources.bodies import BEGAN, NOW, sent, trigger

DRAWN = "drawn-by-the-receiver"


def taken(event: Any) -> pagerduty.Taken:
    return pagerduty.take(sent(event), DRAWN)


def signal_of(event: Any) -> Signal:
    kept = taken(event)
    assert kept.status == 202, kept.answer
    (signal,) = read("pagerduty", kept.body, received=NOW).signals
    return signal


def errors_of(event: Any) -> list[str]:
    answer = taken(event)
    said = json.loads(answer.answer)
    assert (answer.status, answer.body, answer.routing_key) == (400, b"", "")
    assert (said["status"], said["message"]) == ("invalid event", "Event object is invalid")
    return list(said["errors"])


def test_a_trigger_fires() -> None:
    signal = signal_of(trigger())
    assert (signal.key, signal.state, signal.title) == ("disk/db-1", FIRING, "DISK CRITICAL on db-1")
    assert (signal.severity, signal.service, signal.monitor) == ("critical", "postgres", "disk")
    assert signal.since == BEGAN
    assert signal.annotations == {"free": "1 %", "load": "0.7"}
    assert signal.labels == {
        "source": "db-1.example.org",
        "component": "postgres",
        "group": "prod-data",
        "class": "disk",
    }
    assert signal.links == {
        "source": "https://nagios.example.org/db-1",
        "runbook": "https://wiki.example.org/disk",
        "link 2": "https://x.example.org",
    }


@pytest.mark.parametrize(("action", "state"), [("acknowledge", TAKEN), ("resolve", RESOLVED)])
def test_acknowledge_and_resolve_need_the_key_only(action: str, state: str) -> None:
    event = {"routing_key": "R" * 32, "event_action": action, "dedup_key": "k"}
    assert signal_of(event) == Signal("k", state, "")
    del event["dedup_key"]
    assert errors_of(event) == [f"'dedup_key' is missing or blank, and required for '{action}'"]


def test_the_answer_is_the_one_that_pagerduty_gives() -> None:
    assert (taken(trigger()).status, json.loads(taken(trigger()).answer)) == (
        202,
        {"status": "success", "message": "Event processed", "dedup_key": "disk/db-1"},
    )


@pytest.mark.parametrize("given", [None, ""])
def test_a_key_that_is_missing_is_drawn_told_to_the_sender_and_kept(given: object) -> None:
    event = trigger(dedup_key=given)
    assert json.loads(taken(event).answer)["dedup_key"] == DRAWN
    assert signal_of(event).key == DRAWN


def test_the_routing_key_finds_the_source_and_is_not_kept_anywhere() -> None:
    secret = "R0123456789ABCDEF0123456789ABCDE"
    event = trigger(client_url=f"https://x.example.org/{secret}", dedup_key=f"key-{secret}")
    event["payload"]["custom_details"] = {secret: [f"a {secret} b"]}
    kept = taken(event)
    assert kept.routing_key == secret
    assert secret.encode() not in kept.body
    assert secret in json.loads(kept.answer)["dedup_key"], "the sender's own key goes back to it"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"routing_key": None}, "'routing_key' is missing or blank"),
        ({"routing_key": 'a"b\\cdefgh'}, "'routing_key' is invalid"),
        ({"event_action": "fire"}, "'event_action' is invalid (must be one of trigger, acknowledge, resolve)"),
        ({"event_action": []}, "'event_action' is invalid (must be one of trigger, acknowledge, resolve)"),
        ({"dedup_key": "k" * 256}, "'dedup_key' is too long (at most 255 characters)"),
        ({"dedup_key": 3}, "'dedup_key' is not a text"),
        ({"payload": None}, "'payload' is missing or not an object"),
    ],
)
def test_what_pagerduty_refuses_is_refused(changes: dict[str, Any], error: str) -> None:
    assert error in errors_of(trigger(**changes))


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("summary", " ", "'payload.summary' is missing or blank"),
        ("source", None, "'payload.source' is missing or blank"),
        ("severity", "high", "'payload.severity' is invalid (must be one of critical, error, warning, info)"),
        ("severity", {}, "'payload.severity' is invalid (must be one of critical, error, warning, info)"),
    ],
)
def test_what_pagerduty_refuses_of_a_payload_is_refused(name: str, value: object, error: str) -> None:
    event = trigger()
    event["payload"][name] = value
    assert errors_of(event) == [error]


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b"3", b"[" * 100_000])
def test_what_is_no_event_gets_pagerdutys_answer_too(body: bytes) -> None:
    answer = pagerduty.take(body, DRAWN)
    assert answer.status == 400
    assert json.loads(answer.answer)["errors"]


def test_an_event_over_512_kb_is_too_large_and_a_long_summary_is_cut() -> None:
    assert pagerduty.take(b" " * (512 * 1024 + 1), DRAWN).status == 413
    event = trigger()
    event["payload"]["summary"] = "x" * 5_000
    assert len(signal_of(event).title) == 1_024


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"event_action":"trigger"}', b'{"event_action":[],"dedup_key":"x"}'])
def test_a_kept_body_that_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match="Events API v2"):
        read("pagerduty", body, received=NOW)
