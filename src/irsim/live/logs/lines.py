"""A line of a log, the same whatever wrote it: JSON, syslog (RFC 5424 and 3164), a web server's access log, plain text.

Nothing here raises for what a line holds: what cannot be read is text.
"""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct

LINE_LIMIT = 16_384
"""Bytes of a line; what is beyond is cut off."""

TEXT_LIMIT = 8_000
"""Characters of a line's text."""

FIELDS, VALUE_LIMIT, DEPTH = 64, 1_000, 4
"""Fields of a line, characters of each, levels of JSON that become dotted names."""


class Line(Struct, frozen=True, omit_defaults=True):
    """One line. `at` is Unix ms: its own time where it says one, else when it came."""

    at: int
    text: str
    source: str = ""
    host: str = ""
    program: str = ""
    level: str = ""
    fields: dict[str, str] = {}


LEVELS = ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug")
"""As syslog counts them from 0."""

_SPOKEN = {
    "emerg": "emergency", "panic": "emergency", "fatal": "critical", "crit": "critical", "err": "error",
    "severe": "error", "warn": "warning", "information": "info", "informational": "info", "trace": "debug",
}  # fmt: skip

_TIMES = ("@timestamp", "timestamp", "time", "ts", "t", "datetime")
_TEXTS = ("message", "msg", "text", "log")
_LEVEL = ("level", "severity", "lvl", "log.level", "levelname")
_HOST = ("host", "hostname", "host.name")
_PROGRAM = ("program", "app", "application", "logger", "process.name", "appname")

ALIASES = {
    "user": ("username", "user.name", "user_name", "account", "actor", "user_id", "email"),
    "source_ip": ("src_ip", "client_ip", "remote_addr", "remote_ip", "ip", "source.ip", "client.ip", "ip_address"),
    "country": ("geo.country", "country_code", "geo.country_code", "source.geo.country_iso_code", "geoip.country"),
    "event": ("action", "event.action", "event_type", "event_name", "event.name"),
    "outcome": ("result", "event.outcome", "success"),
    "status": ("status_code", "http_status", "http.status_code", "http.response.status_code", "response.status"),
    "bytes_out": ("bytes_sent", "body_bytes_sent", "response_bytes", "http.response.body.bytes", "source.bytes"),
    "service": ("service.name", "service_name"),
    "role": ("user.role", "user.roles", "roles"),
}
"""The names that the plan's rules use, to those that loggers and the Elastic Common Schema use for the same."""

_RFC5424 = re.compile(r"<(\d{1,3})>1 (\S{1,64}) (\S{1,255}) (\S{1,64}) (\S{1,128}) (\S{1,32}) ")
_RFC3164 = re.compile(
    r"(?:<(\d{1,3})>)?(?:([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)|(\d{4}-\d\d-\d\dT\S{8,30})) (\S{1,255}) "
    r"([^\s\[:]{1,64})(?:\[([^\]\s]{1,32})\])?: ?"
)
_PARAMETER = re.compile(r' ([^\s="\]]{1,32})="((?:[^"\\\]]|\\.){0,1000})"')
_COMBINED = re.compile(r'(\S{1,255}) \S{1,255} (\S{1,255}) \[([^\]]{1,40})\] "([^"]{0,4000})" (\d{3}) (\d{1,18}|-)')
_PAIR = re.compile(r'(?:^|[\s,])([A-Za-z_][A-Za-z0-9_.\-]{0,63})=(?:"([^"]{0,1000})"|([^\s,"]{1,1000}))')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_line(raw: bytes, form: str, source: str, now: int) -> Line | None:
    """The line in `raw`, written as `form` (`json-lines`, `plain`, `syslog`); None where it is blank."""
    text = raw[:LINE_LIMIT].decode("utf-8", "replace").strip("\r\n\0 \ufeff")
    if not text:
        return None
    if form == "json-lines" or (text[0] == "{" and text[-1] == "}"):
        line = _json(text, source, now)
        if line is not None:
            return line
    return _syslog(text, source, now) or _access(text, source, now) or _plain(text, source, now)


def _json(text: str, source: str, now: int) -> Line | None:
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    if not isinstance(data, dict):
        return None
    fields: dict[str, str] = {}
    _flatten(data, "", fields, 0)
    said = _first(fields, _TEXTS)
    return Line(
        _instant(_first(fields, _TIMES), now),
        (said or text)[:TEXT_LIMIT],
        source,
        _first(fields, _HOST),
        _first(fields, _PROGRAM),
        _level(_first(fields, _LEVEL)),
        _known(fields),
    )


def _flatten(data: dict[str, Any], before: str, fields: dict[str, str], depth: int) -> None:
    for key, value in data.items():
        if len(fields) >= FIELDS:
            return
        name = f"{before}{key}"[:128]
        if isinstance(value, dict):
            if depth < DEPTH:
                _flatten(value, name + ".", fields, depth + 1)
        elif isinstance(value, list):
            fields[name] = ",".join(str(each) for each in value[:16] if not isinstance(each, dict | list))[:VALUE_LIMIT]
        elif isinstance(value, bool):
            fields[name] = "true" if value else "false"
        elif value is not None:
            limit = TEXT_LIMIT if name in _TEXTS else VALUE_LIMIT
            fields[name] = str(value)[:limit]


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _known(fields: dict[str, str]) -> dict[str, str]:
    """With the names that rules use; the message itself is the line's text."""
    kept = {name: value for name, value in fields.items() if name not in _TEXTS}
    for name, others in ALIASES.items():
        if name not in kept:
            value = _first(kept, others)
            if value:
                kept[name] = value
    if kept.get("outcome") in ("true", "false"):
        kept["outcome"] = "success" if kept["outcome"] == "true" else "failure"
    return kept


