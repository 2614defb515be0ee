"""A real Prometheus with a rule, a real Alertmanager, and us: what it watches is down, is up again, and nobody closes
the incident but people."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.live import ResolutionProposed
from tests.live.parts import program
from tests.live.ports import free_port
from tests.live.serves import Installation

PROMETHEUS = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
alerting:
  alertmanagers: [{{static_configs: [{{targets: ['127.0.0.1:{alertmanager}']}}]}}]
rule_files: [rules.yml]
scrape_configs:
  - {{job_name: smtp-submission, static_configs: [{{targets: ['127.0.0.1:{target}']}}]}}
"""

RULES = """
groups:
  - name: mail
    rules:
      - alert: TargetDown
        expr: up == 0
        labels: {severity: critical}
        annotations: {summary: 'Nothing answers at {{ $labels.instance }}', runbook_url: 'https://runbooks.example/down'}
"""

ALERTMANAGER = """
route: {{receiver: irsim, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}}
receivers:
  - name: irsim
    webhook_configs:
      - {{url: '{url}/in/alertmanager', send_resolved: true, http_config: {{authorization: {{credentials: {token}}}}}}}
"""

TOKEN = "a-secret-of-this-test-alone"


class _Metrics(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"mails 1\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def running(*commands: list[str]) -> Iterator[None]:
    """Programs, for as long as they are needed."""
    started = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for words in commands]
    try:
        yield
    finally:
        for each in started:
            each.kill()
            each.wait(10)


def test_what_prometheus_sees_is_on_the_board_and_a_resolution_is_only_proposed(tmp_path: Path) -> None:
    sources = '[[sources]]\nname = "alertmanager"\nformat = "alertmanager"\nsecrets = [{ env = "ALERTS_TOKEN" }]\n'
    room = Installation(tmp_path, sources)
    room.env["ALERTS_TOKEN"] = TOKEN
    target, prometheus, alertmanager = free_port(), free_port(), free_port()
    (tmp_path / "rules.yml").write_text(RULES)
    (tmp_path / "prometheus.yml").write_text(PROMETHEUS.format(alertmanager=alertmanager, target=target))
    (tmp_path / "alertmanager.yml").write_text(ALERTMANAGER.format(url=room.url, token=TOKEN))
    commands = [
        [
            str(program("prometheus", "prometheus")),
            f"--config.file={tmp_path / 'prometheus.yml'}",
            f"--storage.tsdb.path={tmp_path / 'prometheus'}",
            f"--web.listen-address=127.0.0.1:{prometheus}",
        ],
        [
            str(program("prometheus-alertmanager", "prometheus-alertmanager")),
            f"--config.file={tmp_path / 'alertmanager.yml'}",
            f"--storage.path={tmp_path / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{alertmanager}",
            "--cluster.listen-address=",
        ],
    ]
    room.start()
    try:
        assert room.post("/in/alertmanager", {"version": "4", "alerts": []}) == 401  # nobody says who they are
        with running(*commands):
            fired = room.until(
                lambda: [each.body for each in room.records() if isinstance(each.body, AlertFired)], "the alert", 40
            )[0]
            assert isinstance(fired, AlertFired)
            assert fired.labels["job"] == "smtp-submission"
            assert fired.links["runbook"] == "https://runbooks.example/down"
            with HTTPServer(("127.0.0.1", target), _Metrics) as served:
                threading.Thread(target=served.serve_forever, args=(0.05,), daemon=True).start()
                room.until(
                    lambda: [each for each in room.records() if isinstance(each.body, AlertResolved)], "the end", 40
                )
                served.shutdown()
        kinds = [type(each.body) for each in room.records()]
        assert kinds.count(AlertFired) == 1
        assert ResolutionProposed in kinds
        assert TOKEN not in room.log.read_text() + "".join(str(each.body) for each in room.records())
    finally:
        room.kill()
