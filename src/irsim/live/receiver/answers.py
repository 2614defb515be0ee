"""Answers of the receiver. They are a few bytes, known beforehand and sent in one write: what a general response object
costs would be a third of each request."""

import time
from email.utils import formatdate

import msgspec
from aiohttp import web

REASONS = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

JSON = "application/json"

UNREAD_LIMIT = 256 * 1024
"""Bytes of answers that a sender may leave unread before its connection is cut."""


class Answer:
    """An answer, ready to be sent to any number of senders."""

    __slots__ = ("body", "close", "code", "head")

    def __init__(
        self, status: int, body: bytes = b"", kind: str = JSON, *, again: int = 0, allow: str = "", close: bool = False
    ) -> None:
        lines = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        lines += f"Retry-After: {again}\r\n" if again else ""
        lines += f"Allow: {allow}\r\n" if allow else ""
        lines += "WWW-Authenticate: Bearer\r\n" if status == 401 else ""
        self.code = status
        self.head = f"{lines}X-Content-Type-Options: nosniff\r\n".encode("ascii")
        self.body = body
        self.close = close


class Sent(web.StreamResponse):
    """An answer on its way to one sender. aiohttp calls `prepare` and `write_eof`, and asks for `keep_alive`."""

    def __init__(self, answer: Answer) -> None:
        # The base's own state is for streaming, and building it is most of what an answer costs: it is left out.
        self._answer = answer
        self._stays = not answer.close

    @property
    def keep_alive(self) -> bool:
        """Whether another request may follow on the connection."""
        return self._stays

    async def prepare(self, request: web.BaseRequest) -> None:
        """Send it."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the sender has gone")
        if transport.get_write_buffer_size() > UNREAD_LIMIT:
            transport.abort()
            raise ConnectionResetError("the sender does not read answers")
        self._stays = request.keep_alive and self._stays
        body = b"" if request.method == "HEAD" else self._answer.body
        transport.write(self._answer.head + _ending(self._stays) + body)

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to send."""


def refused(status: int, sentence: str, *, again: int = 0, allow: str = "", close: bool = False) -> Answer:
    """A refusal with its sentence."""
    return Answer(status, msgspec.json.encode({"error": sentence}), again=again, allow=allow, close=close)


_endings: dict[bool, bytes] = {}
_endings_of = 0


def _ending(stays: bool) -> bytes:
    """The headers that every answer ends with; the date is made once a second."""
    global _endings_of
    now = int(time.time())
    if now != _endings_of:
        _endings_of = now
        date = f"Date: {formatdate(now, usegmt=True)}\r\nConnection: "
        _endings[True] = f"{date}keep-alive\r\n\r\n".encode("ascii")
        _endings[False] = f"{date}close\r\n\r\n".encode("ascii")
    return _endings[stays]
