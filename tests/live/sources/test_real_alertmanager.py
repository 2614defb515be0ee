"""A real Alertmanager's bodies: what it posts when a group is cut, and what its API says."""

import json
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from irsim.events.signals import FIRING, RESOLVED
from irsim.live.sources import read
from irsim.live.sources.alertmanager_api import difference
from tests.live.parts import program

CONFIGURATION = """
route: {{receiver: irsim, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
  - name: irsim
    webhook_configs:
      - {{url: 'http://127.0.0.1:{port}/', send_resolved: true, max_alerts: {most}}}
"""


def now() -> int:
    return time.time_ns() // 1_000_000


class Hook(HTTPServer):
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Keeping)
        self.bodies: list[bytes] = []


class _Keeping(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := condition():
                return found
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("it did not come")


@pytest.fixture
def manager(hook: Hook, tmp_path: Path) -> Iterator[str]:
    """The address of an Alertmanager that posts to `hook`, one alert of a group at most."""
    binary = program("prometheus-alertmanager", "prometheus-alertmanager")
    (tmp_path / "a.yml").write_text(CONFIGURATION.format(port=hook.server_port, most=1))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = [f"--config.file={tmp_path}/a.yml", f"--storage.path={tmp_path}", f"--web.listen-address={address}"]
    with subprocess.Popen(
        [str(binary), *options, "--cluster.listen-address="], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(lambda: urllib.request.urlopen(f"http://{address}/-/ready", timeout=1).status == 200)
            yield f"http://{address}/api/v2/alerts"
        finally:
            process.terminate()


def post(address: str, *alerts: dict[str, Any]) -> None:
    body = json.dumps(alerts).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=5).close()


def test_what_a_real_alertmanager_posts_and_says(manager: str, hook: Hook) -> None:
    labels = [{"alertname": "Disk", "host": f"db-{n}", "severity": "critical"} for n in range(2)]
    post(manager, *({"labels": each, "annotations": {"summary": each["host"]}} for each in labels))
    body = until(lambda: hook.bodies and hook.bodies[-1])
    reading = read("alertmanager", body, received=now())
    assert [signal.state for signal in reading.signals] == [FIRING]
    assert (reading.truncated, reading.faults) == (1, ())

    def polled() -> bytes:
        with urllib.request.urlopen(manager, timeout=5) as answer:
            return bytes(answer.read())

    (told,), known = difference({}, polled(), now())
    signals = read("alertmanager-api", told, received=now()).signals
    assert {signal.title: signal.state for signal in signals} == {"db-0": FIRING, "db-1": FIRING}
    assert reading.signals[0].key in known, "the webhook and the API have the same key for an alert"

    count = len(hook.bodies)
    post(manager, *({"labels": each, "endsAt": "2025-01-01T00:00:01Z"} for each in labels[:1]))
    body = until(lambda: len(hook.bodies) > count and hook.bodies[-1])
    cut = read("alertmanager", body, received=now())
    assert cut.truncated == 1
    assert all(signal.state == FIRING for signal in cut.signals), "a truncated group closes nothing"
    (told,), _ = difference(known, polled(), now())
    states = {signal.key: signal.state for signal in read("alertmanager-api", told, received=now()).signals}
    assert list(states.values()) == [RESOLVED], "the API says what is over"
