"""What must fit together in a configuration: names that lead somewhere, and no open door without a secret."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from irsim.events.signals import ITSELF
from irsim.live.config.channels import named_ways
from irsim.live.config.outbound import host_of
from irsim.live.config.secrets import Hidden, Secret, read_all
from irsim.live.config.serve import address_of, is_loopback
from irsim.live.config.sources import ALERTMANAGER_API, PAGERDUTY
from irsim.live.sources import FORMATS, SHIPPED
from irsim.plan import load_plan
from irsim.words.documents import Checker
from irsim.words.faults import BadInput, Fault

if TYPE_CHECKING:
    from irsim.live.config.whole import Config

OWN = (ITSELF, "probes", "logs")
"""The sources of what irsim itself observes."""

SHORTEST = 16
"""Characters of a secret: guessing a shorter one over the network is thinkable."""


def cross_checked(config: "Config") -> list[Fault]:
    """Every mistake that shows only between the parts of `config`, with its line; none that is there only because
    something was left out for another one."""
    checker = _checker(config)
    for section in ("sources", "probes", "logs"):
        first: dict[str, int] = {}
        for position, item in enumerate(getattr(config, section)):
            if item.name in first:
                line = checker.document.line_of((section, first[item.name], "name"))
                checker.say(
                    (section, position, "name"), f"'{item.name}' is given twice, first in line {line}; rename one"
                )
            first.setdefault(item.name, position)
    for position, source in enumerate(config.sources):
        if source.name in OWN:
            checker.say(("sources", position, "name"), f"'{source.name}' is what irsim calls itself; choose another")
        checker.known(("sources", position, "format"), source.format, FORMATS, "format")
        if source.mapping and source.format in FORMATS and source.format not in SHIPPED:
            checker.say(("sources", position, "mapping"), f"'{source.format}' is read without a mapping; take it out")
    _doors(config, checker)
    _hosts(config, checker)
    for name, person in config.people.items():
        for position, way in enumerate(person.ways):
            checker.known(("people", name, "ways", position), way, config.channels, "channel")
    for path, way in named_ways(config.channels, config.notifications):
        checker.known(path, way, config.channels, "channel")
    accounts = Counter(person.account for person in config.people.values() if person.account)
    for name, person in config.people.items():
        if accounts[person.account] > 1:
            checker.say(
                ("people", name, "account"), f"'{person.account}' is the account of several; give each their own"
            )
    return checker.faults


def _checker(config: "Config") -> Checker:
    return Checker(config.reading, config.reading.lost)


def _maimed(config: "Config", *path: str | int) -> bool:
    """Whether something is missing at `path`, or below it, that was given and has a mistake of its own."""
    return any(each[: len(path)] == path for each in config.reading.maimed)


def _bare(config: "Config") -> list[int]:
    """The sources of which it is certain that they have no secrets."""
    return [n for n, each in enumerate(config.sources) if not each.secrets and not _maimed(config, "sources", n)]


def _doors(config: "Config", checker: Checker) -> None:
    """Whoever reaches the receiver from elsewhere must show a secret."""
    host, _ = config.serve.address
    if not is_loopback(host):
        open_ones = [config.sources[position].name for position in _bare(config)]
        if open_ones:
            names = ", ".join(open_ones[:5]) + (", ..." if len(open_ones) > 5 else "")
            checker.say(
                ("serve", "listen"),
                f"'{host}' is reached from elsewhere, and anybody could send as {names}; "
                "give each source secrets, or listen on 127.0.0.1",
            )
    for kind, end in ((PAGERDUTY, "/v2/enqueue"), (ALERTMANAGER_API, "/api/v2/alerts")):
        bare = [n for n in _bare(config) if config.sources[n].format == kind]
        for position in bare[1:]:
            checker.say(
                ("sources", position, "name"),
                f"two sources without secrets share {end}, and nobody could tell them apart; give one of them secrets",
            )
    for position, log in enumerate(config.logs):
        if log.listen and not is_loopback(address_of(log.listen)[0]):
            checker.say(
                ("logs", position, "listen"),
                "syslog has no secrets, so it is taken on loopback alone; listen on 127.0.0.1 and relay to it",
            )


def _hosts(config: "Config", checker: Checker) -> None:
    """Where a list of hosts is given, it is the whole list."""
    if not config.outbound.hosts or _maimed(config, "outbound"):
        return
    for position, source in enumerate(config.sources):
        if source.poll and not config.outbound.allows(host_of(source.poll.url)):
            checker.say(
                ("sources", position, "poll"), f"{host_of(source.poll.url)} is not in outbound.hosts; add it there"
            )
    for name, feed in config.feeds.items():
        if feed.url and not config.outbound.allows(host_of(feed.url)):
            checker.say(("feeds", name, "url"), f"{host_of(feed.url)} is not in outbound.hosts; add it there")
    for position, probe in enumerate(config.probes):
        if probe.kind == "dns":  # it asks this machine's own resolver
            continue
        host = host_of(probe.target) if probe.kind == "http" else address_of(probe.target)[0]
        if not config.outbound.allows(host):
            checker.say(("probes", position, "target"), f"{host or 'its host'} is not in outbound.hosts; add it there")


def check_references(
    config: "Config",
    contacts: Collection[str] = (),
    services: Collection[str] = (),
) -> list[Fault]:
    """What `config` names of the plan's contacts and the world's services, and is not there. A collection that is
    empty is not known yet and not checked."""
    checker = _checker(config)
    for name, person in config.people.items():
        for position, contact in enumerate(person.contacts if contacts else ()):
            checker.known(("people", name, "contacts", position), contact, contacts, "contact of the plan")
    for section in ("probes", "logs") if services else ():
        for position, item in enumerate(getattr(config, section)):
            if item.service is not None:
                checker.known((section, position, "service"), item.service, services, "service of the world")
    return checker.faults


def source_secrets(config: "Config", env: Mapping[str, str] = os.environ) -> dict[str, tuple[Hidden, ...]]:
    """The active secrets of each source. Raises BadInput naming every one that is missing, open to others or short."""
    found: dict[str, tuple[Hidden, ...]] = {}
    faults: list[Fault] = []
    for source in config.sources:
        place = f"sources.{source.name}.secrets"
        try:
            found[source.name] = read_all(source.secrets, place, config.folder, env)
        except BadInput as bad:
            faults += bad.faults
            continue
        for position, value in enumerate(found[source.name]):
            if len(value.reveal()) < SHORTEST:
                message = f"has fewer than {SHORTEST} characters; make one with `openssl rand -hex 16`"
                faults.append(Fault("secret", 0, f"{place}.{position}: {source.secrets[position]} {message}"))
    if faults:
        raise BadInput(faults)
    return found


def check_files(config: "Config") -> list[Fault]:
    """Files that the configuration names and that are not there, or no good."""
    checker = _checker(config)
    named: list[tuple[tuple[str, str], str]] = [
        (("serve", "tls_cert"), config.serve.tls_cert),
        (("serve", "tls_key"), config.serve.tls_key),
        (("plan", "file"), config.plan.file),
        (("world", "file"), config.world.file),
    ]
    for path, written in named:
        if written and not _is_file(config.place(written)):
            checker.say(path, "there is no such file; create it, or give another")
    for position, source in enumerate(config.sources):
        try:
            config.mapping_of(source.name)
        except BadInput as bad:
            checker.say(("sources", position, "mapping"), f"{bad.faults[0]}")
    return checker.faults


def check_installation(config: "Config", env: Mapping[str, str] = os.environ) -> list[Fault]:
    """All that would keep `config` from working here: secrets, files, plan, world, and names that lead nowhere. Of one
    with mistakes, what is sound of it is looked at."""
    faults = check_files(config)
    try:
        source_secrets(config, env)
    except BadInput as bad:
        faults += bad.faults
    for place, secret in _secrets(config, ""):
        if not place.startswith("sources.") or ".secrets." not in place:
            try:
                secret.read(place, config.folder, env)
            except BadInput as bad:
                faults += bad.faults
    contacts: list[str] = []
    services: list[str] = []
    lost = {path[0] for path in config.reading.maimed if path} | config.reading.lost
    try:
        contacts = [contact.id for contact in load_plan(config.plan_text(), config.plan.file or "the plan").contacts]
    except BadInput as bad:
        faults += bad.faults
    try:
        services = [service.id for service in config.load_world().services]
    except BadInput as bad:
        faults += bad.faults
    # where these sections have mistakes, another plan may be meant, and another world
    contacts, services = [] if "plan" in lost else contacts, [] if "world" in lost else services
    return sorted({*faults, *check_references(config, contacts, services)})


def _secrets(part: Any, place: str) -> Iterator[tuple[str, Secret]]:
    """Every secret that is named below `part`, with its dotted place."""
    if isinstance(part, Secret):
        yield place, part
        return
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(part, BaseModel):
        inner = part
    elif isinstance(part, dict):
        inner = part.items()
    elif isinstance(part, tuple | list):
        inner = ((getattr(each, "name", number), each) for number, each in enumerate(part))
    for name, value in inner:
        yield from _secrets(value, f"{place}.{name}".lstrip("."))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
