"""Where notifications arrive in tests: a real SMTP server and a real HTTP server on loopback, which can misbehave."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiohttp import web
from aiosmtpd.controller import Controller

from tests.live.ports import free_port


class HttpSink:
    """Answers with `answers` in turn, then 200. 0 is no answer at all; 302 leads to `/elsewhere`."""

    def __init__(self, answers: tuple[int, ...] = ()) -> None:
        self.answers = list(answers)
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.elsewhere = 0
        self.port = 0

    async def take(self, request: web.Request) -> web.Response:
        if request.path == "/elsewhere":
            self.elsewhere += 1
            return web.Response()
        self.bodies.append(await request.json())
        self.keys.append(request.headers.get("Idempotency-Key", ""))
        status = self.answers.pop(0) if self.answers else 200
        if not status:
            await asyncio.sleep(3)
        headers = {"Location": f"http://127.0.0.1:{self.port}/elsewhere"} if 300 <= status < 400 else {}
        return web.Response(status=status or 200, headers=headers)

    def address(self, path: str = "s3cr3t-token", query: str = "") -> str:
        """The Apprise address of this sink; its path holds what must appear nowhere."""
        return f"json://127.0.0.1:{self.port}/{path}/{query}"


@asynccontextmanager
async def http_sink(*answers: int) -> AsyncIterator[HttpSink]:
    sink = HttpSink(answers)
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", sink.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        sink.port = runner.addresses[0][1]
        yield sink
    finally:
        await runner.cleanup()


class Mails:
    """What came by mail."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.refuse = False
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's own name)
        if self.refuse:
            return "451 try again later"
        self.taken.append(message_from_bytes(envelope.content))
        return "250 OK"

    def address(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=irsim@example.org&to=ana@example.org"


@contextmanager
def smtp_sink() -> Iterator[Mails]:
    mails = Mails()
    mails.port = free_port()
    controller = Controller(mails, hostname="127.0.0.1", port=mails.port)
    controller.start()
    try:
        yield mails
    finally:
        controller.stop()
