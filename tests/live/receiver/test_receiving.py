"""What senders get: the code that their retries understand, after what they sent is durable."""

import asyncio
import hmac
import json
import time
from hashlib import sha256
from pathlib import Path

import pytest

from irsim.live.receiver.facts import Facts
from irsim.live.store.sqlite import SqliteStore
from tests.live.receiver.senders import (
    KEY,
    OLD_TOKEN,
    TOKEN,
    Kept,
    Said,
    alerts,
    event,
    read_answer,
    receiver,
    request,
    send,
)


def sign(body: bytes, at: int | None = None, secret: str = TOKEN) -> dict[str, str]:
    written = str(int(time.time()) if at is None else at)
    made = hmac.digest(secret.encode(), f"{written}.".encode() + body, sha256).hex()
    return {"X-Timestamp": written, "X-Signature-256": f"sha256={made}"}


SIGNED = b'{"key": "k", "state": "firing", "title": "Disk is full"}'


def test_an_alertmanager_gets_200_once_its_group_is_kept_as_it_came() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept, serve='name = "here"') as runner:
            body = alerts(3)
            said = await send(runner, "/in/open", body)
            assert (said.code, said.json) == (200, {"status": "ok"})
            assert said.headers["connection"] == "keep-alive"
            (delivery,) = kept.deliveries
            assert (delivery.source, delivery.format, delivery.body) == ("open", "alertmanager", body)
            assert delivery.receiver == "here"
            assert abs(delivery.received - time.time() * 1000) < 5_000

    asyncio.run(story())


def test_it_is_in_a_real_store_when_the_answer_comes(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "live.db")
        async with receiver(store) as runner:  # type: ignore[arg-type]  # as good as one in memory
            said = await asyncio.gather(*(send(runner, "/in/open", alerts(1, n=str(n))) for n in range(20)))
            other = SqliteStore(tmp_path / "live.db")
            assert len(other.waiting(0, 100)) == 20
            assert {each.code for each in said} == {200}
            other.close()
        store.close()

    asyncio.run(story())


def test_a_part_that_cannot_be_read_is_said_and_the_rest_counts() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            body = json.loads(alerts(2))
            body["alerts"][0]["labels"] = 7
            body["alerts"].append("no alert")
            said = await send(runner, "/in/open", json.dumps(body).encode())
            assert said.code == 200
            assert said.json["faults"]
            assert len(kept.deliveries) == 1

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/v2/enqueue", "/in/pager", "/in/pager/v2/enqueue"])
def test_a_pagerduty_client_gets_its_own_answers(path: str) -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            said = await send(runner, path, event())
            assert said.code == 202
            assert said.json == {"status": "success", "message": "Event processed", "dedup_key": "disk"}
            drawn = await send(runner, path, event(dedup_key=None))
            assert drawn.code == 202
            assert drawn.json["dedup_key"]
            assert KEY.encode() not in b"".join(each.body for each in kept.deliveries)
            forged = await send(runner, path, event(routing_key="F" * 32))
            assert (forged.code, forged.json["status"]) == (400, "invalid event")
            assert (await send(runner, path, event(payload=None))).code == 400
            assert len(kept.deliveries) == 2

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/api/v2/alerts", "/in/prometheus", "/in/prometheus/api/v2/alerts"])
def test_a_prometheus_sends_as_to_an_alertmanager(path: str) -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            body = b'[{"labels": {"alertname": "Down"}, "startsAt": "2026-11-22T10:00:00Z"}]'
            assert (await send(runner, path, body)).code == 200
            assert kept.deliveries[0].source == "prometheus"

    asyncio.run(story())


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_any_active_secret_lets_a_sender_in(token: str) -> None:
    async def story() -> None:
        async with receiver() as runner:
            said = await send(runner, "/in/guarded", alerts(), {"Authorization": f"Bearer {token}"})
            assert said.code == 200

    asyncio.run(story())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer \udcff\udcfe"},
        {"X-Signature-256": TOKEN},
    ],
)
def test_a_wrong_token_gets_401_whatever_the_body(headers: dict[str, str]) -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            for body in (alerts(), b"{", b"[" * 10_000):
                said = await send(runner, "/in/guarded", body, headers)
                assert said.code == 401
                assert "Bearer" in said.headers["www-authenticate"]
                assert TOKEN not in said.body.decode()
            assert not kept.deliveries

    asyncio.run(story())


@pytest.mark.parametrize("secret", [TOKEN, OLD_TOKEN])
def test_a_signature_over_time_and_body_lets_in(secret: str) -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            assert (await send(runner, "/in/signed", SIGNED, sign(SIGNED, secret=secret))).code == 200
            assert len(kept.deliveries) == 1

    asyncio.run(story())


