"""irsim's own eyes in a real `irsim serve`: probes, logs, heartbeats and a polled Alertmanager, over a kill."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.live import SourceHeard, SourceSilent
from irsim.events.world import ServiceChanged
from irsim.live.logs.keep import Keep
from tests.live.alertmanager import Alertmanager, alertmanager, start_alertmanager
from tests.live.serves import Installation

__all__ = ["alertmanager", "start_alertmanager"]

TOML = """
[[sources]]
name = "am"
format = "alertmanager"
poll = {{ url = "{manager}", every = "200ms" }}
[[sources]]
name = "backup"
format = "heartbeat"
expect_every = "1s"
[[sources]]
name = "never"
format = "heartbeat"
expect_every = "1s"
[[probes]]
name = "front"
kind = "http"
target = "http://127.0.0.1:{port}/healthz"
service = "api"
every = "100ms"
[[logs]]
name = "auth"
file = "auth.log"
service = "identity"
"""


class Front(ThreadingHTTPServer):
    """A web site that can be made to fail."""

    well = True


class Answer(BaseHTTPRequestHandler):
    """One request to it."""

    server: Front

    def do_GET(self) -> None:  # http.server's name
        """Well or not."""
        self.send_response(200 if self.server.well else 503)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def front() -> Iterator[Front]:
    server = Front(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Watched:
    """What an installation has on record."""

    def __init__(self, room: Installation) -> None:
        self.room = room

    def alerts(self) -> dict[str, str]:
        """Keys of alerts with their sources, to their monitors; those that are over without."""
        open_: dict[str, tuple[str, str]] = {}
        for record in self.room.records():
            if isinstance(record.body, AlertFired):
                open_[record.body.alert] = (f"{record.body.source}:{record.body.key}", record.body.monitor)
            elif isinstance(record.body, AlertResolved):
                open_.pop(record.body.alert, None)
        return dict(open_.values())

    def until(self, key: str, there: bool = True) -> None:
        """Wait until an alert is open, or is not."""
        self.room.until(lambda: any(name.startswith(key) for name in self.alerts()) == there, f"{key} {there}", 15)


def sign_ins(path: Path, count: int) -> None:
    with path.open("a") as file:
        for _ in range(count):
            line = {"ts": time.time(), "event": "login", "outcome": "failure", "user": "anna"}
            file.write(json.dumps(line) + "\n")


def test_own_eyes_over_a_night(tmp_path: Path, front: Front, alertmanager: Alertmanager) -> None:
    room = Installation(tmp_path, TOML.format(manager=alertmanager.url, port=front.server_address[1]))
    log = room.folder / "auth.log"
    log.touch()
    room.start()
    watched = Watched(room)
    try:
        alertmanager.fire("Latency", service="api", severity="high")
        assert room.post("/in/backup", b"alive") in (200, 202)
        watched.until("am:")
        watched.until("irsim:silent:backup")
        sign_ins(log, 6)
        front.well = False
        watched.until("probes:front/unreachable")
        room.kill()
        sign_ins(log, 4)
        front.well = True
        alertmanager.resolve("Latency", service="api", severity="high")
        room.start()
        watched.until("logs:failed-sign-ins/anna")
        watched.until("probes:front/unreachable", False)
        watched.until("am:", False)
        assert room.post("/in/backup", b"alive") in (200, 202)
        watched.until("irsim:silent:backup", False)
        bodies = [record.body for record in room.records()]
        fired = {body.monitor: body for body in bodies if isinstance(body, AlertFired)}
        assert {"unreachable", "suspicious-activity", "source-silent"} <= set(fired)
        assert fired["suspicious-activity"].service == "identity"
        assert {body.metric for body in bodies if isinstance(body, ServiceChanged)} >= {"response_time"}
        assert {body.source for body in bodies if isinstance(body, SourceSilent)} == {"backup"}
        assert "backup" in {body.source for body in bodies if isinstance(body, SourceHeard)}
        keep = Keep(room.folder / "irsim-lines.db", read_only=True)
        assert len(keep.search("anna")) == 10
        keep.close()
    finally:
        room.kill()
