"""One look at real servers."""

import asyncio
import socket
import time
from pathlib import Path

import pytest

from irsim.live.config.probes import Probe
from irsim.live.probes.looking import Look, Names, look
from irsim.live.probes.running import unix_ms
from irsim.words.durations import DAY
from tests.live.probes.servers import certificate, site


def probe(kind: str, target: str, **more: object) -> Probe:
    return Probe.model_validate({"name": "p", "kind": kind, "target": target, "timeout": "2s", **more})


async def seen(wanted: Probe) -> Look:
    names = Names()
    try:
        return await look(wanted, names, unix_ms)
    finally:
        await names.close()


async def of_site(**more: object) -> Look:
    """What is seen of a site that answers so."""
    async with site() as served:
        asked = more.pop("path", "/healthz")
        for name in ("status_is", "text", "delay", "location"):
            if name in more:
                setattr(served, name.removesuffix("_is"), more.pop(name))
        if served.location == "itself":
            served.location = f"http://127.0.0.1:{served.port}/healthz"
        return await seen(probe("http", f"http://127.0.0.1:{served.port}{asked}", **more))


def test_a_site_that_is_well() -> None:
    found = asyncio.run(of_site(contains="is well"))
    assert found.why == ""
    assert 0 <= found.took < 2_000


@pytest.mark.parametrize(
    ("site_is", "why"),
    [
        ({"status_is": 502}, "it answers 502 in place of 200"),
        ({"contains": "all is lost"}, "its answer does not contain what it should"),
        ({"delay": 1.0, "timeout": "100ms"}, "no answer within 0.1 s"),
        ({"location": "http://elsewhere.example/"}, "it answers 302 in place of 200"),
        ({"location": "http://elsewhere.example/", "redirects": ["www.example"]}, "it sends on to elsewhere.example"),
        ({"location": "file:///etc/passwd", "redirects": ["127.0.0.1"]}, "it sends on to"),
        ({"location": "itself", "redirects": ["127.0.0.1"]}, "it sends on more than 5 times"),
    ],
)
def test_a_site_that_is_not(site_is: dict[str, object], why: str) -> None:
    assert asyncio.run(of_site(**site_is)).why.startswith(why)


def test_other_answers_and_redirects_can_be_well() -> None:
    assert asyncio.run(of_site(status_is=404, status=[200, 404])).why == ""
    assert asyncio.run(of_site(location="/other", redirects=["127.0.0.1"])).why == ""


def test_a_flood_is_read_as_far_as_a_probe_needs() -> None:
    begun = time.monotonic()
    assert asyncio.run(of_site(path="/flood")).why == ""
    assert time.monotonic() - begun < 2


def closed_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def test_nobody_listens() -> None:
    port = closed_port()
    for kind, target in (("tcp", f"127.0.0.1:{port}"), ("http", f"http://127.0.0.1:{port}/")):
        assert asyncio.run(seen(probe(kind, target))).why == "it refuses the connection"


def test_somebody_listens() -> None:
    async def one() -> Look:
        async with site() as served:
            return await seen(probe("tcp", f"localhost:{served.port}"))

    found = asyncio.run(one())
    assert found.why == ""
    assert found.took >= 0


def test_somebody_listens_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for kind, target in (("tls", f"127.0.0.1:{port}"), ("http", f"https://127.0.0.1:{port}/")):
            assert asyncio.run(seen(probe(kind, target, timeout="200ms"))).why == "no answer within 0.2 s"


async def of_tls(tls: Path, **more: object) -> tuple[Look, Look]:
    async with site(tls) as served:
        return (
            await seen(probe("tls", f"localhost:{served.port}", **more)),
            await seen(
                probe(
                    "http",
                    f"https://localhost:{served.port}/",
                    **{name: value for name, value in more.items() if name == "ca_file"},
                )
            ),
        )


def test_how_long_a_certificate_is_valid(tmp_path: Path) -> None:
    tls = certificate(tmp_path, days=20)
    of_tls_probe, of_http_probe = asyncio.run(of_tls(tls, ca_file=str(tls)))
    assert of_tls_probe.why == of_http_probe.why == ""
    assert of_tls_probe.left is not None
    assert 19.9 * DAY < of_tls_probe.left <= 20 * DAY


def test_a_chain_that_nobody_vouches_for_a_wrong_name_and_an_expired_one(tmp_path: Path) -> None:
    tls = certificate(tmp_path, days=20)
    for found in asyncio.run(of_tls(tls)):
        assert found.why == "its certificate is not valid: self-signed certificate"
    other = asyncio.run(of_tls(tls, ca_file=str(tls), server_name="mail.example"))[0]
    assert "not valid for 'mail.example'" in other.why
    expired = certificate(tmp_path, days=-1)
    for found in asyncio.run(of_tls(expired, ca_file=str(expired))):
        assert found.why == "its certificate is not valid: certificate has expired"


def test_a_server_without_tls() -> None:
    async def one() -> Look:
        async with site() as served:
            return await seen(probe("tls", f"127.0.0.1:{served.port}"))

    assert asyncio.run(one()).why


def test_names() -> None:
    assert asyncio.run(seen(probe("dns", "localhost"))).why == ""
    assert asyncio.run(seen(probe("dns", "localhost", addresses=["127.0.0.1", "::1"]))).why == ""
    strange = asyncio.run(seen(probe("dns", "localhost", addresses=["192.0.2.1"])))
    assert strange.why.endswith("which is not expected")
    assert asyncio.run(seen(probe("dns", "nothing.invalid"))).why == "its name does not resolve"
    assert asyncio.run(seen(probe("tcp", "nothing.invalid:80"))).why == "its name does not resolve"
    assert asyncio.run(seen(probe("http", "http://nothing.invalid/"))).why == "its name does not resolve"


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ({"kind": "http", "target": "www.example.com"}, "write it as https"),
        ({"kind": "http", "target": "file:///etc/passwd"}, "write it as https"),
        ({"kind": "http", "target": "https://me:secret@example.com"}, "take them out"),
        ({"kind": "tcp", "target": "example.com"}, "write host:port"),
        ({"kind": "dns", "target": "example.com:53"}, "write it as www.example.com"),
        ({"kind": "dns", "target": "example.com", "addresses": ["here"]}, "192.0.2.10"),
        ({"kind": "tcp", "target": "a:1", "contains": "x"}, "take it out"),
    ],
)
def test_a_probe_that_makes_no_sense_is_refused_with_the_cure(wrong: dict[str, object], cure: str) -> None:
    with pytest.raises(ValueError, match=cure):
        Probe.model_validate({"name": "p", **wrong})
