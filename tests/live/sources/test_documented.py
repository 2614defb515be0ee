"""What docs/sources.md shows works as it stands there."""

import json
import re
import tomllib
from pathlib import Path

import yaml

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config.sources import Source
from irsim.live.sources import FORMATS, load_mapping, read
from tests.live.sources.bodies import BEGAN, NOW, sent

TEXT = (Path(__file__).parents[3] / "docs" / "sources.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_every_source_in_it_is_a_source() -> None:
    found = [Source.model_validate(each) for block in blocks("toml") for each in tomllib.loads(block)["sources"]]
    assert len(found) == len(blocks("toml"))
    assert {source.format for source in found} <= set(FORMATS)


def test_every_format_is_in_its_table() -> None:
    assert [name for name in FORMATS if f"| `{name}` |" not in TEXT] == []


def test_its_yaml_is_yaml_and_its_mapping_reads_what_it_says() -> None:
    for block in blocks("yaml"):
        yaml.safe_load(block)
    mapping = load_mapping(blocks("yaml")[-1], "uptime.yaml")
    check = {"id": 7, "name": "Shop", "status": "DOWN", "region": ["eu", "us"], "meta": {"service.name": "checkout"}}
    body = {"version": 2, "event": "change", "account": "acme", "tags": ["env:prod"], "checks": [check]}
    (signal,) = read("generic", sent(body), mapping, received=NOW).signals
    assert signal == Signal(
        "acme/7",
        FIRING,
        "Shop is DOWN at eu",
        severity="high",
        service="checkout",
        labels={"region": "eu", "env": "prod"},
        links={"source": "https://uptime.example.org/checks/7"},
    )
    assert not read("generic", sent(body | {"event": "ping"}), mapping, received=NOW).signals


def test_its_datadog_payload_is_read() -> None:
    payload = json.loads(blocks("json")[0]) | {"transition": "Recovered", "date": str(BEGAN)}
    (signal,) = read("datadog", sent(payload), received=NOW).signals
    assert (signal.key, signal.state, signal.severity) == ("$AGGREG_KEY", RESOLVED, "$ALERT_PRIORITY")


def test_its_own_json_is_read() -> None:
    body = re.search(r"-d '(\{.*?\})'\n", TEXT, re.DOTALL)
    assert body is not None
    reading = read("generic", body[1].encode(), received=NOW)
    assert reading.faults == ()
    assert (reading.signals[0].key, reading.signals[0].since) == ("backup-db-1", BEGAN)