def test_a_forged_or_old_signature_gets_401() -> None:
    async def story() -> None:
        kept = Kept()
        now = int(time.time())
        async with receiver(kept) as runner:
            good = sign(SIGNED)
            for headers, why in [
                (sign(SIGNED, secret="not the secret of this source"), "does not fit"),
                (sign(SIGNED + b" "), "does not fit"),
                ({**good, "X-Timestamp": str(now + 1)}, "does not fit"),
                ({"X-Signature-256": good["X-Signature-256"]}, "does not fit"),
                ({**good, "X-Signature-256": "é" * 64}, "does not fit"),
                (sign(SIGNED, now - 301), "too far"),
                (sign(SIGNED, now + 302), "too far"),
                ({"X-Timestamp": str(now)}, "is missing"),
            ]:
                said = await send(runner, "/in/signed", SIGNED, headers)
                assert (said.code, why in str(said.json["error"])) == (401, True), headers
            assert not kept.deliveries

    asyncio.run(story())


def test_a_replayed_delivery_is_answered_and_counts_once(tmp_path: Path) -> None:
    async def story() -> None:
        store = SqliteStore(tmp_path / "live.db")
        async with receiver(store) as runner:  # type: ignore[arg-type]  # as good as one in memory
            headers = sign(SIGNED)
            said = [await send(runner, "/in/signed", SIGNED, headers) for _ in range(3)]
            assert [each.code for each in said] == [200] * 3
            assert len(store.waiting(0, 10)) == 1
            await send(runner, "/in/signed", SIGNED, sign(SIGNED, int(time.time()) - 7))
            assert len(store.waiting(0, 10)) == 2
        store.close()

    asyncio.run(story())


def test_a_secret_in_the_address_is_refused_with_a_hint() -> None:
    async def story() -> None:
        async with receiver() as runner:
            said = await send(runner, f"/in/guarded?token={TOKEN}", alerts())
            assert said.code == 400
            assert "Authorization: Bearer" in str(said.json["error"])
            assert TOKEN not in said.body.decode()
            assert (await send(runner, "/in/open?cluster=a", alerts())).code == 200

    asyncio.run(story())


@pytest.mark.parametrize(("path", "code"), [("/in/guarded", 503), ("/v2/enqueue", 429), ("/in/signed", 429)])
def test_who_sends_too_fast_is_told_in_the_way_that_it_comes_again(path: str, code: int) -> None:
    def one(number: int) -> tuple[bytes, dict[str, str]]:
        if path == "/in/guarded":
            return alerts(), {"Authorization": f"Bearer {TOKEN}"}
        return (SIGNED, sign(SIGNED, int(time.time()) - number)) if path == "/in/signed" else (event(), {})

    async def story() -> None:
        async with receiver(limits="rate = 2") as runner:
            said: list[Said] = [await send(runner, path, *one(number)) for number in range(6)]
            assert {each.code for each in said[:4]} <= {200, 202}
            assert said[5].code == code
            assert said[5].headers["retry-after"] == "1"

    asyncio.run(story())


def test_a_stranger_cannot_use_up_the_rate_of_a_source() -> None:
    async def story() -> None:
        async with receiver(limits="rate = 2") as runner:
            for _ in range(20):
                assert (await send(runner, "/in/guarded", alerts(), {"Authorization": "Bearer no"})).code == 401
            said = await send(runner, "/in/guarded", alerts(), {"Authorization": f"Bearer {TOKEN}"})
            assert said.code == 200

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/in/open", "/v2/enqueue"])
def test_while_the_store_is_away_senders_come_again(path: str) -> None:
    async def story() -> None:
        kept = Kept(away="the database does not answer")
        body = alerts() if path == "/in/open" else event()
        async with receiver(kept) as runner:
            said = await send(runner, path, body)
            assert (said.code, said.headers["retry-after"]) == (503, "5")
            assert "does not answer" in said.body.decode()
            health = await send(runner, "/healthz", method="GET")
            assert (health.code, health.json["store"]) == (503, "away")
            kept.away = ""
            assert (await send(runner, path, body)).code in (200, 202)
            assert (await send(runner, "/healthz", method="GET")).code == 200

    asyncio.run(story())


def test_other_content_is_refused_with_its_cure() -> None:
    async def story() -> None:
        async with receiver() as runner:
            for headers, code in [
                ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
                ({"Content-Type": "text/plain"}, 415),
                ({"Content-Type": ""}, 415),
                ({"Content-Encoding": "gzip"}, 415),
                ({"Origin": "http://evil.example"}, 403),
                ({"Content-Type": "application/json; charset=utf-8"}, 200),
                ({"Content-Type": "application/cloudevents+json"}, 200),
            ]:
                assert (await send(runner, "/in/open", alerts(), headers)).code == code, headers

    asyncio.run(story())


def test_a_heartbeat_needs_no_body_and_no_content_type() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept, sources='[[sources]]\nname = "cron"\nformat = "heartbeat"') as runner:
            for headers in ({"Content-Type": ""}, {"Content-Type": "application/x-www-form-urlencoded"}):
                assert (await send(runner, "/in/cron", b"", headers)).code == 200
            assert (await send(runner, "/in/cron", b"", {"Origin": "http://evil.example"})).code == 403
            assert len(kept.deliveries) == 2

    asyncio.run(story())


