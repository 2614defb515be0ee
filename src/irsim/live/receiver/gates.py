"""Whether a request is its source's: a bearer token or a signature over the raw body, compared in constant time with
every active secret, before anything of the body is read."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from irsim.live.config.secrets import Hidden
from irsim.live.config.sources import HEADERS, SENTRY_TIMESTAMP, Source
from irsim.live.receiver.refusals import Refusal

MILLISECONDS_FROM = 100_000_000_000
"""A time of signing from here on is in milliseconds: in seconds it would be in the year 5138."""


class Gate:
    """The way in for one source."""

    def __init__(self, source: Source, secrets: tuple[Hidden, ...]) -> None:
        self.source = source
        self.kind = source.signing
        self._keys = tuple(secret.reveal().encode() for secret in secrets)
        self._header = source.header or HEADERS.get(self.kind, "")
        self._timestamp = source.timestamp_header or (SENTRY_TIMESTAMP if self.kind == "sentry" else None)

    @property
    def is_open(self) -> bool:
        """Whether anybody may come in."""
        return not self._keys

    def let_in(self, headers: Mapping[str, str], body: bytes, now: int) -> str:
        """What makes this request the same one when it comes again (empty: nothing does). `now` is Unix ms.

        Raises Refusal (401) where it is not the source's.
        """
        if self.kind == "none":
            return ""
        given = headers.get(self._header, "")
        if not given:
            raise Refusal(401, f"the {self._header} header is missing; {self._cure()}")
        if self.kind == "bearer":
            scheme, _, token = given.partition(" ")
            if not token and self._header.lower() != "authorization":
                scheme, token = "bearer", given
            if scheme.lower() != "bearer" or not self.knows(token.strip()):
                raise Refusal(401, f"the token in {self._header} is not the source's; {self._cure()}")
            return ""
        return self._signed(headers, given.strip().lower(), body, now)

    def knows(self, value: str) -> bool:
        """Whether `value` is one of the secrets. Takes as long for one as for another."""
        written = value.encode("utf-8", "surrogateescape")
        found = False
        for key in self._keys:
            found |= hmac.compare_digest(key, written)
        return found

    def _signed(self, headers: Mapping[str, str], given: str, body: bytes, now: int) -> str:
        given = given.removeprefix("sha256=")
        written = headers.get(self._timestamp, "").strip() if self._timestamp else ""
        content = body
        if self.source.timestamp_header:
            content = f"{written}{self.source.joined_by}".encode("utf-8", "surrogateescape") + body
        found = False
        for key in self._keys:
            found |= hmac.compare_digest(hmac.digest(key, content, sha256).hex(), given if given.isascii() else "")
        if not found:
            raise Refusal(401, f"the signature in {self._header} does not fit the body; {self._cure()}")
        if self._timestamp and (written or self.source.timestamp_header):
            self._fresh(written, now)
            return given
        return given if self.kind == "sentry" else ""

    def _fresh(self, written: str, now: int) -> None:
        if not (written.isascii() and written.isdigit() and len(written) <= 15):
            raise Refusal(401, f"{self._timestamp} is no time; send the seconds since 1970")
        at = int(written)
        at = at if at >= MILLISECONDS_FROM else at * 1_000
        if abs(now - at) > self.source.tolerance:
            raise Refusal(401, f"the time in {self._timestamp} is too far from ours; set the clocks, sign it anew")

    def _cure(self) -> str:
        if self.kind == "bearer":
            usual = self._header == HEADERS["bearer"]
            return f"send {self._header}: {'Bearer TOKEN' if usual else 'TOKEN'}"
        return "sign the body as it is sent, with HMAC-SHA256 and the source's secret, in hex"
