"""PagerDuty's Events API v2: what can page PagerDuty can page irsim.

There the routing key names the integration and is its secret in one. Here it only finds the source: `take` separates it
from the event, and what is kept does not hold it. A dedup key counts within its source, so that a routing key can be
changed while alerts are open; integrations that must stay apart are two sources.
https://developer.pagerduty.com/docs/events-api-v2-overview
"""

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from irsim.events.signals import FIRING, RESOLVED, TAKEN, Signal
from irsim.live.sources.reading import Faults, Reading, Unfit, Unreadable, as_object, closed, kind, parse, quoted
from irsim.live.sources.values import (
    KEY_LIMIT,
    LABELS_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
    labels_of,
    links_of,
    moment,
    text_of,
)

SIZE_LIMIT = 524_288
"""Bytes of an event: PagerDuty's own limit."""

ACTIONS = {"trigger": FIRING, "acknowledge": TAKEN, "resolve": RESOLVED}
SEVERITIES = ("critical", "error", "warning", "info")

_ROUTING_KEY = re.compile(r"[A-Za-z0-9_.~+/=-]{8,255}")
_HIDDEN = b"[routing key]"


@dataclass(frozen=True)
class Taken:
    """What becomes of an event: the status and the JSON that its sender gets once it is kept, whose it is, and the body
    to keep: with a dedup key, without the routing key. Where `status` is not 202, there is nothing to keep."""

    status: int
    answer: bytes
    routing_key: str = ""
    body: bytes = b""


def take(body: bytes, drawn: str) -> Taken:
    """Looks at an event before it is kept. `drawn` becomes its dedup key where the sender gives none."""
    if len(body) > SIZE_LIMIT:
        return refused([f"The event is larger than {SIZE_LIMIT // 1024} KB"], 413)
    try:
        event = parse(body, Faults())
    except Unreadable as error:
        return refused([error.reason])
    wrong = _wrong(event)
    if wrong:
        return refused(wrong)
    routing_key = event["routing_key"]
    dedup_key = event.get("dedup_key") or drawn
    rest = {name: value for name, value in event.items() if name != "routing_key"}
    kept = msgspec.json.encode({**rest, "dedup_key": dedup_key}).replace(routing_key.encode(), _HIDDEN)
    return Taken(202, answered(dedup_key), routing_key, kept)


def answered(dedup_key: str) -> bytes:
    """The answer to an event that is kept."""
    return msgspec.json.encode({"status": "success", "message": "Event processed", "dedup_key": dedup_key})


def refused(errors: list[str], status: int = 400) -> Taken:
    """The answer to an event that is not taken; also for a routing key that nobody here has."""
    message = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    return Taken(status, msgspec.json.encode(message))


def _wrong(event: Any) -> list[str]:
    """What PagerDuty would refuse, in its own manner."""
    if not isinstance(event, dict):
        return [f"The event is {kind(event)} and not an object"]
    wrong: list[str] = []
    routing_key, action, dedup_key = (event.get(name) for name in ("routing_key", "event_action", "dedup_key"))
    if not isinstance(routing_key, str) or not routing_key:
        wrong.append("'routing_key' is missing or blank")
    elif not _ROUTING_KEY.fullmatch(routing_key):
        wrong.append("'routing_key' is invalid")
    if action not in tuple(ACTIONS):
        wrong.append(f"'event_action' is invalid (must be one of {', '.join(ACTIONS)})")
    if dedup_key is not None and not isinstance(dedup_key, str):
        wrong.append("'dedup_key' is not a text")
    elif isinstance(dedup_key, str) and len(dedup_key) > KEY_LIMIT:
        wrong.append(f"'dedup_key' is too long (at most {KEY_LIMIT} characters)")
    elif not dedup_key and action in ("acknowledge", "resolve"):
        wrong.append(f"'dedup_key' is missing or blank, and required for '{action}'")
    return wrong + (_wrong_payload(event.get("payload")) if action == "trigger" else [])


def _wrong_payload(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing or not an object"]
    wrong = [
        f"'payload.{name}' is missing or blank"
        for name in ("summary", "source")
        if not isinstance(payload.get(name), str) or not payload[name].strip()
    ]
    if payload.get("severity") not in SEVERITIES:
        wrong.append(f"'payload.severity' is invalid (must be one of {', '.join(SEVERITIES)})")
    return wrong


def read(body: bytes) -> Reading:
    """The one alert of an event that `take` has let through. Raises Unreadable."""
    said = Faults()
    try:
        return closed([_signal(as_object(parse(body, said), "the body"), said)], said, 0)
    except Unfit as error:
        raise Unreadable(f"{error}; send an event of the Events API v2") from None


def _signal(event: dict[str, Any], said: Faults) -> Signal:
    state = ACTIONS.get(text_of(event.get("event_action"), WORD_LIMIT))
    if state is None:
        raise Unfit(f"the 'event_action' is {quoted(event.get('event_action'))} and not one of {', '.join(ACTIONS)}")
    key = event.get("dedup_key")
    if not isinstance(key, str) or not key or len(key) > KEY_LIMIT:
        raise Unfit("the 'dedup_key' is missing, too long or no text")
    payload = event.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    details = payload.get("custom_details")
    labels = {
        name: text_of(payload[name], WORD_LIMIT)
        for name in ("source", "component", "group", "class")
        if payload.get(name)
    }
    title = text_of(payload.get("summary"), TITLE_LIMIT)
    return Signal(
        key=key,
        state=state,
        title=title or (key if state == FIRING else ""),
        text="" if isinstance(details, dict) else text_of(details),
        severity=text_of(payload.get("severity"), WORD_LIMIT),
        service=labels.get("component", ""),
        labels=labels,
        annotations=labels_of(details, said, "custom_details") if isinstance(details, dict) else {},
        links=_links(event),
        since=moment(payload.get("timestamp"), said, "timestamp"),
        monitor=labels.get("class", ""),
    )


def _links(event: dict[str, Any]) -> dict[str, str]:
    """The client's own address, and the links: by their text where it says runbook or dashboard, else by number."""
    found: dict[str, Any] = {"source": event.get("client_url")}
    given = event.get("links")
    for number, link in enumerate(given[:LABELS_LIMIT] if isinstance(given, list) else (), 1):
        if isinstance(link, dict):
            text = text_of(link.get("text"), WORD_LIMIT).lower()
            name = next((name for name in ("runbook", "dashboard") if name in text and name not in found), "")
            found[name or f"link {number}"] = link.get("href")
    return links_of(found)
