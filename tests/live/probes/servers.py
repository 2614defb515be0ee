"""Real servers on loopback that probes look at."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


def certificate(folder: Path, *, days: float, name: str = "localhost") -> Path:
    """A self-signed certificate of `name` and its key, in one file, valid for so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}-{days}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Site:
    """A web site that can be made to fail."""

    def __init__(self) -> None:
        self.status = 200
        self.text = "all is well"
        self.delay = 0.0
        self.location = ""
        self.asked = 0
        self.port = 0

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}/healthz"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One request."""
        self.asked += 1
        await asyncio.sleep(self.delay)
        if request.path == "/flood":
            response = web.StreamResponse()
            await response.prepare(request)
            for _ in range(2_000):
                await response.write(b"x" * 65_536)
            return response
        headers = {"Location": self.location} if self.location and request.path == "/healthz" else {}
        status = 302 if headers else self.status
        return web.Response(status=status, text=self.text, headers=headers)


@asynccontextmanager
async def site(tls: Path | None = None) -> AsyncIterator[Site]:
    """A site on loopback, over TLS with this certificate."""
    served = Site()
    app = web.Application()
    app.router.add_get("/{any:.*}", served.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    context = None
    if tls is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(tls)
    listening = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await listening.start()
    served.port = runner.addresses[0][1]
    try:
        yield served
    finally:
        await runner.cleanup()
