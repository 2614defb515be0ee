"""A real Alertmanager for tests: a folder of its own, on loopback, at a free port.

Import `start_alertmanager` and `alertmanager` into a conftest or a test. `fire` and `resolve` put alerts in through its
API, `amtool` is its own client.
"""

import json
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.live.parts import program
from tests.live.ports import free_port

CONFIG = "route: {receiver: none, group_wait: 0s, group_interval: 1s}\nreceivers: [{name: none}]\n"


class Alertmanager:
    """An Alertmanager that a test may stop and start."""

    def __init__(self, folder: Path, config: str = CONFIG) -> None:
        self._program = program("prometheus-alertmanager", "prometheus-alertmanager")
        self._amtool = program("amtool", "prometheus-alertmanager")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        (folder / "alertmanager.yml").write_text(config)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Let it run; returns once it is ready."""
        log = (self._folder / "alertmanager.log").open("ab")
        command = [
            str(self._program),
            f"--config.file={self._folder / 'alertmanager.yml'}",
            f"--storage.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
        ]
        self._process = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/-/ready", timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        pytest.fail((self._folder / "alertmanager.log").read_text()[-2_000:])

    def stop(self, how: str = "terminate") -> None:
        """End it: `kill` is a crash."""
        if self._process is not None:
            getattr(self._process, how)()
            self._process.wait(10)
            self._process = None

    def get(self, path: str) -> Any:
        """What its API v2 answers."""
        with urllib.request.urlopen(f"{self.url}/api/v2{path}", timeout=5) as answer:
            return json.load(answer)

    def fire(self, name: str, ends_in: float = 300, **labels: str) -> None:
        """An alert with these labels; over in `ends_in` seconds, which is at once below 0."""
        now = datetime.now(UTC)
        alert = {
            "labels": {"alertname": name, **labels},
            "annotations": {"summary": f"{name} fires"},
            "startsAt": (now - timedelta(minutes=1)).isoformat(),
            "endsAt": (now + timedelta(seconds=ends_in)).isoformat(),
        }
        request = urllib.request.Request(
            f"{self.url}/api/v2/alerts", json.dumps([alert]).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=5):
            pass

    def resolve(self, name: str, **labels: str) -> None:
        """The same alert is over."""
        self.fire(name, -1, **labels)

    def amtool(self, *arguments: str) -> str:
        """What Alertmanager's own client says."""
        command = [str(self._amtool), f"--alertmanager.url={self.url}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout


@pytest.fixture(scope="session")
def start_alertmanager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Alertmanager]]:
    """Starts one with a configuration; all of them end with the tests."""
    started: list[Alertmanager] = []

    def start(config: str = CONFIG) -> Alertmanager:
        one = Alertmanager(tmp_path_factory.mktemp("alertmanager"), config)
        started.append(one)
        one.start()
        return one

    yield start
    for one in started:
        one.stop("kill")


@pytest.fixture
def alertmanager(start_alertmanager: Callable[..., Alertmanager]) -> Iterator[Alertmanager]:
    """A fresh one."""
    one = start_alertmanager()
    yield one
    one.stop("kill")
