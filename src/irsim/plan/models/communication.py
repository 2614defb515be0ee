"""Whom to tell, and how: audiences and templates."""

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
    promises: bool = False
    """a duration within which the next message is promised: it becomes a clock"""


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
