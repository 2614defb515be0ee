"""Log lines, whatever wrote them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.live.logs.lines import LINE_LIMIT, Line, read_line

NOW = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)


def read(text: str, form: str = "plain") -> Line:
    line = read_line(text.encode(), form, "test", NOW)
    assert line is not None
    return line


def test_a_json_line_of_a_service() -> None:
    line = read(
        '{"@timestamp":"2026-11-22T11:59:30.250Z","level":"WARN","msg":"sign-in refused","host":{"name":"web-1"},'
        '"user":{"name":"anna"},"source":{"ip":"192.0.2.7"},"event":{"action":"login","outcome":"failure"},"status":401}',
        "json-lines",
    )
    assert line.at == NOW - 29_750
    assert (line.level, line.text, line.host) == ("warning", "sign-in refused", "web-1")
    wanted = {"user": "anna", "source_ip": "192.0.2.7", "event": "login", "outcome": "failure", "status": "401"}
    assert wanted.items() <= line.fields.items()


@pytest.mark.parametrize("written", ["1795348770.25", "1795348770250", "1795348770250000", "1795348770250000000"])
def test_the_time_of_a_json_line_in_seconds_or_their_parts(written: str) -> None:
    assert read(f'{{"ts": {written}, "msg": "x"}}', "json-lines").at == NOW - 29_750


def test_a_success_that_is_true_or_false_is_an_outcome() -> None:
    assert read('{"event":"login","success":false}', "json-lines").fields["outcome"] == "failure"


def test_syslog_of_today() -> None:
    line = read(
        "<165>1 2026-11-22T11:00:00.003Z mail.example sshd 4123 ID47 "
        '[ex@1 user="anna" note="a \\"b\\" \\]c"][o@2] \ufeffHello',
        "syslog",
    )
    assert line.at == NOW - 3_600_000 + 3
    assert (line.host, line.program, line.level, line.text) == ("mail.example", "sshd", "notice", "Hello")
    assert {"user": "anna", "note": 'a "b" ]c', "pid": "4123", "msgid": "ID47"}.items() <= line.fields.items()


def test_syslog_without_structured_data() -> None:
    line = read("<34>1 - - su - - - 'su root' failed", "syslog")
    assert (line.at, line.host, line.program, line.level, line.text) == (NOW, "", "su", "critical", "'su root' failed")


def test_syslog_of_old_has_no_year_and_no_zone() -> None:
    local = datetime.fromtimestamp(NOW / 1000 - 60)
    stamp = f"{local:%b} {local.day:2d} {local:%H:%M:%S}"
    line = read(f"<38>{stamp} web-1 sshd[99]: Failed password for root from 192.0.2.7 port 22 ssh2", "syslog")
    assert line.at == NOW - 60_000
    assert (line.host, line.program, line.fields["pid"]) == ("web-1", "sshd", "99")
    assert read(f"{stamp} web-1 cron: tick").program == "cron"


def test_december_is_last_year_in_january() -> None:
    january = int(datetime(2027, 1, 1, 0, 5).timestamp() * 1000)
    line = read_line(b"Dec 31 23:59:00 web-1 cron: tick", "plain", "test", january)
    assert line is not None
    assert line.at == january - 360_000


def test_a_web_server_s_access_log() -> None:
    line = read('192.0.2.7 - anna [22/Nov/2026:11:00:00 +0000] "GET /export HTTP/1.1" 503 5120 "-" "curl"')
    assert line.at == NOW - 3_600_000
    wanted = {"source_ip": "192.0.2.7", "user": "anna", "status": "503", "bytes_out": "5120", "path": "/export"}
    assert wanted.items() <= line.fields.items()


def test_plain_text_with_pairs() -> None:
    line = read('2026-11-22 11:00:00 level=error user=anna msg="disk full" took=3')
    assert (line.at, line.level, line.fields["user"]) == (NOW - 3_600_000, "error", "anna")


def test_a_line_that_is_no_json_is_text() -> None:
    assert read('{"half": ', "json-lines").text == '{"half":'


def test_blank_lines_are_none() -> None:
    assert read_line(b" \r\n", "plain", "test", NOW) is None


@given(st.binary(max_size=400), st.sampled_from(["json-lines", "plain", "syslog"]))
def test_no_line_breaks_a_reader(raw: bytes, form: str) -> None:
    line = read_line(raw, form, "test", NOW)
    assert line is None or line.text


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * LINE_LIMIT,
        b'{"a":' * 3000,
        b"=" * LINE_LIMIT,
        b'a="' * 5000,
        b"<165>1 - - - - - " + b"[a " * 5000,
        b'<165>1 - - - - - [a b="' + b"\\" * 9000,
        b'{"ts": 1e999, "msg": "x"}',
        b'{"level": {"a": [[[1]]]}, "msg": "\\ud800"}',
        b"9999-99-99T99:99:99Z x",
    ],
)
def test_hostile_lines_are_lines(raw: bytes) -> None:
    for form in ("json-lines", "plain", "syslog"):
        line = read_line(raw, form, "test", NOW)
        assert line is None or 0 < len(line.text) <= LINE_LIMIT
