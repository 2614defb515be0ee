"""Whom to tell, and how: audiences, templates, bridges."""

from typing import Annotated, Literal

from irsim.plan.fields import Many, Name
from irsim.words.documents import Model


class TemplateField(Model):
    """A typed field of a message template."""

    id: Name
    label: str
    type: Literal["text", "time", "duration", "count", "choice", "yes_no"] = "text"
    required: bool = True
    choices: list[str] = []
    promises: bool = False
    """a duration within which the next message is promised: it becomes a clock"""


class Template(Model):
    """A message with typed fields; `text` is Jinja2 over the fields and `incident`."""

    id: Name
    label: str
    audiences: list[str]
    fields: list[TemplateField]
    text: str
    must: list[str] = []
    """phrase lists of each of which something must occur"""
    must_not: list[str] = []
    """phrase lists that must not occur"""
    state: str = ""
    """what the status page shows with it, where the update goes there and does not say otherwise"""


class Audience(Model):
    """Whom one tells, by which channels: `channels` are all of them, the first one is taken where nobody says."""

    id: Name
    label: str
    channels: list[str]
    internal: bool = False
    immediate: list[str] = []
    """of the channels, those for the first word and while it is urgent"""
    regular: list[str] = []
    """of the channels, those for what comes regularly"""
    must: list[str] = []
    """phrase lists of each of which something must occur in free text to them"""
    must_not: list[str] = []
    """phrase lists that must not occur in free text to them"""
    through: Annotated[list[str], Many] = []
    """contacts of the plan of whom one must have answered a page before these are told anything"""
    only_through: bool = False
    """it is refused until then; recorded as a deviation otherwise"""
    when: str = ""
    """what calls for telling them, in words"""


class Bridge(Model):
    """Where the team meets: a call or a room."""

    id: Name
    label: str
    join: str = ""
    """how one gets in: a number, a code, an address; a line to fill in by hand where left out"""
    channel: str = ""
    """the channel of the world on which it is held, where the world has it"""
    provider: str = ""
    """whose it is: a second bridge should be another's"""
