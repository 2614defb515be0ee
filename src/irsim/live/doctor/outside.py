"""What is tried across the network: the receiver from outside, Alertmanagers, probes, calendars, the heartbeat, and, if
asked for, the ways by which people are paged."""

import asyncio
import hmac
import json
import os
import socket
import ssl
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import aiohttp

from irsim.live.alertmanager import Alertmanager, Refused
from irsim.live.config.channels import channel_addresses
from irsim.live.config.check import source_secrets
from irsim.live.config.serve import address_of
from irsim.live.config.sources import HEADERS, PAGERDUTY, SENTRY_TIMESTAMP
from irsim.live.doctor.findings import FAULT, LOOK, WELL, Finding, Tries, faults_of
from irsim.live.outbox.testing import tried
from irsim.live.places import ANY, receiver_of
from irsim.live.probes.looking import Names, look
from irsim.live.receiver.receiving import TRY
from irsim.live.rota import calendars_of
from irsim.live.sources.reading import Unreadable
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.secrets import Hidden
    from irsim.live.config.sources import Source
    from irsim.live.config.whole import Config

PATIENCE = 10.0
"""Seconds for one call."""


async def received(config: "Config") -> Tries:
    """The receiver answers at its address, and lets each source in by its secret, and nobody without it."""
    url = receiver_of(config)
    try:
        secrets = source_secrets(config)
    except BadInput as bad:
        for each in faults_of("receiver", bad):
            yield each
        return
    # What is asked is whether this machine's own receiver answers; its certificate bears the name others reach it by.
    tls: ssl.SSLContext | bool = True
    if config.serve.tls_cert:
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(ssl=tls)) as session:
        try:
            async with session.get(f"{url}/healthz", allow_redirects=False) as answer:
                said = await answer.content.read(2_000)
                yield _healthy(url, answer.status, said)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = clean_title(str(error), 120) or "no answer"
            yield Finding("receiver", FAULT, f"{url} does not answer: {why}", "start irsim serve, and look at its log")
            return
        for source in config.sources:
            yield await _let_in(session, url, source, secrets[source.name])


async def listening(config: "Config") -> Tries:
    """The other addresses at which somebody is to be let in: terminals of other machines, and syslog."""
    doors = {"terminals": config.serve.terminals} | {f"log {log.name}": log.listen for log in config.logs}
    for part, address in doors.items():
        if not address:
            continue
        host, port = address_of(address)
        host = ANY.get(host, host)
        try:
            async with asyncio.timeout(PATIENCE):
                _, writer = await asyncio.open_connection(host, port)
                writer.close()
        except (OSError, TimeoutError):
            yield Finding(part, FAULT, f"nobody listens at {address}", "start irsim serve, and look at its log")
        else:
            yield Finding(part, WELL, f"somebody listens at {address}")


def _healthy(url: str, status: int, said: bytes) -> Finding:
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, dict) or "desk" not in found:
        return Finding("receiver", FAULT, f"something else answers at {url}", "end it, or listen elsewhere")
    if status == 200:
        return Finding("receiver", WELL, f"{url} answers; the duty desk is {found['desk']}")
    told = f"{url} answers that it is unwell: store {found.get('store')}, desk {found['desk']}"
    return Finding("receiver", FAULT, told, "look at the log of irsim serve")


async def _let_in(session: aiohttp.ClientSession, url: str, source: "Source", secrets: tuple["Hidden", ...]) -> Finding:
    part, place = f"source {source.name}", f"{url}/in/{source.name}"
    place += "/v2/enqueue" if source.format == PAGERDUTY else ""
    for number, secret in enumerate(secrets or (None,)):
        body, headers = _asking(source, secret.reveal() if secret is not None else "")
        status, said = await _posted(session, place, body, headers)
        if status not in (200, 202):
            which = f"secret {number} of it" if secrets else "it"
            cure = "start irsim serve anew where the configuration was changed since"
            return Finding(part, FAULT, f"{which} is refused at {place} with {status}: {said}", cure)
    if not secrets:
        return Finding(part, WELL, f"{place} takes alerts of whoever reaches it on this machine")
    body, headers = _asking(source, "not the secret of anybody")
    status, _ = await _posted(session, place, body, headers)
    if status in (200, 202):
        return Finding(part, FAULT, f"{place} lets in a wrong secret, too", "another process answers there; end that")
    shown = "routing_key" if source.format == PAGERDUTY else source.header or HEADERS.get(source.signing, "")
    return Finding(part, WELL, f"{place} takes what shows its secret ({shown}), and refuses others")


