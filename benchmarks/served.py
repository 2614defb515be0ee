"""What the benchmarks of live start: `irsim serve` and a real Alertmanager, each a process in a folder of its own on
loopback; who sends them alerts, and what they cost."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.live import logs_made as logs_made
from tests.live.ports import free_port
from tests.live.serves import Installation
from tests.live.serves import firing as firing
from tests.live.serves import webhook as webhook
from tests.live.terminals import joined as joined
from tests.live.terminals import until as until

MANAGER = "prometheus-alertmanager"
"""Alertmanager as Debian calls it."""

MANAGED = "route: {receiver: none, group_wait: 30s, group_interval: 5m}\nreceivers: [{name: none}]\n"

ALERT = re.compile(rb"host-\d+-\d+")
"""What tells the alerts apart that `Sender` sends."""

TICKS = os.sysconf("SC_CLK_TCK")


class Served(Protocol):
    """A process that takes alerts."""

    name: str

    @property
    def place(self) -> str:
        """Where alerts are posted, in the form of Alertmanager's API."""

    def start(self) -> None:
        """Returns once it takes alerts."""

    def kill(self) -> None:
        """As a power cut would; returns once it is gone."""

    @property
    def pid(self) -> int:
        """Its number."""

    def alerts(self) -> int:
        """How many different alerts of `Sender` it has."""

    def on_disk(self) -> int:
        """Bytes."""


class Irsim(Installation):
    """`irsim serve` on SQLite as installed, but for the bound on how many requests a second one source may send."""

    name = "irsim"

    def __init__(self, folder: Path, toml: str = "") -> None:
        super().__init__(folder, f"[serve.limits]\nrate = 1_000_000\n{toml}")
        self.file = self.folder / "live.sqlite"
        self.waiting = self.folder / "live-intake.sqlite"

    @property
    def place(self) -> str:
        """See `Served`."""
        return f"{self.url}/in/prometheus"

    @property
    def pid(self) -> int:
        """See `Served`."""
        assert self.process is not None
        return self.process.pid

    def alerts(self) -> int:
        """In deliveries that are in the log, or wait for it."""
        found: set[bytes] = set()
        for rows in (
            _rows(self.file, "SELECT line FROM live_records WHERE kind = 'delivery.received'"),
            _rows(self.waiting, "SELECT body FROM live_deliveries"),
        ):
            for (body,) in rows:
                found.update(ALERT.findall(body))
        return len(found)

    def worked_off(self) -> int:
        """Deliveries that the desk has put into the log."""
        return int(next(_rows(self.file, "SELECT count(*) FROM live_records WHERE kind = 'delivery.received'"))[0])

    def left(self) -> int:
        """Deliveries that are still in the intake."""
        return int(next(_rows(self.waiting, "SELECT count(*) FROM live_deliveries"))[0])

    def on_disk(self) -> int:
        """Log and intake, and what stands in the files beside them."""
        return sum(each.stat().st_size for each in self.folder.glob("live*") if each.is_file())


