"""`irsim doctor`: every path is tried from end to end, and nothing of it stays behind."""

from pathlib import Path

import pytest

from irsim.cli.doctor import line_of
from irsim.live.config.loading import load_configuration
from irsim.live.doctor import FAULT, Finding
from irsim.live.places import address_of
from irsim.live.store.opening import open_store
from tests.live.asked import asked
from tests.live.ports import free_port
from tests.live.serves import Installation, firing, webhook

FIRST, SECOND = "first-secret-of-a-test", "second-secret-of-a-test"

SOURCES = """
[[sources]]
name = "alertmanager"
format = "alertmanager"
secrets = [{env = "IRSIM_TEST_FIRST"}, {env = "IRSIM_TEST_SECOND"}]
[[sources]]
name = "grafana"
format = "grafana"
sign = "hmac-sha256"
header = "X-Grafana-Alerting-Signature"
timestamp_header = "X-Grafana-Alerting-Timestamp"
joined_by = ":"
secrets = [{env = "IRSIM_TEST_FIRST"}]
[[sources]]
name = "sentry"
format = "sentry"
sign = "sentry"
secrets = [{env = "IRSIM_TEST_FIRST"}]
[[sources]]
name = "events"
format = "pagerduty"
secrets = [{env = "IRSIM_TEST_FIRST"}]
[[sources]]
name = "nightly"
format = "heartbeat"
secrets = [{env = "IRSIM_TEST_FIRST"}]
[[sources]]
name = "polled"
format = "alertmanager-api"
poll = {url = "http://127.0.0.1:NOBODY"}
[[probes]]
name = "itself"
kind = "tcp"
target = "127.0.0.1:PORT"
[[probes]]
name = "gone"
kind = "http"
target = "http://127.0.0.1:NOBODY/"
[[logs]]
name = "app"
file = "app.log"
[[logs]]
name = "machines"
listen = "127.0.0.1:SYSLOG"
[channels.telephone]
by_hand = true
[statuspage]
folder = "public"
"""


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IRSIM_TEST_FIRST", FIRST)
    monkeypatch.setenv("IRSIM_TEST_SECOND", SECOND)


def found(room: Installation, *words: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """Exit code, and for each part its state and what was said."""
    answer = asked(room, "doctor", "--json", *words)
    return answer.code, {each["part"]: (each["state"], each["said"]) for each in answer.json["findings"]}


def test_every_path_is_tried_and_nothing_stays_behind(tmp_path: Path, secrets: None) -> None:
    room = Installation(tmp_path)
    toml = (
        SOURCES.replace("PORT", str(room.port)).replace("SYSLOG", str(free_port())).replace("NOBODY", str(free_port()))
    )
    room.config.write_text(room.config.read_text() + toml)
    code, parts = found(room)
    assert code == 1
    assert parts["store"][0] == "look"
    assert not list(room.folder.glob("live*"))
    assert {parts[name][0] for name in ("process", "receiver", "status page", "poll polled", "log machines")} == {FAULT}

    assert parts["log app"][0] == "look"

    (room.folder / "public").mkdir()
    (room.folder / "app.log").touch()
    room.start()
    try:
        room.well()
        firing_now = webhook(firing("SlowMail", service="smtp-submission"))
        assert room.post("/in/alertmanager", firing_now, Authorization=f"Bearer {SECOND}") == 200
        room.until(lambda: "AL-1" in asked(room, "incidents", "--json").said, "the alert")
        before = room.health(), len([each for each in room.records() if each.by == "source:alertmanager"])
        code, parts = found(room, "--send")
        after = room.health(), len([each for each in room.records() if each.by == "source:alertmanager"])
        assert before == after
        senders = [f"source {name}" for name in ("alertmanager", "grafana", "sentry", "events", "nightly", "polled")]
        well = [
            *senders,
            "configuration",
            "secrets",
            "store",
            "clock",
            "store's file",
            "status page",
            "receiver",
            "log app",
        ]
        assert {name: parts[name] for name in [*well, "probe itself", "log machines"] if parts[name][0] != "well"} == {}
        assert parts["heard alertmanager"][0] == "well"
        assert parts["heard nightly"] == ("look", "never")
        assert parts["way telephone"] == ("look", "used by hand: try it yourself")
        assert [name for name, (state, _) in parts.items() if state == FAULT and "polled" not in name] == ["probe gone"]
        assert code == 1
        assert not {FIRST, SECOND} & set(asked(room, "doctor").said.split())
    finally:
        room.kill()


def test_a_secret_that_was_changed_since_the_start_is_found(
    tmp_path: Path, secrets: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Installation(tmp_path, SOURCES.split('[[sources]]\nname = "grafana"')[0])
    room.start()
    try:
        room.well()
        monkeypatch.setenv("IRSIM_TEST_SECOND", "another-secret-of-a-test")
        _, parts = found(room)
        state, said = parts["source alertmanager"]
        assert state == FAULT
        assert said.startswith("secret 1 of it is refused at")
        assert "401" in said
    finally:
        room.kill()


def test_a_store_takes_a_trial_without_a_trace(tmp_path: Path) -> None:
    room = Installation(tmp_path)
    store = open_store(address_of(load_configuration(room.config)))
    try:
        store.try_out()
        assert store.waiting(0, 10) == []
        assert store.asked(0, 10) == []
        assert store.head().seq == -1
        from irsim.live.store.tables import seen

        with store.reading_intake() as connection:
            assert connection.execute(seen.select()).all() == []
    finally:
        store.close()


def test_a_finding_is_one_line() -> None:
    line = line_of(Finding("probe x", FAULT, "it says \x1b[31m\nno", "mend it"))
    assert line.startswith("FAULT probe x ")
    assert line.endswith("no; mend it")
    assert "\n" not in line
    assert "\x1b" not in line
