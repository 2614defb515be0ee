"""`irsim.toml`: what belongs to one installation. What the organisation decides is in the plan."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, PrivateAttr

from irsim.live.config.channels import Channel, Notifications
from irsim.live.config.feeds import Feed
from irsim.live.config.logs import Lines, LogSource
from irsim.live.config.outbound import Outbound
from irsim.live.config.people import Person
from irsim.live.config.probes import Probe
from irsim.live.config.serve import Serve
from irsim.live.config.sources import Source, shipped
from irsim.live.config.store import Store
from irsim.live.sources import SHIPPED, Mapping, load_mapping, shipped_mapping
from irsim.plan import default_plan_text
from irsim.plan.fields import Name
from irsim.scenario.files import library_folder, read_bounded
from irsim.scenario.world import World
from irsim.words.clean import clean_title
from irsim.words.documents import Model, Reading, validate
from irsim.words.faults import BadInput
from irsim.words.yamltext import Document, read_yaml

FILE = "irsim.toml"

WORLD = "penguinmails.yaml"
"""The world that ships."""


class PlanFile(Model):
    """Which plan counts."""

    file: str = ""
    """the plan's YAML; the one that ships where empty"""


class WorldFile(Model):
    """Which services there are."""

    file: str = ""
    """the world's YAML with the services; the one that ships where empty"""


class StatusPage(Model):
    """Where the public status page is written."""

    folder: str = ""
    """a folder that a web server shows; republished on every post, not at all where empty"""


class Config(Model):
    """What belongs to one installation of irsim live. Relative paths lie beside the file."""

    serve: Serve = Serve()
    """where alerts are taken in"""
    store: Store = Field(default_factory=Store)
    """where live records are kept"""
    plan: PlanFile = PlanFile()
    """which plan counts"""
    world: WorldFile = WorldFile()
    """which services there are"""
    sources: Annotated[tuple[Source, ...], Field(max_length=500)] = shipped()
    """who may send alerts; where none is given, one a format that senders speak, without secrets, on loopback"""
    channels: dict[Name, Channel] = {}
    """the ways notifications go out"""
    notifications: Notifications = Notifications()
    """what holds for all of these ways"""
    people: dict[Name, Person] = {}
    """who works here"""
    feeds: Annotated[dict[Name, Feed], Field(max_length=50)] = {}
    """calendars that say who is on call, where the plan's rotas name them"""
    probes: Annotated[tuple[Probe, ...], Field(max_length=1_000)] = ()
    """what we look at ourselves"""
    logs: Annotated[tuple[LogSource, ...], Field(max_length=500)] = ()
    """log lines that the plan's detection rules read"""
    lines: Lines = Lines()
    """how long they are kept, to be searched"""
    statuspage: StatusPage = StatusPage()
    """where the public status page is written"""
    outbound: Outbound = Outbound()
    """the hosts that irsim may call"""

    _mappings: dict[str, Mapping] = PrivateAttr(default_factory=dict)
    _folder: Path = PrivateAttr(default_factory=Path.cwd)
    _reading: Reading["Config"] = PrivateAttr(default_factory=lambda: Reading(None, Document(FILE, {}), []))

    def come_from(self, reading: Reading["Config"], folder: Path) -> None:
        """What it was read from, and where that lies: relative paths begin there."""
        self._reading, self._folder = reading, folder

    @property
    def reading(self) -> Reading["Config"]:
        """How it was read: a checker asks what is left out of it for a mistake."""
        return self._reading

    @property
    def folder(self) -> Path:
        """Where the file lies: relative paths begin here."""
        return self._folder

    @property
    def document(self) -> Document:
        """What was written, with its lines; empty without a file."""
        return self._reading.document

    def place(self, written: str) -> Path:
        """A path of the configuration as a whole one."""
        return self._folder / os.path.expanduser(written)

    def plan_text(self) -> str:
        """The plan as YAML text; whether it is sound, `irsim.plan.load_plan` says. Raises BadInput."""
        if not self.plan.file:
            return default_plan_text()
        return _read(self.place(self.plan.file)).decode("utf-8-sig", errors="replace")

    def load_world(self) -> World:
        """The world with the services. Raises BadInput naming every mistake with its line."""
        path = self.place(self.world.file) if self.world.file else library_folder() / "worlds" / WORLD
        return validate(World, read_yaml(_read(path), str(path)))

    def mapping_of(self, name: str) -> Mapping | None:
        """How deliveries of the source of this name are read, None where its format says it all. Raises BadInput."""
        source = self.source(name)
        if source is None or not source.mapping:
            return None
        if name not in self._mappings:
            if source.mapping in SHIPPED:
                self._mappings[name] = shipped_mapping(source.mapping)
            else:
                path = self.place(source.mapping)
                self._mappings[name] = load_mapping(_read(path), str(path))
        return self._mappings[name]

    def source(self, name: str) -> Source | None:
        """The source of this name."""
        return next((source for source in self.sources if source.name == name), None)


def _read(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except OSError as error:
        why = (error.strerror or "it is out of reach").lower()
        raise BadInput.one(clean_title(str(path), 200), 0, f"cannot be read: {why}; give another file") from None