def _rows(file: Path, query: str) -> Iterator[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as connection:
        yield from connection.execute(query)


class Alertmanager:
    """Debian's, with one route to nobody; its alerts are in its memory."""

    name = "Alertmanager"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "alertmanager"
        self.folder.mkdir()
        (self.folder / "alertmanager.yml").write_text(MANAGED)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> str:
        """See `Served`."""
        return f"{self.url}/api/v2/alerts"

    def start(self) -> None:
        """See `Served`."""
        with (self.folder / "log").open("ab") as log:
            command = [
                MANAGER,
                f"--config.file={self.folder / 'alertmanager.yml'}",
                f"--storage.path={self.folder / 'data'}",
                f"--web.listen-address={self.url.removeprefix('http://')}",
                "--cluster.listen-address=",
            ]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/-/ready", timeout=1):
                    return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """See `Served`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    @property
    def pid(self) -> int:
        """See `Served`."""
        assert self._process is not None
        return self._process.pid

    def alerts(self) -> int:
        """Those that its API lists."""
        with urllib.request.urlopen(self.place, timeout=60) as answer:
            return len(set(ALERT.findall(answer.read())))

    def on_disk(self) -> int:
        """See `Served`."""
        return sum(each.stat().st_size for each in (self.folder / "data").rglob("*") if each.is_file())


@dataclass(frozen=True)
class Sent:
    """What came of sending for a while. Times are in seconds."""

    acknowledged: int
    """requests answered with 200"""
    refused: int
    seconds: float
    p50: float
    p99: float


class Sender:
    """`wrk`, one thread, with a script that makes the alerts: an alert of three hundred bytes, with five labels and two
    annotations. New ones each have a host of their own; repeated ones are the same hundred again and again."""

    def __init__(self, folder: Path) -> None:
        self._script = folder / "send.lua"
        self._script.write_text(SCRIPT)
        self._times = 0

    def begin(self, place: str, connections: int, each: int, new: bool, seconds: float) -> "subprocess.Popen[str]":
        """Send `each` alerts a request to `place`; the process, for `end`."""
        self._times += 1
        words = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s", "-s", str(self._script), place]
        asked = ["wrk", *words, "--", str(each), "new" if new else "again", str(self._times)]
        return subprocess.Popen(asked, stdout=subprocess.PIPE, text=True)

    def end(self, sending: "subprocess.Popen[str]") -> Sent:
        """Wait for its end; what came of it."""
        said, _ = sending.communicate(timeout=120)
        found = json.loads(said.splitlines()[-1])
        good = found["requests"] - found["refused"]
        return Sent(good, found["refused"], found["us"] / 1e6, found["p50"] / 1e6, found["p99"] / 1e6)

    def send(self, place: str, connections: int, each: int, new: bool, seconds: float) -> Sent:
        """Both."""
        return self.end(self.begin(place, connections, each, new, seconds))


SCRIPT = """
local each, new, times, number, bodies = 1, true, "0", 0, {}
local head = '{"labels":{"alertname":"DiskAlmostFull","service":"api","severity":"low","cluster":"eu-1","instance":"'
local tail = '"},"annotations":{"summary":"The disk of this host is almost full","description":"'
  .. 'Less than a tenth is left on /var; it is full in about four hours at this pace."},'
  .. '"generatorURL":"http://prometheus.example:9090/graph?g0.expr=disk"}'

local function alerts(since)
  local parts = {}
  for n = 1, each do
    parts[n] = head .. "host-" .. times .. "-" .. (since + n) .. tail
  end
  return wrk.format("POST", nil, nil, "[" .. table.concat(parts, ",") .. "]")
end

function init(args)
  wrk.headers["Content-Type"] = "application/json"
  each, new, times = tonumber(args[1]), args[2] == "new", args[3]
  if not new then
    local since = 0
    repeat
      bodies[#bodies + 1] = alerts(since)
      since = since + each
    until since >= 100
  end
end

function request()
  number = number + 1
  if new then
    return alerts((number - 1) * each)
  end
  return bodies[number % #bodies + 1]
end

function done(summary, latency, requests)
  io.write(string.format('\\n{"requests":%d,"refused":%d,"us":%d,"p50":%d,"p99":%d}\\n', summary.requests,
    summary.errors.status, summary.duration, latency:percentile(50), latency:percentile(99)))
end
"""


def missing() -> str:
    """Which of the programs that are measured with is not here, and what to install; empty where all are."""
    wanted = {"wrk": "wrk", MANAGER: "prometheus-alertmanager"}
    packages = [package for name, package in wanted.items() if shutil.which(name) is None]
    return f"Install Debian's {' and '.join(packages)} for this benchmark." if packages else ""


def peak(pid: int) -> float:
    """The most memory that a process has held so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1e3


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, with the threads that are gone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
