"""The server around the receiver: addresses, certificates, secrets; and clients of others that send to it."""

import asyncio
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from irsim.live.sources import read
from irsim.words.faults import BadInput
from tests.live.parts import program
from tests.live.receiver.senders import KEY, SOURCES, Kept, alerts, read_answer, receiver, request, send


def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that lasts a day, `cert.pem`, and its key, `key.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "irsim")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").touch(0o600)
    (folder / "key.pem").write_bytes(secret)
    return folder / "cert.pem"


TLS = 'tls_cert = "cert.pem"\ntls_key = "key.pem"'


def test_with_a_certificate_senders_come_by_https(tmp_path: Path) -> None:
    async def story() -> None:
        trusted = ssl.create_default_context(cafile=str(certificate(tmp_path)))
        async with receiver(serve=TLS, folder=tmp_path) as runner:
            assert runner.url.startswith("https://127.0.0.1:")
            reader, writer = await asyncio.open_connection(*runner.address, ssl=trusted)
            writer.write(request("/in/open", alerts()))
            assert (await read_answer(reader)).code == 200
            writer.close()

    asyncio.run(story())


def refused(tmp_path: Path, serve: str = TLS) -> str:
    async def story() -> None:
        async with receiver(serve=serve, folder=tmp_path):
            pass

    with pytest.raises(BadInput) as caught:
        asyncio.run(story())
    return str(caught.value)


def test_a_key_within_the_reach_of_others_or_of_another_certificate_is_refused(tmp_path: Path) -> None:
    certificate(tmp_path)
    (tmp_path / "key.pem").chmod(0o640)
    assert "run chmod 600" in refused(tmp_path)
    (tmp_path / "key.pem").chmod(0o600)
    (tmp_path / "key.pem").write_text("no key")
    assert "give PEM files that belong together" in refused(tmp_path)
    (tmp_path / "key.pem").unlink()
    assert "cannot be read" in refused(tmp_path)


def test_secrets_that_are_missing_keep_the_receiver_from_starting(tmp_path: Path) -> None:
    assert "the environment has no NONE" in refused(tmp_path, 'metrics_secrets = [{ env = "NONE" }]')


def test_an_address_that_is_taken_is_said_with_its_cure() -> None:
    async def story() -> None:
        async with receiver() as runner:
            host, port = runner.address
            with pytest.raises(BadInput, match="another program listens there; end that"):
                async with receiver(sources="", serve="", listen=f"{host}:{port}"):
                    pass

    asyncio.run(story())


def test_elsewhere_than_on_loopback_metrics_need_a_secret() -> None:
    guarded = '[[sources]]\nname = "a"\nformat = "generic"\nsecrets = [{ env = "TOKEN" }]'

    async def story() -> None:
        async with receiver(sources=guarded, listen="0.0.0.0:0") as runner:
            runner.address = "127.0.0.1", runner.address[1]
            assert (await send(runner, "/metrics", method="GET")).code == 403
            assert (await send(runner, "/healthz", method="GET")).code == 200

    asyncio.run(story())


def test_the_client_of_pagerduty_sends_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pagerduty = pytest.importorskip("pagerduty")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))  # it takes https alone

    def talk(url: str) -> list[str]:
        client = pagerduty.EventsApiV2Client(KEY)
        client.url = url
        key = client.trigger("Disk is full", "db1", severity="critical", dedup_key="disk")
        client.acknowledge("disk")
        client.resolve("disk")
        drawn = client.trigger("Disk is full", "db2")
        stranger = pagerduty.EventsApiV2Client("F" * 32)
        stranger.url = url
        with pytest.raises(pagerduty.Error):
            stranger.trigger("Disk is full", "db1")
        return [key, drawn]

    async def story() -> None:
        kept = Kept()
        async with receiver(kept, serve=TLS, folder=tmp_path) as runner:
            keys = await asyncio.to_thread(talk, runner.url)
        signals = [read(each.format, each.body, received=0).signals[0] for each in kept.deliveries]
        assert [(each.key, each.state) for each in signals] == [
            ("disk", "firing"),
            ("disk", "acknowledged"),
            ("disk", "resolved"),
            (keys[1], "firing"),
        ]
        assert keys[0] == "disk"

    asyncio.run(story())


def test_amtool_adds_an_alert_to_it() -> None:
    amtool = program("amtool", "prometheus-alertmanager")

    async def story() -> None:
        kept = Kept()
        async with receiver(kept, sources=SOURCES) as runner:
            line = [f"--alertmanager.url={runner.url}", "alert", "add", "HighLatency", "severity=critical"]
            told = await asyncio.create_subprocess_exec(amtool, *line, stderr=subprocess.PIPE)
            _, said = await asyncio.wait_for(told.communicate(), 20)
            assert told.returncode == 0, said
        (delivery,) = kept.deliveries
        assert read(delivery.format, delivery.body, received=delivery.received).signals[0].title == "HighLatency"

    asyncio.run(story())
