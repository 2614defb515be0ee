"""One message by one Apprise address, in a thread of its own, and what came of it in words that hold no secret.

Apprise says only whether a message was taken, and writes addresses and tokens into its log. So its log and that of the
HTTP library are read here, for the status and the kind of fault, and go nowhere else: filters drop them at the source.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol

from irsim.live.outbox.texts import Message

REDIRECTS = range(300, 400)
PASSING = frozenset({408, 421, 425, 429})
"""Answers of the 400s after which it is worth trying again."""

STATUS_LINE, STATUS = 8, 6
"""The HTTP library logs each answer with so many values, of which this one is the status."""

CONNECT = 8.0
"""Seconds for a connection; an attempt as a whole has the way's own time."""

_FAULTS = (
    ("refused", "the connection was refused"),
    ("timed out", "no answer in time"),
    ("timeout", "no answer in time"),
    ("name or service", "its host is not found"),
    ("resolve", "its host is not found"),
    ("getaddrinfo", "its host is not found"),
    ("certificate", "its certificate is not trusted"),
    ("ssl", "no encrypted connection could be made"),
    ("authentic", "the password was not accepted"),
    ("recipient", "the recipient was refused"),
    ("unreachable", "the network is unreachable"),
    ("reset", "the connection broke off"),
    ("aborted", "the connection broke off"),
    ("closed", "the connection broke off"),
)
"""What a library says, lower case, to what we say: its own words may hold addresses."""

_UNSURE = frozenset({"no answer in time", "the connection broke off"})
"""Faults after which it may have arrived all the same."""


@dataclass(frozen=True)
class Outcome:
    """`taken` with its `said` proof; or why not: `lasting` where trying again would change nothing, `unsure` where it
    may have arrived all the same."""

    taken: bool
    said: str
    lasting: bool = False
    unsure: bool = False


class Sender(Protocol):
    """Sends one message; never raises."""

    async def __call__(self, address: str, message: Message, key: str, timeout: float) -> Outcome: ...


@dataclass
class _Heard:
    """What the libraries' logs said during one attempt."""

    statuses: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


_hearing: ContextVar[_Heard | None] = ContextVar("irsim_outbox_hearing", default=None)


class _Ear(logging.Filter):
    """Hears what is logged during an attempt and lets nothing through, for it may hold an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        heard = _hearing.get()
        if heard is not None:
            args = record.args if isinstance(record.args, tuple) else ()
            if record.name == "urllib3.connectionpool" and len(args) == STATUS_LINE:
                status = args[STATUS]
                if isinstance(status, int):
                    heard.statuses.append(status)
                return False
            said = record.getMessage().lower()
            heard.faults += [ours for theirs, ours in _FAULTS if theirs in said][:1]
        return False


_LOGS = ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests")
_EAR = _Ear()


def _listen() -> None:
    for name in _LOGS:
        logger = logging.getLogger(name)
        if _EAR not in logger.filters:
            logger.addFilter(_EAR)
        if name in _LOGS[:2]:
            logger.setLevel(logging.DEBUG)


def get_ready() -> None:
    """Load Apprise, which takes half a second: the first page should not wait for it. Blocking."""
    import apprise

    apprise.Apprise()
    _listen()


def service_at(address: str) -> Any:
    """The Apprise service behind an address; None where Apprise does not know it.

    No redirect is followed, whatever the address says, nothing is kept on disk, and no image is asked for.
    """
    import apprise

    _listen()
    asset = apprise.AppriseAsset(
        plugin_paths=None,
        storage_mode="memory",
        allow_templates=False,
        app_id="irsim",
        app_desc="irsim incident response",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        image_path_mask="",
        async_mode=False,
        interpret_emojis=False,
        interpret_escapes=False,
        pgp_autogen=False,
        pem_autogen=False,
        secure_logging=True,
        http_redirects=False,
    )
    try:
        service = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    except Exception:  # a plugin's own fault; its words may hold the address
        return None
    if service is None:
        return None
    service.redirects = False  # an address could ask for them
    if service.overflow_mode == apprise.OverflowMode.UPSTREAM:
        service.overflow_mode = apprise.OverflowMode.SPLIT  # rather in two parts than refused
    return service


def mark(service: Any, key: str) -> None:
    """Give the service the idempotency key where it has a field for one."""
    schemas = set(service.schemas())
    if "pagerduty" in schemas and getattr(service, "dedup", None) is None:
        service.dedup = key
    elif schemas & {"mailto", "mailtos"}:
        service.headers["X-Irsim-Key"] = key
    elif schemas & {"json", "jsons", "xml", "xmls", "form", "forms"}:
        service.headers["Idempotency-Key"] = key


async def send(address: str, message: Message, key: str, timeout: float) -> Outcome:
    """Send by Apprise. A thread that does not come back in `timeout` seconds is left behind: nothing can stop it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Outcome] = loop.create_future()

    def settle(outcome: Outcome) -> None:
        if not done.done():
            done.set_result(outcome)

    def work() -> None:
        outcome = _attempt(address, message, key, timeout)
        try:
            loop.call_soon_threadsafe(settle, outcome)
        except RuntimeError:
            return  # the loop is closed: nobody waits for it

    threading.Thread(target=_in_context(work), name="irsim-outbox", daemon=True).start()
    try:
        return await asyncio.wait_for(asyncio.shield(done), timeout)
    except TimeoutError:
        return Outcome(False, "no answer in time", unsure=True)


def _in_context(work: Callable[[], None]) -> Callable[[], None]:
    context = copy_context()
    return lambda: context.run(work)


def _attempt(address: str, message: Message, key: str, timeout: float) -> Outcome:
    """Blocking; in a thread."""
    import apprise

    heard = _Heard()
    _hearing.set(heard)
    service = service_at(address)
    if service is None:
        return Outcome(False, "Apprise does not know its address, or lacks a package for it", lasting=True)
    kind = apprise.NotifyType.FAILURE if message.urgency == "urgent" else apprise.NotifyType.INFO
    try:
        service.socket_connect_timeout = min(CONNECT, timeout)
        service.socket_read_timeout = timeout
        mark(service, key)
        taken = service.notify(
            body=message.text, title=message.title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
        )
    except Exception as error:  # whatever a plugin raises; its words may hold the address
        return Outcome(False, f"it failed inside Apprise ({type(error).__name__})", unsure=True)
    return _outcome(bool(taken), heard)


def _outcome(taken: bool, heard: _Heard) -> Outcome:
    status = heard.statuses[-1] if heard.statuses else 0
    if taken:
        return Outcome(True, f"answered {_status(status)}" if status else "")
    if status in REDIRECTS:
        return Outcome(False, f"it sends on to another address ({status}), which is not followed", lasting=True)
    if status >= 400:
        lasting = status < 500 and status not in PASSING
        return Outcome(False, f"answered {_status(status)}", lasting=lasting, unsure=status in (502, 504))
    fault = next(iter(heard.faults), "")
    if fault:
        return Outcome(False, fault, unsure=fault in _UNSURE)
    return Outcome(False, f"answered {_status(status)}, and did not take it" if status else "it was not taken")


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
