"""The HTTP server around the receiver: addresses, TLS, health and metrics, and the end in good order."""

import asyncio
import logging
import os
import socket
import ssl
from collections.abc import Mapping

import msgspec
from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from irsim.live.config import Config, source_secrets
from irsim.live.config.secrets import Hidden, read_all
from irsim.live.config.serve import is_loopback
from irsim.live.config.sources import Source
from irsim.live.receiver.answers import Answer, Sent, refused
from irsim.live.receiver.facts import Facts, Gathering
from irsim.live.receiver.gates import Gate
from irsim.live.receiver.intake import Intake
from irsim.live.receiver.metrics import KIND, exposed
from irsim.live.receiver.receiving import Read, Receiving
from irsim.live.receiver.refusals import Refusal
from irsim.live.sources import Reading, read
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

HEALTH, METRICS = "/healthz", "/metrics"

BACKLOG = 1_024
"""Connections that wait to be accepted: a storm of senders after an outage."""

log = logging.getLogger(__name__)

_quiet = logging.getLogger(f"{__name__}.http")
_quiet.disabled = True
# What aiohttp would log of a broken request holds parts of it, and so perhaps a secret. What matters is counted.


class _Server(web.Server):
    """Bounds how many connections are open: those that have waited longest without a request give way."""

    def __init__(self, receiver: "Runner", most: int, idle: float) -> None:
        super().__init__(
            receiver.answer,
            access_log=None,
            logger=_quiet,
            keepalive_timeout=idle,
            lingering_time=2.0,
            auto_decompress=False,
        )
        self._most = most
        self.busy: set[RequestHandler] = set()

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """A sender has come."""
        if len(self._connections) >= self._most:
            idle = next((each for each in self._connections if each not in self.busy), None)
            if idle is None:
                transport.abort()
            else:
                self._connections[idle].abort()
                del self._connections[idle]
        super().connection_made(handler, transport)


class Runner:
    """A receiver that runs. `close` ends it."""

    def __init__(self, config: Config, intake: Intake, facts: Gathering, read: Read, env: Mapping[str, str]) -> None:
        """Raises BadInput where a secret or the certificate cannot be read."""
        serve = config.serve
        self.intake = intake
        self._config = config
        self._facts = facts
        self.receiving = Receiving(
            config.sources,
            source_secrets(config, env),
            serve.limits,
            intake,
            read,
            receiver=serve.name or socket.gethostname(),
        )
        secrets = read_all(serve.metrics_secrets, "serve.metrics_secrets", config.folder, env)
        self._metrics_gate = _metrics_gate(config, secrets)
        self._tls = _tls(config)
        self._server = _Server(self, serve.limits.connections, serve.limits.idle / 1000)
        self._listener: asyncio.Server | None = None
        self.address: tuple[str, int] = serve.address
        """host and port, once it is open: port 0 is any that is free"""

    @property
    def url(self) -> str:
        """Where senders send to."""
        host, port = self.address
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self._tls else 'http'}://{host}:{port}"

    async def open(self) -> None:
        """Let senders in. Raises BadInput where the address is taken or not ours."""
        host, port = self._config.serve.address
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(self._server, host, port, ssl=self._tls, backlog=BACKLOG)
        except OSError as error:
            why = (error.strerror or "it is out of reach").lower()
            why = "another program listens there" if "in use" in why else why
            message = f"cannot be listened on: {clean_title(why, 80)}; end that, or give another in serve.listen"
            raise BadInput.one(f"{host}:{port}", 0, message) from None
        at = self._listener.sockets[0].getsockname()
        self.address = at[0], at[1]

    async def close(self, patience: float = 5.0) -> None:
        """Take nothing more, and answer what is under way for at most `patience` seconds."""
        if self._listener is not None:
            self._listener.close()
        self._server.pre_shutdown()
        await self._server.shutdown(patience)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """One request."""
        busy, protocol = self._server.busy, request.protocol
        busy.add(protocol)
        try:
            path = request.raw_path
            if path in (HEALTH, METRICS):
                return Sent(self._asked(path, request))
            return await self.receiving.take(request)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:
            # Its message may hold what was sent.
            log.error("a request could not be answered: %s", _where(error))
            return Sent(refused(500, "this is a mistake of ours; come again", again=5, close=True))
        finally:
            busy.discard(protocol)

    def _asked(self, path: str, request: web.BaseRequest) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return refused(405, "this is read by GET", allow="GET, HEAD", close=True)
        facts = self._facts()
        if path == HEALTH:
            return _health(facts, self.intake)
        if self._metrics_gate is None or (self._metrics_gate.is_open and not _here(request)):
            return refused(403, "metrics are for this machine alone; configure serve.metrics_secrets")
        try:
            self._metrics_gate.let_in(request.headers, b"", 0)
        except Refusal as refusal:
            return refused(refusal.status, refusal.sentence)
        body = exposed(self.receiving.counts, facts, len(self.intake), len(self._server.connections))
        return Answer(200, body, KIND)


