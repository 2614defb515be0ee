"""Whom to tell, and how: audiences, templates, the status page."""

from typing import Literal

from irsim.plan.fields import Name
from irsim.words.documents import Model


class TemplateField(Model):
    """A typed field of a message template."""

    id: Name
    label: str
    type: Literal["text", "time", "duration", "count", "choice", "yes_no"] = "text"
    required: bool = True
    choices: list[str] = []


class Template(Model):
    """A message with typed fields; `text` is Jinja2 over the fields and `incident`."""

    id: Name
    label: str
    audiences: list[str]
    fields: list[TemplateField]
    text: str
    must_not: list[str] = []
    """phrase lists that must not occur"""
    state: str = ""
    """what the status page shows with it, where the update goes there and does not say otherwise"""


class Audience(Model):
    """Whom one tells."""

    id: Name
    label: str
    channels: list[str]
    internal: bool = False


class StatusPage(Model):
    """The public status page."""

    channel: str = "status_page"
    """the channel that it is"""
    states: list[str] = []
    """what it can show of an incident, first to last"""