def test_other_paths_and_methods() -> None:
    async def story() -> None:
        async with receiver() as runner:
            for path in ("/", "/in", "/in/", "/in/nobody", "/in/open/", "/api/v1/alerts", "/in/%6fpen", "//in/open"):
                assert (await send(runner, path, alerts())).code == 404, path
            for method in ("GET", "PUT", "DELETE", "OPTIONS", "HEAD"):
                said = await send(runner, "/in/open", method=method) if method != "HEAD" else None
                assert said is None or (said.code, said.headers["allow"]) == (405, "POST")
            assert (await send(runner, "/healthz", b"{}")).code == 405

    asyncio.run(story())


def test_health_says_whether_somebody_works_on_what_comes() -> None:
    async def story() -> None:
        for facts, code, part in [
            (Facts(desk="me", desk_held=True), 200, ("desk", "here")),
            (Facts(desk="another"), 200, ("desk", "elsewhere")),
            (Facts(), 503, ("desk", "nobody")),
            (Facts(desk="me", store="it is gone"), 503, ("store", "away")),
            (Facts(desk="me", lag=31_000), 503, ("lag_seconds", 31)),
        ]:
            async with receiver(facts=facts) as runner:
                said = await send(runner, "/healthz", method="GET")
                assert (said.code, said.json[part[0]]) == (code, part[1])

    asyncio.run(story())


def test_metrics_are_in_the_format_that_prometheus_reads() -> None:
    async def story() -> None:
        facts = Facts(
            desk="me",
            desk_held=True,
            lag=1_500,
            open_incidents={"SEV-1": 2, 'a "b"\n\\': 1},
            clocks_overdue=3,
            outbox=4,
            heard={"open": 1_700_000_000_000, "never": -1},
        )
        async with receiver(facts=facts) as runner:
            await send(runner, "/in/open", alerts())
            await send(runner, "/in/guarded", alerts())
            await send(runner, "/nowhere", alerts())
            said = await send(runner, "/metrics", method="GET")
            assert said.code == 200
            assert said.headers["content-type"].startswith("text/plain; version=0.0.4")
            lines = said.body.decode().splitlines()
            for line in (
                'irsim_deliveries_total{source="open",code="200"} 1',
                'irsim_deliveries_total{source="guarded",code="401"} 1',
                'irsim_deliveries_total{source="",code="404"} 1',
                'irsim_delivery_seconds_bucket{le="+Inf"} 3',
                "irsim_delivery_seconds_count 3",
                'irsim_incidents_open{severity="SEV-1"} 2',
                'irsim_incidents_open{severity="a \\"b\\"\\n\\\\"} 1',
                'irsim_source_last_heard_timestamp_seconds{source="open"} 1700000000.000',
                "irsim_desk_held 1",
                "irsim_desk_lag_seconds 1.500",
                "irsim_clocks_overdue 3",
                "irsim_outbox_waiting 4",
            ):
                assert line in lines
            assert not any("never" in line for line in lines)

    asyncio.run(story())


def test_metrics_can_have_a_secret() -> None:
    async def story() -> None:
        async with receiver(serve='metrics_secrets = [{ env = "OTHER" }]') as runner:
            assert (await send(runner, "/metrics", method="GET")).code == 401
            headers = {"Authorization": "Bearer another-secret-of-another-source"}
            assert (await send(runner, "/metrics", headers=headers, method="GET")).code == 200

    asyncio.run(story())


def test_a_web_page_whose_name_leads_here_reads_no_metrics() -> None:
    async def story() -> None:
        async with receiver() as runner:
            for host, code in [
                ("evil.example", 403),
                ("evil.example:9311", 403),
                ("localhost:9311", 200),
                ("[::1]", 200),
            ]:
                assert (await send(runner, "/metrics", headers={"Host": host}, method="GET")).code == code

    asyncio.run(story())


def test_why_a_source_was_refused_is_known_until_it_is_heard_well() -> None:
    async def story() -> None:
        async with receiver() as runner:
            await send(runner, "/in/open", b"{")
            trouble = runner.receiving.troubles["open"]
            assert trouble.code == 400
            assert "JSON" in trouble.sentence
            await send(runner, "/in/open", alerts())
            assert not runner.receiving.troubles

    asyncio.run(story())


def test_a_mistake_of_ours_says_nothing_of_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            kept.put = None  # type: ignore[assignment,method-assign]  # a mistake of ours
            said = await send(runner, "/in/guarded", alerts(secret="geheim"), {"Authorization": f"Bearer {TOKEN}"})
            assert said.code == 500
        assert "TypeError" in caplog.text
        assert TOKEN not in caplog.text
        assert "geheim" not in caplog.text

    asyncio.run(story())


def test_who_is_under_way_is_answered_when_the_receiver_ends() -> None:
    async def story() -> None:
        kept = Kept()
        async with receiver(kept) as runner:
            reader, writer = await asyncio.open_connection(*runner.address)
            writer.write(request("/in/open", alerts()))
            await asyncio.sleep(0.05)
        assert (await read_answer(reader)).code == 200
        writer.close()
        assert len(kept.deliveries) == 1

    asyncio.run(story())