async def serve_receiver(
    config: Config, intake: Intake, facts: Gathering, *, read: Read | None = None, env: Mapping[str, str] = os.environ
) -> Runner:
    """A receiver that listens where `config` says and puts what comes into `intake`; `facts` is asked for `/healthz`
    and `/metrics`. Raises BadInput where secrets, certificate or address are no good."""
    runner = Runner(config, intake, facts, read or _reader(config), env)
    await runner.open()
    return runner


def _reader(config: Config) -> Read:
    """How bodies of this installation's sources are looked at. Raises BadInput where a mapping is no good."""
    known = {source.name: (source.format, config.mapping_of(source.name)) for source in config.sources}

    def look(name: str, body: bytes, now: int) -> Reading:
        form, mapping = known[name]
        return read(form, body, mapping, received=now)

    return look


def _health(facts: Facts, intake: Intake) -> Answer:
    """In plain words, without names or numbers of incidents: a balancer asks, and anybody who reaches the address."""
    store = "away" if facts.store or intake.fault else "well"
    desk = "here" if facts.desk_held else "elsewhere" if facts.desk else "nobody"
    well = facts.well and store == "well"
    said = {"status": "well" if well else "unwell", "store": store, "desk": desk, "lag_seconds": facts.lag // 1000}
    return Answer(200 if well else 503, msgspec.json.encode(said))


def _metrics_gate(config: Config, secrets: tuple[Hidden, ...]) -> Gate | None:
    """Who may read metrics; None: nobody."""
    if not secrets and not is_loopback(config.serve.address[0]):
        return None
    return Gate(Source(name="metrics", format="metrics", secrets=config.serve.metrics_secrets), secrets)


def _here(request: web.BaseRequest) -> bool:
    """Whether the request names this machine: a web page can make a name of its own lead to loopback."""
    host = request.headers.get("Host", "").strip()
    return is_loopback(host if host.endswith("]") else host.rpartition(":")[0] or host)


def _tls(config: Config) -> ssl.SSLContext | None:
    serve = config.serve
    if not serve.tls_cert:
        return None
    key = config.place(serve.tls_key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if os.name == "posix" and key.stat().st_mode & 0o077:
            raise BadInput.one("serve.tls_key", 0, "the file is within the reach of others; run chmod 600 on it")
        context.load_cert_chain(config.place(serve.tls_cert), key)
    except (OSError, ssl.SSLError) as error:
        why = (error.strerror or "it does not fit").lower()
        message = f"certificate and key cannot be read: {clean_title(why, 80)}; give PEM files that belong together"
        raise BadInput.one("serve.tls_cert", 0, message) from None
    return context


def _where(error: BaseException) -> str:
    """What kind of error, and where in our code; not what it says."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at is not None else "somewhere"
    return f"{type(error).__name__} at {place}"
