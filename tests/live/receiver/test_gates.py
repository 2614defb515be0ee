"""Ways of signing: Sentry's, Grafana's, and tokens in headers of other names."""

import hmac
from hashlib import sha256
from typing import Any

import pytest

from irsim.live.config import Hidden
from irsim.live.config.sources import Source
from irsim.live.receiver.gates import Gate
from irsim.live.receiver.refusals import Refusal

KEY = "a-key-that-is-long-enough"
NOW = 1_700_000_000_000
BODY = b'{"action": "resolved"}'


def gate(**keys: Any) -> Gate:
    given = {"name": "a", "format": "generic", "secrets": [{"env": "A"}], **keys}
    return Gate(Source.model_validate(given), (Hidden("another-key-that-is-long"), Hidden(KEY)))


def signed(content: bytes) -> str:
    return hmac.digest(KEY.encode(), content, sha256).hex()


def test_sentry_signs_the_body_and_says_when() -> None:
    sentry = gate(format="sentry", sign="sentry")
    headers = {"Sentry-Hook-Signature": signed(BODY), "Sentry-Hook-Timestamp": str(NOW // 1000)}
    assert sentry.let_in(headers, BODY, NOW) == signed(BODY), "a second one like it is the first one again"
    with pytest.raises(Refusal, match="too far"):
        sentry.let_in(headers, BODY, NOW + 301_000)
    with pytest.raises(Refusal, match="does not fit"):
        sentry.let_in(headers, BODY + b" ", NOW)


@pytest.mark.parametrize("at", [NOW // 1000, NOW])
def test_grafana_signs_time_and_body(at: int) -> None:
    grafana = gate(
        sign="hmac-sha256",
        header="X-Grafana-Alerting-Signature",
        timestamp_header="X-Grafana-Alerting-Timestamp",
        joined_by=":",
    )
    headers = {
        "X-Grafana-Alerting-Signature": signed(f"{at}:".encode() + BODY),
        "X-Grafana-Alerting-Timestamp": str(at),
    }
    assert grafana.let_in(headers, BODY, NOW + 299_000)
    for written in ("", "-1", "1e9", "٣" * 10, "9" * 400):
        moved = {**headers, "X-Grafana-Alerting-Timestamp": written}
        with pytest.raises(Refusal):
            grafana.let_in(moved, BODY, NOW)


@pytest.mark.parametrize("written", ["", "yesterday", "-5", "9" * 16])
def test_a_signed_time_that_is_none_is_refused(written: str) -> None:
    stamped = gate(sign="hmac-sha256", timestamp_header="X-Timestamp")
    headers = {"X-Signature-256": signed(f"{written}.".encode() + BODY), "X-Timestamp": written}
    with pytest.raises(Refusal, match="is no time"):
        stamped.let_in(headers, BODY, NOW)


def test_without_a_signed_time_the_same_body_may_come_twice() -> None:
    """It fires, is resolved, and fires again: the third is no replay of the first."""
    plain = gate(sign="hmac-sha256")
    assert plain.let_in({"X-Signature-256": f"SHA256={signed(BODY).upper()}"}, BODY, NOW) == ""


@pytest.mark.parametrize("value", [KEY, f"Bearer {KEY}", f"bearer  {KEY} "])
def test_a_token_may_stand_in_a_header_of_another_name(value: str) -> None:
    assert gate(header="X-Api-Key").let_in({"X-Api-Key": value}, BODY, NOW) == ""
    with pytest.raises(Refusal):
        gate(header="X-Api-Key").let_in({"X-Api-Key": value + "x"}, BODY, NOW)