def _level(said: str) -> str:
    word = said.strip().lower()[:20]
    return _SPOKEN.get(word, word)


def _syslog(text: str, source: str, now: int) -> Line | None:
    found = _RFC5424.match(text)
    if found is not None:
        priority, at, host, program, process, message_id = found.groups()
        fields, rest = _structured(text[found.end() :])
        fields.update({k: v for k, v in (("pid", process), ("msgid", message_id)) if v != "-"})
        host, program = ("" if each == "-" else each for each in (host, program))
        at_ms = _instant(at, now)
        return _made(at_ms, rest.lstrip("\ufeff "), source, host, program, LEVELS[int(priority) % 8], fields)
    old = _RFC3164.match(text)
    if old is None:
        return None
    priority, month, day, hour, minute, second, iso, host, program, process = old.groups()
    at_ms = _instant(iso, now) if iso else _yearless(month, int(day), int(hour), int(minute), int(second), now)
    fields = {"pid": process} if process else {}
    level = LEVELS[int(priority) % 8] if priority else ""
    return _made(at_ms, text[old.end() :], source, host, program, level, fields)


def _structured(rest: str) -> tuple[dict[str, str], str]:
    """The parameters of structured data, and what follows."""
    fields: dict[str, str] = {}
    if rest.startswith("-"):
        return fields, rest[1:]
    here = 0
    while here < len(rest) and rest[here] == "[" and len(fields) < FIELDS:
        here += 1
        while here < len(rest) and rest[here] not in " ]":
            here += 1
        while (found := _PARAMETER.match(rest, here)) is not None:
            if len(fields) < FIELDS:
                fields[found[1]] = re.sub(r'\\(["\\\]])', r"\1", found[2])
            here = found.end()
        if here >= len(rest) or rest[here] != "]":
            return fields, rest[here:]
        here += 1
    return fields, rest[here:]


def _made(at: int, text: str, source: str, host: str, program: str, level: str, fields: dict[str, str]) -> Line:
    """A syslog line; its message may be JSON or have pairs."""
    inner = _json(text, source, at) if text.startswith("{") else None
    if inner is not None:
        return Line(at, inner.text, source, host, program, level or inner.level, {**inner.fields, **fields})
    return Line(at, text[:TEXT_LIMIT], source, host, program, level, _known({**_pairs(text), **fields}))


def _access(text: str, source: str, now: int) -> Line | None:
    """A line of a web server, in the common or the combined format."""
    found = _COMBINED.match(text)
    if found is None:
        return None
    address, user, at, request, status, size = found.groups()
    fields = {"source_ip": address, "status": status}
    words = request.split(" ")
    if len(words) >= 2:
        fields.update(method=words[0][:20], path=words[1][:VALUE_LIMIT])
    if user != "-":
        fields["user"] = user
    if size != "-":
        fields["bytes_out"] = size
    try:
        at_ms = int(datetime.strptime(at, "%d/%b/%Y:%H:%M:%S %z").timestamp() * 1000)
    except ValueError:
        at_ms = now
    return Line(at_ms, text[:TEXT_LIMIT], source, program="http", fields=fields)


def _plain(text: str, source: str, now: int) -> Line:
    begins = text[:35].split(" ")
    at = next((ms for each in (" ".join(begins[:2]), begins[0]) if (ms := _iso(each)) is not None), now)
    fields = _known(_pairs(text))
    return Line(at, text[:TEXT_LIMIT], source, level=_level(_first(fields, _LEVEL)), fields=fields)


def _pairs(text: str) -> dict[str, str]:
    if "=" not in text:
        return {}
    fields: dict[str, str] = {}
    for found in _PAIR.finditer(text[:TEXT_LIMIT]):
        if len(fields) >= FIELDS:
            break
        fields[found[1]] = found[2] if found[2] is not None else found[3]
    return fields


def _instant(said: str, now: int) -> int:
    """Unix ms of a time as loggers write it; `now` where it is none."""
    iso = _iso(said)
    if iso is not None:
        return iso
    try:
        number = float(said) if len(said) <= 24 else 0.0
    except ValueError:
        return now
    for unit in (1000, 1, 1e-3, 1e-6):  # seconds, milliseconds, microseconds, nanoseconds
        if 1e11 < number * unit < 1e13:
            return round(number * unit)
    return now


def _iso(said: str) -> int | None:
    if len(said) < 10 or not said[:4].isdigit() or said[4] != "-":
        return None
    try:
        instant = datetime.fromisoformat(said[:40].replace(",", "."))
        return int((instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def _yearless(month: str, day: int, hour: int, minute: int, second: int, now: int) -> int:
    """A time without year and zone: this machine's zone, and the year in which it is not in the future."""
    if month not in _MONTHS:
        return now
    today = datetime.fromtimestamp(now / 1000)
    for year in (today.year, today.year - 1):
        try:
            instant = int(datetime(year, _MONTHS.index(month) + 1, day, hour, minute, min(second, 59)).timestamp())
        except (ValueError, OverflowError):
            continue
        if instant * 1000 <= now + 86_400_000:
            return instant * 1000
    return now
