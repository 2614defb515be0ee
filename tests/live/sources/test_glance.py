"""A glance says that a body is in order only where reading it finds something, and no fault."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.live.sources import read
from irsim.live.sources.glance import ordinary
from tests.live.sources.bodies import NOW, alert, group, sent

POSTED = {name: value for name, value in alert().items() if name not in ("status", "fingerprint")}


def test_what_senders_send_is_ordinary() -> None:
    assert ordinary("alertmanager", sent(group(alert(), alert("resolved"))))
    assert ordinary("alertmanager-api", sent([POSTED, {"labels": {"alertname": "A"}}]))


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("alertmanager", group(alert(), truncatedAlerts=3)),
        ("alertmanager", group(alert(), version="1")),
        ("alertmanager", group(alert(status="pending"))),
        ("alertmanager", group(alert(labels={}))),
        ("alertmanager", group(alert(startsAt="yesterday"))),
        ("alertmanager", group(alert(), deep=[[[[]]]])),
        ("alertmanager-api", []),
        ("alertmanager-api", [{"labels": ["a"]}]),
        ("pagerduty", [POSTED]),
    ],
)
def test_anything_else_is_read(form: str, body: Any) -> None:
    assert not ordinary(form, sent(body))


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.dictionaries(st.text(max_size=5), st.text())
) | st.sampled_from(["2026-11-22T02:00:00Z", "0001-01-01T00:00:00Z", "2026-11-22T02:00:00.123456789+05:30", "firing"])


@given(st.sampled_from(sorted(alert())), VALUES)
def test_what_is_ordinary_has_no_fault(field: str, value: Any) -> None:
    for form, body in (
        ("alertmanager", sent(group(alert(**{field: value})))),
        ("alertmanager-api", sent([POSTED | {field: value}])),
    ):
        if ordinary(form, body):
            reading = read(form, body, received=NOW)
            assert reading.signals
            assert not reading.faults
