"""An installation of irsim live in a folder of its own: its configuration, its `irsim serve`, and who asks it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from irsim.live.config.loading import load_configuration
from irsim.live.places import address_of, socket_of
from irsim.live.store.opening import open_store
from irsim.log.records import Record, unseal
from tests.live.ports import free_port


class Installation:
    """One machine's: `toml` is added to the configuration. Several in one folder share nothing but the store's URL."""

    def __init__(self, folder: Path, toml: str = "", *, store: str = "", name: str = "one") -> None:
        self.folder = folder / name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = self.folder / "irsim.toml"
        url = store or f"sqlite:///{self.folder / 'live.sqlite'}"
        self.config.write_text(
            f'[serve]\nlisten = "127.0.0.1:{self.port}"\nsocket = "{self.folder / "s"}"\n[store]\nurl = "{url}"\n{toml}'
        )
        run = self.folder / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")},
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_RUNTIME_DIR": str(run),
        }
        self.log = self.folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def irsim(self, *words: str) -> list[str]:
        """A command line of irsim with this configuration."""
        return [sys.executable, "-m", "irsim.cli", *words, "--config", str(self.config)]

    def run(self, *words: str, seconds: float = 30) -> "subprocess.CompletedProcess[str]":
        """Run one to its end."""
        return subprocess.run(self.irsim(*words), env=self.env, capture_output=True, text=True, timeout=seconds)

    def start(self) -> None:
        """Start serving, and wait until it is well."""
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.irsim("serve"), env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self.until(lambda: self.health()[0] in (200, 503), "the receiver")

    def until(self, there: Callable[[], Any], what: str = "it", seconds: float = 20) -> Any:
        """Wait until `there` gives something; what it gave."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := there():
                return found
            if self.process is not None and self.process.poll() not in (None, -signal.SIGKILL):
                break
            time.sleep(0.03)
        raise AssertionError(f"{what} did not come; irsim serve said:\n{self.log.read_text()[-3000:]}")

    def health(self) -> tuple[int, dict[str, Any]]:
        """What `/healthz` says; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return answer.status, msgspec.json.decode(answer.read())
        except urllib.error.HTTPError as error:
            with suppress(msgspec.DecodeError):
                return error.code, msgspec.json.decode(error.read())
            return error.code, {}
        except OSError:
            return 0, {}

    def well(self) -> None:
        """Wait until it is."""
        self.until(lambda: self.health()[0] == 200, "good health")

    def post(self, path: str, body: Any, **headers: str) -> int:
        """Deliver something; the status, 0 where nobody answered."""
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        asked = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json", **headers}, method="POST"
        )
        try:
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def stop(self) -> int:
        """End it in good order; its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process = None
        return code

    @property
    def socket(self) -> Path:
        """Where terminals join."""
        return socket_of(load_configuration(self.config))

    def records(self) -> list[Record]:
        """What is in the store."""
        store = open_store(address_of(load_configuration(self.config)), create=False)
        try:
            return [unseal(line.rstrip(b"\n")) for line in store.read(0)]
        finally:
            store.close()


def firing(name: str, *, service: str = "api", severity: str = "critical", **labels: str) -> dict[str, Any]:
    """An alert as Alertmanager's API takes it."""
    return {
        "labels": {"alertname": name, "service": service, "severity": severity, **labels},
        "annotations": {"summary": f"{name} on {service}"},
    }


def webhook(*alerts: dict[str, Any], status: str = "firing", truncated: int = 0) -> dict[str, Any]:
    """A webhook of Alertmanager's, version 4; each alert may bring its own `status`."""
    told = []
    for number, alert in enumerate(alerts):
        labels = alert["labels"]
        told.append(
            {
                "status": status,
                "startsAt": "2026-11-22T02:00:00Z",
                "endsAt": "0001-01-01T00:00:00Z",
                "generatorURL": "http://127.0.0.1:9090/graph",
                "fingerprint": alert.get("fingerprint") or f"{hash(tuple(sorted(labels.items()))) & (2**64 - 1):016x}",
                **alert,
                "number": number,
            }
        )
    return {
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": truncated,
        "status": status,
        "receiver": "irsim",
        "groupLabels": {},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "http://127.0.0.1:9093",
        "alerts": told,
    }