def _asking(source: "Source", secret: str) -> tuple[bytes, dict[str, str]]:
    """A request as its sender would make it, that only asks whether it is let in."""
    headers = {"Content-Type": "application/json", TRY: "1"}
    if source.format == PAGERDUTY:
        event: dict[str, Any] = {"routing_key": secret or "0" * 32, "event_action": "resolve", "dedup_key": "doctor"}
        return json.dumps(event).encode(), headers
    body = b"{}"
    if not secret:
        return body, headers
    name = source.header or HEADERS[source.signing]
    if source.signing == "bearer":
        headers[name] = f"Bearer {secret}" if name == HEADERS["bearer"] else secret
        return body, headers
    content, stamp = body, str(int(time.time()))
    if source.timestamp_header:
        headers[source.timestamp_header] = stamp
        content = f"{stamp}{source.joined_by}".encode() + body
    elif source.signing == "sentry":
        headers[SENTRY_TIMESTAMP] = stamp
    headers[name] = hmac.digest(secret.encode(), content, sha256).hex()
    return body, headers


async def _posted(session: aiohttp.ClientSession, place: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    try:
        async with session.post(place, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status, clean_title((await answer.content.read(300)).decode("utf-8", "replace"), 200)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return 0, clean_title(str(error), 120) or "no answer"


async def polled(config: "Config") -> Tries:
    """Alertmanagers that are asked."""
    for source in config.sources:
        if source.poll is None:
            continue
        part, token = f"poll {source.name}", None
        try:
            if source.poll.secret is not None:
                token = source.poll.secret.read(f"sources.{source.name}.poll.secret", config.folder, os.environ)
            async with Alertmanager(source.poll.url, token) as manager:
                await manager.alerts()
        except BadInput as bad:
            for each in faults_of(part, bad):
                yield each
        except (Refused, Unreadable) as error:
            yield Finding(part, FAULT, f"{source.poll.url}: {error}", "start it, or mend sources.poll")
        else:
            yield Finding(part, WELL, f"{source.poll.url} says what fires there")


async def probed(config: "Config") -> Tries:
    """Each probe, once."""
    names = Names()
    try:
        watched = [
            probe.model_copy(update={"ca_file": str(config.place(probe.ca_file))}) if probe.ca_file else probe
            for probe in config.probes
        ]
        seen = await asyncio.gather(*(look(probe, names, lambda: time.time_ns() // 1_000_000) for probe in watched))
    finally:
        await names.close()
    for probe, each in zip(config.probes, seen, strict=True):
        part = f"probe {probe.name}"
        if each.why:
            yield Finding(part, FAULT, f"{probe.target}: {each.why}", "mend what it looks at, or the probe")
        else:
            yield Finding(part, WELL, f"{probe.target} is well, after {each.took} ms")


async def fed(config: "Config") -> Tries:
    """Calendars that say who is on call."""
    from irsim.live.calendars import NotRead

    for name, calendar in calendars_of(config).items():
        try:
            text = await calendar.read()
        except BadInput as bad:
            for each in faults_of(f"feed {name}", bad):
                yield each
        except (NotRead, ValueError) as fault:
            yield Finding(f"feed {name}", FAULT, str(fault), "mend it, or feeds in irsim.toml")
        else:
            yield Finding(f"feed {name}", WELL, f"{len(text or b''):,} bytes of calendar were read")


async def sent(config: "Config", *, send: bool) -> Tries:
    """The ways by which people are paged; a test message goes out only if asked for."""
    if not config.channels:
        cure = "name a way in [channels] of irsim.toml"
        yield Finding("ways", LOOK, "nobody is reached beyond this room: there is no way to send by", cure)
        return
    try:
        addresses = channel_addresses(config.channels, config.folder)
    except BadInput as bad:
        for each in faults_of("ways", bad):
            yield each
        return
    if not send:
        names = ", ".join(config.channels)
        yield Finding("ways", LOOK, f"not tried: {names}", "irsim doctor --send sends a test message by each")
        return
    for test in await tried(config.channels, addresses, socket.gethostname()):
        state = WELL if test.works else LOOK if test.works is None else FAULT
        yield Finding(f"way {test.way}", state, test.said, "mend its address" if state == FAULT else "")


async def beaten(config: "Config", *, send: bool) -> Tries:
    """The outgoing heartbeat: calling it counts as one, so it is called only where test messages may go out."""
    heartbeat = config.serve.heartbeat
    if heartbeat is None:
        cure = "name a service of others in serve.heartbeat"
        yield Finding("heartbeat", LOOK, "nobody outside notices where this machine is gone", cure)
        return
    try:
        url = heartbeat.url.read("serve.heartbeat.url", config.folder, os.environ)
    except BadInput as bad:
        for each in faults_of("heartbeat", bad):
            yield each
        return
    if not send:
        yield Finding("heartbeat", LOOK, "not tried", "irsim doctor --send calls it once")
        return
    from irsim.live.pulse import called

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        fault = await called(session, url)
    if fault:
        yield Finding("heartbeat", FAULT, f"its call failed: {fault}", "mend the address that serve.heartbeat names")
    else:
        yield Finding("heartbeat", WELL, "its call was answered")
